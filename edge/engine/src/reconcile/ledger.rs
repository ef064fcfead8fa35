//! What the ledger knows of one gateway contract, as matching needs it.

use crate::{
    id::{OrderNumber, PaymentId},
    money::Rial,
    time::{Moment, Span},
};

/// An attempt that reached a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its payment.
    pub payment: PaymentId,
    /// Its number within the payment.
    pub attempt: u32,
    /// What the bank was given as order number.
    pub order: OrderNumber,
    /// Every name of the bank's for it: the claimed reference, the retrieval reference number, the token. Not a trace number
    /// (STAN): that has six digits and begins anew every day.
    pub references: Vec<String>,
    /// What was asked for.
    pub amount: Rial,
    /// Where it stands.
    pub state: EntryState,
    /// When it was captured; otherwise when it began.
    pub at: Moment,
    /// Whether another attempt of the same payment is captured: if the bank has money for this one, the shopper paid twice.
    pub paid_elsewhere: bool,
    /// Money that was given back, or was to be.
    pub refunds: Vec<LedgerRefund>,
}

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Its money is the shop's.
    Captured,
    /// Over without the shop's money.
    Ended,
    /// The bank's answer is awaited.
    Unknown,
    /// A person has to look.
    Review,
}

/// A refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerRefund {
    /// What the bank was given as its order number.
    pub order: OrderNumber,
    /// How much.
    pub amount: Rial,
    /// Where it stands.
    pub state: RefundState,
    /// When it was done; otherwise when it was asked for.
    pub at: Moment,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefundState {
    /// The bank confirmed it.
    Done,
    /// The bank was asked and its answer is awaited.
    Unknown,
    /// The bank was not asked yet.
    Pending,
}

/// Which days a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From this moment on.
    pub from: Moment,
    /// Up to, and without, this one.
    pub to: Moment,
    /// What is newer than the bank's own end of day need not be in the file yet, nor in the ledger's copy.
    pub cut_off: Moment,
}

impl Window {
    /// How far around the window entries should be given: the bank books a payment by its switch's clock, so one of 23:59:58
    /// may stand in the next day's file. What lies outside the window is matched there and never missed.
    pub const MARGIN: Span = Span::minutes(1440);

    /// Whether a moment lies in it.
    #[must_use]
    pub fn has(&self, at: Moment) -> bool {
        self.from <= at && at < self.to
    }
}
