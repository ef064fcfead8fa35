//! The days on which the clearing works. The table is data: dates that follow the moon are forecasts, and an operator's word on one
//! day, which says who gave it and when, goes before it.

use crate::{calendar::Day, dated::jalali, time::Moment};
use serde::{Deserialize, Serialize};

/// What a day is to the clearing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A working day.
    Full,
    /// A working day with short hours: Thursday.
    Short,
    /// Friday, or a day off.
    Closed,
}

/// What an operator says of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The day.
    #[serde(with = "jalali")]
    pub day: Day,
    /// Whether the banks work.
    pub works: bool,
    /// Who says so.
    pub by: String,
    /// When it was said.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// The table: days off in Jalali dates, and what was said later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankDays {
    /// Days off, Fridays need not be among them.
    pub off: Vec<JalaliDay>,
    /// The operator's word, in the order in which it was given. The last one on a day counts.
    #[serde(default)]
    pub overrides: Vec<Override>,
}

/// A day, written as `1405-01-25`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JalaliDay(#[serde(with = "jalali")] pub Day);

/// How far a search goes: no country closes its banks for longer.
const SEARCH_MAX: i32 = 60;

impl BankDays {
    /// What a day is.
    #[must_use]
    pub fn kind(&self, day: Day) -> DayKind {
        // 1 January 1970 was a Thursday.
        let weekday = day.0.rem_euclid(7);
        let by_week = match weekday {
            0 => DayKind::Short,
            1 => DayKind::Closed,
            _ => DayKind::Full,
        };
        match self.overrides.iter().rev().find(|one| one.day == day) {
            Some(one) if !one.works => DayKind::Closed,
            Some(_) if weekday == 0 => DayKind::Short,
            Some(_) => DayKind::Full,
            None if self.off.contains(&JalaliDay(day)) => DayKind::Closed,
            None => by_week,
        }
    }

    /// Whether the clearing works.
    #[must_use]
    pub fn works(&self, day: Day) -> bool {
        self.kind(day) != DayKind::Closed
    }

    /// Whether the table knows the days off of this day's Jalali year. Where it does not, only Fridays are closed, and an expected
    /// day is worth less.
    #[must_use]
    pub fn knows(&self, day: Day) -> bool {
        let year = |day: Day| day.to_jalali().map(|(year, ..)| year);
        self.off.iter().any(|off| year(off.0) == year(day))
    }

    /// The first working day from `day` on, and then so many working days after it.
    #[must_use]
    pub fn working_after(&self, day: Day, working_days: u8) -> Day {
        let next = |from: Day| (0..SEARCH_MAX).map(|n| from.plus(n)).find(|day| self.works(*day)).unwrap_or(from);
        (0..working_days).fold(next(day), |day, _| next(day.plus(1)))
    }
}
