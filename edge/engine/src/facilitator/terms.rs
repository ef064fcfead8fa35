//! What the operator sets: the terms on which payments pass its own contracts.

use super::{
    fee::{Payer, Schedule},
    payouts::Payouts,
    release::ReleaseRule,
};
use crate::{
    config::Shops,
    dated::Dated,
    id::ShopId,
    identity::Iban,
    payout::{BankDays, defaults},
    wallet::{self, Levels, Limits},
};
use core::fmt;
use serde::Deserialize;

/// The operator's terms.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// What it takes of a payment, since when.
    pub fees: Schedule,
    /// When a shop can take what was settled, and what is kept back.
    pub release: ReleaseRule,
    /// The guild of shops that say none, four digits.
    pub category: String,
    /// The account to which its contracts pay.
    pub bank: Option<Iban>,
    /// Days on which the banks are closed; those that are known, where it says none.
    pub closed: BankDays,
    /// How shops are paid out.
    pub payouts: Payouts,
    /// Shoppers' wallets; without it there are none.
    pub wallet: Option<WalletTerms>,
}

/// On which terms shoppers have wallets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WalletTerms {
    /// The operator's own shop: filling a wallet is a payment to it, by those of its contracts that pay the operator.
    pub shop: ShopId,
    /// What a wallet may do in a day, since when.
    #[serde(default = "wallet::defaults")]
    pub limits: Vec<Dated<Levels>>,
}

impl WalletTerms {
    fn check(&self, shops: &Shops) -> Result<(), TermsProblem> {
        if shops.get(&self.shop).is_none() {
            return Err(TermsProblem(format!("wallet: there is no shop `{}` among SHOPS", self.shop)));
        }
        let is_amount = |limits: &Limits| {
            [limits.balance, limits.top_up, limits.spend, limits.withdraw].iter().all(|most| *most >= 0)
        };
        if self.limits.is_empty()
            || !self.limits.iter().all(|row| is_amount(&row.rule.mobile) && is_amount(&row.rule.owner))
        {
            return Err(TermsProblem("wallet: limits are rows of amounts in rial, none below zero".to_owned()));
        }
        Ok(())
    }
}

/// Why the terms cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsProblem(String);

impl fmt::Display for TermsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FACILITATOR: {}", self.0)
    }
}

impl Terms {
    /// Reads them; without text they are empty: no fee, and everything at once.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(text: Option<&str>) -> Result<Self, TermsProblem> {
        let mut terms: Self = match text {
            Some(text) => serde_json::from_str(text).map_err(|problem| TermsProblem(problem.to_string()))?,
            None => Self::default(),
        };
        if terms.closed == BankDays::default() {
            terms.closed = defaults::bank_days();
        }
        terms.payouts.check().map_err(|problem| TermsProblem(problem.to_owned()))?;
        terms.fees.check().map_err(|fault| TermsProblem(format!("{fault:?}")))?;
        // The checkout asks the shopper for the order's amount and for nothing beside it.
        if terms.fees.0.iter().any(|row| row.rule.payer == Payer::Shopper) {
            return Err(TermsProblem("no fee can be put on what the shopper pays yet: payer is \"shop\"".to_owned()));
        }
        Ok(terms)
    }

    /// These terms, if they fit the operator's own shops.
    ///
    /// # Errors
    /// What does not.
    pub fn fitting(self, shops: &Shops) -> Result<Self, TermsProblem> {
        self.wallet.as_ref().map_or(Ok(()), |wallet| wallet.check(shops))?;
        Ok(self)
    }
}
