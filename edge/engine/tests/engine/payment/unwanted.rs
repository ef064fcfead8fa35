//! Money that nobody wants any more, because the payment is paid by another attempt or withdrawn: it is never verified, and it
//! is sent back at once where that can be done by our own token.

use crate::common::{Desk, done, outcome, receipt, refused, unknown};
use dargah_engine::{
    gateway::{Class, Hint, OperationKind, Provider, Receipt, ReferenceFrom, Reply, Reversal},
    payment::{Command, Event, due_at},
    webhook::Kind,
};
use dargah_wire::PaymentStatus;

/// Whether a provider sends unverified money back by the token alone.
fn sends_back(desk: &Desk, gateway: &str) -> bool {
    let account = desk.gateways.iter().find(|account| account.id.as_str() == gateway).unwrap();
    let capabilities = account.capabilities();
    capabilities.reference == ReferenceFrom::Token && capabilities.reversal != Reversal::Never
}

/// Paid by a second attempt, while the first one's shopper is still at the bank of `gateway`.
fn paid_elsewhere(gateway: &str) -> (Desk, u32) {
    let mut desk = Desk::everywhere();
    let first = desk.at_bank(gateway);
    desk.paid_at(if gateway == "saman" { "sepehr" } else { "saman" });
    (desk, first)
}

fn never_verified(desk: &Desk, first: u32) {
    let taken = |event: &Event| {
        matches!(event, Event::CallSent { attempt, call: OperationKind::Verify | OperationKind::Settle, .. }
            if *attempt == first)
    };
    assert_eq!(desk.count(taken), 0, "it is not to be taken");
    assert_eq!(desk.count(|e| matches!(e, Event::Captured { .. })), 1);
}

#[test]
fn the_second_attempts_money_goes_back_at_once_where_our_token_is_enough() {
    let mut sent = Vec::new();
    for gateway in Provider::ALL.map(Provider::as_str) {
        let (mut desk, first) = paid_elsewhere(gateway);
        desk.callback(first, Hint::Paid, Some("R2"));
        if !sends_back(&desk, gateway) {
            assert!(desk.effects.is_empty(), "{gateway}: {:?}", desk.effects);
            continue;
        }
        sent.push(gateway);
        desk.claim(Some(true));
        assert_eq!((desk.call().0, desk.call().1), (first, OperationKind::Reverse), "{gateway}: claimed, and then");
        desk.hear(done(Receipt::default()));
        assert_eq!(desk.phase(first), "reversed", "{gateway}");
        never_verified(&desk, first);
        assert_eq!(desk.status(), PaymentStatus::Paid, "{gateway}");
        assert_eq!(desk.told(), [(1, Kind::PaymentPaid)], "{gateway}: the shop has heard of one payment");
        desk.until_rest();
    }
    assert_eq!(sent, ["parsian", "irankish", "pasargad", "asanpardakht", "zarinpal", "snapppay", "torobpay"]);
}

#[test]
fn elsewhere_the_bank_sends_it_back_by_its_own_rule() {
    for gateway in Provider::ALL.map(Provider::as_str) {
        let (mut desk, first) = paid_elsewhere(gateway);
        if sends_back(&desk, gateway) {
            continue;
        }
        desk.callback(first, Hint::Paid, Some("R2"));
        let deadline = desk.payment().attempt(first).unwrap().deadline.unwrap();
        desk.until_rest();
        assert_eq!(desk.phase(first), "lapsed", "{gateway}");
        assert!(desk.now >= deadline, "{gateway}: not before the bank's own deadline");
        never_verified(&desk, first);
    }
}

#[test]
fn so_does_a_withdrawn_payments_money() {
    let mut desk = Desk::everywhere();
    let attempt = desk.at_bank("zarinpal");
    desk.tell(Command::Cancel).unwrap();
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    assert_eq!(desk.call().1, OperationKind::Reverse);
    desk.hear(done(Receipt::default()));
    assert_eq!(desk.phase(attempt), "reversed");
    assert_eq!(desk.status(), PaymentStatus::Cancelled);
    assert_eq!(desk.told(), [(1, Kind::PaymentCancelled)]);
    assert_eq!(due_at(&desk.payment()), None);
}

#[test]
fn what_was_brought_before_the_payment_was_paid_goes_back_when_it_is() {
    let mut desk = Desk::everywhere();
    let first = desk.at_bank("zarinpal");
    let second = desk.paid_at_bank("saman", "R1");
    let (attempt, call, sent_at) = desk.call();
    desk.callback(first, Hint::Paid, Some("R2"));
    assert!(desk.effects.is_empty(), "one attempt at a time");
    desk.tell(Command::Heard { attempt, call, sent_at, outcome: done(receipt("R1")), run: None }).unwrap();
    assert_eq!(desk.phase(second), "captured");
    desk.claim(Some(true));
    assert_eq!((desk.call().0, desk.call().1), (first, OperationKind::Reverse), "at once");
}

#[test]
fn an_answer_that_is_lost_is_asked_for_again_within_the_window_and_then_left_to_the_bank() {
    let (mut desk, first) = paid_elsewhere("zarinpal");
    desk.callback(first, Hint::Paid, Some("R2"));
    desk.claim(Some(true));
    let deadline = desk.payment().attempt(first).unwrap().deadline.unwrap();
    let mut asked = 0;
    while !desk.effects.is_empty() {
        asked += 1;
        assert!(desk.now < deadline, "after the deadline there is nothing to send back");
        desk.hear(unknown());
        desk.until_due();
    }
    assert!(asked > 3, "asked {asked} times");
    desk.until_rest();
    assert_eq!(desk.phase(first), "lapsed");
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn a_bank_that_says_no_is_left_to_its_own_rule() {
    let (mut desk, first) = paid_elsewhere("zarinpal");
    desk.callback(first, Hint::Paid, Some("R2"));
    desk.claim(Some(true));
    desk.hear(refused());
    assert!(desk.effects.is_empty());
    desk.until_rest();
    assert_eq!(desk.phase(first), "lapsed", "and no person is called: nothing was verified");
}

#[test]
fn a_bank_that_had_done_it_already_has_done_it() {
    let (mut desk, first) = paid_elsewhere("zarinpal");
    desk.callback(first, Hint::Paid, Some("R2"));
    desk.claim(Some(true));
    desk.hear(outcome(Reply::Returned, Class::Reversed));
    assert_eq!(desk.phase(first), "reversed");
}

#[test]
fn what_belongs_to_another_payment_is_not_sent_back() {
    let (mut desk, first) = paid_elsewhere("zarinpal");
    desk.callback(first, Hint::Paid, Some("R2"));
    desk.claim(Some(false));
    assert!(desk.effects.is_empty(), "never a reference that is not claimed (I9)");
    desk.until_rest();
    assert_eq!(desk.count(|e| matches!(e, Event::CallSent { call: OperationKind::Reverse, .. })), 0);
}
