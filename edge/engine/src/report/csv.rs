//! Rows for a spreadsheet, a line at a time, so that any number of them takes the memory of one.
//!
//! UTF-8 with a byte order mark, because spreadsheets guess another encoding without it; lines end with CR LF (RFC 4180). A cell
//! that a spreadsheet would take for a formula begins with an apostrophe. In Persian the headings and words are Persian and times
//! are Jalali; in English they are the API's own words, and times are ISO 8601. Both are Tehran's time, and digits are ASCII
//! ones in either, because spreadsheets count with no others.

use super::row::Row;
use crate::{
    calendar::{DAY, Day},
    return_link::status_word,
    time::{Moment, TEHRAN},
};
use dargah_wire::{Mode, PaymentStatus};
use dargah_words::Locale;

/// Headings, in English as the API calls them.
const COLUMNS: [(&str, &str); 15] = [
    ("payment", "شناسهٔ پرداخت"),
    ("order_id", "شمارهٔ سفارش"),
    ("status", "وضعیت"),
    ("reason", "دلیل"),
    ("class", "دستهٔ خطا"),
    ("amount", "مبلغ (ریال)"),
    ("refunded", "بازگشت داده‌شده (ریال)"),
    ("gateway", "درگاه"),
    ("attempts", "تعداد تلاش"),
    ("reference", "شمارهٔ مرجع"),
    ("mobile", "موبایل"),
    ("mode", "حالت"),
    ("created_at", "زمان ایجاد"),
    ("paid_at", "زمان پرداخت"),
    ("ended_at", "زمان پایان"),
];

/// Writes rows in one language.
#[derive(Clone, Copy, Debug)]
pub struct Csv {
    persian: bool,
}

impl Csv {
    /// In `locale`: Persian, or the words of the API.
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        Self { persian: locale == Locale::Fa }
    }

    /// The first line of a file of payments, with the mark in front.
    #[must_use]
    pub fn head(self) -> String {
        self.begin(&COLUMNS)
    }

    /// The first line of a file with these columns, in English and in Persian, with the mark in front.
    #[must_use]
    pub fn begin(self, columns: &[(&str, &str)]) -> String {
        let mut text = String::from("\u{feff}");
        let heads: Vec<&str> = columns.iter().map(|&(en, fa)| self.either(en, fa)).collect();
        self.line(&mut text, &heads);
        text
    }

    /// One of two texts, by the file's language.
    #[must_use]
    pub const fn either<'a>(self, en: &'a str, fa: &'a str) -> &'a str {
        if self.persian { fa } else { en }
    }

    /// Adds a payment's line to `text`.
    pub fn row(self, text: &mut String, row: &Row) {
        let reason = row.reason.and_then(|reason| serde_json::to_value(reason).ok());
        let (amount, refunded) = (row.amount.to_string(), row.refunded.to_string());
        let attempts = row.attempts.to_string();
        let id = row.id.to_string();
        let at = |at: Option<Moment>| at.map_or_else(String::new, |at| self.time(at));
        let cells = [
            id.as_str(),
            &row.order_id,
            self.status(row.status),
            reason.as_ref().and_then(|reason| reason.as_str()).unwrap_or_default(),
            row.class.map_or("", |class| class.as_str()),
            &amount,
            &refunded,
            row.gateway.as_ref().map_or("", |gateway| gateway.as_str()),
            &attempts,
            row.reference.as_deref().unwrap_or_default(),
            row.mobile.as_deref().unwrap_or_default(),
            match (self.persian, row.mode) {
                (false, Mode::Test) => "test",
                (false, Mode::Live) => "live",
                (true, Mode::Test) => "آزمایشی",
                (true, Mode::Live) => "واقعی",
            },
            &at(Some(row.created_at)),
            &at(row.paid_at),
            &at(row.ended_at),
        ];
        self.line(text, &cells);
    }

    /// Adds a line of cells to `text`.
    pub fn line(self, text: &mut String, cells: &[&str]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            write_cell(text, cell);
        }
        text.push_str("\r\n");
    }

    /// A moment as the file's language writes it.
    #[must_use]
    pub fn time(self, at: Moment) -> String {
        let day = Day::of(at);
        let seconds = (at.0.saturating_add(TEHRAN.0)).rem_euclid(DAY) / 1000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match (self.persian, day.to_jalali(), day.to_gregorian()) {
            (true, Some((y, m, d)), _) => format!("{y:04}/{m:02}/{d:02} {hour:02}:{minute:02}:{second:02}"),
            (_, _, Some((y, m, d))) => format!("{y:04}-{m:02}-{d:02}T{hour:02}:{minute:02}:{second:02}+03:30"),
            _ => String::new(),
        }
    }

    const fn status(self, status: PaymentStatus) -> &'static str {
        if !self.persian {
            return status_word(status);
        }
        match status {
            PaymentStatus::Open => "در انتظار پرداخت",
            PaymentStatus::Processing => "در حال پیگیری از بانک",
            PaymentStatus::Paid => "پرداخت‌شده",
            PaymentStatus::Failed => "ناموفق",
            PaymentStatus::Expired => "منقضی",
            PaymentStatus::Review => "در دست بررسی",
            PaymentStatus::Cancelled => "لغوشده",
            PaymentStatus::Refunded => "بازگشت داده‌شده",
            PaymentStatus::Returned => "برگشت‌خورده از بانک",
        }
    }
}

/// A cell that no spreadsheet takes for a formula, in quotes where it has to be.
fn write_cell(text: &mut String, cell: &str) {
    let guarded = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = cell.contains([',', ';', '"', '\n', '\r', '\t']);
    if quoted {
        text.push('"');
    }
    if guarded {
        text.push('\'');
    }
    for c in cell.chars() {
        if c == '"' {
            text.push('"');
        }
        text.push(c);
    }
    if quoted {
        text.push('"');
    }
}
