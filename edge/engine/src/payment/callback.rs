//! The browser comes back. What it says is written down, and the bank is asked; by itself it moves nothing (I8).

use super::{
    attempt::{Attempt, Dropped, Phase},
    command::Refusal,
    decide::Decision,
    event::{Event, Recorded},
    state::Payment,
    work::{may_be_resolved, retry_after},
};
use crate::{
    gateway::{Callback, Class, Hint, OperationKind, Reference},
    time::Moment,
};

/// Why a reference of another payment is not looked into.
const CLAIMED: &str = "claimed by another payment";

impl Payment {
    /// The reference of a callback that is to be claimed before the payment is told of it, so that what follows is written
    /// down at once; nothing where nothing follows. Claiming first needs no intent: a claim can be made again (I6, I7).
    #[must_use]
    pub fn claimable<'a>(&self, number: u32, callback: &'a Callback) -> Option<&'a Reference> {
        let reference = callback.reference.as_ref()?;
        let event = seen(self.attempt(number)?, callback)?;
        let mut after = self.clone();
        after.apply(&Recorded { at: self.last_at, event });
        (next_sighting(&after, number)? == reference).then_some(reference)
    }
}

/// The reference that would be claimed next, if it is this attempt's.
fn next_sighting(payment: &Payment, number: u32) -> Option<&Reference> {
    let attempt = payment.attempt(number).filter(|attempt| may_be_resolved(payment, attempt))?;
    let resolving = payment.attempts.iter().any(Attempt::is_resolving);
    attempt.open_sighting().filter(|_| !resolving).map(|sighting| &sighting.reference)
}

/// A callback as an event. One that comes again says nothing new and leaves no trace (F02).
fn seen(attempt: &Attempt, callback: &Callback) -> Option<Event> {
    let known = match &callback.reference {
        // What is unclear is asked about, and then at its times: that it is unclear again says nothing.
        Some(_) if callback.hint == Hint::Unclear && attempt.probe_at.is_some() => true,
        Some(reference) => attempt.sightings.iter().any(|s| s.reference == *reference),
        None => true,
    };
    let asked = known && attempt.open_sighting().is_none();
    let again = known && attempt.hint == Some(callback.hint);
    let news = if attempt.is_given_up() { !asked } else { attempt.is_live() && !again };
    if !news || attempt.token.is_none() {
        return None;
    }
    let Callback { hint, class, code, reference } = callback.clone();
    Some(Event::CallbackSeen { attempt: attempt.number, hint, class, code, reference })
}

/// Takes a callback in, and what the claim registry said of its reference.
pub(super) fn see_callback(
    decision: &mut Decision,
    number: u32,
    callback: &Callback,
    claimed: Option<bool>,
    now: Moment,
) -> Result<(), Refusal> {
    let attempt = decision.payment.attempt(number).ok_or(Refusal::NoSuchAttempt)?;
    if attempt.token.is_none() {
        return Err(Refusal::NoSuchAttempt);
    }
    // What was given up is only looked into again while its money would be the shop's.
    if attempt.is_given_up() && !decision.payment.wants(attempt) {
        return Ok(());
    }
    let Some(event) = seen(attempt, callback) else { return Ok(()) };
    decision.record(now, event);
    let Some(ours) = claimed else { return Ok(()) };
    let Some(reference) = next_sighting(&decision.payment, number).filter(|r| Some(*r) == callback.reference.as_ref())
    else {
        return Ok(());
    };
    let reference = reference.clone();
    decision.record(now, Event::ClaimSent { attempt: number, reference, lease: now });
    decision.record(now, registry_says(number, ours));
    Ok(())
}

fn registry_says(attempt: u32, ours: bool) -> Event {
    if ours {
        Event::Claimed { attempt }
    } else {
        Event::ReferenceDropped { attempt, why: Dropped::ClaimedByOther, code: CLAIMED.to_owned() }
    }
}

/// The claim registry answered, or did not.
pub(super) fn hear_claim(
    decision: &mut Decision,
    number: u32,
    sent_at: Moment,
    ours: Option<bool>,
    now: Moment,
) -> Result<(), Refusal> {
    let attempt = decision.payment.attempt(number).ok_or(Refusal::NoSuchAttempt)?;
    if !matches!(attempt.phase, Phase::Claiming(Some(sent)) if sent.at == sent_at) {
        return Err(Refusal::Stale);
    }
    let event = match ours {
        Some(ours) => registry_says(number, ours),
        None => Event::Inconclusive {
            attempt: number,
            call: OperationKind::Verify,
            class: Class::Unknown,
            code: "the claim registry did not answer".to_owned(),
            retry_at: now + retry_after(attempt.misses),
        },
    };
    decision.record(now, event);
    Ok(())
}
