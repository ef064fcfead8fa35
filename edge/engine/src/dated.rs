//! Rules that change on a date: rates, caps, hours, fees. They are rows of configuration, each in force from a day on, and the row
//! that was in force on a day stays for whoever asks about that day.

use crate::calendar::Day;
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A rule and the days on which it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// The first day, as `1404-02-14` (Jalali).
    #[serde(with = "jalali")]
    pub from: Day,
    /// The last day; none for a rule that nothing has ended yet.
    #[serde(default, with = "last", skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// The rule.
    #[serde(flatten)]
    pub rule: T,
}

impl<T> Dated<T> {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }
}

/// The rule of a day: of those in force, the one that began last, and of two of those the later row.
#[must_use]
pub fn of_day<T>(rows: &[Dated<T>], day: Day) -> Option<&T> {
    rows.iter().filter(|row| row.holds(day)).max_by_key(|row| row.from).map(|row| &row.rule)
}

/// Reads `1404-02-14`, a day of the Jalali calendar.
#[must_use]
pub fn read_jalali(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let mut next = |length: usize| {
        let part = parts.next().filter(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse().ok()
    };
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    Day::jalali(year, month, day).filter(|_| parts.next().is_none())
}

/// Writes a day as `1404-02-14`; outside of the Jalali calendar's years, nothing.
#[must_use]
pub fn write_jalali(day: Day) -> Option<String> {
    day.to_jalali().map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

/// A time of day in Tehran, as minutes since midnight; as text, `13:45`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Clock(u16);

/// The text is no time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadClock;

impl Clock {
    /// A time of day; what is over its end stands at its last minute.
    #[must_use]
    pub const fn at(hour: u16, minute: u16) -> Self {
        let minutes = hour * 60 + minute;
        Self(if minutes < 1440 { minutes } else { 1439 })
    }

    /// Minutes since midnight.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.0 as i64
    }
}

impl fmt::Display for BadClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time of day is HH:MM")
    }
}

impl TryFrom<String> for Clock {
    type Error = BadClock;

    fn try_from(text: String) -> Result<Self, BadClock> {
        let (hour, minute) = text.split_once(':').ok_or(BadClock)?;
        let number = |text: &str, below: u16| {
            let fits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse::<u16>().ok().filter(|n| fits && *n < below).ok_or(BadClock)
        };
        Ok(Self(number(hour, 24)? * 60 + number(minute, 60)?))
    }
}

impl From<Clock> for String {
    fn from(clock: Clock) -> Self {
        format!("{:02}:{:02}", clock.0 / 60, clock.0 % 60)
    }
}

/// A day as its Jalali date.
pub(crate) mod jalali {
    use super::{Day, Deserialize, Deserializer, Serializer, read_jalali, write_jalali};
    use serde::{de::Error as _, ser::Error as _};

    pub(crate) fn serialize<S: Serializer>(day: &Day, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&write_jalali(*day).ok_or_else(|| S::Error::custom("no day of the Jalali calendar"))?)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let text = String::deserialize(from)?;
        read_jalali(&text).ok_or_else(|| D::Error::custom("no date of the Jalali calendar, YYYY-MM-DD"))
    }
}

/// A last day, if there is one.
mod last {
    use super::{Day, Deserialize, Deserializer, Serializer, jalali, read_jalali};
    use serde::de::Error as _;

    pub(super) fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => jalali::serialize(day, to),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        let wrong = || D::Error::custom("no date of the Jalali calendar, YYYY-MM-DD");
        text.map(|text| read_jalali(&text).ok_or_else(wrong)).transpose()
    }
}
