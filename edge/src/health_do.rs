//! The gateways' health, gathered: evidence in, one snapshot out. The snapshot goes to KV under one key, at most once a second,
//! which is all that KV takes. Gateways of our own checkout whose calls fail are called from here until they answer, so that no
//! shopper has to try. A shop's board also keeps the log of its decisions, from which its evidence comes.

use crate::{
    bank,
    board::Board,
    cost,
    health::{Ask, Asked},
    journal::Journal,
    message,
    world::{self, World},
};
use dargah_engine::{
    gateway::Account,
    id::GatewayId,
    routing::{self, Evidence, GatewayHealth, Health, Snapshot},
    time::{Moment, Span},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// KV takes one write a second to a key.
const PUBLISH_EVERY: Span = Span::seconds(1);

/// How long after the last evidence the snapshot is still renewed, so that what fades is seen to fade.
const LINGER: Span = Span::minutes(3);

/// How often what is known is written down: an eviction loses so much at most, and rows cost money.
const KEEP_EVERY: Span = Span::seconds(10);

/// So many gateways of a shop's own are known. The operator's are as many as were configured.
const SHOPS_GATEWAYS_MAX: usize = 64;

/// The aggregator and publisher.
#[durable_object(alarm)]
pub struct HealthBoard {
    state: State,
    env: Env,
    /// Whose it is, once somebody said so.
    board: RefCell<Option<Board>>,
    journal: Journal,
    /// Shared with the calls that go on beside everything else.
    health: Rc<RefCell<Option<Health>>>,
    published: RefCell<Option<Snapshot>>,
    last_evidence: Cell<Option<Moment>>,
    kept_at: Cell<Option<Moment>>,
    armed: Cell<bool>,
}

impl DurableObject for HealthBoard {
    fn new(state: State, env: Env) -> Self {
        Self {
            journal: Journal::new(state.storage().sql()),
            state,
            env,
            board: RefCell::default(),
            health: Rc::default(),
            published: RefCell::default(),
            last_evidence: Cell::default(),
            kept_at: Cell::default(),
            armed: Cell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let Asked { board, ask } = message::read(&mut request).await?;
        self.wake().await?;
        self.is(board).await?;
        match ask {
            Ask::Snapshot => return message::answer(&self.snapshot()),
            Ask::Find(id) => return message::answer(&self.journal.find(&id)?),
            Ask::Estimate(policy) => return message::answer(&self.journal.estimate(&policy)?),
            Ask::Preview { now, then, since } => {
                return message::answer(&self.journal.preview((&now, &then), since)?);
            }
            Ask::Absorb(evidence) => self.absorb(&evidence),
            Ask::Log(batch) => self.absorb(&self.journal.take(batch)?),
        }
        self.last_evidence.set(Some(world::now()));
        self.arm(PUBLISH_EVERY).await?;
        Response::empty()
    }

    async fn alarm(&self) -> Result<Response> {
        self.armed.set(false);
        self.wake().await?;
        let now = world::now();
        // Neither a log that cannot be written nor KV being down must stop the gathering.
        if let Err(problem) = self.journal.write() {
            worker::console_error!("log: {problem}");
        }
        let snapshot = self.snapshot();
        if self.kept_at.get().is_none_or(|at| now - at >= KEEP_EVERY || at > now) {
            self.kept_at.set(Some(now));
            let text = serde_json::to_string(&*self.health.borrow())?;
            self.state.storage().put("health", text).await?;
        }
        // The next publication comes in a moment, and readers ask here first.
        if let Err(problem) = self.publish(&snapshot).await {
            worker::console_error!("snapshot: {problem}");
        }
        let probing = self.probe();
        let since = self.last_evidence.get().map_or(LINGER, |at| world::now() - at);
        if probing || since < Span::seconds(10) {
            self.arm(PUBLISH_EVERY).await?;
        } else if since < LINGER {
            self.arm(Span::seconds(10)).await?;
        }
        Response::empty()
    }
}

impl HealthBoard {
    /// Brings back what the object knew before it slept.
    async fn wake(&self) -> Result<()> {
        if self.health.borrow().is_none() {
            let text = self.state.storage().get::<String>("health").await?;
            let health = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
            let board = self.state.storage().get::<Board>("board").await?;
            // Another request may have done the same while this one waited.
            self.health.borrow_mut().get_or_insert(health);
            self.board.replace_with(|known| known.take().or(board));
        }
        Ok(())
    }

    /// Notes whose it is: an alarm does not say so.
    async fn is(&self, board: Board) -> Result<()> {
        if self.board.replace(Some(board.clone())).as_ref() == Some(&board) {
            return Ok(());
        }
        cost::wrote(1);
        self.state.storage().put("board", board).await
    }

    fn board(&self) -> Board {
        self.board.borrow().clone().unwrap_or_else(Board::own)
    }

    fn absorb(&self, evidence: &[Evidence]) {
        let most = if self.board().is_own() { usize::MAX } else { SHOPS_GATEWAYS_MAX };
        absorb(self.health.borrow_mut().get_or_insert_default(), evidence, most);
    }

    /// How things stand; the one of a moment ago is as good.
    fn snapshot(&self) -> Snapshot {
        let now = world::now();
        let mut published = self.published.borrow_mut();
        match published.as_ref().filter(|s| now >= s.published_at && now - s.published_at < PUBLISH_EVERY) {
            Some(snapshot) => snapshot.clone(),
            None => {
                let fresh = self.health.borrow_mut().get_or_insert_default().publish(now);
                published.insert(fresh).clone()
            }
        }
    }

    async fn publish(&self, snapshot: &Snapshot) -> Result<()> {
        let json = serde_json::to_string(snapshot)?;
        self.env.kv("HEALTH")?.put(&self.board().kv_key(), json)?.execute().await?;
        Ok(())
    }

    /// Has the gateways called that are due for a call nobody waits for: a bank that hangs must not hold up the publication, and
    /// no alarm begins before the last has ended. Whether any is down and watched so.
    fn probe(&self) -> bool {
        // A shop's own gateways are the shop's to call.
        if !self.board().is_own() {
            return false;
        }
        let wanted = self.health.borrow_mut().get_or_insert_default().probes(world::now());
        if !wanted.is_empty() {
            self.state.wait_until(call(self.env.clone(), Rc::clone(&self.health), wanted));
        }
        self.published.borrow().as_ref().is_some_and(|s| s.gateways.iter().any(GatewayHealth::is_unreachable))
    }

    async fn arm(&self, after: Span) -> Result<()> {
        // Evidence that comes within the second waits for the alarm that is armed; a lingering one is brought forward.
        if after == PUBLISH_EVERY && self.armed.replace(true) {
            return Ok(());
        }
        self.state.storage().set_alarm(after.0).await
    }
}

/// Takes in what is said of gateways that there is room for.
fn absorb(health: &mut Health, evidence: &[Evidence], most: usize) {
    for one in evidence {
        if health.has_room_for(&one.gateway, most) {
            health.absorb(one);
        }
    }
}

/// Calls these gateways, and takes in how that went.
async fn call(env: Env, health: Rc<RefCell<Option<Health>>>, wanted: Vec<GatewayId>) {
    let Ok(world) = World::load(&env).await else { return };
    let accounts = wanted.iter().filter_map(|id| world.gateways.get(id)).filter(|account| routing::is_probed(account));
    let heard = futures_util::future::join_all(accounts.map(|account| probe(&world, account))).await;
    let heard: Vec<Evidence> = heard.into_iter().flatten().collect();
    absorb(health.borrow_mut().get_or_insert_default(), &heard, usize::MAX);
}

/// One call that no shopper waits for.
async fn probe(world: &World, account: &Account) -> Option<Evidence> {
    let shop = world.shops.iter().find(|shop| shop.gateways.contains(&account.id))?;
    let ask = routing::probe(account, &shop.id, &world::entropy().ok()?, &world.links);
    Some(bank::call(account, &ask).await.1)
}
