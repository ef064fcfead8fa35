//! A payment as the fold of its events.

use super::{
    attempt::{Attempt, Phase, Sent},
    created::Created,
    event::{Event, Recorded},
    notice::{Notice, notice_of},
    purse::{Purse, PursePhase},
    refund::{Refund, RefundPhase},
};
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// How an unpaid payment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// Somebody tried to pay, and no money of it is with the shop or a bank.
    Failed,
    /// Nobody tried.
    Expired,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// How it began.
    pub created: Created,
    /// When.
    pub created_at: Moment,
    /// Every try, in order; attempt `n` is at index `n - 1`.
    pub attempts: Vec<Attempt>,
    /// How it ended unpaid.
    pub closed: Option<Closed>,
    /// When its money became the shop's. From then on no other attempt's money is taken, whatever becomes of this one's (I5).
    pub paid_at: Option<Moment>,
    /// By which attempt; by none where a wallet paid all of it.
    pub paid_by: Option<u32>,
    /// The part that a wallet pays, if one was asked.
    pub purse: Option<Purse>,
    /// When the shop withdrew it.
    pub cancelled_at: Option<Moment>,
    /// When it was known that the bank took its money back.
    pub returned_at: Option<Moment>,
    /// Every refund, in order; refund `n` is at index `n - 1`.
    pub refunds: Vec<Refund>,
    /// Everything that the shop is to be told, in order; number `n` is at index `n - 1` (I16).
    pub notices: Vec<Notice>,
    /// How many of them were handed over for delivery.
    pub published: u32,
    /// When handing over is next tried.
    pub publish_at: Option<Moment>,
    /// When the newest event was recorded: the payment's own time never runs backwards (I20).
    pub last_at: Moment,
    /// Number of events: what a write is checked against.
    pub version: u64,
}

impl Payment {
    /// The payment that these events tell of; nothing if they do not begin with its creation.
    #[must_use]
    pub fn replay(events: &[Recorded]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let Event::Created(created) = &first.event else {
            return None;
        };
        let mut payment = Self {
            created: (**created).clone(),
            created_at: first.at,
            attempts: Vec::new(),
            closed: None,
            paid_at: None,
            paid_by: None,
            purse: None,
            cancelled_at: None,
            returned_at: None,
            refunds: Vec::new(),
            notices: Vec::new(),
            published: 0,
            publish_at: None,
            last_at: first.at,
            version: 1,
        };
        for recorded in rest {
            payment.apply(recorded);
        }
        Some(payment)
    }

    /// The payment as it was when it was made.
    #[must_use]
    pub fn as_created(&self) -> Self {
        let first = Recorded { at: self.created_at, event: Event::Created(Box::new(self.created.clone())) };
        Self::replay(&[first]).unwrap_or_else(|| self.clone())
    }

    /// Whether a bank's money would still be the shop's: nobody paid yet, and the shop has not withdrawn it.
    #[must_use]
    pub const fn wants_money(&self) -> bool {
        self.paid_at.is_none() && self.cancelled_at.is_none()
    }

    /// An attempt by its number.
    #[must_use]
    pub fn attempt(&self, number: u32) -> Option<&Attempt> {
        self.attempts.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn refund_mut(&mut self, number: u32) -> Option<&mut Refund> {
        self.refunds.get_mut(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn attempt_mut(&mut self, number: u32) -> Option<&mut Attempt> {
        self.attempts.get_mut(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Takes an event in. It cannot fail: what may happen is decided before it is recorded, and an event that fits no
    /// attempt (from a version that knew more) changes nothing but the count (I22).
    pub fn apply(&mut self, recorded: &Recorded) {
        self.version += 1;
        let at = recorded.at;
        self.last_at = self.last_at.max(at);
        // That a second payment of the same order went back is no news of the one that paid it.
        let of_another = matches!(&recorded.event, Event::BankReturned { attempt, .. } if self.paid_by.is_some_and(|by| by != *attempt));
        if let Some((kind, refund)) = notice_of(&recorded.event).filter(|_| !of_another) {
            self.notices.push(Notice { kind, at, refund });
            self.publish_at = Some(at);
        }
        match &recorded.event {
            Event::Created(_) | Event::Unheard => {}
            Event::Cancelled => self.cancelled_at = Some(at),
            Event::Published { upto } => {
                self.published = self.published.max(*upto);
                // What became news while these were on their way is still to be told.
                self.publish_at = self.has_news().then_some(at);
            }
            Event::PublishFailed { retry_at } => self.publish_at = Some(*retry_at),
            Event::RefundRequested { amount, reason, key, fingerprint, order, way, may_turn, .. } => {
                self.refunds.push(Refund {
                    number: u32::try_from(self.refunds.len()).unwrap_or(u32::MAX).saturating_add(1),
                    amount: *amount,
                    reason: reason.clone(),
                    key: key.clone(),
                    fingerprint: fingerprint.clone(),
                    order: *order,
                    way: *way,
                    may_turn: *may_turn,
                    phase: RefundPhase::Waiting,
                    requested_at: at,
                    sends: 0,
                    misses: 0,
                    retry_at: None,
                    class: None,
                    code: None,
                })
            }
            Event::RefundSent { refund, .. }
            | Event::RefundInconclusive { refund, .. }
            | Event::RefundTurned { refund, .. }
            | Event::RefundDone { refund, .. }
            | Event::RefundRefused { refund, .. } => {
                if let Some(refund) = self.refund_mut(*refund) {
                    refund.apply(at, &recorded.event);
                }
            }
            Event::AttemptStarted { attempt, ask, choice, lease, edition } => self.attempts.push(Attempt {
                number: *attempt,
                gateway: choice.gateway.clone(),
                edition: *edition,
                ask: ask.clone(),
                started_at: at,
                phase: Phase::Asking(Sent { at, lease: *lease }),
                token: None,
                deadline: None,
                probe_at: None,
                probes: 0,
                probe: None,
                hint: None,
                class: None,
                sightings: Vec::new(),
                current: 0,
                misses: 0,
                doubt: false,
                unsure: false,
                retry_at: None,
                receipt: None,
                verified_at: None,
                returning: None,
            }),
            Event::Closed { how } => self.closed = Some(*how),
            Event::WalletAsked { wallet, amount, until, lease } => {
                let before = self.purse.take().filter(|purse| purse.may_hold());
                self.purse = Some(Purse {
                    wallet: wallet.clone(),
                    amount: *amount,
                    until: *until,
                    phase: PursePhase::Asking(Some(Sent { at, lease: *lease })),
                    retry_at: None,
                    misses: before.map_or(0, |purse| purse.misses),
                });
            }
            Event::WalletHeld
            | Event::WalletRefused { .. }
            | Event::WalletSilent { .. }
            | Event::WalletReleaseSent { .. }
            | Event::WalletReleased
            | Event::PaidByWallet => {
                if recorded.event == Event::PaidByWallet {
                    self.paid_at = Some(at);
                }
                if let Some(purse) = &mut self.purse {
                    purse.apply(at, &recorded.event);
                }
            }
            Event::Captured { attempt } => {
                self.paid_at = Some(at);
                self.paid_by = Some(*attempt);
                let is_part = self.attempt(*attempt).is_some_and(|attempt| self.is_part(attempt));
                if let Some(purse) = self.purse.as_mut().filter(|_| is_part) {
                    purse.phase = PursePhase::Spent;
                }
                if let Some(attempt) = self.attempt_mut(*attempt) {
                    attempt.rest(Phase::Captured);
                }
            }
            Event::TokenIssued { attempt, .. }
            | Event::AttemptAbandoned { attempt, .. }
            | Event::CallbackSeen { attempt, .. }
            | Event::FoundPaid { attempt, .. }
            | Event::ClaimSent { attempt, .. }
            | Event::Claimed { attempt }
            | Event::ReferenceDropped { attempt, .. }
            | Event::CallSent { attempt, .. }
            | Event::Inconclusive { attempt, .. }
            | Event::Verified { attempt, .. }
            | Event::Mismatched { attempt, .. }
            | Event::AttemptEnded { attempt, .. }
            | Event::Unwanted { attempt }
            | Event::Reopened { attempt, .. }
            | Event::BankReturned { attempt, .. }
            | Event::ReviewNeeded { attempt, .. } => {
                if matches!(recorded.event, Event::BankReturned { .. }) && self.paid_by == Some(*attempt) {
                    self.returned_at = Some(at);
                }
                if let Some(attempt) = self.attempt_mut(*attempt) {
                    attempt.apply(at, &recorded.event);
                }
            }
        }
    }
}
