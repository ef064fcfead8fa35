//! Shaparak's settlement file: the facilitator's daily order to pay its shops out of the blocked account, and the reply to it.
//!
//! The file is signed beside itself with an RSA key (PKCS#1 v1.5), which the platform does: these are the bytes that are signed, and a
//! reply is read only as [`VerifiedReply`], whose maker says that its signature was checked. What Shaparak does not name in its reply
//! it has accepted, which is not yet paid: paid is what a bank's statement shows.

use crate::{calendar::Day, identity::Iban, money::Rial};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most targets of one record.
const TARGETS_MAX: usize = 10;
/// The most digits of an amount.
const AMOUNT_MAX: i64 = 999_999_999_999_999;
/// The wage is at most so many percent of settlement and wage.
const WAGE_PERCENT_MAX: i128 = 15;

/// An IBAN's share of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Share {
    /// How much.
    pub amount_share: Rial,
    /// To which account: one that is registered for this acceptor.
    pub settlement_iban: Iban,
}

/// Where a record's money goes: to one account, or to several. Both, or neither, cannot be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To one.
    Whole(Iban),
    /// To up to ten.
    Scattered(Vec<Share>),
}

/// One acceptor's settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementRecord {
    /// The switch: six to nine digits.
    pub iin: u32,
    /// The shop's acceptor code: 15 digits.
    pub acceptor: String,
    /// What the shop gets.
    pub settlement: Rial,
    /// What the facilitator gets.
    pub wage: Rial,
    /// Where the settlement goes.
    pub target: Target,
}

/// A settlement file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementOrder {
    /// The facilitator's three to five letters.
    pub alias: String,
    /// The day on which it is placed.
    pub day: Day,
    /// Number of the processing cycle, 0 to 99.
    pub cycle: u8,
    /// The blocked account that pays.
    pub from: Iban,
    /// The records.
    pub records: Vec<SettlementRecord>,
}

/// The file, and what it and its companions are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFile {
    /// Its name; the signature's is the same with `.sign` behind it.
    pub name: String,
    /// The reply's name; its signature's likewise.
    pub reply: String,
    /// The bytes that are sent and signed.
    pub text: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// What Shaparak says is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ReplyCode {
            $($(#[$doc])* $name,)*
            /// A code that is in no document.
            Other(u16),
        }

        impl ReplyCode {
            /// Every one that is known.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Of a number.
            #[must_use]
            pub const fn of(code: u16) -> Self {
                match code { $($code => Self::$name,)* code => Self::Other(code) }
            }

            /// Its number.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self { $(Self::$name => $code,)* Self::Other(code) => code }
            }

            /// Shaparak's word for it.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* Self::Other(_) => "Other" }
            }
        }
    };
}

codes! {
    /// Nobody knows.
    UnknownError = 0;
    /// Shaparak's own fault.
    InternalSystemError = 1;
    /// Something that must be there is not.
    MandatoryDataNotSet = 2;
    /// Of another form.
    DataFormatMismatch = 3;
    /// Of another length.
    DataLengthMismatch = 4;
    /// Two things contradict each other.
    InconsistentData = 5;
    /// There before.
    DuplicateData = 6;
    /// Shaparak cannot get at its data.
    ErrorAccessingData = 7;
    /// There is no such switch, acceptor or account.
    ReferencedDataNotFound = 8;
    /// A service of somebody else cannot be reached.
    ExternalServiceUnreachable = 9;
    /// It answers nonsense.
    InvalidExternalServiceResponse = 10;
    /// What is meant has expired.
    ExpiredReference = 11;
    /// A service of somebody else fails.
    GeneralExternalServiceError = 12;
    /// Something that nobody asked for.
    UnknownDataProvided = 13;
    /// Out of bounds.
    OutOfBoundsData = 14;
    /// The acceptor has less.
    NotEnoughResources = 15;
}

impl ReplyCode {
    /// Whether the same record may go through another time, unchanged.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        matches!(
            self,
            Self::UnknownError
                | Self::InternalSystemError
                | Self::ErrorAccessingData
                | Self::ExternalServiceUnreachable
                | Self::InvalidExternalServiceResponse
                | Self::GeneralExternalServiceError
        )
    }
}

/// What is wrong with an order before it is sent, with the number of the record from 1 and what Shaparak would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderFault {
    /// The alias is not three to five letters.
    Alias,
    /// The day or the cycle is none.
    Day,
    /// No record.
    Empty,
    /// A record.
    Record(u32, ReplyCode, &'static str),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    iin: u32,
    acceptor_code: &'a str,
    payment_facilitator_iban: &'a Iban,
    settlement_amount: Rial,
    wage_amount: Rial,
    #[serde(skip_serializing_if = "Option::is_none")]
    settlement_iban: Option<&'a Iban>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scattered_settlement_details: Option<&'a [Share]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'a> {
    settlement_data_details: Vec<Wire<'a>>,
}

impl SettlementRecord {
    fn check(&self) -> Result<(), (ReplyCode, &'static str)> {
        if !(100_000..=999_999_999).contains(&self.iin) {
            return Err((ReplyCode::DataLengthMismatch, "iin"));
        }
        if self.acceptor.len() != 15 {
            return Err((ReplyCode::DataLengthMismatch, "acceptorCode"));
        }
        if !self.acceptor.bytes().all(|b| b.is_ascii_digit()) {
            return Err((ReplyCode::DataFormatMismatch, "acceptorCode"));
        }
        if self.settlement == Rial::ZERO {
            return Err((ReplyCode::OutOfBoundsData, "settlementAmount"));
        }
        if self.settlement.get() > AMOUNT_MAX || self.wage.get() > AMOUNT_MAX {
            return Err((ReplyCode::DataLengthMismatch, "settlementAmount"));
        }
        let (wage, settlement) = (i128::from(self.wage.get()), i128::from(self.settlement.get()));
        if wage * 100 > (wage + settlement) * WAGE_PERCENT_MAX {
            return Err((ReplyCode::OutOfBoundsData, "wageAmount"));
        }
        if let Target::Scattered(shares) = &self.target {
            let field = "scatteredSettlementDetails";
            if shares.is_empty() {
                return Err((ReplyCode::MandatoryDataNotSet, field));
            }
            if shares.len() > TARGETS_MAX {
                return Err((ReplyCode::DataLengthMismatch, field));
            }
            if shares.iter().any(|share| share.amount_share == Rial::ZERO) {
                return Err((ReplyCode::OutOfBoundsData, "amountShare"));
            }
            let sum: i128 = shares.iter().map(|share| i128::from(share.amount_share.get())).sum();
            if sum != settlement {
                return Err((ReplyCode::InconsistentData, "settlementAmount"));
            }
        }
        Ok(())
    }
}

impl SettlementOrder {
    /// The file.
    ///
    /// # Errors
    /// The first [`OrderFault`]: what Shaparak would refuse is not sent.
    pub fn file(&self) -> Result<OrderFile, OrderFault> {
        let is_alias = (3..=5).contains(&self.alias.len()) && self.alias.bytes().all(|b| b.is_ascii_alphabetic());
        if !is_alias {
            return Err(OrderFault::Alias);
        }
        let (year, month, day) = self.day.to_jalali().filter(|_| self.cycle <= 99).ok_or(OrderFault::Day)?;
        if self.records.is_empty() {
            return Err(OrderFault::Empty);
        }
        let mut seen = BTreeSet::new();
        let mut records = Vec::with_capacity(self.records.len());
        for (number, record) in (1_u32..).zip(&self.records) {
            record.check().map_err(|(code, field)| OrderFault::Record(number, code, field))?;
            if !seen.insert(&record.acceptor) {
                return Err(OrderFault::Record(number, ReplyCode::DuplicateData, "acceptorCode"));
            }
            let (whole, scattered) = match &record.target {
                Target::Whole(iban) => (Some(iban), None),
                Target::Scattered(shares) => (None, Some(shares.as_slice())),
            };
            records.push(Wire {
                iin: record.iin,
                acceptor_code: &record.acceptor,
                payment_facilitator_iban: &self.from,
                settlement_amount: record.settlement,
                wage_amount: record.wage,
                settlement_iban: whole,
                scattered_settlement_details: scattered,
            });
        }
        let text = serde_json::to_string(&Whole { settlement_data_details: records }).map_err(|_| OrderFault::Empty)?;
        let name = format!("{}_{year:04}{month:02}{day:02}_{:02}.json", self.alias, self.cycle);
        Ok(OrderFile { reply: format!("REP_{name}"), name, text })
    }
}

/// The text of a reply whose signature was found to be Shaparak's.
#[derive(Clone, Copy, Debug)]
pub struct VerifiedReply<'a>(&'a str);

impl<'a> VerifiedReply<'a> {
    /// A reply, once its signature was checked.
    #[must_use]
    pub const fn checked(text: &'a str) -> Self {
        Self(text)
    }
}

/// What Shaparak says is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFault {
    /// What.
    pub code: ReplyCode,
    /// Of which field.
    pub field: String,
    /// For lack of money, what Shaparak has of this acceptor, rial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<i64>,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordFate {
    /// It is accepted, and not yet paid.
    Accepted,
    /// It is not.
    Refused(Vec<RecordFault>),
}

/// What is wrong with a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyFault {
    /// It is no list of faults.
    Unreadable,
    /// It speaks of a record that was not sent.
    NoSuchRecord,
}

/// What became of each of `records` records, in their order.
///
/// # Errors
/// [`ReplyFault`]: from a reply that cannot be read as a whole, nothing is taken.
pub fn read_reply(reply: VerifiedReply<'_>, records: usize) -> Result<Vec<RecordFate>, ReplyFault> {
    let items: Vec<ReplyItem> = serde_json::from_str(reply.0).map_err(|_| ReplyFault::Unreadable)?;
    let mut fates = vec![RecordFate::Accepted; records];
    for item in items {
        let index = item.record_index.checked_sub(1).ok_or(ReplyFault::NoSuchRecord)?;
        let fate = fates.get_mut(index).ok_or(ReplyFault::NoSuchRecord)?;
        let code = ReplyCode::of(item.error_type);
        let balance = item.field_value.filter(|_| code == ReplyCode::NotEnoughResources);
        let balance = balance.and_then(|value| value.as_i64());
        let fault = RecordFault { code, field: item.field_name, balance };
        match fate {
            RecordFate::Refused(faults) => faults.push(fault),
            RecordFate::Accepted => *fate = RecordFate::Refused(vec![fault]),
        }
    }
    Ok(fates)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReplyItem {
    record_index: usize,
    error_type: u16,
    field_name: String,
    #[serde(default)]
    field_value: Option<serde_json::Value>,
}

/// The deposit id on the line by which a bank credits what Shaparak sent: 28 digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositId {
    /// The day of the transactions.
    pub day: Day,
    /// The cycle.
    pub cycle: u8,
    /// The acceptor.
    pub acceptor: String,
}

impl DepositId {
    /// Reads `YYYYMMDD` (Jalali), two digits of cycle, three of the switch, 15 of the acceptor; nothing if it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let fits = text.len() == 28 && text.bytes().all(|b| b.is_ascii_digit());
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<i32>().ok();
        let day = Day::jalali(number(0, 4)?, number(4, 6)?, number(6, 8)?).filter(|_| fits)?;
        Some(Self { day, cycle: u8::try_from(number(8, 10)?).ok()?, acceptor: text.get(13..)?.to_owned() })
    }
}
