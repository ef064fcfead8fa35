//! A shopper who pays and never comes back, where our own token is enough to ask the bank by.

use crate::common::{Desk, outcome, refused};
use dargah_engine::{
    gateway::{Class, OperationKind, Reply},
    payment::Event,
    time::Span,
};

/// A provider of this kind.
const GATEWAY: &str = "irankish";

#[test]
fn the_bank_is_asked_after_a_minute_and_then_less_and_less_often() {
    let mut desk = Desk::everywhere();
    let attempt = desk.at_bank(GATEWAY);
    let mut waits = Vec::new();
    for _ in 0..5 {
        let before = desk.now;
        desk.until_due();
        assert_eq!(desk.call().1, OperationKind::Inquire);
        waits.push(desk.now - before);
        desk.hear(refused());
        assert_eq!(desk.phase(attempt), "at_bank", "a bank that holds nothing yet has decided nothing");
    }
    assert_eq!(waits, [1, 2, 5, 8, 8].map(Span::minutes));
}

#[test]
fn what_the_bank_holds_is_claimed_and_verified_as_if_the_shopper_had_brought_it() {
    let mut desk = Desk::everywhere();
    let attempt = desk.at_bank(GATEWAY);
    desk.until_due();
    desk.hear(outcome(Reply::Held, Class::Pending));
    assert_eq!(desk.count(|event| matches!(event, Event::FoundPaid { .. })), 1);
    desk.claim(Some(true));
    assert_eq!(desk.call().1, OperationKind::Verify);
    desk.hear_paid();
    assert_eq!(desk.payment().paid_by, Some(attempt));
}
