//! What is due: everything that is to be done for a payment and when, derived from its state alone. So what an interrupted
//! process left undone is found again by asking the state (I15, L2), and there is no list of tasks to lose.

use super::{
    attempt::{Attempt, Cause, Dropped, Phase, SightingStanding},
    command::Effect,
    event::Event,
    purse::{self, PurseTask},
    refund::{Refund, RefundPhase, Way},
    state::{Closed, Payment},
};
use crate::{
    gateway::{Account, Class, Operation, OperationKind, RefundAsk},
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

/// The same for a call to a bank whose window is running: often enough that it is asked several times before the window ends.
pub(super) fn retry_within(attempt: &Attempt, account: &Account, now: Moment) -> Moment {
    let after = retry_after(attempt.misses);
    let often = Span::seconds(account.windows().reversal_s / ASKS).max(retry_after(0));
    let running = attempt.deadline.is_some_and(|deadline| now < deadline);
    now + if running { after.min(often) } else { after }
}

/// How often a bank is asked at least while its window runs.
const ASKS: i64 = 8;

/// How long after the n-th inquiry that found nothing the next one follows. Never so long that a bank's window could pass
/// between paying and being asked.
pub(super) const fn probe_after(probes: u32) -> Span {
    Span::minutes(match probes {
        0 => 2,
        1 => 5,
        _ => 8,
    })
}

/// How long after its lease a call is taken for lost by whoever looks after what is due. Longer than the lease needs: so the
/// time stays behind the one that the ledger is waking at anyway, which saves a write at every payment.
const PATIENCE: Span = Span::seconds(45);

/// Something to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task<'a> {
    /// A token call was lost: the shopper was sent nowhere, so whether a token was issued does not matter (F21).
    Abandon(&'a Attempt),
    /// Claim the attempt's reference.
    Claim(&'a Attempt),
    /// Make the call that the attempt's phase is for.
    Call(&'a Attempt, OperationKind),
    /// Ask how an attempt stands from which nobody came back.
    Probe(&'a Attempt),
    /// The bank's deadline passed with nothing left to ask about.
    End(&'a Attempt),
    /// Unwanted money that could not be sent back is left to the bank's own rule.
    LeaveToBank(&'a Attempt),
    /// Ask the bank for a refund.
    Refund(&'a Refund),
    /// A refund's answer is not coming, and asking again could pay twice.
    Lose(&'a Refund),
    /// What the wallet's part needs.
    Purse(PurseTask),
    /// Hand over what the shop is to be told.
    Publish,
    /// Nobody paid, and no bank can hold money for it.
    Close,
}

/// Everything that is to be done and from when on, in order of precedence.
fn agenda(payment: &Payment) -> impl Iterator<Item = (Moment, Task<'_>)> {
    let attempts = &payment.attempts;
    let lost = attempts.iter().filter_map(|attempt| match attempt.phase {
        Phase::Asking(sent) => Some((sent.lease, Task::Abandon(attempt))),
        _ => None,
    });
    let resolving = attempts.iter().find(|a| a.is_resolving());
    // One attempt at a time is resolved; no other is even asked about while it is (I5).
    let waiting = attempts.iter().find(|a| resolving.is_none() && may_be_resolved(payment, a));
    let probed = attempts.iter().filter(move |a| resolving.is_none() && payment.wants(a));
    // What was brought while another attempt was resolved is still asked about after it.
    let ending = attempts.iter().filter(|a| a.phase == Phase::AtBank && !may_be_resolved(payment, a));
    lost.chain(resolving.and_then(resolve))
        .chain(waiting.map(|attempt| (attempt.started_at, Task::Claim(attempt))))
        .chain(probed.filter_map(|attempt| Some((probe_due(attempt)?, Task::Probe(attempt)))))
        .chain(ending.filter_map(|attempt| Some((attempt.deadline?, Task::End(attempt)))))
        .chain(purse::due(payment).map(|(at, task)| (at, Task::Purse(task))))
        .chain(payment.refunds.iter().find(|refund| payment.may_send(refund)).map(send_back))
        .chain(payment.publish_at.filter(|_| payment.has_news()).map(|at| (at, Task::Publish)))
        .chain(close(payment).map(|at| (at, Task::Close)))
}

/// Whether an attempt has a reference that is worth looking into: one that could pay, or one whose money is to go back.
pub(super) fn may_be_resolved(payment: &Payment, attempt: &Attempt) -> bool {
    let worth = payment.wants(attempt) || attempt.is_unwanted();
    worth && attempt.phase == Phase::AtBank && attempt.open_sighting().is_some()
}

/// What a resolving attempt needs, once nobody is doing it and its time has come.
fn resolve(attempt: &Attempt) -> Option<(Moment, Task<'_>)> {
    let at = attempt.sent().map(|sent| sent.lease).or(attempt.retry_at).unwrap_or(attempt.started_at);
    // After the bank's deadline there is nothing left that could be sent back.
    if let Some(deadline) = attempt.deadline.filter(|&deadline| attempt.is_unwanted() && at >= deadline) {
        return Some((deadline.max(at), Task::LeaveToBank(attempt)));
    }
    Some((at, attempt.call().map_or(Task::Claim(attempt), |call| Task::Call(attempt, call))))
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

/// What a refund needs next. A reversal can only happen once, so it is asked for again; a refund is not (F48).
fn send_back(refund: &Refund) -> (Moment, Task<'_>) {
    match refund.phase {
        RefundPhase::Sent(sent) if refund.way == Way::Reversal => (sent.lease, Task::Refund(refund)),
        RefundPhase::Sent(sent) => (sent.lease, Task::Lose(refund)),
        _ => (refund.retry_at.unwrap_or(refund.requested_at), Task::Refund(refund)),
    }
}

/// When a payment that nobody paid is over, if no bank can hold money for it.
fn close(payment: &Payment) -> Option<Moment> {
    let over = payment.closed.is_some() || !payment.wants_money();
    let waiting = payment.attempts.iter().any(|a| a.is_live() || a.phase == Phase::Review);
    (!over && !waiting).then_some(payment.created.expires_at)
}

/// When [`super::Command::Due`] is next to be told; nothing once the payment needs no more care. Whoever makes a call, or has
/// something to hand over, is given time to come back: only a process that died does not.
#[must_use]
pub fn due_at(payment: &Payment) -> Option<Moment> {
    let flying = |attempt: &Attempt| attempt.sent().is_some();
    let times = agenda(payment).map(|(at, task)| match task {
        // Nobody waits for it but a shopper who presses again, and then it is found.
        Task::Abandon(_) => at.max(payment.created.expires_at),
        Task::Claim(attempt) | Task::Call(attempt, _) | Task::Probe(attempt) if flying(attempt) => at + PATIENCE,
        Task::Refund(refund) | Task::Lose(refund) if matches!(refund.phase, RefundPhase::Sent(_)) => at + PATIENCE,
        Task::Publish if payment.notices.last().is_some_and(|notice| notice.at >= at) => at + LEASE + PATIENCE,
        _ => at,
    });
    times.min()
}

/// When a payment's ledger is to wake up for it, if it is to wake at `stored` so far: too early does no harm, and is not worth a
/// write.
#[must_use]
pub fn wake_at(stored: Option<Moment>, due: Option<Moment>, now: Moment) -> Option<Moment> {
    let due = due?;
    Some(stored.filter(|&stored| now < stored && stored <= due).unwrap_or(due))
}

/// One step: an event to record, and the call to make after it is.
#[derive(Default)]
pub(super) struct Step {
    pub(super) event: Option<Event>,
    pub(super) effect: Option<Effect>,
}

/// The next step, if something is to be done now.
pub(super) fn next_step(payment: &Payment, now: Moment) -> Option<Step> {
    let (_, task) = agenda(payment).find(|(at, _)| *at <= now)?;
    Some(step(payment, task, now))
}

fn step(payment: &Payment, task: Task<'_>, now: Moment) -> Step {
    let event = |event| Step { event: Some(event), effect: None };
    match task {
        Task::Abandon(attempt) => {
            let code = "no answer before the lease ended".to_owned();
            event(Event::AttemptAbandoned { attempt: attempt.number, class: Class::Tech, code })
        }
        Task::Claim(attempt) => claim(attempt, now).unwrap_or_default(),
        Task::Call(attempt, kind) => call(attempt, kind, now).unwrap_or_default(),
        Task::Probe(attempt) => probe(attempt, now),
        Task::End(attempt) => {
            event(Event::AttemptEnded { attempt: attempt.number, cause: end_of(attempt), code: String::new() })
        }
        Task::LeaveToBank(attempt) => event(left_to_bank(attempt, String::new())),
        Task::Refund(refund) => send_refund(payment, refund, now).unwrap_or_default(),
        Task::Lose(refund) => event(Event::RefundInconclusive {
            refund: refund.number,
            class: Class::Unknown,
            code: "no answer before the lease ended".to_owned(),
            retry_at: None,
        }),
        Task::Purse(task) => match &payment.purse {
            Some(purse) => {
                let (event, effect) = purse::step(purse, task, now);
                Step { event: Some(event), effect }
            }
            None => Step::default(),
        },
        Task::Publish => Step { event: None, effect: Some(Effect::Publish) },
        Task::Close => {
            let tried = payment.attempts.iter().any(|a| a.token.is_some());
            event(Event::Closed { how: if tried { Closed::Failed } else { Closed::Expired } })
        }
    }
}

/// Unwanted money that the bank would not send back at our word goes back by its own rule.
pub(super) fn left_to_bank(attempt: &Attempt, code: String) -> Event {
    Event::ReferenceDropped { attempt: attempt.number, why: Dropped::LeftToBank, code }
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
    let event = Event::ClaimSent { attempt: attempt.number, reference, lease: now + LEASE };
    Some(Step { event: Some(event), effect: Some(effect) })
}

fn call(attempt: &Attempt, kind: OperationKind, now: Moment) -> Option<Step> {
    let claim = attempt.claim()?;
    let operation = match kind {
        OperationKind::Settle => Operation::Settle(claim),
        OperationKind::Reverse => Operation::Reverse(claim),
        OperationKind::Verify => Operation::Verify(claim),
        // No phase makes these calls.
        OperationKind::Token | OperationKind::Inquire | OperationKind::Refund | OperationKind::Eligible => return None,
    };
    Some(sent(attempt, operation, now))
}

fn probe(attempt: &Attempt, now: Moment) -> Step {
    match attempt.probe_claim() {
        Some(claim) => sent(attempt, Operation::Inquire(claim), now),
        None => Step::default(),
    }
}

/// A call to the bank, written down before it is made (I7).
fn sent(attempt: &Attempt, operation: Operation, now: Moment) -> Step {
    let event = Event::CallSent { attempt: attempt.number, call: operation.kind(), lease: now + LEASE };
    let effect = Effect::Call { attempt: attempt.number, gateway: attempt.gateway.clone(), operation, sent_at: now };
    Step { event: Some(event), effect: Some(effect) }
}

/// A refund names what the payment's own attempt has claimed, and nothing else ever (I9).
fn send_refund(payment: &Payment, refund: &Refund, now: Moment) -> Option<Step> {
    let attempt = || payment.attempt(payment.paid_by?);
    let claim = || attempt()?.claim();
    let operation = match refund.way {
        // Nobody has to be asked: the books post what is done.
        Way::Wallet => {
            let event = Event::RefundDone { refund: refund.number, code: "wallet".to_owned() };
            return Some(Step { event: Some(event), effect: None });
        }
        Way::Reversal => Operation::Reverse(claim()?),
        Way::Refund | Way::Remainder => {
            // What the ones before it took: the provider may want to be told what is left of the payment after this one.
            let done = payment.refunds.iter().filter(|one| one.phase == RefundPhase::Done && one.way != Way::Wallet);
            let before = done.map(|other| other.amount.get()).sum();
            Operation::Refund(RefundAsk { claim: claim()?, amount: refund.amount, before, order: refund.order })
        }
    };
    let event = Event::RefundSent { refund: refund.number, lease: now + LEASE };
    let gateway = attempt()?.gateway.clone();
    let effect = Effect::Refund { refund: refund.number, gateway, operation, sent_at: now };
    Some(Step { event: Some(event), effect: Some(effect) })
}
