//! A bank's statement against the payouts. A row has an id of its content, so the same file told twice changes nothing; a row that
//! nobody knows is listed, and becomes a case in the books.

use super::{batch::deposit_id, shaparak::DepositId};
use crate::{
    books::Subject,
    gateway::Unit,
    id::PayoutId,
    identity::Iban,
    money::{AMOUNT_MAX, Rial},
    reconcile::{FileFault, FileProblem, Stamp, csv::Reader, file::whole},
    seal::sha256_hex,
    text::{ascii_digits, folded},
    time::Moment,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Under which headings a bank writes what. No bank's are documented in public, so they are the operator's to set; a heading is
/// compared as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The day, perhaps with the time.
    pub date: String,
    /// The time of day, if it has a column of its own.
    #[serde(default)]
    pub time: String,
    /// What came.
    pub came: String,
    /// What went.
    pub went: String,
    /// What it says. Several columns may: the description, the deposit id, the tracking number.
    pub says: Vec<String>,
    /// Whether amounts are rial or toman.
    pub unit: Unit,
}

/// A row of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    /// Made of what it says: the same row has the same one in every file.
    pub id: String,
    /// The line of the file.
    pub line: u32,
    /// When; a whole day ends at its last moment.
    pub at: Moment,
    /// What came.
    pub came: Rial,
    /// What went.
    pub went: Rial,
    /// What it says, as one line.
    pub says: String,
}

impl StatementRow {
    /// The name of the case that it is if nobody knows it.
    #[must_use]
    pub fn case(&self) -> Option<Subject> {
        Subject::case(&format!("row.{}", self.id))
    }
}

/// Reads a statement of the account `bank`.
///
/// # Errors
/// The first [`FileProblem`]. There is no reading of a part.
pub fn read_statement(bytes: &[u8], bank: &Iban, columns: &Columns) -> Result<Vec<StatementRow>, FileProblem> {
    let (mut reader, headings) = Reader::open(bytes)?;
    let names: Vec<String> = headings.cells.iter().map(|cell| folded(cell)).collect();
    let find = |name: &str| names.iter().position(|one| !name.is_empty() && *one == folded(name));
    let need = |name: &str| find(name).ok_or(FileFault::ColumnMissing.about(headings.line, 0, name));
    let (date, came, went) = (need(&columns.date)?, need(&columns.came)?, need(&columns.went)?);
    let time = find(&columns.time);
    let says: Vec<usize> = columns.says.iter().filter_map(|name| find(name)).collect();
    if says.is_empty() {
        return Err(FileFault::ColumnMissing.at(headings.line, 0));
    }
    let ten = if columns.unit == Unit::Toman { 10 } else { 1 };
    let (mut rows, mut seen) = (Vec::new(), BTreeMap::<String, u32>::new());
    while let Some(record) = reader.next()? {
        let cell = |column: usize| {
            let cell = record.cells.get(column).map_or("", String::as_str).trim();
            ascii_digits(cell.trim_start_matches('\''))
        };
        let amount = |column: usize| {
            let text = cell(column);
            let amount = if text.is_empty() || text == "-" { Some(0) } else { whole(&text) };
            let amount = amount.and_then(|n| n.checked_mul(ten)).and_then(|n| Rial::new(n).ok());
            let fits = amount.filter(|amount| amount.get() <= AMOUNT_MAX.saturating_mul(1_000));
            fits.ok_or(FileFault::AmountInvalid.at(record.line, column + 1))
        };
        let (came, went) = (amount(came)?, amount(went)?);
        if (came == Rial::ZERO) == (went == Rial::ZERO) {
            return Err(FileFault::AmountInvalid.at(record.line, 0));
        }
        let wrong_date = || FileFault::DateInvalid.at(record.line, date + 1);
        let stamp = Stamp::read(&cell(date)).ok_or_else(wrong_date)?;
        let of_day = time.map(cell).filter(|text| !text.is_empty());
        let stamp = match of_day {
            Some(text) if stamp.whole_day => stamp.with_time(&text).ok_or_else(wrong_date)?,
            _ => stamp,
        };
        let said: Vec<String> = says.iter().map(|column| cell(*column)).filter(|text| !text.is_empty()).collect();
        let said = said.join(" ");
        let content = format!("{bank}|{}|{came}|{went}|{said}", stamp.at.0);
        // Two rows that say the same are the first and the second of them, in every file.
        let nth = seen.entry(content.clone()).or_insert(0);
        *nth += 1;
        let id = sha256_hex(format!("{content}|{nth}").as_bytes()).chars().take(32).collect();
        rows.push(StatementRow { id, line: record.line, at: stamp.at, came, went, says: said });
    }
    Ok(rows)
}

/// A payout that a statement may speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Which.
    pub id: PayoutId,
    /// How much.
    pub amount: Rial,
    /// The batch file that it went in.
    pub batch: Option<String>,
    /// The row that shows that it left, once one has.
    pub settled_row: Option<String>,
    /// The row that shows that it came back, once one has.
    pub returned_row: Option<String>,
}

/// What a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It was taken in before: nothing follows.
    Known,
    /// These payouts left by it: one, or all of a batch.
    Settled(Vec<PayoutId>),
    /// This payout came back.
    Returned(PayoutId),
    /// Shaparak paid an acceptor's sales.
    Shaparak(DepositId),
    /// It names a payout, with another amount than that has, or a second time: a case for a person.
    Odd(PayoutId),
    /// Nobody knows it: a case for a person.
    Unknown,
}

/// The words of what a row says, in which a deposit id or a batch's is looked for.
fn words(says: &str) -> impl Iterator<Item = &str> {
    says.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
}

/// The shortest word that may name a payout or a batch: ids are longer than any tracking number.
const NAME_LEAST: usize = 20;

/// Every word of these rows that may name a payout, as its deposit id, or a batch: what has to be loaded to match them.
#[must_use]
pub fn names(rows: &[StatementRow]) -> BTreeSet<String> {
    let is_name = |word: &&str| word.len() >= NAME_LEAST && word.bytes().any(|b| b.is_ascii_alphabetic());
    let of = |row: &StatementRow| {
        words(&row.says.to_ascii_uppercase()).filter(is_name).map(str::to_owned).collect::<Vec<_>>()
    };
    rows.iter().flat_map(of).collect()
}

/// What each row is. `taken` says which rows are cases of the books already.
#[must_use]
pub fn match_rows(rows: &[StatementRow], expected: &[Expected], taken: impl Fn(&StatementRow) -> bool) -> Vec<Found> {
    let mut matcher = Matcher { by_name: BTreeMap::new(), batches: BTreeMap::new() };
    for one in expected {
        matcher.by_name.insert(deposit_id(&one.id), (one, one.settled_row.is_some(), one.returned_row.is_some()));
        if let Some(batch) = &one.batch {
            matcher.batches.entry(batch.to_ascii_uppercase()).or_default().push(deposit_id(&one.id));
        }
    }
    let shown = |row: &StatementRow| {
        let by = |id: &Option<String>| id.as_ref() == Some(&row.id);
        expected.iter().any(|one| by(&one.settled_row) || by(&one.returned_row))
    };
    rows.iter().map(|row| if taken(row) || shown(row) { Found::Known } else { matcher.find(row) }).collect()
}

struct Matcher<'a> {
    /// Payouts by deposit id: whether each has left, and has come back.
    by_name: BTreeMap<String, (&'a Expected, bool, bool)>,
    batches: BTreeMap<String, Vec<String>>,
}

impl Matcher<'_> {
    fn find(&mut self, row: &StatementRow) -> Found {
        let says = row.says.to_ascii_uppercase();
        let words = || words(&says);
        if let Some(name) = words().find(|word| self.by_name.contains_key(*word)) {
            return self.one(row, name);
        }
        if let Some(batch) = words().find(|word| self.batches.contains_key(*word)) {
            return self.batch(row, batch);
        }
        match words().find_map(DepositId::read) {
            Some(deposit) if row.came > Rial::ZERO => Found::Shaparak(deposit),
            _ => Found::Unknown,
        }
    }

    fn one(&mut self, row: &StatementRow, name: &str) -> Found {
        let Some((one, left, back)) = self.by_name.get_mut(name) else { return Found::Unknown };
        let amount = row.came.max(row.went);
        if amount != one.amount {
            return Found::Odd(one.id.clone());
        }
        match (row.went > Rial::ZERO, *left, *back) {
            (true, false, _) => {
                *left = true;
                Found::Settled(vec![one.id.clone()])
            }
            (false, true, false) => {
                *back = true;
                Found::Returned(one.id.clone())
            }
            _ => Found::Odd(one.id.clone()),
        }
    }

    /// A bank may show a batch as one row: all of it left if the sum is that of what has not.
    fn batch(&mut self, row: &StatementRow, batch: &str) -> Found {
        let Some(names) = self.batches.get(batch) else { return Found::Unknown };
        let waiting: Vec<&String> =
            names.iter().filter(|name| self.by_name.get(*name).is_some_and(|(_, left, _)| !left)).collect();
        let sum: i64 =
            waiting.iter().filter_map(|name| self.by_name.get(*name)).map(|(one, ..)| one.amount.get()).sum();
        if waiting.is_empty() || sum != row.went.get() {
            return Found::Unknown;
        }
        let waiting: Vec<String> = waiting.into_iter().cloned().collect();
        let mut ids = Vec::with_capacity(waiting.len());
        for name in waiting {
            if let Some((one, left, _)) = self.by_name.get_mut(&name) {
                *left = true;
                ids.push(one.id.clone());
            }
        }
        Found::Settled(ids)
    }
}
