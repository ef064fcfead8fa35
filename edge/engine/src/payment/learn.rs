//! What a person or the provider's statement knows. It never makes a payment paid: that takes the bank's own answer, and a
//! lesson only has the bank asked for it. Each is recorded with who says so (I12).

use super::{
    attempt::{Attempt, Cause, Phase},
    command::{Context, Learnt, Lesson, Refusal},
    decide::Decision,
    event::Event,
    refund::RefundPhase,
};
use crate::gateway::{Class, Reference, ReferenceFrom};

/// Takes a lesson in, if it fits where the payment stands.
pub(super) fn learn(decision: &mut Decision, lesson: Lesson, context: &Context<'_>) -> Result<(), Refusal> {
    let Lesson { what, note } = lesson;
    match what {
        Learnt::Held { attempt, reference } => held(decision, attempt, reference, note, context),
        Learnt::Returned { attempt } => returned(decision, attempt, note, context),
        Learnt::Refund { refund, done } => {
            let known = decision.payment.refund(refund).ok_or(Refusal::NoSuchRefund)?;
            if known.phase != RefundPhase::Unknown {
                return Err(Refusal::DoesNotFit);
            }
            let event = if done {
                Event::RefundDone { refund, code: note }
            } else {
                Event::RefundRefused { refund, class: Class::Unknown, code: note }
            };
            decision.record(context.now, event);
            Ok(())
        }
    }
}

/// The bank may hold money of an attempt that was given up: it is asked again, by what it is verified by.
fn held(
    decision: &mut Decision,
    number: u32,
    told: Option<String>,
    note: String,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let attempt = decision.payment.attempt(number).ok_or(Refusal::NoSuchAttempt)?;
    let over = matches!(attempt.phase, Phase::Review | Phase::AtBank | Phase::Ended(_));
    let (Some(token), true) = (&attempt.token, over && decision.payment.wants(attempt)) else {
        return Err(Refusal::DoesNotFit);
    };
    // While another attempt is asked about, that one may pay, and nobody would look after this one's money any more.
    if decision.payment.attempts.iter().any(|other| other.number != number && other.is_resolving()) {
        return Err(Refusal::InFlight);
    }
    let account = context.account(attempt).ok_or(Refusal::NotConfigured)?;
    let ours = account.capabilities().reference == ReferenceFrom::Token;
    let key = if ours { Some(token.word().to_owned()) } else { told };
    if key.is_none() && attempt.sightings.is_empty() {
        return Err(Refusal::DoesNotFit);
    }
    let reference = key.map(|key| Reference { key, details: Default::default() });
    decision.record(context.now, Event::Reopened { attempt: number, reference, note });
    Ok(())
}

/// The bank has sent the attempt's money back. A refund that was not sent yet has nothing left to send (F50).
fn returned(decision: &mut Decision, number: u32, note: String, context: &Context<'_>) -> Result<(), Refusal> {
    let attempt = decision.payment.attempt(number).ok_or(Refusal::NoSuchAttempt)?;
    if !can_have_returned(attempt) {
        return Err(Refusal::DoesNotFit);
    }
    if attempt.sent().is_some_and(|sent| sent.lease > context.now) {
        return Err(Refusal::InFlight);
    }
    let waiting: Vec<u32> = decision
        .payment
        .refunds
        .iter()
        .filter(|refund| refund.phase == RefundPhase::Waiting && decision.payment.paid_by == Some(number))
        .map(|refund| refund.number)
        .collect();
    for refund in waiting {
        let code = "the bank sent the payment back".to_owned();
        decision.record(context.now, Event::RefundRefused { refund, class: Class::Reversed, code });
    }
    decision.record(context.now, Event::BankReturned { attempt: number, note });
    Ok(())
}

fn can_have_returned(attempt: &Attempt) -> bool {
    match attempt.phase {
        Phase::Captured | Phase::Review => true,
        Phase::Ended(cause) => cause == Cause::Lapsed,
        _ => attempt.is_resolving(),
    }
}
