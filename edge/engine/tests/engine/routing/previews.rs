//! What a policy would have done to the traffic that was; and rules as a form has them.

use dargah_engine::{
    id::{DecisionId, GatewayId},
    money::Rial,
    payment::Choice,
    routing::{Case, ChosenBy, Policy, Preview, Question, Rate, Rule, SimpleFault, SimpleRule, decide},
    time::Moment,
};
use serde_json::{Value, json};

const NOW: Moment = Moment(1_785_412_800_000);

fn policy(value: Value) -> Policy {
    serde_json::from_value(value).unwrap()
}

fn fixed(a: u32, b: u32) -> Policy {
    policy(json!({ "otherwise": { "mode": "fixed", "parts": { "a": a, "b": b } } }))
}

fn asked(amount: i64) -> Question {
    Question {
        candidates: ["a", "b"].map(|name| GatewayId::new(name).unwrap()).into(),
        amount: Rial::new(amount).unwrap(),
        method: None,
        issuer: None,
        metadata: [].into(),
    }
}

/// A choice drawn under `policy`, the number-th of its kind.
fn drawn(number: u64, asked: &Question, policy: &Policy) -> Choice {
    let mut entropy = [0; 10];
    entropy[2..].copy_from_slice(&number.to_be_bytes());
    decide(DecisionId::new(NOW, entropy), asked, policy, None).unwrap()
}

fn row(preview: &Preview, name: &str) -> (u32, u32) {
    let read = preview.read();
    let row = read.gateways.iter().find(|row| row.gateway.as_str() == name).unwrap();
    (row.now_ppm, row.then_ppm)
}

#[test]
fn shares_move_as_the_policy_does_and_so_does_what_ends_paid() {
    // a pays always and b never: of even shares a half ends paid, and of 9 to 1 nine tenths.
    let (now, then) = (fixed(1, 1), fixed(9, 1));
    let mut preview = Preview::default();
    for number in 0..4_000 {
        let asked = asked(1_000_000);
        let choice = drawn(number, &asked, &now);
        let paid = Some(choice.gateway.as_str() == "a");
        preview.add(&Case { asked: &asked, choice: &choice, at: NOW, paid }, (&now, &then), None);
    }
    assert_eq!(row(&preview, "a"), (500_000, 900_009));
    let read = preview.read();
    assert_eq!(read.gateways[0].gateway.as_str(), "a", "the largest share comes first");
    let (before, after) = (read.now.unwrap(), read.then.unwrap());
    assert!(before.ppm.abs_diff(500_000) < 20_000 && after.ppm.abs_diff(900_000) < 20_000, "{read:?}");
    assert!(before.low < 500_000 && before.high > 500_000 && after.low < 900_000 && after.high > 900_000, "{read:?}");
    assert_eq!((read.cases, read.ended, read.since), (4_000, 4_000, Some(NOW)));
}

#[test]
fn a_rule_moves_only_the_payments_that_it_fits() {
    let now = fixed(1, 0);
    let mut then = now.clone();
    then.rules = vec![serde_json::from_value(json!({ "when": { "amount_from": 5_000_000 }, "among": ["b"] })).unwrap()];
    let mut preview = Preview::default();
    for (number, amount) in [(0, 1_000_000), (1, 6_000_000), (2, 7_000_000), (3, 2_000_000)] {
        let asked = asked(amount);
        let choice = drawn(number, &asked, &now);
        preview.add(&Case { asked: &asked, choice: &choice, at: NOW, paid: None }, (&now, &then), None);
    }
    assert_eq!((row(&preview, "a"), row(&preview, "b")), ((1_000_000, 500_000), (0, 500_000)));
    assert_eq!((preview.read().now, preview.read().ended), (None, 0), "what has not ended says nothing of success");
}

#[test]
fn what_the_shopper_chose_is_not_counted_and_what_nobody_tried_is_not_guessed() {
    let (now, then) = (fixed(1, 0), fixed(0, 1));
    let asked = asked(1_000_000);
    let choice = drawn(1, &asked, &now);
    let own = Choice { by: ChosenBy::Shopper, ..choice.clone() };
    let mut preview = Preview::default();
    preview.add(&Case { asked: &asked, choice: &own, at: NOW, paid: Some(true) }, (&now, &then), None);
    assert_eq!(preview.read().cases, 0);
    preview.add(&Case { asked: &asked, choice: &choice, at: NOW, paid: Some(true) }, (&now, &then), None);
    assert_eq!((preview.read().now.map(|rate| rate.ppm), preview.read().then), (Some(1_000_000), None));
}

#[test]
fn logs_add_up_to_what_one_log_of_all_would_say() {
    let (now, then) = (fixed(1, 1), fixed(3, 1));
    let mut parts = [Preview::default(), Preview::default()];
    let mut whole = Preview::default();
    for number in 0..200 {
        let asked = asked(1_000_000);
        let choice = drawn(number, &asked, &now);
        let at = Moment(NOW.0 - i64::try_from(number).unwrap());
        let case = Case { asked: &asked, choice: &choice, at, paid: (number % 5 > 0).then_some(number % 3 > 0) };
        parts[usize::from(number >= 70)].add(&case, (&now, &then), None);
        whole.add(&case, (&now, &then), None);
    }
    let [first, mut second] = parts;
    second.sample();
    let text = serde_json::to_string(&second).unwrap();
    let both = first.and(serde_json::from_str(&text).unwrap());
    assert!(both.read().sampled, "that one of them was a sample is not lost");
    whole.sample();
    assert_eq!(both, whole);
}

#[test]
fn an_interval_is_wide_of_few_and_never_empty() {
    // Wilson's interval of 8 out of 10 is 0.490 to 0.943.
    let rate = Rate::of(800_000, 10);
    assert!(rate.low.abs_diff(490_162) < 50 && rate.high.abs_diff(943_318) < 50, "{rate:?}");
    let all = Rate::of(1_000_000, 3);
    assert!(all.high == 1_000_000 && all.low.abs_diff(438_503) < 50, "{all:?}");
    let none = Rate::of(0, 100_000);
    assert!(none.low == 0 && none.high > 0 && none.high < 50, "{none:?}");
}

#[test]
fn a_simple_rule_goes_into_a_form_and_out_again() {
    for simple in [
        json!({ "when": { "amount_from": 5_000_000 }, "then": { "mode": "automatic" } }),
        json!({ "when": { "all": [{ "amount_from": 1 }, { "amount_to": 9 }, { "time": { "from": 1380, "to": 120 } },
            { "method": ["card", "wallet"] }, { "issuer": ["melli"] }, { "metadata": { "key": "k", "is": ["v", "w"] } }] },
            "then": { "mode": "priority", "order": ["b"] }, "among": ["a", "b"] }),
    ] {
        let rule: Rule = serde_json::from_value(simple.clone()).unwrap();
        let read = SimpleRule::of(&rule).unwrap_or_else(|| panic!("{simple}"));
        assert_eq!((read.rule(), read.check()), (rule, Ok(())));
    }
    for deep in [
        json!({ "when": { "not": { "amount_from": 5 } } }),
        json!({ "when": { "all": [{ "any": [{ "amount_from": 5 }] }] } }),
        json!({ "when": { "all": [{ "amount_from": 5 }, { "amount_from": 6 }] } }),
        json!({ "when": { "amount_from": 5 }, "then": { "mode": "fixed", "parts": { "a": 1 } } }),
        json!({ "when": { "amount_from": 5 }, "then": { "mode": "priority", "order": ["a", "b"] } }),
    ] {
        assert_eq!(SimpleRule::of(&serde_json::from_value(deep.clone()).unwrap()), None, "{deep}");
    }
}

#[test]
fn a_rule_that_fits_nothing_or_everything_is_told() {
    let rial = |rial| Some(Rial::new(rial).unwrap());
    let among = vec![GatewayId::new("a").unwrap()];
    assert_eq!(SimpleRule { among, ..SimpleRule::default() }.check(), Err(SimpleFault::NoCondition));
    let amounts = SimpleRule { amount_from: rial(9), amount_to: rial(8), ..SimpleRule::default() };
    assert_eq!(amounts.check(), Err(SimpleFault::Amounts));
    assert_eq!(SimpleRule { time: Some((60, 60)), ..SimpleRule::default() }.check(), Err(SimpleFault::Time));
}
