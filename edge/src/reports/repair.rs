//! The report against the ledger, a stretch of a shop's payments at a time: what differs, and putting it right.

use super::{FEED, NEWER, ROW, ask};
use crate::{
    db,
    ledger::{Ask, Ledger, RemoteLedger, unavailable},
};
use dargah_engine::{
    config::Shop,
    id::PaymentId,
    payment::Payment,
    problem::{Code, Fault},
    report::{Difference, Row, Stretch, compare},
};
use dargah_wire::ReportCheck;
use worker::{D1Database, Env, Result, wasm_bindgen::JsValue};

/// Payments of a stretch: their events are some hundred kilobytes.
const PAYMENTS: u32 = 200;

/// Takes out the rows of a JSON list, each as long as it is what was read.
const TAKE_OUT: &str = "DELETE FROM report_payment WHERE shop = ?1 AND (mode, created_at, id, version) IN (
    SELECT value ->> 'mode', value ->> 'created_at', value ->> 'id', value ->> 'version' FROM json_each(?2))";

/// Compares the payments behind `at` with the report, and puts the report right if it is to.
///
/// The ledger is read first. What happens meanwhile makes the report newer than what was read, which is no difference; and what
/// the ledger did not have by then it is asked for once more.
pub(crate) async fn stretch(
    env: &Env,
    shop: &Shop,
    at: Stretch,
    repair: bool,
) -> std::result::Result<ReportCheck, Fault> {
    let ledger = RemoteLedger::new(env, &shop.id);
    let events = ledger.list(at.shard, &Ask::Behind { after: at.after, limit: PAYMENTS }).await?;
    let rows: Vec<Row> =
        events.iter().filter_map(|events| Payment::replay(events)).map(|payment| Row::of(&payment)).collect();
    // A full stretch ends with its last payment; any other with the shard.
    let full = u32::try_from(events.len()).is_ok_and(|n| n >= PAYMENTS);
    let last = rows.last().map(|row| row.id).filter(|_| full);
    let edge = |rest: u8| {
        let mut bytes = [rest; 16];
        bytes[0] = at.shard;
        PaymentId::from_bytes(bytes)
    };
    let from = at.after.map_or_else(|| (">=", edge(0)), |after| (">", after));
    let db = db::of(env).await.map_err(unavailable)?;
    let told = between(&db, shop, from, last.unwrap_or_else(|| edge(u8::MAX))).await.map_err(unavailable)?;
    let mut differences = Vec::new();
    for difference in compare(&rows, &told) {
        if let Difference::Unknown(id) = difference {
            match ledger.tell(id, None).await {
                Ok(_) => continue,
                Err(fault) if fault.code == Code::PaymentUnknown => {}
                Err(fault) => return Err(fault),
            }
        }
        differences.push(difference);
    }
    if repair {
        put_right(&db, shop, &rows, &told, &differences).await.map_err(unavailable)?;
    }
    let next = match last {
        Some(last) => Some(Stretch { shard: at.shard, after: Some(last) }),
        None => {
            at.shard.checked_add(1).filter(|shard| *shard < shop.shards).map(|shard| Stretch { shard, after: None })
        }
    };
    Ok(ReportCheck {
        compared: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        differences: differences.iter().map(Difference::view).collect(),
        next: next.map(|next| next.to_string()),
    })
}

/// What the report has from (`>=`) or behind (`>`) `low`, up to `high`.
async fn between(db: &D1Database, shop: &Shop, (from, low): (&str, PaymentId), high: PaymentId) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT {ROW} FROM report_payment INDEXED BY report_payment_id
         WHERE shop = ?1 AND id {from} ?2 AND id <= ?3 ORDER BY id"
    );
    let text = |id: PaymentId| JsValue::from_str(&id.to_string());
    ask(db, &sql, &[JsValue::from_str(shop.id.as_str()), text(low), text(high)]).await
}

/// Takes out the rows that are wrong and puts in the right ones, at once. What was fed since they were read stays.
async fn put_right(db: &D1Database, shop: &Shop, rows: &[Row], told: &[Row], differences: &[Difference]) -> Result<()> {
    let differs = |row: &&Row| differences.iter().any(|difference| difference.payment() == row.id);
    let wrong: Vec<&Row> = told.iter().filter(differs).collect();
    let right: Vec<&Row> = rows.iter().filter(differs).collect();
    let list = |rows: &[&Row]| serde_json::to_string(rows).map(|text| JsValue::from_str(&text));
    let whose = JsValue::from_str(shop.id.as_str());
    let out = db::statement(db, TAKE_OUT, &[whose, list(&wrong)?])?;
    let into = db::statement(db, &format!("{FEED} WHERE {NEWER}"), &[list(&right)?])?;
    for result in db.batch(vec![out, into]).await? {
        if let Some(problem) = result.error() {
            return Err(worker::Error::RustError(problem));
        }
    }
    Ok(())
}
