//! What is asked of stored shops: `POST /v1/operator/shops` and what lies beneath it. The panel's forms are held to the same.

use super::{object, shape};
use crate::{
    config::origin_is_fit,
    gateway::{Name, Provider},
    id::GatewayId,
    payout,
    problem::{Code, Fault},
    registry::{ContractSettings, KeyKind, OVERLAP_MAX, Stage},
    text,
};
use dargah_wire::Mode;
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// The longest name, label or credential, characters.
const NAME_MAX: usize = 64;
const CREDENTIAL_MAX: usize = 4_096;

/// The most origins of a shop.
const ORIGINS_MAX: usize = 20;

/// A new shop.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewShop {
    /// Its name for people.
    pub name: Name,
    /// Where its pages are.
    #[serde(default)]
    pub origins: Vec<String>,
}

/// What is to change of a shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShopChange {
    /// How far it has come.
    pub stage: Option<Stage>,
    /// Its name for people.
    pub name: Option<Name>,
    /// Where its pages are.
    pub origins: Option<Vec<String>>,
    /// The operator's gateways for real money that it may use.
    pub gateways: Option<Vec<GatewayId>>,
    /// The account that it is paid out to. Whether it is theirs, a registry says before it is taken.
    pub payout_account: Option<payout::Account>,
}

/// A new key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedKey {
    /// What it is for.
    pub kind: KeyKind,
    /// In which mode.
    pub mode: Mode,
    /// What its owner calls it.
    pub label: String,
}

/// A contract, new or changed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedContract {
    /// Which is changed; a new one where it is left out.
    #[serde(default)]
    pub id: Option<GatewayId>,
    /// With whom.
    pub provider: Provider,
    /// Whether its money is real.
    pub mode: Mode,
    /// What is no secret.
    pub settings: ContractSettings,
    /// What the provider gave. Where a contract is changed, none for those it has.
    #[serde(default)]
    pub credentials: BTreeMap<String, String>,
    /// How long payments that began at another terminal are carried through with its credentials, seconds.
    #[serde(default = "thirty_days")]
    pub overlap_s: i64,
}

const fn thirty_days() -> i64 {
    30 * 86_400
}

/// The body, which has to be an object: serde would take a list of the fields' values as well.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    object(body)?;
    shape(body)
}

/// Reads and checks a new shop.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_new_shop(body: &[u8]) -> Result<NewShop, Fault> {
    let NewShop { name, origins } = read(body)?;
    Ok(NewShop { name: name_of(&name)?, origins: origins_of(origins)? })
}

/// Reads and checks a change of a shop.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_shop_change(body: &[u8]) -> Result<ShopChange, Fault> {
    let ShopChange { stage, name, origins, gateways, payout_account } = read(body)?;
    let name = name.as_ref().map(name_of).transpose()?;
    if payout_account.as_ref().is_some_and(|account| account.matched_at.is_some()) {
        return Err(Fault::of(Code::BodyInvalid, "payout_account", "`matched_at` is the registry's to say"));
    }
    Ok(ShopChange { stage, name, origins: origins.map(origins_of).transpose()?, gateways, payout_account })
}

/// Reads and checks a wish for a key.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_new_key(body: &[u8]) -> Result<WantedKey, Fault> {
    let wanted: WantedKey = read(body)?;
    Ok(WantedKey { label: name_line(&wanted.label, "label")?, ..wanted })
}

/// Reads and checks a contract. Whether the provider has all it needs, the contract itself says.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_contract(body: &[u8]) -> Result<WantedContract, Fault> {
    let mut wanted: WantedContract = read(body)?;
    wanted.settings.name = name_of(&wanted.settings.name)?;
    let fits = |text: &String| text.chars().count() <= CREDENTIAL_MAX;
    if wanted.credentials.len() > 16 || !wanted.credentials.iter().all(|(name, value)| fits(name) && fits(value)) {
        return Err(Fault::of(Code::ContractInvalid, "credentials", "they are too many or too long"));
    }
    if !(0..=OVERLAP_MAX / 1_000).contains(&wanted.overlap_s) {
        return Err(Fault::of(Code::ContractInvalid, "overlap_s", "0 to 7776000 seconds"));
    }
    Ok(wanted)
}

/// A name for people, in both languages.
///
/// # Errors
/// `name_invalid` for one that is empty, too long, or more than a line.
pub fn name_of(name: &Name) -> Result<Name, Fault> {
    Ok(Name { fa: name_line(&name.fa, "name")?, en: name_line(&name.en, "name")? })
}

/// A name or label: one line of 1 to 64 characters.
///
/// # Errors
/// `name_invalid` for anything else.
pub fn name_line(asked: &str, field: &'static str) -> Result<String, Fault> {
    text::line(asked, NAME_MAX).ok_or_else(|| Fault::of(Code::NameInvalid, field, Code::NameInvalid.title()))
}

/// Origins, each as browsers send it.
///
/// # Errors
/// `origin_invalid` for one that is none, or too many.
pub fn origins_of(origins: Vec<String>) -> Result<Vec<String>, Fault> {
    let fault = |why: String| Err(Fault::of(Code::OriginInvalid, "origins", why));
    if origins.len() > ORIGINS_MAX {
        return fault(format!("at most {ORIGINS_MAX}"));
    }
    match origins.iter().find(|origin| !origin_is_fit(origin)) {
        Some(origin) => fault(format!("`{origin}` is no origin: write https://host, without a path")),
        None => Ok(origins),
    }
}
