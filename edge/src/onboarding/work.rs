//! What is due for an application, done: the engine says what, this makes the calls and brings back what was heard. What was written
//! down before a call says what to do if nobody comes back from it.

use super::{
    fetch,
    store::{self, Kept, LOOK_AGAIN, No},
};
use crate::{
    db, identity, outside, webhooks,
    world::{self, World},
};
use dargah_engine::{
    gateway::{ANSWER_MAX, Answer, HttpRequest},
    onboarding::{Actor, Command, Phase, Work, due, site},
    registrar,
    time::{Moment, Span},
};
use dargah_wire::Mode;
use serde::Deserialize;
use worker::{D1Database, Env, Request, Result};

/// How long the registrar may take, milliseconds; shorter than the engine's lease on the call.
const DEADLINE_MS: u32 = 10_000;

/// How long is worked for one application at a time.
const PATIENCE: Span = Span::seconds(12);

/// How many pieces of work are done for one application at a time.
const PIECES_MAX: usize = 16;

/// How many applications one sweep looks after.
const SWEPT_MAX: i64 = 20;

/// Goes on with every application in which something is due.
pub(crate) async fn sweep(env: &Env, world: &World) -> Result<()> {
    let db = db::of(env).await?;
    for id in store::overdue(&db, world::now(), SWEPT_MAX).await? {
        if let Some(mut kept) = store::by_id(&db, &id).await? {
            advance(env, world, &db, &mut kept).await?;
        }
    }
    Ok(())
}

/// Does what is due for one application, as far as patience goes.
pub(crate) async fn advance(env: &Env, world: &World, db: &D1Database, kept: &mut Kept) -> Result<()> {
    let began = world::now();
    for _ in 0..PIECES_MAX {
        let now = world::now();
        let next =
            due(&kept.application, &world.onboarding.rules).filter(|(at, _)| *at <= now && now - began < PATIENCE);
        let Some((_, work)) = next else { break };
        match piece(env, world, db, kept, work).await {
            Ok(true) => {}
            // Nothing more for now, or somebody else is at it.
            Ok(false) | Err(No::Refused(_)) => break,
            Err(No::Broken(problem)) => return Err(problem),
        }
    }
    Ok(())
}

/// One piece of work; whether to look for the next.
async fn piece(
    env: &Env,
    world: &World,
    db: &D1Database,
    kept: &mut Kept,
    work: Work,
) -> std::result::Result<bool, No> {
    let by = Actor::Service;
    match work {
        Work::LookAtSite(site) => {
            kept.tell(db, world, &by, Command::SiteBegins).await?;
            let token = world.links.site_token(&kept.id, &site.host());
            let report = site::report(&fetch::fetch(&site, world).await, &token);
            kept.tell(db, world, &by, Command::SiteSeen(report)).await?;
        }
        Work::Ask { check, question, fingerprint, turn } => {
            kept.tell(db, world, &by, Command::AskBegins(check)).await?;
            let (service, finding) = identity::ask(world, &question, turn).await;
            kept.tell(db, world, &by, Command::AskHeard { check, fingerprint, service, finding }).await?;
        }
        Work::Register(part) => {
            let Some(settings) = &world.onboarding.registrar else { return Ok(false) };
            kept.tell(db, world, &by, Command::RegisterBegins).await?;
            let Some(sent) = kept.application.registration(part).cloned() else { return Ok(false) };
            let phase = call(registrar::write(&sent.body, settings), registrar::hear_write).await;
            kept.tell(db, world, &by, Command::RegisterHeard { tracking: sent.tracking, phase }).await?;
        }
        Work::LookAtRegistration { tracking } => {
            let Some(settings) = &world.onboarding.registrar else { return Ok(false) };
            let phase: Phase =
                call(registrar::read(&tracking, settings), |answer| registrar::hear_read(&tracking, answer)).await;
            kept.tell(db, world, &by, Command::RegisterHeard { tracking, phase }).await?;
        }
        Work::LookForPayment { since } => match paid_since(env, kept, since).await? {
            Some((payment, at)) => kept.tell(db, world, &by, Command::TestPaid { payment, at }).await?,
            None => {
                store::put_off(db, &kept.id, world::now() + LOOK_AGAIN).await?;
                return Ok(false);
            }
        },
    }
    Ok(true)
}

/// Sends a request and has its answer read.
async fn call<T>(request: HttpRequest, read: impl FnOnce(&Answer<'_>) -> T) -> T {
    match outside::send(request, &outside::within(DEADLINE_MS), ANSWER_MAX).await {
        Ok(outside::Heard { status, body: Ok(body), .. }) => read(&Answer::Http { status, body: &body }),
        Ok(outside::Heard { body: Err(silence), .. }) | Err(silence) => read(&Answer::Silence(silence)),
    }
}

#[derive(Deserialize)]
struct News {
    number: i64,
    #[serde(rename = "type")]
    kind: String,
    payment: String,
    at: i64,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<News>,
    next: Option<i64>,
}

/// How many pages of news are looked through at a time.
const PAGES_MAX: usize = 10;

/// A test payment of the shop's that was paid since then: the news of it is what the shop's own server is told.
async fn paid_since(env: &Env, kept: &Kept, since: Moment) -> Result<Option<(String, Moment)>> {
    let mut after = 0;
    for _ in 0..PAGES_MAX {
        let url = format!("https://object/v1/events?limit=100&after={after}");
        let request = Request::new(&url, worker::Method::Get)?;
        let asked = webhooks::ask(env, &kept.shop, Mode::Test, request, "").await;
        let mut response = asked.map_err(|fault| worker::Error::RustError(fault.to_string()))?;
        let page: Page = serde_json::from_str(&response.text().await?)?;
        let paid = page.data.iter().find(|news| news.kind == "payment.paid" && news.at >= since.0);
        if let Some(news) = paid {
            return Ok(Some((news.payment.clone(), Moment(news.at))));
        }
        let (Some(next), Some(last)) = (page.next, page.data.last()) else { return Ok(None) };
        after = next.max(last.number);
    }
    Ok(None)
}
