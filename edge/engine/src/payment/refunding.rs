//! A refund is asked for by the shop, and its answer is taken in.

use super::{
    attempt::Attempt,
    command::{Context, RefundWish, Refusal},
    decide::Decision,
    event::Event,
    refund::{REFUNDS_MAX, Refund, RefundPhase, Way, way_for},
    state::Payment,
    work::retry_after,
};
use crate::{
    config::Gateways,
    gateway::{Class, Outcome, Reply, Settles},
    id::OrderNumber,
    money::Rial,
    time::Moment,
};
use dargah_wire::RefundTo;

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
    if payment.paid_at.is_none() {
        return Err(Refusal::NotPaid);
    }
    // What filled a wallet is its owner's, who may have paid with it since.
    if payment.created.top_up.is_some() {
        return Err(Refusal::NotRefundable);
    }
    if payment.refunds.len() >= REFUNDS_MAX {
        return Err(Refusal::TooManyRefunds);
    }
    let left = payment.refundable();
    let amount = wish.amount.map_or(left, Rial::get);
    let to = payment.goes_back(amount, wish.to);
    let is_gone = payment.returned_at.is_some() && (to == RefundTo::Card || left == 0);
    if is_gone || (to == RefundTo::Wallet && payment.by_wallet() == 0) {
        return Err(Refusal::NotRefundable);
    }
    let most = payment.refundable_to(to, context.gateways);
    if amount == 0 || amount > most {
        return Err(Refusal::OverCeiling);
    }
    let amount = Rial::new(amount).map_err(|_| Refusal::OverCeiling)?;
    let (way, may_turn) = match to {
        RefundTo::Card => {
            let attempt = payment.paid_by.and_then(|number| payment.attempt(number)).ok_or(Refusal::NotRefundable)?;
            let account = context.account(attempt).ok_or(Refusal::NotConfigured)?;
            way_for(payment, attempt, account, amount, now).ok_or(Refusal::NotRefundable)?
        }
        RefundTo::Wallet => (Way::Wallet, false),
    };
    let refund = u32::try_from(payment.refunds.len()).unwrap_or(u32::MAX).saturating_add(1);
    let order = OrderNumber::derive(&wish.entropy, refund);
    let RefundWish { reason, key, fingerprint, .. } = wish;
    decision.record(now, Event::RefundRequested { refund, amount, reason, key, fingerprint, order, way, may_turn });
    Ok(())
}

impl Payment {
    /// The most that can go there. What a contract of the shop's own took is with its bank, and goes back to the card alone.
    #[must_use]
    pub fn refundable_to(&self, to: RefundTo, gateways: &Gateways) -> i64 {
        let attempt = self.paid_by.and_then(|number| self.attempt(number));
        let account = |attempt: &Attempt| gateways.as_of(&attempt.gateway, attempt.edition);
        let is_own = |attempt| account(attempt).is_some_and(|account| account.settles == Settles::Shop);
        match to {
            RefundTo::Card => self.refundable_to_card(),
            RefundTo::Wallet if attempt.is_some_and(is_own) => self.refundable_to_wallet(),
            RefundTo::Wallet => self.refundable(),
        }
    }

    /// Where a refund of `amount` rial goes: as it was said, or where it came from. What the card alone did not pay goes to the wallet
    /// that paid the rest.
    #[must_use]
    pub fn goes_back(&self, amount: i64, said: Option<RefundTo>) -> RefundTo {
        let to_wallet = self.by_wallet() > 0 && amount > self.refundable_to_card();
        said.unwrap_or(if to_wallet { RefundTo::Wallet } else { RefundTo::Card })
    }
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
