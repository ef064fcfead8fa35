//! Transfers: immutable, each under an id that its writer chose. An id is the subject that the money is about (a payment, a payout,
//! a settlement) and the step of it, so everything about one subject stands together, and the same fact always has the same id.

use super::account::Account;
use crate::{
    id::{PaymentId, PayoutId, WalletId},
    money::Rial,
    time::Moment,
};
use core::fmt;
use serde::{Deserialize, Serialize};

/// The longest subject or step, bytes.
const PART_MAX: usize = 64;

fn fits(text: &str) -> bool {
    (1..=PART_MAX).contains(&text.len())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/'))
}

/// What a transfer is about: `pay_…`, `payout.…`, `settlement.…`, `case.…`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject(Box<str>);

impl Subject {
    /// A payment, a top-up of a wallet among them.
    #[must_use]
    pub fn payment(payment: &PaymentId) -> Self {
        Self(payment.to_string().into())
    }

    /// A payout.
    #[must_use]
    pub fn payout(payout: &PayoutId) -> Self {
        Self(format!("payout.{payout}").into())
    }

    /// A provider's settlement under the operator's own name for it; nothing if that is no name.
    #[must_use]
    pub fn settlement(name: &str) -> Option<Self> {
        Self::read(&format!("settlement.{name}"))
    }

    /// A case that people have opened: a correction, a row of a bank's statement that nobody knows.
    #[must_use]
    pub fn case(name: &str) -> Option<Self> {
        Self::read(&format!("case.{name}"))
    }

    /// Reads what was written: 1 to 64 of `a-z 0-9 _ - . /`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        fits(text).then(|| Self(text.into()))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of one of its steps, of `a-z 0-9 _ - . /` as the rules write them; anything else in it becomes `-`.
    #[must_use]
    pub fn step(&self, step: &str) -> TransferId {
        let clean =
            step.bytes().take(PART_MAX).map(|b| if fits(&char::from(b).to_string()) { char::from(b) } else { '-' });
        TransferId(
            clean
                .fold(format!("{}:", self.0), |mut id, c| {
                    id.push(c);
                    id
                })
                .into(),
        )
    }
}

/// A transfer's id: `subject:step`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TransferId(Box<str>);

impl TransferId {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is about.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject(self.0.split_once(':').map_or("", |(subject, _)| subject).into())
    }

    /// Which step of it.
    #[must_use]
    pub fn step(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, step)| step)
    }

    /// Between this and the next id all ids of a subject stand, and no others.
    #[must_use]
    pub fn range(subject: &Subject) -> core::ops::Range<Self> {
        // `;` is the letter after `:`.
        Self(format!("{subject}:").into())..Self(format!("{subject};").into())
    }
}

/// The text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadId;

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is `subject:step`, each 1 to 64 of a-z, 0-9, _, -, . and /")
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Subject {
    type Error = BadId;

    fn try_from(text: String) -> Result<Self, BadId> {
        Self::read(&text).ok_or(BadId)
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.0.into()
    }
}

impl TryFrom<String> for TransferId {
    type Error = BadId;

    fn try_from(text: String) -> Result<Self, BadId> {
        let (subject, step) = text.split_once(':').ok_or(BadId)?;
        if fits(subject) && fits(step) { Ok(Self(text.into())) } else { Err(BadId) }
    }
}

impl From<TransferId> for String {
    fn from(id: TransferId) -> Self {
        id.0.into()
    }
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Money goes from one account to another.
    Move {
        /// Whose left side grows.
        debit: Account,
        /// Whose right side grows.
        credit: Account,
        /// How much, more than nothing.
        amount: Rial,
    },
    /// It is set aside for that.
    Hold {
        /// Whose left side will grow.
        debit: Account,
        /// Whose right side will grow.
        credit: Account,
        /// How much, more than nothing.
        amount: Rial,
        /// When it lapses by itself; never without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Moment>,
    },
    /// What was held goes, whole or in part; the rest is free again. Once.
    Post {
        /// The hold.
        hold: TransferId,
        /// How much of it; all without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Rial>,
    },
    /// What was held is free again. Once.
    Void {
        /// The hold.
        hold: TransferId,
    },
}

impl Deed {
    /// The hold that it ends.
    #[must_use]
    pub const fn hold(&self) -> Option<&TransferId> {
        match self {
            Self::Post { hold, .. } | Self::Void { hold } => Some(hold),
            Self::Move { .. } | Self::Hold { .. } => None,
        }
    }
}

/// What a transfer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A shopper paid a shop.
    Sale,
    /// The operator's part of it.
    Fee,
    /// Money of a sale goes back to the shopper.
    Refund,
    /// The operator's part of that, given back.
    FeeBack,
    /// A sale is undone by the bank.
    Reversal,
    /// A provider says that it pays this.
    Settlement,
    /// A bank's account moved.
    Bank,
    /// What a provider or a bank charges.
    Cost,
    /// A sale's money becomes the shop's to take.
    Release,
    /// A part of it is kept back, or comes free later.
    Reserve,
    /// A shop's debt is paid off by what it gets.
    DebtPaid,
    /// A fee was wrong.
    Correction,
    /// A payout's way out.
    Payout,
    /// A payout came back.
    PayoutBack,
    /// A shopper fills a wallet.
    TopUp,
    /// A wallet pays.
    Spend,
    /// A card paid for something that could no longer be bought; the wallet keeps it.
    Kept,
    /// A case is closed.
    Case,
    /// The operator's own money.
    Capital,
}

impl Why {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Fee => "fee",
            Self::Refund => "refund",
            Self::FeeBack => "fee_back",
            Self::Reversal => "reversal",
            Self::Settlement => "settlement",
            Self::Bank => "bank",
            Self::Cost => "cost",
            Self::Release => "release",
            Self::Reserve => "reserve",
            Self::DebtPaid => "debt_paid",
            Self::Correction => "correction",
            Self::Payout => "payout",
            Self::PayoutBack => "payout_back",
            Self::TopUp => "top_up",
            Self::Spend => "spend",
            Self::Kept => "kept",
            Self::Case => "case",
            Self::Capital => "capital",
        }
    }
}

/// A transfer. What was recorded under its id is never another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// What is done.
    pub deed: Deed,
    /// What for.
    pub why: Why,
}

impl Transfer {
    /// Money goes from one account to another.
    #[must_use]
    pub const fn of(id: TransferId, why: Why, debit: Account, credit: Account, amount: Rial) -> Self {
        Self { id, deed: Deed::Move { debit, credit, amount }, why }
    }

    /// The wallet that it takes from, if it says one itself.
    #[must_use]
    pub const fn wallet(&self) -> Option<&WalletId> {
        match &self.deed {
            Deed::Move { debit: Account::Wallet(id), .. } | Deed::Hold { debit: Account::Wallet(id), .. } => Some(id),
            _ => None,
        }
    }
}
