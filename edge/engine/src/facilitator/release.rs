//! When a settled payment's money becomes the shop's to take, and what is kept back of it.

use super::split::WHOLE_BPS;
use crate::{calendar::Day, money::Rial, payout::BankDays};
use serde::{Deserialize, Serialize};

/// When, and how much of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRule {
    /// Working days after the provider's settlement: 0 is the day itself.
    pub working_days: u8,
    /// Basis points of each part that are kept back.
    #[serde(default)]
    pub reserve_bps: u32,
    /// The most that is kept back of a party altogether, rial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserve_most: Option<i64>,
    /// How many days it is kept.
    #[serde(default)]
    pub reserve_days: u16,
}

impl ReleaseRule {
    /// The day on which what was settled on `settled` is released: never one on which the banks are closed.
    #[must_use]
    pub fn release_day(&self, settled: Day, days: &BankDays) -> Day {
        days.working_after(settled, self.working_days)
    }

    /// The day on which the reserve of what was released on `released` is free.
    #[must_use]
    pub fn reserve_day(&self, released: Day, days: &BankDays) -> Day {
        days.working_after(released.plus(i32::from(self.reserve_days)), 0)
    }

    /// What of a part is kept back where `has` is kept back of the party already. Rounded down.
    #[must_use]
    pub fn keeps(&self, has: Rial, part: Rial) -> Rial {
        let share = i128::from(part.get()) * i128::from(self.reserve_bps.min(WHOLE_BPS)) / i128::from(WHOLE_BPS);
        let share = i64::try_from(share).unwrap_or(0);
        let room = self.reserve_most.map_or(i64::MAX, |most| most.saturating_sub(has.get()).max(0));
        Rial::new(share.min(room)).unwrap_or(Rial::ZERO)
    }
}
