//! A shop's payments as a list and in sums, out of D1 (`edge/migrations/0003_reports.sql`).
//!
//! What the rest of the Worker asks, always of one shop and mode ([`Of`]), so that nobody's rows are ever another's:
//! - [`list`]`(db, of, &Filter, after, limit) -> Found { rows, next }`: a page, the newest first.
//! - [`refunded`]: a page of those of which money went back. [`count`]: how many are in a status.
//! - [`totals`]`(db, of, &TotalsAsk) -> Vec<(GroupKey, Sums)>`: by day, hour, gateway or class; `Sums::and` adds groups up,
//!   `Sums::success` is the success rate in 1/10,000.
//! - [`csv`]`(env, of, Filter, Locale) -> Response`: every row that a filter wants, streamed.
//!
//! How it stays the ledger's: [`feed`] takes rows in, each only if it is newer than what is there; triggers keep the sums. A row
//! is fed behind every answer that changed a payment, and once more, to be sure of it, before a notice counts as handed over
//! (`run::publish`). What could still be missing (an outage, while a payment was open) the sweep feeds again. [`stretch`] holds
//! the report against the ledger and, if it is to, puts it right.
//!
//! What must not be here: a meaning. What a row says, which rows are wanted and what differs, `dargah_engine::report` says.

mod export;
mod list;
mod repair;
mod totals;

pub(crate) use export::csv;
pub(crate) use list::{count, list, refunded};
pub(crate) use repair::stretch;
pub(crate) use totals::totals;

use crate::db;
use dargah_engine::{id::ShopId, report::Row};
use dargah_wire::Mode;
use worker::{D1Database, Env, Result, wasm_bindgen::JsValue};

/// Whose payments.
#[derive(Clone, Debug)]
pub(crate) struct Of {
    pub(crate) shop: ShopId,
    pub(crate) mode: Mode,
}

impl Of {
    /// The values of `shop = ? AND mode = ?`.
    fn values(&self) -> Vec<JsValue> {
        vec![JsValue::from_str(self.shop.as_str()), JsValue::from_str(self.mode.as_str())]
    }
}

/// What a payment is in a report, as one text, in the order of `Row`'s fields.
const ROW: &str = "json_array(id, shop, mode, created_at, version, status, reason, class, amount, refunded, gateway, attempts, \
    order_id, reference, mobile, paid_at, ended_at) AS text";

/// Takes rows in, a JSON list of them: all or none.
const FEED: &str = "
    INSERT INTO report_payment (id, shop, mode, created_at, version, status, reason, class, amount, refunded, gateway, attempts,
        order_id, reference, mobile, paid_at, ended_at)
    SELECT value ->> 'id', value ->> 'shop', value ->> 'mode', value ->> 'created_at', value ->> 'version', value ->> 'status',
        value ->> 'reason', value ->> 'class', value ->> 'amount', value ->> 'refunded', value ->> 'gateway',
        value ->> 'attempts', value ->> 'order_id', value ->> 'reference', value ->> 'mobile', value ->> 'paid_at',
        value ->> 'ended_at'
    FROM json_each(?1) WHERE true
    ON CONFLICT (shop, mode, created_at, id) DO UPDATE SET version = excluded.version, status = excluded.status,
        reason = excluded.reason, class = excluded.class, refunded = excluded.refunded, gateway = excluded.gateway,
        attempts = excluded.attempts, reference = excluded.reference, mobile = excluded.mobile, paid_at = excluded.paid_at,
        ended_at = excluded.ended_at";

/// A row that is there already makes way for a newer one alone.
const NEWER: &str = "excluded.version > report_payment.version";

/// Feeds rows to the report. Fed twice, or an older one after a newer, they are what they were.
pub(crate) async fn feed(env: &Env, rows: &[Row]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let db = db::of(env).await?;
    let rows = JsValue::from_str(&serde_json::to_string(rows)?);
    db::run(&db, &format!("{FEED} WHERE {NEWER}"), &[rows]).await.map(|_| ())
}

/// A question's answer of one text a row.
#[derive(serde::Deserialize)]
struct Text {
    text: String,
}

/// Asks, and reads each row's text.
async fn ask<T: serde::de::DeserializeOwned>(db: &D1Database, sql: &str, values: &[JsValue]) -> Result<Vec<T>> {
    let found: Vec<Text> = db::rows(db, sql, values).await?;
    found.iter().map(|row| Ok(serde_json::from_str(&row.text)?)).collect()
}
