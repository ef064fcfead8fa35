//! How a provider's file names its columns, as data.
//!
//! Honestly: no provider documents the columns of its panel's export in public. What stands here are the names that the field
//! uses for these things, in both languages, and each provider's own words from its protocol, which its panel repeats. A panel
//! changes more often than a protocol: a heading that is not known is passed over, and a file in which nothing is an amount or
//! names a payment is refused, so a wrong list here costs a clear error and never a wrong match. Any file can be brought to the
//! seven English headings of `GENERIC`.
//!
//! Trace numbers (شماره پیگیری at the banks) are no references here, except where a provider's own number is called so.

use super::{
    csv::Record,
    fault::{FileFault, FileProblem},
    words::split_unit,
};
use crate::{
    gateway::{Provider, Unit},
    text::folded,
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Our order number.
    Order,
    /// A name of the bank's for the payment. The one field that several columns may hold.
    Reference,
    /// The amount.
    Amount,
    /// The unit of the row's amounts.
    Currency,
    /// Sale, refund or reversal.
    Kind,
    /// Whether it came about.
    Status,
    /// The day, perhaps with the time.
    Date,
    /// The time of day.
    Time,
    /// What is paid out of it.
    Settled,
    /// What is kept of it.
    Fee,
    /// The terminal.
    Terminal,
}

const FIELDS: usize = 11;

type Names = [(Field, &'static [&'static str])];

/// A file's columns.
#[derive(Debug)]
pub struct Format {
    /// Headings of this provider's own, before the common ones.
    own: &'static Names,
    /// Headings of the whole field.
    common: &'static Names,
    /// The unit where neither a heading nor a column says one. Only the banks' own: the switch counts in rial and so do they.
    /// Facilitators' panels show either.
    unit: Option<Unit>,
}

/// The file with seven English headings, for whatever else: everything in it is said aloud.
static GENERIC: Format = Format {
    own: &[
        (Field::Order, &["order"]),
        (Field::Reference, &["reference"]),
        (Field::Amount, &["amount"]),
        (Field::Currency, &["currency"]),
        (Field::Kind, &["type"]),
        (Field::Date, &["date"]),
        (Field::Terminal, &["terminal"]),
    ],
    common: &[],
    unit: None,
};

static COMMON: &Names = &[
    (Field::Order, &["شماره سفارش", "شناسه سفارش", "شماره فاکتور", "order", "order id", "order number", "invoice"]),
    (Field::Reference, &["شماره مرجع", "شماره مرجع تراکنش", "کد مرجع", "کد مرجع تراکنش", "شماره ارجاع"]),
    (Field::Reference, &["rrn", "reference", "reference number", "ref number", "retrieval reference number"]),
    (Field::Amount, &["مبلغ", "مبلغ تراکنش", "مبلغ پرداخت", "مبلغ خرید", "amount", "transaction amount"]),
    (Field::Currency, &["واحد", "واحد پول", "ارز", "currency"]),
    (Field::Kind, &["نوع", "نوع تراکنش", "نوع عملیات", "type", "transaction type"]),
    (Field::Status, &["وضعیت", "وضعیت تراکنش", "نتیجه", "نتیجه تراکنش", "status", "state"]),
    (Field::Date, &["تاریخ", "تاریخ تراکنش", "تاریخ پرداخت", "تاریخ و ساعت", "تاریخ و زمان", "تاریخ و ساعت تراکنش"]),
    (Field::Date, &["date", "date time", "transaction date", "paid at"]),
    (Field::Time, &["ساعت", "زمان", "ساعت تراکنش", "زمان تراکنش", "time", "transaction time"]),
    (Field::Settled, &["مبلغ تسویه", "مبلغ تسویه شده", "مبلغ واریزی", "مبلغ خالص", "settled amount", "net amount"]),
    (Field::Fee, &["کارمزد", "مبلغ کارمزد", "fee", "wage", "commission"]),
    (Field::Terminal, &["ترمینال", "شماره ترمینال", "کد ترمینال", "شناسه ترمینال", "terminal", "terminal id"]),
    (Field::Terminal, &["پایانه", "شماره پایانه", "کد پایانه", "شناسه پایانه", "terminal number", "terminal no"]),
];

const fn bank(own: &'static Names) -> Format {
    Format { own, common: COMMON, unit: Some(Unit::Rial) }
}

static MELLAT: Format = bank(&[
    (Field::Order, &["شماره درخواست", "sale order id"]),
    (Field::Reference, &["کد رهگیری", "شماره ارجاع فروش", "sale reference id"]),
]);
static SAMAN: Format = bank(&[
    (Field::Order, &["شماره رزرو", "شماره خرید", "res num"]),
    (Field::Reference, &["رسید دیجیتال", "رسید دیجیتالی", "ref num"]),
]);
static SADAD: Format = bank(&[(Field::Reference, &["retrival ref no", "توکن", "token"])]);
static PARSIAN: Format = bank(&[(Field::Reference, &["توکن", "token"])]);
static IRANKISH: Format =
    bank(&[(Field::Order, &["شماره درخواست", "شناسه درخواست", "request id"]), (Field::Reference, &["توکن", "token"])]);
static PASARGAD: Format = bank(&[
    (Field::Order, &["شماره صورتحساب", "invoice number", "invoice id"]),
    (Field::Reference, &["شناسه آدرس", "url id"]),
]);
static ASANPARDAKHT: Format = bank(&[
    (Field::Order, &["شماره فاکتور پذیرنده", "local invoice id"]),
    (Field::Reference, &["شماره تراکنش درگاه", "pay gate tran id", "ref id"]),
]);
static SEPEHR: Format = bank(&[
    (Field::Order, &["شماره صورتحساب", "invoice id"]),
    (Field::Reference, &["رسید دیجیتال", "رسید دیجیتالی", "digital receipt"]),
]);
static ZARINPAL: Format = Format {
    own: &[(Field::Reference, &["شماره تراکنش", "کد رهگیری", "شناسه پرداخت", "authority", "ref id", "session id"])],
    common: COMMON,
    unit: None,
};
static ZIBAL: Format = Format {
    own: &[(Field::Reference, &["شناسه پیگیری", "شناسه تراکنش", "کد رهگیری", "track id"])],
    common: COMMON,
    unit: None,
};

/// Lenders' files were never seen: what their interfaces call the number of a payment is known.
static LENDER: Format = Format {
    own: &[(Field::Reference, &["کد رهگیری", "شناسه پرداخت", "شماره تراکنش", "tracking code", "payment token"])],
    common: COMMON,
    unit: None,
};

impl Format {
    fn of(provider: Provider) -> &'static Self {
        match provider {
            Provider::Mellat => &MELLAT,
            Provider::Saman => &SAMAN,
            Provider::Sadad => &SADAD,
            Provider::Parsian => &PARSIAN,
            Provider::Irankish => &IRANKISH,
            Provider::Pasargad => &PASARGAD,
            Provider::Asanpardakht => &ASANPARDAKHT,
            Provider::Sepehr => &SEPEHR,
            Provider::Zarinpal => &ZARINPAL,
            Provider::Zibal => &ZIBAL,
            Provider::Snapppay | Provider::Torobpay | Provider::Digipay => &LENDER,
        }
    }

    /// The headings that a file of this provider is known by, as people write them.
    pub fn headings(provider: Provider) -> impl Iterator<Item = (Field, &'static str)> {
        let format = Self::of(provider);
        let both = format.own.iter().chain(format.common);
        both.flat_map(|(field, names)| names.iter().map(|name| (*field, *name)))
    }

    /// What a folded heading holds, and the unit in its name.
    fn field(&self, heading: &str) -> Option<(Field, Option<Unit>)> {
        let known = |heading: &str| {
            let mut lists = self.own.iter().chain(self.common);
            lists.find(|(_, names)| names.iter().any(|name| folded(name) == heading)).map(|(field, _)| *field)
        };
        if let Some(field) = known(heading) {
            return Some((field, None));
        }
        let (name, unit) = split_unit(heading);
        known(name).filter(|field| unit.is_some() && field.is_money()).map(|field| (field, unit))
    }
}

impl Field {
    const fn is_money(self) -> bool {
        matches!(self, Self::Amount | Self::Settled | Self::Fee)
    }
}

/// Which column holds what.
pub(super) struct Columns {
    at: [Option<usize>; FIELDS],
    units: [Option<Unit>; FIELDS],
    pub(super) references: Vec<usize>,
    default_unit: Option<Unit>,
}

impl Columns {
    /// Finds the columns of `provider`'s file under its headings, or of the generic one.
    pub(super) fn find(provider: Provider, headings: &Record) -> Result<Self, FileProblem> {
        let names: Vec<String> = headings.cells.iter().map(|cell| folded(cell)).collect();
        let generic = names.iter().all(|name| GENERIC.field(name).is_some_and(|(_, unit)| unit.is_none()));
        let format = if generic { &GENERIC } else { Format::of(provider) };
        let mut columns =
            Self { at: [None; FIELDS], units: [None; FIELDS], references: Vec::new(), default_unit: format.unit };
        for (column, name) in names.iter().enumerate() {
            let Some((field, unit)) = format.field(name) else { continue };
            if field == Field::Reference {
                columns.references.push(column);
            } else if columns.at[field as usize].replace(column).is_some() {
                return Err(FileFault::ColumnTwice.about(headings.line, column + 1, &headings.cells[column]));
            }
            columns.units[field as usize] = unit;
        }
        let missing = |what| Err(FileFault::ColumnMissing.about(headings.line, 0, what));
        if columns.of(Field::Amount).is_none() {
            return missing("amount");
        }
        if columns.of(Field::Order).is_none() && columns.references.is_empty() {
            return missing("order or reference");
        }
        let said = columns.units[Field::Amount as usize].or(columns.default_unit);
        if said.is_none() && columns.of(Field::Currency).is_none() {
            return Err(FileFault::UnitUnknown.at(headings.line, columns.of(Field::Amount).map_or(0, |c| c + 1)));
        }
        Ok(columns)
    }

    /// The column of a field.
    pub(super) const fn of(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// The unit of a column of money, in a row that says `row`. Two places that differ are not weighed against each other; only
    /// what is merely usual gives way.
    pub(super) fn unit(&self, field: Field, row: Option<Unit>) -> Result<Unit, FileFault> {
        let amount = self.units[Field::Amount as usize];
        let said = self.units[field as usize].or(amount);
        match (said, row) {
            (Some(heading), Some(row)) if heading != row && field == Field::Amount => Err(FileFault::UnitContradicts),
            (Some(unit), _) | (None, Some(unit)) => Ok(unit),
            (None, None) => self.default_unit.ok_or(FileFault::UnitUnknown),
        }
    }
}
