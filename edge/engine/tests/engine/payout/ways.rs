//! Which way a payout goes, and when its money is there.

use crate::books::rial;
use dargah_engine::{
    calendar::Day,
    dated::{Clock, read_jalali, write_jalali},
    payout::{BankDays, DayKind, NoWay, Override, Plan, Purpose, Rail, choose, defaults},
    time::{Moment, Span},
};
use serde_json::Value;

fn at(date: &str, hour: i64, minute: i64) -> Moment {
    read_jalali(date).unwrap().begins() + Span::minutes(hour * 60 + minute)
}

fn plan(amount: i64, purpose: Purpose, now: Moment) -> Result<Plan, NoWay> {
    choose(&defaults::rails(), &defaults::bank_days(), rial(amount), purpose, now)
}

#[test]
fn the_days_off_of_1405_are_those_of_the_list() {
    let file: Value =
        serde_json::from_str(include_str!("../../../../../tests/fixtures/iran/holidays-1405.json")).unwrap();
    let days = defaults::bank_days();
    let listed: Vec<&str> =
        file["holidays"].as_array().unwrap().iter().map(|one| one["jalali"].as_str().unwrap()).collect();
    assert_eq!(listed.len(), 25);
    for date in listed {
        let day = read_jalali(date).unwrap();
        assert_eq!(days.kind(day), DayKind::Closed, "{date}");
        assert!(days.off.iter().any(|off| off.0 == day), "{date} is a row");
    }
    assert_eq!(days.kind(read_jalali("1405-01-25").unwrap()), DayKind::Closed, "the law's day that the list lacks");
    assert_eq!(days.off.len(), 26);
    for (date, kind) in [("1405-09-05", DayKind::Short), ("1405-09-06", DayKind::Closed), ("1405-09-07", DayKind::Full)]
    {
        assert_eq!(days.kind(read_jalali(date).unwrap()), kind, "{date}");
    }
    assert!(days.knows(read_jalali("1405-12-29").unwrap()) && !days.knows(read_jalali("1406-01-01").unwrap()));
}

#[test]
fn an_operators_word_on_a_day_goes_before_the_table() {
    let mut days = defaults::bank_days();
    let fitr = read_jalali("1405-01-01").unwrap();
    let mut say = |works, reason: &str| {
        let (by, at) = ("mem_1".to_owned(), Moment(1));
        days.overrides.push(Override { day: fitr, works, by, at, reason: reason.to_owned() });
        days.kind(fitr)
    };
    assert_eq!(say(true, "the moon was late"), DayKind::Full);
    assert_eq!(say(false, "it was not"), DayKind::Closed);
    let text = serde_json::to_string(&days).unwrap();
    assert_eq!(serde_json::from_str::<BankDays>(&text).unwrap(), days);
    assert!(text.contains(r#""off":["1405-01-01","#), "{text}");
}

#[test]
fn paya_takes_the_next_cycle_an_hour_ahead() {
    // 1405-09-03 is a Tuesday.
    for (date, hour, minute, goes, credited) in [
        ("1405-09-03", 0, 0, ("1405-09-03", 3, 45), ("1405-09-03", 4, 45)),
        ("1405-09-03", 2, 45, ("1405-09-03", 3, 45), ("1405-09-03", 4, 45)),
        ("1405-09-03", 2, 46, ("1405-09-03", 10, 45), ("1405-09-03", 11, 45)),
        ("1405-09-03", 12, 45, ("1405-09-03", 13, 45), ("1405-09-03", 14, 45)),
        ("1405-09-03", 17, 46, ("1405-09-04", 3, 45), ("1405-09-04", 4, 45)),
        // Thursday evening: Friday has one cycle.
        ("1405-09-05", 20, 0, ("1405-09-06", 13, 45), ("1405-09-06", 14, 45)),
        ("1405-09-06", 13, 0, ("1405-09-07", 3, 45), ("1405-09-07", 4, 45)),
        // A holiday on a Wednesday.
        ("1405-10-01", 18, 0, ("1405-10-02", 13, 45), ("1405-10-02", 14, 45)),
    ] {
        let plan = plan(7_000_000, Purpose::Settlement, at(date, hour, minute)).unwrap();
        assert_eq!(plan.rail, Rail::Paya);
        assert_eq!(
            (plan.goes_at, plan.credited_by),
            (at(goes.0, goes.1, goes.2), at(credited.0, credited.1, credited.2)),
            "{date} {hour}:{minute}"
        );
        assert_eq!(plan.submit_by, Moment(plan.goes_at.0 - Span::hours(1).0));
        assert!(plan.promised_by > plan.credited_by && plan.value_day == Day::of(plan.credited_by));
    }
}

#[test]
fn summer_hours_and_old_limits_hold_on_their_days() {
    let plan_at = |date: &str, hour| plan(7_000_000, Purpose::Ordinary, at(date, hour, 0)).unwrap();
    assert_eq!(plan_at("1404-05-01", 5).goes_at, at("1404-05-01", 9, 45));
    assert_eq!(plan_at("1404-07-01", 5).goes_at, at("1404-07-01", 10, 45));
    let rail = |amount, date: &str| plan(amount, Purpose::Ordinary, at(date, 8, 0)).map(|plan| plan.rail);
    assert_eq!(rail(499_999_999, "1404-02-13"), Ok(Rail::Paya));
    assert_eq!(rail(500_000_000, "1404-02-13"), Ok(Rail::Satna));
    assert_eq!(rail(999_999_999, "1404-02-14"), Ok(Rail::Paya));
    assert_eq!(rail(1_000_000_000, "1404-02-14"), Ok(Rail::Satna));
    assert_eq!(rail(1, "1398-01-05"), Err(NoWay::NotConfigured));
}

#[test]
fn a_settlement_is_free_of_the_limits_and_satna_keeps_its_hours() {
    let big = 5_000_000_000;
    assert_eq!(plan(big, Purpose::Settlement, at("1405-09-03", 8, 0)).unwrap().rail, Rail::Paya);
    let satna = |date: &str, hour, minute| {
        let plan = plan(big, Purpose::Ordinary, at(date, hour, minute)).unwrap();
        assert_eq!(plan.rail, Rail::Satna);
        (plan.goes_at, plan.credited_by)
    };
    assert_eq!(
        satna("1405-09-03", 6, 0),
        (at("1405-09-03", 7, 30), at("1405-09-03", 14, 30)),
        "it opens with the branches"
    );
    assert_eq!(satna("1405-09-03", 14, 0), (at("1405-09-03", 14, 0), at("1405-09-03", 14, 30)));
    assert_eq!(satna("1405-09-03", 14, 1), (at("1405-09-04", 7, 30), at("1405-09-04", 14, 30)));
    let saturday = (at("1405-09-07", 7, 30), at("1405-09-07", 14, 30));
    assert_eq!(satna("1405-09-04", 15, 0), saturday, "nobody has said when SATNA ends on a Thursday");
    let mut rails = defaults::rails();
    rails.limits.iter_mut().for_each(|row| row.rule.settlement_satna_from = Some(2_000_000_000));
    let by_rule = choose(&rails, &defaults::bank_days(), rial(big), Purpose::Settlement, at("1405-09-03", 8, 0));
    assert_eq!(by_rule.unwrap().rail, Rail::Satna);
    rails.limits.iter_mut().for_each(|row| row.rule.paya_most = 100);
    let none = choose(&rails, &defaults::bank_days(), rial(101), Purpose::Ordinary, at("1405-09-03", 8, 0));
    assert_eq!(none, Err(NoWay::AmountFitsNone));
}

#[test]
fn dates_and_times_of_rows_are_read_strictly() {
    for wrong in ["1404-12-30", "1405-1-01", "1405/01/01", "1405-01-01-", "1405-13-01", "2026-01-01", ""] {
        assert_eq!(read_jalali(wrong), None, "{wrong}");
    }
    let leap = read_jalali("1403-12-30").unwrap();
    assert_eq!(write_jalali(leap).as_deref(), Some("1403-12-30"));
    for (text, fits) in
        [("13:45", true), ("00:00", true), ("24:00", false), ("9:45", false), ("09:60", false), ("+9:45", false)]
    {
        let clock = Clock::try_from(text.to_owned());
        assert_eq!(clock.is_ok(), fits, "{text}");
        assert!(clock.is_err() || String::from(clock.unwrap()) == text);
    }
    let rails = defaults::rails();
    let text = serde_json::to_string(&rails).unwrap();
    assert_eq!(
        serde_json::from_str::<dargah_engine::payout::Rails>(&text).unwrap(),
        rails,
        "rows can be configuration"
    );
}
