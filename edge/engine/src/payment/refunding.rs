//! A refund is asked for by the shop, and its answer is taken in.

use super::{
    command::{Context, RefundWish, Refusal},
    decide::Decision,
    event::Event,
    refund::{REFUNDS_MAX, Refund, RefundPhase, Way, way_for},
    work::retry_after,
};
use crate::{
    gateway::{Class, Outcome, Reply},
    id::OrderNumber,
    money::Rial,
    time::Moment,
};

/// Reserves a refund (I10, F49). The same key with the same wish is the same refund (I14).
pub(super) fn request(decision: &mut Decision, wish: RefundWish, context: &Context<'_>) -> Result<(), Refusal> {
    let payment = &decision.payment;
    let now = context.now;
    if let Some(known) = payment.refunds.iter().find(|refund| refund.key == wish.key) {
        return match known.phase {
            _ if known.fingerprint != wish.fingerprint => Err(Refusal::MadeOtherwise),
            RefundPhase::Sent(sent) if sent.lease > now => Err(Refusal::InFlight),
            _ => Ok(()),
        };
    }
    let attempt = payment.paid_by.and_then(|number| payment.attempt(number)).ok_or(Refusal::NotPaid)?;
    let account = context.account(attempt).ok_or(Refusal::NotConfigured)?;
    // What filled a wallet is its owner's, who may have paid with it since.
    if payment.returned_at.is_some() || payment.created.top_up.is_some() {
        return Err(Refusal::NotRefundable);
    }
    if payment.refunds.len() >= REFUNDS_MAX {
        return Err(Refusal::TooManyRefunds);
    }
    let left = payment.refundable();
    let amount = wish.amount.map_or(left, Rial::get);
    if amount == 0 || amount > left {
        return Err(Refusal::OverCeiling);
    }
    let amount = Rial::new(amount).map_err(|_| Refusal::OverCeiling)?;
    let verified_at = attempt.verified_at.unwrap_or(attempt.started_at);
    let (way, may_turn) = way_for(payment, account, verified_at, amount, now).ok_or(Refusal::NotRefundable)?;
    let refund = u32::try_from(payment.refunds.len()).unwrap_or(u32::MAX).saturating_add(1);
    let order = OrderNumber::derive(&wish.entropy, refund);
    let RefundWish { reason, key, fingerprint, .. } = wish;
    decision.record(now, Event::RefundRequested { refund, amount, reason, key, fingerprint, order, way, may_turn });
    Ok(())
}

/// Takes in the answer to the refund's call that was sent at `sent_at`.
pub(super) fn hear(
    decision: &mut Decision,
    number: u32,
    sent_at: Moment,
    outcome: Outcome,
    now: Moment,
) -> Result<(), Refusal> {
    let refund = decision.payment.refund(number).ok_or(Refusal::NoSuchRefund)?;
    if !matches!(refund.phase, RefundPhase::Sent(sent) if sent.at == sent_at) {
        return Err(Refusal::Stale);
    }
    let event = event(refund, outcome, now);
    decision.record(now, event);
    Ok(())
}

fn event(refund: &Refund, outcome: Outcome, now: Moment) -> Event {
    let number = refund.number;
    let Outcome { reply, class, code } = outcome;
    // What the provider did not accept, it did not carry out.
    let refused = reply == Reply::Refused || matches!(class, Class::Config | Class::Request);
    match (reply, refund.way) {
        (Reply::Done(_), _) | (Reply::Returned, Way::Reversal) => Event::RefundDone { refund: number, code },
        // "Cannot be reversed" may be how the provider says that it was, by a call whose answer was lost.
        _ if refused && refund.sends > 1 => Event::RefundInconclusive { refund: number, class, code, retry_at: None },
        _ if refused && refund.may_turn => Event::RefundTurned { refund: number, class, code },
        _ if refused => Event::RefundRefused { refund: number, class, code },
        (_, way) => {
            let retry_at = (way == Way::Reversal).then(|| now + retry_after(refund.misses));
            Event::RefundInconclusive { refund: number, class, code, retry_at }
        }
    }
}
