//! The Worker: a thin shell around `dargah-engine`.
//!
//! What lives here: reading requests, the Durable Objects, the calls to banks, the pages. What must not: a rule. A choice, a
//! check of a payment, a meaning of a bank's answer belongs to the engine, where it can be tested without a Worker.
//!
//! Where to look: [`route`] says which address is served where; [`run`] is the one loop that carries the engine's effects
//! out; `*_do.rs` are the Durable Objects.

mod alarm;
mod api;
mod bank;
mod board;
mod body;
mod books;
mod books_do;
mod browser;
mod claims_do;
mod codes;
mod cookie;
mod cors;
mod cost;
mod db;
mod decisions;
mod export;
mod health;
mod health_do;
mod identity;
mod journal;
mod ledger;
mod ledger_do;
mod limit;
mod message;
mod onboarding;
mod outside;
mod page;
mod panel;
mod payment_links;
mod reconciling;
mod registry;
mod reply;
mod reports;
mod route;
mod run;
mod sweep;
mod wallet;
mod webhooks;
mod webhooks_do;
mod world;

use api::Caller;
use route::Route;
use worker::{Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, event};
use world::World;

/// Every request to the service.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let request_id = world::request_id();
    let route = Route::of(&request.inner().method(), &request.path());
    let known = async {
        let world = World::load(&env).await?;
        let caller = Caller::of(&request, &world);
        if !api::is_from_a_stranger(&caller, &route, &world) {
            return Ok((world, caller));
        }
        let world = World::with_strangers(&env).await?;
        let caller = Caller::of(&request, &world);
        Ok::<_, String>((world, caller))
    };
    let (world, caller) = match known.await {
        Ok(known) => known,
        // Without its configuration the service must not take a payment. What is wrong goes to the operator's log alone.
        Err(problem) => {
            worker::console_error!("configuration: {problem}");
            return reply::problem(&dargah_engine::problem::Code::Internal.into(), &request_id, "");
        }
    };
    let call = api::Call { world, env, context, request_id, caller };
    api::answer(route, request, &call).await
}

/// The sweep behind the alarms.
#[event(scheduled)]
async fn scheduled(_: ScheduledEvent, env: Env, _: ScheduleContext) {
    match World::load(&env).await {
        Ok(world) => sweep::sweep(&env, &world).await,
        Err(problem) => worker::console_error!("configuration: {problem}"),
    }
}
