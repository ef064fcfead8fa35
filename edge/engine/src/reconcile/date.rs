//! Dates as files and people write them, in both calendars, and the moment they mean in Tehran.

use crate::{
    calendar::{DAY, Day, JALALI},
    text::ascii_digits,
    time::{Moment, Span, TEHRAN},
};

const MINUTE: i64 = 60_000;

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
