//! Which way a payout goes, and when its money is there.

use super::{
    bank_days::{BankDays, DayKind},
    rails::{Limits, PayaHours, Rail, Rails, SatnaHours},
};
use crate::{
    calendar::Day,
    dated::{Clock, of_day},
    money::Rial,
    time::{Moment, Span},
};
pub use dargah_wire::PayoutNoWay as NoWay;
use serde::{Deserialize, Serialize};

/// What an order is, to the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// It settles a shop of the facilitator's.
    Settlement,
    /// It pays anybody else, a wallet's owner for one.
    Ordinary,
}

/// How an order goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which way.
    pub rail: Rail,
    /// Until when the bank has to have it.
    pub submit_by: Moment,
    /// When it goes: PAYA's cycle, or the moment at which SATNA takes it.
    pub goes_at: Moment,
    /// When the money is there if all goes well.
    pub credited_by: Moment,
    /// What a shop may be told: a cycle more than that by PAYA, for an order can miss one.
    pub promised_by: Moment,
    /// The bank's day on which it is there.
    pub value_day: Day,
}

/// How far ahead a cycle is looked for, days.
const AHEAD: i32 = 30;

/// How an order of `amount` goes if it is handed in at `now`.
///
/// # Errors
/// [`NoWay`].
pub fn choose(rails: &Rails, days: &BankDays, amount: Rial, purpose: Purpose, now: Moment) -> Result<Plan, NoWay> {
    let today = Day::of(now);
    let limits = of_day(&rails.limits, today).ok_or(NoWay::NotConfigured)?;
    match rail(limits, amount, purpose)? {
        Rail::Paya => paya(rails, days, now),
        Rail::Satna => satna(rails, days, now),
    }
}

/// Which way an amount goes.
///
/// # Errors
/// [`NoWay::AmountFitsNone`].
pub fn rail(limits: &Limits, amount: Rial, purpose: Purpose) -> Result<Rail, NoWay> {
    if purpose == Purpose::Settlement && limits.settlement_exempt {
        let by_satna = limits.settlement_satna_from.is_some_and(|from| amount.get() >= from);
        return Ok(if by_satna { Rail::Satna } else { Rail::Paya });
    }
    if amount.get() >= limits.satna_least {
        Ok(Rail::Satna)
    } else if amount.get() <= limits.paya_most {
        Ok(Rail::Paya)
    } else {
        Err(NoWay::AmountFitsNone)
    }
}

fn clock(day: Day, clock: Clock) -> Moment {
    day.begins() + Span::minutes(clock.minutes())
}

fn paya(rails: &Rails, days: &BankDays, now: Moment) -> Result<Plan, NoWay> {
    let today = Day::of(now);
    let mut cycles = (0..AHEAD).filter_map(|n| Some(today.plus(n)).zip(of_day(&rails.paya, today.plus(n)))).flat_map(
        |(day, hours): (Day, &PayaHours)| {
            let times = if days.works(day) { &hours.working } else { &hours.closed };
            times.iter().map(move |time| (clock(day, *time), hours))
        },
    );
    let lead = |hours: &PayaHours| Span::minutes(hours.lead.into());
    let (goes_at, hours) = cycles.find(|(at, hours)| now + lead(hours) <= *at).ok_or(NoWay::NoHours)?;
    let (next, its) = cycles.next().unwrap_or((goes_at, hours));
    let credited_by = goes_at + Span::minutes(hours.credit.into());
    Ok(Plan {
        rail: Rail::Paya,
        submit_by: Moment(goes_at.0 - lead(hours).0),
        goes_at,
        credited_by,
        promised_by: next + Span::minutes(its.credit.into()),
        value_day: Day::of(credited_by),
    })
}

fn satna(rails: &Rails, days: &BankDays, now: Moment) -> Result<Plan, NoWay> {
    let today = Day::of(now);
    let hours = (0..AHEAD).filter_map(|n| {
        let day = today.plus(n);
        let hours: &SatnaHours = of_day(&rails.satna, day)?;
        let ends = match days.kind(day) {
            DayKind::Full => hours.ends,
            DayKind::Short => hours.short_ends?,
            DayKind::Closed => return None,
        };
        let (opens, ends) = (clock(day, hours.opens), clock(day, ends));
        Some((now.max(opens), Moment(ends.0 - Span::minutes(hours.lead.into()).0), ends))
    });
    let (goes_at, submit_by, ends) =
        { hours }.find(|(goes_at, submit_by, _)| goes_at <= submit_by).ok_or(NoWay::NoHours)?;
    Ok(Plan { rail: Rail::Satna, submit_by, goes_at, credited_by: ends, promised_by: ends, value_day: Day::of(ends) })
}
