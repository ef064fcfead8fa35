//! What does not change in any world: the sandbox's gateways and three shops. Made once, for it holds keys.

use dargah_engine::{
    config::{Gateways, Shops},
    gateway::{Account, Provider},
    id::{GatewayId, ShopId},
    links::Links,
};
use dargah_tests::setting::{EDGE, Setting, gateways_json};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The shops: which gateways each has.
static TAKES: [(&str, &[&str]); 3] =
    [("all", &[]), ("few", &["mellat", "saman", "zarinpal"]), ("other", &["sadad", "zibal", "pasargad", "saman"])];

/// The shops' names, and what the engine calls them.
pub(crate) static SHOPS: LazyLock<[(&str, ShopId); 3]> =
    LazyLock::new(|| TAKES.map(|(name, _)| (name, ShopId::new(name).unwrap())));

/// The gateways' ids, in the order of [`Provider::ALL`].
pub(crate) static GATEWAYS: LazyLock<Vec<GatewayId>> =
    LazyLock::new(|| Provider::ALL.iter().map(|p| GatewayId::new(p.as_str()).unwrap()).collect());

static DOCUMENTED: LazyLock<Setting> = LazyLock::new(|| made(|_| {}));

/// Contracts that name shorter windows than the banks have, so that what was given up can still be paid.
static SHORT: LazyLock<Setting> = LazyLock::new(|| {
    made(|gateway| gateway["windows"] = json!({ "page_s": 5 * 60, "reversal_s": 4 * 60, "margin_s": 60 }))
});

fn made(change: impl Fn(&mut Value)) -> Setting {
    Setting {
        gateways: Gateways::read(&gateways_json(change)).unwrap_or_else(|problem| panic!("{problem}")),
        shops: Shops::read(&shops_json()).unwrap_or_else(|problem| panic!("{problem}")),
        links: Links::new(b"a root secret for tests, 32 long!", EDGE),
    }
}

fn shops_json() -> String {
    let all: Vec<&str> = Provider::ALL.iter().map(|p| p.as_str()).collect();
    let shop = |(name, takes): (&str, &[&str])| {
        json!({
            "id": name, "name": { "fa": "فروشگاه", "en": "Shop" },
            "key_hashes": ["7f50ab73e2c5b2b0bb2d4d2b3ad4a7a5d0d2a8ed6a3b4fdf5a5a4e4a1b0c9d8e"],
            "signing_secret": "sig_0123456789abcdef0123456789abcdef",
            "origins": ["https://shop.example"],
            "gateways": if takes.is_empty() { &all } else { takes },
        })
    };
    Value::from(TAKES.map(shop).to_vec()).to_string()
}

/// What does not change.
pub(crate) fn setting(short: bool) -> &'static Setting {
    if short { &SHORT } else { &DOCUMENTED }
}

/// A gateway's contract, by its number, windows aside.
pub(crate) fn account(gateway: usize) -> &'static Account {
    DOCUMENTED.gateways.get(&GATEWAYS[gateway]).unwrap_or_else(|| panic!("no gateway {gateway}"))
}

/// A gateway's number.
pub(crate) fn gateway_number(id: &GatewayId) -> usize {
    GATEWAYS.iter().position(|known| known == id).unwrap_or_else(|| panic!("no gateway {id}"))
}

/// Whether a shop takes a gateway.
pub(crate) fn takes(shop: usize, gateway: usize) -> bool {
    let takes = TAKES[shop].1;
    takes.is_empty() || takes.contains(&GATEWAYS[gateway].as_str())
}
