//! What an operator or a provider's statement knows: it has the bank asked, and never makes a payment paid by itself.

use crate::common::{Desk, done, outcome, receipt, refused, unknown};
use dargah_engine::{
    gateway::{Class, OperationKind, Receipt, Reply},
    payment::{Command, Event, LEASE, Learnt, Lesson, RefundPhase, Refusal},
    time::Span,
    webhook::Kind,
};
use dargah_wire::PaymentStatus;

const AMOUNT: i64 = 1_250_000;

fn lesson(what: Learnt) -> Command {
    Command::Learn(Lesson { what, note: "statement of 1404-09-04".to_owned() })
}

fn held(attempt: u32, reference: Option<&str>) -> Command {
    lesson(Learnt::Held { attempt, reference: reference.map(str::to_owned) })
}

fn returned(attempt: u32) -> Command {
    lesson(Learnt::Returned { attempt })
}

fn refund(refund: u32, done: bool) -> Command {
    lesson(Learnt::Refund { refund, done })
}

/// Nobody came back from `gateway`, and the attempt was given up.
fn lapsed(gateway: &str) -> Desk {
    let mut desk = Desk::everywhere();
    desk.at_bank(gateway);
    while desk.phase(1) == "at_bank" {
        desk.until_due();
        if !desk.effects.is_empty() {
            desk.hear(unknown());
        }
    }
    assert_eq!(desk.phase(1), "lapsed");
    desk
}

/// The bank says that it is too late, after an answer that was lost.
fn in_review() -> Desk {
    let mut desk = Desk::everywhere();
    desk.paid_at_bank("saman", "R1");
    desk.hear(unknown());
    desk.until_due();
    desk.hear(outcome(Reply::Returned, Class::Late));
    assert_eq!(desk.status(), PaymentStatus::Review);
    assert_eq!(desk.told(), [(1, Kind::PaymentReview)]);
    desk
}

#[test]
fn held_money_is_asked_about_by_the_reference_that_the_statement_names() {
    let mut desk = lapsed("saman");
    assert_eq!(desk.tell(held(1, None)), Err(Refusal::DoesNotFit), "there is nothing to ask the bank with");
    desk.tell(held(1, Some("R1"))).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Processing, "not paid by being said so (I12)");
    desk.claim(Some(true));
    assert_eq!(desk.call().1, OperationKind::Verify);
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Paid);
    assert_eq!(desk.told(), [(1, Kind::PaymentFailed), (2, Kind::PaymentPaid)]);
}

#[test]
fn a_reference_of_another_payment_is_not_asked_about() {
    let mut desk = lapsed("saman");
    desk.tell(held(1, Some("stolen"))).unwrap();
    desk.claim(Some(false));
    assert!(desk.effects.is_empty());
    desk.until_rest();
    assert_eq!(desk.status(), PaymentStatus::Failed);
    assert_eq!(desk.told(), [(1, Kind::PaymentFailed)]);
}

#[test]
fn our_own_token_is_enough_where_the_provider_says_so() {
    for gateway in ["sadad", "zarinpal"] {
        let mut desk = lapsed(gateway);
        // What the statement calls it does not matter then.
        desk.tell(held(1, Some("something else"))).unwrap();
        desk.claim(Some(true));
        assert_eq!(desk.payment().attempt(1).unwrap().claim().unwrap().reference.key, "T1", "{gateway}");
        assert_eq!(desk.call().1, OperationKind::Verify, "{gateway}");
    }
}

#[test]
fn a_person_who_looked_has_the_bank_asked_again() {
    let mut desk = in_review();
    desk.tell(held(1, None)).unwrap();
    desk.claim(Some(true));
    desk.hear(outcome(Reply::Done(receipt("R1")), Class::Already));
    assert_eq!(desk.status(), PaymentStatus::Paid);
    assert_eq!(desk.told(), [(1, Kind::PaymentReview), (2, Kind::PaymentPaid)]);
}

#[test]
fn or_says_that_it_went_back() {
    let mut desk = in_review();
    desk.tell(returned(1)).unwrap();
    assert_eq!(desk.phase(1), "returned_by_bank");
    desk.until_rest();
    assert_eq!(desk.status(), PaymentStatus::Failed);
}

#[test]
fn another_attempt_that_is_over_is_in_nobodys_way() {
    let mut desk = Desk::everywhere();
    desk.at_bank("saman");
    let second = desk.at_bank("sadad");
    desk.until_rest();
    desk.tell(held(second, Some("R1"))).unwrap();
    desk.claim(Some(true));
    desk.hear_paid();
    assert_eq!(desk.payment().paid_by, Some(second));
}

#[test]
fn held_does_not_fit_what_is_paid_withdrawn_or_under_way() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    assert_eq!(desk.tell(held(1, Some("R1"))), Err(Refusal::DoesNotFit));

    let mut desk = Desk::everywhere();
    desk.at_bank("saman");
    desk.tell(Command::Cancel).unwrap();
    assert_eq!(desk.tell(held(1, Some("R1"))), Err(Refusal::DoesNotFit));

    let mut desk = Desk::everywhere();
    desk.paid_at_bank("saman", "R1");
    assert_eq!(desk.tell(held(1, Some("R1"))), Err(Refusal::DoesNotFit), "the bank is being asked as it is");

    let mut desk = Desk::everywhere();
    desk.begin("saman").unwrap();
    desk.hear(refused());
    assert_eq!(desk.tell(held(1, Some("R1"))), Err(Refusal::DoesNotFit), "no token was issued");
}

#[test]
fn what_is_said_of_no_attempt_is_refused() {
    let mut desk = Desk::everywhere();
    assert_eq!(desk.tell(held(7, None)), Err(Refusal::NoSuchAttempt));
    assert_eq!(desk.tell(returned(7)), Err(Refusal::NoSuchAttempt));
    assert_eq!(desk.tell(refund(7, true)), Err(Refusal::NoSuchRefund));
    assert_eq!(desk.events.len(), 1);
}

#[test]
fn a_payment_that_the_bank_took_back_is_returned_and_never_silently() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.wait(Span::minutes(600));
    desk.tell(returned(1)).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Returned);
    assert_eq!(desk.told(), [(1, Kind::PaymentPaid), (2, Kind::PaymentReturned)]);
    assert_eq!(desk.tell(returned(1)), Err(Refusal::DoesNotFit), "once");
    // What was paid is not paid again by anybody else.
    assert_eq!(desk.begin("mellat"), Err(Refusal::Paid));
    assert_eq!(desk.tell(Command::Cancel), Err(Refusal::Paid));
    desk.until_rest();
    assert_eq!(desk.told().len(), 2);
}

#[test]
fn returned_does_not_fit_what_may_still_be_paid() {
    let mut desk = Desk::everywhere();
    desk.at_bank("saman");
    assert_eq!(desk.tell(returned(1)), Err(Refusal::DoesNotFit));

    let mut desk = Desk::everywhere();
    desk.paid_at_bank("saman", "R1");
    assert_eq!(desk.tell(returned(1)), Err(Refusal::InFlight), "the bank is being asked at this moment");
    desk.hear(unknown());
    desk.tell(returned(1)).unwrap();
    assert_eq!(desk.phase(1), "returned_by_bank");
}

#[test]
fn returned_is_taken_when_the_call_that_may_be_under_way_has_had_its_time() {
    let mut desk = Desk::everywhere();
    desk.paid_at_bank("saman", "R1");
    desk.wait(LEASE);
    desk.tell(returned(1)).unwrap();
    assert_eq!(desk.phase(1), "returned_by_bank");
}

#[test]
fn an_attempt_that_lapsed_can_have_been_returned_and_one_that_was_refused_cannot() {
    let mut desk = lapsed("saman");
    desk.tell(returned(1)).unwrap();
    assert_eq!(desk.phase(1), "returned_by_bank");

    let mut desk = Desk::everywhere();
    desk.paid_at_bank("saman", "R1");
    desk.hear(refused());
    while desk.phase(1) != "refused" {
        desk.until_due();
        desk.hear(refused());
    }
    assert_eq!(desk.tell(returned(1)), Err(Refusal::DoesNotFit));
}

#[test]
fn what_the_bank_sent_back_of_another_attempt_is_no_business_of_a_refund() {
    let mut desk = Desk::everywhere();
    let first = desk.at_bank("sadad");
    desk.paid_at("saman");
    desk.refund("a", AMOUNT).unwrap();
    desk.hear_refund(unknown());
    while desk.phase(first) != "lapsed" {
        desk.until_due();
        if !desk.effects.is_empty() {
            desk.hear_refund(unknown());
        }
    }
    assert_eq!(desk.refund_phase(1), RefundPhase::Waiting);
    desk.tell(returned(first)).unwrap();
    assert_eq!(desk.refund_phase(1), RefundPhase::Waiting);
}

#[test]
fn a_refund_that_waits_has_nothing_left_to_send_when_the_bank_took_the_payment_back() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.refund("a", AMOUNT).unwrap();
    desk.hear_refund(unknown());
    assert_eq!(desk.refund_phase(1), RefundPhase::Waiting);
    desk.tell(returned(1)).unwrap();
    assert_eq!(desk.refund_phase(1), RefundPhase::Refused, "no double return (F50)");
    desk.until_rest();
    assert_eq!(desk.count(|e| matches!(e, Event::RefundSent { .. })), 1);
    assert_eq!(desk.status(), PaymentStatus::Returned);
    assert_eq!(desk.told(), [(1, Kind::PaymentPaid), (2, Kind::RefundFailed), (3, Kind::PaymentReturned)]);
}

/// Its answer is lost.
fn refund_unknown() -> Desk {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    desk.refund("a", AMOUNT).unwrap();
    desk.hear_refund(unknown());
    assert_eq!(desk.refund_phase(1), RefundPhase::Unknown);
    desk
}

#[test]
fn an_unknown_refund_is_known_by_the_statement() {
    let mut desk = refund_unknown();
    desk.tell(refund(1, true)).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Refunded);
    assert_eq!(desk.told(), [(1, Kind::PaymentPaid), (2, Kind::RefundReview), (3, Kind::RefundSucceeded)]);
    assert_eq!(desk.tell(refund(1, false)), Err(Refusal::DoesNotFit), "what is known stays known");
}

#[test]
fn one_that_was_not_done_gives_its_reservation_back() {
    let mut desk = refund_unknown();
    desk.tell(refund(1, false)).unwrap();
    assert_eq!(desk.payment().refundable(), AMOUNT);
    assert_eq!(desk.told().last(), Some(&(3, Kind::RefundFailed)));
    desk.refund("b", AMOUNT).unwrap();
    desk.hear_refund(done(Receipt::default()));
    assert_eq!(desk.status(), PaymentStatus::Refunded);
}

#[test]
fn nobody_says_of_a_refund_what_the_bank_will() {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    desk.refund("a", AMOUNT / 2).unwrap();
    let (number, _, sent_at) = desk.refund_call();
    assert_eq!(desk.tell(refund(1, true)), Err(Refusal::DoesNotFit));
    let outcome = done(Receipt::default());
    desk.tell(Command::RefundHeard { refund: number, sent_at, outcome }).unwrap();
    assert_eq!(desk.tell(refund(1, false)), Err(Refusal::DoesNotFit));
}

#[test]
fn who_said_so_is_written_down() {
    let note = "statement of 1404-09-04";
    let mut desk = lapsed("saman");
    desk.tell(held(1, Some("R1"))).unwrap();
    assert_eq!(desk.count(|e| matches!(e, Event::Reopened { note: said, .. } if said == note)), 1);
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.tell(returned(1)).unwrap();
    assert_eq!(desk.count(|e| matches!(e, Event::BankReturned { note: said, .. } if said == note)), 1);
    let mut desk = refund_unknown();
    desk.tell(refund(1, true)).unwrap();
    assert_eq!(desk.count(|e| matches!(e, Event::RefundDone { code, .. } if code == note)), 1);
}
