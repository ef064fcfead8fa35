//! What an operator sets, and what is kept in KV.

use bolero::{check, produce};
use dargah_engine::{
    config::{Gateways, Shops},
    id::{GatewayId, ShopId},
    money::Rial,
    routing::Snapshot,
    time::Moment,
};
use dargah_tests::{
    edits::{Edit, edited},
    setting::{gateways_json, shops_json},
};
use dargah_wire::Mode;

fn gateways_hold(text: &str) {
    let Ok(gateways) = Gateways::read(text) else { return };
    let all: Vec<_> = gateways.iter().collect();
    for (i, account) in all.iter().enumerate() {
        assert!(account.check().is_ok(), "{} is unfit: {text}", account.id);
        assert!(!account.terminal().is_empty(), "{} has nothing that its references are unique within", account.id);
        assert!(account.page_origin().starts_with("http"), "{} leads nowhere", account.id);
        assert!(all[..i].iter().all(|other| other.id != account.id), "{} is there twice", account.id);
        let _ = (account.windows().whole(), account.takes(Rial::new(1_250_000).unwrap(), Mode::Test));
    }
}

fn shops_hold(text: &str) {
    let Ok(shops) = Shops::read(text) else { return };
    assert!(shops.by_key(text).is_none(), "no text is a key of a shop that is named in it");
    if let Some(shop) = shops.get(&ShopId::new("demo").unwrap()) {
        assert!(shop.signing_secret.len() >= 32 && shop.shards >= 1 && (1..=86_400).contains(&shop.pay_within_s));
        let without_path = |origin: &String| origin.starts_with("http") && origin.matches('/').count() == 2;
        assert!(shop.origins.iter().all(without_path), "{:?}", shop.origins);
    }
}

fn snapshot_holds(text: &str) {
    let Some(snapshot) = Snapshot::read(text) else { return };
    for now in [Moment(i64::MIN), Moment(0), Moment(1_700_000_000_000), Moment(i64::MAX)] {
        for id in snapshot.gateways.iter().map(|gateway| gateway.id.clone()).chain(GatewayId::new("nobody")) {
            let belief = snapshot.belief(&id, now);
            assert!(belief.mean() <= 65_536 && belief.below(65_537) >= 65_530, "{id} at {now:?}: {text}");
        }
    }
}

#[test]
fn any_text_as_settings() {
    check!().with_max_len(300).with_iterations(20_000).for_each(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        gateways_hold(&text);
        shops_hold(&text);
        snapshot_holds(&text);
    });
}

#[test]
fn right_settings_after_a_few_changes() {
    let snapshot = r#"{"format":2,"version":7,"published_at":1700000000000,"gateways":[{"id":"mellat","belief":[0,0,3,900000,20000],"room":65536,"condition":{"standing":"down","since":1700000000000,"why":"calls_fail"},"answers":400,"latency_ms":120,"last_fault":"tech","waiting":3}]}"#;
    // Each by itself: a change hits one of many contracts rarely.
    let contracts: Vec<serde_json::Value> = serde_json::from_str(&gateways_json(|_| {})).unwrap();
    let mut all: Vec<String> = contracts.iter().map(|contract| format!("[{contract}]")).collect();
    all.extend([gateways_json(|_| {}), shops_json(), snapshot.to_owned()]);
    assert!(
        Gateways::read(&all[0]).is_ok() && Shops::read(&shops_json()).is_ok() && Snapshot::read(snapshot).is_some()
    );
    let edits = produce::<Vec<Edit>>().with().len(0..4usize);
    check!().with_generator((0..all.len(), 0..all.len(), edits)).with_iterations(10_000).for_each(
        |(which, other, edits)| {
            let bytes = edited(all[*which].as_bytes(), all[*other].as_bytes(), edits);
            let text = String::from_utf8_lossy(&bytes);
            gateways_hold(&text);
            shops_hold(&text);
            snapshot_holds(&text);
        },
    );
}
