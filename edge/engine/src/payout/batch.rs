//! The file that has a bank make many transfers: ISO 20022's pain.001.001.03 as Iranian banks take it (`.ccti`), and the same rows for
//! those that take a table. Dates are Jalali, amounts whole rial, and what a bank has no word for says `EMPTY`.

use crate::{
    calendar::{DAY, Day},
    dated::write_jalali,
    id::PayoutId,
    identity::Iban,
    money::Rial,
    report::Csv,
    time::{Moment, TEHRAN},
};
use core::fmt::Write;
use dargah_words::Locale;
use serde::{Deserialize, Serialize};

/// The most characters of a name or a description (ISO 20022's Max140Text).
const TEXT_MAX: usize = 140;
/// Every bank's orders go through the central bank.
const CENTRAL_BANK: &str = "BMJIIRTHXXX";
/// The largest serial: nine digits.
const SERIAL_MAX: u32 = 999_999_999;

/// A transfer of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchRow {
    /// The payout. Its id is the deposit id, by which the bank's statement is matched.
    pub payout: PayoutId,
    /// To whom.
    pub name: String,
    /// To which account.
    pub iban: Iban,
    /// How much.
    pub amount: Rial,
    /// What the receiver reads.
    pub about: String,
}

/// Many transfers from one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The account that pays.
    pub from: Iban,
    /// Its owner.
    pub owner: String,
    /// Number of the file among those of this account: a number is used once.
    pub serial: u32,
    /// When it was made.
    pub made_at: Moment,
    /// The day on which the bank is to carry it out.
    pub day: Day,
    /// The transfers.
    pub rows: Vec<BatchRow>,
}

/// What is wrong with a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchFault {
    /// No row.
    Empty,
    /// More rows than the bank takes.
    TooManyRows,
    /// The serial has more than nine digits, or is nothing.
    Serial,
    /// A row of nothing, by its number from 0.
    Amount(usize),
    /// A payout that is there before, by its number from 0.
    Twice(usize),
    /// A name or description that is empty, too long, or more than a line, by its number from 0.
    Text(usize),
    /// The owner's name, likewise.
    Owner,
    /// More money than can be counted.
    Sum,
    /// A day outside of the calendar.
    Day,
}

/// A file to be handed to a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchFile {
    /// Its name.
    pub name: String,
    /// Its text, UTF-8.
    pub text: String,
}

impl Batch {
    /// The file's id: the paying account and nine digits. It names the batch to the bank, and in the statement.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}{:09}", self.from, self.serial)
    }

    /// What all of it comes to, rial.
    ///
    /// # Errors
    /// The first [`BatchFault`]. `rows_most` is what the bank takes ([`super::Files`]).
    pub fn check(&self, rows_most: usize) -> Result<i64, BatchFault> {
        let is_line = |text: &str| crate::text::line(text, TEXT_MAX).as_deref() == Some(text);
        if self.rows.is_empty() {
            return Err(BatchFault::Empty);
        }
        if self.rows.len() > rows_most {
            return Err(BatchFault::TooManyRows);
        }
        if self.serial == 0 || self.serial > SERIAL_MAX {
            return Err(BatchFault::Serial);
        }
        if !is_line(&self.owner) {
            return Err(BatchFault::Owner);
        }
        let mut seen = std::collections::BTreeSet::new();
        let mut sum = 0_i64;
        for (index, row) in self.rows.iter().enumerate() {
            if row.amount == Rial::ZERO {
                return Err(BatchFault::Amount(index));
            }
            if !seen.insert(&row.payout) {
                return Err(BatchFault::Twice(index));
            }
            if !is_line(&row.name) || !is_line(&row.about) {
                return Err(BatchFault::Text(index));
            }
            sum = sum.checked_add(row.amount.get()).ok_or(BatchFault::Sum)?;
        }
        Ok(sum)
    }

    /// The `.ccti` file.
    ///
    /// # Errors
    /// What [`Batch::check`] says, or [`BatchFault::Day`].
    pub fn ccti(&self, rows_most: usize) -> Result<BatchFile, BatchFault> {
        let (sum, count, id) = (self.check(rows_most)?, self.rows.len(), self.id());
        let made = stamp(self.made_at).ok_or(BatchFault::Day)?;
        let day = write_jalali(self.day).ok_or(BatchFault::Day)?;
        let owner = Escaped(&self.owner);
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        text.push_str("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\">\n  <CstmrCdtTrfInitn>\n");
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "    <GrpHdr>\n      <MsgId>{id}</MsgId>\n      <CreDtTm>{made}</CreDtTm>\n      <NbOfTxs>{count}</NbOfTxs>\n      \
             <CtrlSum>{sum}</CtrlSum>\n      <InitgPty><Nm>{owner}</Nm></InitgPty>\n    </GrpHdr>\n    <PmtInf>\n      \
             <PmtInfId>1</PmtInfId>\n      <PmtMtd>TRF</PmtMtd>\n      <NbOfTxs>{count}</NbOfTxs>\n      \
             <CtrlSum>{sum}</CtrlSum>\n      <ReqdExctnDt>{day}</ReqdExctnDt>\n      <Dbtr><Nm>{owner}</Nm></Dbtr>\n      \
             <DbtrAcct><Id><IBAN>{from}</IBAN></Id></DbtrAcct>\n      \
             <DbtrAgt><FinInstnId><BIC>{CENTRAL_BANK}</BIC></FinInstnId></DbtrAgt>\n",
            from = self.from,
        );
        for row in &self.rows {
            let (payout, name, about) = (deposit_id(&row.payout), Escaped(&row.name), Escaped(&row.about));
            let _ = write!(
                text,
                "      <CdtTrfTxInf>\n        \
                 <PmtId><InstrId>{payout}</InstrId><EndToEndId>EMPTY</EndToEndId></PmtId>\n        \
                 <Amt><InstdAmt Ccy=\"IRR\">{amount}</InstdAmt></Amt>\n        <Cdtr><Nm>{name}</Nm></Cdtr>\n        \
                 <CdtrAcct><Id><IBAN>{iban}</IBAN></Id></CdtrAcct>\n        \
                 <RmtInf><Ustrd>{about}</Ustrd></RmtInf>\n      </CdtTrfTxInf>\n",
                amount = row.amount,
                iban = row.iban,
            );
        }
        text.push_str("    </PmtInf>\n  </CstmrCdtTrfInitn>\n</Document>\n");
        Ok(BatchFile { name: format!("{id}.ccti"), text })
    }

    /// The same as a table: IBAN, deposit id, name, amount, description.
    ///
    /// # Errors
    /// What [`Batch::check`] says.
    pub fn csv(&self, rows_most: usize, locale: Locale) -> Result<BatchFile, BatchFault> {
        self.check(rows_most)?;
        let csv = Csv::new(locale);
        let mut text = String::from("\u{feff}");
        let heads = match locale {
            Locale::Fa => ["شماره شبا", "شناسه واریز", "نام گیرنده", "مبلغ (ریال)", "شرح"],
            _ => ["iban", "deposit_id", "name", "amount", "description"],
        };
        csv.line(&mut text, &heads);
        for row in &self.rows {
            let amount = row.amount.to_string();
            csv.line(&mut text, &[row.iban.as_str(), &deposit_id(&row.payout), &row.name, &amount, &row.about]);
        }
        Ok(BatchFile { name: format!("{}.csv", self.id()), text })
    }
}

/// The name under which a bank knows a payout: its id in capitals, as banks print it.
#[must_use]
pub fn deposit_id(payout: &PayoutId) -> String {
    payout.as_str().to_ascii_uppercase()
}

/// A moment as `1405-09-02T09:30:00`, in Tehran.
fn stamp(at: Moment) -> Option<String> {
    let date = write_jalali(Day::of(at))?;
    let seconds = at.0.saturating_add(TEHRAN.0).rem_euclid(DAY) / 1000;
    Some(format!("{date}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}

/// Text between two tags.
struct Escaped<'a>(&'a str);

impl core::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            c => f.write_char(c),
        })
    }
}
