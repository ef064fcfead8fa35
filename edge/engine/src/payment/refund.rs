//! Giving a captured payment's money back, whole or in part, because the shop asks for it.
//!
//! A refund is reserved before it is sent: what is asked for, sent and unknown together never exceed what was captured (I10,
//! F49). There are two ways back. A reversal undoes the whole payment and can be asked for again without harm: it can only
//! happen once. A refund cannot: where its answer is lost, asking again could pay twice, so it becomes [`RefundPhase::Unknown`]
//! and stays reserved until evidence from outside says what happened (F48).

use super::{
    attempt::{Attempt, Sent},
    state::Payment,
};
use crate::{
    gateway::{Account, Class, Refunds, Reversal, SettleStep},
    id::OrderNumber,
    money::Rial,
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};

/// How long before the end of the bank's window a reversal is not tried any more.
const WINDOW_MARGIN: Span = Span::seconds(60);

/// The most refunds of one payment.
pub(super) const REFUNDS_MAX: usize = 50;

/// How the money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The payment is undone as a whole, before it is paid out.
    Reversal,
    /// Money that is the shop's is sent back, or a part of it.
    Refund,
    /// The same, by telling the provider what is left: not while another's answer is lost, for what is left is not known then.
    Remainder,
    /// Into the wallet that paid a part.
    Wallet,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundPhase {
    /// Reserved, and to be sent.
    Waiting,
    /// The bank is being asked.
    Sent(Sent),
    /// The money is on its way to the card.
    Done,
    /// The bank said no; the reservation is gone.
    Refused,
    /// Whether it happened is not known, and asking again could do it twice.
    Unknown,
}

/// One refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Number within the payment, from 1.
    pub number: u32,
    /// How much.
    pub amount: Rial,
    /// Why, in the shop's words.
    pub reason: String,
    /// SHA-256 of the idempotency key.
    pub key: String,
    /// SHA-256 of the request.
    pub fingerprint: String,
    /// Its own number at the bank.
    pub order: OrderNumber,
    /// How the money goes back.
    pub way: Way,
    /// Whether the other way is left if the bank refuses this one.
    pub may_turn: bool,
    /// Where it stands.
    pub phase: RefundPhase,
    /// When it was asked for.
    pub requested_at: Moment,
    /// How often the bank was asked.
    pub sends: u32,
    /// Answers in a row that established nothing.
    pub misses: u32,
    /// When the next call is due.
    pub retry_at: Option<Moment>,
    /// Class of the last thing heard.
    pub class: Option<Class>,
    /// The provider's code.
    pub code: Option<String>,
}

impl Refund {
    /// Whether its amount is reserved or gone.
    #[must_use]
    pub const fn holds(&self) -> bool {
        !matches!(self.phase, RefundPhase::Refused)
    }

    /// Whether the bank is, or is to be, asked.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        matches!(self.phase, RefundPhase::Waiting | RefundPhase::Sent(_))
    }
}

impl Payment {
    /// What went back by refunds.
    #[must_use]
    pub fn refunded(&self) -> i64 {
        self.refunds.iter().filter(|r| r.phase == RefundPhase::Done).map(|r| r.amount.get()).sum()
    }

    /// What can still be refunded: captured, less everything that is done, under way or unknown (I10).
    #[must_use]
    pub fn refundable(&self) -> i64 {
        if self.paid_at.is_none() {
            return 0;
        }
        // What the bank has taken back is there no more; what a wallet paid is.
        if self.returned_at.is_some() {
            return self.refundable_to_wallet();
        }
        self.created.amount.get().saturating_sub(self.held_by(|_| true))
    }

    /// What can still go back to the card: what it paid, less everything that is done, under way or unknown (I10).
    #[must_use]
    pub fn refundable_to_card(&self) -> i64 {
        let paid = self.paid_by.and_then(|number| self.attempt(number)).map_or(0, |attempt| attempt.ask.amount.get());
        paid.saturating_sub(self.held_by(|way| way != Way::Wallet)).max(0).min(self.refundable())
    }

    /// What of the wallet's own part can still go back to it.
    #[must_use]
    pub fn refundable_to_wallet(&self) -> i64 {
        self.by_wallet().saturating_sub(self.held_by(|way| way == Way::Wallet)).max(0)
    }

    fn held_by(&self, way: impl Fn(Way) -> bool) -> i64 {
        self.refunds.iter().filter(|r| r.holds() && way(r.way)).map(|r| r.amount.get()).sum()
    }

    /// Whether a refund is the next to be sent, as far as the others let it.
    pub(super) fn may_send(&self, refund: &Refund) -> bool {
        let lost = || self.refunds.iter().any(|other| other.phase == RefundPhase::Unknown);
        refund.is_pending() && (refund.way != Way::Remainder || !lost())
    }

    /// A refund by its number.
    #[must_use]
    pub fn refund(&self, number: u32) -> Option<&Refund> {
        self.refunds.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }
}

/// The way back to the card for `amount` of what `attempt` took, and whether another one is left if the bank
/// refuses it. The reversal is preferred: it costs nothing and the card has its money sooner.
pub(super) fn way_for(
    payment: &Payment,
    attempt: &Attempt,
    account: &Account,
    amount: Rial,
    now: Moment,
) -> Option<(Way, bool)> {
    let verified_at = attempt.verified_at.unwrap_or(attempt.started_at);
    let whole = amount == attempt.ask.amount && payment.held_by(|way| way != Way::Wallet) == 0;
    let capabilities = account.capabilities();
    let refund = match account.refunds() {
        Refunds::None => None,
        Refunds::Full => whole.then_some(Way::Refund),
        Refunds::Partial => Some(Way::Refund),
        Refunds::Remainder => Some(Way::Remainder),
    };
    // Where settling is a step of its own, what is captured is settled, and too late for a reversal.
    let reversal = match capabilities.reversal {
        Reversal::Within(seconds) if capabilities.settle == SettleStep::WithVerify => {
            whole && now + WINDOW_MARGIN < verified_at + Span::seconds(seconds)
        }
        Reversal::Within(_) | Reversal::Unverified | Reversal::Never => false,
    };
    match (reversal, refund) {
        (true, other) => Some((Way::Reversal, other.is_some())),
        (false, other) => other.map(|way| (way, false)),
    }
}
