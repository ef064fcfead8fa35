//! The rows that hold today, each with the date since when. An operator's configuration goes before them; nothing else in the engine
//! knows a rate, a cap, an hour or a holiday. Sources: the central bank's notices as banks and state media quote them.

use super::{
    bank_days::{BankDays, JalaliDay},
    rails::{Costs, Files, Limits, PayaHours, Rails, SatnaHours},
    statement::Columns,
};
use crate::{
    calendar::Day,
    dated::{Clock, Dated},
    facilitator::Tariff,
    gateway::Unit,
};

/// The first day of a row; 1 Farvardin 1300 where it is no date of the calendar.
fn day(year: i32, month: i32, of_month: i32) -> Day {
    Day::jalali(year, month, of_month).unwrap_or(Day(-17_818))
}

fn since<T>(from: Day, rule: T) -> Dated<T> {
    Dated { from, until: None, rule }
}

/// The network's fee for a purchase, which the acceptor bears, since 4 Tir 1402.
#[must_use]
pub fn network_fee() -> Vec<Dated<Tariff>> {
    vec![since(day(1402, 4, 4), Tariff { bps: 2, plus: 0, least: 1_200, most: Some(40_000) })]
}

/// PAYA, SATNA, their limits and what they cost.
#[must_use]
pub fn rails() -> Rails {
    let paya = |working: [Clock; 4], closed: Clock| PayaHours {
        working: working.to_vec(),
        closed: vec![closed],
        lead: 60,
        credit: 60,
    };
    let at = Clock::at;
    let ordinary = || paya([at(3, 45), at(10, 45), at(13, 45), at(18, 45)], at(13, 45));
    let summer = || paya([at(3, 45), at(9, 45), at(12, 45), at(18, 45)], at(12, 45));
    let limits = |paya_most, satna_least| Limits {
        paya_most,
        satna_least,
        settlement_exempt: true,
        settlement_satna_from: None,
    };
    Rails {
        paya: vec![
            since(day(1400, 10, 25), ordinary()),
            // Summer hours are announced each year.
            Dated { from: day(1404, 4, 19), until: Some(day(1404, 6, 31)), rule: summer() },
        ],
        satna: vec![since(
            day(1400, 10, 25),
            SatnaHours { opens: at(7, 30), ends: at(14, 30), short_ends: None, lead: 30 },
        )],
        limits: vec![
            Dated { from: day(1399, 1, 1), until: Some(day(1400, 10, 24)), rule: limits(500_000_000, 150_000_000) },
            Dated { from: day(1400, 10, 25), until: Some(day(1404, 2, 13)), rule: limits(1_000_000_000, 500_000_000) },
            since(day(1404, 2, 14), limits(2_000_000_000, 1_000_000_000)),
        ],
        costs: vec![since(
            day(1402, 1, 1),
            Costs {
                paya: Tariff { bps: 1, plus: 0, least: 2_400, most: Some(30_000) },
                satna: Tariff { bps: 2, plus: 0, least: 0, most: Some(280_000) },
            },
        )],
        files: vec![since(day(1399, 1, 1), Files { rows_most: 1_000 })],
    }
}

/// Days off of 1405: the press list, and 25 Shawwal, which it lacks and the law has.
const OFF_1405: [(i32, i32); 26] = [
    (1, 1),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 12),
    (1, 13),
    (1, 25),
    (3, 6),
    (3, 14),
    (3, 15),
    (4, 3),
    (4, 4),
    (5, 13),
    (5, 21),
    (5, 22),
    (5, 30),
    (6, 8),
    (8, 22),
    (10, 2),
    (10, 16),
    (11, 4),
    (11, 22),
    (12, 10),
    (12, 19),
    (12, 20),
    (12, 29),
];

/// The days off that are known.
#[must_use]
pub fn bank_days() -> BankDays {
    BankDays {
        off: OFF_1405.iter().map(|(month, d)| JalaliDay(day(1405, *month, *d))).collect(),
        overrides: Vec::new(),
    }
}

/// Headings as Iranian banks mostly write them. A bank that writes others is the operator's to describe.
#[must_use]
pub fn columns() -> Columns {
    let text = str::to_owned;
    Columns {
        date: text("تاریخ"),
        time: text("ساعت"),
        came: text("واریز"),
        went: text("برداشت"),
        says: vec![text("شرح"), text("شناسه واریز"), text("شماره پیگیری")],
        unit: Unit::Rial,
    }
}
