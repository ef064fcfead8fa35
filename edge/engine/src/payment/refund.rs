//! Giving a captured payment's money back, whole or in part, because the shop asks for it.
//!
//! A refund is reserved before it is sent: what is asked for, sent and unknown together never exceed what was captured (I10,
//! F49). There are two ways back. A reversal undoes the whole payment and can be asked for again without harm: it can only
//! happen once. A refund cannot: where its answer is lost, asking again could pay twice, so it becomes [`RefundPhase::Unknown`]
//! and stays reserved until evidence from outside says what happened (F48).

use super::{attempt::Sent, state::Payment};
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
        if self.paid_by.is_none() || self.returned_at.is_some() {
            return 0;
        }
        let held: i64 = self.refunds.iter().filter(|r| r.holds()).map(|r| r.amount.get()).sum();
        self.created.amount.get().saturating_sub(held)
    }

    /// A refund by its number.
    #[must_use]
    pub fn refund(&self, number: u32) -> Option<&Refund> {
        self.refunds.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }
}

/// The way back for `amount` of a payment that was verified at `verified_at`, and whether another one is left if the bank
/// refuses it. The reversal is preferred: it costs nothing and the card has its money sooner.
pub(super) fn way_for(
    payment: &Payment,
    account: &Account,
    verified_at: Moment,
    amount: Rial,
    now: Moment,
) -> Option<(Way, bool)> {
    let whole = amount == payment.created.amount && !payment.refunds.iter().any(Refund::holds);
    let capabilities = account.capabilities();
    let refund = match account.refunds() {
        Refunds::None => false,
        Refunds::Full => whole,
        Refunds::Partial => true,
    };
    // Where settling is a step of its own, what is captured is settled, and too late for a reversal.
    let reversal = match capabilities.reversal {
        Reversal::Within(seconds) if capabilities.settle == SettleStep::WithVerify => {
            whole && now + WINDOW_MARGIN < verified_at + Span::seconds(seconds)
        }
        Reversal::Within(_) | Reversal::Unverified | Reversal::Never => false,
    };
    match (reversal, refund) {
        (true, other) => Some((Way::Reversal, other)),
        (false, true) => Some((Way::Refund, false)),
        (false, false) => None,
    }
}
