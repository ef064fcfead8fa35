//! The one loop: tell the payment, do what it asks, tell it what was heard, until it asks for nothing. It runs in the Worker
//! while a shopper waits, and in the ledger object when an alarm finds something due; wherever it breaks off, the payment's
//! own state says what is left to do.

use crate::{
    bank,
    ledger::{Ledger, Step, post},
    world::World,
};
use dargah_engine::{
    id::PaymentId,
    payment::{Command, Effect, Payment, Run},
    problem::{Code, Fault},
    routing::Evidence,
};
use worker::Env;

/// The most effects that one run carries out: far more than any payment asks for at once.
const EFFECTS_MAX: usize = 16;

/// Tells `payment` the command and carries out what follows. `heard` collects what was learnt about gateways.
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
    let Step { mut payment, mut effects } = ledger.tell(id, Some(command)).await?;
    for _ in 0..EFFECTS_MAX {
        let Some(effect) = effects.pop() else { break };
        let answer = carry_out(world, env, &payment, effect, run.as_deref(), heard).await;
        Step { payment, effects } = match ledger.tell(id, Some(answer)).await {
            Ok(step) => step,
            // Somebody else went on with it meanwhile: what it came to is what counts.
            Err(fault) if fault.code == Code::PaymentInProgress => ledger.tell(id, None).await?,
            Err(fault) => return Err(fault),
        };
    }
    Ok(payment)
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
        Effect::Claim { attempt, gateway, reference, sent_at } => {
            let ours = claim(world, env, payment, &gateway, &reference).await;
            Command::ClaimHeard { attempt, sent_at, ours }
        }
        Effect::Call { attempt, gateway, operation, sent_at } => {
            let call = operation.kind();
            let outcome = match world.gateways.get(&gateway) {
                Some(account) => {
                    let (outcome, evidence) = bank::call(account, &operation).await;
                    heard.push(evidence);
                    outcome
                }
                None => dargah_engine::gateway::Outcome::unmade("the gateway is not configured"),
            };
            Command::Heard { attempt, call, sent_at, outcome, run: run.cloned().map(Box::new) }
        }
    }
}

/// Claims a bank's reference for this payment: whether it is ours, or nothing if the registry could not be asked.
async fn claim(
    world: &World,
    env: &Env,
    payment: &Payment,
    gateway: &dargah_engine::id::GatewayId,
    reference: &str,
) -> Option<bool> {
    let account = world.gateways.get(gateway)?;
    let key = dargah_engine::seal::claim_key(account, reference);
    let asked = async {
        let stub = env.durable_object("CLAIMS")?.get_by_name(&format!("c/{}", &key[..2]))?;
        let ask = crate::claims_do::Ask { key, owner: payment.created.id };
        stub.fetch_with_request(post(&ask)?).await?.json::<bool>().await
    };
    asked.await.inspect_err(|problem| worker::console_error!("claims: {problem}")).ok()
}
