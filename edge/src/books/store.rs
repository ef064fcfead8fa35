//! The books' rows: `subject` holds everything about one, `page` an owner's rows, the newest of which says what stands there
//! (`dargah_engine::books` lays them out), `due` what is to be done for a payment and when, `misfit` facts that could not be posted.

use dargah_engine::{
    books::{
        Account, Books, Command, Kept, Owner, Page, Recorded, Refusal, Subject, Transfer, decide, pages, subjects,
    },
    time::Moment,
};
use serde::Deserialize;
use std::{cell::Cell, collections::BTreeSet};
use worker::{Result, SqlStorage, SqlStorageValue, State};

use super::payout_store;
use crate::cost;

const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS subject (id TEXT PRIMARY KEY, kept TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS page (owner TEXT NOT NULL, n INTEGER NOT NULL, page TEXT NOT NULL, PRIMARY KEY (owner, n)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS due (at INTEGER NOT NULL, payment TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (at, payment, what)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS misfit (fact TEXT PRIMARY KEY, at INTEGER NOT NULL, why TEXT NOT NULL) WITHOUT ROWID",
];

/// The newest row of every owner, found by stepping from one owner to the next in the key.
const NEWEST: &str = "
    WITH RECURSIVE one (owner) AS (
        SELECT MIN(owner) FROM page
        UNION ALL SELECT (SELECT MIN(owner) FROM page WHERE owner > one.owner) FROM one WHERE one.owner IS NOT NULL)
    SELECT n, page FROM one, page WHERE page.owner = one.owner AND n = (SELECT MAX(n) FROM page WHERE owner = one.owner)";

/// The rows of an object.
#[derive(Default)]
pub(crate) struct Store {
    ready: Cell<bool>,
}

#[derive(Deserialize)]
struct KeptRow {
    kept: String,
}

/// A row of an owner's.
#[derive(Deserialize)]
pub(crate) struct PageRow {
    pub(crate) n: u32,
    page: String,
}

impl PageRow {
    pub(crate) fn page(&self) -> Result<Page> {
        Ok(serde_json::from_str(&self.page)?)
    }
}

/// A fact that could not be posted.
#[derive(Deserialize)]
pub(crate) struct MisfitRow {
    pub(crate) fact: String,
    pub(crate) at: i64,
    pub(crate) why: String,
}

/// Something to be done for a payment.
#[derive(Deserialize)]
pub(crate) struct DueRow {
    pub(crate) at: i64,
    pub(crate) payment: String,
    pub(crate) what: String,
}

#[derive(Deserialize)]
struct NextRow {
    at: Option<i64>,
}

impl Store {
    pub(crate) fn sql(&self, state: &State) -> Result<SqlStorage> {
        let sql = state.storage().sql();
        if !self.ready.replace(true) {
            for table in TABLES.iter().chain(&payout_store::TABLES) {
                sql.exec(table, None)?;
            }
        }
        Ok(sql)
    }

    /// The part of the books with these subjects and accounts in it.
    pub(crate) fn load(
        &self,
        sql: &SqlStorage,
        of: &[Subject],
        accounts: impl IntoIterator<Item = Account>,
    ) -> Result<Books> {
        let mut kept: Vec<Kept> = Vec::new();
        for subject in of {
            let rows: Vec<KeptRow> =
                sql.exec("SELECT kept FROM subject WHERE id = ?", vec![subject.as_str().into()])?.to_array()?;
            for row in rows {
                kept.extend(serde_json::from_str::<Vec<Kept>>(&row.kept)?);
            }
        }
        // Where a hold ends, its accounts move as well.
        let of_holds = kept.iter().filter_map(Kept::held_accounts).flatten();
        let owners: BTreeSet<Owner> =
            accounts.into_iter().chain(of_holds.cloned()).map(|account| Owner::of(&account)).collect();
        let mut balances = Vec::new();
        let mut last_at = kept.iter().map(|kept| kept.at).max().unwrap_or(Moment(0));
        for owner in owners {
            if let Some(row) = self.newest(sql, &owner)? {
                let page = row.page()?;
                last_at = last_at.max(page.at);
                balances.extend(page.stands);
            }
        }
        Ok(Books::load(balances, kept, last_at, 0))
    }

    fn newest(&self, sql: &SqlStorage, owner: &Owner) -> Result<Option<PageRow>> {
        Ok(self.pages(sql, owner, None, 1)?.into_iter().next())
    }

    /// An owner's rows before a number, the newest first.
    pub(crate) fn pages(
        &self,
        sql: &SqlStorage,
        owner: &Owner,
        before: Option<u32>,
        limit: u32,
    ) -> Result<Vec<PageRow>> {
        let before = integer(before.map_or(i64::from(u32::MAX), i64::from))?;
        let query = "SELECT n, page FROM page WHERE owner = ? AND n < ? ORDER BY n DESC LIMIT ?";
        sql.exec(query, vec![owner.as_str().into(), before, integer(limit.into())?])?.to_array()
    }

    /// The newest row of every owner.
    pub(crate) fn all(&self, sql: &SqlStorage) -> Result<Vec<PageRow>> {
        sql.exec(NEWEST, None)?.to_array()
    }

    /// Posts transfers that a rule has made of `books`, where that is a part of the books with the subjects that the rule reads.
    /// Nothing is awaited in here, so all of it is written or nothing.
    pub(crate) fn post(
        &self,
        sql: &SqlStorage,
        transfers: Vec<Transfer>,
        also: &[Subject],
        now: Moment,
    ) -> Result<core::result::Result<(), Refusal>> {
        if transfers.is_empty() {
            return Ok(Ok(()));
        }
        let command = Command::Post(transfers);
        let (of, accounts) = needs(&command, also);
        let books = self.load(sql, &of, accounts)?;
        self.carry_out(sql, books, command, now)
    }

    /// Lets the holds of a subject lapse whose time is over.
    pub(crate) fn lapse(&self, sql: &SqlStorage, subject: &Subject, now: Moment) -> Result<()> {
        let books = self.load(sql, core::slice::from_ref(subject), [])?;
        // Time passing is never refused.
        self.carry_out(sql, books, Command::Due, now).map(|_| ())
    }

    fn carry_out(
        &self,
        sql: &SqlStorage,
        mut books: Books,
        command: Command,
        now: Moment,
    ) -> Result<core::result::Result<(), Refusal>> {
        match decide(&books, command, now) {
            Ok(events) => {
                events.iter().for_each(|event| books.apply(event));
                self.write(sql, &books, &events)?;
                Ok(Ok(()))
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    fn write(&self, sql: &SqlStorage, after: &Books, events: &[Recorded]) -> Result<()> {
        for subject in subjects(events) {
            let kept: Vec<&Kept> = after.about(&subject).collect();
            let text = serde_json::to_string(&kept)?;
            let query = "INSERT INTO subject (id, kept) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET kept = ?2";
            cost::wrote(sql.exec(query, vec![subject.as_str().into(), text.into()])?.rows_written());
        }
        for (owner, page) in pages(after, events) {
            let text = serde_json::to_string(&page)?;
            let query = "INSERT INTO page (owner, n, page)
                SELECT ?1, COALESCE((SELECT MAX(n) FROM page WHERE owner = ?1), 0) + 1, ?2";
            cost::wrote(sql.exec(query, vec![owner.as_str().into(), text.into()])?.rows_written());
        }
        Ok(())
    }

    /// A fact that could not be posted is kept where the operator finds it.
    pub(crate) fn misfit(&self, sql: &SqlStorage, fact: &str, why: &str, now: Moment) -> Result<()> {
        let query = "INSERT INTO misfit (fact, at, why) VALUES (?, ?, ?) ON CONFLICT (fact) DO NOTHING";
        cost::wrote(sql.exec(query, vec![fact.into(), integer(now.0)?, why.into()])?.rows_written());
        Ok(())
    }

    /// A fact is posted, whatever kept it before.
    pub(crate) fn fits(&self, sql: &SqlStorage, fact: &str) -> Result<()> {
        sql.exec("DELETE FROM misfit WHERE fact = ?", vec![fact.into()])?;
        Ok(())
    }

    /// Facts that could not be posted, the newest first.
    pub(crate) fn misfits(&self, sql: &SqlStorage) -> Result<Vec<MisfitRow>> {
        sql.exec("SELECT fact, at, why FROM misfit ORDER BY at DESC LIMIT 200", None)?.to_array()
    }

    /// Remembers what is to be done for a payment.
    pub(crate) fn remember(&self, sql: &SqlStorage, at: Moment, payment: &str, what: &str) -> Result<()> {
        let query = "INSERT INTO due (at, payment, what) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        cost::wrote(sql.exec(query, vec![integer(at.0)?, payment.into(), what.into()])?.rows_written());
        Ok(())
    }

    /// What is due by now, the oldest first.
    pub(crate) fn due(&self, sql: &SqlStorage, now: Moment, limit: i64) -> Result<Vec<DueRow>> {
        let query = "SELECT at, payment, what FROM due WHERE at <= ? ORDER BY at LIMIT ?";
        sql.exec(query, vec![integer(now.0)?, integer(limit)?])?.to_array()
    }

    /// It is done.
    pub(crate) fn done(&self, sql: &SqlStorage, row: &DueRow) -> Result<()> {
        let query = "DELETE FROM due WHERE at = ? AND payment = ? AND what = ?";
        sql.exec(query, vec![integer(row.at)?, row.payment.as_str().into(), row.what.as_str().into()])?;
        Ok(())
    }

    /// When the next thing is due.
    pub(crate) fn next(&self, sql: &SqlStorage) -> Result<Option<Moment>> {
        let row: NextRow = sql.exec("SELECT MIN(at) AS at FROM due", None)?.one()?;
        Ok(row.at.map(Moment))
    }
}

/// The subjects and accounts that a command needs.
fn needs(command: &Command, also: &[Subject]) -> (Vec<Subject>, Vec<Account>) {
    let names = command.names();
    let mut of: Vec<Subject> = names.transfers.iter().map(|id| id.subject()).chain(also.iter().cloned()).collect();
    of.sort_unstable();
    of.dedup();
    (of, names.accounts.into_iter().cloned().collect())
}

pub(super) fn integer(n: i64) -> Result<SqlStorageValue> {
    SqlStorageValue::try_from_i64(n)
}
