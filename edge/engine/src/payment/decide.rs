//! The one transition function: a payment, what it is told, and the time give events and calls, or a refusal that changes
//! nothing. Linear, idempotency first.

use super::{
    attempt::{Attempt, Phase},
    begin::{begin, may_fail_over, try_next_gateway},
    callback::{hear_claim, see_callback},
    command::{Command, Context, Effect, Refusal},
    created::Created,
    event::{Event, Recorded},
    hear::hear,
    learn::learn,
    purse, refunding,
    state::Payment,
    work::next_step,
};
use crate::{
    gateway::{OperationKind, ReferenceFrom, Reversal},
    time::{Moment, Span},
};

/// What follows from a command.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The payment, with the events taken in.
    pub payment: Payment,
    /// To be recorded, in order, in one write, before any effect.
    pub events: Vec<Recorded>,
    /// To be done after.
    pub effects: Vec<Effect>,
}

impl Decision {
    pub(super) fn record(&mut self, at: Moment, event: Event) {
        let recorded = Recorded { at, event };
        self.payment.apply(&recorded);
        self.events.push(recorded);
    }
}

/// What follows from `command` for `payment`.
///
/// # Errors
/// The [`Refusal`]; nothing has changed then.
pub fn decide(payment: Option<&Payment>, command: Command, context: &Context<'_>) -> Result<Decision, Refusal> {
    let Some(payment) = payment else {
        let Command::Create(created) = command else {
            return Err(Refusal::NoSuchAttempt);
        };
        return create(created, context.now);
    };
    // The payment's own time never runs backwards (I20).
    let now = context.now.max(payment.last_at);
    let context = &Context { now, ..*context };
    let mut decision = Decision { payment: payment.clone(), events: Vec::new(), effects: Vec::new() };
    match command {
        // The same request again: the same payment, and nothing happens (I14).
        Command::Create(created) if created.fingerprint == payment.created.fingerprint => {
            return Ok(decision);
        }
        Command::Create(_) => return Err(Refusal::MadeOtherwise),
        Command::Begin(run) => {
            // A token call that was lost with its process must not keep the shopper from paying.
            catch_up(&mut decision, now);
            begin(&mut decision, &run, context)?;
        }
        Command::UseWallet(wish) => {
            catch_up(&mut decision, now);
            purse::ask(&mut decision, wish, context)?;
        }
        Command::WalletHeard { sent_at, answer } => purse::hear(&mut decision, sent_at, answer, now)?,
        Command::Callback { attempt, callback, claimed } => {
            see_callback(&mut decision, attempt, &callback, claimed, now)?;
        }
        Command::ClaimHeard { attempt, sent_at, ours } => hear_claim(&mut decision, attempt, sent_at, ours, now)?,
        Command::Heard { attempt, call, sent_at, outcome, run } => {
            let attempt = in_flight(payment, attempt, call, sent_at)?;
            let account = context.account(attempt).ok_or(Refusal::NotConfigured)?;
            hear(&mut decision, attempt, account, call, sent_at, outcome, now);
            let failed = decision.payment.attempts.last().is_some_and(|a| matches!(a.phase, Phase::Abandoned { .. }));
            if let Some(run) =
                run.filter(|run| call == OperationKind::Token && failed && may_fail_over(&decision.payment, run, now))
            {
                // With no gateway left to try, the attempt's end stands as it is.
                let _ = try_next_gateway(&mut decision, &run, context);
            }
        }
        Command::Cancel => {
            catch_up(&mut decision, now);
            cancel(&mut decision, now)?;
        }
        Command::Refund(wish) => refunding::request(&mut decision, wish, context)?,
        Command::RefundHeard { refund, sent_at, outcome } => {
            refunding::hear(&mut decision, refund, sent_at, outcome, now)?;
        }
        Command::Published { upto } => published(&mut decision, upto, now),
        Command::Learn(lesson) => learn(&mut decision, lesson, context)?,
        Command::Due => {}
    }
    send_back_unwanted(&mut decision, context);
    if decision.effects.is_empty() {
        catch_up(&mut decision, now);
    }
    Ok(decision)
}

/// Records what is due now, up to the first call that is to be made.
fn catch_up(decision: &mut Decision, now: Moment) {
    while decision.effects.is_empty() {
        let Some(step) = next_step(&decision.payment, now) else { return };
        let moves = step.event.is_some();
        if let Some(event) = step.event {
            decision.record(now, event);
        }
        decision.effects.extend(step.effect);
        if !moves {
            return;
        }
    }
}

/// The shop withdraws the payment. Never while a bank may be taking money for it.
fn cancel(decision: &mut Decision, now: Moment) -> Result<(), Refusal> {
    let payment = &decision.payment;
    if payment.cancelled_at.is_some() {
        return Ok(());
    }
    if payment.paid_at.is_some() {
        return Err(Refusal::Paid);
    }
    if payment.closed.is_some() {
        return Err(Refusal::Expired);
    }
    if payment.is_busy(now) {
        return Err(Refusal::InProgress);
    }
    decision.record(now, Event::Cancelled);
    Ok(())
}

/// Money that a shopper paid and that nobody wants any more is sent back at once, where that can be done by our own token: a
/// reference that only a browser brought might be somebody else's (F09). Everywhere else the bank does it by its own rule.
fn send_back_unwanted(decision: &mut Decision, context: &Context<'_>) {
    let can = |attempt: &Attempt| {
        let capabilities = context.account(attempt).map(|account| account.capabilities());
        capabilities.is_some_and(|c| c.reference == ReferenceFrom::Token && c.reversal != Reversal::Never)
    };
    let payment = &decision.payment;
    let paid = |a: &&Attempt| a.phase == Phase::AtBank && !a.is_unwanted() && a.open_sighting().is_some();
    let unwanted = payment.attempts.iter().filter(paid).filter(|a| !payment.wants(a) && can(a));
    let unwanted: Vec<u32> = unwanted.map(|a| a.number).collect();
    for attempt in unwanted {
        decision.record(context.now, Event::Unwanted { attempt });
    }
}

/// The shop's news were handed over, or could not be: then again, the later the older they are.
fn published(decision: &mut Decision, upto: Option<u32>, now: Moment) {
    let payment = &decision.payment;
    let event = match upto {
        Some(upto) if upto > payment.published => Event::Published { upto },
        Some(_) => return,
        None => {
            let age = payment.notices.last().map_or(Span::ZERO, |notice| now - notice.at);
            Event::PublishFailed { retry_at: now + age.clamp(Span::seconds(30), Span::minutes(60)) }
        }
    };
    decision.record(now, event);
}

fn create(created: Box<Created>, now: Moment) -> Result<Decision, Refusal> {
    let recorded = Recorded { at: now, event: Event::Created(created) };
    let events = vec![recorded];
    let payment = Payment::replay(&events).ok_or(Refusal::NoSuchAttempt)?;
    Ok(Decision { payment, events, effects: Vec::new() })
}

/// The attempt whose call in flight this answers.
fn in_flight(payment: &Payment, number: u32, call: OperationKind, sent_at: Moment) -> Result<&Attempt, Refusal> {
    let attempt = payment.attempt(number).ok_or(Refusal::NoSuchAttempt)?;
    let expected = match attempt.phase {
        Phase::Asking(_) => Some(OperationKind::Token),
        Phase::AtBank => Some(OperationKind::Inquire),
        _ => attempt.call(),
    };
    if expected == Some(call) && attempt.sent().is_some_and(|sent| sent.at == sent_at) {
        Ok(attempt)
    } else {
        Err(Refusal::Stale)
    }
}
