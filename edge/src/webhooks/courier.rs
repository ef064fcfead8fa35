//! Sends what is due. Every call is written down before it is made; whatever becomes of it, its row says when it is due again.
//! What is sent to whom and when, the engine says.

use super::{
    receiver,
    store::{Due, Store},
};
use crate::{
    alarm::Alarm,
    world::{self, World},
};
use dargah_engine::{
    time::Moment,
    webhook::{Answer, Delivery, Endpoint, LEASE, Message, Pace, may_begin},
};
use dargah_wire::Silence;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use worker::{Env, Response, Result, State};

/// How many messages may lie between what is settled and what was written down of that.
const SETTLE_EVERY: i64 = 256;

/// A shop's messages and their way out.
pub(crate) struct Courier {
    pub(crate) state: State,
    pub(crate) env: Env,
    pub(crate) alarm: Alarm,
    ready: Cell<bool>,
    /// Up to which message all first calls were heard of, and up to which that is written down.
    settled: Cell<(i64, i64)>,
    paces: RefCell<Vec<(String, Pace)>>,
}

impl Courier {
    pub(crate) fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            alarm: Alarm::default(),
            ready: Cell::new(false),
            settled: Cell::default(),
            paces: RefCell::default(),
        }
    }

    pub(crate) fn store(&self) -> Result<Store> {
        let new = !self.ready.replace(true);
        let store = Store::open(self.state.storage().sql(), new)?;
        if new {
            let settled = store.settled()?;
            self.settled.set((settled, settled));
        }
        Ok(store)
    }

    /// Sends what is due and sees to it that somebody wakes for the rest.
    pub(crate) async fn go_on(self: &Rc<Self>) -> Result<()> {
        match self.pump()? {
            Some(wake) => self.alarm.arm(&self.state, wake).await,
            None => Ok(()),
        }
    }

    /// Sees to it that somebody wakes for what is due, whatever became of the alarm.
    pub(crate) async fn sweep(self: &Rc<Self>) -> Result<Response> {
        // Whoever has never had a message is not to have tables because of it.
        if self.state.storage().sql().database_size() > 0
            && let Some(wake) = self.pump()?
            && self.alarm.renew(&self.state, wake).await?
        {
            worker::console_warn!("webhooks: an alarm was lost");
        }
        Response::empty()
    }

    /// Keeps new messages and begins their first calls.
    pub(crate) fn publish(self: &Rc<Self>, messages: Vec<Message>) -> Result<()> {
        let store = self.store()?;
        let endpoints = store.endpoints()?;
        for message in messages {
            if store.event(&message.id)?.is_some() {
                continue;
            }
            let now = world::now();
            let mut log = Vec::new();
            let mut calls = Vec::new();
            for endpoint in endpoints.iter().filter(|endpoint| endpoint.wants(message.kind)) {
                let mut delivery = Delivery::new(endpoint.id.clone(), now);
                // Whoever waits already comes first.
                let queue = store.next(&endpoint.id)?.is_some_and(|due| due.at <= now);
                if !queue && self.may_begin(endpoint, now) {
                    delivery.begin(now);
                    self.began(&endpoint.id);
                    calls.push(endpoint.clone());
                }
                log.push(delivery);
            }
            let first = if calls.is_empty() { 0 } else { (now + LEASE).0 };
            let number = store.add(&message, &log, first, now)?;
            for delivery in log.iter().filter(|delivery| delivery.due == Some(now)) {
                store.wait(&delivery.to, Due { at: now, number })?;
            }
            for endpoint in calls {
                self.launch(endpoint, message.clone(), number);
            }
        }
        Ok(())
    }

    /// Begins every call that is due and may begin; when to wake for the next.
    fn pump(self: &Rc<Self>) -> Result<Option<Moment>> {
        let now = world::now();
        let store = self.store()?;
        let mut wake = self.settle(&store, now)?;
        let mut endpoints = store.endpoints()?;
        endpoints.retain(|endpoint| endpoint.off.is_none());
        // One call after the other, each to whoever has the fewest under way.
        loop {
            let mut next: Option<(u32, &Endpoint, Due)> = None;
            for endpoint in endpoints.iter().filter(|endpoint| self.may_begin(endpoint, now)) {
                let flying = self.pace(&endpoint.id, |pace| pace.flying);
                if let Some(due) = store.next(&endpoint.id)?
                    && due.at <= now
                    && next.is_none_or(|(fewest, ..)| flying < fewest)
                {
                    next = Some((flying, endpoint, due));
                }
            }
            let Some((_, endpoint, due)) = next else { break };
            self.begin(&store, endpoint, due, now)?;
        }
        for endpoint in &endpoints {
            let Some(due) = store.next(&endpoint.id)? else { continue };
            let rest = self.pace(&endpoint.id, |pace| pace.rests_until()).unwrap_or(now);
            let due = due.at.max(rest);
            // What is due and may not begin waits for a call that is under way; or for its lease, should nothing come of it.
            let due = if due <= now { now + LEASE } else { due };
            wake = Some(wake.map_or(due, |wake| wake.min(due)));
        }
        Ok(wake)
    }

    /// Puts first calls that nobody heard of among what is due; when the next lease of one ends.
    fn settle(&self, store: &Store, now: Moment) -> Result<Option<Moment>> {
        let (settled, written) = self.settled.get();
        let (mut newest, mut lease) = (None, None);
        for due in store.unheard(settled)? {
            if due.at > now {
                // The lowest number says how far all is settled; leases end in the order of numbers.
                newest = newest.or(Some(due.number - 1));
                lease = lease.or(Some(due.at));
                continue;
            }
            let Some(mut stored) = store.message(due.number)? else { continue };
            for delivery in stored.log.iter().filter(|delivery| delivery.due == Some(due.at)) {
                store.wait(&delivery.to, due)?;
            }
            stored.first = 0;
            store.save(&stored)?;
        }
        let settled = newest.map_or_else(|| store.last(), Ok)?;
        let far = settled - written >= SETTLE_EVERY;
        if far {
            store.settle(settled)?;
        }
        self.settled.set((settled, if far { settled } else { written }));
        Ok(lease)
    }

    fn begin(self: &Rc<Self>, store: &Store, endpoint: &Endpoint, due: Due, now: Moment) -> Result<()> {
        let (id, number) = (&endpoint.id, due.number);
        store.unwait(id, due)?;
        let Some(mut stored) = store.message(number)? else { return Ok(()) };
        if stored.log.iter().all(|delivery| delivery.to != *id) {
            stored.log.push(Delivery::new(id.clone(), due.at));
        }
        for delivery in stored.log.iter_mut().filter(|delivery| delivery.to == *id) {
            // Another time than the log's was written by a replay.
            if delivery.due != Some(due.at) {
                if let Some(at) = delivery.due {
                    store.unwait(id, Due { at, number })?;
                }
                delivery.replay(due.at);
            }
            delivery.begin(now);
            store.wait(id, Due { at: now + LEASE, number })?;
        }
        store.save(&stored)?;
        self.began(id);
        self.launch(endpoint.clone(), stored.message, number);
        Ok(())
    }

    /// Makes a call that is written down, and goes on when something has come of it.
    fn launch(self: &Rc<Self>, endpoint: Endpoint, message: Message, number: i64) {
        let courier = Rc::clone(self);
        self.state.wait_until(async move {
            let at = world::now();
            let answer = match World::load(&courier.env).await {
                Ok(world) => receiver::call(&world, &endpoint, &message).await,
                Err(_) => Answer::Silence(Silence::Refused),
            };
            let done = async {
                courier.heard(&endpoint.id, number, &answer, at)?;
                courier.go_on().await
            };
            if let Err(problem) = done.await {
                worker::console_error!("webhooks: {}: {problem}", message.id);
            }
        });
    }

    fn heard(&self, endpoint: &str, number: i64, answer: &Answer, at: Moment) -> Result<()> {
        let now = world::now();
        self.pace(endpoint, |pace| pace.heard(answer.verdict(now), at, now));
        let entropy = u32::from_be_bytes(world::entropy()?);
        let store = self.store()?;
        let Some(mut stored) = store.message(number)? else { return Ok(()) };
        for delivery in stored.log.iter_mut().filter(|delivery| delivery.to == endpoint) {
            let before = delivery.due.filter(|due| due.0 != stored.first);
            let verdict = delivery.hear(answer, at, now, entropy);
            if let Some(at) = before {
                store.unwait(endpoint, Due { at, number })?;
            }
            if let Some(at) = delivery.due {
                store.wait(endpoint, Due { at, number })?;
            }
            if let Some(mut known) = store.endpoint(endpoint)?
                && known.hear(verdict, now)
            {
                store.keep(&known)?;
            }
        }
        store.save(&stored)
    }

    /// What is known of an endpoint; nothing of one that no call was made to in this process.
    fn pace<T: Default>(&self, endpoint: &str, work: impl FnOnce(&mut Pace) -> T) -> T {
        let mut paces = self.paces.borrow_mut();
        paces.iter_mut().find(|(id, _)| id == endpoint).map_or_else(T::default, |(_, pace)| work(pace))
    }

    fn may_begin(&self, endpoint: &Endpoint, now: Moment) -> bool {
        let mut paces = self.paces.borrow_mut();
        if paces.iter().all(|(id, _)| *id != endpoint.id) {
            paces.push((endpoint.id.clone(), Pace::new(endpoint.failing_since.is_some())));
        }
        let here = paces.iter().find(|(id, _)| *id == endpoint.id);
        here.is_some_and(|(_, here)| may_begin(here, paces.iter().map(|(_, pace)| pace), now))
    }

    fn began(&self, endpoint: &str) {
        self.pace(endpoint, |pace| pace.flying += 1);
    }
}
