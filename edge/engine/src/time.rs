//! Moments and spans, in milliseconds. Nobody here asks a clock: `now` is an argument.

use ::time::{Date, Month, OffsetDateTime, UtcOffset};
use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// A span of milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of whole seconds.
    #[must_use]
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// A span of whole minutes.
    #[must_use]
    pub const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }

    /// A span of whole hours.
    #[must_use]
    pub const fn hours(hours: i64) -> Self {
        Self::minutes(hours.saturating_mul(60))
    }
}

/// Iran's clock, ahead of UTC; it has had no summer time since 2022.
pub const TEHRAN: Span = Span::minutes(210);

impl core::ops::Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl core::ops::Add<Span> for Moment {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl core::ops::Sub for Moment {
    type Output = Span;

    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Moment {
    /// Whole seconds since the Unix epoch.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// `2026-07-30T12:00:00.000Z` (ISO 8601). A moment outside the calendar's range reads as the epoch.
    #[must_use]
    pub fn iso8601(self) -> String {
        let at = OffsetDateTime::from_unix_timestamp(self.unix_seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (date, (hour, minute, second)) = (at.date(), at.to_hms());
        let ms = self.0.rem_euclid(1000);
        format!(
            "{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the one form in which HTTP's dates are sent (RFC 9110, 5.6.7), or nothing.
    #[must_use]
    pub fn from_http_date(text: &str) -> Option<Self> {
        const MONTHS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            digits.bytes().try_fold(0u16, |n, b| b.is_ascii_digit().then(|| n * 10 + u16::from(b - b'0')))
        };
        let small = |from: usize| number(from, from + 2).and_then(|n| u8::try_from(n).ok());
        let month = MONTHS.find(text.get(8..11)?).filter(|index| index % 4 == 0)?;
        let month = Month::try_from(u8::try_from(month / 4 + 1).ok()?).ok()?;
        let date = Date::from_calendar_date(number(12, 16)?.into(), month, small(5)?).ok()?;
        let at = date.with_hms(small(17)?, small(20)?, small(23)?).ok()?;
        (text.get(25..) == Some(" GMT")).then(|| Self(at.assume_utc().unix_timestamp().saturating_mul(1000)))
    }

    /// Date and time of day in Tehran, `("YYYYMMDD", "HHMMSS")`, Gregorian. Iran has kept UTC+03:30 all year since 2022.
    /// A moment outside the calendar's range reads as the epoch: banks check this field for its form alone.
    #[must_use]
    pub fn tehran(self) -> (String, String) {
        let offset = UtcOffset::from_hms(3, 30, 0).unwrap_or(UtcOffset::UTC);
        let local = OffsetDateTime::from_unix_timestamp(self.unix_seconds())
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(offset);
        (
            format!("{:04}{:02}{:02}", local.year(), u8::from(local.month()), local.day()),
            format!("{:02}{:02}{:02}", local.hour(), local.minute(), local.second()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tehran_is_three_and_a_half_hours_ahead() {
        // 2024-05-01T20:30:15Z is already the second of May in Tehran.
        assert_eq!(Moment(1_714_595_415_000).tehran(), ("20240502".to_owned(), "000015".to_owned()));
    }

    #[test]
    fn a_moment_is_written_as_a_date_of_the_world() {
        assert_eq!(Moment(1_714_595_415_007).iso8601(), "2024-05-01T20:30:15.007Z");
        assert_eq!(Moment(0).iso8601(), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn a_date_of_http_is_read_in_its_one_form() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(Moment::from_http_date(date), Some(Moment(784_111_777_000)));
        for wrong in [
            "",
            "120",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 anF 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 +0330",
            "Sun, 06 Nov 1994 08:49",
        ] {
            assert_eq!(Moment::from_http_date(wrong), None, "{wrong}");
        }
    }
}
