//! Sums of payments, out of the tables that triggers keep.

use super::{Of, ask};
use crate::db;
use dargah_engine::{
    calendar::Day,
    report::{By, GroupKey, Sums, TotalsAsk},
};
use serde::de::DeserializeOwned;
use worker::{D1Database, Result};

/// In the order of `Sums`' fields.
const SUMS: &str = "json_array(sum(payments),
    sum(CASE WHEN status IN ('paid', 'refunded', 'returned') THEN payments ELSE 0 END),
    sum(CASE status WHEN 'failed' THEN payments ELSE 0 END),
    sum(CASE status WHEN 'expired' THEN payments ELSE 0 END),
    sum(CASE status WHEN 'cancelled' THEN payments ELSE 0 END),
    sum(CASE WHEN status IN ('open', 'processing', 'review') THEN payments ELSE 0 END),
    sum(CASE WHEN status IN ('paid', 'refunded', 'returned') THEN amount ELSE 0 END),
    sum(refunded),
    sum(CASE status WHEN 'returned' THEN amount ELSE 0 END))";

/// The groups that have payments; days and hours in their order, all else the most payments first.
pub(crate) async fn totals(db: &D1Database, of: &Of, ask: &TotalsAsk) -> Result<Vec<(GroupKey, Sums)>> {
    let TotalsAsk { from, to, by } = *ask;
    let name = |name: String| Some(name).filter(|name| !name.is_empty());
    let mut groups: Vec<(GroupKey, Sums)> = match by {
        By::Day => grouped(db, of, "report_day", "day", "day", (from, to)).await?.map(day).collect(),
        By::Hour => grouped(db, of, "report_hour", "hour", "hour", (from, to)).await?.map(hour).collect(),
        By::Gateway => {
            let found = grouped::<String>(db, of, "report_day", "day", "gateway", (from, to)).await?;
            found.map(|(key, sums)| (GroupKey::Gateway(name(key)), sums)).collect()
        }
        By::Class => {
            let found = grouped::<String>(db, of, "report_day", "day", "class", (from, to)).await?;
            found.map(|(key, sums)| (GroupKey::Class(name(key)), sums)).collect()
        }
    };
    match by {
        By::Day | By::Hour => groups.sort_by(|(a, _), (b, _)| a.cmp(b)),
        By::Gateway | By::Class => groups.sort_by(|(a, m), (b, n)| n.payments.cmp(&m.payments).then_with(|| a.cmp(b))),
    }
    Ok(groups)
}

fn day((day, sums): (i32, Sums)) -> (GroupKey, Sums) {
    (GroupKey::Day(Day(day)), sums)
}

fn hour((hour, sums): (i32, Sums)) -> (GroupKey, Sums) {
    (GroupKey::Hour(Day(hour.div_euclid(24)), u8::try_from(hour.rem_euclid(24)).unwrap_or(0)), sums)
}

/// The sums of `table` by `key` where `time` is within days.
async fn grouped<K: DeserializeOwned>(
    db: &D1Database,
    of: &Of,
    table: &str,
    time: &str,
    key: &str,
    (from, to): (Day, Day),
) -> Result<impl Iterator<Item = (K, Sums)>> {
    let per_day = if time == "hour" { 24 } else { 1 };
    let sql = format!(
        "SELECT json_array({key}, {SUMS}) AS text FROM {table}
         WHERE shop = ?1 AND mode = ?2 AND {time} >= ?3 AND {time} < ?4 GROUP BY {key} HAVING sum(payments) > 0"
    );
    let mut values = of.values();
    let edge = |day: Day| db::int(i64::from(day.0) * per_day);
    values.extend([edge(from), edge(to.plus(1))]);
    Ok(ask::<(K, Sums)>(db, &sql, &values).await?.into_iter())
}
