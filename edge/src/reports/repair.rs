//! The report against the ledger, a stretch of a shop's payments at a time: what differs, and putting it right.

use super::{Of, ROW, ask, take};
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
    let (low, high) = (at.after.unwrap_or_else(|| edge(0)), last.unwrap_or_else(|| edge(u8::MAX)));
    let db = db::of(env).await.map_err(unavailable)?;
    let told = between(&db, shop, low, high).await.map_err(unavailable)?;
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

/// What the report has behind `low`, up to `high`.
async fn between(db: &D1Database, shop: &Shop, low: PaymentId, high: PaymentId) -> Result<Vec<Row>> {
    let sql = format!(
        "SELECT {ROW} FROM report_payment INDEXED BY report_payment_id WHERE shop = ?1 AND id > ?2 AND id <= ?3 ORDER BY id"
    );
    let text = |id: PaymentId| JsValue::from_str(&id.to_string());
    ask(db, &sql, &[JsValue::from_str(shop.id.as_str()), text(low), text(high)]).await
}

async fn put_right(db: &D1Database, shop: &Shop, rows: &[Row], told: &[Row], differences: &[Difference]) -> Result<()> {
    let differs = |id: PaymentId| differences.iter().any(|difference| difference.payment() == id);
    // A row whose key is wrong, or that the ledger does not know, is no row of that payment.
    for wrong in told.iter().filter(|told| differs(told.id)) {
        let right = rows.iter().find(|row| row.id == wrong.id);
        let key = |row: &Row| (row.shop.clone(), row.mode, row.created_at);
        if right.is_none_or(|right| key(right) != key(wrong)) {
            let of = Of { shop: shop.id.clone(), mode: wrong.mode };
            let mut values = of.values();
            values.extend([db::int(wrong.created_at.0), JsValue::from_str(&wrong.id.to_string())]);
            let sql = "DELETE FROM report_payment WHERE shop = ?1 AND mode = ?2 AND created_at = ?3 AND id = ?4";
            db::run(db, sql, &values).await?;
        }
    }
    let right: Vec<Row> = rows.iter().filter(|row| differs(row.id)).cloned().collect();
    take(db, &right, "excluded.version >= report_payment.version").await
}
