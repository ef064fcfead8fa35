//! Calls to banks: an operation, in as many exchanges as it takes. What an answer means, the adapter says.

use crate::{
    outside::{self, Heard},
    world,
};
use dargah_engine::{
    gateway::{ANSWER_MAX, Account, Answer, Class, Desk, Edition, Next, Operation, OperationKind, Outcome},
    id::GatewayId,
    routing::{Evidence, Step},
};
use std::{cell::RefCell, collections::BTreeMap};

/// The most exchanges of one operation: a call, a login because the session ran out, the call again, and the same before a
/// second call.
const EXCHANGES_MAX: usize = 6;

thread_local! {
    /// Sessions that providers gave this isolate, by gateway and credentials. One that ran out is noticed by its adapter and replaced.
    static SESSIONS: RefCell<BTreeMap<(GatewayId, Edition), String>> = const { RefCell::new(BTreeMap::new()) };
}

/// How long a shopper waits for one bank's token, milliseconds. A bank that takes longer is not where to send anyone.
const TOKEN_DEADLINE_MS: u32 = 3_000;

/// How long any other call may take, milliseconds; shorter than the engine's lease on it.
const CALL_DEADLINE_MS: u32 = 10_000;

/// How long a shopper waits for a lender's word on whether it would lend, milliseconds: nobody is kept from paying by card for it.
const ELIGIBLE_DEADLINE_MS: u32 = 1_500;

/// Makes `operation` at `account`, a question that nobody's health is judged by.
pub(crate) async fn ask(account: &Account, operation: &Operation) -> Outcome {
    exchange(account, operation).await
}

/// Makes `operation` at `account` and tells what came of it, for the payment and for the gateway's health.
pub(crate) async fn call(account: &Account, operation: &Operation) -> (Outcome, Evidence) {
    let began = world::now();
    let outcome = exchange(account, operation).await;
    let at = world::now();
    let latency_ms = u32::try_from((at - began).0).unwrap_or(u32::MAX);
    let evidence = Evidence { gateway: account.id.clone(), at, step: Step::Call { class: outcome.class, latency_ms } };
    (outcome, evidence)
}

async fn exchange(account: &Account, operation: &Operation) -> Outcome {
    let adapter = account.provider.adapter();
    let deadline = match operation.kind() {
        OperationKind::Token => TOKEN_DEADLINE_MS,
        OperationKind::Eligible => ELIGIBLE_DEADLINE_MS,
        _ => CALL_DEADLINE_MS,
    };
    let (Ok(entropy), signal) = (world::entropy::<32>(), outside::within(deadline)) else {
        return Outcome::unmade("no randomness");
    };
    let whose = (account.id.clone(), account.edition);
    let mut session = SESSIONS.with_borrow(|sessions| sessions.get(&whose).cloned());
    let desk = Desk { account, now: world::now(), entropy: &entropy, session: session.as_deref() };
    let Some(mut exchange) = adapter.ask(operation, &desk) else {
        return Outcome::unmade("the provider has no such operation");
    };
    for _ in 0..EXCHANGES_MAX {
        if let Some(given) = exchange.session.take() {
            SESSIONS.with_borrow_mut(|sessions| sessions.insert(whose.clone(), given.clone()));
            session = Some(given);
        }
        let sent = outside::send(account.route(exchange.request), &signal, ANSWER_MAX).await;
        let answer = match &sent {
            Ok(Heard { status, body: Ok(body), .. }) => Answer::Http { status: *status, body },
            Ok(Heard { body: Err(silence), .. }) | Err(silence) => Answer::Silence(*silence),
        };
        let desk = Desk { account, now: world::now(), entropy: &entropy, session: session.as_deref() };
        match adapter.hear(operation, &desk, &exchange.mark, &answer) {
            Next::Ask(more) => exchange = more,
            Next::Done(outcome) => return outcome,
        }
    }
    Outcome { class: Class::Tech, ..Outcome::unmade("too many exchanges") }
}
