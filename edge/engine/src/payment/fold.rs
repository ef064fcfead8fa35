//! What an event does to the attempt or the refund that it is about. It cannot fail, and decides nothing.

use super::{
    attempt::{Attempt, Cause, Dropped, Phase, Returning, SIGHTINGS_MAX, Sent, Sighting, SightingStanding},
    event::Event,
    refund::{Refund, RefundPhase, Way},
};
use crate::{
    gateway::{Class, Hint, OperationKind, Reference, Verdict},
    time::Moment,
};

impl Refund {
    pub(super) fn apply(&mut self, at: Moment, event: &Event) {
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
    pub(super) fn rest(&mut self, phase: Phase) {
        self.phase = phase;
        self.misses = 0;
        self.retry_at = None;
    }

    pub(super) fn apply(&mut self, at: Moment, event: &Event) {
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
                    // Nor did one that the provider knows nothing to do for yet.
                    self.unsure = !said_no && *class != Class::Pending;
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
