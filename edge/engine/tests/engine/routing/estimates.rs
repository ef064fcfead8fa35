//! What another policy would have brought, from a log of decisions and how they ended.

use dargah_engine::{
    id::{DecisionId, GatewayId},
    money::Rial,
    routing::{Decision, Estimator, ONE, Outcome, Policy, Question, Sample, Status, Sums, decide, policy_name},
    time::Moment,
};
use serde_json::{Value, json};

const NOW: Moment = Moment(1_785_412_800_000);

fn policy(value: Value) -> Policy {
    serde_json::from_value(value).unwrap()
}

fn made(number: u64, candidates: &[&str], policy: &Policy) -> Decision {
    let mut entropy = [0; 10];
    entropy[2..].copy_from_slice(&number.to_be_bytes());
    let id = DecisionId::new(NOW, entropy);
    let asked = Question {
        candidates: candidates.iter().map(|name| GatewayId::new(name).unwrap()).collect(),
        amount: Rial::new(1_250_000).unwrap(),
        method: None,
        issuer: None,
        metadata: [].into(),
    };
    let choice = decide(id, &asked, policy, None).unwrap();
    Decision { id, asked, policy: policy_name(policy), shopper: None, choice }
}

fn told(decision: &Decision, gateway: &GatewayId, status: Status) -> Outcome {
    Outcome { decision: decision.id, gateway: gateway.clone(), status, latency_ms: None, then: None, at: NOW }
}

#[test]
fn the_estimate_of_a_small_log_is_what_a_hand_computes() {
    // Weights 2, 1/2, 1/2 and 1: paid (2 + 1/2) of 4. Squares 4 + 1/4 + 1/4 + 1, so 16 / 5.5 = 2.9 decisions.
    let mut sums = Sums::default();
    for (propensity, target, paid) in
        [(ONE / 4, ONE / 2, true), (ONE / 2, ONE / 4, true), (ONE / 2, ONE / 4, false), (ONE, ONE, false)]
    {
        sums.add(Sample { propensity, target, paid });
    }
    let found = sums.estimate();
    assert_eq!((found.estimate_ppm, found.logged_ppm), (Some(625_000), Some(500_000)));
    assert_eq!((found.effective_samples, found.decisions), (2, 4));
    assert_eq!(Sums::default().estimate().estimate_ppm, None);
    let mut sums = Sums::default();
    sums.add(Sample { propensity: ONE, target: 0, paid: true });
    assert_eq!((sums.estimate().estimate_ppm, sums.estimate().logged_ppm), (None, Some(1_000_000)));
}

/// Mulberry32.
struct Dice(u32);

impl Dice {
    fn permille(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let mut t = (self.0 ^ (self.0 >> 15)).wrapping_mul(self.0 | 1);
        t ^= t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 61));
        (t ^ (t >> 14)) % 1_000
    }
}

#[test]
fn the_estimate_comes_near_what_the_other_policy_would_have_brought() {
    // Logged under even shares: 0.6. The other sends nine tenths to `c`; its truth is 0.05*0.9 + 0.05*0.6 + 0.9*0.3 = 0.345.
    let rates = [("a", 900), ("b", 600), ("c", 300)];
    let even = policy(json!({ "otherwise": { "mode": "fixed", "parts": { "a": 1, "b": 1, "c": 1 } } }));
    let target = policy(json!({ "otherwise": { "mode": "fixed", "parts": { "a": 1, "b": 1, "c": 18 } } }));
    let mut estimator = Estimator::new(&target);
    let mut dice = Dice(7);
    for number in 0..20_000 {
        let decision = made(number, &["a", "b", "c"], &even);
        let chosen = &decision.choice.gateway;
        let rate = rates.iter().find(|(name, _)| *name == chosen.as_str()).unwrap().1;
        let status = if dice.permille() < rate { Status::Paid } else { Status::Expired };
        // From the newest to the oldest. What was paid once stays paid, and what says no end is none.
        estimator.outcome(&told(&decision, chosen, if number % 3 == 0 { Status::Unknown } else { status }));
        estimator.outcome(&told(&decision, chosen, status));
        assert!(estimator.wants(&decision.id));
        estimator.decision(&decision, None);
    }
    let found = estimator.estimate();
    assert!(found.estimate_ppm.unwrap().abs_diff(345_000) < 12_000, "{found:?}");
    assert!(found.logged_ppm.unwrap().abs_diff(600_000) < 8_000, "{found:?}");
    assert!((5_000..10_000).contains(&found.effective_samples) && found.decisions == 20_000, "{found:?}");
}

#[test]
fn only_what_the_chosen_gateway_brought_itself_counts_for_it() {
    let target = Policy::default();
    let mut estimator = Estimator::new(&target);
    let decision = made(4, &["a", "b"], &target);
    let at = |name| GatewayId::new(name).unwrap();
    estimator.outcome(&told(&decision, &at("b"), Status::Paid));
    estimator.outcome(&told(&decision, &at("a"), Status::Unreachable));
    estimator.decision(&decision, None);
    estimator.decision(&decision, None);
    let found = estimator.estimate();
    assert_eq!((found.decisions, found.logged_ppm), (1, Some(0)), "{found:?}");
}
