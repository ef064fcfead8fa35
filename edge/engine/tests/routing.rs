//! Evidence in, snapshot out, choose.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::unreachable,
    missing_docs,
    reason = "a test stops at the first thing that is wrong"
)]

use dargah_engine::{
    gateway::{Class, OperationKind},
    id::{GatewayId, PaymentId},
    routing::{Candidates, ChosenBy, Evidence, Health, ONE, Snapshot, Weights, choose},
    time::{Moment, Span},
};

const NOW: Moment = Moment(1_700_000_000_000);

fn gateway(name: &str) -> GatewayId {
    GatewayId::new(name).unwrap()
}

fn six() -> Vec<GatewayId> {
    ["a", "b", "c", "d", "e", "f"].map(gateway).to_vec()
}

fn evidence(name: &str, class: Class, at: Moment) -> Evidence {
    Evidence { gateway: gateway(name), call: OperationKind::Token, class, latency_ms: 200, at }
}

fn health(calls: &[(&str, Class, usize)]) -> Health {
    let mut health = Health::default();
    for (name, class, times) in calls {
        for _ in 0..*times {
            health.absorb(&evidence(name, *class, NOW));
        }
    }
    health
}

fn share(weights: &Weights, name: &str) -> u32 {
    weights.as_slice().iter().find(|(id, _)| id.as_str() == name).unwrap().1
}

#[test]
fn traffic_leaves_a_gateway_that_fails_and_comes_back_when_it_heals() {
    let mut health = health(&[("a", Class::Ok, 20), ("b", Class::Ok, 20)]);
    let pair = [gateway("a"), gateway("b")];
    let shares = |health: &Health, at| share(&Weights::of(&pair, Some(&health.snapshot(1, at)), at), "a");
    assert!(shares(&health, NOW).abs_diff(ONE / 2) < 200);
    for i in 0..10 {
        health.absorb(&evidence("a", Class::Tech, NOW + Span(i * 100)));
    }
    let down = NOW + Span::seconds(1);
    assert!(shares(&health, down) < ONE / 5, "{} of {ONE}", shares(&health, down));
    for i in 0..20 {
        health.absorb(&evidence("a", Class::Tech, down + Span(i * 100)));
    }
    let dead = down + Span::seconds(2);
    assert!(shares(&health, dead) < ONE / 30, "{} of {ONE}", shares(&health, dead));
    assert!(shares(&health, dead) >= 650, "a share is left to notice that it heals");
    let later = dead + Span::minutes(2);
    assert!(shares(&health, later) > ONE / 4, "{} of {ONE}", shares(&health, later));
}

#[test]
fn what_is_not_the_gateways_fault_does_not_count_against_it() {
    for class in [
        Class::Card,
        Class::Cancel,
        Class::Session,
        Class::Declined,
        Class::Issuer,
        Class::Network,
        Class::Request,
        Class::Unknown,
    ] {
        let snapshot = health(&[("a", class, 50)]).snapshot(1, NOW);
        let score = snapshot.score(&gateway("a"), NOW);
        assert!(score >= ONE * 96 / 100, "{class:?} brought the score to {score}");
    }
}

#[test]
fn an_old_snapshot_weighs_less_and_less() {
    let snapshot = health(&[("a", Class::Tech, 50)]).snapshot(1, NOW);
    let fresh = snapshot.score(&gateway("a"), NOW);
    let old = snapshot.score(&gateway("a"), NOW + Span::minutes(10));
    let unknown = snapshot.score(&gateway("never-seen"), NOW);
    assert!(fresh < ONE / 5);
    assert_eq!(old, unknown);
}

#[test]
fn shares_sum_to_one_whatever_the_snapshot_says() {
    let mut snapshot =
        health(&[("a", Class::Tech, 100), ("b", Class::Ok, 100), ("c", Class::Tech, 3)]).snapshot(1, NOW);
    let all_dead =
        health(&[("a", Class::Tech, 200), ("b", Class::Tech, 200), ("c", Class::Tech, 200)]).snapshot(1, NOW);
    let ids = six();
    for n in 1..=6 {
        for at in [NOW, NOW + Span::minutes(60), NOW + Span::minutes(-60)] {
            for snapshot in [None, Some(&snapshot), Some(&all_dead)] {
                let weights = Weights::of(&ids[..n], snapshot, at);
                assert_eq!(weights.as_slice().iter().map(|(_, w)| w).sum::<u32>(), ONE);
            }
        }
    }
    // A snapshot that contradicts itself must not do worse than a wrong number.
    for gateway in &mut snapshot.gateways {
        gateway.successes = u64::MAX;
        gateway.calls = u64::MAX;
    }
    assert_eq!(Weights::of(&ids, Some(&snapshot), NOW).as_slice().iter().map(|(_, w)| w).sum::<u32>(), ONE);
}

#[test]
fn the_draw_follows_the_shares_and_can_be_replayed() {
    let snapshot = health(&[("a", Class::Ok, 50), ("b", Class::Tech, 4), ("b", Class::Ok, 20)]).snapshot(9, NOW);
    let candidates = Candidates { ids: vec![gateway("a"), gateway("b")], named: None };
    let mut counts = [0u32; 2];
    for i in 0..20_000u32 {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&i.to_be_bytes());
        let payment = PaymentId::from_bytes(bytes);
        let choice = choose(&payment, 1, &candidates, Some(&snapshot), NOW).unwrap();
        assert_eq!(choose(&payment, 1, &candidates, Some(&snapshot), NOW).unwrap(), choice);
        assert_eq!((choice.snapshot, choice.by), (9, ChosenBy::Health));
        let index = candidates.ids.iter().position(|id| *id == choice.gateway).unwrap();
        assert_eq!(choice.propensity, choice.weights[index].1);
        counts[index] += 1;
    }
    let weights = Weights::of(&candidates.ids, Some(&snapshot), NOW);
    let expected = share(&weights, "b") * 20_000 / ONE;
    assert!(counts[1].abs_diff(expected) < 300, "b was drawn {} times, expected about {expected}", counts[1]);
}

#[test]
fn without_any_health_the_operators_order_decides() {
    let candidates = Candidates { ids: six(), named: None };
    for i in 0..50u8 {
        let choice = choose(&PaymentId::from_bytes([i; 16]), 1, &candidates, None, NOW).unwrap();
        assert_eq!((choice.gateway.as_str(), choice.by, choice.snapshot), ("a", ChosenBy::Priority, 0));
    }
}

#[test]
fn no_candidate_is_a_refusal_and_a_named_one_is_taken() {
    let nobody = Candidates { ids: Vec::new(), named: None };
    assert_eq!(choose(&PaymentId::from_bytes([0; 16]), 1, &nobody, None, NOW), None);
    let named = Candidates { ids: six(), named: Some(gateway("d")) };
    let choice = choose(&PaymentId::from_bytes([0; 16]), 1, &named, None, NOW).unwrap();
    assert_eq!((choice.gateway.as_str(), choice.by), ("d", ChosenBy::Shopper));
}

#[test]
fn only_a_snapshot_of_this_format_is_read() {
    let snapshot = health(&[("a", Class::Ok, 3)]).snapshot(4, NOW);
    let json = serde_json::to_string(&snapshot).unwrap();
    assert_eq!(Snapshot::read(&json), Some(snapshot));
    for wrong in ["", "{}", "null", "[1]", &json.replace("\"format\":1", "\"format\":2"), &json[..json.len() / 2]] {
        assert_eq!(Snapshot::read(wrong), None, "{wrong}");
    }
}
