//! What is due: the next thing to do for a payment, derived from its state alone. So what an interrupted process left undone
//! is found again by asking the state, and there is no list of tasks to lose.

use super::{
    attempt::{Attempt, Cause, Dropped, Phase, Sent, SightingStanding},
    command::Effect,
    event::Event,
    state::{Closed, Payment},
};
use crate::{
    gateway::{Class, Operation, OperationKind},
    time::{Moment, Span},
};

/// How long a call is left to whoever began it. Longer than any call's own deadline, so that nobody makes it twice at once.
pub const LEASE: Span = Span::seconds(15);

/// How long after the n-th answer in a row that established nothing the call is repeated (`gateways.md` 1.3: again after 5,
/// 30 and 120 s), then ever slower: an unknown is never given up.
pub(super) const fn retry_after(misses: u32) -> Span {
    Span::seconds(match misses {
        0 => 5,
        1 => 30,
        2 => 120,
        3 => 300,
        4 => 600,
        5 => 1800,
        _ => 3600,
    })
}

/// How long after the n-th inquiry that found nothing the next one follows. Never so long that a bank's window could pass
/// between paying and being asked.
pub(super) const fn probe_after(probes: u32) -> Span {
    Span::minutes(match probes {
        0 => 2,
        1 => 5,
        _ => 8,
    })
}

/// One step: events to record, and the call to make after they are.
pub(super) struct Step {
    pub(super) event: Event,
    pub(super) effect: Option<Effect>,
}

/// The next step, if something is to be done now.
pub(super) fn next_step(payment: &Payment, now: Moment) -> Option<Step> {
    if let Some(lost) = payment.attempts.iter().find(|a| matches!(a.phase, Phase::Asking(sent) if sent.lease <= now)) {
        // Whether the bank issued a token nobody knows; the shopper was sent nowhere, so it does not matter (F21).
        let code = "no answer before the lease ended".to_owned();
        return Some(only(Event::AttemptAbandoned { attempt: lost.number, class: Class::Tech, code }));
    }
    let step = match payment.attempts.iter().find(|a| a.is_resolving()) {
        Some(attempt) => resolve(attempt, now),
        None if payment.paid_at.is_some() => None,
        None => look_into(payment, now),
    };
    if step.is_some() {
        return step;
    }
    if let Some(attempt) =
        payment.attempts.iter().find(|a| a.phase == Phase::AtBank && a.deadline.is_some_and(|d| d <= now))
    {
        return Some(only(Event::AttemptEnded {
            attempt: attempt.number,
            cause: end_of(attempt),
            code: String::new(),
        }));
    }
    close(payment, now)
}

/// When the bank is to be asked about an attempt from which nobody came back: at its time, or again once the last asking is
/// over without an answer. After the deadline there is nothing to find.
fn probe_due(attempt: &Attempt) -> Option<Moment> {
    let due = match attempt.probe {
        Some(sent) => sent.lease,
        None => attempt.probe_at?,
    };
    (attempt.phase == Phase::AtBank && attempt.deadline.is_some_and(|deadline| due < deadline)).then_some(due)
}

fn probe(attempt: &Attempt, now: Moment) -> Step {
    let effect = attempt.probe_claim().map(|claim| Effect::Call {
        attempt: attempt.number,
        gateway: attempt.gateway.clone(),
        operation: Operation::Inquire(claim),
        sent_at: now,
    });
    let event = Event::CallSent { attempt: attempt.number, call: OperationKind::Inquire, lease: now + LEASE };
    Step { event, effect }
}

/// What is to be looked into while nothing is being resolved: what somebody brought, then what nobody did.
fn look_into(payment: &Payment, now: Moment) -> Option<Step> {
    if let Some(attempt) = payment.attempts.iter().find(|a| waits_to_be_resolved(a)) {
        return claim(attempt, now);
    }
    let attempt = payment.attempts.iter().find(|a| probe_due(a).is_some_and(|due| due <= now))?;
    Some(probe(attempt, now))
}

fn only(event: Event) -> Step {
    Step { event, effect: None }
}

fn waits_to_be_resolved(attempt: &Attempt) -> bool {
    attempt.phase == Phase::AtBank && attempt.open_sighting().is_some()
}

/// How an attempt ends whose deadline passed with nothing left to ask about.
fn end_of(attempt: &Attempt) -> Cause {
    let dropped = |why| attempt.sightings.iter().any(|s| s.standing == SightingStanding::Dead(why));
    if dropped(Dropped::ReturnedByBank) {
        Cause::ReturnedByBank
    } else if dropped(Dropped::Refused) {
        Cause::Refused
    } else {
        Cause::Lapsed
    }
}

/// The call that a resolving attempt needs, unless somebody is making it or its time has not come.
fn resolve(attempt: &Attempt, now: Moment) -> Option<Step> {
    if attempt.sent().is_some_and(|sent| sent.lease > now) || attempt.retry_at.is_some_and(|at| at > now) {
        return None;
    }
    let Some(kind) = attempt.call() else {
        return claim(attempt, now);
    };
    let claim = attempt.claim()?;
    let operation = match kind {
        OperationKind::Settle => Operation::Settle(claim),
        OperationKind::Reverse => Operation::Reverse(claim),
        OperationKind::Verify => Operation::Verify(claim),
        // No phase makes these calls.
        OperationKind::Token | OperationKind::Inquire | OperationKind::Refund => return None,
    };
    let effect = Effect::Call { attempt: attempt.number, gateway: attempt.gateway.clone(), operation, sent_at: now };
    Some(Step {
        event: Event::CallSent { attempt: attempt.number, call: kind, lease: now + LEASE },
        effect: Some(effect),
    })
}

fn claim(attempt: &Attempt, now: Moment) -> Option<Step> {
    let sighting = match attempt.phase {
        Phase::Claiming(_) => attempt.sighting(),
        _ => attempt.open_sighting(),
    }?;
    let reference = sighting.reference.clone();
    let effect = Effect::Claim {
        attempt: attempt.number,
        gateway: attempt.gateway.clone(),
        reference: reference.key.clone(),
        sent_at: now,
    };
    Some(Step {
        event: Event::ClaimSent { attempt: attempt.number, reference, lease: now + LEASE },
        effect: Some(effect),
    })
}

/// The end of a payment that nobody paid: only once no bank can hold money for it.
fn close(payment: &Payment, now: Moment) -> Option<Step> {
    let over = payment.closed.is_some() || payment.paid_at.is_some();
    let waiting = payment.attempts.iter().any(|a| a.is_live() || a.phase == Phase::Review);
    if over || waiting || now < payment.created.expires_at {
        return None;
    }
    let tried = payment.attempts.iter().any(|a| a.token.is_some());
    Some(only(Event::Closed { how: if tried { Closed::Failed } else { Closed::Expired } }))
}

/// When [`super::Command::Due`] is next to be told; nothing once the payment needs no more care.
#[must_use]
pub fn due_at(payment: &Payment) -> Option<Moment> {
    let resolving = payment.attempts.iter().any(Attempt::is_resolving);
    let paid = payment.paid_at.is_some();
    // As in `next_step`: while one attempt is being resolved, nobody asks about another.
    let probes = payment.attempts.iter().filter(|_| !paid && !resolving).filter_map(probe_due);
    let attempts = payment.attempts.iter().filter_map(|attempt| attempt_due(attempt, resolving || paid)).chain(probes);
    let over = payment.closed.is_some()
        || payment.paid_at.is_some()
        || payment.attempts.iter().any(|a| a.phase == Phase::Review);
    attempts.min().or_else(|| (!over).then_some(payment.created.expires_at))
}

fn attempt_due(attempt: &Attempt, others_first: bool) -> Option<Moment> {
    match (&attempt.phase, attempt.sent()) {
        (Phase::AtBank, _) if waits_to_be_resolved(attempt) && !others_first => Some(attempt.started_at),
        (Phase::AtBank, _) => attempt.deadline,
        (_, Some(Sent { lease, .. })) => Some(lease),
        _ if attempt.is_resolving() => Some(attempt.retry_at.unwrap_or(attempt.started_at)),
        _ => None,
    }
}
