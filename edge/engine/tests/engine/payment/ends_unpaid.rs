//! The ways in which a payment ends without the shop's money, and the evidence that each of them needs.

use crate::common::{Desk, done, outcome, receipt, refused, unknown};
use dargah_engine::{
    gateway::{Class, Hint, OperationKind, Receipt, Reply},
    money::Rial,
    payment::{Event, Refusal},
    time::Span,
};
use dargah_wire::{PaymentStatus, StatusReason};

/// From the redirect on: Saman's page (20 min), its reversal (30 min) and the margin (1 min).
const SAMAN_WHOLE: Span = Span::minutes(51);

#[test]
fn nobody_tried() {
    let mut desk = Desk::new();
    desk.until_due();
    assert_eq!(desk.status(), PaymentStatus::Expired);
    assert_eq!(desk.begin("saman"), Err(Refusal::Expired));
}

#[test]
fn a_lost_callback_is_never_a_failure_before_the_banks_own_reversal() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    let redirected = desk.now;
    desk.wait(Span::minutes(31));
    desk.due();
    assert_eq!(desk.status(), PaymentStatus::Processing, "the bank may still hold the money");
    desk.until_due();
    assert_eq!(desk.phase(attempt), "lapsed");
    assert_eq!(desk.now - redirected, SAMAN_WHOLE);
    assert_eq!(desk.status(), PaymentStatus::Failed);
}

#[test]
fn a_no_is_believed_only_if_asked_after_the_deadline() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    let start = desk.now;
    loop {
        let asked_at = desk.now;
        desk.hear(refused());
        if desk.phase(attempt) == "refused" {
            assert!(asked_at - start >= SAMAN_WHOLE, "ended after {:?}", asked_at - start);
            break;
        }
        assert!(asked_at - start < SAMAN_WHOLE, "a no after the deadline was not believed");
        assert_eq!(desk.status(), PaymentStatus::Processing);
        desk.until_due();
    }
    assert_eq!(desk.status(), PaymentStatus::Failed);
}

#[test]
fn silence_is_not_believed_even_after_the_deadline() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    for _ in 0..30 {
        desk.hear(unknown());
        desk.until_due();
    }
    assert_eq!(desk.phase(attempt), "unknown");
    assert_eq!(desk.status(), PaymentStatus::Processing);
}

#[test]
fn a_reversal_that_the_bank_reports_frees_the_payment_for_another_attempt() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    desk.hear(outcome(Reply::Returned, Class::Late));
    let standing = desk.payment().standing(desk.now);
    assert_eq!(standing.status, PaymentStatus::Open);
    assert_eq!(standing.last.unwrap().reason, StatusReason::Reversed);
    assert!(standing.can_pay);
}

#[test]
fn too_late_after_a_lost_verify_is_no_proof_that_the_money_went_back() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    desk.hear(unknown());
    desk.until_due();
    desk.hear(outcome(Reply::Returned, Class::Late));
    assert_eq!(desk.phase(attempt), "review");
    assert_eq!(desk.begin("mellat"), Err(Refusal::InProgress), "nobody pays again for money that may be taken");
}

#[test]
fn a_reference_of_another_payment_is_never_verified() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    desk.callback(attempt, Hint::Paid, Some("stolen"));
    desk.claim(Some(false));
    assert!(desk.effects.is_empty(), "no call names a reference that is not claimed");
    assert_eq!(desk.status(), PaymentStatus::Open);
    // Neither does asking again.
    desk.callback(attempt, Hint::Paid, Some("stolen"));
    assert!(desk.effects.is_empty());
}

#[test]
fn a_claim_registry_that_does_not_answer_is_asked_again() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.claim(None);
    assert_eq!(desk.status(), PaymentStatus::Processing);
    desk.until_due();
    desk.claim(Some(true));
    assert_eq!(desk.call().1, OperationKind::Verify);
}

#[test]
fn a_wrong_amount_is_given_back_and_never_fulfilled() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    let mut wrong = receipt("R1");
    wrong.amount = Rial::new(125_000).ok();
    desk.hear(done(wrong));
    assert_eq!(desk.call().1, OperationKind::Reverse);
    assert_eq!(desk.status(), PaymentStatus::Processing);
    desk.hear(unknown());
    desk.until_due();
    assert_eq!(desk.call().1, OperationKind::Reverse);
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.phase(attempt), "reversed");
    assert_eq!(desk.count(|e| matches!(e, Event::Captured { .. })), 0);
}

#[test]
fn an_amount_left_out_is_a_wrong_amount_where_the_bank_always_names_it() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    let mut silent = receipt("R1");
    silent.amount = None;
    desk.hear(done(silent));
    assert_eq!(desk.call().1, OperationKind::Reverse);
}

#[test]
fn another_terminals_money_is_not_touched() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    let mut foreign = receipt("R1");
    foreign.terminal = Some("9999".to_owned());
    desk.hear(done(foreign));
    assert!(desk.effects.is_empty(), "neither captured nor reversed");
    assert_eq!(desk.status(), PaymentStatus::Open);
}

#[test]
fn an_answer_about_another_payment_answers_nothing() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    desk.hear(done(receipt("R2")));
    assert_eq!(desk.phase(attempt), "unknown");
}

#[test]
fn a_reversal_that_never_works_calls_a_person() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    let mut wrong = receipt("R1");
    wrong.amount = Rial::new(1).ok();
    desk.hear(done(wrong));
    while desk.status() != PaymentStatus::Review {
        desk.hear(refused());
        if desk.status() == PaymentStatus::Processing {
            desk.until_due();
        }
    }
    assert_eq!(dargah_engine::payment::due_at(&desk.payment()), None);
}

/// What was verified is the shop's only once it is settled, and a bank that refuses to may not have heard of the verify yet (F15).
#[test]
fn a_refused_settle_is_believed_after_the_banks_deadline_alone() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("mellat", "R1");
    let deadline = desk.payment().attempt(attempt).unwrap().deadline.unwrap();
    desk.hear(done(Receipt::default()));
    let mut early = 0;
    while desk.now < deadline {
        assert_eq!((desk.call().1, desk.phase(attempt)), (OperationKind::Settle, "settling"));
        early += usize::from(desk.call().2 < deadline);
        desk.hear(refused());
        if desk.phase(attempt) == "settling" {
            desk.until_due();
        }
    }
    assert!(early > 3, "asked {early} times before the deadline");
    desk.hear(refused());
    assert_eq!((desk.phase(attempt), desk.status()), ("review", PaymentStatus::Review));
}
