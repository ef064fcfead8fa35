//! When a payment is to be woken for, what the ledger makes of that, and what is known before a claim is asked for.

use crate::common::{Desk, START};
use dargah_engine::{
    gateway::{Callback, Class, Hint, OperationKind, Reference},
    payment::{Command, LEASE, Refusal, due_at, wake_at},
    time::{Moment, Span},
};

/// How long after its lease a call is taken for lost.
const PATIENCE: Span = Span::seconds(45);

fn callback(hint: Hint, key: &str) -> Callback {
    let reference = Some(Reference { key: key.to_owned(), details: Default::default() });
    Callback { hint, class: Class::Ok, code: "0".to_owned(), reference }
}

#[test]
fn an_alarm_that_rings_early_enough_is_left_as_it_is_and_any_other_is_set_anew() {
    let at = |ms| Some(Moment(ms));
    let now = Moment(100);
    let cases = [
        (None, at(500), at(500), "none was set"),
        (at(300), None, None, "nothing is due any more"),
        (at(300), at(500), at(300), "too early does no harm"),
        (at(500), at(500), at(500), "it is the same"),
        (at(700), at(500), at(500), "it would be too late"),
        (at(99), at(500), at(500), "it has rung"),
        (at(100), at(500), at(500), "it rings now"),
        (at(101), at(500), at(101), "it rings in a moment"),
    ];
    for (stored, due, wake, why) in cases {
        assert_eq!(wake_at(stored, due, now), wake, "{why}");
    }
}

#[test]
fn a_call_that_is_on_its_way_is_given_its_lease_and_our_patience() {
    let mut desk = Desk::everywhere();
    desk.begin("mellat").unwrap();
    assert_eq!(
        due_at(&desk.payment()),
        Some(START + Span::minutes(30)),
        "a token is asked for: only the shopper waits"
    );
    desk.paid_at_bank_from_token("R1");
    assert_eq!(desk.call().1, OperationKind::Verify);
    assert_eq!(due_at(&desk.payment()), Some(desk.now + LEASE + PATIENCE));
    desk.hear_paid();
    desk.refund("r1", 10_000).unwrap();
    assert_eq!(due_at(&desk.payment()), Some(desk.now + LEASE + PATIENCE), "a refund is on its way");
}

#[test]
fn a_claim_that_nobody_answered_is_asked_for_again_after_its_lease() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    desk.callback(attempt, Hint::Paid, Some("R1"));
    assert_eq!(due_at(&desk.payment()), Some(desk.now + LEASE + PATIENCE));
    desk.until_due();
    desk.claim(Some(true));
    desk.hear_paid();
}

#[test]
fn what_a_callback_names_is_claimed_before_it_is_told_and_only_where_something_follows() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    let first = callback(Hint::Paid, "R1");
    assert_eq!(desk.payment().claimable(attempt, &first), first.reference.as_ref());
    assert_eq!(desk.payment().claimable(attempt + 1, &first), None, "there is no such attempt");
    desk.tell(Command::Callback { attempt, callback: first.clone(), claimed: Some(true) }).unwrap();
    assert_eq!(desk.call().1, OperationKind::Verify, "claimed with the callback: the verify is the next call");
    assert_eq!(desk.payment().claimable(attempt, &first), None, "the same again says nothing new");
    assert_eq!(desk.payment().claimable(attempt, &callback(Hint::Paid, "R2")), None, "one is being resolved");
    desk.hear_paid();
    assert_eq!(desk.payment().claimable(attempt, &callback(Hint::Paid, "R2")), None, "the payment has its money");
}

#[test]
fn a_payment_that_is_made_again_is_the_same_or_is_refused() {
    let mut desk = Desk::new();
    let before = desk.events.len();
    desk.tell(Command::Create(Box::new(desk.created("one")))).unwrap();
    assert_eq!(desk.events.len(), before, "the same request makes nothing");
    assert_eq!(desk.tell(Command::Create(Box::new(desk.created("two")))), Err(Refusal::MadeOtherwise));
    assert_eq!(desk.events.len(), before);
}
