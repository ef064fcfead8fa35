//! The one loop: tell the payment, do what it asks, tell it what was heard, until it asks for nothing. It runs in the Worker
//! while a shopper waits, and in the ledger object when an alarm finds something due; wherever it breaks off, the payment's
//! own state says what is left to do.

use crate::{
    bank,
    books::{
        self,
        wallets::{self, Deed},
    },
    ledger::{Ledger, unavailable},
    message, reports, webhooks,
    world::{self, World},
};
use dargah_engine::{
    gateway::{Account, Operation, Outcome},
    id::PaymentId,
    payment::{Attempt, Command, Effect, Payment, Run, WalletAnswer, WalletDeed, learnt},
    problem::{Code, Fault},
    report::Row,
    routing::Evidence,
};
use std::borrow::Cow;
use worker::Env;

/// The most effects that one run carries out: far more than any payment asks for at once.
const EFFECTS_MAX: usize = 16;

/// Tells `payment` the command and carries out what follows, but for what the shop is to be told: that can wait until whoever
/// is waiting has an answer ([`publish`]). `heard` collects what was learnt about gateways.
pub(crate) async fn drive(
    world: &World,
    env: &Env,
    ledger: &impl Ledger,
    id: PaymentId,
    command: Command,
    heard: &mut Vec<Evidence>,
) -> Result<Payment, Fault> {
    let run = match &command {
        Command::Begin(run) => Some(run.clone()),
        _ => None,
    };
    let shopper = run.as_ref().and_then(|run| run.shopper);
    let mut step = ledger.tell(id, Some(command)).await?;
    for _ in 0..EFFECTS_MAX {
        heard.extend(learnt(&step.events, step.fresh, shopper));
        let Some(effect) = step.effects.pop().filter(|effect| *effect != Effect::Publish) else { break };
        let answer = carry_out(world, env, &step.payment, effect, run.as_deref(), heard).await;
        step = match ledger.tell(id, Some(answer)).await {
            Ok(step) => step,
            // Somebody else went on with it meanwhile: what it came to is what counts.
            Err(fault) if fault.code == Code::PaymentInProgress => ledger.tell(id, None).await?,
            Err(fault) => return Err(fault),
        };
    }
    Ok(step.payment)
}

/// Hands what the shop is to be told over to its webhooks, what has become of the payment to the report, and what that means for the
/// operator's money to the books, and has it written down once all have taken it. Handed over twice it is still one event, one row
/// and one transfer; none waits for another. Where there is no news the report alone is told.
///
/// # Errors
/// If the ledger does not answer, or if there is no news and the report did not take what it was told.
pub(crate) async fn publish(world: &World, env: &Env, ledger: &impl Ledger, payment: &Payment) -> Result<(), Fault> {
    let news = payment.messages(world::now());
    let row = [Row::of(payment)];
    let Some(last) = news.last() else { return reports::feed(env, &row).await.map_err(unavailable) };
    let told = webhooks::publish(env, &payment.created.shop, payment.created.mode, &news);
    let posted = books::tell(env, world, payment);
    let (told, fed, posted) = futures_util::join!(told, reports::feed(env, &row), posted);
    for (what, taken) in [("webhooks", &told), ("reports", &fed), ("books", &posted)] {
        if let Err(problem) = taken {
            worker::console_error!("{what}: {problem}");
        }
    }
    let upto = (told.is_ok() && fed.is_ok() && posted.is_ok()).then_some(last.sequence);
    ledger.tell(payment.created.id, Some(Command::Published { upto })).await.map(|_| ())
}

async fn carry_out(
    world: &World,
    env: &Env,
    payment: &Payment,
    effect: Effect,
    run: Option<&Run>,
    heard: &mut Vec<Evidence>,
) -> Command {
    match effect {
        Effect::Claim { attempt, reference, sent_at, .. } => {
            let ours = match payment.attempt(attempt) {
                Some(attempt) => claim(world, env, payment.created.id, attempt, &reference).await,
                None => None,
            };
            Command::ClaimHeard { attempt, sent_at, ours }
        }
        Effect::Call { attempt, operation, sent_at, .. } => {
            let call = operation.kind();
            let outcome = call_bank(world, env, payment.attempt(attempt), &operation, heard).await;
            Command::Heard { attempt, call, sent_at, outcome, run: run.cloned().map(Box::new) }
        }
        Effect::Refund { refund, operation, sent_at, .. } => {
            let attempt = payment.paid_by.and_then(|number| payment.attempt(number));
            let outcome = call_bank(world, env, attempt, &operation, heard).await;
            Command::RefundHeard { refund, sent_at, outcome }
        }
        Effect::Wallet { wallet, deed, sent_at } => {
            let deed = match deed {
                WalletDeed::Hold { amount, until } => Deed::Hold(payment.created.id, amount, until),
                WalletDeed::Release => Deed::GiveBack(payment.created.id),
            };
            let answer = match wallets::tell(env, payment.created.mode, &wallet, deed).await {
                Ok(Ok(())) => WalletAnswer::Done,
                Ok(Err(why)) => WalletAnswer::Refused(why),
                Err(problem) => {
                    worker::console_error!("books: {problem}");
                    WalletAnswer::Silent
                }
            };
            Command::WalletHeard { sent_at, answer }
        }
        // `drive` leaves it to `publish`.
        Effect::Publish => Command::Due,
    }
}

async fn call_bank(
    world: &World,
    env: &Env,
    attempt: Option<&Attempt>,
    operation: &Operation,
    heard: &mut Vec<Evidence>,
) -> Outcome {
    let account = match attempt {
        Some(attempt) => account_of(world, env, attempt).await,
        None => None,
    };
    let Some(account) = account else {
        return Outcome::unmade("the gateway is not configured");
    };
    let (outcome, evidence) = bank::call(&account, operation).await;
    heard.push(evidence);
    outcome
}

/// The contract of an attempt with the credentials that it began with. The ledger may have begun it with some that this isolate has
/// not heard of yet: then it asks.
async fn account_of<'a>(world: &'a World, env: &Env, attempt: &Attempt) -> Option<Cow<'a, Account>> {
    let known = world.gateways.as_of(&attempt.gateway, attempt.edition);
    if known.is_some_and(|account| account.edition == attempt.edition) {
        return known.map(Cow::Borrowed);
    }
    let fresh = World::with_strangers(env).await.ok();
    let found = fresh.as_ref().and_then(|world| world.gateways.as_of(&attempt.gateway, attempt.edition));
    found.or(known).cloned().map(Cow::Owned)
}

/// Claims a bank's reference for this payment: whether it is ours, or nothing if the registry could not be asked.
pub(crate) async fn claim(
    world: &World,
    env: &Env,
    owner: PaymentId,
    attempt: &Attempt,
    reference: &str,
) -> Option<bool> {
    let account = account_of(world, env, attempt).await?;
    let key = dargah_engine::seal::claim_key(&account, reference);
    let asked = async {
        let stub = env.durable_object("CLAIMS")?.get_by_name(&format!("c/{}", &key[..2]))?;
        let ask = crate::claims_do::Ask { key, owner };
        message::ask::<_, bool>(&stub, &ask).await
    };
    asked.await.inspect_err(|problem| worker::console_error!("claims: {problem}")).ok()
}
