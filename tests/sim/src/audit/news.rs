//! What the shop is to be told: each notice needs its cause, and what it says must be so.

use super::{Asked, Auditor, Reading, books::Account, facts::FACTS, model::Asking};
use crate::{
    wire::{CallTruth, Subject},
    witness::Witness,
};
use dargah_engine::{gateway::OperationKind, webhook::Kind};

/// Reversals that may miss before a person is called.
const REVERSALS_MAX: u32 = 6;

impl Auditor {
    /// New notices, each with its cause.
    pub(super) fn compares_notices(
        &mut self,
        sale: usize,
        asked: &Asked,
        truth: Option<&CallTruth>,
        reading: &Reading,
        now: i64,
    ) {
        let known = self.models[sale].notices.len();
        if reading.notices.len() < known || reading.notices[..known] != self.models[sale].notices[..] {
            self.differs(sale, format!("its notices changed: {:?} (I16)", reading.notices));
            self.models[sale].notices.clone_from(&reading.notices);
            return;
        }
        for &(kind, refund) in &reading.notices[known..] {
            let fault = match kind {
                Kind::PaymentPaid => self.is_paid(sale, truth, now),
                Kind::PaymentFailed | Kind::PaymentExpired => self.is_closed(sale, kind, now),
                Kind::PaymentCancelled => {
                    self.met(Witness::Cancelled);
                    (!matches!(asked, Asked::Cancel)).then(|| "nobody withdrew it".to_owned())
                }
                Kind::PaymentReview => self.is_reviewed(sale, truth),
                Kind::PaymentReturned => self.is_returned(sale, asked),
                Kind::RefundSucceeded | Kind::RefundFailed | Kind::RefundReview => {
                    self.is_refund_news(sale, kind, refund)
                }
            };
            if let Some(fault) = fault {
                self.differs(sale, format!("{kind:?}: {fault}"));
            }
            self.models[sale].notices.push((kind, refund));
        }
    }

    /// Paid: the bank's book has it, by a row that this payment has claimed, for its amount, once (I1, I4).
    fn is_paid(&mut self, sale: usize, truth: Option<&CallTruth>, now: i64) -> Option<String> {
        let Some(CallTruth {
            subject: Subject::Attempt(attempt),
            kind: OperationKind::Verify | OperationKind::Settle,
            ..
        }) = truth
        else {
            return Some("no bank was asked (I8)".to_owned());
        };
        let row = self.captured_for(sale, *attempt).cloned();
        let contradicts = truth.is_some_and(|truth| {
            truth.misreported && truth.kind == OperationKind::Verify && FACTS[truth.gateway].says_amount
        });
        let model = &mut self.models[sale];
        let (twice, late) = (model.paid.is_some(), model.closed.is_some());
        let expired = model.made.as_ref().is_some_and(|(expires, _)| now >= *expires);
        model.paid = Some(*attempt);
        model.verified_at = now;
        let amount = model.amount;
        let witnesses = model.attempt(*attempt).map(|tried| {
            tried.asking = Asking::No;
            (!tried.came_back, tried.answer_lost, tried.died)
        });
        self.met(Witness::Paid);
        let (alone, lost, died) = witnesses.unwrap_or_default();
        let met = [
            (alone, Witness::PaidWithoutReturn),
            (lost, Witness::PaidAfterLostAnswer),
            (died, Witness::PaidAfterDeath),
            (late, Witness::PaidLate),
            (expired, Witness::PaidAfterExpiry),
        ];
        met.into_iter().filter(|(is, _)| *is).for_each(|(_, witness)| self.met(witness));
        self.post((sale, Account::Suspense), (sale, Account::Merchant), amount);
        if twice {
            return Some("a second time (I4)".to_owned());
        }
        match row {
            _ if contradicts => Some("the bank said another amount (F16)".to_owned()),
            None => Some("no bank has captured anything for it (I1)".to_owned()),
            Some(row) if row.amount != amount => Some(format!("{} was captured (I13)", row.amount)),
            // A bank may have taken it back while the answer was under way: that is another story.
            Some(_) => None,
        }
    }

    /// Over without money: its time is over, and every attempt's (I2, I3).
    fn is_closed(&mut self, sale: usize, kind: Kind, now: i64) -> Option<String> {
        let model = &mut self.models[sale];
        let failed = kind == Kind::PaymentFailed;
        let fault = if model.closed.is_some() {
            Some("a second time".to_owned())
        } else if !model.wants_money() {
            Some("it is paid or withdrawn".to_owned())
        } else if model.made.as_ref().is_none_or(|(expires, _)| now < *expires) {
            Some("its time is not over".to_owned())
        } else if model.tries.iter().any(|tried| tried.asking == Asking::Sure) {
            Some("a bank's answer is awaited (I3)".to_owned())
        } else if model.tries.iter().any(|tried| !tried.ended && tried.deadline.is_some_and(|deadline| now < deadline))
        {
            Some("a bank's deadline is not over (I2)".to_owned())
        } else if failed != model.tries.iter().any(|tried| tried.deadline.is_some()) {
            Some("that is not how it ended".to_owned())
        } else {
            None
        };
        model.closed = Some(kind);
        self.met(if failed { Witness::ClosedFailed } else { Witness::ClosedExpired });
        fault
    }

    /// A person is called: never because of silence.
    fn is_reviewed(&mut self, sale: usize, truth: Option<&CallTruth>) -> Option<String> {
        self.met(Witness::Review);
        let Some(truth) = truth else { return Some("nothing was heard".to_owned()) };
        let Subject::Attempt(attempt) = truth.subject else { return Some("a refund was heard of".to_owned()) };
        self.models[sale].review.insert(attempt);
        let tried = self.models[sale].attempt(attempt)?;
        tried.asking = Asking::No;
        match truth.kind {
            OperationKind::Reverse if tried.reversals > REVERSALS_MAX => None,
            OperationKind::Verify | OperationKind::Settle if !truth.silent => None,
            _ => Some(format!("after {:?}, with an answer: {}", truth.kind, !truth.silent)),
        }
    }

    fn is_returned(&mut self, sale: usize, asked: &Asked) -> Option<String> {
        let Asked::Returned { attempt } = *asked else { return Some("nobody said so".to_owned()) };
        self.met(Witness::BankReturned);
        if self.models[sale].paid.is_some_and(|by| by != attempt) {
            return Some("what went back is not what it is paid with".to_owned());
        }
        if self.models[sale].paid == Some(attempt) {
            self.models[sale].returned = true;
            let rest = self.books.balance(sale, Account::Merchant);
            self.post((sale, Account::Merchant), (sale, Account::Suspense), rest);
        }
        None
    }
}
