//! What the operator sets for payouts: from which of its terms a bank's files are made.

use crate::{
    money::Rial,
    payout::{self, Columns, House, Rails, defaults},
    text,
    time::Span,
};
use serde::Deserialize;

/// The most characters of the paying account's owner, as a batch file takes it.
const OWNER_MAX: usize = 140;

/// The operator's terms of payouts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Payouts {
    /// The least that is paid out, rial.
    pub least: Rial,
    /// For how many days a registry's word on an account's owner counts.
    pub match_life_days: u16,
    /// The owner of the account that pays, as its bank has the name. Without it nothing is paid out.
    pub owner: String,
    /// How the bank writes its statements.
    pub statement: Columns,
    /// Cycles, hours and limits of the ways from bank to bank.
    pub rails: Rails,
}

impl Default for Payouts {
    fn default() -> Self {
        Self {
            least: Rial::new(10_000).unwrap_or(Rial::ZERO),
            match_life_days: 90,
            owner: String::new(),
            statement: defaults::columns(),
            rails: defaults::rails(),
        }
    }
}

impl Payouts {
    /// What has to hold for a payout.
    #[must_use]
    pub fn terms(&self) -> payout::Terms {
        payout::Terms { least: self.least, match_life: Span::hours(24 * i64::from(self.match_life_days)) }
    }

    /// What is wrong with them, for people.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let is_line = self.owner.is_empty() || text::line(&self.owner, OWNER_MAX).as_deref() == Some(&self.owner);
        if !is_line {
            return Err("payouts: `owner` is at most 140 characters on one line");
        }
        // A word that counts for no time is never fresh enough.
        if self.match_life_days == 0 { Err("payouts: `match_life_days` is at least 1") } else { Ok(()) }
    }
}

impl super::Terms {
    /// From where and by which rules payouts go; nothing while the operator has not said whose account pays.
    #[must_use]
    pub fn house(&self) -> Option<House<'_>> {
        let from = self.bank.as_ref().filter(|_| !self.payouts.owner.is_empty())?;
        Some(House { from, owner: &self.payouts.owner, rails: &self.payouts.rails, days: &self.closed })
    }
}
