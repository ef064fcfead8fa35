//! A page of payments.
//!
//! Every question goes along one index, in the order of the list, from where the page begins. What no index knows (an amount, or
//! a gateway's payments in one status) is looked for among the next [`STRETCH`] of them and no further, so that a page takes the
//! same time however rare that is: it may be short then and have a next one.

use super::{Of, ROW, ask};
use crate::db;
use dargah_engine::{
    id::PaymentId,
    report::{Filter, Place, Row},
    return_link::status_word,
    time::Moment,
};
use dargah_wire::PaymentStatus;
use worker::{D1Database, Result, wasm_bindgen::JsValue};

/// How many payments a page is looked for among at most.
const STRETCH: i64 = 10_000;

/// Newest first.
const ORDER: &str = "ORDER BY created_at DESC, id DESC";

/// A page.
pub(crate) struct Found {
    pub(crate) rows: Vec<Row>,
    /// Behind which payment the next page begins; nothing after the last.
    pub(crate) next: Option<Place>,
}

/// Conditions and their values, `?1` and `?2` being shop and mode.
#[derive(Clone)]
struct Where {
    sql: String,
    values: Vec<JsValue>,
}

impl Where {
    fn new(of: &Of) -> Self {
        Self { sql: "shop = ?1 AND mode = ?2".to_owned(), values: of.values() }
    }

    /// Adds a condition; each `?` in it stands for the next of `values`.
    fn and(&mut self, condition: &str, values: impl IntoIterator<Item = JsValue>) {
        self.values.extend(values);
        let first = self.values.len() + 1 - condition.matches('?').count();
        self.sql.push_str(" AND ");
        for (index, part) in condition.split('?').enumerate() {
            if index > 0 {
                self.sql.push_str(&format!("?{}", first + index - 1));
            }
            self.sql.push_str(part);
        }
    }

    /// The span of time and where the page begins: what the order of every index knows.
    fn within(&mut self, filter: &Filter, after: Option<Place>) {
        if let Some(from) = filter.from {
            self.and("created_at >= ?", [db::int(from.0)]);
        }
        if let Some(to) = filter.to {
            self.and("created_at < ?", [db::int(to.0)]);
        }
        if let Some(after) = after {
            self.and("(created_at, id) < (?, ?)", place(after));
        }
    }

    /// What no index knows in order; whether there is any.
    fn among(&mut self, filter: &Filter) -> bool {
        if let Some(min) = filter.amount_min {
            self.and("amount >= ?", [db::int(min)]);
        }
        if let Some(max) = filter.amount_max {
            self.and("amount <= ?", [db::int(max)]);
        }
        let both = filter.gateway.as_ref().filter(|_| filter.status.is_some());
        if let Some(gateway) = both {
            self.and("gateway = ?", [JsValue::from_str(gateway.as_str())]);
        }
        both.is_some() || filter.amount_min.is_some() || filter.amount_max.is_some()
    }
}

fn place(place: Place) -> [JsValue; 2] {
    [db::int(place.created_at.0), JsValue::from_str(&place.id.to_string())]
}

/// The payments that `filter` wants behind `after`, at most `limit`.
pub(crate) async fn list(db: &D1Database, of: &Of, filter: &Filter, after: Option<Place>, limit: u32) -> Result<Found> {
    if let Some(text) = &filter.search {
        return search(db, of, filter, text, after, limit).await;
    }
    let mut along = Where::new(of);
    let index = if let Some(status) = filter.status {
        along.and("status = ?", [JsValue::from_str(status_word(status))]);
        "INDEXED BY report_payment_status"
    } else if let Some(gateway) = &filter.gateway {
        along.and("gateway = ?", [JsValue::from_str(gateway.as_str())]);
        "INDEXED BY report_payment_gateway"
    } else {
        ""
    };
    along.within(filter, after);
    let mut wanted = along.clone();
    let end = if wanted.among(filter) { end_of_stretch(db, &along, index).await? } else { None };
    if let Some(end) = end {
        wanted.and("(created_at, id) >= (?, ?)", place(end));
    }
    let sql = format!("SELECT {ROW} FROM report_payment {index} WHERE {} {ORDER} LIMIT {}", wanted.sql, limit + 1);
    Ok(page(ask(db, &sql, &wanted.values).await?, limit, end))
}

/// The payments of which money went back, behind `after`, at most `limit`.
pub(crate) async fn refunded(db: &D1Database, of: &Of, after: Option<Place>, limit: u32) -> Result<Found> {
    let mut wanted = Where::new(of);
    wanted.and("refunded > 0", []);
    wanted.within(&Filter::default(), after);
    let sql = format!(
        "SELECT {ROW} FROM report_payment INDEXED BY report_payment_refunded WHERE {} {ORDER} LIMIT {}",
        wanted.sql,
        limit + 1
    );
    Ok(page(ask(db, &sql, &wanted.values).await?, limit, None))
}

/// How many payments are in this status.
pub(crate) async fn count(db: &D1Database, of: &Of, status: PaymentStatus) -> Result<i64> {
    let sql = "SELECT json_array(count(*)) AS text FROM report_payment INDEXED BY report_payment_status
        WHERE shop = ?1 AND mode = ?2 AND status = ?3";
    let mut values = of.values();
    values.push(JsValue::from_str(status_word(status)));
    let found: Vec<(i64,)> = ask(db, sql, &values).await?;
    Ok(found.first().map_or(0, |(count,)| *count))
}

/// The last payment of the stretch that is looked at; nothing if there are not so many.
async fn end_of_stretch(db: &D1Database, along: &Where, index: &str) -> Result<Option<Place>> {
    let sql = format!(
        "SELECT json_array(created_at, id) AS text FROM report_payment {index} WHERE {} {ORDER} LIMIT 1 OFFSET {}",
        along.sql,
        STRETCH - 1
    );
    let found: Vec<(Moment, PaymentId)> = ask(db, &sql, &along.values).await?;
    Ok(found.into_iter().next().map(|(created_at, id)| Place { created_at, id }))
}

/// The payments whose id, order number or reference is `text`.
async fn search(
    db: &D1Database,
    of: &Of,
    filter: &Filter,
    text: &str,
    after: Option<Place>,
    limit: u32,
) -> Result<Found> {
    let mut wanted = Where::new(of);
    wanted.within(filter, after);
    wanted.among(filter);
    if let Some(status) = filter.status {
        wanted.and("status = ?", [JsValue::from_str(status_word(status))]);
    } else if let Some(gateway) = &filter.gateway {
        wanted.and("gateway = ?", [JsValue::from_str(gateway.as_str())]);
    }
    let mut values = wanted.values;
    values.push(JsValue::from_str(text));
    let this = values.len();
    let found_by = |name: &str, column: &str| {
        format!(
            "SELECT * FROM (SELECT * FROM report_payment INDEXED BY report_payment_{name} WHERE {} AND {column} = ?{this} {ORDER} LIMIT {})",
            wanted.sql,
            limit + 1
        )
    };
    let ways = [found_by("order", "order_id"), found_by("reference", "reference"), found_by("id", "id")];
    let sql = format!("SELECT {ROW} FROM ({}) {ORDER} LIMIT {}", ways.join(" UNION "), limit + 1);
    Ok(page(ask(db, &sql, &values).await?, limit, None))
}

/// A page out of one row more than it has, if there are as many. `end` is how far was looked.
fn page(mut rows: Vec<Row>, limit: u32, end: Option<Place>) -> Found {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| Place { created_at: row.created_at, id: row.id });
    Found { next: if more { last } else { end }, rows }
}
