//! What the operator sets: the terms on which payments pass its own contracts.

use super::{
    fee::{Payer, Schedule},
    payouts::Payouts,
    release::ReleaseRule,
};
use crate::{
    identity::Iban,
    payout::{BankDays, defaults},
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
}
