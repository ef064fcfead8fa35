//! The end: faults have stopped, time has passed, and book and ledger must agree to the rial.

use super::{Auditor, Reading, books::Account};
use crate::witness::Witness;
use dargah_wire::{PaymentStatus, RefundStatus};

impl Auditor {
    /// A payment that was never made.
    pub(crate) fn never_made(&mut self, sale: usize) {
        if self.models[sale].made.is_some() {
            self.differs(sale, "was made and is gone (I15)".to_owned());
        }
    }

    /// A payment at the end.
    pub(crate) fn ends(&mut self, sale: usize, reading: &Reading, now: i64, calm: bool) {
        self.reads(sale, reading, now);
        let model = &self.models[sale];
        let review = !model.review.is_empty();
        let unknown = model.refunds.iter().any(|refund| refund.status == RefundStatus::Unknown);
        let mut wrong = Vec::new();
        if matches!(reading.status, PaymentStatus::Processing | PaymentStatus::Open) {
            wrong.push(format!("is still {:?} (L1)", reading.status));
        }
        if model.heard as usize != reading.notices.len() {
            wrong.push(format!("the shop has heard {} of {} notices (L3)", model.heard, reading.notices.len()));
        }
        if model.refunds.iter().any(|refund| refund.status == RefundStatus::Pending) {
            wrong.push("a refund is still pending (L1)".to_owned());
        }
        if unknown {
            wrong.push("a refund is unknown, though a person has read the statement".to_owned());
        }
        let balance = |account| self.books.balance(sale, account);
        let (pending, suspense) = (balance(Account::BankPending), balance(Account::Suspense));
        if pending != 0 && !review {
            wrong.push(format!("{pending} rial are with a bank, neither the shop's nor back (I21)"));
        }
        if suspense != 0 && !review && !unknown {
            wrong.push(format!("book and ledger differ by {suspense} rial (I21)"));
        }
        if reading.status == PaymentStatus::Paid
            && balance(Account::Merchant) + balance(Account::RefundPending) != model.amount - model.refunded()
        {
            wrong.push(format!("the shop has {} rial", balance(Account::Merchant)));
        }
        let rows: Vec<_> = (1..).zip(&model.tries).filter_map(|(number, _)| self.row_of(sale, number)).collect();
        let debited = rows.iter().filter(|row| row.debited).count();
        // Where nothing went wrong at all, whoever paid has bought (L5).
        if calm && debited > 0 && model.paid.is_none() && !model.cancelled {
            wrong.push("was paid at a bank on a calm day, and is not (L5)".to_owned());
        }
        let twice = debited > 1 && model.paid.is_some();
        for what in wrong {
            self.differs(sale, what);
        }
        if twice {
            self.met(Witness::PaidTwice);
        }
    }
}
