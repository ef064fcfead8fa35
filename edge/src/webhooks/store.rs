//! What a shop's webhook object keeps, in SQL.
//!
//! Messages are only ever added. A row holds the message and its log, which says how it fares at each endpoint; that is the
//! truth. `waiting` is what of it is due, by endpoint, so that no endpoint's backlog is ever in another's way. The calls that a
//! message begins with are not in there: they stand in the message's own row alone (`first` is when their lease ends), which
//! saves the ordinary message two rows. Those that were lost are found between `settled` and the newest message.

use crate::cost;
use dargah_engine::{
    time::Moment,
    webhook::{Delivery, Endpoint, Message, read_all, read_kept},
};
use serde::Deserialize;
use worker::{Result, SqlCursor, SqlStorage, SqlStorageValue};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS endpoint (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS message (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stored INTEGER NOT NULL,
        first INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, log TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS waiting (endpoint TEXT NOT NULL, due INTEGER NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (endpoint, due, number)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS settled (one INTEGER PRIMARY KEY, number INTEGER NOT NULL)";

/// The most messages that one wish replays.
const REPLAY_MAX: i64 = 10_000;

/// A row of any of the tables: each query fills what it has.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Row {
    number: i64,
    due: i64,
    text: String,
    log: String,
}

/// A message as it is stored.
pub(crate) struct Stored {
    pub(crate) number: i64,
    pub(crate) message: Message,
    pub(crate) log: Vec<Delivery>,
    /// When the lease of its first calls ends; zero when all of them were heard of.
    pub(crate) first: i64,
}

fn stored(row: &Row) -> Result<Stored> {
    match (read_kept(&row.text), read_all(&row.log)) {
        (Some(message), Some(log)) => Ok(Stored { number: row.number, message, log, first: row.due }),
        _ => Err(torn()),
    }
}

#[cold]
fn torn() -> worker::Error {
    worker::Error::RustError("what is stored cannot be read".to_owned())
}

/// Something due.
#[derive(Clone, Copy)]
pub(crate) struct Due {
    pub(crate) at: Moment,
    pub(crate) number: i64,
}

/// The tables.
pub(crate) struct Store(SqlStorage);

impl Store {
    /// The tables, made if `new`.
    pub(crate) fn open(sql: SqlStorage, new: bool) -> Result<Self> {
        if new {
            sql.exec(TABLES, None)?;
        }
        Ok(Self(sql))
    }

    fn run(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<SqlCursor> {
        let cursor = self.0.exec(query, values)?;
        cost::wrote(cursor.rows_written());
        Ok(cursor)
    }

    fn rows(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Vec<Row>> {
        self.run(query, values)?.to_array()
    }

    fn stored(&self, clause: &str, values: Vec<SqlStorageValue>) -> Result<Vec<Stored>> {
        let query = format!("SELECT number, first AS due, message AS text, log FROM message WHERE {clause}");
        self.rows(&query, values)?.iter().map(stored).collect()
    }

    /// Every endpoint, in the order in which they were made.
    pub(crate) fn endpoints(&self) -> Result<Vec<Endpoint>> {
        let query = "SELECT doc AS text FROM endpoint ORDER BY json_extract(doc, '$.made_at')";
        let rows = self.rows(query, Vec::new())?;
        rows.iter().map(|row| read_kept(&row.text).ok_or_else(torn)).collect()
    }

    pub(crate) fn endpoint(&self, id: &str) -> Result<Option<Endpoint>> {
        Ok(self.endpoints()?.into_iter().find(|endpoint| endpoint.id == id))
    }

    pub(crate) fn keep(&self, endpoint: &Endpoint) -> Result<()> {
        let doc = serde_json::to_string(endpoint)?;
        self.run("INSERT OR REPLACE INTO endpoint VALUES (?, ?)", vec![endpoint.id.as_str().into(), doc.into()])?;
        Ok(())
    }

    /// Forgets an endpoint and what waits for it. The messages stay.
    pub(crate) fn forget(&self, endpoint: &str) -> Result<()> {
        self.run("DELETE FROM endpoint WHERE id = ?", vec![endpoint.into()])?;
        self.run("DELETE FROM waiting WHERE endpoint = ?", vec![endpoint.into()])?;
        Ok(())
    }

    pub(crate) fn message(&self, number: i64) -> Result<Option<Stored>> {
        Ok(self.stored("number = ?", vec![integer(number)?])?.pop())
    }

    pub(crate) fn event(&self, id: &str) -> Result<Option<Stored>> {
        Ok(self.stored("id = ?", vec![id.into()])?.pop())
    }

    /// Messages behind a number, oldest first.
    pub(crate) fn after(&self, number: i64, limit: i64) -> Result<Vec<Stored>> {
        self.stored("number > ? ORDER BY number LIMIT ?", vec![integer(number)?, integer(limit)?])
    }

    /// Messages for `endpoint` before a number, newest first.
    pub(crate) fn before(&self, number: i64, endpoint: &str, limit: i64) -> Result<Vec<Stored>> {
        let values = vec![integer(number)?, endpoint.into(), integer(limit)?];
        self.stored("number < ? AND instr(log, ?) ORDER BY number DESC LIMIT ?", values)
    }

    /// Adds a message and what begins with it; its number, the next of the stream.
    pub(crate) fn add(&self, message: &Message, log: &[Delivery], first: i64, now: Moment) -> Result<i64> {
        let number = self.last()? + 1;
        let values = vec![
            integer(number)?,
            message.id.as_str().into(),
            integer(now.0)?,
            integer(first)?,
            message.kind.as_str().into(),
            serde_json::to_string(message)?.into(),
            serde_json::to_string(log)?.into(),
        ];
        self.run("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?)", values)?;
        Ok(number)
    }

    /// Writes a message's log.
    pub(crate) fn save(&self, Stored { number, log, first, .. }: &Stored) -> Result<()> {
        let first = if log.iter().any(|delivery| delivery.due == Some(Moment(*first))) { *first } else { 0 };
        let values = vec![integer(*number)?, integer(first)?, serde_json::to_string(log)?.into()];
        self.run("UPDATE message SET first = ?2, log = ?3 WHERE number = ?1", values)?;
        Ok(())
    }

    /// The number of the newest message.
    pub(crate) fn last(&self) -> Result<i64> {
        let rows = self.rows("SELECT COALESCE(MAX(number), 0) AS number FROM message", Vec::new())?;
        Ok(rows.first().map_or(0, |row| row.number))
    }

    /// Messages above a number whose first calls were not heard of yet, and when those calls' lease ends.
    pub(crate) fn unheard(&self, above: i64) -> Result<Vec<Due>> {
        let query = "SELECT number, first AS due FROM message WHERE number > ? AND first > 0 ORDER BY number";
        Ok(self.rows(query, vec![integer(above)?])?.iter().map(due_of).collect())
    }

    /// Up to which message all first calls were heard of, as far as that was written down.
    pub(crate) fn settled(&self) -> Result<i64> {
        Ok(self.rows("SELECT number FROM settled", Vec::new())?.first().map_or(0, |row| row.number))
    }

    pub(crate) fn settle(&self, number: i64) -> Result<()> {
        self.run("INSERT OR REPLACE INTO settled VALUES (1, ?)", vec![integer(number)?])?;
        Ok(())
    }

    /// What is due next at `endpoint`.
    pub(crate) fn next(&self, endpoint: &str) -> Result<Option<Due>> {
        let query = "SELECT due, number FROM waiting WHERE endpoint = ? ORDER BY due LIMIT 1";
        Ok(self.rows(query, vec![endpoint.into()])?.first().map(due_of))
    }

    /// A message is due at `endpoint`, if that is still there.
    pub(crate) fn wait(&self, endpoint: &str, due: Due) -> Result<()> {
        let query = "INSERT OR IGNORE INTO waiting SELECT ?1, ?2, ?3 FROM endpoint WHERE id = ?1";
        self.run(query, vec![endpoint.into(), integer(due.at.0)?, integer(due.number)?])?;
        Ok(())
    }

    pub(crate) fn unwait(&self, endpoint: &str, due: Due) -> Result<()> {
        let query = "DELETE FROM waiting WHERE endpoint = ? AND due = ? AND number = ?";
        self.run(query, vec![endpoint.into(), integer(due.at.0)?, integer(due.number)?])?;
        Ok(())
    }

    /// Has everything that was published `since` and is wanted sent to `endpoint` again, the oldest first; how many.
    pub(crate) fn replay(&self, endpoint: &Endpoint, since: Moment, now: Moment) -> Result<usize> {
        let query = "INSERT OR IGNORE INTO waiting SELECT ?1, ?2, number FROM message
            WHERE stored >= ?3 AND (?4 = '' OR instr(?4, kind)) ORDER BY number LIMIT ?5";
        let values = vec![
            endpoint.id.as_str().into(),
            integer(now.0)?,
            integer(since.0)?,
            endpoint.kinds.as_str().into(),
            integer(REPLAY_MAX)?,
        ];
        Ok(self.run(query, values)?.rows_written())
    }
}

fn due_of(row: &Row) -> Due {
    Due { at: Moment(row.due), number: row.number }
}

fn integer(n: i64) -> Result<SqlStorageValue> {
    SqlStorageValue::try_from_i64(n)
}
