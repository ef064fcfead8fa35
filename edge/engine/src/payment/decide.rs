//! The one transition function: a payment, what it is told, and the time give events and calls, or a refusal that changes
//! nothing. Linear, idempotency first.

use super::{
    attempt::{Attempt, Dropped, Phase},
    command::{Command, Context, Effect, Refusal, Run},
    event::{Created, Event, Recorded},
    hear::hear,
    state::Payment,
    work::{LEASE, next_step, retry_after},
};
use crate::{
    gateway::{Callback, Class, Hint, Operation, OperationKind, TokenAsk},
    id::{GatewayId, OrderNumber},
    routing::{Candidates, choose},
    seal::CallbackTicket,
    time::{Moment, Span},
};

/// The most attempts of one payment. Far more than a person makes; a script stops here.
const ATTEMPTS_MAX: usize = 20;

/// Gateways that one press of the button may try.
const TRIES_MAX: usize = 3;

/// How long a shopper waits for a bank's page before being told that none can be had.
const PATIENCE: Span = Span::seconds(8);

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
        Command::Begin(run) => begin(&mut decision, &run, context)?,
        Command::Callback { attempt, callback } => see_callback(&mut decision, attempt, callback, now)?,
        Command::ClaimHeard { attempt, sent_at, ours } => hear_claim(&mut decision, attempt, sent_at, ours, now)?,
        Command::Heard { attempt, call, sent_at, outcome, run } => {
            let attempt = in_flight(payment, attempt, call, sent_at)?;
            let account = context.gateways.get(&attempt.gateway).ok_or(Refusal::NotConfigured)?;
            hear(&mut decision, attempt, account, call, sent_at, outcome, now);
            let failed = decision.payment.attempts.last().is_some_and(|a| matches!(a.phase, Phase::Abandoned { .. }));
            if let Some(run) =
                run.filter(|run| call == OperationKind::Token && failed && may_fail_over(&decision.payment, run, now))
            {
                // With no gateway left to try, the attempt's end stands as it is.
                let _ = try_next_gateway(&mut decision, &run, context);
            }
        }
        Command::Due => {}
    }
    while let Some(step) = next_step(&decision.payment, now) {
        decision.record(now, step.event);
        if let Some(effect) = step.effect {
            decision.effects.push(effect);
            break;
        }
    }
    Ok(decision)
}

fn create(created: Box<Created>, now: Moment) -> Result<Decision, Refusal> {
    let recorded = Recorded { at: now, event: Event::Created(created) };
    let events = vec![recorded];
    let payment = Payment::replay(&events).ok_or(Refusal::NoSuchAttempt)?;
    Ok(Decision { payment, events, effects: Vec::new() })
}

/// The shopper pays. Never while another attempt may be turning into money (I5, F23, F24).
fn begin(decision: &mut Decision, run: &Run, context: &Context<'_>) -> Result<(), Refusal> {
    let payment = &decision.payment;
    if payment.paid_at.is_some() {
        return Err(Refusal::Paid);
    }
    if payment.closed.is_some() || context.now >= payment.created.expires_at {
        return Err(Refusal::Expired);
    }
    if !payment.is_payable(context.now) {
        return Err(Refusal::InProgress);
    }
    if payment.attempts.len() >= ATTEMPTS_MAX {
        return Err(Refusal::TooManyAttempts);
    }
    try_next_gateway(decision, run, context)
}

/// An attempt at the best gateway that this press of the button has not tried yet, with a fresh order number.
fn try_next_gateway(decision: &mut Decision, run: &Run, context: &Context<'_>) -> Result<(), Refusal> {
    let payment = &decision.payment;
    let shop = context.shops.get(&payment.created.shop).ok_or(Refusal::NotConfigured)?;
    let tried = |id: &GatewayId| payment.attempts.iter().any(|a| a.started_at >= run.began && a.gateway == *id);
    let usable =
        context.gateways.for_payment(shop, payment.created.amount, payment.created.mode).map(|account| &account.id);
    let ids: Vec<GatewayId> = usable.filter(|id| !tried(id)).cloned().collect();
    // What is to be left out is a wish: when nothing else remains, it is taken back.
    let wanted: Vec<GatewayId> = ids.iter().filter(|id| !run.without.contains(id)).cloned().collect();
    let candidates = Candidates { ids: if wanted.is_empty() { ids } else { wanted }, named: run.named.clone() };
    let attempt = u32::try_from(payment.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
    let choice = choose(&payment.created.id, attempt, &candidates, run.health.as_ref(), context.now)
        .ok_or(Refusal::NoGateway)?;
    let ticket = CallbackTicket {
        shop: payment.created.shop.clone(),
        payment: payment.created.id,
        attempt,
        gateway: choice.gateway.clone(),
    };
    let ask = TokenAsk {
        order: OrderNumber::derive(&run.entropy, attempt),
        amount: payment.created.amount,
        callback_url: context.links.callback(&ticket),
        mobile: run.mobile.clone().or_else(|| payment.created.mobile.clone()),
    };
    let gateway = choice.gateway.clone();
    let operation = Operation::Token(ask.clone());
    decision.record(context.now, Event::AttemptStarted { attempt, ask, choice, lease: context.now + LEASE });
    decision.effects.push(Effect::Call { attempt, gateway, operation, sent_at: context.now });
    Ok(())
}

/// Whether a failed token call is followed by another gateway: at most two further tries, inside one patience (F21, F23: the
/// shopper was sent nowhere, so nothing can be paid twice).
fn may_fail_over(payment: &Payment, run: &Run, now: Moment) -> bool {
    let tries = payment.attempts.iter().filter(|a| a.started_at >= run.began).count();
    tries < TRIES_MAX && now < run.began + PATIENCE
}

/// A callback is written down. Whether it moves anything, [`next_step`] finds by asking the bank (I8). One that comes again
/// says nothing new and leaves no trace (F02).
fn see_callback(decision: &mut Decision, number: u32, callback: Callback, now: Moment) -> Result<(), Refusal> {
    let attempt = decision.payment.attempt(number).ok_or(Refusal::NoSuchAttempt)?;
    if attempt.token.is_none() {
        return Err(Refusal::NoSuchAttempt);
    }
    let known = match &callback.reference {
        // What is unclear is asked about, and then at its times: that it is unclear again says nothing.
        Some(_) if callback.hint == Hint::Unclear && attempt.probe_at.is_some() => true,
        Some(reference) => attempt.sightings.iter().any(|s| s.reference == *reference),
        None => true,
    };
    let settled = !attempt.is_live();
    if settled || (known && attempt.hint == Some(callback.hint)) {
        return Ok(());
    }
    let Callback { hint, class, code, reference } = callback;
    decision.record(now, Event::CallbackSeen { attempt: number, hint, class, code, reference });
    Ok(())
}

fn hear_claim(
    decision: &mut Decision,
    number: u32,
    sent_at: Moment,
    ours: Option<bool>,
    now: Moment,
) -> Result<(), Refusal> {
    let attempt = decision.payment.attempt(number).ok_or(Refusal::NoSuchAttempt)?;
    let claiming = matches!(attempt.phase, Phase::Claiming(Some(sent)) if sent.at == sent_at);
    if !claiming {
        return Err(Refusal::Stale);
    }
    let event = match ours {
        Some(true) => Event::Claimed { attempt: number },
        Some(false) => Event::ReferenceDropped {
            attempt: number,
            why: Dropped::ClaimedByOther,
            code: "claimed by another payment".to_owned(),
        },
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
