//! Comma-separated text as RFC 4180 has it, read strictly: what is not well-formed is an error with its line and column, never
//! a guess. Beside the comma it takes the semicolon and the tab, since spreadsheets write what their locale says.

use super::fault::{FileFault, FileProblem};

/// The most bytes of a file.
pub const BYTES_MAX: usize = 8 << 20;
/// The most rows after the headings.
pub const ROWS_MAX: usize = 100_000;
/// The most columns.
pub const COLUMNS_MAX: usize = 64;
/// The most bytes of a cell: a description may be long, a whole file in one unclosed quote is not a cell.
const CELL_MAX: usize = 2_000;

/// One line of cells.
pub(crate) struct Record {
    /// The line of the file it begins on, from 1.
    pub(crate) line: u32,
    /// Its cells, as many as there are headings.
    pub(crate) cells: Vec<String>,
}

/// Reads records one after another, so that a large file is never held twice.
pub(crate) struct Reader<'a> {
    rest: &'a str,
    separator: char,
    line: u32,
    width: usize,
    rows: usize,
}

impl<'a> Reader<'a> {
    /// Opens a file and reads its headings.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<(Self, Record), FileProblem> {
        if bytes.len() > BYTES_MAX {
            return Err(FileFault::TooLarge.at(0, 0));
        }
        // A zip archive (.xlsx), a compound file (.xls).
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(FileFault::Workbook.at(0, 0));
        }
        let text = core::str::from_utf8(bytes).map_err(|e| {
            let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
            FileFault::NotUtf8.at(1 + count(before), 0)
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Self { rest: text, separator: ',', line: 1, width: 0, rows: 0 };
        if text.trim().is_empty() {
            return Err(FileFault::Empty.at(0, 0));
        }
        reader.separator = separator(text.trim_start()).ok_or(FileFault::SeparatorUnclear.at(reader.line, 0))?;
        let headings = reader.next()?.ok_or(FileFault::Empty.at(0, 0))?;
        reader.width = headings.cells.len();
        Ok((reader, headings))
    }

    /// The next record that is not blank; nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Record>, FileProblem> {
        while !self.rest.is_empty() {
            let record = self.record()?;
            if record.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if self.width > 0 {
                if record.cells.len() != self.width {
                    return Err(FileFault::Ragged.at(record.line, record.cells.len().min(self.width + 1)));
                }
                self.rows += 1;
                if self.rows > ROWS_MAX {
                    return Err(FileFault::TooManyRows.at(record.line, 0));
                }
            }
            return Ok(Some(record));
        }
        Ok(None)
    }

    fn record(&mut self) -> Result<Record, FileProblem> {
        let mut record = Record { line: self.line, cells: Vec::with_capacity(self.width) };
        loop {
            let column = record.cells.len() + 1;
            if column > COLUMNS_MAX {
                return Err(FileFault::TooManyColumns.at(self.line, column));
            }
            record.cells.push(self.cell(column)?);
            let mut chars = self.rest.chars();
            let end = chars.next();
            if end == Some('\r') && chars.as_str().starts_with('\n') {
                chars.next();
            } else if end == Some('\r') {
                return Err(FileFault::ControlCharacter.at(self.line, column));
            } else if end == Some(self.separator) {
                self.rest = chars.as_str();
                continue;
            } else if !matches!(end, None | Some('\n')) {
                return Err(FileFault::QuoteStray.at(self.line, column));
            }
            self.rest = chars.as_str();
            self.line += 1;
            return Ok(record);
        }
    }

    /// One cell, up to what ends it.
    fn cell(&mut self, column: usize) -> Result<String, FileProblem> {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let ends = [self.separator, '\n', '\r', '"'];
            let (cell, rest) = self.rest.split_at(self.rest.find(ends).unwrap_or(self.rest.len()));
            if rest.starts_with('"') {
                return Err(FileFault::QuoteStray.at(self.line, column));
            }
            self.rest = rest;
            return self.sound(cell, column).map(str::to_owned);
        };
        let (opened, mut cell) = (self.line, String::new());
        self.rest = quoted;
        loop {
            let Some((piece, rest)) = self.rest.split_once('"') else {
                return Err(FileFault::QuoteOpen.at(opened, column));
            };
            cell.push_str(self.sound(piece, column)?);
            self.line += count(piece.as_bytes());
            self.rest = rest;
            match rest.strip_prefix('"') {
                Some(more) => {
                    cell.push('"');
                    self.rest = more;
                }
                None if cell.len() > CELL_MAX => return Err(FileFault::CellTooLong.at(opened, column)),
                None => return Ok(cell),
            }
        }
    }

    fn sound<'t>(&self, piece: &'t str, column: usize) -> Result<&'t str, FileProblem> {
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if piece.len() > CELL_MAX {
            Err(FileFault::CellTooLong.at(self.line, column))
        } else if piece.contains(control) {
            Err(FileFault::ControlCharacter.at(self.line, column))
        } else {
            Ok(piece)
        }
    }
}

fn count(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|&&b| b == b'\n').count()).unwrap_or(u32::MAX)
}

/// What separates the headings: the one of the three that stands there most often outside quotes, if there is one.
fn separator(text: &str) -> Option<char> {
    let (mut counts, mut quoted) = ([0_u32; 3], false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            ',' if !quoted => counts[0] += 1,
            ';' if !quoted => counts[1] += 1,
            '\t' if !quoted => counts[2] += 1,
            _ => {}
        }
    }
    let most = *counts.iter().max()?;
    let mut found = [',', ';', '\t'].into_iter().zip(counts).filter(|(_, n)| *n == most && most > 0);
    found.next().map(|(c, _)| c).filter(|_| found.next().is_none())
}
