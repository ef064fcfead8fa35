//! A stored shop.

use super::{KeyKind, Roots, StoredKey};
use crate::{
    config::{Gateways, Shop},
    gateway::Name,
    id::{GatewayId, ShopId},
    payout,
};
use dargah_wire::Mode;
use serde::Deserialize;

/// How far a shop has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It tries everything at the test gateways.
    Test,
    /// It takes real money. Shops of the operator's settings always do.
    #[default]
    Live,
    /// It takes no new payment; those it has go on to their end.
    Suspended,
}

impl Stage {
    /// The word it is stored as.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
            Self::Suspended => "suspended",
        }
    }
}

/// A shop as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredShop {
    /// Its name for programs.
    pub id: ShopId,
    /// Its name for people, Persian.
    pub name_fa: String,
    /// The same, English.
    pub name_en: String,
    /// How far it has come.
    pub stage: Stage,
    /// JSON list of its origins.
    pub origins: String,
    /// JSON list of the operator's live gateways that it may use.
    pub granted: String,
    /// JSON of what it wants of the router.
    pub routing: String,
    /// How long a payment can be paid, seconds.
    pub pay_within_s: i64,
    /// Over how many ledger objects its payments are spread.
    pub shards: u8,
    /// JSON of the account that it is paid out to ([`crate::payout::Account`]); nothing while it has none.
    pub payout: Option<String>,
    /// Since when it is there, ms.
    pub created_at: i64,
}

impl StoredShop {
    /// The account that it is paid out to.
    ///
    /// # Errors
    /// That what is stored is none, for people.
    pub fn payout_account(&self) -> Result<Option<payout::Account>, String> {
        self.payout.as_deref().map(serde_json::from_str).transpose().map_err(|e| format!("payout account: {e}"))
    }

    /// The operator's gateways that it has: every one for tests, and those for real money that it was granted.
    pub(super) fn gateways<'a>(&self, operators: &'a Gateways) -> impl Iterator<Item = GatewayId> + 'a {
        let granted: Vec<GatewayId> = serde_json::from_str(&self.granted).unwrap_or_default();
        let all = operators.iter().filter(move |account| account.mode == Mode::Test || granted.contains(&account.id));
        all.map(|account| account.id.clone())
    }

    /// The shop, with the keys that open and all its gateways.
    pub(super) fn shop<'a>(
        &self,
        keys: impl Iterator<Item = &'a StoredKey>,
        gateways: Vec<GatewayId>,
        roots: &Roots,
    ) -> Result<Shop, String> {
        let (secret, publishable): (Vec<_>, Vec<_>) = keys.partition(|key| key.kind == KeyKind::Secret);
        let list = |text: &str, what| serde_json::from_str(text).map_err(|e| format!("{what}: {e}"));
        let shop = Shop {
            id: self.id.clone(),
            name: Name { fa: self.name_fa.clone(), en: self.name_en.clone() },
            stage: self.stage,
            key_hashes: secret.iter().map(|key| key.hash.clone()).collect(),
            publishable_keys: publishable.iter().map(|key| key.hash.clone()).collect(),
            signing_secret: roots.signing_secret(&self.id),
            origins: list(&self.origins, "origins")?,
            gateways,
            pay_within_s: self.pay_within_s,
            shards: self.shards,
            routing: serde_json::from_str(&self.routing).map_err(|e| format!("routing: {e}"))?,
            // One that cannot be read keeps nobody from paying the shop: a payout says so when it is asked for.
            payout: self.payout_account().unwrap_or_default(),
        };
        shop.check_stored()?;
        Ok(shop)
    }
}
