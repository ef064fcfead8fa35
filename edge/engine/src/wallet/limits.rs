//! What a wallet may do in a day, by what is known of its owner: dated rows.

use crate::{
    calendar::Day,
    dated::{Dated, of_day},
};
use serde::{Deserialize, Serialize};

/// What is known of a wallet's owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The number answered a code.
    Mobile,
    /// A registry said whose it is.
    Owner,
}

/// The most of everything, rial; of a day, in Iran's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// In the wallet, after it was filled.
    pub balance: i64,
    /// Filled in a day.
    pub top_up: i64,
    /// Paid in a day.
    pub spend: i64,
    /// Paid out in a day.
    pub withdraw: i64,
}

/// Both levels' limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// For [`Level::Mobile`].
    pub mobile: Limits,
    /// For [`Level::Owner`].
    pub owner: Limits,
}

/// The limits of a level on a day; nothing if no row is in force.
pub(super) fn limits(rows: &[Dated<Levels>], level: Level, day: Day) -> Option<&Limits> {
    of_day(rows, day).map(|levels| match level {
        Level::Mobile => &levels.mobile,
        Level::Owner => &levels.owner,
    })
}

/// The rows that hold where the operator has set none. No law's figures were found; these are a house's own caution.
#[must_use]
pub fn defaults() -> Vec<Dated<Levels>> {
    let mobile = Limits { balance: 50_000_000, top_up: 50_000_000, spend: 50_000_000, withdraw: 0 };
    let owner = Limits { balance: 500_000_000, top_up: 200_000_000, spend: 200_000_000, withdraw: 200_000_000 };
    Day::jalali(1405, 1, 1)
        .map(|from| Dated { from, until: None, rule: Levels { mobile, owner } })
        .into_iter()
        .collect()
}
