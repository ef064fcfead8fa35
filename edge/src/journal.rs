//! The log of a shop's decisions and of what became of them, in its board's object: lines as they come, one row for each second
//! in which any came, and beside them what they refer to, snapshots and policies, each once.

use crate::{cost, world};
use dargah_engine::{
    id::DecisionId,
    routing::{Case, Decision, Ends, Estimate, Estimator, Evidence, Heard, Line, Outcome, Policy, Preview, Snapshot},
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use worker::{Result, SqlStorage, SqlStorageValue};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS log (at INTEGER PRIMARY KEY, lines TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL) WITHOUT ROWID";

/// How long lines are kept.
const KEPT_FOR: Span = Span::hours(72);

/// What lines refer to is noted as still used so often at most, and kept so much longer.
const NOTED_EVERY: Span = Span::hours(12);

/// More than this is not kept, bytes: then the oldest goes first.
const SIZE_MAX: usize = 1024 * 1024 * 1024;

/// So many rows go at once, and are looked for once in so many rows written.
const SWEPT_ROWS: i64 = 600;
const SWEEP_EVERY: u32 = 60;

/// The longest row, bytes; the platform's limit is two million.
const ROW_MAX: usize = 512 * 1024;

/// With so many lines waiting nobody waits for the second to be over.
const WAITING_MAX: usize = 4_096;

/// A decision is written within so long after it was made, however slow the way here.
const WRITTEN_WITHIN: Span = Span::minutes(2);

/// How far apart two clocks of the platform may be.
const SKEW: Span = Span::seconds(5);

/// An estimate rests on so many decisions at most, and a question looks at so many rows: with outcomes coming every second, those
/// of five hours.
const ESTIMATED: u64 = 20_000;
const LOOKED_AT: u32 = 20_000;

/// A preview rests on so many decisions at most: each is made again twice.
const PREVIEWED: u64 = 5_000;

/// The way to a snapshot, by its version.
type SnapshotOf<'a> = dyn FnMut(u64) -> Result<Option<Rc<Option<Snapshot>>>> + 'a;

/// Rows that are read at once.
const PAGE: i64 = 16;

/// Snapshots that an estimate holds: neighbouring decisions were made from the same few.
const HELD: usize = 16;

/// What an isolate hands over.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Batch {
    pub(crate) lines: Vec<Line>,
    /// What the lines refer to, by name: snapshots and policies, as text.
    pub(crate) kept: Vec<(String, String)>,
}

/// A decision with all that it takes to make it again.
#[derive(Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) line: Decision,
    /// What was reported of it, in the order in which it came.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) snapshot: Option<String>,
    pub(crate) policy: Option<String>,
}

/// The name under which a snapshot is kept.
pub(crate) fn snapshot_name(version: u64) -> String {
    format!("s/{version}")
}

/// The name under which a policy is kept.
pub(crate) fn policy_name(name: &str) -> String {
    format!("p/{name}")
}

#[derive(Deserialize)]
struct Row {
    at: i64,
    text: String,
}

/// The log.
pub(crate) struct Journal {
    sql: SqlStorage,
    ready: Cell<bool>,
    heard: RefCell<Heard>,
    /// Lines that are not written yet.
    waiting: RefCell<Vec<String>>,
    until_sweep: Cell<u32>,
}

impl Journal {
    pub(crate) fn new(sql: SqlStorage) -> Self {
        Self {
            sql,
            ready: Cell::default(),
            heard: RefCell::default(),
            waiting: RefCell::default(),
            until_sweep: Cell::default(),
        }
    }

    /// Takes a batch in, and says what its lines say of the gateways. What they refer to is written at once, the lines with the
    /// next `write`.
    pub(crate) fn take(&self, batch: Batch) -> Result<Vec<Evidence>> {
        let now = world::now();
        for (name, text) in &batch.kept {
            let query = "INSERT INTO kept VALUES (?1, ?2, ?3)
                ON CONFLICT (name) DO UPDATE SET at = ?2 WHERE at < ?4";
            let noted = now.0 - NOTED_EVERY.0;
            self.run(query, vec![name.as_str().into(), integer(now.0)?, text.as_str().into(), integer(noted)?])?;
        }
        let (mut heard, mut waiting) = (self.heard.borrow_mut(), self.waiting.borrow_mut());
        let mut evidence = Vec::new();
        for line in &batch.lines {
            evidence.extend(heard.evidence(line));
            waiting.push(serde_json::to_string(line)?);
        }
        let many = waiting.len() >= WAITING_MAX;
        drop(waiting);
        if many {
            self.write()?;
        }
        Ok(evidence)
    }

    /// Writes what waits.
    pub(crate) fn write(&self) -> Result<()> {
        let lines = self.waiting.take();
        if lines.is_empty() {
            return Ok(());
        }
        let now = world::now();
        let mut row = String::new();
        for (i, line) in lines.iter().enumerate() {
            row.push_str(line);
            row.push('\n');
            if row.len() > ROW_MAX || i + 1 == lines.len() {
                // A second row of the same millisecond takes the next free one.
                let query = "INSERT INTO log SELECT MAX(?1, COALESCE(MAX(at) + 1, 0)), ?2 FROM log";
                self.run(query, vec![integer(now.0)?, core::mem::take(&mut row).into()])?;
            }
        }
        self.sweep()
    }

    /// Forgets what is too old, or too much.
    fn sweep(&self) -> Result<()> {
        if let Some(left) = self.until_sweep.get().checked_sub(1) {
            self.until_sweep.set(left);
            return Ok(());
        }
        self.until_sweep.set(SWEEP_EVERY);
        let old = world::now().0 - KEPT_FOR.0;
        let older = old - NOTED_EVERY.0;
        // Each of these reads what it takes away and no more: a snapshot's name begins with when it was published.
        let oldest = |table: &str, key: &str, clause: &str| {
            format!(
                "DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {clause} ORDER BY {key} LIMIT ?)"
            )
        };
        let take = |table, key, clause: &str, values: Vec<SqlStorageValue>| {
            let values = values.into_iter().chain([integer(SWEPT_ROWS)?]).collect();
            self.run(&oldest(table, key, clause), values)
        };
        take("log", "at", "at < ?", vec![integer(old)?])?;
        take("kept", "name", "name >= 's/' AND name < ?", vec![snapshot_name(older.unsigned_abs()).into()])?;
        take("kept", "name", "name >= 'p/' AND name < 'p0' AND at < ?", vec![integer(older)?])?;
        if self.sql.database_size() > SIZE_MAX {
            take("log", "at", "TRUE", Vec::new())?;
            take("kept", "name", "name >= 's/' AND name < 's0'", Vec::new())?;
        }
        Ok(())
    }

    /// A decision, and what it refers to.
    pub(crate) fn find(&self, id: &DecisionId) -> Result<Option<Found>> {
        self.write()?;
        let sign = format!("\"id\":\"{id}\"");
        let made_at = id.made_at();
        let (from, to) = (made_at.0 - SKEW.0, made_at.0 + WRITTEN_WITHIN.0);
        // `instr` finds the row without any line of the others being read.
        let query =
            "SELECT at, lines AS text FROM log WHERE at BETWEEN ? AND ? AND instr(lines, ?) ORDER BY at LIMIT 1";
        let rows = self.rows(query, vec![integer(from)?, integer(to)?, sign.as_str().into()])?;
        let line = rows.iter().flat_map(|row| row.text.lines()).find(|line| line.contains(&sign));
        let Some(Line::Decision(line)) = line.and_then(|line| serde_json::from_str(line).ok()) else { return Ok(None) };
        let snapshot = self.kept(&snapshot_name(line.choice.snapshot))?;
        let policy = self.kept(&policy_name(&line.policy))?;
        let outcomes = self.outcomes(id, from)?;
        Ok(Some(Found { line: *line, outcomes, snapshot, policy }))
    }

    /// What was reported of a decision, in the rows from `from` on that are looked at. The same again, at whatever time, is told once.
    fn outcomes(&self, id: &DecisionId, from: i64) -> Result<Vec<Outcome>> {
        let sign = format!("\"decision\":\"{id}\"");
        let query = "SELECT at, text FROM (SELECT at, lines AS text FROM log WHERE at >= ? ORDER BY at LIMIT ?)
            WHERE instr(text, ?) ORDER BY at LIMIT ?";
        let values = vec![integer(from)?, integer(i64::from(LOOKED_AT))?, sign.as_str().into(), integer(PAGE)?];
        let rows = self.rows(query, values)?;
        let mut outcomes: Vec<Outcome> = Vec::new();
        for line in rows.iter().flat_map(|row| row.text.lines()).filter(|line| line.contains(&sign)) {
            if let Ok(Line::Outcome(outcome)) = serde_json::from_str(line)
                && !outcomes.iter().any(|known| Outcome { at: outcome.at, ..known.clone() } == outcome)
            {
                outcomes.push(outcome);
            }
        }
        Ok(outcomes)
    }

    fn kept(&self, name: &str) -> Result<Option<String>> {
        let rows = self.rows("SELECT at, text FROM kept WHERE name = ?", vec![name.into()])?;
        Ok(rows.into_iter().next().map(|row| row.text))
    }

    /// What a policy would have brought, by the newest of the log.
    pub(crate) fn estimate(&self, policy: &Policy) -> Result<Estimate> {
        let mut estimator = Estimator::new(policy);
        self.walk(0, |line, snapshot| {
            match line {
                Line::Outcome(outcome) => estimator.outcome(&outcome),
                Line::Decision(decision) if estimator.wants(&decision.id) => {
                    if let Some(snapshot) = snapshot(decision.choice.snapshot)? {
                        estimator.decision(&decision, snapshot.as_ref().as_ref());
                    }
                }
                Line::Decision(_) => {}
            }
            Ok(estimator.counted() < ESTIMATED)
        })?;
        Ok(estimator.estimate())
    }

    /// What the second policy would have done to the decisions from `since` on, beside what the first does.
    pub(crate) fn preview(&self, policies: (&Policy, &Policy), since: Moment) -> Result<Preview> {
        let (mut preview, mut ends) = (Preview::default(), Ends::default());
        let whole = self.walk(since.0, |line, snapshot| {
            match line {
                Line::Outcome(outcome) => ends.outcome(&outcome),
                // A row may hold what was decided a little before it was written.
                Line::Decision(decision) if decision.made_at() >= since => {
                    if let Some(snapshot) = snapshot(decision.choice.snapshot)? {
                        let paid = ends.take(&decision);
                        let (asked, choice, at) = (&decision.asked, &decision.choice, decision.made_at());
                        preview.add(&Case { asked, choice, at, paid }, policies, snapshot.as_ref().as_ref());
                    }
                }
                Line::Decision(_) => {}
            }
            Ok(preview.counted() < PREVIEWED)
        })?;
        if !whole {
            preview.sample();
        }
        Ok(preview)
    }

    /// Goes through the log from its newest line back to `since`, ms, while `each` says so. With a line comes the way to a snapshot:
    /// nothing for one that is not kept any more, without which nobody can say what another policy would have done, and an empty one
    /// where no health was known. Whether all of it was looked at.
    fn walk(&self, since: i64, mut each: impl FnMut(Line, &mut SnapshotOf<'_>) -> Result<bool>) -> Result<bool> {
        self.write()?;
        let mut held: Vec<(u64, Rc<Option<Snapshot>>)> = Vec::new();
        let mut snapshot_of = |version: u64| {
            if let Some((_, snapshot)) = held.iter().find(|(other, _)| *other == version) {
                return Ok(Some(snapshot.clone()).filter(|snapshot| version == 0 || snapshot.is_some()));
            }
            let text = self.kept(&snapshot_name(version))?;
            let snapshot = Rc::new(text.and_then(|text| Snapshot::read(&text)));
            held.truncate(HELD - 1);
            held.insert(0, (version, snapshot.clone()));
            Ok(Some(snapshot).filter(|snapshot| version == 0 || snapshot.is_some()))
        };
        let (mut before, mut looked_at) = (i64::MAX >> 11, 0);
        loop {
            let query = "SELECT at, lines AS text FROM log WHERE at < ? AND at >= ? ORDER BY at DESC LIMIT ?";
            let rows = self.rows(query, vec![integer(before)?, integer(since)?, integer(PAGE)?])?;
            let Some(last) = rows.last() else { return Ok(true) };
            (before, looked_at) = (last.at, looked_at + u32::try_from(rows.len()).unwrap_or(0));
            let mut goes_on = looked_at < LOOKED_AT;
            for line in rows.iter().flat_map(|row| row.text.lines().rev()) {
                if let Ok(line) = serde_json::from_str(line) {
                    goes_on &= each(line, &mut snapshot_of)?;
                }
            }
            if !goes_on {
                return Ok(false);
            }
        }
    }

    fn run(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<worker::SqlCursor> {
        // Our own checkout's board has no log, and no tables because of it.
        if !self.ready.replace(true) {
            self.sql.exec(TABLES, None)?;
        }
        let cursor = self.sql.exec(query, values)?;
        cost::wrote(cursor.rows_written());
        Ok(cursor)
    }

    fn rows(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Vec<Row>> {
        self.run(query, values)?.to_array()
    }
}

fn integer(n: i64) -> Result<SqlStorageValue> {
    SqlStorageValue::try_from_i64(n)
}
