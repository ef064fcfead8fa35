//! From payments to what matching needs of them, and from what a report suggests back to what a payment can be told.

use super::{
    ledger::{EntryState, LedgerEntry, LedgerRefund, RefundState},
    report::Suggestion,
};
use crate::{
    id::{GatewayId, OrderNumber, PaymentId},
    payment::{Attempt, Learnt, Payment, Phase, Refund, RefundPhase, Way},
};

/// What the ledger knows of a gateway's attempts at a payment.
#[must_use]
pub fn entries(payment: &Payment, gateway: &GatewayId) -> Vec<LedgerEntry> {
    let reached = payment.attempts.iter().filter(|a| a.gateway == *gateway && a.token.is_some());
    reached.map(|attempt| entry(payment, attempt)).collect()
}

fn entry(payment: &Payment, attempt: &Attempt) -> LedgerEntry {
    let captured = payment.paid_by == Some(attempt.number);
    // What was undone as a whole is not the shop's, and its file says a sale and a reversal, or nothing.
    let undone = payment.refunds.iter().any(|r| captured && r.way == Way::Reversal && r.phase == RefundPhase::Done);
    let state = match attempt.phase {
        _ if undone => EntryState::Ended,
        Phase::Captured => EntryState::Captured,
        Phase::Review => EntryState::Review,
        Phase::Ended(_) | Phase::Abandoned { .. } => EntryState::Ended,
        _ => EntryState::Unknown,
    };
    LedgerEntry {
        payment: payment.created.id,
        attempt: attempt.number,
        order: attempt.ask.order,
        references: references(attempt),
        amount: attempt.ask.amount,
        state,
        at: payment.paid_at.filter(|_| captured).unwrap_or(attempt.started_at),
        paid_elsewhere: payment.paid_by.is_some() && !captured,
        refunds: if captured { payment.refunds.iter().filter_map(refund).collect() } else { Vec::new() },
    }
}

/// Every name of the bank's for an attempt.
fn references(attempt: &Attempt) -> Vec<String> {
    let claimed = attempt.claim().map(|claim| claim.reference.key);
    let token = attempt.token.as_ref().map(|token| token.word().to_owned());
    let rrn = attempt.receipt.as_ref().and_then(|receipt| receipt.rrn.clone());
    let mut names: Vec<String> = claimed.into_iter().chain(token).chain(rrn).collect();
    names.sort();
    names.dedup();
    names
}

/// A refund that the bank was, or is to be, asked for. A reversal is none: it has no order number of its own.
fn refund(refund: &Refund) -> Option<LedgerRefund> {
    let state = match refund.phase {
        _ if refund.way == Way::Reversal => return None,
        RefundPhase::Done => RefundState::Done,
        RefundPhase::Unknown => RefundState::Unknown,
        RefundPhase::Waiting | RefundPhase::Sent(_) => RefundState::Pending,
        RefundPhase::Refused => return None,
    };
    Some(LedgerRefund { order: refund.order, amount: refund.amount, state, at: refund.requested_at })
}

/// What a payment is to be told if a person confirms the suggestion: about which payment, and what.
#[must_use]
pub fn lesson(suggestion: Suggestion, payments: &[Payment]) -> Option<(PaymentId, Learnt)> {
    let by_order = |payment: PaymentId, order: OrderNumber, done: bool| {
        let known = payments.iter().find(|known| known.created.id == payment)?;
        let refund = known.refunds.iter().find(|refund| refund.order == order)?.number;
        Some((payment, Learnt::Refund { refund, done }))
    };
    match suggestion {
        Suggestion::BankReturned { payment, attempt } => Some((payment, Learnt::Returned { attempt })),
        Suggestion::VerifyAgain { payment, attempt } => Some((payment, Learnt::Held { attempt, reference: None })),
        Suggestion::RefundDone { payment, refund } => by_order(payment, refund, true),
        Suggestion::RefundRefused { payment, refund } => by_order(payment, refund, false),
        Suggestion::Look => None,
    }
}
