//! The book: every transaction of one bank, found by token, by order and by reference, and what they add up to.
//!
//! Each move is one method here, and each refuses to start from the wrong state, so that no provider can lose or double
//! money by an oversight. Which code a refusal has is the provider's business.

use crate::control::Op;
use crate::transaction::{Calls, Refund, ReversedBy, State, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All transactions of one bank.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Transaction>", into = "Vec<Transaction>")]
pub struct Book {
    rows: BTreeMap<u64, Transaction>,
    by_token: BTreeMap<String, u64>,
    by_reference: BTreeMap<String, u64>,
    by_order: BTreeMap<String, u64>,
    orders: BTreeSet<String>,
    /// Debited and not verified, oldest first: what a window may run out on. Keeps the sweep free of the book's length.
    waiting: BTreeSet<(u64, u64)>,
    /// Verified and not settled, oldest first: what a bank may settle by itself.
    unsettled: BTreeSet<(u64, u64)>,
    dirty: BTreeSet<u64>,
    cleared: bool,
}

/// What a token call brings.
pub(crate) struct NewTransaction {
    pub(crate) order: String,
    pub(crate) token: String,
    pub(crate) terminal: String,
    pub(crate) amount: u64,
    pub(crate) callback_url: String,
    pub(crate) page_window_ms: u64,
}

/// What a debit leaves behind.
pub(crate) struct Receipt {
    pub(crate) reference: String,
    pub(crate) rrn: String,
    pub(crate) trace: String,
    pub(crate) masked_pan: String,
    pub(crate) hashed_pan: String,
}

/// What the book adds up to, in rial. `debited == held + captured + reversed + refunded`, always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Transactions of any state.
    pub count: u64,
    /// Ever taken from cards.
    pub debited: u64,
    /// Taken, and neither the shop's nor back yet.
    pub held: u64,
    /// The shop's: verified and, where settle is separate, settled; refunds taken off.
    pub captured: u64,
    /// Sent back before it was the shop's.
    pub reversed: u64,
    /// Sent back after it was the shop's.
    pub refunded: u64,
    /// How many transactions are in each state.
    pub by_state: BTreeMap<State, u64>,
}

impl Totals {
    fn add(&mut self, row: &Transaction, verify_captures: bool) {
        let refunded = row.refunded();
        self.count += 1;
        *self.by_state.entry(row.state).or_default() += 1;
        if row.debited_at_ms.is_some() {
            self.debited += row.amount;
        }
        match row.state {
            State::Settled => self.captured += row.amount.saturating_sub(refunded),
            State::Verified if verify_captures => self.captured += row.amount.saturating_sub(refunded),
            State::Debited | State::Verified => self.held += row.amount.saturating_sub(refunded),
            State::Reversed => self.reversed += row.amount,
            State::Issued | State::Opened | State::Cancelled | State::Declined | State::Expired => {}
        }
        self.refunded += refunded;
    }
}

impl Book {
    /// Adds a transaction. The order is used from now on, whatever becomes of it.
    pub(crate) fn issue(&mut self, new: NewTransaction, now_ms: u64) -> u64 {
        let id = self.rows.last_key_value().map_or(1, |(last, _)| last + 1);
        let mut row = Transaction {
            id,
            order: new.order,
            token: new.token,
            reference: None,
            rrn: None,
            trace: None,
            terminal: new.terminal,
            amount: new.amount,
            refunds: Vec::new(),
            state: State::Issued,
            reversed_by: None,
            code: None,
            callback_url: new.callback_url,
            callback_by_get: false,
            callbacks: 0,
            page_window_ms: new.page_window_ms,
            masked_pan: None,
            hashed_pan: None,
            issued_at_ms: now_ms,
            debited_at_ms: None,
            verified_at_ms: None,
            settled_at_ms: None,
            reversed_at_ms: None,
            calls: Calls::default(),
            events: Vec::new(),
            extra: BTreeMap::new(),
        };
        row.note(now_ms, "issued");
        self.dirty.insert(id);
        self.insert(row);
        id
    }

    fn insert(&mut self, row: Transaction) {
        self.by_token.insert(row.token.clone(), row.id);
        if let Some(reference) = &row.reference {
            self.by_reference.insert(reference.clone(), row.id);
        }
        self.by_order.insert(row.order.clone(), row.id);
        self.orders.insert(row.order.clone());
        self.orders.extend(row.refunds.iter().map(|refund| refund.order.clone()));
        if let (State::Debited, Some(at)) = (row.state, row.debited_at_ms) {
            self.waiting.insert((at, row.id));
        }
        if let (State::Verified, Some(at)) = (row.state, row.verified_at_ms) {
            self.unsettled.insert((at, row.id));
        }
        self.rows.insert(row.id, row);
    }

    /// The transaction of this number.
    pub fn get(&self, id: u64) -> Option<&Transaction> {
        self.rows.get(&id)
    }

    /// The transaction of this token; tokens have case.
    pub fn by_token(&self, token: &str) -> Option<&Transaction> {
        self.by_token.get(token).and_then(|id| self.rows.get(id))
    }

    /// The transaction of this reference; references have case.
    pub fn by_reference(&self, reference: &str) -> Option<&Transaction> {
        self.by_reference.get(reference).and_then(|id| self.rows.get(id))
    }

    /// The newest transaction of this order number.
    pub(crate) fn by_order(&self, order: &str) -> Option<&Transaction> {
        self.by_order.get(order).and_then(|id| self.rows.get(id))
    }

    /// What was debited and waits for its verify, newest first.
    pub(crate) fn unverified(&self) -> impl Iterator<Item = &Transaction> {
        self.waiting.iter().rev().filter_map(|(_, id)| self.rows.get(id))
    }

    /// Whether an order number was used, by a payment or by a refund.
    pub(crate) fn is_used(&self, order: &str) -> bool {
        self.orders.contains(order)
    }

    /// All transactions, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Transaction> {
        self.rows.values().rev()
    }

    /// What the whole book adds up to.
    pub fn totals(&self, verify_captures: bool) -> Totals {
        sum(self.rows.values(), verify_captures)
    }

    /// Changes a row, and remembers that it must be written.
    pub(crate) fn edit(&mut self, id: u64, change: impl FnOnce(&mut Transaction)) {
        if let Some(row) = self.rows.get_mut(&id) {
            change(row);
            self.dirty.insert(id);
        }
    }

    /// Counts a call; answers how many came before it.
    pub(crate) fn count(&mut self, id: u64, op: Op) -> u32 {
        let Some(counter) = self.rows.get_mut(&id).and_then(|row| row.calls.of(op)) else { return 0 };
        let earlier = *counter;
        *counter = earlier.saturating_add(1);
        self.dirty.insert(id);
        earlier
    }

    fn advance(
        &mut self,
        id: u64,
        from: &[State],
        to: State,
        now_ms: u64,
        what: &'static str,
    ) -> Option<&mut Transaction> {
        let row = self.rows.get_mut(&id).filter(|row| from.contains(&row.state))?;
        if let (State::Debited, Some(at)) = (row.state, row.debited_at_ms) {
            self.waiting.remove(&(at, id));
        }
        if let (State::Verified, Some(at), true) = (row.state, row.verified_at_ms, to != State::Verified) {
            self.unsettled.remove(&(at, id));
        }
        row.state = to;
        row.note(now_ms, what);
        self.dirty.insert(id);
        Some(row)
    }

    /// The shopper sees the page.
    pub(crate) fn open(&mut self, id: u64, now_ms: u64) -> bool {
        self.advance(id, &[State::Issued], State::Opened, now_ms, "page opened").is_some()
    }

    /// The page ends without money: cancelled, declined or out of time.
    pub(crate) fn close(&mut self, id: u64, to: State, code: &str, now_ms: u64) -> bool {
        let what = match to {
            State::Cancelled => "cancelled by the shopper",
            State::Declined => "declined",
            State::Expired => "session expired",
            _ => return false,
        };
        let Some(row) = self.advance(id, &[State::Issued, State::Opened], to, now_ms, what) else { return false };
        row.code = Some(code.to_owned());
        true
    }

    /// The card is debited.
    pub(crate) fn debit(&mut self, id: u64, receipt: Receipt, now_ms: u64) -> bool {
        if self.by_reference.contains_key(&receipt.reference) {
            return false;
        }
        let Some(row) = self.advance(id, &[State::Issued, State::Opened], State::Debited, now_ms, "debited") else {
            return false;
        };
        row.debited_at_ms = Some(now_ms);
        row.reference = Some(receipt.reference.clone());
        row.rrn = Some(receipt.rrn);
        row.trace = Some(receipt.trace);
        row.masked_pan = Some(receipt.masked_pan);
        row.hashed_pan = Some(receipt.hashed_pan);
        self.by_reference.insert(receipt.reference, id);
        self.waiting.insert((now_ms, id));
        true
    }

    /// The shop confirms.
    pub(crate) fn verify(&mut self, id: u64, now_ms: u64) -> bool {
        let row = self.advance(id, &[State::Debited], State::Verified, now_ms, "verified");
        if row.map(|row| row.verified_at_ms = Some(now_ms)).is_none() {
            return false;
        }
        self.unsettled.insert((now_ms, id));
        true
    }

    /// The shop claims the money.
    pub(crate) fn settle(&mut self, id: u64, now_ms: u64) -> bool {
        let row = self.advance(id, &[State::Verified], State::Settled, now_ms, "settled");
        row.map(|row| row.settled_at_ms = Some(now_ms)).is_some()
    }

    /// The money goes back to the card, all of it: what was refunded in part cannot.
    pub(crate) fn reverse(&mut self, id: u64, by: ReversedBy, now_ms: u64) -> bool {
        if self.get(id).is_some_and(|row| !row.refunds.is_empty()) {
            return false;
        }
        let what = match by {
            ReversedBy::Shop => "reversed by the shop",
            ReversedBy::Auto => "reversed: not verified in time",
            ReversedBy::Bank => "reversed by the bank",
        };
        let Some(row) = self.advance(id, &[State::Debited, State::Verified], State::Reversed, now_ms, what) else {
            return false;
        };
        row.reversed_at_ms = Some(now_ms);
        row.reversed_by = Some(by);
        true
    }

    /// The bank takes claimed money back of its own will: a dispute that the card's holder won (F20). What was refunded in part
    /// it leaves.
    pub fn take_back(&mut self, id: u64, now_ms: u64) -> bool {
        let claimed =
            |row: &Transaction| row.refunds.is_empty() && matches!(row.state, State::Verified | State::Settled);
        if !self.get(id).is_some_and(claimed) {
            return false;
        }
        let from = [State::Verified, State::Settled];
        let Some(row) = self.advance(id, &from, State::Reversed, now_ms, "taken back by the bank") else {
            return false;
        };
        row.reversed_at_ms = Some(now_ms);
        row.reversed_by = Some(ReversedBy::Bank);
        true
    }

    /// Part of the money goes back after it was claimed. Whether verify alone claims it is the provider's to know.
    pub(crate) fn refund(&mut self, id: u64, order: &str, amount: u64, now_ms: u64) -> bool {
        let room = |row: &Transaction| amount > 0 && amount <= row.amount.saturating_sub(row.refunded());
        if self.is_used(order) {
            return false;
        }
        let Some(state) = self.get(id).filter(|row| room(row)).map(|row| row.state) else { return false };
        if !matches!(state, State::Verified | State::Settled) {
            return false;
        }
        let Some(row) = self.advance(id, &[state], state, now_ms, "refunded") else { return false };
        row.refunds.push(Refund { order: order.to_owned(), amount });
        self.orders.insert(order.to_owned());
        true
    }

    /// Sends back what nobody verified within the window. Called before every request: a bank without timers still keeps its
    /// word, because nobody can look before this ran.
    pub fn reverse_overdue(&mut self, window_ms: u64, now_ms: u64) {
        while let Some(&(debited_at, id)) = self.waiting.first() {
            let due = debited_at.saturating_add(window_ms);
            if due > now_ms {
                break;
            }
            self.waiting.pop_first();
            self.reverse(id, ReversedBy::Auto, due);
        }
    }

    /// Settles what the shop verified and left, at banks that do so by themselves.
    pub(crate) fn settle_overdue(&mut self, window_ms: u64, now_ms: u64) {
        while let Some(&(verified_at, id)) = self.unsettled.first() {
            let due = verified_at.saturating_add(window_ms);
            if due > now_ms {
                break;
            }
            self.unsettled.pop_first();
            if let Some(row) = self.advance(id, &[State::Verified], State::Settled, due, "settled by the bank") {
                row.settled_at_ms = Some(due);
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self { cleared: true, ..Self::default() };
    }

    /// What a store must write since the last call: whether to forget all rows first, and the rows that changed.
    pub fn take_changed(&mut self) -> (bool, Vec<&Transaction>) {
        let ids = std::mem::take(&mut self.dirty);
        let cleared = std::mem::take(&mut self.cleared);
        (cleared, ids.iter().filter_map(|id| self.rows.get(id)).collect())
    }
}

/// What some transactions add up to.
pub(crate) fn sum<'a>(rows: impl Iterator<Item = &'a Transaction>, verify_captures: bool) -> Totals {
    let mut totals = Totals::default();
    rows.for_each(|row| totals.add(row, verify_captures));
    totals
}

impl From<Vec<Transaction>> for Book {
    fn from(rows: Vec<Transaction>) -> Self {
        let mut book = Self::default();
        rows.into_iter().for_each(|row| book.insert(row));
        book
    }
}

impl From<Book> for Vec<Transaction> {
    fn from(book: Book) -> Self {
        book.rows.into_values().collect()
    }
}
