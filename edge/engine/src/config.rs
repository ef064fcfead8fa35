//! What the operator sets: gateway contracts and shops, each as one JSON document, checked as a whole before it is used.

use crate::{
    gateway::{Account, Edition, Name},
    id::{BadName, GatewayId, ShopId},
    money::Rial,
    payment::Created,
    payout,
    registry::Stage,
    routing::Policy,
    seal::{same, sha256_hex},
    time::Moment,
};
use core::fmt;
use dargah_wire::Mode;
use serde::Deserialize;
use url::Url;

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem(String);

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<BadName> for ConfigProblem {
    fn from(problem: BadName) -> Self {
        Self(problem.to_string())
    }
}

/// Every gateway contract, in the operator's order of priority; and those of before, which attempts that began with them need to their
/// end, and nothing else.
#[derive(Clone, Debug, Default)]
pub struct Gateways {
    now: Vec<Account>,
    before: Vec<Account>,
}

impl Gateways {
    /// Reads a JSON list of contracts.
    ///
    /// # Errors
    /// A [`ConfigProblem`] that names the contract and what is wrong with it.
    pub fn read(json: &str) -> Result<Self, ConfigProblem> {
        let mut accounts: Vec<Account> =
            serde_json::from_str(json).map_err(|e| ConfigProblem(format!("gateways: {e}")))?;
        accounts.sort_by_key(|account| account.priority);
        for (i, account) in accounts.iter().enumerate() {
            account.check().map_err(|problem| ConfigProblem(format!("gateway `{}`: {problem}", account.id)))?;
            if accounts.iter().take(i).any(|other| other.id == account.id) {
                return Err(ConfigProblem(format!("gateway `{}` is named twice", account.id)));
            }
        }
        Ok(Self { now: accounts, before: Vec::new() })
    }

    /// A contract by its id.
    #[must_use]
    pub fn get(&self, id: &GatewayId) -> Option<&Account> {
        self.now.iter().find(|account| account.id == *id)
    }

    /// A contract with the credentials that an attempt began with. Where these are kept no longer, it has those that there are.
    #[must_use]
    pub fn as_of(&self, id: &GatewayId, edition: Edition) -> Option<&Account> {
        let of_then = |account: &&Account| account.id == *id && account.edition == edition;
        self.now.iter().chain(&self.before).find(of_then).or_else(|| self.get(id))
    }

    /// The contracts of `shop` that can take this amount of a payment at `now`, in order of priority.
    pub fn for_payment<'a>(
        &'a self,
        shop: &'a Shop,
        created: &'a Created,
        amount: Rial,
        now: Moment,
    ) -> impl Iterator<Item = &'a Account> {
        let fits = move |account: &Account| created.is_open_to(account) && account.takes(amount, created.mode);
        self.now
            .iter()
            .filter(move |account| shop.gateways.contains(&account.id) && fits(account) && !account.is_closed(now))
    }

    /// Every contract.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.now.iter()
    }

    /// The operator's own, which everybody may know of.
    pub fn operators(&self) -> impl Iterator<Item = &Account> {
        self.now.iter().filter(|account| account.owner.is_none())
    }

    /// These and `more`, in order of priority, and `before`, what `more` were; and the names among `more` that were taken, whose
    /// contracts are left out.
    #[must_use]
    pub fn with(&self, more: Vec<Account>, before: Vec<Account>) -> (Self, Vec<GatewayId>) {
        let is_free = |account: &Account| self.get(&account.id).is_none();
        let (new, taken): (Vec<_>, Vec<_>) = more.into_iter().partition(is_free);
        let before = before.into_iter().filter(is_free).collect();
        let mut now: Vec<Account> = self.now.iter().cloned().chain(new).collect();
        now.sort_by_key(|account| account.priority);
        (Self { now, before }, taken.into_iter().map(|account| account.id).collect())
    }
}

/// A shop.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// The operator's name for it.
    pub id: ShopId,
    /// Its name for people.
    pub name: Name,
    /// How far it has come.
    #[serde(skip)]
    pub stage: Stage,
    /// SHA-256 of each of its secret keys, lower-case hex. Keys are random, so a plain hash hides them.
    pub(crate) key_hashes: Vec<String>,
    /// The keys that its pages hold.
    #[serde(default)]
    pub(crate) publishable_keys: Vec<String>,
    /// What its signed returns are signed with.
    pub signing_secret: String,
    /// Origins its pages have: where the widget may run, and where a return URL may point.
    pub origins: Vec<String>,
    /// Its gateway contracts.
    pub gateways: Vec<GatewayId>,
    /// How long a payment can be paid, seconds.
    #[serde(default = "half_an_hour")]
    pub pay_within_s: i64,
    /// Over how many ledger objects its payments are spread. It must never shrink: payments stay where they are.
    #[serde(default = "eight")]
    pub shards: u8,
    /// What it wants of the router.
    #[serde(default)]
    pub routing: Policy,
    /// Where it is paid out to.
    #[serde(default)]
    pub payout: Option<payout::Account>,
}

const fn half_an_hour() -> i64 {
    1800
}

const fn eight() -> u8 {
    8
}

impl Shop {
    fn check(&self) -> Result<(), String> {
        if self.key_hashes.is_empty() {
            return Err("`key_hashes` must hold at least one SHA-256 in lower-case hex".to_owned());
        }
        self.check_stored()
    }

    /// A stored shop may have no key yet.
    pub(crate) fn check_stored(&self) -> Result<(), String> {
        if !self.key_hashes.iter().all(|hash| is_hash(hash)) {
            return Err("`key_hashes` must hold SHA-256 in lower-case hex".to_owned());
        }
        if self.signing_secret.len() < 32 {
            return Err("`signing_secret` must have at least 32 characters".to_owned());
        }
        if let Some(origin) = self.origins.iter().find(|o| !origin_is_fit(o)) {
            return Err(format!("`{origin}` is no origin: write https://host, without a path"));
        }
        if !(1..=86_400).contains(&self.pay_within_s) {
            return Err("`pay_within_s` must be 1 to 86400".to_owned());
        }
        if self.shards == 0 {
            return Err("`shards` must be at least 1".to_owned());
        }
        self.routing.check().map_err(|problem| format!("routing: {problem}"))?;
        Ok(())
    }

    /// Whether `origin` is one of the shop's, exactly.
    #[must_use]
    pub fn has_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|o| o == origin)
    }
}

/// An origin in the very form browsers send it.
pub(crate) fn origin_is_fit(text: &str) -> bool {
    Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.origin().ascii_serialization() == text)
}

/// Every shop.
#[derive(Clone, Default)]
pub struct Shops(Vec<Shop>);

impl Shops {
    /// Reads a JSON list of shops.
    ///
    /// # Errors
    /// A [`ConfigProblem`] that names the shop and what is wrong with it.
    pub fn read(json: &str) -> Result<Self, ConfigProblem> {
        let shops: Vec<Shop> = serde_json::from_str(json).map_err(|e| ConfigProblem(format!("shops: {e}")))?;
        for (i, shop) in shops.iter().enumerate() {
            shop.check().map_err(|problem| ConfigProblem(format!("shop `{}`: {problem}", shop.id)))?;
            if shops.iter().take(i).any(|other| other.id == shop.id) {
                return Err(ConfigProblem(format!("shop `{}` is named twice", shop.id)));
            }
        }
        Ok(Self(shops))
    }

    /// A shop by its id.
    #[must_use]
    pub fn get(&self, id: &ShopId) -> Option<&Shop> {
        self.0.iter().find(|shop| shop.id == *id)
    }

    /// The shop whose secret key this is, and the mode that the key alone decides. Every stored hash is compared, each in
    /// constant time, so an answer's delay tells nothing.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<(&Shop, Mode)> {
        let mode = if key.starts_with("sk_test_") {
            Mode::Test
        } else if key.starts_with("sk_live_") {
            Mode::Live
        } else {
            return None;
        };
        let hash = sha256_hex(key.as_bytes());
        let mut found = None;
        for shop in &self.0 {
            if holds(&shop.key_hashes, &hash) {
                found = Some((shop, mode));
            }
        }
        found
    }

    /// The shop whose publishable key this is, and the key's mode. It is no secret, so it is simply looked for.
    #[must_use]
    pub fn by_publishable_key(&self, key: &str) -> Option<(&Shop, Mode)> {
        let mode = if key.starts_with("pk_live_") { Mode::Live } else { Mode::Test };
        let shop = self.0.iter().find(|shop| shop.publishable_keys.iter().any(|known| known == key))?;
        Some((shop, mode))
    }

    /// Every shop.
    pub fn iter(&self) -> impl Iterator<Item = &Shop> {
        self.0.iter()
    }

    /// These and `more`; and the names among `more` that were taken, whose shops are left out.
    #[must_use]
    pub fn with(&self, more: Vec<Shop>) -> (Self, Vec<ShopId>) {
        let (new, taken): (Vec<_>, Vec<_>) = more.into_iter().partition(|shop| self.get(&shop.id).is_none());
        (Self(self.0.iter().cloned().chain(new).collect()), taken.into_iter().map(|shop| shop.id).collect())
    }
}

/// Who runs the service: SHA-256 of each operator's key, `ok_…`, lower-case hex. None may look without one.
#[derive(Clone, Default)]
pub struct Operators(Vec<String>);

impl Operators {
    /// Reads a JSON list of hashes.
    ///
    /// # Errors
    /// A [`ConfigProblem`] that says what is wrong with it.
    pub fn read(json: &str) -> Result<Self, ConfigProblem> {
        let hashes: Vec<String> = serde_json::from_str(json).map_err(|e| ConfigProblem(format!("operators: {e}")))?;
        if hashes.iter().all(|hash| is_hash(hash)) {
            Ok(Self(hashes))
        } else {
            Err(ConfigProblem("operators: each must be a SHA-256 in lower-case hex".to_owned()))
        }
    }

    /// Whether it is an operator's key.
    #[must_use]
    pub fn know(&self, key: &str) -> bool {
        key.starts_with("ok_") && holds(&self.0, &sha256_hex(key.as_bytes()))
    }

    /// Whether an operator's key that has this hash still is one.
    #[must_use]
    pub fn have(&self, hash: &str) -> bool {
        holds(&self.0, hash)
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether `hash` is among the known ones; every one is compared, each in constant time.
fn holds(known: &[String], hash: &str) -> bool {
    known.iter().fold(false, |found, known| found | same(known.as_bytes(), hash.as_bytes()))
}
