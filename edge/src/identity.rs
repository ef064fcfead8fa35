//! Questions to the services that ask registries: sent here, made and read by `dargah_engine::identity_service`.

use crate::{
    outside,
    world::{self, World},
};
use dargah_engine::{
    gateway::{ANSWER_MAX, Answer, Silence},
    identity_service::{self, Finding, Next, Question},
    payout,
    problem::{Code, Fault},
    time::Moment,
};

/// How long a service may take, milliseconds; shorter than the lease that an application's call has.
const DEADLINE_MS: u32 = 10_000;

/// How many services are asked one after the other while somebody waits for the answer.
const TURNS: u32 = 2;

/// Asks while somebody waits, the next service where one does not answer: the first answer, or why there is none.
pub(crate) async fn ask_now(world: &World, question: &Question) -> Finding {
    let mut finding = Finding::silent();
    for turn in 0..TURNS {
        let (service, found) = ask(world, question, turn).await;
        if found.is_operators() {
            worker::console_error!("identity: {service}: {}", found.as_str());
        }
        finding = found;
        if finding.is_answer() {
            break;
        }
    }
    finding
}

/// Whether it is so, and as of when.
///
/// # Errors
/// `owner_not_matched` where a registry says no; `unavailable` where none answers, which is no "no".
pub(crate) async fn confirm(world: &World, question: &Question) -> Result<Moment, Fault> {
    match ask_now(world, question).await {
        Finding::Matched => Ok(world::now()),
        no if no.is_answer() => Err(Fault::new(Code::OwnerNotMatched, format!("the registry says: {}", no.as_str()))),
        _ => Err(Fault::new(Code::Unavailable, "no registry answers now")),
    }
}

/// An account as it is confirmed now.
///
/// # Errors
/// Those of [`confirm`].
pub(crate) async fn confirm_account(world: &World, account: payout::Account) -> Result<payout::Account, Fault> {
    let at = confirm(world, &account.question()).await?;
    Ok(account.confirmed(at))
}

/// Asks the service whose turn it is: its name, and what came of it.
pub(crate) async fn ask(world: &World, question: &Question, turn: u32) -> (String, Finding) {
    let Some(settings) = world.onboarding.services.turn(turn) else {
        return ("none".to_owned(), Finding::Unauthorised);
    };
    let name = settings.service.as_str().to_owned();
    let mut exchange = identity_service::ask(question, settings);
    // A login and the question.
    for _ in 0..2 {
        let signal = outside::within(DEADLINE_MS);
        let heard = outside::send(exchange.request, &signal, ANSWER_MAX).await;
        let wait = heard.as_ref().ok().and_then(|heard| heard.retry_after.as_deref()?.trim().parse().ok());
        let next = match &heard {
            Ok(outside::Heard { status, body: Ok(body), .. }) => {
                identity_service::hear(question, settings, exchange.step, &Answer::Http { status: *status, body })
            }
            Ok(outside::Heard { body: Err(silence), .. }) | Err(silence) => {
                identity_service::hear(question, settings, exchange.step, &Answer::Silence(*silence))
            }
        };
        match next {
            Next::Ask(more) => exchange = more,
            Next::Done(Finding::ProviderUnavailable { why, .. }) => {
                return (name, Finding::ProviderUnavailable { why, retry_after_s: wait });
            }
            Next::Done(finding) => return (name, finding),
        }
    }
    let silence = identity_service::hear(question, settings, exchange.step, &Answer::Silence(Silence::Broken));
    (name, if let Next::Done(finding) = silence { finding } else { Finding::silent() })
}
