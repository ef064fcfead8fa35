//! A payment among gateways: what the shop's rules and the contracts leave, what rests, and what its events teach.

use crate::common::{Desk, GATEWAYS, SHOPS, START, outcome};
use dargah_engine::{
    gateway::{Callback, Class, Hint, Reply, Token},
    id::GatewayId,
    payment::{Command, Event, Refusal, learnt},
    routing::{ChosenBy, Evidence, Step},
    time::Span,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A desk whose shop has a policy, and whose payment has notes.
fn desk(routing: &Value, gateways: &str, notes: &[(&str, &str)]) -> Desk {
    let mut shops: Value = serde_json::from_str(SHOPS).unwrap();
    shops[0]["routing"] = routing.clone();
    let mut desk = Desk::with(gateways, &shops.to_string());
    desk.events.clear();
    let metadata: BTreeMap<_, _> = notes.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect();
    let created = dargah_engine::payment::Created { metadata, ..desk.created("two") };
    desk.tell(Command::Create(Box::new(created))).unwrap();
    desk
}

/// Where the button leads, who decided and by which rule.
fn pressed(desk: &mut Desk, named: Option<&str>, without: &[&str]) -> (String, ChosenBy, Option<u32>) {
    let mut run = desk.run(named);
    run.without = without.iter().map(|id| GatewayId::new(id).unwrap()).collect();
    desk.tell(Command::Begin(Box::new(run))).unwrap();
    let Some(Event::AttemptStarted { choice, .. }) = desk.events.last().map(|e| e.event.clone()) else {
        panic!("{:?}", desk.events)
    };
    (choice.gateway.to_string(), choice.by, choice.rule)
}

#[test]
fn the_shops_rules_decide_over_what_it_noted_of_the_payment() {
    let rules = json!({ "rules": [
        { "when": { "metadata": { "key": "channel", "is": ["kiosk"] } }, "then": { "mode": "priority", "order": ["saman"] } },
    ] });
    let kiosk = pressed(&mut desk(&rules, GATEWAYS, &[("channel", "kiosk")]), None, &[]);
    assert_eq!(kiosk, ("saman".to_owned(), ChosenBy::Priority, Some(1)));
    let web = pressed(&mut desk(&rules, GATEWAYS, &[("channel", "web")]), None, &[]);
    assert_eq!(web, ("mellat".to_owned(), ChosenBy::Priority, None), "no rule fits: the operator's order");
}

#[test]
fn a_contract_that_is_closed_now_takes_nobody() {
    let mut gateways: Value = serde_json::from_str(GATEWAYS).unwrap();
    let closed = json!([{ "from": START.0, "to": START.0 + 60_000 }]);
    gateways[0]["maintenance"] = closed.clone();
    let mut desk = desk(&json!({}), &gateways.to_string(), &[]);
    assert_eq!(pressed(&mut desk, Some("mellat"), &[]).0, "saman", "nobody is sent there, by name neither");
    gateways[1]["maintenance"] = closed;
    let mut desk = self::desk(&json!({}), &gateways.to_string(), &[]);
    let run = desk.run(None);
    assert_eq!(desk.tell(Command::Begin(Box::new(run))), Err(Refusal::NoGateway));
    desk.wait(Span::minutes(1));
    assert_eq!(pressed(&mut desk, None, &[]).0, "mellat", "it is open again");
}

#[test]
fn what_rests_is_left_out_unless_it_is_named_or_all_that_is_left() {
    let press = |named, without: &[&str]| pressed(&mut Desk::new(), named, without).0;
    assert_eq!(press(None, &["mellat"]), "saman");
    assert_eq!(press(Some("mellat"), &["mellat"]), "mellat", "the shopper's word counts");
    assert_eq!(press(None, &["mellat", "saman"]), "mellat", "one that failed a moment ago is better than none");
}

fn taught(desk: &Desk, from: usize) -> Vec<Evidence> {
    learnt(&desk.events, desk.events.len() - from, Some(7))
}

#[test]
fn a_shopper_who_is_sent_and_pays_is_evidence_once_each() {
    let mut desk = Desk::new();
    desk.begin("mellat").unwrap();
    let before = desk.events.len();
    assert_eq!(taught(&desk, 0), [], "a token call says for itself how it went");
    desk.hear(outcome(Reply::Token(Token("T".to_owned())), Class::Ok));
    let sent_at = desk.now;
    let sent =
        Evidence { gateway: GatewayId::new("mellat").unwrap(), at: sent_at, step: Step::Sent { shopper: Some(7) } };
    assert_eq!(taught(&desk, before), [sent]);
}

/// What the callbacks and the bank teach after the shopper was sent, without what was taught before.
fn after_bank(act: impl FnOnce(&mut Desk)) -> Vec<(Span, Step)> {
    let mut desk = Desk::new();
    desk.at_bank("mellat");
    let before = desk.events.len();
    desk.wait(Span::seconds(40));
    act(&mut desk);
    taught(&desk, before).into_iter().map(|evidence| (evidence.at - START, evidence.step)).collect()
}

fn comes_back(desk: &mut Desk, hint: Hint, class: Class) {
    let callback = Callback { hint, class, code: "17".to_owned(), reference: None };
    desk.tell(Command::Callback { attempt: 1, callback, claimed: None }).unwrap();
}

#[test]
fn only_the_banks_word_makes_a_success_and_a_browsers_makes_no_fault() {
    let ended = |class| (Span::seconds(40), Step::Ended { sent_at: START, class });
    let paid = after_bank(|desk| {
        desk.callback(1, Hint::Paid, Some("R1"));
        desk.claim(Some(true));
        desk.hear_paid();
    });
    assert_eq!(paid, [ended(Class::Ok)]);
    let says_paid = after_bank(|desk| desk.callback(1, Hint::Paid, Some("R1")));
    assert_eq!(says_paid, [], "a browser that says it is paid teaches nothing");
    let cancelled = after_bank(|desk| (0..100).for_each(|_| comes_back(desk, Hint::Cancelled, Class::Cancel)));
    assert_eq!(cancelled, [ended(Class::Cancel)], "a hundred cancels of one attempt are one: {cancelled:?}");
    let fault = after_bank(|desk| comes_back(desk, Hint::Fault, Class::Tech));
    assert_eq!(fault, [], "a fault that a browser alone reports is a shopper who was not heard of");
}
