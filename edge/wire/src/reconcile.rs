//! What a settlement file says against the ledger: the answer of `POST /v1/operator/reconciliations?shop=&gateway=&from=&to=`,
//! whose body is the file.

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A settlement file against the ledger. Nothing of it has been put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// Rows of the file that agree with the ledger in everything.
    pub matched: u32,
    /// Rows and payments that the other side may not have yet: not earlier than the cut-off.
    pub pending_cut_off: u32,
    /// Rows of other days, and of no payment here.
    pub outside: u32,
    /// Rows of other terminals.
    pub other_terminal: u32,
    /// Rows where no money moved.
    pub without_money: u32,
    /// Whether the file can say that a row is a refund; where it cannot, missing refunds are not listed.
    pub says_refunds: bool,
    /// What the file sums up to.
    pub file: ReconciledSums,
    /// What the ledger sums up to.
    pub ledger: ReconciledSums,
    /// What the file says is paid out, integer rial.
    pub settled: i64,
    /// What the file says is kept, integer rial.
    pub fees: i64,
    /// How many discrepancies of each class there are; classes without one are left out.
    pub classes: Vec<ClassCount>,
    /// The discrepancies, by line of the file; those that have none come last.
    pub discrepancies: Vec<DiscrepancyView>,
    /// How many more there are than are listed.
    pub unlisted: u32,
}

/// Sums of one side, integer rial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconciledSums {
    /// Sales.
    pub sales: i64,
    /// Refunds.
    pub refunds: i64,
    /// What banks sent back by themselves.
    pub reversals: i64,
}

/// How many discrepancies there are of a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassCount {
    /// The class's stable word.
    pub class: String,
    /// How many.
    pub count: u32,
}

/// One difference between the file and the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscrepancyView {
    /// The class's stable word: one of nine.
    pub class: String,
    /// The line of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// `pay_…`; for a row that is nobody's for certain, the one it looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// Number of the attempt within the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// Order number of the refund. Text: a reader of JSON may round eighteen digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<String>,
    /// Order number at the bank. Text, for the same reason.
    pub order: String,
    /// The bank's reference.
    pub reference: String,
    /// What the file says, integer rial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_amount: Option<i64>,
    /// What the ledger says, integer rial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger_amount: Option<i64>,
    /// What the ledger may be told, once a person confirms it: `bank_returned`, `verify_again`, `refund_done`,
    /// `refund_refused`, or `look` where only a person can say.
    pub suggestion: String,
    /// All of it in one line, for people.
    pub text: String,
}
