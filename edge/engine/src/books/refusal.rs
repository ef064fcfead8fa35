//! Why a command changes nothing.

use super::{account::Account, transfer::TransferId};
use core::fmt;

/// Why nothing was recorded. Each says what would have to be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No transfer at all.
    Nothing,
    /// More linked transfers than one write takes.
    TooMany,
    /// Of nothing.
    NoAmount(TransferId),
    /// From an account to itself.
    SameAccount(TransferId),
    /// Another transfer was recorded under this id.
    MadeOtherwise(TransferId),
    /// Two of the linked ones have this id.
    TwiceInChain(TransferId),
    /// This one is recorded and others of the chain are not.
    PartlyThere(TransferId),
    /// No transfer has this id.
    NoSuchHold(TransferId),
    /// That transfer is no hold.
    NotAHold(TransferId),
    /// The hold has gone through.
    HoldPosted(TransferId),
    /// The hold was given up.
    HoldVoided(TransferId),
    /// The hold has lapsed.
    HoldExpired(TransferId),
    /// The hold would lapse before it begins.
    EndsBeforeItBegins(TransferId),
    /// More than is held.
    MoreThanHeld(TransferId),
    /// The account would go below zero.
    Overdraft {
        /// Which.
        account: Account,
        /// How much there is of it, rial.
        free: i64,
        /// How much it would take, rial.
        wanted: i64,
    },
    /// More than can be counted.
    Overflow(Account),
}

impl Refusal {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::TooMany => "too_many",
            Self::NoAmount(_) => "no_amount",
            Self::SameAccount(_) => "same_account",
            Self::MadeOtherwise(_) => "made_otherwise",
            Self::TwiceInChain(_) => "twice_in_chain",
            Self::PartlyThere(_) => "partly_there",
            Self::NoSuchHold(_) => "no_such_hold",
            Self::NotAHold(_) => "not_a_hold",
            Self::HoldPosted(_) => "hold_posted",
            Self::HoldVoided(_) => "hold_voided",
            Self::HoldExpired(_) => "hold_expired",
            Self::EndsBeforeItBegins(_) => "ends_before_it_begins",
            Self::MoreThanHeld(_) => "more_than_held",
            Self::Overdraft { .. } => "overdraft",
            Self::Overflow(_) => "overflow",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
