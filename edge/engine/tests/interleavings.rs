//! Orders of events that the model checker (`tests/model`) found to be handled wrongly once.

mod common;

use common::{Desk, done, outcome, receipt};
use dargah_engine::{
    gateway::{Class, Hint, Reply},
    payment::Command,
    time::Span,
};

/// While one attempt is being resolved, somebody comes back to another one whose time is long over.
#[test]
fn what_is_brought_while_another_attempt_is_resolved_is_asked_about_after_it() {
    let mut desk = Desk::new();
    let first = desk.at_bank("saman");
    desk.wait(Span::minutes(5));
    let second = desk.at_bank("saman");
    desk.until_due();
    assert_eq!(desk.phase(first), "lapsed");
    desk.callback(second, Hint::Paid, Some("R2"));
    desk.claim(Some(true));
    let (_, call, sent_at) = desk.call();
    desk.callback(first, Hint::Paid, Some("R1"));
    let outcome = outcome(Reply::Returned, Class::Reversed);
    desk.tell(Command::Heard { attempt: second, call, sent_at, outcome, run: None }).unwrap();
    desk.claim(Some(true));
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.payment().paid_by, Some(first), "the late callback's money is forgotten");
}
