//! The relational database (D1): its tables, as `edge/migrations` has them, and the few ways in which it is asked.
//!
//! The tables are made by whoever needs them first, so that a deployment is one command and a new file is all that a change takes.

use crate::world;
use serde::{Deserialize, de::DeserializeOwned};
use std::cell::Cell;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, Env, Result};

/// Every file of `edge/migrations`, in order. Statements stand apart by an empty line; each can be said twice.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_registry.sql")),
    (2, include_str!("../migrations/0002_members.sql")),
    (3, include_str!("../migrations/0003_reports.sql")),
    (4, include_str!("../migrations/0004_onboarding.sql")),
    (5, include_str!("../migrations/0005_payment_links.sql")),
    (6, include_str!("../migrations/0006_refunded.sql")),
    (7, include_str!("../migrations/0007_reconciliations.sql")),
    (8, include_str!("../migrations/0008_contract_before.sql")),
    (9, include_str!("../migrations/0009_payout_account.sql")),
    (10, include_str!("../migrations/0010_wallet.sql")),
];

const MADE: &str = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, at INTEGER NOT NULL)";

thread_local! {
    static READY: Cell<bool> = const { Cell::new(false) };
}

#[derive(Deserialize)]
struct Number {
    number: i64,
}

/// The database, with every table made.
pub(crate) async fn of(env: &Env) -> Result<D1Database> {
    let db = env.d1("DB")?;
    if !READY.get() {
        migrate(&db).await?;
        READY.set(true);
    }
    Ok(db)
}

async fn migrate(db: &D1Database) -> Result<()> {
    db.prepare(MADE).run().await?;
    let made: Vec<Number> = rows(db, "SELECT number FROM migration", &[]).await?;
    for (number, text) in MIGRATIONS {
        if made.iter().any(|made| made.number == *number) {
            continue;
        }
        let mut statements: Vec<D1PreparedStatement> = statements(text).map(|sql| db.prepare(sql)).collect();
        let noted = db.prepare("INSERT OR IGNORE INTO migration VALUES (?, ?)");
        statements.push(noted.bind(&[int(*number), int(world::now().0)])?);
        db.batch(statements).await?;
    }
    Ok(())
}

/// The statements of a file. What is a comment and nothing else is none.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    let says = |part: &&str| part.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"));
    text.split("\n\n").filter(says).map(str::trim)
}

/// A statement with its values.
pub(crate) fn statement(db: &D1Database, sql: &str, values: &[JsValue]) -> Result<D1PreparedStatement> {
    db.prepare(sql).bind(values)
}

/// Every row that a question finds.
pub(crate) async fn rows<T: DeserializeOwned>(db: &D1Database, sql: &str, values: &[JsValue]) -> Result<Vec<T>> {
    statement(db, sql, values)?.all().await?.results()
}

/// The row that a question finds, if it finds one.
pub(crate) async fn first<T: DeserializeOwned>(db: &D1Database, sql: &str, values: &[JsValue]) -> Result<Option<T>> {
    Ok(rows(db, sql, values).await?.into_iter().next())
}

/// Changes something; how many rows were changed.
pub(crate) async fn run(db: &D1Database, sql: &str, values: &[JsValue]) -> Result<usize> {
    let meta = statement(db, sql, values)?.run().await?.meta()?;
    Ok(meta.and_then(|meta| meta.changes).unwrap_or(0))
}

/// A whole number as the database takes it: exact up to 2^53, which no amount and no time comes near.
#[expect(
    clippy::cast_precision_loss,
    reason = "amounts and times stay under 2^53, where every integer has its own float"
)]
pub(crate) fn int(n: i64) -> JsValue {
    JsValue::from_f64(n as f64)
}

/// A text, or NULL.
pub(crate) fn text(value: Option<&str>) -> JsValue {
    value.map_or(JsValue::NULL, JsValue::from_str)
}

/// A whole number, or NULL.
pub(crate) fn maybe_int(value: Option<i64>) -> JsValue {
    value.map_or(JsValue::NULL, int)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_the_folder_are_the_migrations_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        files.sort();
        let numbers: Vec<i64> = files.iter().map(|name| name.to_str().unwrap()[..4].parse().unwrap()).collect();
        assert_eq!(numbers, MIGRATIONS.iter().map(|(number, _)| *number).collect::<Vec<_>>());
    }

    #[test]
    fn a_file_falls_apart_into_its_statements_and_no_trigger_is_torn() {
        for (number, text) in MIGRATIONS {
            for sql in statements(text) {
                assert!(sql.ends_with(';'), "{number}: {sql}");
                assert_eq!(sql.contains("BEGIN"), sql.contains("END;"), "{number}: {sql}");
            }
        }
    }
}
