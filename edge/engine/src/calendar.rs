//! Days in both calendars, and when they begin in Tehran.
//!
//! The Jalali year begins on the day whose noon at 52.5° E follows the vernal equinox. From 1210 to 1634 that is a leap year in
//! every fourth year of a cycle of 33, the eighth after five: the table of breaks in K. M. Borkowski, "The Persian calendar for
//! 3000 years", Earth, Moon, and Planets 74 (1996), 223-230. The tests hold it against the sky itself.

use crate::time::{Moment, TEHRAN};
use ::time::{Date, Month};
use serde::{Deserialize, Serialize};

/// Years that are read as Jalali; all others must be Gregorian ones of this era's banks.
pub(crate) const JALALI: core::ops::RangeInclusive<i32> = 1300..=1500;
const GREGORIAN: core::ops::RangeInclusive<i32> = 1900..=2199;

/// 1 Farvardin 1300 (21 March 1921), as days since 1970.
const NOWRUZ_1300: i32 = -17_818;
/// 1 January 1970 as a Julian day.
const EPOCH: i32 = 2_440_588;

/// A day: days since 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// A day of the Jalali calendar, 1300 to 1500.
    #[must_use]
    pub fn jalali(year: i32, month: i32, day: i32) -> Option<Self> {
        let longest = match month {
            1..=6 => 31,
            7..=11 => 30,
            12 if is_leap(year) => 30,
            12 => 29,
            _ => return None,
        };
        let fits = JALALI.contains(&year) && (1..=longest).contains(&day);
        fits.then(|| Self(nowruz(year) + before_month(month) + day - 1))
    }

    /// A day of the Gregorian calendar, 1900 to 2199.
    #[must_use]
    pub fn gregorian(year: i32, month: i32, day: i32) -> Option<Self> {
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
        GREGORIAN.contains(&year).then(|| Self(date.to_julian_day() - EPOCH))
    }

    /// Year, month and day of the Jalali calendar; nothing outside 1300 to 1500.
    #[must_use]
    pub fn to_jalali(self) -> Option<(i32, i32, i32)> {
        // 33 years are 12,053 days. The estimate is never early, and late by a year at most.
        let year = 1300 + (self.0 - NOWRUZ_1300).div_euclid(365);
        let year = (year - 1..=year).rev().find(|&y| nowruz(y) <= self.0)?;
        let of_year = self.0 - nowruz(year);
        let month = (1..=12).rev().find(|&m| before_month(m) <= of_year)?;
        JALALI.contains(&year).then(|| (year, month, of_year - before_month(month) + 1))
    }

    /// Year, month and day of the Gregorian calendar.
    #[must_use]
    pub fn to_gregorian(self) -> Option<(i32, i32, i32)> {
        let (year, month, day) = Date::from_julian_day(self.0.checked_add(EPOCH)?).ok()?.to_calendar_date();
        Some((year, i32::from(u8::from(month)), i32::from(day)))
    }

    /// The day of Tehran that a moment falls on. Moments of the years 1 to 9999 have one; others stand at the ends.
    #[must_use]
    pub fn of(moment: Moment) -> Self {
        let days = (moment.0.saturating_add(TEHRAN.0)).div_euclid(DAY);
        Self(i32::try_from(days.clamp(-719_162, 2_932_896)).unwrap_or(0))
    }

    /// The day after so many days.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Its first moment, in Tehran (UTC+03:30 all year since 2022).
    #[must_use]
    pub const fn begins(self) -> Moment {
        Moment(self.0 as i64 * DAY - TEHRAN.0)
    }
}

/// A day, milliseconds.
pub(crate) const DAY: i64 = 86_400_000;

/// Leap years of the cycle's 33: the first, and every fourth one after it up to the 29th.
const fn is_leap(year: i32) -> bool {
    let of_cycle = (year - 1210).rem_euclid(33);
    of_cycle % 4 == 0 && of_cycle < 32
}

/// The first day of a year.
const fn nowruz(year: i32) -> i32 {
    // Leap years since 1210, whose cycle began with itself.
    const fn leaps(year: i32) -> i32 {
        let n = year - 1210;
        n.div_euclid(33) * 8 + (n.rem_euclid(33) + 3) / 4
    }
    NOWRUZ_1300 + (year - 1300) * 365 + leaps(year) - leaps(1300)
}

const fn before_month(month: i32) -> i32 {
    if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 }
}
