//! Dates as files write them, in both calendars, and the moment they mean in Tehran.
//!
//! The Jalali year begins on the day whose noon at 52.5° E follows the vernal equinox. From 1210 to 1634 that is a leap year in
//! every fourth year of a cycle of 33, the eighth after five: the table of breaks in K. M. Borkowski, "The Persian calendar for
//! 3000 years", Earth, Moon, and Planets 74 (1996), 223-230. The tests hold it against the sky itself.

use crate::{
    text::ascii_digits,
    time::{Moment, Span, TEHRAN},
};
use ::time::{Date, Month};

/// Years that are read as Jalali; all others must be Gregorian ones of this era's banks.
const JALALI: core::ops::RangeInclusive<i32> = 1300..=1500;
const GREGORIAN: core::ops::RangeInclusive<i32> = 1900..=2199;

/// 1 Farvardin 1300 (21 March 1921), as days since 1970.
const NOWRUZ_1300: i32 = -17_818;
/// 1 January 1970 as a Julian day.
const EPOCH: i32 = 2_440_588;

/// A day: days since 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
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

    /// Its first moment, in Tehran (UTC+03:30 all year since 2022).
    #[must_use]
    pub const fn begins(self) -> Moment {
        Moment(self.0 as i64 * DAY - TEHRAN.0)
    }
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 1440 * MINUTE;

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

/// A moment of a file: a point in time, or a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The moment, or the last one of the day.
    pub at: Moment,
    /// Whether the file says the day alone.
    pub whole_day: bool,
}

impl Stamp {
    /// Reads `1404/09/05`, `1404-9-5`, `14040905`, `2025-11-26`, `20251126`, alone or followed (by a space, `T` or `-`) by
    /// `12:30`, `12:30:45` or `123045`, and that by `Z` or `+03:30`. Without a zone it is Tehran's time. The year decides the
    /// calendar and comes first: a day or a month in front could be either.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let plain = ascii_digits(text.trim());
        let (day, rest) = date(&plain)?;
        let begins = day.begins().0;
        if rest.is_empty() {
            return Some(Self { at: Moment(begins + DAY - 1), whole_day: true });
        }
        let time = rest.trim_start_matches([' ', 'T', '-']);
        if time.len() == rest.len() {
            return None;
        }
        let (of_day, zone) = time_of_day(time)?;
        let ahead = match zone.trim() {
            "" => TEHRAN.0,
            "Z" => 0,
            zone => offset(zone)?,
        };
        Some(Self { at: Moment(begins + TEHRAN.0 + of_day - ahead), whole_day: false })
    }

    /// Whether it is still to come, or may be, at `moment`.
    #[must_use]
    pub fn is_from(self, moment: Moment) -> bool {
        self.at >= moment
    }

    /// The same day a little later: a file that has the time of day in a column of its own.
    #[must_use]
    pub fn with_time(self, text: &str) -> Option<Self> {
        let plain = ascii_digits(text.trim());
        let (of_day, rest) = time_of_day(&plain)?;
        let begins = self.at + Span(1 - DAY);
        (self.whole_day && rest.is_empty()).then(|| Self { at: begins + Span(of_day), whole_day: false })
    }
}

/// Up to `most` digits in front.
fn number(text: &str, least: usize, most: usize) -> Option<(i32, &str)> {
    let n = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(n).filter(|_| n >= least)?;
    Some((digits.parse().ok()?, rest))
}

fn date(text: &str) -> Option<(Day, &str)> {
    let (year, rest) = number(text, 4, 4)?;
    let (month, day, rest) = if rest.starts_with(|c: char| c.is_ascii_digit()) {
        let (month, rest) = number(rest, 2, 2)?;
        let (day, rest) = number(rest, 2, 2)?;
        (month, day, rest)
    } else {
        let mark = rest.chars().next().filter(|c| matches!(c, '/' | '-'))?;
        let (month, rest) = number(rest.strip_prefix(mark)?, 1, 2)?;
        let (day, rest) = number(rest.strip_prefix(mark)?, 1, 2)?;
        (month, day, rest)
    };
    let day = if JALALI.contains(&year) { Day::jalali(year, month, day) } else { Day::gregorian(year, month, day) };
    Some((day?, rest))
}

/// Milliseconds since midnight. Fractions of a second are left out.
fn time_of_day(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = number(text, 1, 2)?;
    let (minute, second, rest) = if let Some(rest) = rest.strip_prefix(':') {
        let (minute, rest) = number(rest, 2, 2)?;
        match rest.strip_prefix(':') {
            Some(rest) => {
                let (second, rest) = number(rest, 2, 2)?;
                let fraction = rest.strip_prefix('.').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
                (minute, second, fraction.unwrap_or(rest))
            }
            None => (minute, 0, rest),
        }
    } else {
        let (minute, rest) = number(rest, 2, 2)?;
        let (second, rest) = number(rest, 2, 2)?;
        (minute, second, rest)
    };
    let fits = hour < 24 && minute < 60 && second < 60;
    fits.then(|| (i64::from(hour * 60 + minute) * MINUTE + i64::from(second) * 1000, rest))
}

/// `+03:30` in milliseconds.
fn offset(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, rest) = number(rest, 2, 2)?;
    let (minutes, rest) = number(rest.strip_prefix(':').unwrap_or(rest), 2, 2)?;
    (rest.is_empty() && hours < 15 && minutes < 60).then(|| sign * i64::from(hours * 60 + minutes) * MINUTE)
}
