//! One transaction of a bank, and the few ways it may move.

use crate::control::Op;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The token was given out.
    Issued,
    /// The shopper saw the page.
    Opened,
    /// The shopper gave up.
    Cancelled,
    /// The card was declined.
    Declined,
    /// The page's session ran out.
    Expired,
    /// The card was debited; nobody confirmed it yet.
    Debited,
    /// The shop confirmed it.
    Verified,
    /// The shop claimed the money (providers with a settle call).
    Settled,
    /// The card was credited again.
    Reversed,
}

impl State {
    /// Whether the shopper can still do something on the page.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Issued | Self::Opened)
    }
}

/// Who sent the money back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReversedBy {
    /// The shop's reversal call.
    Shop,
    /// Nobody verified in time.
    Auto,
    /// The bank of its own will (a magic amount).
    Bank,
}

/// One line of a transaction's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in the bank's own time.
    pub at_ms: u64,
    /// What happened, in a word or two.
    pub what: Cow<'static, str>,
}

/// Money sent back after it was claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The order number of the refund call; as unique as a payment's.
    pub order: String,
    /// How much, in rial.
    pub amount: u64,
}

/// How often each operation was called, whether or not it was let through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    /// Times the page was asked for.
    pub page: u32,
    /// Verify calls.
    pub verify: u32,
    /// Settle calls.
    pub settle: u32,
    /// Reversal calls.
    pub reverse: u32,
    /// Inquiry calls.
    pub inquiry: u32,
    /// Refund calls.
    pub refund: u32,
}

impl Calls {
    /// The counter of an operation; buttons and calls that open a payment or come before one have none.
    pub(crate) fn of(&mut self, op: Op) -> Option<&mut u32> {
        match op {
            Op::Token | Op::Button | Op::Eligible => None,
            Op::Page => Some(&mut self.page),
            Op::Verify => Some(&mut self.verify),
            Op::Settle => Some(&mut self.settle),
            Op::Reverse => Some(&mut self.reverse),
            Op::Inquiry => Some(&mut self.inquiry),
            Op::Refund => Some(&mut self.refund),
        }
    }
}

/// A transaction as the bank keeps it. Amounts are rial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The row's number in the book, from 1.
    pub id: u64,
    /// The shop's order number (Mellat `orderId`, SEP `ResNum`, Asan Pardakht `localInvoiceId`).
    pub order: String,
    /// What the browser carries to the page (Mellat `RefId`, SEP `Token`).
    pub token: String,
    /// What the server calls name, from the debit on (Mellat `SaleReferenceId`, SEP `RefNum`).
    pub reference: Option<String>,
    /// The network's reference number, from the debit on.
    pub rrn: Option<String>,
    /// The terminal's trace number, from the debit on.
    pub trace: Option<String>,
    /// The terminal that asked.
    pub terminal: String,
    /// The amount.
    pub amount: u64,
    /// What was refunded after the money was claimed.
    pub refunds: Vec<Refund>,
    /// Where it stands.
    pub state: State,
    /// Who reversed it, when it is reversed.
    pub reversed_by: Option<ReversedBy>,
    /// The provider's code for a decline or an expired session.
    pub code: Option<String>,
    /// Where the shopper goes back to.
    pub callback_url: String,
    /// Whether the shopper goes back by GET (SEP's `GetMethod`).
    pub callback_by_get: bool,
    /// How often the browser was handed the way back.
    pub callbacks: u32,
    /// How long the page may be used, before `speed`.
    pub page_window_ms: u64,
    /// The card, masked by the provider's own rule.
    pub masked_pan: Option<String>,
    /// SHA-256 of the card number.
    pub hashed_pan: Option<String>,
    /// When the token was given out.
    pub issued_at_ms: u64,
    /// When the card was debited.
    pub debited_at_ms: Option<u64>,
    /// When the shop's first good verify came.
    pub verified_at_ms: Option<u64>,
    /// When the shop's first good settle came.
    pub settled_at_ms: Option<u64>,
    /// When the money went back.
    pub reversed_at_ms: Option<u64>,
    /// Calls that named it.
    pub calls: Calls,
    /// What happened, oldest first; the last hundred.
    pub events: Vec<Event>,
    /// What else the shop said that a later answer needs, by the provider's own names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
}

/// A hundred is far over any honest history and keeps a row small under a flood.
const EVENTS_MAX: usize = 100;

impl Transaction {
    /// Writes a line of history.
    pub(crate) fn note(&mut self, at_ms: u64, what: impl Into<Cow<'static, str>>) {
        if self.events.len() >= EVENTS_MAX {
            self.events.remove(0);
        }
        self.events.push(Event { at_ms, what: what.into() });
    }

    /// A thing the shop said, or nothing.
    pub(crate) fn said(&self, name: &str) -> &str {
        self.extra.get(name).map_or("", String::as_str)
    }

    /// The sum of its refunds.
    pub fn refunded(&self) -> u64 {
        self.refunds.iter().map(|refund| refund.amount).sum()
    }
}
