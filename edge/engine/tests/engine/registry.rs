//! Shops that are stored: what they become, and what their secrets are worth to anybody else.

use dargah_engine::{
    config::{Gateways, Shops},
    gateway::{Edition, Name},
    id::{GatewayId, ShopId},
    registry::{
        ContractSettings, KeyKind, NewKey, Roots, Stage, Stored, StoredContract, StoredCredentials, StoredKey,
        StoredShop, together,
    },
    time::Moment,
    vault::Vault,
};
use dargah_wire::Mode;
use serde_json::json;

const ROOT: &[u8] = b"a root secret that only this test has, long enough";
const NOW: Moment = Moment(1_764_000_000_000);

fn shop_id() -> ShopId {
    ShopId::new("s-1").unwrap()
}

fn gateways() -> Gateways {
    let contract = |id: &str, mode: &str, terminal: &str| {
        json!({ "id": id, "provider": "saman", "name": { "fa": "بانک", "en": "Bank" }, "mode": mode,
            "base_url": "https://bank.example", "credentials": { "terminal": terminal } })
    };
    Gateways::read(&json!([contract("try", "test", "1"), contract("real", "live", "2")]).to_string()).unwrap()
}

fn stored_shop(stage: Stage) -> StoredShop {
    StoredShop {
        id: shop_id(),
        name_fa: "گالری".to_owned(),
        name_en: "Gallery".to_owned(),
        stage,
        origins: r#"["https://shop.example"]"#.to_owned(),
        granted: "[]".to_owned(),
        routing: "{}".to_owned(),
        pay_within_s: 1_800,
        shards: 1,
        payout: None,
        created_at: NOW.0,
    }
}

fn stored_key(kind: KeyKind, key: &NewKey, ends_at: Option<i64>) -> StoredKey {
    StoredKey {
        id: "key_1".to_owned(),
        shop: shop_id(),
        kind,
        mode: Mode::Test,
        hash: key.hash.clone(),
        hint: key.hint.clone(),
        label: "server".to_owned(),
        created_at: NOW.0,
        ends_at,
    }
}

fn settings() -> ContractSettings {
    let name = Name { fa: "سامان ما".to_owned(), en: "Our own".to_owned() };
    ContractSettings { name, enabled: true, min: None, max: None, priority: 3, maintenance: Vec::new() }
}

fn stored_contract(vault: &Vault, shop: &ShopId, credentials: &str) -> StoredContract {
    let id = GatewayId::new("saman-own").unwrap();
    StoredContract {
        sealed: vault.seal([7; 12], shop, &id, credentials),
        id,
        shop: shop_id(),
        provider: serde_json::from_str("\"saman\"").unwrap(),
        mode: Mode::Test,
        settings: serde_json::to_string(&settings()).unwrap(),
        created_at: NOW.0,
        changed_at: NOW.0,
    }
}

fn world(stored: &Stored) -> (Gateways, Shops, Vec<String>) {
    together(&gateways(), &Shops::read("[]").unwrap(), stored, &Roots::new(ROOT), NOW)
}

#[test]
fn a_key_opens_its_shop_in_its_mode_until_it_ends_and_only_its_hash_is_stored() {
    let key = NewKey::new(KeyKind::Secret, Mode::Test, [5; 16]);
    assert!(key.text.starts_with("sk_test_") && !key.hash.contains(&key.text[8..]), "{}", key.hash);
    assert!(key.hint.starts_with("sk_test_…") && key.text.ends_with(&key.hint[key.hint.len() - 4..]), "{}", key.hint);
    let opens = |ends_at| {
        let keys = vec![stored_key(KeyKind::Secret, &key, ends_at)];
        let (_, shops, problems) = world(&Stored { shops: vec![stored_shop(Stage::Test)], keys, ..Stored::default() });
        assert_eq!(problems, Vec::<String>::new());
        shops.by_key(&key.text).map(|(shop, mode)| (shop.id.clone(), mode))
    };
    assert_eq!(opens(None), Some((shop_id(), Mode::Test)));
    assert_eq!(opens(Some(NOW.0 + 1)), Some((shop_id(), Mode::Test)));
    assert_eq!(opens(Some(NOW.0)), None, "a key that ends now has ended");
}

#[test]
fn a_publishable_key_is_no_secret_one() {
    let key = NewKey::new(KeyKind::Publishable, Mode::Test, [6; 16]);
    let keys = vec![stored_key(KeyKind::Publishable, &key, None)];
    let (_, shops, _) = world(&Stored { shops: vec![stored_shop(Stage::Test)], keys, ..Stored::default() });
    assert!(shops.by_key(&key.text).is_none());
    assert_eq!(shops.by_publishable_key(&key.text).map(|(shop, _)| shop.id.clone()), Some(shop_id()));
    assert!(shops.by_publishable_key("pk_test_").is_none());
}

#[test]
fn a_new_shop_has_the_operators_test_gateways_and_those_for_real_money_that_it_was_granted() {
    let of = |granted: &str| {
        let shop = StoredShop { granted: granted.to_owned(), ..stored_shop(Stage::Live) };
        let (_, shops, _) = world(&Stored { shops: vec![shop], ..Stored::default() });
        shops.get(&shop_id()).unwrap().gateways.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(of("[]"), ["try"]);
    assert_eq!(of(r#"["real"]"#), ["try", "real"]);
}

#[test]
fn a_contract_of_its_own_is_reached_where_the_operators_is_and_is_nobody_elses() {
    let roots = Roots::new(ROOT);
    let contracts = vec![stored_contract(roots.vault(), &shop_id(), r#"{"terminal":"77"}"#)];
    let (gateways, shops, problems) =
        world(&Stored { shops: vec![stored_shop(Stage::Test)], contracts, ..Stored::default() });
    assert_eq!(problems, Vec::<String>::new());
    let own = gateways.get(&GatewayId::new("saman-own").unwrap()).unwrap();
    assert_eq!((own.base_url.as_str(), own.terminal(), own.priority), ("https://bank.example", "77", 3));
    assert!(shops.get(&shop_id()).unwrap().gateways.contains(&own.id));
    assert_eq!(gateways.operators().count(), 2, "the health board tells nobody of it");
}

#[test]
fn an_attempt_has_the_credentials_that_it_began_with_until_they_are_erased() {
    let roots = Roots::new(ROOT);
    let sealed = |terminal: &str| {
        stored_contract(roots.vault(), &shop_id(), &json!({ "terminal": terminal }).to_string()).sealed
    };
    let old = |edition: i64, replaced_by: i64, terminal: &str, until: i64| StoredCredentials {
        contract: GatewayId::new("saman-own").unwrap(),
        shop: shop_id(),
        edition: Edition(edition),
        sealed: sealed(terminal),
        replaced_by: Edition(replaced_by),
        until: NOW.0 + until,
    };
    let erased = StoredCredentials { sealed: String::new(), ..old(20, 30, "", 9) };
    let others = StoredCredentials { shop: ShopId::new("s-2").unwrap(), ..old(30, 40, "99", 9) };
    let replaced = vec![old(0, 10, "70", 1), old(10, 20, "71", 0), erased, others];
    let contracts = vec![stored_contract(roots.vault(), &shop_id(), r#"{"terminal":"73"}"#)];
    let (gateways, _, problems) =
        world(&Stored { shops: vec![stored_shop(Stage::Test)], contracts, replaced, ..Stored::default() });
    assert_eq!(problems, Vec::<String>::new());
    let id = GatewayId::new("saman-own").unwrap();
    let terminal = |edition| gateways.as_of(&id, Edition(edition)).unwrap().terminal().to_owned();
    assert_eq!(gateways.get(&id).unwrap().edition, Edition(30), "what is new has the newest");
    assert_eq!(terminal(0), "70", "kept for another millisecond");
    assert_eq!(terminal(10), "73", "its time is over");
    assert_eq!(terminal(20), "73", "erased");
    assert_eq!((terminal(30).as_str(), terminal(40).as_str()), ("73", "73"), "another shop's are nobody's here");
    assert_eq!(gateways.iter().count(), 3, "nothing new goes by what was before");
}

#[test]
fn what_cannot_be_read_is_left_out_and_told_and_the_rest_serves_on() {
    let roots = Roots::new(ROOT);
    let moved = stored_contract(roots.vault(), &ShopId::new("s-2").unwrap(), r#"{"terminal":"77"}"#);
    let empty = stored_contract(roots.vault(), &shop_id(), "{}");
    let broken =
        StoredShop { id: ShopId::new("s-3").unwrap(), origins: "no list".to_owned(), ..stored_shop(Stage::Test) };
    let shops = vec![broken, stored_shop(Stage::Test)];
    let (gateways, shops, problems) = world(&Stored { shops, contracts: vec![moved, empty], ..Stored::default() });
    assert_eq!(problems.len(), 3, "{problems:#?}");
    assert!(problems[0].contains("do not open"), "a sealed text moved to another shop's row: {}", problems[0]);
    assert!(problems[1].contains("`terminal`"), "{}", problems[1]);
    assert_eq!(gateways.iter().count(), 2);
    assert_eq!(shops.iter().count(), 1);
}

#[test]
fn nobody_takes_the_name_of_one_of_the_operators() {
    let id = GatewayId::new("real").unwrap();
    let roots = Roots::new(ROOT);
    let mut contract = stored_contract(roots.vault(), &shop_id(), "{}");
    contract.sealed = roots.vault().seal([8; 12], &shop_id(), &id, r#"{"terminal":"77"}"#);
    contract.id = id.clone();
    let (gateways, _, problems) =
        world(&Stored { shops: vec![stored_shop(Stage::Test)], contracts: vec![contract], ..Stored::default() });
    assert_eq!(gateways.get(&id).unwrap().terminal(), "2");
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn a_sealed_text_opens_for_its_shop_and_contract_alone_and_not_when_it_was_touched() {
    let vault = Vault::new(ROOT);
    let (shop, contract) = (shop_id(), GatewayId::new("a").unwrap());
    let sealed = vault.seal([1; 12], &shop, &contract, "پنهان");
    assert!(!sealed.contains("پنهان"));
    assert_eq!(vault.open(&shop, &contract, &sealed).as_deref(), Some("پنهان"));
    assert_eq!(vault.open(&ShopId::new("other").unwrap(), &contract, &sealed), None);
    assert_eq!(vault.open(&shop, &GatewayId::new("b").unwrap(), &sealed), None);
    assert_eq!(Vault::new(b"another root").open(&shop, &contract, &sealed), None);
    for at in 0..sealed.len() {
        let mut touched = sealed.clone().into_bytes();
        touched[at] = if touched[at] == b'A' { b'B' } else { b'A' };
        let touched = String::from_utf8(touched).unwrap();
        let opened = vault.open(&shop, &contract, &touched);
        assert!(opened.is_none(), "letter {at} may be changed");
    }
}

#[test]
fn what_a_shops_returns_are_signed_with_is_its_own_and_the_same_each_time() {
    let roots = Roots::new(ROOT);
    let one = roots.signing_secret(&shop_id());
    assert_eq!(one, Roots::new(ROOT).signing_secret(&shop_id()));
    assert_ne!(one, roots.signing_secret(&ShopId::new("s-2").unwrap()));
    assert!(one.len() >= 32);
}
