//! A payment as the fold of its events.

use super::{
    attempt::{Attempt, Cause, Dropped, Phase, Returning, SIGHTINGS_MAX, Sent, Sighting, SightingStanding},
    event::{Created, Event, Recorded},
    notice::{Notice, notice_of},
    refund::{Refund, RefundPhase, Way},
};
use crate::{
    gateway::{Class, Hint, OperationKind, Reference, Verdict},
    time::Moment,
};
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
    /// By which attempt.
    pub paid_by: Option<u32>,
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
            Event::AttemptStarted { attempt, ask, choice, lease } => self.attempts.push(Attempt {
                number: *attempt,
                gateway: choice.gateway.clone(),
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
            Event::Captured { attempt } => {
                self.paid_at = Some(at);
                self.paid_by = Some(*attempt);
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

impl Refund {
    fn apply(&mut self, at: Moment, event: &Event) {
        self.retry_at = None;
        match event {
            Event::RefundSent { lease, .. } => {
                self.sends += 1;
                self.phase = RefundPhase::Sent(Sent { at, lease: *lease });
            }
            Event::RefundInconclusive { class, code, retry_at, .. } => {
                (self.class, self.code) = (Some(*class), Some(code.clone()));
                self.misses += 1;
                self.retry_at = *retry_at;
                self.phase = if retry_at.is_some() { RefundPhase::Waiting } else { RefundPhase::Unknown };
            }
            Event::RefundTurned { class, code, .. } => {
                (self.class, self.code) = (Some(*class), Some(code.clone()));
                (self.way, self.may_turn, self.sends, self.misses) = (Way::Refund, false, 0, 0);
                self.phase = RefundPhase::Waiting;
            }
            Event::RefundDone { code, .. } => {
                self.code = Some(code.clone());
                self.phase = RefundPhase::Done;
            }
            Event::RefundRefused { class, code, .. } => {
                (self.class, self.code) = (Some(*class), Some(code.clone()));
                self.phase = RefundPhase::Refused;
            }
            _ => {}
        }
    }
}

impl Attempt {
    /// Enters a phase with nothing in flight and nothing counted.
    fn rest(&mut self, phase: Phase) {
        self.phase = phase;
        self.misses = 0;
        self.retry_at = None;
    }

    fn apply(&mut self, at: Moment, event: &Event) {
        match event {
            Event::TokenIssued { token, deadline, probe_at, .. } => {
                self.token = Some(token.clone());
                self.deadline = Some(*deadline);
                self.probe_at = *probe_at;
                self.rest(Phase::AtBank);
            }
            Event::AttemptAbandoned { class, .. } => {
                self.class = Some(*class);
                self.rest(Phase::Abandoned { class: *class });
            }
            Event::CallbackSeen { hint, class, reference, .. } => {
                self.hint = Some(*hint);
                self.class = Some(*class);
                // Whoever comes with news of what was given up has it looked into again (I12).
                if self.is_given_up() && matches!(hint, Hint::Paid | Hint::Unclear) {
                    self.rest(Phase::AtBank);
                }
                // What is unclear is asked about first, where asking changes nothing: a shopper who has not paid is free to
                // pay elsewhere then.
                if *hint == Hint::Unclear && self.probe_at.is_some() {
                    self.probe_at = Some(at);
                    return;
                }
                // A reference beside a "no" is not looked into: unverified, whatever it stands for goes back by itself.
                if let Some(reference) = reference.as_ref().filter(|_| matches!(hint, Hint::Paid | Hint::Unclear)) {
                    let known = self.sightings.iter().any(|s| s.reference == *reference);
                    if !known && self.sightings.len() < SIGHTINGS_MAX {
                        self.sightings
                            .push(Sighting { reference: reference.clone(), standing: SightingStanding::Fresh });
                        // What is newly known need not wait for the retry of something that led nowhere so far.
                        if matches!(self.phase, Phase::Verifying(None) | Phase::Claiming(None)) && !self.unsure {
                            self.current = self.sightings.len() - 1;
                            self.phase = Phase::Claiming(None);
                            self.retry_at = None;
                        }
                    }
                }
            }
            Event::FoundPaid { reference, .. } => {
                self.probe = None;
                self.probe_at = None;
                self.sightings.push(Sighting { reference: reference.clone(), standing: SightingStanding::Fresh });
            }
            Event::ClaimSent { reference, lease, .. } => {
                self.current = self.sightings.iter().position(|s| s.reference == *reference).unwrap_or(self.current);
                self.phase = Phase::Claiming(Some(Sent { at, lease: *lease }));
                self.retry_at = None;
            }
            Event::Claimed { .. } => {
                self.stand(SightingStanding::Claimed);
                let next = if self.is_unwanted() { Phase::Reversing(None) } else { Phase::Verifying(None) };
                self.rest(next);
            }
            Event::Unwanted { .. } => self.returning = Some(Returning::Unwanted),
            Event::Reopened { reference, .. } => self.reopen(reference.as_ref()),
            Event::BankReturned { .. } => self.rest(Phase::Ended(Cause::ReturnedByBank)),
            Event::ReferenceDropped { why, .. } => {
                self.stand(SightingStanding::Dead(*why));
                self.rest(Phase::AtBank);
            }
            Event::CallSent { call: OperationKind::Inquire, lease, .. } => {
                self.probe = Some(Sent { at, lease: *lease });
            }
            Event::CallSent { call, lease, .. } => {
                let sent = Some(Sent { at, lease: *lease });
                self.retry_at = None;
                if *call == OperationKind::Verify {
                    self.doubt |= self.unsure;
                    self.unsure = true;
                }
                match &mut self.phase {
                    Phase::Verifying(slot) | Phase::Settling(slot) | Phase::Reversing(slot) => *slot = sent,
                    _ => {}
                }
            }
            Event::Inconclusive { call: OperationKind::Inquire, retry_at, .. } => {
                self.probe = None;
                self.probes += 1;
                self.probe_at = Some(*retry_at);
            }
            Event::Inconclusive { call, class, retry_at, .. } => {
                // A "no" that came too early to be believed still says that this call took nothing, and so does a request that
                // was not accepted.
                let said_no = class.verdict() == Verdict::Negative || *class == Class::Request;
                if *call == OperationKind::Verify {
                    self.doubt |= !said_no;
                    self.unsure = !said_no;
                }
                self.miss(*class, *retry_at);
            }
            Event::Verified { receipt, .. } => {
                self.receipt = Some(receipt.clone());
                self.verified_at = Some(at);
                self.class = Some(Class::Ok);
                self.rest(Phase::Settling(None));
            }
            Event::Mismatched { what, receipt, .. } => {
                self.doubt = true;
                self.returning = Some(Returning::Mismatch(what.clone()));
                self.receipt = Some(receipt.clone());
                self.rest(Phase::Reversing(None));
            }
            Event::AttemptEnded { cause, .. } => self.rest(Phase::Ended(*cause)),
            Event::ReviewNeeded { .. } => {
                self.doubt = true;
                self.rest(Phase::Review);
            }
            _ => {}
        }
    }

    /// What led nowhere is worth another question, each reference that is known and the one that is told.
    fn reopen(&mut self, told: Option<&Reference>) {
        for sighting in &mut self.sightings {
            if matches!(
                sighting.standing,
                SightingStanding::Dead(Dropped::Refused | Dropped::ReturnedByBank | Dropped::LeftToBank)
            ) {
                sighting.standing = SightingStanding::Fresh;
            }
        }
        if let Some(reference) = told.filter(|told| !self.sightings.iter().any(|s| s.reference.key == told.key)) {
            self.sightings.push(Sighting { reference: reference.clone(), standing: SightingStanding::Fresh });
        }
        self.returning = None;
        self.rest(Phase::AtBank);
    }

    fn stand(&mut self, standing: SightingStanding) {
        self.unsure = false;
        if let Some(sighting) = self.sightings.get_mut(self.current) {
            sighting.standing = standing;
        }
    }

    /// Nothing was established: the call is repeated later; after a "no" on the next reference if there are several, so that a
    /// made-up one cannot keep the real one from being asked about (F04, F05).
    fn miss(&mut self, class: Class, retry_at: Moment) {
        self.class = Some(class);
        self.misses += 1;
        self.retry_at = Some(retry_at);
        match &mut self.phase {
            Phase::Claiming(slot) | Phase::Settling(slot) | Phase::Reversing(slot) => *slot = None,
            Phase::Verifying(slot) => {
                *slot = None;
                if let Some(next) = self.next_sighting().filter(|_| !self.unsure) {
                    self.current = next;
                    if self.sightings[next].standing == SightingStanding::Fresh {
                        self.phase = Phase::Claiming(None);
                    }
                }
            }
            _ => {}
        }
    }
}
