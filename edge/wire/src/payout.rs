//! Payouts to IBANs: `/v1/payouts` for shops, `/v1/operator/payouts` for the operator.

use crate::Currency;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $type:ident { $($(#[$each:meta])* $variant:ident = $word:literal;)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
            #[serde(rename_all = "snake_case")]
            pub enum $type { $($(#[$each])* $variant,)* }

            impl $type {
                /// Every one.
                pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

                /// The word for programs.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self { $(Self::$variant => $word,)* }
                }
            }
        )*
    };
}

words! {
    /// Where a payout stands.
    PayoutStage {
        /// It waits for another person.
        Prepared = "prepared";
        /// It waits for the next file.
        Approved = "approved";
        /// It was given up.
        Dropped = "dropped";
        /// A bank has it.
        Sent = "sent";
        /// A bank refused it.
        Bounced = "bounced";
        /// It left. It may still come back.
        Settled = "settled";
        /// It came back.
        Returned = "returned";
    }

    /// A way from bank to bank.
    PayoutRail {
        /// Cleared in cycles, many orders at once.
        Paya = "paya";
        /// Settled one by one, for large sums.
        Satna = "satna";
    }

    /// Why a payout goes no way.
    PayoutNoWay {
        /// No row is in force for this day.
        NotConfigured = "not_configured";
        /// Too much for the one and too little for the other.
        AmountFitsNone = "amount_fits_none";
        /// Neither runs in the days that are looked at.
        NoHours = "no_hours";
    }

    /// What a row of a bank's statement is.
    StatementRowKind {
        /// Payouts left by it.
        Settled = "settled";
        /// A payout came back.
        Returned = "returned";
        /// It is for a person, and stands on an account of its own in the books.
        Case = "case";
        /// Shaparak paid an acceptor's sales; nothing is posted for it.
        Acceptor = "acceptor";
        /// It was taken in before.
        Known = "known";
    }
}

/// A payout is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreatePayout {
    /// How much, integer rial; all that can be taken where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Whose money: a payee's, the shop's own where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<String>,
}

/// A bank has refused a payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BouncePayout {
    /// Why, as the bank says: 1 to 200 characters on one line.
    pub reason: String,
}

/// A payout as its shop sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutView {
    /// Its id. In capitals it is the deposit id, by which the bank's statement names it.
    pub id: String,
    /// The payee whose money it is; nothing where it is the shop's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<String>,
    /// How much, integer rial.
    pub amount: i64,
    /// Always `IRR`.
    pub currency: Currency,
    /// Where it stands.
    pub stage: PayoutStage,
    /// To which account.
    pub iban: String,
    /// Its owner, as the bank has the name.
    pub name: String,
    /// When it was asked for.
    pub created_at: i64,
    /// When it changed last.
    pub changed_at: i64,
    /// When the money is there if all goes well; nothing while no bank has the order, and when it is over.
    pub expected_at: Option<i64>,
    /// Why it was given up or refused.
    pub reason: Option<String>,
}

/// A page of a shop's payouts, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutPage {
    /// The payouts.
    pub data: Vec<PayoutView>,
    /// `before` of the next page; nothing after the last.
    pub next: Option<u32>,
}

/// A payout as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorPayout {
    /// What its shop sees.
    #[serde(flatten)]
    pub payout: PayoutView,
    /// Whose money: `party:shop` or `party:shop/payee`, or a wallet's.
    pub owner: String,
    /// The file that it went in.
    pub file: Option<String>,
}

/// A page of everybody's payouts, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorPayoutPage {
    /// The payouts.
    pub data: Vec<OperatorPayout>,
    /// `before` of the next page; nothing after the last.
    pub next: Option<u32>,
}

/// A file of payouts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutFileView {
    /// Its id: the paying account and nine digits. It is the file's name as well.
    pub id: String,
    /// When it was made.
    pub made_at: i64,
    /// Which way it goes.
    pub rail: PayoutRail,
    /// How many payouts.
    pub payouts: u32,
    /// All of it, integer rial.
    pub amount: i64,
    /// Until when the bank has to have it.
    pub submit_by: i64,
    /// When the money is there if all goes well.
    pub expected_at: i64,
}

/// A page of files, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutFilePage {
    /// The files.
    pub data: Vec<PayoutFileView>,
    /// `before` of the next page; nothing after the last.
    pub next: Option<u32>,
}

/// The files that were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutFilesMade {
    /// The files.
    pub files: Vec<PayoutFileView>,
    /// The payouts that go no way now.
    pub left: Vec<PayoutLeft>,
}

/// A payout that goes in no file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutLeft {
    /// Which.
    pub payout: String,
    /// Why.
    pub why: PayoutNoWay,
}

/// What a bank's statement said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementTaken {
    /// How many payouts are shown to have left, by this statement.
    pub settled: u32,
    /// How many came back.
    pub returned: u32,
    /// How many rows became cases for a person.
    pub cases: u32,
    /// How many rows pay acceptors' sales; nothing is posted for them.
    pub acceptors: u32,
    /// How many rows were taken in before.
    pub known: u32,
    /// Row by row.
    pub rows: Vec<StatementRowTaken>,
}

/// What a row of a statement is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRowTaken {
    /// The line of the file.
    pub line: u32,
    /// When; a whole day ends at its last moment.
    pub at: i64,
    /// What came, integer rial.
    pub came: i64,
    /// What went, integer rial.
    pub went: i64,
    /// What it says.
    pub says: String,
    /// What it is.
    pub what: StatementRowKind,
    /// The payouts that it is about: those that left or came back, or the one that a case names.
    pub payouts: Vec<String>,
    /// The account of the books on which a case's money stands.
    pub case: Option<String>,
}
