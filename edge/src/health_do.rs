//! The gateways' health, gathered: evidence in, one snapshot out. The snapshot goes to KV under one key, at most once a second,
//! which is all that KV takes.

use crate::{
    health::{Ask, KV_KEY},
    message, world,
};
use dargah_engine::{
    routing::{Health, Snapshot},
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// KV takes one write a second to a key.
const PUBLISH_EVERY: Span = Span::seconds(1);

/// How long after the last evidence the snapshot is still renewed, so that what decays is seen to decay.
const LINGER: Span = Span::minutes(3);

/// What survives the object's eviction: written with every publication, so at most a second of evidence is lost with it.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Kept {
    version: u64,
    health: Health,
    last_evidence: Option<Moment>,
}

/// The aggregator and publisher.
#[durable_object(alarm)]
pub struct HealthBoard {
    state: State,
    env: Env,
    kept: RefCell<Option<Kept>>,
    armed: Cell<bool>,
}

impl DurableObject for HealthBoard {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, kept: RefCell::new(None), armed: Cell::new(false) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        self.wake().await?;
        let Ask::Absorb(evidence) = message::read(&mut request).await? else {
            return message::answer(&self.snapshot());
        };
        if let Some(kept) = self.kept.borrow_mut().as_mut() {
            for one in &evidence {
                kept.health.absorb(one);
            }
            kept.last_evidence = Some(world::now());
        }
        self.arm(PUBLISH_EVERY).await?;
        Response::empty()
    }

    async fn alarm(&self) -> Result<Response> {
        self.armed.set(false);
        self.wake().await?;
        let (kept, snapshot) = {
            let mut slot = self.kept.borrow_mut();
            let kept = slot.get_or_insert_default();
            kept.version += 1;
            (kept.clone(), kept.health.snapshot(kept.version, world::now()))
        };
        self.state.storage().put("kept", serde_json::to_string(&kept)?).await?;
        // KV being down must not stop the gathering: the next publication comes in a moment, and readers ask here first.
        if let Err(problem) = self.publish(&snapshot).await {
            worker::console_error!("snapshot: {problem}");
        }
        let since = kept.last_evidence.map_or(LINGER, |at| world::now() - at);
        if since < Span::seconds(10) {
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
        if self.kept.borrow().is_none() {
            let text = self.state.storage().get::<String>("kept").await?;
            let kept = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
            // Another request may have done the same while this one waited.
            self.kept.borrow_mut().get_or_insert(kept);
        }
        Ok(())
    }

    fn snapshot(&self) -> Snapshot {
        let slot = self.kept.borrow();
        let kept = slot.as_ref().cloned().unwrap_or_default();
        kept.health.snapshot(kept.version, world::now())
    }

    async fn publish(&self, snapshot: &Snapshot) -> Result<()> {
        let json = serde_json::to_string(snapshot)?;
        self.env.kv("HEALTH")?.put(KV_KEY, json)?.execute().await?;
        Ok(())
    }

    async fn arm(&self, after: Span) -> Result<()> {
        // Evidence that comes within the second waits for the alarm that is armed; a lingering one is brought forward.
        if after == PUBLISH_EVERY && self.armed.replace(true) {
            return Ok(());
        }
        self.state.storage().set_alarm(after.0).await
    }
}
