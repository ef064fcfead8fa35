//! The shop withdraws a payment: never while a bank may be taking money for it, and never what is paid.

use crate::common::{Desk, done, outcome, receipt, unknown};
use dargah_engine::{
    gateway::{Class, Hint, Reply, Token},
    payment::{Command, Event, Refusal},
    time::Span,
    webhook::Kind,
};
use dargah_wire::PaymentStatus;

#[test]
fn an_open_payment_is_withdrawn_once() {
    let mut desk = Desk::new();
    desk.tell(Command::Cancel).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Cancelled);
    assert_eq!(desk.begin("saman"), Err(Refusal::Cancelled));
    desk.tell(Command::Cancel).unwrap();
    assert_eq!(desk.count(|e| matches!(e, Event::Cancelled)), 1, "again is the same");
    assert_eq!(desk.told(), [(1, Kind::PaymentCancelled)]);
    desk.until_rest();
    assert_eq!(desk.told().len(), 1, "and that is all that is ever told");
}

#[test]
fn not_while_a_token_is_asked_for() {
    let mut desk = Desk::new();
    desk.begin("saman").unwrap();
    let (attempt, call, sent_at) = desk.call();
    assert_eq!(desk.tell(Command::Cancel), Err(Refusal::InProgress));
    let outcome = outcome(Reply::Token(Token("T".to_owned())), Class::Ok);
    desk.tell(Command::Heard { attempt, call, sent_at, outcome, run: None }).unwrap();
    desk.tell(Command::Cancel).unwrap();
}

#[test]
fn a_token_call_that_nobody_finished_does_not_keep_it_from_being_withdrawn() {
    let mut desk = Desk::new();
    desk.begin("saman").unwrap();
    desk.wait(Span::seconds(16));
    desk.tell(Command::Cancel).unwrap();
    assert_eq!(desk.phase(1), "abandoned");
    assert_eq!(desk.status(), PaymentStatus::Cancelled);
}

#[test]
fn not_while_the_bank_is_asked_about_money() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    assert_eq!(desk.tell(Command::Cancel), Err(Refusal::InProgress));
    desk.hear(unknown());
    assert_eq!(desk.tell(Command::Cancel), Err(Refusal::InProgress), "what is unknown may be paid");
    desk.until_due();
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.tell(Command::Cancel), Err(Refusal::Paid));
    assert_eq!(desk.status(), PaymentStatus::Paid);
}

#[test]
fn not_what_waits_for_a_person() {
    let mut desk = Desk::new();
    desk.paid_at_bank("saman", "R1");
    desk.hear(unknown());
    desk.until_due();
    desk.hear(outcome(Reply::Returned, Class::Late));
    assert_eq!(desk.status(), PaymentStatus::Review);
    assert_eq!(desk.tell(Command::Cancel), Err(Refusal::InProgress));
}

#[test]
fn not_what_is_over() {
    let mut desk = Desk::new();
    desk.until_rest();
    assert_eq!(desk.status(), PaymentStatus::Expired);
    assert_eq!(desk.tell(Command::Cancel), Err(Refusal::Expired));
}

#[test]
fn money_that_comes_all_the_same_never_makes_it_paid() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    desk.tell(Command::Cancel).unwrap();
    desk.callback(attempt, Hint::Paid, Some("R1"));
    assert!(desk.effects.is_empty(), "what only a browser brought is neither verified nor reversed (F09)");
    desk.until_rest();
    assert_eq!(desk.phase(attempt), "lapsed", "the bank has sent it back by its own rule");
    assert_eq!(desk.status(), PaymentStatus::Cancelled);
    assert_eq!(desk.told(), [(1, Kind::PaymentCancelled)]);
}
