//! Shops that the panel has made: what is stored of them becomes the very [`Shop`]s and [`Account`]s that the operator's settings
//! are read into, so that nothing else need know where a shop comes from.
//!
//! What lives here: the shape of what is stored, its checks, keys. What must not: how it is stored.

mod contract;
mod key;
mod shop;

pub use contract::{ContractSettings, OVERLAP_MAX, StoredContract, StoredCredentials, contract_id};
pub use key::{KeyKind, NewKey, StoredKey};
pub use shop::{Stage, StoredShop};

use crate::{
    config::{Gateways, Shops},
    id::{GatewayId, ShopId},
    seal::{Key, hex},
    time::Moment,
    vault::Vault,
};
use std::collections::BTreeMap;

/// All that is stored.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// The shops.
    pub shops: Vec<StoredShop>,
    /// Their keys.
    pub keys: Vec<StoredKey>,
    /// Their contracts.
    pub contracts: Vec<StoredContract>,
    /// What these had for credentials before.
    pub replaced: Vec<StoredCredentials>,
}

/// What the secrets of stored shops come from.
#[derive(Clone)]
pub struct Roots {
    vault: Vault,
    signing: Key,
}

impl Roots {
    /// Under the operator's root secret.
    #[must_use]
    pub fn new(root: &[u8]) -> Self {
        Self { vault: Vault::new(root), signing: Key::derive(root, "shop-signing") }
    }

    /// What seals credentials.
    #[must_use]
    pub const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// What the returns of a stored shop are signed with: derived, so that it is stored nowhere.
    #[must_use]
    pub fn signing_secret(&self, shop: &ShopId) -> String {
        format!("sig_{}", hex(&self.signing.mac(&[shop.as_str().as_bytes()])))
    }
}

/// The operator's settings and what is stored, as one. What cannot be read is left out and told: one bad row must not stop the
/// others' payments. At `now` a key that has ended lets nobody in.
#[must_use]
pub fn together(
    gateways: &Gateways,
    shops: &Shops,
    stored: &Stored,
    roots: &Roots,
    now: Moment,
) -> (Gateways, Shops, Vec<String>) {
    let mut problems = Vec::new();
    let (mut accounts, mut before) = (Vec::new(), Vec::new());
    for contract in &stored.contracts {
        match contract.accounts(&stored.replaced, gateways, roots.vault(), now) {
            Ok((account, older)) => {
                accounts.push(account);
                before.extend(older);
            }
            Err(problem) => problems.push(format!("contract {}: {problem}", contract.id)),
        }
    }
    let mut keys: BTreeMap<&ShopId, Vec<&StoredKey>> = BTreeMap::new();
    for key in stored.keys.iter().filter(|key| key.opens(now)) {
        keys.entry(&key.shop).or_default().push(key);
    }
    let mut own: BTreeMap<&ShopId, Vec<GatewayId>> = BTreeMap::new();
    for account in &accounts {
        if let Some(owner) = &account.owner {
            own.entry(owner).or_default().push(account.id.clone());
        }
    }
    let mut more = Vec::new();
    for shop in &stored.shops {
        let gateways = shop.gateways(gateways).chain(own.remove(&shop.id).unwrap_or_default()).collect();
        match shop.shop(keys.remove(&shop.id).unwrap_or_default().into_iter(), gateways, roots) {
            Ok(shop) => more.push(shop),
            Err(problem) => problems.push(format!("shop {}: {problem}", shop.id)),
        }
    }
    let (gateways, taken) = gateways.with(accounts, before);
    problems.extend(taken.into_iter().map(|id| format!("contract {id}: the operator has one of this name")));
    let (shops, taken) = shops.with(more);
    problems.extend(taken.into_iter().map(|id| format!("shop {id}: the operator has one of this name")));
    (gateways, shops, problems)
}
