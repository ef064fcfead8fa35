//! What must hold of every step of a payment (`I…` as in the invariants' list). It looks at what was told, what was decided and
//! what the world knows, and knows nothing of how the engine decides.

use crate::{
    bank::State,
    errand::{Answer, Errand, Flight, Name, Wrong},
    scene::{AMOUNT, Scene},
    witness::{Seen, Witness},
    world::{World, row_of},
};
use dargah_engine::{
    gateway::{Class, Operation, OperationKind},
    payment::{
        Attempt, Cause, Closed, Decision, Dropped, Effect, Event, Payment, Phase, RefundPhase, Returning, Way, due_at,
    },
    time::Moment,
    webhook::{Kind, Message},
};
use std::fmt;

/// A law that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its number.
    pub law: &'static str,
    /// What was found.
    pub why: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law, self.why)
    }
}

impl Broken {
    pub(crate) fn law<T>(law: &'static str, why: impl Into<String>) -> Result<T, Self> {
        Err(Self { law, why: why.into() })
    }
}

/// Holds, or is broken.
pub(crate) fn hold(holds: bool, law: &'static str, why: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Broken::law(law, why()) }
}

/// What was told to a payment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Voice {
    /// The button was pressed then, after so many attempts.
    Begin(Moment, u8),
    /// A callback.
    Callback,
    /// An answer to this errand.
    Answer(Flight, Answer),
    /// The alarm rang.
    Alarm,
    /// Somebody looked whether something was due.
    Due,
    /// The shop.
    Shop,
    /// An operator.
    Operator,
    /// The shop's mailbox.
    Hub,
}

impl Voice {
    /// The answer to a call for an attempt, and when it was sent.
    fn heard(&self, attempt: u32) -> Option<(OperationKind, Answer, Moment)> {
        match self {
            Self::Answer(flight, answer) => match flight.errand {
                Errand::Call(number, kind) if number == attempt => Some((kind, *answer, flight.sent_at)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A step was decided; the world is as it was before.
pub(crate) fn step(
    scene: &Scene,
    world: &World,
    sale: u8,
    before: &Payment,
    voice: &Voice,
    decision: &Decision,
    seen: &mut Seen,
) -> Result<(), Broken> {
    let after = &decision.payment;
    fold(before, decision)?;
    absorb(before, after, voice)?;
    outbox(before, after, decision)?;
    for recorded in &decision.events {
        event(scene, world, sale, before, after, voice, &recorded.event, seen)?;
    }
    for effect in &decision.effects {
        sent(scene, world, sale, after, decision, effect)?;
    }
    told(scene, before, voice, decision)
}

/// The payment is its events, and its time does not run back (I15, I20). What a newer version wrote changes nothing (I22).
fn fold(before: &Payment, decision: &Decision) -> Result<(), Broken> {
    let mut folded = before.clone();
    for recorded in &decision.events {
        hold(recorded.at >= folded.last_at, "I20", || format!("{recorded:?} lies before {:?}", folded.last_at))?;
        folded.apply(recorded);
    }
    hold(folded == decision.payment, "I15", || "the events do not tell what the payment has become".to_owned())?;
    if let Some(last) = decision.events.last() {
        let unheard = dargah_engine::payment::Recorded { at: last.at, event: Event::Unheard };
        folded.apply(&unheard);
        folded.version -= 1;
        hold(folded == decision.payment, "I22", || "an event that nobody knows changes a payment".to_owned())?;
    }
    Ok(())
}

/// What is over stays over, but for what new evidence may change (I12).
fn absorb(before: &Payment, after: &Payment, voice: &Voice) -> Result<(), Broken> {
    let kept = |was: Option<Moment>, is: Option<Moment>| was.is_none() || was == is;
    hold(kept(before.paid_at, after.paid_at), "I12", || "a paid payment is paid again, or not any more".to_owned())?;
    hold(before.paid_by.is_none() || before.paid_by == after.paid_by, "I12", || "paid by another attempt".to_owned())?;
    hold(kept(before.cancelled_at, after.cancelled_at), "I12", || "a withdrawal is taken back".to_owned())?;
    hold(kept(before.returned_at, after.returned_at), "I12", || "a return is taken back".to_owned())?;
    hold(before.closed.is_none() || before.closed == after.closed, "I12", || "closed otherwise".to_owned())?;
    let operator = matches!(voice, Voice::Operator);
    for (was, is) in before.attempts.iter().zip(&after.attempts).filter(|(was, is)| was.phase != is.phase) {
        let may = match was.phase {
            Phase::Ended(Cause::Lapsed | Cause::Refused) => operator || matches!(voice, Voice::Callback),
            Phase::Ended(_) | Phase::Captured | Phase::Review => operator,
            Phase::Abandoned { .. } => false,
            _ => true,
        };
        hold(may, "I12", || format!("attempt {} left {:?} for {:?}", was.number, was.phase, is.phase))?;
    }
    for (was, is) in before.refunds.iter().zip(&after.refunds).filter(|(was, is)| was.phase != is.phase) {
        let may = match was.phase {
            RefundPhase::Done | RefundPhase::Refused => false,
            RefundPhase::Unknown => operator,
            RefundPhase::Waiting | RefundPhase::Sent(_) => true,
        };
        hold(may, "I12", || format!("refund {} left {:?} for {:?}", was.number, was.phase, is.phase))?;
    }
    Ok(())
}

/// What the shop is to be told is written with what causes it, once for each, and paid once ever (I4, I16).
fn outbox(before: &Payment, after: &Payment, decision: &Decision) -> Result<(), Broken> {
    let news = decision.events.iter().filter_map(|recorded| match &recorded.event {
        Event::Captured { .. } => Some(Kind::PaymentPaid),
        Event::Closed { how: Closed::Failed } => Some(Kind::PaymentFailed),
        Event::Closed { how: Closed::Expired } => Some(Kind::PaymentExpired),
        Event::Cancelled => Some(Kind::PaymentCancelled),
        Event::ReviewNeeded { .. } => Some(Kind::PaymentReview),
        Event::BankReturned { .. } => Some(Kind::PaymentReturned),
        Event::RefundDone { .. } => Some(Kind::RefundSucceeded),
        Event::RefundRefused { .. } => Some(Kind::RefundFailed),
        Event::RefundInconclusive { retry_at: None, .. } => Some(Kind::RefundReview),
        _ => None,
    });
    let told = before.notices.iter().map(|notice| notice.kind).chain(news);
    let kept = after.notices.iter().map(|notice| notice.kind).eq(told);
    hold(kept, "I16", || format!("the notices are {:?} after {:?}", after.notices, decision.events))?;
    let paid = after.notices.iter().filter(|notice| notice.kind == Kind::PaymentPaid).count();
    hold(paid <= 1, "I4", || "the shop is told twice that it is paid".to_owned())
}

/// A message on its way into the mailbox: the next number under an id of its own, or one that is known, and then the same news
/// under the same id (I4, I16).
pub(crate) fn message(mail: &[(Kind, String)], message: &Message) -> Result<(), Broken> {
    let at = message.sequence as usize;
    let fits = match at.checked_sub(1).and_then(|before| mail.get(before)) {
        Some((kind, id)) => *kind == message.kind && *id == message.id,
        None => at == mail.len() + 1 && mail.iter().all(|(_, id)| *id != message.id),
    };
    hold(fits, "I16", || format!("{} {:?} after {mail:?}", message.id, message.kind))
}

/// One event, and what has to be known for it.
#[expect(clippy::too_many_arguments, reason = "a law looks at all of a world around one event")]
fn event(
    scene: &Scene,
    world: &World,
    sale: u8,
    before: &Payment,
    after: &Payment,
    voice: &Voice,
    event: &Event,
    seen: &mut Seen,
) -> Result<(), Broken> {
    let now = after.last_at;
    let over = |number: u32| after.attempt(number).and_then(|a| a.deadline).is_some_and(|deadline| now >= deadline);
    match event {
        Event::Captured { attempt } => captured(world, sale, before, voice, *attempt, seen),
        Event::Verified { attempt, receipt } => {
            let fits = receipt.amount.is_none_or(|amount| amount == before.created.amount);
            hold(fits, "I13", || format!("attempt {attempt} is verified with {receipt:?}"))
        }
        Event::ReferenceDropped { attempt, why, .. } => {
            let heard = voice.heard(*attempt).map(|(_, answer, sent_at)| (answer, sent_at));
            match (why, heard) {
                // What the provider does not accept, it will not accept later either.
                (Dropped::Refused, Some((Answer::Refused(_) | Answer::Unknown(Class::Request), sent_at))) => {
                    let late = after.attempt(*attempt).and_then(|a| a.deadline).is_some_and(|d| sent_at >= d);
                    hold(late, "I2", || format!("a \"no\" to attempt {attempt} was believed that was asked too early"))
                }
                (Dropped::ReturnedByBank, Some((Answer::Returned(_), _))) => {
                    seen.note(Witness::ReversedAfterWindow);
                    Ok(())
                }
                (Dropped::Foreign, Some((Answer::Done(_, _, Wrong::Terminal), _))) => {
                    seen.note(Witness::StrangersReferenceDropped);
                    Ok(())
                }
                (Dropped::ClaimedByOther, _) => {
                    seen.note(Witness::ClaimConflictRefused);
                    Ok(())
                }
                (Dropped::LeftToBank, _) => Ok(()),
                _ => Broken::law("I3", format!("attempt {attempt} loses its reference as {why:?} to {voice:?}")),
            }
        }
        Event::AttemptEnded { attempt, cause, .. } => {
            let fits = match (cause, voice.heard(*attempt)) {
                (Cause::Reversed, Some((OperationKind::Reverse, Answer::Done(..) | Answer::Returned(_), _))) => true,
                (Cause::ReturnedByBank, Some((OperationKind::Settle, Answer::Returned(_), _))) => true,
                (Cause::Reversed, _) => false,
                _ => over(*attempt),
            };
            if let (Cause::Reversed, Some(Returning::Mismatch(_))) =
                (cause, before.attempt(*attempt).and_then(|a| a.returning.as_ref()))
            {
                seen.note(Witness::MismatchGivenBack);
            }
            hold(fits, "I2", || format!("attempt {attempt} ended {cause:?} by {voice:?} at {now:?}"))
        }
        Event::Closed { how } => closed(world, sale, after, *how),
        Event::Claimed { attempt } => {
            let sighting = after.attempt(*attempt).and_then(Attempt::sighting);
            let name = sighting.map(|s| Name::of(&s.reference.key));
            let gateway = after.attempt(*attempt).map_or(u8::MAX, |a| scene.gateway(&a.gateway));
            let ours = name.is_some_and(|name| world.owner(gateway, name) == Some(sale));
            hold(ours, "I6", || format!("attempt {attempt} has claimed {name:?}, and the registry does not know"))
        }
        Event::BankReturned { attempt, .. } => {
            let back = world.row(row_of(sale, *attempt)).is_some_and(|row| row.state.is_back());
            if back && before.paid_by == Some(*attempt) {
                seen.note(Witness::ReturnedByBankAfterPaid);
            }
            hold(back || scene.bounds.sales > 1 || scene.bounds.forged > 0, "I12", || {
                format!("attempt {attempt} is told to be back, and is not")
            })
        }
        Event::RefundTurned { .. } => {
            seen.note(Witness::RefundTurned);
            Ok(())
        }
        Event::RefundDone { .. } => {
            if after.refunds.iter().filter(|refund| refund.phase == RefundPhase::Done).count() == 2 {
                seen.note(Witness::RefundedInParts);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The money is the shop's: by what was said (I8, I11), and in which circumstances.
fn captured(
    world: &World,
    sale: u8,
    before: &Payment,
    voice: &Voice,
    number: u32,
    seen: &mut Seen,
) -> Result<(), Broken> {
    let Some((kind, Answer::Done(class, _, _), _)) = voice.heard(number) else {
        return Broken::law("I8", format!("attempt {number} is captured by {voice:?}"));
    };
    let asked = matches!(kind, OperationKind::Verify | OperationKind::Settle);
    hold(asked && before.wants_money(), "I5", || format!("attempt {number} is captured by {kind:?}, unwanted"))?;
    let Some(attempt) = before.attempt(number) else { return Ok(()) };
    if class == Class::Already && kind == OperationKind::Verify {
        seen.note(Witness::PaidAfterAlreadyVerified);
    }
    if attempt.hint.is_none() {
        seen.note(Witness::PaidAfterLostCallback);
    }
    if before.closed.is_some() {
        seen.note(Witness::LatePaid);
    }
    if world.row(row_of(sale, number)).is_some_and(|row| row.verify_lost) {
        seen.note(Witness::PaidAfterCrashBetweenVerifyAndPersist);
    }
    let earlier = number > 1 && before.attempt(number - 1).is_some_and(|a| matches!(a.phase, Phase::Abandoned { .. }));
    if earlier {
        seen.note(Witness::PaidAfterFailover);
    }
    if attempt.sightings.len() > 1 {
        seen.note(Witness::PaidAfterForgery);
    }
    Ok(())
}

/// Over without money: no bank holds any of it, as far as its own rule goes (I2).
fn closed(world: &World, sale: u8, after: &Payment, how: Closed) -> Result<(), Broken> {
    let tried = after.attempts.iter().any(|attempt| attempt.token.is_some());
    hold(tried == (how == Closed::Failed), "I2", || format!("closed as {how:?}"))?;
    for row in world.rows.iter().filter(|row| row.id / 4 == sale) {
        let held = match row.state {
            // A clock that jumped, or a bank that breaks its own rule, is found out when somebody comes with news.
            State::Debited => !row.slow && !world.jumped,
            State::Verified | State::Settled => world.owner(row.gateway, Name::Row(row.id)) == Some(sale),
            _ => false,
        };
        hold(!held, "I2", || format!("closed as {how:?}, and the bank has {:?} row {}", row.state, row.id))?;
    }
    Ok(())
}

/// An effect: written down before (I7), about a reference of the payment's own (I7, I9), and of its amount (I13).
fn sent(
    scene: &Scene,
    world: &World,
    sale: u8,
    after: &Payment,
    decision: &Decision,
    effect: &Effect,
) -> Result<(), Broken> {
    let written = |fits: &dyn Fn(&Event) -> bool| decision.events.iter().any(|recorded| fits(&recorded.event));
    let (operation, gateway, known) = match effect {
        Effect::Wallet { .. } => return hold(false, "I9", || "nobody here has a wallet".to_owned()),
        Effect::Publish => return hold(after.has_news(), "I16", || "there is no news to hand over".to_owned()),
        Effect::Claim { attempt, reference: key, .. } => {
            let known = written(
                &|event| matches!(event, Event::ClaimSent { attempt: a, reference, .. } if a == attempt && reference.key == *key),
            );
            return hold(known, "I7", || format!("attempt {attempt} claims, and it is not written down"));
        }
        Effect::Call { attempt, gateway, operation: operation @ Operation::Token(ask), .. } => {
            let fresh = after.attempts.iter().filter(|a| a.ask.order == ask.order).count() == 1;
            hold(fresh && ask.amount == after.created.amount, "I15", || format!("{ask:?} is asked twice"))?;
            (
                operation,
                gateway,
                written(&|event| matches!(event, Event::AttemptStarted { attempt: a, .. } if a == attempt)),
            )
        }
        Effect::Call { attempt, gateway, operation, .. } => {
            let kind = operation.kind();
            let known = written(
                &|event| matches!(event, Event::CallSent { attempt: a, call, .. } if a == attempt && *call == kind),
            );
            (operation, gateway, known)
        }
        Effect::Refund { refund, gateway, operation, .. } => {
            (operation, gateway, written(&|event| matches!(event, Event::RefundSent { refund: r, .. } if r == refund)))
        }
    };
    hold(known, "I7", || format!("{operation:?} is not written down"))?;
    let Some(claim) = operation.claim() else { return Ok(()) };
    let ours = after.attempts.iter().any(|a| a.ask.order == claim.order && a.token.as_ref() == Some(&claim.token));
    hold(ours && claim.amount == after.created.amount, "I13", || format!("{operation:?} is not about an attempt"))?;
    if operation.kind() == OperationKind::Inquire {
        return Ok(());
    }
    let name = Name::of(&claim.reference.key);
    let claimed = world.owner(scene.gateway(gateway), name) == Some(sale);
    hold(claimed, "I7", || format!("{operation:?} is about a reference that is not claimed"))?;
    let (Operation::Reverse(_) | Operation::Refund(_)) = operation else { return Ok(()) };
    hold(name != Name::Strangers, "I9", || format!("{operation:?} is about a stranger's money"))?;
    let cause = match effect {
        Effect::Refund { refund, .. } => after.refund(*refund).is_some_and(|r| {
            let fits = matches!(
                (r.way, operation),
                (Way::Reversal, Operation::Reverse(_)) | (Way::Refund | Way::Remainder, Operation::Refund(_))
            );
            fits && after.paid_by.is_some()
        }),
        Effect::Call { attempt, .. } => after.attempt(*attempt).is_some_and(|a| a.returning.is_some()),
        _ => false,
    };
    hold(cause, "I9", || format!("{operation:?} without a cause"))
}

/// What a voice may do, and what it must.
fn told(scene: &Scene, before: &Payment, voice: &Voice, decision: &Decision) -> Result<(), Broken> {
    let any = |fits: &dyn Fn(&Event) -> bool| decision.events.iter().any(|recorded| fits(&recorded.event));
    match voice {
        Voice::Callback => {
            let due = due_at(before).is_some_and(|due| due <= decision.payment.last_at.max(before.last_at));
            let moves = any(&|event| match event {
                // What was given up and is looked into again may be given up again.
                Event::AttemptEnded { attempt, .. } => !before.attempt(*attempt).is_some_and(Attempt::is_given_up),
                Event::Verified { .. }
                | Event::Captured { .. }
                | Event::Mismatched { .. }
                | Event::Closed { .. }
                | Event::ReviewNeeded { .. }
                | Event::BankReturned { .. } => true,
                _ => false,
            });
            hold(due || !moves, "I8", || format!("a callback leads to {:?}", decision.events))
        }
        Voice::Alarm => {
            let idle = decision.events.is_empty() && decision.effects.is_empty();
            hold(!idle, "L2", || "an alarm rings, and nothing is done".to_owned())
        }
        Voice::Answer(flight, answer) => heard(scene, before, flight, *answer, decision),
        _ => Ok(()),
    }
}

/// An answer does what it establishes, and nothing else (I3, I11).
fn heard(scene: &Scene, before: &Payment, flight: &Flight, answer: Answer, decision: &Decision) -> Result<(), Broken> {
    let any = |fits: &dyn Fn(&Event) -> bool| decision.events.iter().any(|recorded| fits(&recorded.event));
    let Errand::Call(number, kind) = flight.errand else {
        let Errand::Refund(number, kind) = flight.errand else { return Ok(()) };
        let done = any(&|event| matches!(event, Event::RefundDone { refund, .. } if *refund == number));
        let refused = any(&|event| matches!(event, Event::RefundRefused { refund, .. } if *refund == number));
        let says = matches!((answer, kind), (Answer::Done(..), _) | (Answer::Returned(_), OperationKind::Reverse));
        hold(done == says, "I11", || format!("refund {number} was answered {answer:?}"))?;
        let no = matches!(answer, Answer::Refused(_) | Answer::Returned(_));
        return hold(!refused || no, "I3", || format!("refund {number} is refused by {answer:?}"));
    };
    // What a bank does not accept after its deadline, it never will.
    let over = before.attempt(number).and_then(|a| a.deadline).is_some_and(|deadline| flight.sent_at >= deadline);
    let unaccepted = matches!(answer, Answer::Unknown(Class::Request)) && over;
    let silent = matches!(answer, Answer::Unknown(_)) && kind != OperationKind::Token && !unaccepted;
    let unwanted = before.attempt(number).is_some_and(Attempt::is_unwanted);
    let gives_up = any(&|event| match event {
        Event::ReferenceDropped { attempt, .. } => *attempt == number && !unwanted,
        Event::AttemptEnded { attempt, .. } | Event::Captured { attempt } | Event::Verified { attempt, .. } => {
            *attempt == number && kind != OperationKind::Inquire
        }
        _ => false,
    });
    hold(!(silent && gives_up), "I3", || format!("silence led to {:?}", decision.events))?;
    let fits = matches!(answer, Answer::Done(_, amount, Wrong::Nothing) if amount == AMOUNT);
    let manner = &scene.manners[flight.gateway as usize];
    let taken = match (kind, fits) {
        (OperationKind::Verify, true) => {
            any(&|event| matches!(event, Event::Verified { attempt, .. } if *attempt == number))
                && manner.verify_is_all() == any(&|event| matches!(event, Event::Captured { .. }))
        }
        (OperationKind::Settle, _) if matches!(answer, Answer::Done(..)) => {
            any(&|event| matches!(event, Event::Captured { attempt } if *attempt == number))
        }
        _ => true,
    };
    hold(taken, "I11", || format!("{answer:?} to {kind:?} of attempt {number} led to {:?}", decision.events))
}
