//! The next gateway, before the shopper was sent anywhere.

use crate::common::{Desk, outcome, unknown};
use dargah_engine::{
    gateway::{Class, Operation, Reply, Token},
    payment::{Command, Effect, Refusal},
    time::Span,
};
use dargah_wire::PaymentStatus;

/// Presses the button, and answers each token call with the next outcome.
fn press(desk: &mut Desk, outcomes: Vec<dargah_engine::gateway::Outcome>) -> Vec<(String, u64)> {
    let run = desk.run(None);
    desk.tell(Command::Begin(Box::new(run.clone()))).unwrap();
    let mut asked = Vec::new();
    for outcome in outcomes {
        let [Effect::Call { gateway, operation: Operation::Token(ask), .. }] = desk.effects.as_slice() else { break };
        asked.push((gateway.to_string(), ask.order.get()));
        let (attempt, call, sent_at) = desk.call();
        desk.wait(Span(500));
        desk.tell(Command::Heard { attempt, call, sent_at, outcome, run: Some(Box::new(run.clone())) }).unwrap();
    }
    asked
}

#[test]
fn a_failed_token_call_goes_on_to_the_next_gateway_with_a_fresh_order_number() {
    let mut desk = Desk::new();
    let token = outcome(Reply::Token(Token("T".to_owned())), Class::Ok);
    let asked = press(&mut desk, vec![unknown(), token]);
    assert_eq!(asked.iter().map(|(gateway, _)| gateway.as_str()).collect::<Vec<_>>(), ["mellat", "saman"]);
    assert_ne!(asked[0].1, asked[1].1);
    assert_eq!(desk.phase(1), "abandoned");
    assert_eq!(desk.phase(2), "at_bank");
}

#[test]
fn with_every_gateway_down_the_payment_stays_open_and_nothing_is_left_hanging() {
    let mut desk = Desk::new();
    let asked = press(&mut desk, vec![unknown(), unknown(), unknown()]);
    assert_eq!(asked.len(), 2, "each gateway is tried once");
    assert!(desk.effects.is_empty());
    let standing = desk.payment().standing(desk.now);
    assert_eq!(standing.status, PaymentStatus::Open);
    assert!(standing.can_pay);
    // The next press may try them all again.
    assert_eq!(press(&mut desk, vec![unknown(), unknown()]).len(), 2);
}

#[test]
fn patience_ends() {
    let mut desk = Desk::new();
    let run = desk.run(None);
    desk.tell(Command::Begin(Box::new(run.clone()))).unwrap();
    let (attempt, call, sent_at) = desk.call();
    desk.wait(Span::seconds(9));
    desk.tell(Command::Heard { attempt, call, sent_at, outcome: unknown(), run: Some(Box::new(run)) }).unwrap();
    assert!(desk.effects.is_empty(), "the shopper has waited long enough");
}

#[test]
fn two_presses_at_once_make_one_attempt() {
    let mut desk = Desk::new();
    desk.begin("mellat").unwrap();
    assert_eq!(desk.begin("saman"), Err(Refusal::InProgress));
    assert_eq!(desk.payment().attempts.len(), 1);
}

#[test]
fn a_token_call_that_nobody_finished_is_given_up_after_its_lease() {
    let mut desk = Desk::new();
    desk.begin("mellat").unwrap();
    desk.wait(Span::seconds(16));
    assert!(desk.payment().is_payable(desk.now), "nobody waits for it any more");
    desk.begin("saman").unwrap();
    assert_eq!(desk.phase(1), "abandoned");
}

#[test]
fn a_gateway_to_leave_out_is_left_out_unless_nothing_else_remains() {
    let mut desk = Desk::new();
    let mut run = desk.run(None);
    run.without = vec![dargah_engine::id::GatewayId::new("mellat").unwrap()];
    desk.tell(Command::Begin(Box::new(run))).unwrap();
    let [Effect::Call { gateway, .. }] = desk.effects.as_slice() else { unreachable!() };
    assert_eq!(gateway.as_str(), "saman");

    let mut desk = Desk::new();
    let mut run = desk.run(None);
    run.without = ["mellat", "saman"].map(|id| dargah_engine::id::GatewayId::new(id).unwrap()).to_vec();
    desk.tell(Command::Begin(Box::new(run))).unwrap();
    assert_eq!(desk.effects.len(), 1);
}

#[test]
fn one_press_tries_three_gateways_and_no_more() {
    let mut desk = Desk::everywhere();
    assert_eq!(press(&mut desk, (0..6).map(|_| unknown()).collect()).len(), 3);
    assert!(desk.effects.is_empty());
}

#[test]
fn patience_ends_on_time() {
    for (waited, goes_on) in [(7_999, true), (8_000, false)] {
        let mut desk = Desk::new();
        let run = desk.run(None);
        desk.tell(Command::Begin(Box::new(run.clone()))).unwrap();
        let (attempt, call, sent_at) = desk.call();
        desk.wait(Span(waited));
        desk.tell(Command::Heard { attempt, call, sent_at, outcome: unknown(), run: Some(Box::new(run)) }).unwrap();
        assert_eq!(!desk.effects.is_empty(), goes_on, "after {waited} ms");
    }
}
