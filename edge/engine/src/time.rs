//! Moments and spans, in milliseconds. Nobody here asks a clock: `now` is an argument.

use ::time::{OffsetDateTime, UtcOffset};
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
}

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
}
