//! Money: integer rial. Toman (10 rial) exists in front of people and inside the adapters that need it, nowhere else.

use core::fmt;
use serde::{Deserialize, Serialize};

/// The largest amount the API takes: 100 billion rial. Above it lies a slip of the unit, not a card payment; and it stays far
/// below 2^53, so that no JSON reader on the way can round it.
pub const AMOUNT_MAX: i64 = 100_000_000_000;

/// The smallest amount the API takes: every provider refuses less than 1,000 rial (`gateways.md` 1.4).
pub const AMOUNT_MIN: i64 = 1_000;

/// An amount in rial, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Rial(i64);

/// A negative number is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NegativeAmount;

impl fmt::Display for NegativeAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount is not negative")
    }
}

impl Rial {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount of `rial` rial.
    ///
    /// # Errors
    /// [`NegativeAmount`] below zero.
    pub const fn new(rial: i64) -> Result<Self, NegativeAmount> {
        if rial < 0 { Err(NegativeAmount) } else { Ok(Self(rial)) }
    }

    /// The number of rial.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Rial {
    type Error = NegativeAmount;

    fn try_from(rial: i64) -> Result<Self, NegativeAmount> {
        Self::new(rial)
    }
}

impl From<Rial> for i64 {
    fn from(amount: Rial) -> Self {
        amount.0
    }
}

impl fmt::Display for Rial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
