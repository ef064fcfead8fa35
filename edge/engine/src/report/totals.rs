//! Sums of payments.

use super::filter::{day, unknown, wrong};
use crate::{calendar::Day, problem::Fault, request::read_time};
use dargah_wire::{Totals, TotalsGroup};
use serde::Deserialize;

/// The most days that are added up at once.
pub const DAYS_MAX: i32 = 400;

/// The most days that are added up by the hour.
pub const HOURS_DAYS_MAX: i32 = 31;

/// By what payments are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The day on which they were made.
    Day,
    /// The hour in which they were made.
    Hour,
    /// The gateway that took them, or was tried last.
    Gateway,
    /// Why they failed.
    Class,
}

impl By {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Gateway => "gateway",
            Self::Class => "class",
        }
    }
}

/// What a group is the group of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKey {
    /// A day of Tehran.
    Day(Day),
    /// An hour of such a day, 0 to 23.
    Hour(Day, u8),
    /// A gateway, or none where nobody tried.
    Gateway(Option<String>),
    /// A class, or none where a payment did not fail.
    Class(Option<String>),
}

impl GroupKey {
    /// The word for programs.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Day(day) => iso(*day),
            Self::Hour(day, hour) => format!("{}T{hour:02}", iso(*day)),
            Self::Gateway(name) | Self::Class(name) => name.clone().unwrap_or_default(),
        }
    }
}

/// `2026-11-23`.
fn iso(day: Day) -> String {
    day.to_gregorian().map_or_else(String::new, |(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

/// Payments counted and added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Sums {
    /// All of them.
    pub payments: i64,
    /// Those that were paid, whatever became of the money later.
    pub paid: i64,
    /// Those that somebody tried to pay in vain.
    pub failed: i64,
    /// Those that nobody tried to pay in time.
    pub expired: i64,
    /// Those that the shop withdrew.
    pub cancelled: i64,
    /// Those that are not over.
    pub open: i64,
    /// Rial of those that were paid.
    pub amount: i64,
    /// Rial of that which went back by refunds.
    pub refunded: i64,
    /// Rial of that which the bank took back.
    pub returned: i64,
}

impl Sums {
    /// These and others together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            payments: self.payments.saturating_add(other.payments),
            paid: self.paid.saturating_add(other.paid),
            failed: self.failed.saturating_add(other.failed),
            expired: self.expired.saturating_add(other.expired),
            cancelled: self.cancelled.saturating_add(other.cancelled),
            open: self.open.saturating_add(other.open),
            amount: self.amount.saturating_add(other.amount),
            refunded: self.refunded.saturating_add(other.refunded),
            returned: self.returned.saturating_add(other.returned),
        }
    }

    /// Of 10,000 payments that somebody tried to pay and that are over, how many were paid; nothing if there was none.
    #[must_use]
    pub const fn success(self) -> Option<i64> {
        let tried = self.paid.saturating_add(self.failed);
        if tried == 0 { None } else { Some(self.paid.saturating_mul(10_000) / tried) }
    }

    /// What the shop has of it, rial: paid, less what went back.
    #[must_use]
    pub const fn kept(self) -> i64 {
        self.amount.saturating_sub(self.refunded).saturating_sub(self.returned)
    }

    /// As programs see it.
    #[must_use]
    pub const fn view(self) -> Totals {
        Totals {
            payments: self.payments,
            paid: self.paid,
            failed: self.failed,
            expired: self.expired,
            cancelled: self.cancelled,
            open: self.open,
            amount: self.amount,
            refunded: self.refunded,
            returned: self.returned,
            success: self.success(),
        }
    }

    /// A group of them, as programs see it.
    #[must_use]
    pub fn group(self, key: &GroupKey) -> TotalsGroup {
        TotalsGroup { key: key.word(), totals: self.view() }
    }
}

/// Sums that are asked for: from the first day to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TotalsAsk {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// By what.
    pub by: By,
}

impl TotalsAsk {
    /// The first and the last day, for programs.
    #[must_use]
    pub fn span(&self) -> (String, String) {
        (iso(self.from), iso(self.to))
    }
}

/// Reads the parameters of sums: `from` and `to`, days of Tehran in either calendar or moments (milliseconds since 1970) that
/// stand for theirs, and `by`, one of `day`, `hour`, `gateway`, `class`. Without `to` it is `today`, without `from` the thirty days
/// up to `to`, without `by` the day.
///
/// # Errors
/// `query_invalid` with the parameter's name; also for more days than are added up at once.
pub fn read_totals(query: &str, today: Day) -> Result<TotalsAsk, Fault> {
    let (mut from, mut to, mut by) = (None, None, By::Day);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "from" => from = Some(named("from", &value)?),
            "to" => to = Some(named("to", &value)?),
            "by" => {
                let all = [By::Day, By::Hour, By::Gateway, By::Class];
                let known = all.into_iter().find(|by| by.as_str() == value);
                by = known.ok_or_else(|| wrong("by", "day, hour, gateway or class"))?;
            }
            _ => return Err(unknown()),
        }
    }
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| to.plus(-29));
    let most = if by == By::Hour { HOURS_DAYS_MAX } else { DAYS_MAX };
    if to < from {
        return Err(wrong("to", "not before `from`"));
    }
    if to.0.saturating_sub(from.0) >= most {
        return Err(wrong(
            "from",
            if by == By::Hour { "at most 31 days by the hour" } else { "at most 400 days at once" },
        ));
    }
    Ok(TotalsAsk { from, to, by })
}

fn named(param: &'static str, value: &str) -> Result<Day, Fault> {
    let day = day(value).or_else(|| read_time(value).map(Day::of));
    day.ok_or_else(|| wrong(param, "a day such as 2026-11-23 or 1405/09/02, or milliseconds since 1970"))
}
