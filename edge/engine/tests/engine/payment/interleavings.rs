//! Orders of events that the model checker (`tests/model`) found to be handled wrongly once.

use crate::common::{Desk, done, outcome, receipt, unknown};
use dargah_engine::{
    gateway::{Class, Hint, Reply},
    payment::{Attempt, Command},
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

/// A receipt does not say of which order it is, and the shopper brings another order's while the verify of the first is unknown.
#[test]
fn a_second_reference_is_not_verified_while_the_first_may_have_been_taken() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    desk.hear(unknown());
    desk.callback(attempt, Hint::Paid, Some("R2"));
    assert!(desk.effects.is_empty(), "{:?}", desk.effects);
    desk.until_due();
    desk.hear(unknown());
    desk.until_due();
    desk.hear(outcome(Reply::Done(receipt("R1")), Class::Already));
    assert_eq!(desk.payment().paid_by, Some(attempt));
    let claim = desk.payment().attempt(attempt).and_then(Attempt::claim);
    assert_eq!(claim.map(|claim| claim.reference.key).as_deref(), Some("R1"), "two receipts are taken for one order");
}
