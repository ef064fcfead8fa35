//! A stored contract of a shop with a provider. Where the provider is, the operator says: an address that a shop could choose would
//! be a way into places that only we reach.

use crate::{
    config::Gateways,
    gateway::{Account, Edition, Maintenance, Name, Provider},
    id::{GatewayId, ShopId, letters},
    money::Rial,
    time::Moment,
    vault::Vault,
};
use dargah_wire::Mode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What of a contract is no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractSettings {
    /// Its name for people.
    pub name: Name,
    /// Whether it takes payments.
    pub enabled: bool,
    /// Least amount.
    #[serde(default)]
    pub min: Option<Rial>,
    /// Largest amount.
    #[serde(default)]
    pub max: Option<Rial>,
    /// Where it stands when nothing is known of anyone's health: the lowest number first.
    #[serde(default)]
    pub priority: u32,
    /// When it is closed.
    #[serde(default)]
    pub maintenance: Vec<Maintenance>,
}

/// A contract as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredContract {
    /// Its name for health, routing and events.
    pub id: GatewayId,
    /// Whose it is.
    pub shop: ShopId,
    /// With whom.
    pub provider: Provider,
    /// Whether its money is real.
    pub mode: Mode,
    /// JSON of [`ContractSettings`].
    pub settings: String,
    /// The credentials, sealed.
    pub sealed: String,
    /// Since when, ms.
    pub created_at: i64,
    /// When it was changed last, ms.
    pub changed_at: i64,
}

/// Credentials of a contract that others have taken the place of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredCredentials {
    /// Of which contract.
    pub contract: GatewayId,
    /// Whose it is.
    pub shop: ShopId,
    /// Which of its credentials they are.
    pub edition: Edition,
    /// Sealed; empty once they are erased.
    pub sealed: String,
    /// The edition that took their place.
    pub replaced_by: Edition,
    /// Until when attempts that began with them are carried through with them, ms.
    pub until: i64,
}

/// The longest that credentials are kept behind others, milliseconds: ninety days.
pub const OVERLAP_MAX: i64 = 90 * 86_400_000;

/// A name for a new contract, which nobody guesses and nobody else has.
///
/// # Errors
/// None that can happen: a provider's word and sixteen letters are a name.
pub fn contract_id(provider: Provider, entropy: [u8; 16]) -> Result<GatewayId, crate::id::BadName> {
    GatewayId::new(&format!("{}-{}", provider.as_str(), &letters(entropy)[10..]))
}

impl StoredContract {
    /// The contract, opened.
    /// # Errors
    /// What is wrong with it, for people.
    pub fn account(&self, operators: &Gateways, vault: &Vault) -> Result<Account, String> {
        let settings: ContractSettings = serde_json::from_str(&self.settings).map_err(|e| e.to_string())?;
        let credentials = self.credentials(vault).ok_or("its credentials do not open")?;
        self.account_with(operators, settings, credentials)
    }

    /// The credentials, opened.
    #[must_use]
    pub fn credentials(&self, vault: &Vault) -> Option<BTreeMap<String, String>> {
        serde_json::from_str(&vault.open(&self.shop, &self.id, &self.sealed)?).ok()
    }

    /// The contract as it is and, as far as those are kept, as it was with the credentials of before.
    ///
    /// # Errors
    /// What is wrong with it as it is, for people.
    pub fn accounts(
        &self,
        before: &[StoredCredentials],
        operators: &Gateways,
        vault: &Vault,
        now: Moment,
    ) -> Result<(Account, Vec<Account>), String> {
        let of_it: Vec<_> = before.iter().filter(|old| old.contract == self.id && old.shop == self.shop).collect();
        let account = self.account(operators, vault)?;
        let edition = of_it.iter().map(|old| old.replaced_by).max().unwrap_or_default();
        let kept = of_it.into_iter().filter(|old| !old.sealed.is_empty() && now < Moment(old.until));
        let older = kept.filter_map(|old| {
            let was = Self { sealed: old.sealed.clone(), ..self.clone() };
            Some(was.account(operators, vault).ok()?.of_edition(old.edition))
        });
        Ok((account.of_edition(edition), older.collect()))
    }

    /// The contract with these settings and credentials, checked as the operator's are.
    ///
    /// # Errors
    /// What is wrong with it, for people: a credential that the provider needs, or no address of the provider.
    pub fn account_with(
        &self,
        operators: &Gateways,
        settings: ContractSettings,
        credentials: BTreeMap<String, String>,
    ) -> Result<Account, String> {
        let like = operators.iter().find(|account| account.provider == self.provider && account.mode == self.mode);
        let like = like.ok_or("the operator has no address of this provider in this mode")?;
        let account = like.for_shop(self.shop.clone(), self.id.clone(), settings, credentials);
        account.check().map_err(|problem| problem.to_string())?;
        Ok(account)
    }
}
