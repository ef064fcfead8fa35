//! What a shop and a shopper are told of a payment, derived from its state.

use super::{
    attempt::{Attempt, Cause, Dropped, Phase, SightingStanding},
    purse::{Purse, PursePhase},
    refund::{Refund, RefundPhase, Way},
    state::{Closed, Payment},
};
use crate::{gateway::Hint, time::Moment};
use dargah_wire::{AttemptView, LastAttempt, PaymentStatus, RefundStatus, RefundTo, RefundView, StatusReason};

/// Where a payment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// In one word.
    pub status: PaymentStatus,
    /// Why, where there is more to say.
    pub reason: Option<StatusReason>,
    /// The newest attempt, once it has an end the shopper can be told.
    pub last: Option<LastAttempt>,
    /// Whether an attempt could begin now.
    pub can_pay: bool,
}

impl Payment {
    /// Whether an attempt could begin now: not over, and no attempt is turning into money.
    #[must_use]
    pub fn is_payable(&self, now: Moment) -> bool {
        self.wants_money() && self.closed.is_none() && !self.is_busy(now) && now < self.created.expires_at
    }

    /// Whether an attempt is beginning, turning into money, or waits for a person.
    #[must_use]
    pub(super) fn is_busy(&self, now: Moment) -> bool {
        let asking = |purse: &Purse| matches!(purse.phase, PursePhase::Asking(Some(sent)) if now < sent.lease);
        self.purse.as_ref().is_some_and(asking)
            || self.attempts.iter().any(|attempt| match attempt.phase {
                Phase::Asking(sent) => now < sent.lease,
                Phase::Review => true,
                _ => attempt.is_resolving(),
            })
    }

    /// Whether only a person, or the provider's statement, can lead on: an attempt is in review, or a refund's answer is lost.
    #[must_use]
    pub fn needs_person(&self) -> bool {
        let lost = self.refunds.iter().any(|refund| refund.phase == RefundPhase::Unknown);
        lost || self.attempts.iter().any(|attempt| attempt.phase == Phase::Review)
    }

    /// Where the payment stands at `now`.
    #[must_use]
    pub fn standing(&self, now: Moment) -> Standing {
        let (status, reason) = self.status(now);
        Standing { status, reason, last: self.attempts.last().and_then(last), can_pay: self.is_payable(now) }
    }

    fn status(&self, now: Moment) -> (PaymentStatus, Option<StatusReason>) {
        if self.returned_at.is_some() {
            return (PaymentStatus::Returned, Some(StatusReason::Reversed));
        }
        if self.paid_at.is_some() {
            let all = self.refunded() >= self.created.amount.get();
            return (if all { PaymentStatus::Refunded } else { PaymentStatus::Paid }, None);
        }
        if self.cancelled_at.is_some() {
            return (PaymentStatus::Cancelled, None);
        }
        if let Some(status) = self.waited_for() {
            return status;
        }
        if let Some(closed) = self.closed {
            return match closed {
                Closed::Failed => (PaymentStatus::Failed, self.attempts.last().and_then(reason)),
                Closed::Expired => (PaymentStatus::Expired, Some(StatusReason::TimeOver)),
            };
        }
        if now < self.created.expires_at {
            return (PaymentStatus::Open, None);
        }
        // Its time is over, and a bank may still hold unverified money for it until that bank's own window ends.
        if self.attempts.iter().any(Attempt::is_live) {
            return (PaymentStatus::Processing, Some(StatusReason::AwaitingBank));
        }
        (PaymentStatus::Expired, Some(StatusReason::TimeOver))
    }

    /// Whether a person or a bank's answer is waited for. A payment that was over can come to this again, by new evidence.
    fn waited_for(&self) -> Option<(PaymentStatus, Option<StatusReason>)> {
        if self.attempts.iter().any(|a| a.phase == Phase::Review) {
            return Some((PaymentStatus::Review, Some(StatusReason::Mismatch)));
        }
        let attempt = self.attempts.iter().find(|a| a.is_resolving())?;
        let reversing = matches!(attempt.phase, Phase::Reversing(_));
        let reason = if reversing { StatusReason::Mismatch } else { StatusReason::AwaitingBank };
        Some((PaymentStatus::Processing, Some(reason)))
    }

    /// Every refund, for the shop.
    #[must_use]
    pub fn refund_views(&self) -> Vec<RefundView> {
        self.refunds.iter().map(refund_view).collect()
    }

    /// Every attempt, for the shop.
    #[must_use]
    pub fn attempt_views(&self) -> Vec<AttemptView> {
        self.attempts.iter().map(attempt_view).collect()
    }
}

fn last(attempt: &Attempt) -> Option<LastAttempt> {
    let reason = reason(attempt)?;
    Some(LastAttempt { gateway: attempt.gateway.to_string(), reason })
}

/// What became of an attempt, once there is something to tell.
fn reason(attempt: &Attempt) -> Option<StatusReason> {
    let returned = attempt.sightings.iter().any(|s| s.standing == SightingStanding::Dead(Dropped::ReturnedByBank));
    match (&attempt.phase, attempt.hint) {
        (Phase::Ended(Cause::ReturnedByBank | Cause::Reversed), _) => Some(StatusReason::Reversed),
        (Phase::AtBank, _) if returned => Some(StatusReason::Reversed),
        (Phase::Abandoned { .. }, _) => Some(StatusReason::NoGateway),
        (Phase::AtBank | Phase::Ended(_), Some(hint)) => Some(match hint {
            Hint::Cancelled => StatusReason::Cancelled,
            Hint::SessionEnded => StatusReason::SessionEnded,
            Hint::Fault => StatusReason::BankFault,
            Hint::Paid | Hint::Declined | Hint::Unclear => StatusReason::Declined,
        }),
        (Phase::Ended(_), None) => Some(StatusReason::TimeOver),
        _ => None,
    }
}

/// A refund, for the shop.
pub(super) fn refund_view(refund: &Refund) -> RefundView {
    RefundView {
        number: refund.number,
        amount: refund.amount.get(),
        reason: refund.reason.clone(),
        status: match refund.phase {
            RefundPhase::Waiting | RefundPhase::Sent(_) => RefundStatus::Pending,
            RefundPhase::Done => RefundStatus::Succeeded,
            RefundPhase::Refused => RefundStatus::Failed,
            RefundPhase::Unknown => RefundStatus::Unknown,
        },
        class: refund.class.map(|class| class.as_str().to_owned()),
        code: refund.code.clone(),
        to: if refund.way == Way::Wallet { RefundTo::Wallet } else { RefundTo::Card },
        requested_at: refund.requested_at.0,
    }
}

fn attempt_view(attempt: &Attempt) -> AttemptView {
    AttemptView {
        number: attempt.number,
        gateway: attempt.gateway.to_string(),
        state: attempt.phase_name().to_owned(),
        class: attempt.class.map(|class| class.as_str().to_owned()),
        reference: attempt.claim().map(|claim| claim.reference.key),
        started_at: attempt.started_at.0,
    }
}
