//! The log of what people changed: writing it down, and showing it to the operator.

use crate::{
    db::{self, int},
    world,
};
use dargah_engine::{
    id::ShopId,
    member::audit::{Entry, Head, Who},
    problem::{Code, Fault},
};
use serde::Deserialize;
use serde_json::Value;
use worker::D1Database;

/// How often it is tried to be the next one, while others are.
const TRIES: usize = 20;

#[derive(Deserialize)]
struct Last {
    seq: i64,
    hash: String,
}

/// Notes that `who` did `what` (`subject.done`: `team.invited`), in `shop` if in one. `details` is a JSON object without secrets, and of
/// a person with no more than an id or a masked number.
pub(crate) async fn note(
    db: &D1Database,
    who: Who,
    shop: Option<&ShopId>,
    what: &'static str,
    details: Value,
) -> Result<(), Fault> {
    let details = if let Value::Object(details) = details { details } else { Default::default() };
    let mut entry = Entry { seq: 0, at: world::now(), who, shop: shop.cloned(), what: what.to_owned(), details };
    for _ in 0..TRIES {
        if added(db, &mut entry).await.map_err(crate::api::internal)? {
            return Ok(());
        }
    }
    Err(Code::Unavailable.into())
}

/// Adds it after the last one, unless somebody else was faster.
async fn added(db: &D1Database, entry: &mut Entry) -> worker::Result<bool> {
    let last: Option<Last> = db::first(db, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", &[]).await?;
    let head = last.map_or_else(Head::default, |last| Head { seq: last.seq, hash: last.hash });
    entry.seq = head.seq + 1;
    let link = entry.after(&head.hash);
    let sql = "INSERT OR IGNORE INTO audit (seq, text, hash) VALUES (?, ?, ?)";
    Ok(db::run(db, sql, &[int(entry.seq), link.text.into(), link.hash.into()]).await? == 1)
}
