//! Evidence that comes when the payment, or its attempt, was given up: it is looked into, and may still make it paid.

use crate::common::{Desk, done, outcome, receipt, refused};
use dargah_engine::{
    gateway::{Class, Hint, Reply},
    payment::{Event, Refusal, due_at},
    time::Span,
    webhook::Kind,
};
use dargah_wire::PaymentStatus;

#[test]
fn a_callback_after_the_time_to_pay_is_verified() {
    let mut desk = Desk::new();
    desk.wait(Span::minutes(29));
    let attempt = desk.at_bank("saman");
    desk.wait(Span::minutes(10));
    assert_eq!(desk.begin("mellat"), Err(Refusal::Expired));
    assert_eq!(desk.status(), PaymentStatus::Processing, "the bank may hold money for it");
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Paid);
    assert_eq!(desk.told(), [(1, Kind::PaymentPaid)], "nothing else was told before");
}

/// Failed, because nobody came back in the bank's whole time.
fn given_up() -> (Desk, u32) {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    desk.until_rest();
    assert_eq!(desk.phase(attempt), "lapsed");
    assert_eq!(desk.status(), PaymentStatus::Failed);
    assert_eq!(desk.told(), [(1, Kind::PaymentFailed)]);
    (desk, attempt)
}

#[test]
fn a_callback_to_an_attempt_that_was_given_up_is_looked_into() {
    let (mut desk, attempt) = given_up();
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    assert_eq!(desk.status(), PaymentStatus::Processing);
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Paid, "failed becomes paid by evidence (I12)");
    assert_eq!(desk.told(), [(1, Kind::PaymentFailed), (2, Kind::PaymentPaid)], "under a later number");
    assert_ne!(desk.news[0].id, desk.news[1].id);
    assert_eq!(due_at(&desk.payment()), None);
}

#[test]
fn what_it_finds_gone_leaves_the_payment_failed_and_tells_nothing_new() {
    for answer in [outcome(Reply::Returned, Class::Late), refused()] {
        let (mut desk, attempt) = given_up();
        desk.callback(attempt, Hint::Paid, Some("R1"));
        desk.claim(Some(true));
        desk.hear(answer);
        desk.until_rest();
        assert_eq!(desk.status(), PaymentStatus::Failed);
        assert_eq!(desk.told(), [(1, Kind::PaymentFailed)]);
    }
}

#[test]
fn a_no_of_the_browser_reopens_nothing() {
    for hint in [Hint::Cancelled, Hint::Declined, Hint::SessionEnded, Hint::Fault] {
        let (mut desk, attempt) = given_up();
        desk.callback(attempt, hint, None);
        assert!(desk.effects.is_empty());
        assert_eq!(desk.phase(attempt), "lapsed", "{hint:?}");
    }
}

#[test]
fn the_same_late_callback_is_looked_into_once() {
    let (mut desk, attempt) = given_up();
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    desk.hear(refused());
    desk.until_rest();
    assert_eq!(desk.phase(attempt), "refused");
    let events = desk.events.len();
    desk.callback(attempt, Hint::Paid, Some("R1"));
    assert_eq!(desk.events.len(), events, "what is known to lead nowhere is no news");
}

#[test]
fn what_was_paid_meanwhile_by_another_attempt_is_not_paid_again() {
    let mut desk = Desk::new();
    let first = desk.at_bank("saman");
    desk.wait(Span::minutes(29));
    let second = desk.at_bank("mellat");
    while desk.phase(first) == "at_bank" {
        desk.until_due();
    }
    desk.callback(second, Hint::Paid, Some("77"));
    desk.claim(Some(true));
    desk.hear_paid();
    let events = desk.events.len();
    desk.callback(first, Hint::Paid, Some("R1"));
    assert_eq!(desk.events.len(), events, "its money went back long ago, and is not wanted");
    assert_eq!(desk.count(|e| matches!(e, Event::Captured { .. })), 1);
}

#[test]
fn nobody_pays_again_while_late_evidence_is_looked_into() {
    let (mut desk, attempt) = given_up();
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    assert_eq!(desk.begin("mellat"), Err(Refusal::Expired));
    assert!(!desk.payment().is_payable(desk.now));
}
