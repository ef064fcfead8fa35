//! The gateways' health as a request sees it: this isolate's copy at once, renewed behind the request.

use crate::{board::Board, journal, message, world};
use dargah_engine::{
    id::{DecisionId, GatewayId},
    routing::{Breaker, Evidence, Policy, Snapshot},
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};
use std::{cell::RefCell, rc::Rc};
use worker::{Cache, Env, Response, Result};

/// What an aggregator is asked, and which one it is: an object does not know its own name.
#[derive(Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) board: Board,
    pub(crate) ask: Ask,
}

/// What the aggregator is asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Take in what was learnt.
    Absorb(Vec<Evidence>),
    /// The snapshot of this moment.
    Snapshot,
    /// Take in what was decided and what came of it, and keep it.
    Log(journal::Batch),
    /// A decision.
    Find(DecisionId),
    /// What this policy would have brought.
    Estimate(Box<Policy>),
    /// What `then` would have done to the decisions since then, beside what `now` does.
    Preview { now: Box<Policy>, then: Box<Policy>, since: Moment },
}

/// How old this isolate's copy may be before it is renewed.
const RENEW_AFTER: Span = Span::seconds(2);

/// And how old for the board, where people watch it change.
const BOARD_AFTER: Span = Span::seconds(1);

/// What KV's own cache may hold: the least it allows, seconds.
const KV_CACHE_S: u64 = 30;

/// So many boards' copies are held; the one renewed longest ago makes room.
const COPIES_MAX: usize = 64;

/// A snapshot, and the very text it was read from: only that gives the same decision when it is read again.
pub(crate) struct Published {
    pub(crate) text: String,
    pub(crate) snapshot: Snapshot,
}

impl Published {
    fn read(text: String) -> Option<Rc<Self>> {
        let snapshot = Snapshot::read(&text)?;
        Some(Rc::new(Self { text, snapshot }))
    }
}

struct Copy {
    board: Board,
    published: Option<Rc<Published>>,
    fetched_at: Moment,
}

thread_local! {
    /// What this isolate saw itself.
    static BREAKER: RefCell<Breaker> = RefCell::default();
    static COPIES: RefCell<Vec<Copy>> = const { RefCell::new(Vec::new()) };
}

/// This isolate's copy, and whether it is to be renewed. The first request of an isolate waits for KV, and no other does.
pub(crate) async fn current(env: &Env, board: &Board) -> (Option<Rc<Published>>, bool) {
    let now = world::now();
    let is_old = |copy: &Copy| now - copy.fetched_at > RENEW_AFTER;
    let known = COPIES
        .with_borrow(|copies| copies.iter().find(|c| c.board == *board).map(|c| (c.published.clone(), is_old(c))));
    match known {
        Some(found) => found,
        None => {
            let published = from_kv(env, board).await;
            keep(board, published.clone(), now);
            (published, true)
        }
    }
}

/// Renews this isolate's copy: from what another isolate of the same data centre fetched a moment ago, else from the publisher, or
/// from KV if the publisher does not answer. With all of them gone the last copy stays; its age makes it weigh less and less.
pub(crate) async fn renew(env: &Env, board: &Board) {
    let now = world::now();
    // Whoever comes next need not renew as well.
    COPIES.with_borrow_mut(|copies| {
        if let Some(copy) = copies.iter_mut().find(|copy| copy.board == *board) {
            copy.fetched_at = now;
        }
    });
    let found = match from_colo(board).await {
        Some(published) => Some(published),
        None => match from_publisher(env, board).await {
            Ok(published) => {
                keep_in_colo(board, &published.text).await;
                Some(published)
            }
            Err(_) => from_kv(env, board).await,
        },
    };
    if found.is_some() {
        keep(board, found, now);
    }
}

/// The copy for the health board: hardly older than what is published. However many watch, the publisher is asked at most once
/// a second.
pub(crate) async fn recent(env: &Env) -> Option<Rc<Published>> {
    let own = Board::own();
    let of_own = |copies: &Vec<Copy>| {
        copies.iter().find(|copy| copy.board == own).map(|copy| (copy.fetched_at, copy.published.clone()))
    };
    let age = COPIES.with_borrow(of_own).map(|(fetched_at, _)| world::now() - fetched_at);
    if age.is_none_or(|age| age >= BOARD_AFTER || age < Span::ZERO) {
        renew(env, &own).await;
    }
    COPIES.with_borrow(of_own).and_then(|(_, published)| published)
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
    if let Err(problem) = ask(env, &Board::own(), Ask::Absorb(evidence)).await {
        worker::console_error!("evidence: {problem}");
    }
}

/// Where a data centre keeps a board's snapshot for a second, so that the publisher is asked once a second by each and not by
/// every isolate. It is a name and no address: nothing is ever fetched from it.
fn colo_key(board: &Board) -> String {
    format!("https://health.invalid/{}", board.kv_key())
}

/// What another isolate here fetched a moment ago. A platform without such a cache has none.
async fn from_colo(board: &Board) -> Option<Rc<Published>> {
    let mut response = Cache::default().get(colo_key(board), false).await.ok()??;
    Published::read(response.text().await.ok()?)
}

async fn keep_in_colo(board: &Board, text: &str) {
    let kept = async {
        let mut response = Response::ok(text)?;
        response.headers_mut().set("cache-control", "max-age=1")?;
        Cache::default().put(colo_key(board), response).await
    };
    // It saves the publisher work, and nothing rests on it.
    let _ = kept.await;
}

/// The snapshot of this moment.
async fn from_publisher(env: &Env, board: &Board) -> Result<Rc<Published>> {
    let text = ask(env, board, Ask::Snapshot).await?;
    Published::read(text).ok_or_else(|| worker::Error::RustError("the publisher's snapshot is none".to_owned()))
}

/// Asks a board's object, and gives its answer as text.
pub(crate) async fn ask(env: &Env, board: &Board, ask: Ask) -> Result<String> {
    message::ask_text(&board.object(env)?, &Asked { board: board.clone(), ask }).await
}

async fn from_kv(env: &Env, board: &Board) -> Option<Rc<Published>> {
    let text = env.kv("HEALTH").ok()?.get(&board.kv_key()).cache_ttl(KV_CACHE_S).text().await.ok()??;
    Published::read(text)
}

fn keep(board: &Board, published: Option<Rc<Published>>, fetched_at: Moment) {
    COPIES.with_borrow_mut(|copies| {
        copies.retain(|copy| copy.board != *board);
        // The one written last stands last.
        if copies.len() >= COPIES_MAX {
            copies.remove(0);
        }
        copies.push(Copy { board: board.clone(), published, fetched_at });
    });
}
