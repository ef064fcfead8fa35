//! The ways in which money becomes the shop's, and that nothing else does.

use crate::common::{Desk, done, outcome, receipt, refused, unknown};
use dargah_engine::{
    gateway::{Class, Hint, OperationKind, Receipt, Reply},
    payment::{Attempt, Command, Effect, Event, Refusal},
    time::Span,
};
use dargah_wire::PaymentStatus;

#[test]
fn verify_is_enough_where_the_bank_settles_by_itself() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    assert_eq!((desk.status(), desk.phase(attempt)), (PaymentStatus::Processing, "verifying"));
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.phase(attempt), "captured");
    assert_eq!(desk.status(), PaymentStatus::Paid);
    assert!(desk.effects.is_empty());
}

#[test]
fn settle_follows_verify_where_it_is_a_step_of_its_own() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("mellat", "123");
    desk.hear(done(Receipt::default()));
    assert_eq!(desk.phase(attempt), "settling", "verified is not yet paid");
    assert_eq!(desk.status(), PaymentStatus::Processing);
    assert_eq!(desk.call().1, OperationKind::Settle);
    desk.hear(outcome(Reply::Done(Receipt::default()), Class::Already));
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn a_lost_verify_answer_is_unknown_and_asked_again_until_it_is_known() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    for _ in 0..12 {
        desk.hear(unknown());
        assert_eq!(desk.phase(attempt), "unknown");
        assert_eq!(desk.status(), PaymentStatus::Processing, "silence is never a failure (I3)");
        desk.until_due();
        assert_eq!(desk.call().1, OperationKind::Verify);
    }
    // "Verified before" is the success that was lost (I11).
    desk.hear(outcome(Reply::Done(receipt("R1")), Class::Already));
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn a_crash_between_intent_and_answer_is_found_again_when_the_lease_is_over() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    desk.due();
    assert!(desk.effects.is_empty(), "while somebody makes the call, nobody else does");
    desk.until_due();
    assert_eq!(desk.call().1, OperationKind::Verify);
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn a_repeated_callback_changes_nothing() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    let before = desk.events.len();
    desk.callback(attempt, Hint::Paid, Some("R1"));
    assert_eq!(desk.events.len(), before);
    desk.due();
    assert!(desk.effects.is_empty());
}

#[test]
fn a_callback_after_the_capture_changes_nothing() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    desk.hear(done(receipt("R1")));
    let before = desk.events.len();
    for hint in [Hint::Paid, Hint::Cancelled, Hint::Declined] {
        desk.callback(attempt, hint, Some("R2"));
    }
    assert_eq!(desk.events.len(), before);
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn a_cancel_does_not_stop_the_real_callback_behind_it() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    desk.callback(attempt, Hint::Cancelled, None);
    assert_eq!(desk.phase(attempt), "at_bank", "a callback moves no money state (I8)");
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn a_made_up_reference_does_not_hide_the_real_one() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "made-up");
    desk.hear(refused());
    assert_eq!(desk.status(), PaymentStatus::Processing);
    // The real one is asked about at once, not when the made-up one's retry is due.
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn a_made_up_reference_that_comes_second_does_not_hide_the_real_one_either() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    desk.hear(unknown());
    desk.callback(attempt, Hint::Paid, Some("made-up"));
    // The real one may be taken: nothing else is asked about before that is known.
    assert!(desk.effects.is_empty());
    desk.until_due();
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn a_second_attempt_is_never_verified_once_the_first_is_paid() {
    let mut desk = Desk::new();
    let first = desk.at_bank("saman");
    let second = desk.at_bank("mellat");
    desk.callback(first, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    let (attempt, call, sent_at) = desk.call();
    // The shopper paid twice, in two tabs. One verify at a time.
    desk.callback(second, Hint::Paid, Some("77"));
    assert!(desk.effects.is_empty());
    desk.tell(Command::Heard { attempt, call, sent_at, outcome: done(receipt("R1")), run: None }).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Paid);
    // The second one's money goes back by the bank's own rule: it is never verified, and ends when that is sure.
    while let Some(due) = dargah_engine::payment::due_at(&desk.payment()) {
        desk.now = desk.now.max(due);
        desk.due();
        assert!(desk.effects.is_empty(), "no call may be made for the second attempt");
    }
    assert_eq!(desk.phase(second), "lapsed");
    assert_eq!(desk.count(|e| matches!(e, Event::Captured { .. })), 1);
}

#[test]
fn nobody_pays_while_a_banks_answer_is_awaited() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    desk.hear(unknown());
    assert_eq!(desk.begin("mellat"), Err(Refusal::InProgress));
    desk.until_due();
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.begin("mellat"), Err(Refusal::Paid));
}

#[test]
fn a_late_answer_to_an_older_call_is_not_taken_for_the_new_ones() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    let (attempt, call, first) = desk.call();
    desk.hear(unknown());
    desk.until_due();
    let outcome = refused();
    let stale = desk.tell(Command::Heard { attempt, call, sent_at: first, outcome, run: None });
    assert_eq!(stale, Err(Refusal::Stale));
}

#[test]
fn time_that_runs_backwards_breaks_nothing() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    desk.wait(Span::minutes(-5));
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Paid);
    assert!(desk.events.is_sorted_by_key(|recorded| recorded.at));
}

/// Whoever knows the return address can bring references that are none before the shopper brings the real one (F04, F05).
#[test]
fn made_up_references_do_not_keep_the_real_one_from_being_asked_about() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "made up");
    let deadline = desk.payment().attempt(attempt).unwrap().deadline.unwrap();
    desk.hear(refused());
    desk.callback(attempt, Hint::Paid, Some("made up too"));
    desk.callback(attempt, Hint::Paid, Some("R1"));
    while desk.payment().paid_by.is_none() {
        desk.until_due();
        assert!(desk.now < deadline, "the real reference is not asked about before the bank's deadline");
        if matches!(desk.effects[..], [Effect::Claim { .. }]) {
            desk.claim(Some(true));
        }
        let asked = desk.payment().attempt(attempt).and_then(Attempt::claim).unwrap().reference.key;
        desk.hear(if asked == "R1" { done(receipt("R1")) } else { refused() });
    }
}
