//! Rows of payouts beside those of the books: `payout` holds one with all its events, `payout_file` a file that was made for a bank.

use super::store::integer;
use crate::cost;
use dargah_engine::{
    books::{Owner, rules::PayoutSource},
    id::PayoutId,
    identity::Iban,
    payout::{NextFile, Payout, Recorded, Stage},
};
use serde::{Deserialize, Serialize};
use worker::{Error, Result, SqlStorage, SqlStorageValue};

/// `n` counts an owner's own, `seq` all of them; `asked` tells one request under an idempotency key from another.
pub(super) const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS payout (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL,
        n INTEGER NOT NULL, stage TEXT NOT NULL, asked TEXT NOT NULL, events TEXT NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS payout_of ON payout (owner, n)",
    "CREATE INDEX IF NOT EXISTS payout_at ON payout (stage, seq)",
    "CREATE TABLE IF NOT EXISTS payout_file (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL,
        serial INTEGER NOT NULL, file TEXT NOT NULL)",
];

#[derive(Deserialize)]
struct Row {
    number: u32,
    asked: String,
    events: String,
}

/// A payout as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Its place in the list that was asked for.
    pub(crate) number: u32,
    /// What was asked, as a hash.
    pub(crate) asked: String,
    pub(crate) events: Vec<Recorded>,
}

impl Kept {
    pub(crate) fn payout(&self) -> Result<Payout> {
        Payout::replay(&self.events).ok_or_else(|| Error::RustError("a payout without a beginning".to_owned()))
    }
}

impl TryFrom<Row> for Kept {
    type Error = Error;

    fn try_from(Row { number, asked, events }: Row) -> Result<Self> {
        Ok(Self { number, asked, events: serde_json::from_str(&events)? })
    }
}

fn kept(sql: &SqlStorage, query: &str, values: Vec<SqlStorageValue>) -> Result<Vec<Kept>> {
    sql.exec(query, values)?.to_array::<Row>()?.into_iter().map(Kept::try_from).collect()
}

/// One of them.
pub(super) fn one(sql: &SqlStorage, id: &PayoutId) -> Result<Option<Kept>> {
    let query = "SELECT n AS number, asked, events FROM payout WHERE id = ?";
    Ok(kept(sql, query, vec![id.as_str().into()])?.into_iter().next())
}

/// An owner's, the newest first, before a number of theirs.
pub(super) fn of_owner(sql: &SqlStorage, owner: &Owner, before: u32, limit: u32) -> Result<Vec<Kept>> {
    let query = "SELECT n AS number, asked, events FROM payout WHERE owner = ? AND n < ? ORDER BY n DESC LIMIT ?";
    kept(sql, query, vec![owner.as_str().into(), integer(before.into())?, integer(limit.into())?])
}

/// Everybody's, the newest first, before a number of all; at one stage, or at any.
pub(super) fn of_all(sql: &SqlStorage, stage: Option<Stage>, before: u32, limit: u32) -> Result<Vec<Kept>> {
    let (before, limit) = (integer(before.into())?, integer(limit.into())?);
    match stage {
        Some(stage) => {
            let query = "SELECT seq AS number, asked, events FROM payout WHERE stage = ? AND seq < ?
                ORDER BY seq DESC LIMIT ?";
            kept(sql, query, vec![stage.as_str().into(), before, limit])
        }
        None => {
            let query = "SELECT seq AS number, asked, events FROM payout WHERE seq < ? ORDER BY seq DESC LIMIT ?";
            kept(sql, query, vec![before, limit])
        }
    }
}

/// The oldest at a stage.
pub(super) fn oldest(sql: &SqlStorage, stage: Stage, limit: u32) -> Result<Vec<Kept>> {
    let query = "SELECT seq AS number, asked, events FROM payout WHERE stage = ? ORDER BY seq LIMIT ?";
    kept(sql, query, vec![stage.as_str().into(), integer(limit.into())?])
}

/// Keeps a new one.
pub(super) fn insert(
    sql: &SqlStorage,
    source: &PayoutSource,
    id: &PayoutId,
    asked: &str,
    events: &[Recorded],
) -> Result<()> {
    let query = "INSERT INTO payout (id, owner, n, stage, asked, events)
        SELECT ?1, ?2, COALESCE((SELECT MAX(n) FROM payout WHERE owner = ?2), 0) + 1, ?3, ?4, ?5";
    let owner = Owner::of(&source.account());
    let values = vec![
        id.as_str().into(),
        owner.as_str().into(),
        Stage::Prepared.as_str().into(),
        asked.into(),
        serde_json::to_string(events)?.into(),
    ];
    cost::wrote(sql.exec(query, values)?.rows_written());
    Ok(())
}

/// Keeps what has become of one.
pub(super) fn update(sql: &SqlStorage, payout: &Payout, events: &[Recorded]) -> Result<()> {
    let query = "UPDATE payout SET stage = ?2, events = ?3 WHERE id = ?1";
    let text = serde_json::to_string(events)?;
    let values = vec![payout.prepared.id.as_str().into(), payout.stage.as_str().into(), text.into()];
    cost::wrote(sql.exec(query, values)?.rows_written());
    Ok(())
}

/// A file as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptFile {
    /// Its place among all.
    pub(crate) number: u32,
    pub(crate) file: NextFile,
}

#[derive(Deserialize)]
struct FileRow {
    number: u32,
    file: String,
}

#[derive(Deserialize)]
struct LastRow {
    last: Option<u32>,
}

fn files_of(sql: &SqlStorage, query: &str, values: Vec<SqlStorageValue>) -> Result<Vec<KeptFile>> {
    let rows: Vec<FileRow> = sql.exec(query, values)?.to_array()?;
    rows.into_iter()
        .map(|FileRow { number, file }| Ok(KeptFile { number, file: serde_json::from_str(&file)? }))
        .collect()
}

/// A file by its id.
pub(super) fn file(sql: &SqlStorage, id: &str) -> Result<Option<KeptFile>> {
    let query = "SELECT seq AS number, file FROM payout_file WHERE id = ?";
    Ok(files_of(sql, query, vec![id.into()])?.into_iter().next())
}

/// Files, the newest first, before a number.
pub(super) fn files(sql: &SqlStorage, before: u32, limit: u32) -> Result<Vec<KeptFile>> {
    let query = "SELECT seq AS number, file FROM payout_file WHERE seq < ? ORDER BY seq DESC LIMIT ?";
    files_of(sql, query, vec![integer(before.into())?, integer(limit.into())?])
}

/// The number of the newest file of an account; 0 before the first.
pub(super) fn last_serial(sql: &SqlStorage, account: &Iban) -> Result<u32> {
    let query = "SELECT MAX(serial) AS last FROM payout_file WHERE account = ?";
    let row: LastRow = sql.exec(query, vec![account.as_str().into()])?.one()?;
    Ok(row.last.unwrap_or(0))
}

/// Keeps a file.
pub(super) fn keep_file(sql: &SqlStorage, file: &NextFile) -> Result<()> {
    let query = "INSERT INTO payout_file (id, account, serial, file) VALUES (?, ?, ?, ?)";
    let values = vec![
        file.batch.id().into(),
        file.batch.from.as_str().into(),
        integer(file.batch.serial.into())?,
        serde_json::to_string(file)?.into(),
    ];
    cost::wrote(sql.exec(query, values)?.rows_written());
    Ok(())
}
