//! Decisions for shops that call their gateways themselves: asked, made, made again, and told how they ended.

use dargah_engine::{
    gateway::Class,
    id::{DecisionId, GatewayId},
    problem::Code,
    request::{read_decision, read_outcomes, read_policy},
    routing::{
        ChosenBy, Decision, Evidence, Health, Heard, Line, ONE, Outcome, Policy, Snapshot, Status, Step, decide,
        policy_name,
    },
    time::{Moment, Span},
};
use serde_json::{Value, json};

const NOW: Moment = Moment(1_785_412_800_000);

fn gateway(name: &str) -> GatewayId {
    GatewayId::new(name).unwrap()
}

fn id(at: Moment, number: u64) -> DecisionId {
    let mut entropy = [0; 10];
    entropy[2..].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    DecisionId::new(at, entropy)
}

fn policy(value: Value) -> Policy {
    serde_json::from_value(value).unwrap()
}

/// The health after so many visits of so many that end paid at each gateway.
fn health(rates: &[(&str, u32, u32)]) -> Snapshot {
    let mut health = Health::default();
    for &(name, paid, of) in rates {
        for visit in 0..of {
            let sent_at = NOW + Span(-600_000 + i64::from(visit) * 100);
            let told = |at, step| Evidence { gateway: gateway(name), at, step };
            health.absorb(&told(sent_at, Step::Sent { shopper: None }));
            let class = if visit * 37 % of < paid { Class::Ok } else { Class::Tech };
            health.absorb(&told(sent_at + Span::seconds(40), Step::Ended { sent_at, class }));
        }
    }
    health.publish(NOW)
}

fn ask(more: &Value) -> Vec<u8> {
    let mut body = json!({ "candidates": ["a", "b", "c"], "amount": 1_250_000 });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body.to_string().into_bytes()
}

fn made(number: u64, more: &Value, snapshot: Option<&Snapshot>) -> (Decision, Policy) {
    let new = read_decision(&ask(more)).unwrap();
    let policy = new.policy.unwrap_or_default();
    let id = id(NOW, number);
    let choice = decide(id, &new.asked, &policy, snapshot).unwrap();
    let name = policy_name(&policy);
    (Decision { id, asked: new.asked, policy: name, shopper: new.shopper, choice }, policy)
}

fn fixture(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/decisions/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_decision_is_made_again_from_its_line_and_the_text_of_its_snapshot() {
    // As it was published: written once, the beliefs are rounded, and it is the written ones that a reader decides by.
    let text = serde_json::to_string(&health(&[("a", 70, 100), ("b", 95, 100), ("c", 60, 100)])).unwrap();
    let read = Snapshot::read(&text).unwrap();
    let rules = json!({ "policy": { "rules": [{ "when": { "amount_from": 1_000_000 }, "then": { "mode": "proportional", "exponent": 4 } }] } });
    for (number, more) in (0..).zip([json!({}), rules, json!({ "without": ["b"], "customer": "u1" })]) {
        let (decision, policy) = made(number, &more, Some(&read));
        let line = serde_json::to_string(&Line::Decision(Box::new(decision.clone()))).unwrap();
        let Ok(Line::Decision(kept)) = serde_json::from_str(&line) else { panic!("{line}") };
        assert_eq!(*kept, decision);
        assert!(kept.replays(&policy, Snapshot::read(&text).as_ref()), "{line}");
        assert!(!kept.replays(&policy, None), "another snapshot is another decision");
    }
}

#[test]
fn what_the_worker_decided_is_decided_natively_to_the_bit() {
    let known = fixture("known");
    let snapshot = Snapshot::read(&fixture("snapshot").to_string()).unwrap();
    let asked = read_decision(known["body"].to_string().as_bytes()).unwrap();
    let id = DecisionId::parse(known["id"].as_str().unwrap()).unwrap();
    let choice = decide(id, &asked.asked, &asked.policy.unwrap_or_default(), Some(&snapshot)).unwrap();
    assert_eq!(serde_json::to_value(choice).unwrap(), known["choice"]);
    for answer in fixture("worker").as_array().unwrap() {
        let decision: Decision = serde_json::from_value(answer["line"].clone()).unwrap();
        let policy = policy(answer["policy"].clone());
        let snapshot = Snapshot::read(&answer["snapshot"].to_string());
        assert!(decision.replays(&policy, snapshot.as_ref()), "{}", decision.id);
        assert_eq!(decision.reason(snapshot.as_ref()), answer["decision"]["reason"]);
    }
}

#[test]
fn the_fallbacks_are_the_rest_the_likelier_the_sooner_and_what_is_down_last() {
    let snapshot = health(&[("a", 70, 100), ("b", 95, 100), ("c", 60, 100)]);
    let (decision, policy) = made(1, &json!({}), Some(&snapshot));
    let fallbacks = decision.fallbacks(&policy, Some(&snapshot));
    assert_eq!((decision.choice.by, fallbacks.len()), (ChosenBy::Health, 2));
    assert!(!fallbacks.contains(&decision.choice.gateway));
    let share = |id| decision.choice.weights.iter().find(|(other, _)| other == id).unwrap().1;
    assert!(share(&fallbacks[0]) >= share(&fallbacks[1]));
    assert_eq!(decision.choice.weights.iter().map(|(_, share)| share).sum::<u32>(), ONE);

    let order = json!({ "policy": { "otherwise": { "mode": "priority", "order": ["c", "a"] } } });
    let (decision, policy) = made(1, &order, Some(&snapshot));
    assert_eq!(decision.choice.gateway, gateway("c"));
    assert_eq!(decision.fallbacks(&policy, Some(&snapshot)), [gateway("a"), gateway("b")]);
    let mut health = Health::default();
    (0..200).for_each(|_| {
        let step = Step::Call { class: Class::Tech, latency_ms: 90 };
        health.absorb(&Evidence { gateway: gateway("a"), at: NOW, step });
    });
    let snapshot = health.publish(NOW);
    assert_eq!(decision.fallbacks(&policy, Some(&snapshot)), [gateway("b"), gateway("a")]);
}

#[test]
fn the_reason_is_one_sentence_that_says_who_decided() {
    let snapshot = health(&[("a", 70, 100), ("b", 95, 100), ("c", 60, 100)]);
    let fixed = json!({ "policy": { "rules": [{ "when": { "method": ["card"] }, "then": { "mode": "fixed", "parts": { "b": 1 } } }] }, "method": "card" });
    for (more, snapshot, says) in [
        (json!({}), Some(&snapshot), "by live health, `"),
        (json!({}), None, "no health is known yet, so `a`, the first in order, was taken"),
        (json!({ "candidates": ["b"] }), Some(&snapshot), "`b` was the only candidate left"),
        (fixed, Some(&snapshot), "rule 1 fits: by fixed shares, `b` was drawn at 100.0 % among 3"),
    ] {
        let (decision, _) = made(2, &more, snapshot);
        assert!(decision.reason(snapshot).starts_with(says), "{}", decision.reason(snapshot));
    }
}

#[test]
fn a_wrong_question_is_refused_with_the_field() {
    let many: Vec<String> = (0..33).map(|n| format!("g{n}")).collect();
    let notes: serde_json::Map<_, _> = (0..21).map(|n| (format!("n{n}"), json!("x"))).collect();
    for (more, code, param) in [
        (json!({ "candidates": [] }), Code::BodyInvalid, Some("candidates")),
        (json!({ "candidates": many }), Code::BodyInvalid, Some("candidates")),
        (json!({ "candidates": ["a", "a"] }), Code::BodyInvalid, Some("candidates")),
        (json!({ "candidates": ["A"] }), Code::BodyInvalid, None),
        (json!({ "amount": 0 }), Code::AmountInvalid, Some("amount")),
        (json!({ "amount": "9" }), Code::AmountInvalid, Some("amount")),
        (json!({ "method": "" }), Code::BodyInvalid, Some("method")),
        (json!({ "metadata": notes }), Code::BodyInvalid, Some("metadata")),
        (json!({ "metadata": { "n": "x".repeat(201) } }), Code::BodyInvalid, Some("metadata")),
        (
            json!({ "policy": { "otherwise": { "mode": "proportional", "exponent": 17 } } }),
            Code::BodyInvalid,
            Some("policy"),
        ),
        (json!({ "policy": { "otherwise": { "mode": "magic" } } }), Code::BodyInvalid, None),
        (json!({ "card": "6037" }), Code::BodyInvalid, None),
        (json!({ "without": ["a", "b", "c", "d"] }), Code::NoCandidate, Some("without")),
    ] {
        let fault = read_decision(&ask(&more)).expect_err(&more.to_string());
        assert_eq!((fault.code, fault.param), (code, param), "{more}: {fault}");
    }
    assert_eq!(read_decision(b"{").unwrap_err().code, Code::JsonMalformed);
    assert_eq!(read_decision(b"[]").unwrap_err().code, Code::BodyInvalid);
    assert_eq!(
        read_policy(br#"{"policy":{"terms":{"a":{"least_percent":101}}}}"#).unwrap_err().code,
        Code::BodyInvalid
    );
}

fn outcome(value: &Value) -> Outcome {
    read_outcomes(value.to_string().as_bytes(), NOW + Span::seconds(60)).unwrap().remove(0)
}

#[test]
fn outcomes_are_read_one_or_a_list_and_a_wrong_one_spoils_the_list() {
    let id = id(NOW, 7).to_string();
    let right = json!({ "decision": id, "gateway": "a", "status": "paid" });
    let at = NOW + Span::seconds(60);
    let read = |value: &Value| read_outcomes(value.to_string().as_bytes(), at);
    assert_eq!(read(&right).unwrap(), read(&json!([right])).unwrap());
    assert_eq!(read(&right).unwrap()[0].at, at, "it happened now, if nobody says otherwise");
    let days = read_outcomes(right.to_string().as_bytes(), NOW + Span::hours(72)).unwrap();
    assert!(days[0].is_late(), "days later it is welcome, and says nothing of the gateway now");
    for (name, value) in [
        ("decision", json!("dec_1")),
        ("decision", json!(DecisionId::new(NOW + Span::hours(1), [1; 10]).to_string())),
        ("decision", json!(DecisionId::new(NOW + Span::hours(-24 * 40), [1; 10]).to_string())),
        ("gateway", json!("")),
        ("status", json!("splendid")),
        ("latency_ms", json!(-1)),
        ("latency_ms", json!(600_001)),
        ("at", json!(NOW.0 - 3_600_000)),
        ("then", json!("b")),
        ("status", json!("reached")),
    ] {
        let mut wrong = right.clone();
        wrong[name] = value;
        assert_eq!(read(&wrong).unwrap_err().code, Code::BodyInvalid, "{wrong}");
        let fault = read(&json!([right, wrong])).unwrap_err();
        assert_eq!(fault.code, Code::BodyInvalid, "{wrong}");
    }
    let wrong = json!({ "decision": id, "gateway": "a", "status": "reached" });
    assert!(read(&json!([right, wrong])).unwrap_err().detail.starts_with("outcome 2: "));
    assert_eq!(read(&json!([])).unwrap_err().code, Code::BodyInvalid);
    assert_eq!(read(&json!(vec![right; 101])).unwrap_err().code, Code::BodyInvalid);
}

#[test]
fn a_line_says_of_the_gateways_what_the_checkouts_own_calls_would() {
    let (decision, _) = made(3, &json!({ "candidates": ["a"], "customer": "u1" }), None);
    let mut heard = Heard::default();
    let sent = heard.evidence(&Line::Decision(Box::new(decision.clone())));
    assert_eq!(sent, [Evidence { gateway: gateway("a"), at: NOW, step: Step::Sent { shopper: decision.shopper } }]);
    assert!(decision.shopper.is_some());

    let down = outcome(
        &json!({ "decision": decision.id, "gateway": "a", "status": "unreachable", "latency_ms": 900, "then": "b" }),
    );
    let steps =
        |evidence: Vec<Evidence>| evidence.into_iter().map(|e| (e.gateway.to_string(), e.step)).collect::<Vec<_>>();
    let of = |name: &str, step| (name.to_owned(), step);
    let line = Line::Outcome(down);
    assert_eq!(
        steps(heard.evidence(&line)),
        [
            of("a", Step::Call { class: Class::Tech, latency_ms: 900 }),
            of("a", Step::Ended { sent_at: NOW, class: Class::Unknown }),
            of("b", Step::Sent { shopper: None }),
        ]
    );
    assert_eq!(heard.evidence(&line), [], "a request that is sent again does not count twice");

    let paid = outcome(&json!({ "decision": decision.id, "gateway": "b", "status": "paid" }));
    assert_eq!(
        steps(heard.evidence(&Line::Outcome(paid.clone()))),
        [of("b", Step::Ended { sent_at: NOW, class: Class::Ok })]
    );
    let late = Outcome { gateway: gateway("c"), at: NOW + Span::hours(30), ..paid };
    assert_eq!(heard.evidence(&Line::Outcome(late)), []);
    for (status, class) in
        [("failed", Class::Tech), ("cancelled", Class::Cancel), ("declined", Class::Card), ("issuer", Class::Issuer)]
    {
        let one = outcome(&json!({ "decision": id(NOW, 9), "gateway": status, "status": status }));
        assert_eq!(steps(heard.evidence(&Line::Outcome(one))), [of(status, Step::Ended { sent_at: NOW, class })]);
    }
}

#[test]
fn the_weights_follow_the_outcomes() {
    let (mut health, mut heard) = (Health::default(), Heard::default());
    for number in 0..120 {
        let at = NOW + Span(i64::try_from(number).unwrap() * 200);
        let name = if number % 2 == 0 { "a" } else { "b" };
        let (mut decision, _) = made(number, &json!({ "candidates": [name] }), None);
        decision.id = id(at, number);
        let status = if name == "a" { Status::Failed } else { Status::Paid };
        let told = Outcome { decision: decision.id, gateway: gateway(name), status, latency_ms: None, then: None, at };
        for line in [Line::Decision(Box::new(decision)), Line::Outcome(told)] {
            heard.evidence(&line).iter().for_each(|evidence| health.absorb(evidence));
        }
    }
    let snapshot = health.publish(NOW + Span::seconds(30));
    let (decision, _) = made(1, &json!({ "candidates": ["a", "b"] }), Some(&snapshot));
    let [(_, a), (_, b)] = decision.choice.weights.as_slice() else { panic!("two shares") };
    assert!(*b > 9 * a, "{a} and {b}");
}
