//! Orders of events that the model checker found to be handled wrongly once.

mod common;

use common::{Desk, receipt, refused, unknown};
use dargah_engine::{
    gateway::{Class, Hint, Reply},
    payment::{Command, Effect, due_at},
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
    let outcome = common::outcome(Reply::Returned, Class::Reversed);
    desk.tell(Command::Heard { attempt: second, call, sent_at, outcome, run: None }).unwrap();
    desk.claim(Some(true));
    desk.hear(common::done(receipt("R1")));
    assert_eq!(desk.payment().paid_by, Some(first), "the late callback's money is forgotten");
}

/// The shop's news are under way when something else becomes news.
#[test]
fn what_becomes_news_while_others_are_handed_over_is_handed_over_too() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    let (_, call, sent_at) = desk.call();
    desk.hear(unknown());
    desk.until_due();
    let _ = (call, sent_at);
    desk.wait(Span::minutes(60));
    desk.until_due();
    let _ = (attempt, refused());
    assert!(due_at(&desk.payment()).is_some());
    assert_ne!(desk.effects, [Effect::Publish]);
}
