//! The sandbox's configuration: the same gateways that `npm start` gives the Worker.

use dargah_engine::{
    config::{Gateways, Shops},
    links::Links,
};
use serde_json::{Value, json};

/// Where the sandbox banks are, as far as anybody in this process is concerned.
pub const BANK: &str = "https://bank.example";

/// Where the Worker is.
pub const EDGE: &str = "https://pay.example";

/// What does not change while a market runs.
pub struct Setting {
    /// Every gateway.
    pub gateways: Gateways,
    /// One shop that takes them all.
    pub shops: Shops,
    /// The Worker's addresses.
    pub links: Links,
}

/// The gateways as configuration text, each changed by `change`.
#[must_use]
pub fn gateways_json(change: impl Fn(&mut Value)) -> String {
    let text = include_str!("../fixtures/sandbox/gateways.json").replace("{bank}", BANK);
    let mut all: Vec<Value> = serde_json::from_str(&text).expect("the sandbox's gateways are JSON");
    all.iter_mut().for_each(change);
    Value::from(all).to_string()
}

/// One shop that takes every gateway, as configuration text.
#[must_use]
pub fn shops_json() -> String {
    let gateways: Vec<Value> = serde_json::from_str(&gateways_json(|_| {})).expect("JSON");
    let ids: Vec<Value> = gateways.into_iter().map(|gateway| gateway["id"].clone()).collect();
    let shops = json!([{
        "id": "demo", "name": { "fa": "فروشگاه", "en": "Shop" },
        "key_hashes": ["7f50ab73e2c5b2b0bb2d4d2b3ad4a7a5d0d2a8ed6a3b4fdf5a5a4e4a1b0c9d8e"],
        "signing_secret": "sig_0123456789abcdef0123456789abcdef",
        "origins": ["https://shop.example"], "gateways": ids,
    }]);
    shops.to_string()
}

impl Setting {
    /// The sandbox.
    #[must_use]
    pub fn new() -> Self {
        Self {
            gateways: Gateways::read(&gateways_json(|_| {})).unwrap_or_else(|problem| panic!("{problem}")),
            shops: Shops::read(&shops_json()).unwrap_or_else(|problem| panic!("{problem}")),
            links: Links::new(b"a root secret for tests, 32 long!", EDGE),
        }
    }
}

impl Default for Setting {
    fn default() -> Self {
        Self::new()
    }
}
