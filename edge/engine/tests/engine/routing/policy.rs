//! What a shop can want of the router: modes, rules, bounds and costs.

use dargah_engine::{
    gateway::Class,
    id::{GatewayId, PaymentId},
    money::Rial,
    routing::{ChosenBy, Evidence, Facts, Health, ONE, Policy, PolicyFault, Snapshot, Step, Weights, choose},
    time::{Moment, Span},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// 2023-11-14, 22:13 UTC: 01:43 of the next day in Tehran.
const NOW: Moment = Moment(1_700_000_000_000);

fn ids() -> Vec<GatewayId> {
    ["a", "b", "c"].map(|name| GatewayId::new(name).unwrap()).to_vec()
}

/// a pays for 90 of a hundred, b for 85, c for 60; of the dead one every call failed lately.
fn snapshot(dead: &[&str]) -> Snapshot {
    let mut health = Health::default();
    for n in 0..400 {
        let at = NOW + Span::seconds(n - 500);
        for (name, rate) in [("a", 90), ("b", 85), ("c", 60)] {
            let class = if n * 37 % 100 < rate { Class::Ok } else { Class::Tech };
            for step in [Step::Sent { shopper: None }, Step::Ended { sent_at: at, class }] {
                health.absorb(&Evidence { gateway: GatewayId::new(name).unwrap(), at, step });
            }
        }
        if n % 20 == 0 {
            health.publish(at);
        }
    }
    for name in dead {
        for n in 0..20 {
            let step = Step::Call { class: Class::Tech, latency_ms: 9 };
            health.absorb(&Evidence { gateway: GatewayId::new(name).unwrap(), at: NOW + Span(n - 900), step });
        }
    }
    health.publish(NOW)
}

fn policy(value: &Value) -> Policy {
    let policy: Policy = serde_json::from_value(value.clone()).unwrap();
    policy.check().unwrap();
    policy
}

fn facts() -> Facts<'static> {
    Facts::new(Rial::new(1_000_000).unwrap(), NOW)
}

/// Shares of a, b and c, in percent.
fn shares(value: &Value, facts: &Facts<'_>, snapshot: Option<&Snapshot>) -> Vec<(String, u32)> {
    let policy = policy(value);
    let weights = Weights::of(&ids(), snapshot, &policy.plan(facts), facts.now);
    assert_eq!(weights.as_slice().iter().map(|(_, share)| share).sum::<u32>(), ONE);
    weights.as_slice().iter().map(|(id, share)| (id.to_string(), (share * 100 + ONE / 2) / ONE)).collect()
}

fn percents(value: &Value, dead: &[&str]) -> Vec<u32> {
    shares(value, &facts(), Some(&snapshot(dead))).into_iter().map(|(_, share)| share).collect()
}

#[test]
fn shares_in_proportion_hardly_differ_unless_the_exponent_is_steep() {
    let flat = percents(&json!({ "otherwise": { "mode": "proportional", "exponent": 1 } }), &[]);
    assert!(flat[0] < 42 && flat[2] > 22, "{flat:?}");
    let steep = percents(&json!({ "otherwise": { "mode": "proportional", "exponent": 16 } }), &[]);
    assert!(steep[0] > 60 && steep[2] < 2, "{steep:?}");
    let dead = percents(&json!({ "otherwise": { "mode": "proportional", "exponent": 1 } }), &["a"]);
    assert!(dead[0] == 0, "a gateway that is down gets nothing: {dead:?}");
}

#[test]
fn fixed_shares_are_as_fixed_and_pass_over_what_is_down() {
    let fixed = json!({ "otherwise": { "mode": "fixed", "parts": { "a": 1, "c": 3 } } });
    assert_eq!(percents(&fixed, &[]), [25, 0, 75]);
    assert_eq!(percents(&fixed, &["c"]), [100, 0, 0]);
    let all_down = percents(&fixed, &["a", "c"]);
    assert_eq!(all_down, [0, 100, 0], "what is left is better than what is down");
}

#[test]
fn priority_takes_the_first_that_is_not_down() {
    let order = json!({ "otherwise": { "mode": "priority", "order": ["c", "b"] } });
    assert_eq!(percents(&order, &[]), [0, 0, 100]);
    assert_eq!(percents(&order, &["c"]), [0, 100, 0]);
    assert_eq!(percents(&order, &["c", "b"]), [100, 0, 0], "who is not in the list comes after it");
    assert_eq!(percents(&order, &["c", "b", "a"]), [0, 0, 100], "with everything down it is the first");
}

#[test]
fn promised_volume_and_caps_bind_and_costs_weigh() {
    let terms = json!({ "terms": { "c": { "least_percent": 10 }, "a": { "most_percent": 50 } } });
    let bound = percents(&terms, &[]);
    assert_eq!((bound[0], bound[2]), (50, 10), "{bound:?}");
    assert_eq!(percents(&terms, &["c"])[2], 0, "a promise does not send shoppers into an outage");
    // At a, a payment is worth so much less that b leads.
    let costs = percents(&json!({ "terms": { "a": { "cost_bps": 1500 } } }), &[]);
    assert!(costs[1] > 90, "{costs:?}");
    let caps =
        json!({ "terms": { "a": { "most_percent": 20 }, "b": { "most_percent": 20 }, "c": { "most_percent": 20 } } });
    assert_eq!(percents(&caps, &[]).iter().sum::<u32>(), 100, "caps that leave too little are wishes");
}

#[test]
fn the_first_rule_that_fits_decides_and_health_within_what_it_leaves() {
    let rules = json!({ "rules": [
        { "when": { "all": [{ "amount_from": 10_000_000 }, { "not": { "method": ["wallet"] } }] },
          "then": { "mode": "priority" }, "among": ["c"] },
        { "when": { "any": [{ "metadata": { "key": "branch", "is": ["north"] } }, { "issuer": ["melli"] }] },
          "among": ["b", "c"] },
        { "when": { "time": { "from": 1380, "to": 120 } }, "then": { "mode": "fixed", "parts": { "a": 1, "b": 1 } } },
    ], "otherwise": { "mode": "priority", "order": ["b"] } });
    let snapshot = snapshot(&[]);
    let shares = |facts: &Facts<'_>| shares(&rules, facts, Some(&snapshot));
    let pairs = |list: &[(&str, u32)]| list.iter().map(|&(id, share)| (id.to_owned(), share)).collect::<Vec<_>>();

    let large = Facts { amount: Rial::new(10_000_000).unwrap(), ..facts() };
    assert_eq!(shares(&large), pairs(&[("c", 100)]));
    let wallet = Facts { method: Some("wallet"), ..large };
    assert_eq!(shares(&wallet), pairs(&[("a", 50), ("b", 50), ("c", 0)]), "it is night in Tehran");
    let north = BTreeMap::from([("branch".to_owned(), "north".to_owned())]);
    let branch = shares(&Facts { metadata: Some(&north), ..facts() });
    assert!(branch[0] == ("b".to_owned(), 100) && branch.len() == 2, "{branch:?}");
    assert_eq!(shares(&Facts { issuer: Some("melli"), ..facts() }), branch);
    let noon = Facts { now: NOW + Span::hours(10), ..facts() };
    assert_eq!(shares(&noon), pairs(&[("a", 0), ("b", 100), ("c", 0)]), "no rule fits");

    let policy = policy(&rules);
    let weights = Weights::of(&ids(), Some(&snapshot), &policy.plan(&facts()), NOW);
    let choice = choose(&PaymentId::from_bytes([3; 16]), 1, &weights, None).unwrap();
    assert_eq!((choice.by, choice.rule), (ChosenBy::Fixed, Some(3)), "it says which rule it was");
}

#[test]
fn a_rule_that_leaves_nothing_is_taken_back() {
    let rules = json!({ "rules": [{ "when": { "amount_from": 0 }, "among": ["elsewhere"] }] });
    let shares = shares(&rules, &facts(), Some(&snapshot(&[])));
    assert_eq!(shares.len(), 3, "the payment matters more: {shares:?}");
}

#[test]
fn nobody_is_sent_where_the_shop_says_it_is_closed_unless_everything_is() {
    let closed = |names: &[&str]| {
        let closing = |name: &&str| ((*name).to_owned(), json!([{ "from": NOW.0 - 5_000, "to": NOW.0 + 5_000 }]));
        json!({ "maintenance": names.iter().map(closing).collect::<serde_json::Map<_, _>>() })
    };
    let names = |value: &Value, now: Moment| -> Vec<String> {
        shares(value, &Facts { now, ..facts() }, Some(&snapshot(&[]))).into_iter().map(|(id, _)| id).collect()
    };
    assert_eq!(names(&closed(&["a"]), NOW), ["b", "c"]);
    assert_eq!(names(&closed(&["a"]), NOW + Span::seconds(5)), ["a", "b", "c"], "the end is left out");
    assert_eq!(names(&closed(&["a", "b", "c"]), NOW), ["a", "b", "c"], "the payment matters more");
    let mut both = closed(&["a"]);
    both["rules"] = json!([{ "when": { "amount_from": 1 }, "among": ["a"] }]);
    assert_eq!(names(&both, NOW), ["b", "c"], "a rule that leaves only what is closed is taken back");
}

#[test]
fn all_that_is_wrong_with_a_policy_is_said_at_once() {
    let wrong = json!({
        "rules": [{ "when": { "amount_from": 1 } }, { "when": { "any": [] } }],
        "terms": { "a": { "least_percent": 60, "most_percent": 50 }, "b": { "least_percent": 50 } },
        "maintenance": { "c": [{ "from": 5, "to": 5 }] },
    });
    let policy: Policy = serde_json::from_value(wrong).unwrap();
    let id = |name: &str| GatewayId::new(name).unwrap();
    let [PolicyFault::Rule(2, _), rest @ ..] = &policy.faults()[..] else { panic!("{:?}", policy.faults()) };
    assert_eq!(rest, [PolicyFault::Terms(id("a")), PolicyFault::Least(110), PolicyFault::Maintenance(id("c"))]);
}

#[test]
fn what_cannot_be_followed_is_refused_when_it_is_read() {
    let deep = (0..9).fold(json!({ "amount_from": 1 }), |inner, _| json!({ "not": inner }));
    for (wrong, says) in [
        (json!({ "otherwise": { "mode": "proportional", "exponent": 17 } }), "exponent"),
        (json!({ "otherwise": { "mode": "fixed", "parts": { "a": 0 } } }), "nothing"),
        (json!({ "terms": { "a": { "least_percent": 60 }, "b": { "least_percent": 60 } } }), "120 percent"),
        (json!({ "terms": { "a": { "least_percent": 60, "most_percent": 50 } } }), "least before most"),
        (json!({ "maintenance": { "a": [{ "from": 2, "to": 1 }] } }), "ends after it begins"),
        (json!({ "rules": [{ "when": { "all": [] } }] }), "rule 1"),
        (json!({ "rules": [{ "when": { "time": { "from": 1440, "to": 1 } } }] }), "minute"),
        (json!({ "rules": [{ "when": { "amount_from": 1 }, "among": [] }] }), "names no gateway"),
        (json!({ "rules": [{ "when": deep }] }), "deep"),
    ] {
        let policy: Policy = serde_json::from_value(wrong.clone()).unwrap();
        let problem = policy.check().expect_err(&wrong.to_string()).to_string();
        assert!(problem.contains(says), "{wrong}: {problem}");
    }
    for unreadable in [
        json!({ "otherwise": { "mode": "magic" } }),
        json!({ "rules": [{ "when": { "amount_from": -1 } }] }),
        json!({ "rules": [{ "when": { "moon": "full" } }] }),
        json!({ "weights": {} }),
    ] {
        assert!(serde_json::from_value::<Policy>(unreadable.clone()).is_err(), "{unreadable}");
    }
}
