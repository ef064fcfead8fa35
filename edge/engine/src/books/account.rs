//! Accounts. Each says on which side it grows, and whether it may go below zero.
//!
//! What a counterpart outside decides (a bank's statement, a provider's settlement, a refund that a bank has made already) cannot
//! be refused, so it moves between accounts that may go either way. What somebody asks us for moves out of accounts that may not.

use crate::{
    id::{GatewayId, PayeeId, ShopId, WalletId},
    identity::Iban,
};
use core::fmt;
use serde::{Deserialize, Serialize};

use super::transfer::Subject;

/// The shop itself, or somebody to whom it gives a part of its payments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Party {
    /// Whose payments.
    pub shop: ShopId,
    /// Nobody: the shop itself.
    pub payee: Option<PayeeId>,
}

impl Party {
    /// The shop itself.
    #[must_use]
    pub const fn shop(shop: ShopId) -> Self {
        Self { shop, payee: None }
    }

    /// The shop that this is, or gets its part from.
    #[must_use]
    pub fn main(&self) -> Self {
        Self::shop(self.shop.clone())
    }
}

/// The two sides of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is ours, or owed to us, grows here.
    Debit,
    /// What we owe, or earned, grows here.
    Credit,
}

/// An account of the books. As text, `kind` or `kind:owner`: `available:kooshk`, `pending:kooshk/anbar`, `fees`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Account {
    /// The operator's account at a bank, as our records have it.
    Bank(Iban),
    /// What a card gateway owes the operator; below zero, what it will take off.
    Gateway(GatewayId),
    /// What a provider of credit owes the operator.
    Credit(GatewayId),
    /// What providers and banks charge the operator.
    Costs,
    /// What a shop or payee owes after a late refund: its negative balance.
    Debt(Party),
    /// Captured for a shop, not yet paid to the operator.
    Pending(Party),
    /// A shop's to be paid out.
    Available(Party),
    /// A shop's, kept back for a while.
    Reserve(Party),
    /// Sent to banks, not yet seen to have left ours.
    Transit,
    /// A shopper's.
    Wallet(WalletId),
    /// Shoppers' money between a wallet and a shop.
    Clearing,
    /// What the operator earned.
    Fees,
    /// The operator's own money in the business.
    Capital,
    /// What does not add up, case by case, until somebody has found out why.
    Suspense(Subject),
}

impl Account {
    /// The side on which it grows.
    #[must_use]
    pub const fn grows(&self) -> Side {
        match self {
            Self::Bank(_) | Self::Gateway(_) | Self::Credit(_) | Self::Costs | Self::Debt(_) => Side::Debit,
            Self::Pending(_)
            | Self::Available(_)
            | Self::Reserve(_)
            | Self::Transit
            | Self::Wallet(_)
            | Self::Clearing
            | Self::Fees
            | Self::Capital
            | Self::Suspense(_) => Side::Credit,
        }
    }

    /// Whether it may never go below zero, with what is held of it counted as gone.
    #[must_use]
    pub const fn is_floored(&self) -> bool {
        match self {
            Self::Debt(_)
            | Self::Pending(_)
            | Self::Available(_)
            | Self::Reserve(_)
            | Self::Transit
            | Self::Wallet(_)
            | Self::Clearing => true,
            Self::Bank(_)
            | Self::Gateway(_)
            | Self::Credit(_)
            | Self::Costs
            | Self::Fees
            | Self::Capital
            | Self::Suspense(_) => false,
        }
    }

    /// What is kept of a shop's money for the shop or the payee, for whom.
    #[must_use]
    pub const fn party(&self) -> Option<&Party> {
        match self {
            Self::Debt(party) | Self::Pending(party) | Self::Available(party) | Self::Reserve(party) => Some(party),
            _ => None,
        }
    }
}

/// The text names no account or party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadAccount;

impl fmt::Display for BadAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no account has this name")
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shop.as_str())?;
        self.payee.as_ref().map_or(Ok(()), |payee| write!(f, "/{payee}"))
    }
}

impl TryFrom<String> for Party {
    type Error = BadAccount;

    fn try_from(text: String) -> Result<Self, BadAccount> {
        let (shop, payee) = match text.split_once('/') {
            Some((shop, payee)) => (shop, Some(PayeeId::new(payee).map_err(|_| BadAccount)?)),
            None => (text.as_str(), None),
        };
        Ok(Self { shop: ShopId::new(shop).map_err(|_| BadAccount)?, payee })
    }
}

impl From<Party> for String {
    fn from(party: Party) -> Self {
        party.to_string()
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bank(iban) => write!(f, "bank:{iban}"),
            Self::Gateway(id) => write!(f, "gateway:{id}"),
            Self::Credit(id) => write!(f, "credit:{id}"),
            Self::Costs => f.write_str("costs"),
            Self::Debt(party) => write!(f, "debt:{party}"),
            Self::Pending(party) => write!(f, "pending:{party}"),
            Self::Available(party) => write!(f, "available:{party}"),
            Self::Reserve(party) => write!(f, "reserve:{party}"),
            Self::Transit => f.write_str("transit"),
            Self::Wallet(id) => write!(f, "wallet:{id}"),
            Self::Clearing => f.write_str("clearing"),
            Self::Fees => f.write_str("fees"),
            Self::Capital => f.write_str("capital"),
            Self::Suspense(case) => write!(f, "suspense:{case}"),
        }
    }
}

impl TryFrom<String> for Account {
    type Error = BadAccount;

    fn try_from(text: String) -> Result<Self, BadAccount> {
        let (kind, owner) = text.split_once(':').unwrap_or((&text, ""));
        let party = || Party::try_from(owner.to_owned());
        let gateway = || GatewayId::new(owner).map_err(|_| BadAccount);
        Ok(match kind {
            "bank" => Self::Bank(Iban::parse(owner).map_err(|_| BadAccount)?),
            "gateway" => Self::Gateway(gateway()?),
            "credit" => Self::Credit(gateway()?),
            "debt" => Self::Debt(party()?),
            "pending" => Self::Pending(party()?),
            "available" => Self::Available(party()?),
            "reserve" => Self::Reserve(party()?),
            "wallet" => Self::Wallet(WalletId::new(owner).map_err(|_| BadAccount)?),
            "suspense" => Self::Suspense(Subject::read(owner).ok_or(BadAccount)?),
            _ => match text.as_str() {
                "costs" => Self::Costs,
                "transit" => Self::Transit,
                "clearing" => Self::Clearing,
                "fees" => Self::Fees,
                "capital" => Self::Capital,
                _ => return Err(BadAccount),
            },
        })
    }
}

impl From<Account> for String {
    fn from(account: Account) -> Self {
        account.to_string()
    }
}
