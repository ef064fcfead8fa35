//! What is wrong with a file, and where. Such a file is refused whole: half of a settlement is none.

use super::csv::{BYTES_MAX, COLUMNS_MAX, ROWS_MAX};
use crate::problem::{Code, Fault};
use core::fmt;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $word:literal $text:literal;)*) => {
        /// What is wrong with a file. The words are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FileFault { $($(#[$doc])* $name,)* }

        impl FileFault {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its stable word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

faults! {
    /// Over the limit of bytes.
    TooLarge = "too_large" "the file is over 8 MiB: split it by days";
    /// No UTF-8.
    NotUtf8 = "not_utf8" "the text is not UTF-8 (an old Windows-1256 or a UTF-16 file?): save it as \"CSV UTF-8\"";
    /// A workbook.
    Workbook = "workbook" "this is a workbook, not CSV: save its sheet as \"CSV UTF-8\"";
    /// No line with headings.
    Empty = "empty" "there is no line with headings";
    /// Over the limit of rows.
    TooManyRows = "too_many_rows" "there are more than 100,000 rows: split the file by days";
    /// Over the limit of columns.
    TooManyColumns = "too_many_columns" "there are more than 64 columns";
    /// A cell over the limit.
    CellTooLong = "cell_too_long" "a cell is longer than 2,000 bytes, or a name of a payment than 128";
    /// A control character, or a line that ends in a bare CR.
    ControlCharacter = "control_character" "a control character is in the text";
    /// A quote that nothing closes.
    QuoteOpen = "quote_open" "a quote is opened and never closed";
    /// A quote in the middle of a cell, or text after a closing one.
    QuoteStray = "quote_stray" "a quote is in the middle of a cell";
    /// No separator, or two that could be one.
    SeparatorUnclear = "separator_unclear" "the headings are not separated by one of comma, semicolon and tab";
    /// Another number of cells than headings.
    Ragged = "ragged" "the row has another number of cells than there are headings";
    /// A column that is needed is not there.
    ColumnMissing = "column_missing" "a column is missing";
    /// Two columns say the same thing.
    ColumnTwice = "column_twice" "two columns are for the same thing";
    /// Nothing says whether it is rial or toman.
    UnitUnknown = "unit_unknown" "nothing says whether amounts are rial or toman: put (rial) or (toman) into the heading";
    /// Two places say different units.
    UnitContradicts = "unit_contradicts" "two places say different units";
    /// A row that names no payment.
    NamesNothing = "names_nothing" "the row names neither an order nor a reference (a line of totals? remove it)";
    /// A number that a spreadsheet has changed.
    NumberDamaged = "number_damaged" "a spreadsheet has rounded the long numbers: export them as text";
    /// No whole amount.
    AmountInvalid = "amount_invalid" "the amount is not a whole number above zero and up to 100 billion rial";
    /// Money in the wrong direction.
    SignContradicts = "sign_contradicts" "a negative amount in a row that is not said to be a refund or a reversal";
    /// A word for the kind or state of a row that nobody here knows.
    WordUnknown = "word_unknown" "this word says nothing known";
    /// No date.
    DateInvalid = "date_invalid" "this is no date of a Jalali or Gregorian calendar (year first)";
}

// The texts above say these numbers.
const _: () = assert!(BYTES_MAX == 8 << 20 && ROWS_MAX == 100_000 && COLUMNS_MAX == 64);

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProblem {
    /// What.
    pub fault: FileFault,
    /// Line of the file, from 1; 0 where it is about the whole file.
    pub line: u32,
    /// Column, from 1; 0 where it is about the whole line.
    pub column: u32,
    /// The heading or word it is about, if that helps. Never the content of a cell that may hold a number.
    pub about: String,
}

impl FileFault {
    /// The fault at a place.
    pub(crate) fn at(self, line: u32, column: usize) -> FileProblem {
        self.about(line, column, "")
    }

    /// The fault at a place, about a heading or a word.
    #[cold]
    pub(crate) fn about(self, line: u32, column: usize, about: &str) -> FileProblem {
        // A cell in the wrong column may hold a card's number: digits are not repeated.
        let about = about.chars().take(40).map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        FileProblem { fault: self, line, column: u32::try_from(column).unwrap_or(u32::MAX), about }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}", self.line)?;
            if self.column > 0 {
                write!(f, ", column {}", self.column)?;
            }
            f.write_str(": ")?;
        }
        f.write_str(self.fault.text())?;
        if self.about.is_empty() { Ok(()) } else { write!(f, ": `{}`", self.about) }
    }
}

impl From<FileProblem> for Fault {
    fn from(problem: FileProblem) -> Self {
        Self::new(Code::SettlementFileInvalid, format!("{}: {problem}", problem.fault.as_str()))
    }
}
