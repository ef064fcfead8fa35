//! What is true outside of the books: what shoppers paid, what providers owe, what the bank has, and what everybody should have. It is
//! counted from the facts as they happen, in one number each, and knows of no account, transfer or hold.

use dargah_engine::{
    books::{Party, rules::Debtor},
    id::{PaymentId, PayoutId},
};
use std::collections::BTreeMap;

/// A refund.
#[derive(Clone, Debug)]
pub(crate) struct Refund {
    pub(crate) number: u32,
    pub(crate) amount: i64,
    pub(crate) fee_back: i64,
    /// Whether the debtor has still to answer.
    pub(crate) asked: bool,
    /// Whether the debtor's statement has yet to show it.
    pub(crate) to_settle: bool,
}

/// A payment.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) id: PaymentId,
    /// Index of the shop; none for a top-up or a payment that ended in a wallet.
    pub(crate) shop: Option<usize>,
    pub(crate) debtor: Debtor,
    /// What a debtor owes for it.
    pub(crate) by_debtor: i64,
    pub(crate) gross: i64,
    pub(crate) fee: i64,
    pub(crate) back: i64,
    pub(crate) back_to_debtor: i64,
    pub(crate) fee_back: i64,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) reversed: bool,
    /// The debtor has paid it.
    pub(crate) settled: bool,
    /// A reversal that the debtor's statement has yet to show.
    pub(crate) reversal_to_settle: i64,
}

/// A settlement that did not add up, and what is still to come (or to be taken back).
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    pub(crate) name: String,
    /// Above zero, the debtor still pays this; below, it takes it back.
    pub(crate) to_come: i64,
}

/// A payout.
#[derive(Clone, Debug)]
pub(crate) struct Out {
    pub(crate) id: PayoutId,
    pub(crate) amount: i64,
    pub(crate) from: From,
}

/// Whose money a payout is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From {
    Shop(usize),
    Wallet(usize),
}

/// Everything.
#[derive(Default)]
pub(crate) struct Truth {
    pub(crate) payments: Vec<Payment>,
    pub(crate) differences: Vec<Difference>,
    /// What each shop should have with its payees, less its debt.
    pub(crate) shops: Vec<i64>,
    pub(crate) wallets: Vec<i64>,
    /// What debtors owe, by account name.
    pub(crate) owed: BTreeMap<String, i64>,
    /// What the operator's account at its bank holds.
    pub(crate) bank: i64,
    pub(crate) fees: i64,
    pub(crate) costs: i64,
    /// Sent and not yet gone.
    pub(crate) transit: i64,
}

impl Truth {
    pub(crate) fn owes(&mut self, debtor: &Debtor, more: i64) {
        *self.owed.entry(debtor.account().to_string()).or_default() += more;
    }
}

/// The shop of a party's account name, `available:s1/p0` for one.
pub(crate) fn shop_of(party: &Party) -> String {
    party.shop.to_string()
}
