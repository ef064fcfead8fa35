//! A gateway contract: one provider, one terminal, one set of credentials. It comes from the operator's configuration.

use super::{Capabilities, Provider, Refunds, Relay};
use crate::{
    id::{GatewayId, ShopId},
    money::Rial,
    registry::ContractSettings,
    time::{Moment, Span},
};
use core::fmt;
use dargah_wire::{Mode, PayMethod};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use url::Url;

/// A name for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Persian.
    pub fa: String,
    /// English.
    pub en: String,
}

impl From<&Name> for dargah_wire::ShopName {
    fn from(name: &Name) -> Self {
        Self { fa: name.fa.clone(), en: name.en.clone() }
    }
}

/// To whom a contract's money is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settles {
    /// To the shop: nothing of it is the operator's.
    #[default]
    Shop,
    /// To the operator, who owes it to the shop (پرداخت‌یاری).
    Operator,
}

/// How long the bank gives. Only to be set where a contract, or a sandbox with quicker time, differs from the provider's
/// documented windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    /// How long the bank's page can be open, seconds.
    pub page_s: i64,
    /// How long after the payment the bank sends unverified money back, seconds.
    pub reversal_s: i64,
    /// What is added before a silence or a "no" is believed, seconds (I2).
    pub margin_s: i64,
}

impl Windows {
    /// From handing out the redirect until no unverified money of this attempt can be left at the bank.
    #[must_use]
    pub const fn whole(&self) -> Span {
        Span::seconds(self.page_s.saturating_add(self.reversal_s).saturating_add(self.margin_s))
    }
}

/// Which credentials of a contract: a shop's own contract gets others when its terminal becomes another one, and an attempt is carried
/// through with those that it began with. It is the time of the change, ms; the first are 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edition(pub i64);

impl Edition {
    /// Whether they are those that the contract was made with.
    #[must_use]
    pub fn is_first(&self) -> bool {
        *self == Self::default()
    }
}

/// A gateway contract. Its credentials stay in here: `Debug` does not show them.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The operator's name for it, used in health, routing and events.
    pub id: GatewayId,
    /// The shop whose own it is; the operator's where there is none.
    #[serde(skip)]
    pub owner: Option<ShopId>,
    /// Which of its credentials these are.
    #[serde(skip)]
    pub edition: Edition,
    /// Whose protocol it speaks.
    pub provider: Provider,
    /// To whom its money is paid.
    #[serde(default)]
    pub settles: Settles,
    /// Its name for people.
    pub name: Name,
    /// Whether its money is real.
    pub mode: Mode,
    /// Where the provider's services are, without a slash at the end.
    pub base_url: String,
    /// Where its payment page is, without a slash at the end; `base_url` where it is left out.
    #[serde(default)]
    pub page_url: Option<String>,
    /// Where refunds are asked for, at the providers who serve them elsewhere; `base_url` where it is left out.
    #[serde(default)]
    pub refund_url: Option<String>,
    /// The way out with a fixed address, for providers who let registered addresses in alone.
    #[serde(default)]
    pub relay: Option<Relay>,
    /// What the provider gave: terminal, user, password, keys. Which ones, the adapter's capabilities say.
    credentials: BTreeMap<String, String>,
    /// Whether it takes payments.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Least amount, over the provider's own.
    #[serde(default)]
    pub min: Option<Rial>,
    /// Largest amount, under the provider's own.
    #[serde(default)]
    pub max: Option<Rial>,
    /// Where it stands when nothing is known of anyone's health: the lowest number first.
    #[serde(default)]
    pub priority: u32,
    /// The contract's own windows.
    #[serde(default)]
    pub windows: Option<Windows>,
    /// When the provider said it would be closed: nobody is sent there then.
    #[serde(default)]
    pub maintenance: Vec<Maintenance>,
    /// Whether it may be asked for a token that nobody is sent with. Where the provider minds, only a shopper's own try shows that
    /// it is back.
    #[serde(default = "yes")]
    pub probes: bool,
}

/// A scheduled closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    /// From this moment on, milliseconds since the Unix epoch.
    pub from: Moment,
    /// Until this one.
    pub to: Moment,
}

const fn yes() -> bool {
    true
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("id", &self.id).field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// What is wrong with a configured contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountProblem {
    /// A credential that the provider's protocol needs is missing or empty.
    CredentialMissing(&'static str),
    /// `base_url`, `page_url`, `refund_url` or the relay's is no http(s) address, or plain http to another machine.
    BadAddress(String),
}

impl fmt::Display for AccountProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CredentialMissing(name) => write!(f, "credential `{name}` is missing"),
            Self::BadAddress(url) => write!(f, "`{url}` is no https address"),
        }
    }
}

impl Account {
    /// A shop's own contract with the same provider: reached where this one is, as this one is.
    #[must_use]
    pub(crate) fn for_shop(
        &self,
        owner: ShopId,
        id: GatewayId,
        settings: ContractSettings,
        credentials: BTreeMap<String, String>,
    ) -> Self {
        let ContractSettings { name, enabled, min, max, priority, maintenance } = settings;
        Self { id, owner: Some(owner), name, credentials, enabled, min, max, priority, maintenance, ..self.clone() }
    }

    /// The same, known as this edition.
    pub(crate) fn of_edition(self, edition: Edition) -> Self {
        Self { edition, ..self }
    }

    /// Checks the contract against its provider's needs.
    ///
    /// # Errors
    /// The first [`AccountProblem`] found.
    pub fn check(&self) -> Result<(), AccountProblem> {
        for name in self.capabilities().credentials {
            if self.credential(name).is_empty() {
                return Err(AccountProblem::CredentialMissing(name));
            }
        }
        let relay = self.relay.as_ref().map(|relay| relay.url.as_str());
        for url in [self.base_url.as_str(), self.page_base()].into_iter().chain(self.refund_url.as_deref()).chain(relay)
        {
            if !address_is_fit(url) {
                return Err(AccountProblem::BadAddress(url.to_owned()));
            }
        }
        Ok(())
    }

    /// What its provider can do.
    #[must_use]
    pub fn capabilities(&self) -> &'static Capabilities {
        self.provider.adapter().capabilities()
    }

    /// How a shopper pays there.
    #[must_use]
    pub fn method(&self) -> PayMethod {
        self.capabilities().method
    }

    /// One credential; [`Account::check`] has seen that those the adapter names are there.
    #[must_use]
    pub fn credential(&self, name: &str) -> &str {
        self.credentials.get(name).map_or("", String::as_str)
    }

    /// What every reference of this contract is unique within: the terminal, or what the provider has in its place. It is
    /// the first of the credentials that the adapter names.
    #[must_use]
    pub fn terminal(&self) -> &str {
        self.capabilities().credentials.first().map_or("", |name| self.credential(name))
    }

    /// Address of a service of the provider.
    #[must_use]
    pub fn service(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Address of the provider's refund service.
    #[must_use]
    pub fn refund_service(&self, path: &str) -> String {
        format!("{}{path}", self.refund_url.as_deref().unwrap_or(&self.base_url))
    }

    /// Address of a page of the provider.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.page_base())
    }

    fn page_base(&self) -> &str {
        self.page_url.as_deref().unwrap_or(&self.base_url)
    }

    /// The only origin a redirect of this gateway may lead to.
    #[must_use]
    pub fn page_origin(&self) -> String {
        Url::parse(self.page_base()).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
    }

    /// The windows that hold for this contract.
    #[must_use]
    pub fn windows(&self) -> Windows {
        self.windows.unwrap_or(self.capabilities().windows)
    }

    /// How money goes back after settlement under this contract: as its provider can, if the contract has the credentials that
    /// only refunds need.
    #[must_use]
    pub fn refunds(&self) -> Refunds {
        let capabilities = self.capabilities();
        let allowed = capabilities.optional_credentials.iter().all(|name| !self.credential(name).is_empty());
        if allowed { capabilities.refunds } else { Refunds::None }
    }

    /// Whether it may be chosen for this amount in this mode (I19).
    #[must_use]
    pub fn takes(&self, amount: Rial, mode: Mode) -> bool {
        let (least, most) = self.limits();
        self.enabled && self.mode == mode && (least..=most).contains(&amount)
    }

    /// Least and largest amount, the provider's and the contract's.
    #[must_use]
    pub fn limits(&self) -> (Rial, Rial) {
        let (least, most) = self.capabilities().limits;
        let least = self.min.map_or(least, |min| min.max(least));
        (least, self.max.map_or(most, |max| max.min(most)).max(least))
    }

    /// The scheduled closing that `now` is within.
    #[must_use]
    pub fn closing(&self, now: Moment) -> Option<&Maintenance> {
        self.maintenance.iter().find(|closing| closing.from <= now && now < closing.to)
    }

    /// Whether it is closed at `now` by the provider's own word.
    #[must_use]
    pub fn is_closed(&self, now: Moment) -> bool {
        self.closing(now).is_some()
    }
}

/// Banks are reached by TLS; plain http is for a sandbox on this machine.
fn address_is_fit(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    match url.scheme() {
        "https" => url.has_host() && !text.ends_with('/'),
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost")) && !text.ends_with('/'),
        _ => false,
    }
}
