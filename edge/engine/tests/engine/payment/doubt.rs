//! What a verify that nobody heard of leaves behind: it may have taken the money, so nothing that comes after it is a "no".
//! Each story was found by the simulator.

use crate::common::{Desk, done, outcome, receipt, refused, unknown};
use dargah_engine::{
    gateway::{Class, Hint, Receipt, Reply},
    money::Rial,
    payment::{Command, Effect, Event, Learnt, Lesson, Refusal},
    time::Span,
};
use dargah_wire::PaymentStatus;

fn lesson(what: Learnt) -> Command {
    Command::Learn(Lesson { what, note: "the bank's statement".to_owned() })
}

fn too_late() -> dargah_engine::gateway::Outcome {
    outcome(Reply::Returned, Class::Late)
}

#[test]
fn too_late_after_a_verify_that_died_with_its_process_calls_a_person() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    // The process dies with the answer; whoever looks after what is due asks again.
    desk.until_due();
    desk.hear(too_late());
    assert_eq!(desk.status(), PaymentStatus::Review);
    // A statement has the bank asked again. It answers the same, which says no more than before.
    desk.tell(lesson(Learnt::Held { attempt, reference: Some("R1".to_owned()) })).unwrap();
    desk.claim(Some(true));
    desk.hear(too_late());
    assert_eq!(desk.status(), PaymentStatus::Review, "the money may be taken: that is no failed payment");
}

#[test]
fn too_late_to_the_first_verify_says_that_the_money_went_back() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    desk.hear(too_late());
    assert_eq!(desk.status(), PaymentStatus::Open);
}

#[test]
fn what_a_bank_never_accepts_is_not_asked_for_ever() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "somebody-else's");
    let unaccepted = || outcome(Reply::Unknown, Class::Request);
    desk.hear(unaccepted());
    assert_eq!(desk.status(), PaymentStatus::Processing, "before the bank's deadline no \"no\" is believed");
    let deadline = desk.payment().attempt(attempt).unwrap().deadline.unwrap();
    while desk.now < deadline {
        desk.until_due();
        desk.hear(unaccepted());
    }
    assert_eq!(desk.phase(attempt), "refused");
    assert_eq!(desk.status(), PaymentStatus::Failed);
}

#[test]
fn a_lesson_waits_while_another_attempt_may_pay() {
    let mut desk = Desk::new();
    let first = desk.at_bank("saman");
    let second = desk.at_bank("mellat");
    desk.callback(first, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    desk.callback(second, Hint::Paid, Some("77"));
    desk.hear_late(first);
    // The second is asked about now. Would the first leave its review for a lesson, nobody would look after its money any more.
    assert_eq!(desk.phase(second), "claiming");
    let held = lesson(Learnt::Held { attempt: first, reference: Some("R1".to_owned()) });
    assert_eq!(desk.tell(held), Err(Refusal::InFlight));
    assert_eq!(desk.phase(first), "review");
}

#[test]
fn that_another_attempts_money_went_back_is_no_news_of_a_paid_payment() {
    let mut desk = Desk::new();
    let first = desk.at_bank("mellat");
    let second = desk.at_bank("saman");
    desk.callback(first, Hint::Paid, Some("77"));
    desk.claim(Some(true));
    desk.callback(second, Hint::Paid, Some("R2"));
    desk.hear_late(first);
    desk.claim(Some(true));
    desk.hear(done(receipt("R2")));
    assert_eq!(desk.status(), PaymentStatus::Paid);
    let told = desk.news.len();
    desk.tell(lesson(Learnt::Returned { attempt: first })).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Paid);
    assert_eq!(desk.news.len(), told, "the shop would take its paid order for one that is not");
}

#[test]
fn a_clock_that_goes_back_leaves_every_gateway_to_try() {
    let mut desk = Desk::new();
    for gateway in ["mellat", "saman"] {
        desk.begin(gateway).unwrap();
        desk.hear(unknown());
    }
    desk.wait(Span::minutes(-5));
    desk.begin("saman").unwrap();
    assert!(matches!(desk.effects.as_slice(), [Effect::Call { .. }]));
}

trait HearLate {
    fn hear_late(&mut self, attempt: u32);
}

impl HearLate for Desk {
    /// The first verify of an attempt is lost, and the second is too late.
    fn hear_late(&mut self, attempt: u32) {
        let heard = self.payment().attempt(attempt).unwrap().sent().unwrap().at;
        let call = dargah_engine::gateway::OperationKind::Verify;
        let lost = Command::Heard { attempt, call, sent_at: heard, outcome: unknown(), run: None };
        self.tell(lost).unwrap();
        self.until_due();
        self.hear(too_late());
    }
}

/// While the bank's window runs it is asked so often that the window cannot pass between two questions; after that, ever slower.
#[test]
fn a_verify_that_nobody_heard_of_is_repeated_within_the_banks_window_and_slower_after_it() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    let deadline = desk.payment().attempt(attempt).unwrap().deadline.unwrap();
    let (mut within, mut after) = (Vec::new(), Vec::new());
    while after.len() < 2 {
        desk.hear(unknown());
        let waits = if desk.now < deadline { &mut within } else { &mut after };
        let before = desk.now;
        desk.until_due();
        waits.push(desk.now - before);
    }
    // An eighth of the half hour in which the bank would send the money back by itself.
    let often = Span::seconds(225);
    assert_eq!(within[..3], [5, 30, 120].map(Span::seconds));
    assert!(within[3..].iter().all(|wait| *wait == often), "{within:?}");
    assert_eq!(after, [Span::minutes(60); 2]);
}

#[test]
fn a_bank_that_holds_something_else_has_told_something() {
    let mut desk = Desk::new();
    let attempt = desk.paid_at_bank("saman", "R1");
    let wrong = Receipt { amount: Rial::new(1_000).ok(), ..receipt("R1") };
    desk.hear(outcome(Reply::Other(wrong), Class::Ok));
    assert_eq!(desk.count(|event| matches!(event, Event::Mismatched { .. })), 1);
    assert_ne!(desk.phase(attempt), "captured");
}

/// Past the bank's deadline, after a verify that nobody heard of, the bank says "no" in the given words.
fn no_after_a_lost_verify(gateway: &str, no: dargah_engine::gateway::Outcome) -> &'static str {
    let mut desk = Desk::everywhere();
    let attempt = desk.paid_at_bank(gateway, "R1");
    desk.hear(unknown());
    let deadline = desk.payment().attempt(attempt).unwrap().deadline.unwrap();
    while desk.now < deadline {
        desk.until_due();
        if desk.now < deadline {
            desk.hear(unknown());
        }
    }
    desk.hear(no);
    desk.phase(attempt)
}

#[test]
fn a_no_after_a_lost_verify_is_believed_only_of_a_bank_that_remembers_what_it_verified() {
    assert_eq!(no_after_a_lost_verify("asanpardakht", refused()), "review", "it forgets: the money may be taken");
    assert_eq!(no_after_a_lost_verify("sadad", refused()), "refused", "it would have said \"verified already\"");
    let unaccepted = outcome(Reply::Unknown, Class::Request);
    assert_eq!(no_after_a_lost_verify("sadad", unaccepted), "review", "it did not look at all");
}

#[test]
fn of_many_references_that_callbacks_bring_only_so_many_are_kept_and_each_once() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    for round in 0..2 {
        for n in 0..12 {
            desk.callback(attempt, Hint::Paid, Some(&format!("R{n}")));
        }
        let keys: Vec<_> =
            desk.payment().attempt(attempt).unwrap().sightings.iter().map(|s| s.reference.key.clone()).collect();
        assert_eq!(keys, (0..8).map(|n| format!("R{n}")).collect::<Vec<_>>(), "round {round}");
    }
}

#[test]
fn a_known_reference_that_comes_with_another_word_is_not_kept_twice() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    desk.callback(attempt, Hint::Paid, Some("R1"));
    desk.callback(attempt, Hint::Cancelled, Some("R1"));
    desk.callback(attempt, Hint::Paid, Some("R1"));
    assert_eq!(desk.payment().attempt(attempt).unwrap().sightings.len(), 1);
}
