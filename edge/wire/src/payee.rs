//! Who gets a part of a shop's payments, and how a payment is split.

use crate::Mode;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A payee's part of a payment: an amount, or a share. Exactly one of the two is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitPart {
    /// The payee, as the shop has named it.
    pub payee: String,
    /// Integer rial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Basis points (100 are one percent) of what is left after the fee and everybody's amounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_bps: Option<u32>,
}

/// What somebody got of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// The payee; nothing for the shop itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<String>,
    /// Integer rial.
    pub amount: i64,
}

/// Whose a payee's account is, without what only they need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerKind {
    /// A person's.
    Person,
    /// A company's.
    Company,
}

/// A payee as its shop sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayeeView {
    /// The shop's own name for it.
    pub id: String,
    /// The account's owner, as the bank has it.
    pub name: String,
    /// `IR` and 24 digits.
    pub iban: String,
    /// The bank's name, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// Whose the account is.
    pub owner: OwnerKind,
    /// Test or live.
    pub mode: Mode,
    /// When a registry said that the account is theirs.
    pub matched_at: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was removed: it takes no new splits, and keeps what it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<i64>,
}

/// A shop's payees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayeeList {
    /// All of them, in the order of their names; those that were removed come last.
    pub data: Vec<PayeeView>,
}
