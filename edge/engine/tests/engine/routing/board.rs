//! What the health board says of each gateway.

use dargah_engine::{
    config::Gateways,
    gateway::Class,
    id::GatewayId,
    routing::{BoardRow, BoardView, Evidence, Health, Standing, Step, Why},
    time::{Moment, Span},
};
use dargah_wire::Mode;
use serde_json::{Value, json};

const NOW: Moment = Moment(1_700_000_000_000);

/// Contracts `a`, `b` and `c`, with these changes.
fn gateways(changes: &[(&str, Value)]) -> Gateways {
    let contract = |(priority, id): (usize, &str)| {
        let mut contract = json!({
            "id": id, "provider": "saman", "mode": "test", "priority": priority,
            "name": { "fa": "بانک", "en": "Bank" }, "base_url": "https://bank.example",
            "credentials": { "terminal": "2015" },
        });
        for (_, change) in changes.iter().filter(|(whose, _)| *whose == id) {
            contract.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        }
        contract
    };
    let contracts: Vec<Value> = ["a", "b", "c"].into_iter().enumerate().map(contract).collect();
    Gateways::read(&Value::from(contracts).to_string()).unwrap()
}

fn absorb(health: &mut Health, id: &str, at: Moment, step: Step) {
    health.absorb(&Evidence { gateway: GatewayId::new(id).unwrap(), at, step });
}

/// Shoppers sent to a gateway, ten a second, each of whom paid within a minute.
fn served(health: &mut Health, id: &str, shoppers: i64, from: Moment) {
    for i in 0..shoppers {
        let sent_at = from + Span(i * 100);
        absorb(health, id, sent_at, Step::Call { class: Class::Ok, latency_ms: 180 });
        absorb(health, id, sent_at, Step::Sent { shopper: None });
        absorb(health, id, sent_at + Span::seconds(40), Step::Ended { sent_at, class: Class::Ok });
    }
}

fn of<'a>(board: &'a BoardView, id: &str) -> &'a BoardRow {
    board.gateways.iter().find(|row| row.id.as_str() == id).unwrap()
}

fn sum(board: &BoardView, mode: Mode) -> u32 {
    board.gateways.iter().filter(|row| row.mode == mode).map(|row| row.share_ppm).sum()
}

#[test]
fn a_gateway_that_serves_and_one_that_nobody_has_used() {
    let mut health = Health::default();
    served(&mut health, "a", 400, NOW);
    let later = NOW + Span::seconds(85);
    let board = BoardView::of(&gateways(&[]), Some(&health.publish(later)), later);
    assert_eq!((board.published_at, board.stale), (Some(later), false));
    let good = of(&board, "a");
    assert_eq!((good.standing, good.why, good.latency_ms), (Some(Standing::Up), None, Some(180)));
    assert!(good.low_ppm > 900_000 && good.low_ppm <= good.rate_ppm && good.rate_ppm <= good.high_ppm, "{good:?}");
    assert!(good.answers_ppm.unwrap() > 950_000, "{good:?}");
    let stranger = of(&board, "c");
    assert_eq!(
        (stranger.standing, stranger.since, stranger.latency_ms, stranger.answers_ppm),
        (None, None, None, None)
    );
    assert!(stranger.low_ppm < 100_000 && stranger.high_ppm > 900_000, "anything may be true of it: {stranger:?}");
    assert!(sum(&board, Mode::Test).abs_diff(1_000_000) < 10, "{board:?}");
}

#[test]
fn a_gateway_whose_calls_fail_is_down_and_gets_nothing() {
    let mut health = Health::default();
    served(&mut health, "a", 400, NOW);
    served(&mut health, "b", 400, NOW);
    let cut = NOW + Span::minutes(3);
    let _ = health.publish(cut);
    for i in 0..10 {
        absorb(&mut health, "a", cut + Span::seconds(i), Step::Call { class: Class::Tech, latency_ms: 20 });
    }
    let noticed = cut + Span::seconds(10);
    let board = BoardView::of(&gateways(&[]), Some(&health.publish(noticed)), noticed);
    let down = of(&board, "a");
    assert_eq!((down.standing, down.why, down.since), (Some(Standing::Down), Some(Why::CallsFail), Some(noticed)));
    assert_eq!((down.share_ppm, down.last_fault), (0, Some(Class::Tech)));
    assert!(of(&board, "b").share_ppm > 500_000, "{board:?}");
}

#[test]
fn a_scheduled_closing_is_told_with_its_end() {
    let closing = json!({ "maintenance": [{ "from": NOW.0 - 1_000, "to": NOW.0 + 60_000 }] });
    let mut health = Health::default();
    served(&mut health, "a", 10, NOW + Span::seconds(-100));
    let snapshot = health.publish(NOW);
    let contracts = gateways(&[("a", closing)]);
    let board = BoardView::of(&contracts, Some(&snapshot), NOW);
    let closed = of(&board, "a");
    assert_eq!((closed.standing, closed.why), (Some(Standing::Down), Some(Why::Maintenance)));
    assert_eq!((closed.since, closed.until), (Some(Moment(NOW.0 - 1_000)), Some(NOW + Span::minutes(1))));
    assert_eq!(closed.share_ppm, 0, "nobody is sent there");
    let after = NOW + Span::minutes(1);
    assert_ne!(of(&BoardView::of(&contracts, Some(&snapshot), after), "a").why, Some(Why::Maintenance));
}

#[test]
fn modes_share_apart_and_what_is_switched_off_is_not_there() {
    let contracts = gateways(&[("a", json!({ "mode": "live" })), ("c", json!({ "enabled": false }))]);
    let board = BoardView::of(&contracts, Some(&Health::default().publish(NOW)), NOW);
    assert_eq!(board.gateways.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((sum(&board, Mode::Live), sum(&board, Mode::Test)), (1_000_000, 1_000_000));
}

#[test]
fn without_a_snapshot_and_with_an_old_one_it_says_so() {
    let none = BoardView::of(&gateways(&[]), None, NOW);
    assert_eq!((none.published_at, none.version, none.stale), (None, 0, true));
    assert_eq!(of(&none, "a").share_ppm, 1_000_000, "in the operator's order");
    assert!(none.gateways.iter().all(|row| row.standing.is_none()));
    let mut health = Health::default();
    served(&mut health, "a", 100, NOW);
    let snapshot = health.publish(NOW + Span::minutes(1));
    let at = |age: i64| BoardView::of(&gateways(&[]), Some(&snapshot), NOW + Span::minutes(1) + Span::seconds(age));
    assert!(!at(10).stale && at(11).stale);
    let width = |board: &BoardView| of(board, "a").high_ppm - of(board, "a").low_ppm;
    assert!(width(&at(600)) > width(&at(0)), "the older, the less is known");
}

#[test]
fn the_json_names_what_it_says() {
    let mut health = Health::default();
    served(&mut health, "a", 3, NOW);
    let board = BoardView::of(&gateways(&[]), Some(&health.publish(NOW)), NOW);
    let json = serde_json::to_value(&board).unwrap();
    assert_eq!(json["published_at"], NOW.0);
    let row = json["gateways"][0].as_object().unwrap();
    let mut names: Vec<&str> = row.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "answers_ppm",
            "high_ppm",
            "id",
            "last_fault",
            "latency_ms",
            "low_ppm",
            "mode",
            "name",
            "rate_ppm",
            "share_ppm",
            "since",
            "standing",
            "waiting",
            "why"
        ]
    );
    assert_eq!((&row["standing"], &row["why"], &row["waiting"]), (&json!("ramp"), &Value::Null, &json!(0)));
}
