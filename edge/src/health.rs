//! The gateways' health as a request sees it: this isolate's copy at once, renewed behind the request.

use crate::{message, world};
use dargah_engine::{
    id::GatewayId,
    routing::{Breaker, Evidence, Snapshot},
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use worker::{Env, Result, Stub};

/// The one key in KV that holds the published snapshot.
pub(crate) const KV_KEY: &str = "snapshot";

/// What the aggregator is asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Take in what was learnt.
    Absorb(Vec<Evidence>),
    /// The snapshot of this moment.
    Snapshot,
}

/// How old this isolate's copy may be before it is renewed.
const RENEW_AFTER: Span = Span::seconds(2);

/// And how old for the board, where people watch it change.
const BOARD_AFTER: Span = Span::seconds(1);

/// What KV's own cache may hold: the least it allows, seconds.
const KV_CACHE_S: u64 = 30;

struct Copy {
    snapshot: Option<Snapshot>,
    fetched_at: Moment,
}

thread_local! {
    /// What this isolate saw itself.
    static BREAKER: RefCell<Breaker> = RefCell::default();
    static COPY: RefCell<Option<Copy>> = const { RefCell::new(None) };
}

/// This isolate's copy, and whether it is to be renewed. The first request of an isolate waits for KV, and no other does.
pub(crate) async fn current(env: &Env) -> (Option<Snapshot>, bool) {
    let now = world::now();
    let known = COPY.with_borrow(|copy| copy.as_ref().map(|c| (c.snapshot.clone(), now - c.fetched_at > RENEW_AFTER)));
    match known {
        Some(found) => found,
        None => {
            let snapshot = from_kv(env).await;
            keep(snapshot.clone(), now);
            (snapshot, true)
        }
    }
}

/// Renews this isolate's copy: from the publisher, or from KV if the publisher does not answer. With both gone the last copy
/// stays; its age makes it weigh less and less.
pub(crate) async fn renew(env: &Env) {
    let now = world::now();
    // Whoever comes next need not renew as well.
    COPY.with_borrow_mut(|copy| {
        if let Some(copy) = copy {
            copy.fetched_at = now;
        }
    });
    let found = match from_publisher(env).await {
        Ok(snapshot) => Some(snapshot),
        Err(_) => from_kv(env).await,
    };
    if found.is_some() {
        keep(found, now);
    }
}

/// The copy for the health board: hardly older than what is published. However many watch, the publisher is asked at most once
/// a second.
pub(crate) async fn recent(env: &Env) -> Option<Snapshot> {
    let age = COPY.with_borrow(|copy| copy.as_ref().map(|copy| world::now() - copy.fetched_at));
    if age.is_none_or(|age| age >= BOARD_AFTER || age < Span::ZERO) {
        renew(env).await;
    }
    COPY.with_borrow(|copy| copy.as_ref().and_then(|copy| copy.snapshot.clone()))
}

/// The gateways that failed this isolate a moment ago.
pub(crate) fn resting() -> Vec<GatewayId> {
    BREAKER.with_borrow(|breaker| breaker.resting(world::now()).cloned().collect())
}

/// Sends what was learnt to the aggregator. Losing it loses a little knowledge and no money, so a failure is only logged.
pub(crate) async fn report(env: &Env, evidence: Vec<Evidence>) {
    if evidence.is_empty() {
        return;
    }
    BREAKER.with_borrow_mut(|breaker| evidence.iter().for_each(|one| breaker.hear(one)));
    let sent = async { message::ask_text(&board(env)?, &Ask::Absorb(evidence)).await };
    if let Err(problem) = sent.await {
        worker::console_error!("evidence: {problem}");
    }
}

async fn from_publisher(env: &Env) -> Result<Snapshot> {
    let text = message::ask_text(&board(env)?, &Ask::Snapshot).await?;
    Snapshot::read(&text).ok_or_else(|| worker::Error::RustError("the publisher's snapshot is none".to_owned()))
}

async fn from_kv(env: &Env) -> Option<Snapshot> {
    let text = env.kv("HEALTH").ok()?.get(KV_KEY).cache_ttl(KV_CACHE_S).text().await.ok()??;
    Snapshot::read(&text)
}

fn keep(snapshot: Option<Snapshot>, fetched_at: Moment) {
    COPY.set(Some(Copy { snapshot, fetched_at }));
}

fn board(env: &Env) -> Result<Stub> {
    env.durable_object("HEALTH_BOARD")?.get_by_name("all")
}
