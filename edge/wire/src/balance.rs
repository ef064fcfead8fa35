//! What a shop has at the operator, and the operator's books: `GET /v1/balance`, `GET /v1/operator/books`.

use crate::Currency;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// What a shop has, integer rial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceView {
    /// Paid by shoppers, not yet paid to the operator by its provider or not yet released.
    pub pending: i64,
    /// To be paid out.
    pub available: i64,
    /// Kept back for a while.
    pub reserve: i64,
    /// Owed by the shop: a refund that came after its money was paid out.
    pub debt: i64,
    /// All of it: what it has less what it owes.
    pub total: i64,
    /// Always `IRR`.
    pub currency: Currency,
}

/// Something that happened to a shop's money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceEntry {
    /// Its number among the shop's, from 1.
    pub n: u32,
    /// When.
    pub at: i64,
    /// What about: a payment's id, or `payout.…`, `case.…`.
    pub about: String,
    /// What for: `sale`, `refund`, `release`, `payout` …
    pub kind: String,
    /// What it changed.
    pub change: BalanceView,
    /// What the shop has after it.
    pub after: BalanceView,
}

/// A page of them, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancePage {
    /// The entries.
    pub data: Vec<BalanceEntry>,
    /// `before` of the next page; nothing after the last.
    pub next: Option<u32>,
}

/// An account of the operator's books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookAccount {
    /// `kind` or `kind:owner`.
    pub account: String,
    /// Its left side since ever, integer rial.
    pub debits: i64,
    /// Its right side.
    pub credits: i64,
    /// What stands there, in the direction in which the account grows.
    pub stands: i64,
    /// What of it can be used: what is held is not.
    pub free: i64,
}

/// What the operator's books come to, integer rial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BookSums {
    /// Left less right over every account: nothing, or the books are broken.
    pub imbalance: i64,
    /// On cases that nobody has closed, whichever way.
    pub suspense: i64,
    /// At the operator's banks, as the books have it.
    pub float: i64,
    /// Owed to the operator by gateways and by providers of credit.
    pub receivable: i64,
    /// Owed by the operator to shops and payees, their debts taken off.
    pub owed: i64,
    /// Of shoppers: in wallets, and between a wallet and a shop.
    pub wallets: i64,
    /// Sent to banks and not yet seen to have left.
    pub transit: i64,
    /// Earned, less what it cost.
    pub earned: i64,
}

/// The operator's books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BooksView {
    /// Every account that was ever moved, by name.
    pub accounts: Vec<BookAccount>,
    /// All left sides less all right sides, integer rial: never anything but 0.
    pub imbalance: i64,
    /// What stands on cases that nobody has closed, taken together without signs.
    pub suspense: i64,
    /// Facts that could not be posted.
    pub misfits: Vec<BookMisfit>,
}

/// A fact that could not be posted, for a person to look into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookMisfit {
    /// The payment.
    pub payment: String,
    /// Why.
    pub why: String,
    /// Since when.
    pub at: i64,
}
