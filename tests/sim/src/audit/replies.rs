//! What a reply must be: whether a wish is taken or refused, with which refusal, and how a payment is said to stand.

use super::{
    Asked, Auditor, Expected, Reading,
    facts::FACTS,
    model::{Asking, Model},
};
use crate::witness::Witness;
use dargah_engine::{
    payment::{Payment, Refusal},
    webhook::Kind,
};
use dargah_wire::{PaymentStatus, RefundStatus};

/// Attempts and refunds of one payment, at most.
const ATTEMPTS_MAX: usize = 20;
const REFUNDS_MAX: usize = 50;

/// How long before a reversal's time is over it is not tried any more.
const MARGIN: i64 = 60_000;

fn yes() -> Expected {
    Expected { accepts: true, ..Expected::default() }
}

fn no(refusal: Refusal) -> Expected {
    Expected { refuses: vec![refusal], ..Expected::default() }
}

fn yes_or(refusal: Refusal) -> Expected {
    Expected { accepts: true, refuses: vec![refusal], anything: false }
}

impl Model {
    /// Whether a bank is certainly, perhaps, or certainly not being asked for a token or about money.
    fn busy(&self, now: i64) -> Asking {
        if !self.review.is_empty() {
            return Asking::Sure;
        }
        let of = |tried: &super::model::Try| match tried.token_lease {
            Some(lease) if lease > now && tried.token_late => Asking::Maybe,
            Some(lease) if lease > now => Asking::Sure,
            _ if tried.asking == Asking::Sure => Asking::Sure,
            _ if tried.touched => Asking::Maybe,
            _ => Asking::No,
        };
        self.tries.iter().map(of).max().unwrap_or_default()
    }

    fn expects_begin(&self, expires: i64, now: i64) -> Expected {
        if self.paid.is_some() {
            return no(Refusal::Paid);
        }
        if self.cancelled {
            return no(Refusal::Cancelled);
        }
        if now >= expires {
            return no(Refusal::Expired);
        }
        match self.busy(now) {
            Asking::Sure => no(Refusal::InProgress),
            _ if self.live => no(Refusal::NoGateway),
            _ if self.tries.len() >= ATTEMPTS_MAX => no(Refusal::TooManyAttempts),
            Asking::Maybe => yes_or(Refusal::InProgress),
            Asking::No => yes(),
        }
    }

    fn expects_cancel(&self, expires: i64, now: i64) -> Expected {
        if self.cancelled {
            return yes();
        }
        if self.paid.is_some() {
            return no(Refusal::Paid);
        }
        if self.closed.is_some() {
            return no(Refusal::Expired);
        }
        // What is over and not yet closed is closed by the same write.
        let over = now >= expires && !self.may_be_live(now);
        match self.busy(now) {
            Asking::Sure => no(Refusal::InProgress),
            // Unless a bank is asked first whether it holds anything: then withdrawing is the sooner.
            Asking::No if over && self.tries.iter().any(|tried| tried.deadline.is_some()) => yes_or(Refusal::Expired),
            Asking::No if over => no(Refusal::Expired),
            Asking::Maybe if over => {
                Expected { accepts: true, refuses: vec![Refusal::InProgress, Refusal::Expired], anything: false }
            }
            Asking::Maybe => yes_or(Refusal::InProgress),
            Asking::No => yes(),
        }
    }

    /// Whether an attempt may still turn into money.
    fn may_be_live(&self, now: i64) -> bool {
        let over = |time: Option<i64>| time.is_none_or(|time| time <= now);
        self.tries.iter().any(|tried| !tried.ended && (!over(tried.deadline) || !over(tried.token_lease)))
    }

    fn expects_refund(&self, amount: Option<i64>, key: &str, fingerprint: &str, now: i64) -> Expected {
        if let Some(known) = self.refunds.iter().find(|refund| refund.key == key) {
            return match known.lease {
                _ if known.fingerprint != fingerprint => no(Refusal::MadeOtherwise),
                Some(lease) if lease > now && known.status == RefundStatus::Pending => no(Refusal::InFlight),
                _ => yes(),
            };
        }
        if self.paid.is_none() {
            return no(Refusal::NotPaid);
        }
        if self.returned {
            return no(Refusal::NotRefundable);
        }
        if self.refunds.len() >= REFUNDS_MAX {
            return no(Refusal::TooManyRefunds);
        }
        let left = self.left();
        let amount = amount.unwrap_or(left);
        if amount == 0 || amount > left {
            return no(Refusal::OverCeiling);
        }
        if self.way(amount, now).is_some() { yes() } else { no(Refusal::NotRefundable) }
    }

    /// How an amount would go back: as a reversal of the whole or not, and whether another way is left.
    pub(super) fn way(&self, amount: i64, now: i64) -> Option<(bool, bool)> {
        let by = self.paid?;
        let facts = &FACTS[self.tries.get((by as usize).checked_sub(1)?)?.gateway];
        let whole = amount == self.amount && self.left() == self.amount;
        let reversal = whole && facts.reversal_s.is_some_and(|s| now + MARGIN < self.verified_at + s * 1_000);
        match (reversal, facts.refunds) {
            (true, refunds) => Some((true, refunds)),
            (false, true) => Some((false, false)),
            (false, false) => None,
        }
    }

    /// What the payment may be said to be at `now`.
    fn may_be(&self, status: PaymentStatus, now: i64) -> bool {
        use PaymentStatus::{Cancelled, Expired, Failed, Open, Paid, Processing, Refunded, Returned, Review};
        let Some((expires, _)) = self.made else { return false };
        if self.returned {
            return status == Returned;
        }
        if self.paid.is_some() {
            return status == if self.refunded() >= self.amount { Refunded } else { Paid };
        }
        if self.cancelled {
            return status == Cancelled;
        }
        if !self.review.is_empty() {
            return status == Review;
        }
        if self.tries.iter().any(|tried| tried.asking == Asking::Sure) {
            return status == Processing;
        }
        let touched = self.tries.iter().any(|tried| tried.touched);
        let ends = match self.closed {
            Some(Kind::PaymentFailed) => Some(Failed),
            Some(_) => Some(Expired),
            None => None,
        };
        if let Some(end) = ends {
            return status == end || (touched && status == Processing);
        }
        if now < expires {
            return status == Open || (touched && status == Processing);
        }
        let live = self.may_be_live(self.last_at.max(now));
        let began = self.tries.iter().any(|tried| tried.deadline.is_some() || tried.token_lease.is_some());
        (began && status == Processing) || ((!live || touched) && status == Expired)
    }
}

impl Auditor {
    /// What the reply to a wish may be.
    pub(crate) fn expects(&self, sale: usize, asked: &Asked, now: i64) -> Expected {
        let model = &self.models[sale];
        let now = now.max(model.last_at);
        match (asked, &model.made) {
            (Asked::Create { .. }, None) => yes(),
            (Asked::Create { fingerprint, .. }, Some((_, by))) => {
                if fingerprint == by {
                    yes()
                } else {
                    no(Refusal::MadeOtherwise)
                }
            }
            (Asked::Begin, Some((expires, _))) => {
                model.expects_begin(if model.closed.is_some() { 0 } else { *expires }, now)
            }
            (Asked::Cancel, Some((expires, _))) => model.expects_cancel(*expires, now),
            (Asked::Refund { amount, key, fingerprint }, Some(_)) => {
                model.expects_refund(*amount, key, fingerprint, now)
            }
            (Asked::Resolved { refund, .. }, Some(_)) => {
                let unknown =
                    model.refunds.get(*refund as usize - 1).is_some_and(|r| r.status == RefundStatus::Unknown);
                if unknown { yes() } else { no(Refusal::DoesNotFit) }
            }
            _ => Expected { anything: true, ..Expected::default() },
        }
    }

    /// A wish was refused.
    pub(crate) fn refused(&mut self, sale: usize, asked: &Asked, expected: &Expected, refusal: Refusal) {
        if !expected.anything && !expected.refuses.contains(&refusal) {
            self.differs(sale, format!("{asked:?} was refused as {refusal:?}; due was {expected:?}"));
        }
        let pending = self.models[sale].refunds.iter().any(|refund| refund.status == RefundStatus::Pending);
        if refusal == Refusal::OverCeiling && pending {
            self.met(Witness::RefundRace);
        }
    }

    /// A wish was taken.
    pub(crate) fn accepted(&mut self, sale: usize, asked: &Asked, expected: &Expected, payment: &Payment) {
        if !expected.anything && !expected.accepts {
            self.differs(sale, format!("{asked:?} was taken; due was {expected:?}"));
        }
        if matches!(asked, Asked::Create { .. }) && payment.created.amount.get() != self.models[sale].amount {
            self.differs(sale, "the shop is answered about another amount (I14)".to_owned());
        }
    }

    /// The shop reads its payment.
    pub(crate) fn reads(&mut self, sale: usize, reading: &Reading, now: i64) {
        let model = &self.models[sale];
        let mut wrong = Vec::new();
        if !model.may_be(reading.status, now) {
            wrong.push(format!("is said to be {:?}", reading.status));
        }
        if reading.refunded != model.refunded() {
            wrong.push(format!("{} is said to be refunded; it is {}", reading.refunded, model.refunded()));
        }
        let open = model.made.as_ref().is_some_and(|(expires, _)| now < *expires)
            && model.closed.is_none()
            && model.wants_money();
        let idle = model.busy(now) == Asking::No;
        if (reading.can_pay && (!open || model.busy(now) == Asking::Sure)) || (!reading.can_pay && open && idle) {
            wrong.push(format!("can be paid: {}", reading.can_pay));
        }
        // Whatever is awaited, something is going to ask about it (L2).
        if reading.status == PaymentStatus::Processing && !reading.cared_for {
            wrong.push("is awaited, and nothing is due (L2)".to_owned());
        }
        // A lender that is told what is left is told nothing while an answer of its own is lost: a person leads on.
        let is = |status| model.refunds.iter().any(|refund| refund.status == status);
        if is(RefundStatus::Pending) && !is(RefundStatus::Unknown) && !reading.cared_for {
            wrong.push("a refund is pending, and nothing is due (L2)".to_owned());
        }
        for what in wrong {
            self.differs(sale, what);
        }
    }
}
