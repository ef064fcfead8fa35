//! A settlement file as typed rows.

use super::{
    csv::{Reader, Record},
    date::Stamp,
    fault::{FileFault, FileProblem},
    format::{Columns, Field},
    words::{self, Kind, Word},
};
use crate::{
    gateway::{Provider, Unit},
    money::{AMOUNT_MAX, Rial},
    text::{ascii_digits, folded},
};

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file it begins on.
    pub line: u32,
    /// What it is.
    pub kind: Kind,
    /// The order number, as the file writes it; empty where it has none.
    pub order: String,
    /// The bank's names for the payment.
    pub references: Vec<String>,
    /// The amount.
    pub amount: Rial,
    /// When.
    pub at: Option<Stamp>,
    /// Whether it is another terminal's, in a file that names this contract's one elsewhere.
    pub other_terminal: bool,
}

/// A settlement file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementFile {
    /// Its rows, in order, but for those where no money moved.
    pub rows: Vec<Row>,
    /// Rows where no money moved: failed, cancelled, expired.
    pub without_money: u32,
    /// Whether it can say that a row is a refund. Where it cannot, that none is there says nothing.
    pub says_refunds: bool,
    /// Sum of what it says is paid out, rial.
    pub settled: i64,
    /// Sum of what it says is kept, rial.
    pub fees: i64,
}

/// Digits up to which a spreadsheet keeps a number as it is.
const EXACT_DIGITS: usize = 15;
/// The longest order number or reference, bytes: the longest of any provider's is a digital receipt of 100.
const NAME_MAX: usize = 128;
/// So many long numbers that all end in zeros are no chance.
const ROUNDED_MIN: u32 = 3;

impl SettlementFile {
    /// Reads a file of `provider` for the contract with this terminal.
    ///
    /// # Errors
    /// The first [`FileProblem`], with its line and column. There is no reading of a part.
    pub fn read(bytes: &[u8], provider: Provider, terminal: &str) -> Result<Self, FileProblem> {
        let (mut reader, headings) = Reader::open(bytes)?;
        let columns = Columns::find(provider, &headings)?;
        let says_refunds = columns.of(Field::Kind).or(columns.of(Field::Status)).is_some();
        let mut file = Self { rows: Vec::new(), without_money: 0, says_refunds, settled: 0, fees: 0 };
        let (mut long, mut rounded, mut ours) = (0_u32, 0_u32, false);
        while let Some(record) = reader.next()? {
            let cells = Cells { record: &record, columns: &columns };
            let Some(kind) = cells.kind()? else {
                file.without_money += 1;
                continue;
            };
            let row = cells.row(kind)?;
            if row.order.len() > EXACT_DIGITS {
                long += 1;
                rounded += u32::from(row.order[EXACT_DIGITS..].bytes().all(|b| b == b'0'));
            }
            let said = cells.cell(Field::Terminal);
            let other = !said.is_empty() && bare(&said) != bare(terminal);
            ours |= !said.is_empty() && !other;
            let unit = cells.unit()?;
            file.settled = file.settled.saturating_add(cells.sum(Field::Settled, unit)?);
            file.fees = file.fees.saturating_add(cells.sum(Field::Fee, unit)?);
            file.rows.push(Row { other_terminal: other, ..row });
        }
        if long >= ROUNDED_MIN && long == rounded {
            let column = columns.of(Field::Order).map_or(0, |column| column + 1);
            return Err(FileFault::NumberDamaged.at(headings.line, column));
        }
        // A column that never has our terminal speaks of something else by that name.
        if !ours {
            for row in &mut file.rows {
                row.other_terminal = false;
            }
        }
        Ok(file)
    }
}

/// A name of the bank's as it is compared: digits in ASCII, and without the zeros in front that a spreadsheet takes away from
/// a number. Letters are compared as they are: a digital receipt is case-sensitive.
pub(super) fn bare(reference: &str) -> String {
    let plain = ascii_digits(reference.trim());
    if plain.bytes().all(|b| b.is_ascii_digit()) { plain.trim_start_matches('0').to_owned() } else { plain }
}

struct Cells<'a> {
    record: &'a Record,
    columns: &'a Columns,
}

impl Cells<'_> {
    /// A cell without what people put around it; a lone dash is empty.
    fn at(&self, column: usize) -> String {
        let cell = self.record.cells.get(column).map_or("", String::as_str);
        let around = |c: char| c.is_whitespace() || matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
        let cell = cell.trim_matches(around).trim_start_matches('\'');
        if cell == "-" { String::new() } else { ascii_digits(cell) }
    }

    fn cell(&self, field: Field) -> String {
        self.columns.of(field).map_or_else(String::new, |column| self.at(column))
    }

    fn fault(&self, fault: FileFault, field: Field, about: &str) -> FileProblem {
        fault.about(self.record.line, self.columns.of(field).map_or(0, |column| column + 1), about)
    }

    fn kind(&self) -> Result<Option<Kind>, FileProblem> {
        let mut said = [None; 2];
        for (slot, field) in said.iter_mut().zip([Field::Kind, Field::Status]) {
            if self.columns.of(field).is_some() {
                let cell = self.cell(field);
                let word =
                    Word::read(&folded(&cell)).ok_or_else(|| self.fault(FileFault::WordUnknown, field, &cell))?;
                *slot = Some(word);
            }
        }
        Ok(words::kind(said))
    }

    fn row(&self, kind: Kind) -> Result<Row, FileProblem> {
        let order = self.cell(Field::Order);
        let mut references: Vec<String> = Vec::new();
        for &column in &self.columns.references {
            let reference = bare(&self.at(column));
            if is_damaged(&reference) {
                return Err(FileFault::NumberDamaged.at(self.record.line, column + 1));
            }
            if !reference.is_empty() && !references.contains(&reference) {
                references.push(reference);
            }
        }
        if is_damaged(&order) {
            return Err(self.fault(FileFault::NumberDamaged, Field::Order, ""));
        }
        if order.len() > NAME_MAX || references.iter().any(|reference| reference.len() > NAME_MAX) {
            return Err(FileFault::CellTooLong.at(self.record.line, 0));
        }
        if order.is_empty() && references.is_empty() {
            return Err(FileFault::NamesNothing.at(self.record.line, 0));
        }
        let amount = self.money(Field::Amount, self.unit()?)?;
        if amount < 0 && kind == Kind::Sale {
            return Err(self.fault(FileFault::SignContradicts, Field::Amount, ""));
        }
        let amount = Rial::new(amount.abs()).ok().filter(|amount| (1..=AMOUNT_MAX).contains(&amount.get()));
        let amount = amount.ok_or_else(|| self.fault(FileFault::AmountInvalid, Field::Amount, ""))?;
        Ok(Row { line: self.record.line, kind, order, references, amount, at: self.stamp()?, other_terminal: false })
    }

    /// What the row's own column of currencies says.
    fn unit(&self) -> Result<Option<Unit>, FileProblem> {
        if self.columns.of(Field::Currency).is_none() {
            return Ok(None);
        }
        let unit = words::unit(&folded(&self.cell(Field::Currency)));
        unit.map(Some).ok_or_else(|| self.fault(FileFault::UnitUnknown, Field::Currency, ""))
    }

    fn money(&self, field: Field, row: Option<Unit>) -> Result<i64, FileProblem> {
        let unit = self.columns.unit(field, row).map_err(|fault| self.fault(fault, field, ""))?;
        let ten = if unit == Unit::Toman { 10 } else { 1 };
        let amount = whole(&self.cell(field)).and_then(|amount| amount.checked_mul(ten));
        amount.ok_or_else(|| self.fault(FileFault::AmountInvalid, field, ""))
    }

    /// An amount that is not compared, only summed up; empty is none.
    fn sum(&self, field: Field, row: Option<Unit>) -> Result<i64, FileProblem> {
        if self.cell(field).is_empty() { Ok(0) } else { self.money(field, row) }
    }

    fn stamp(&self) -> Result<Option<Stamp>, FileProblem> {
        let (date, time) = (self.cell(Field::Date), self.cell(Field::Time));
        if self.columns.of(Field::Date).is_none() {
            return Ok(None);
        }
        let stamp = Stamp::read(&date).ok_or_else(|| self.fault(FileFault::DateInvalid, Field::Date, ""))?;
        if time.is_empty() || !stamp.whole_day {
            return Ok(Some(stamp));
        }
        stamp.with_time(&time).map(Some).ok_or_else(|| self.fault(FileFault::DateInvalid, Field::Time, ""))
    }
}

/// `1.23457E+17`: what a spreadsheet makes of a long number.
fn is_damaged(number: &str) -> bool {
    let tail = number.split_once(['E', 'e']).filter(|(head, _)| head.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    tail.is_some_and(|(head, tail)| !head.is_empty() && tail.starts_with('+'))
}

/// A whole number, perhaps with separators between groups of three digits, perhaps negative.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(text) => (-1, text),
        None => (1, text),
    };
    let mut groups = text.split([',', '٬', '،']);
    let first = groups.next()?;
    let (mut digits, mut grouped) = (first.to_owned(), false);
    for group in groups {
        grouped = true;
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    // The sign is off: `parse` alone would take another one.
    let fits = digits.bytes().all(|b| b.is_ascii_digit()) && (!grouped || (1..=3).contains(&first.len()));
    digits.parse::<i64>().ok().filter(|_| fits).map(|amount| sign * amount)
}
