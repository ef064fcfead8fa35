//! A shop's webhooks in one mode: its messages in one stream, its endpoints, and their way out.
//!
//! Rows written: an ordinary message to one healthy endpoint costs three (the message with the intent to call, its id in the
//! index, what came of the call), and the alarm that wakes for a lost call one more, at most every thirty seconds.

use crate::{
    body, reply,
    webhooks::{
        SHOP,
        courier::Courier,
        ed25519,
        store::{Due, Store, Stored},
    },
    world::{self, World},
};
use dargah_engine::{
    id::ShopId,
    problem::{Code, Fault},
    request::{Replay, read_endpoint, read_page, read_replay},
    time::Moment,
    webhook::{Delivery, ENDPOINTS_MAX, Endpoint, Message, public_key, read_all},
};
use dargah_wire::{DeliveryView, EndpointView, EventView};
use serde::Serialize;
use std::rc::Rc;
use worker::{
    DurableObject, Env,
    Method::{Delete, Get, Post},
    Request, Response, State, durable_object,
};

/// The most that is handed over at once, bytes.
const PUBLISH_MAX: usize = 1024 * 1024;

/// A shop's webhooks.
#[durable_object(alarm)]
pub struct Webhooks(Rc<Courier>);

/// An answer.
enum Said {
    Json(u16, String),
    /// An endpoint, with its newest secret.
    Secret(u16, Endpoint),
}

/// Why there is none.
enum No {
    /// It is the shop's fault, and the answer says so.
    Fault(Fault),
    /// It is ours.
    Broken(worker::Error),
}

impl From<Code> for No {
    fn from(code: Code) -> Self {
        Self::Fault(code.into())
    }
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<worker::Error> for No {
    fn from(problem: worker::Error) -> Self {
        Self::Broken(problem)
    }
}

impl DurableObject for Webhooks {
    fn new(state: State, env: Env) -> Self {
        Self(Rc::new(Courier::new(state, env)))
    }

    /// `/` takes messages; anything else is what a shop asks, and the answer is the shop's.
    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let courier = &self.0;
        let world = World::load(&courier.env).await.map_err(worker::Error::RustError)?;
        let body = body::read(&mut request, PUBLISH_MAX).await;
        let body = body.map_err(|fault| worker::Error::RustError(fault.to_string()))?;
        let path = request.path();
        if path == "/" {
            let messages: Option<Vec<Message>> = core::str::from_utf8(&body).ok().and_then(read_all);
            let messages = messages.ok_or_else(|| worker::Error::RustError("these are no messages".to_owned()))?;
            if messages.is_empty() {
                return courier.sweep().await;
            }
            courier.publish(messages)?;
        }
        let said = if path == "/" { Ok(Said::Json(200, String::new())) } else { self.said(&world, &request, &body) };
        courier.go_on().await?;
        match said {
            Ok(Said::Json(status, json)) => reply::bytes(json.into_bytes(), status),
            Ok(Said::Secret(status, endpoint)) => {
                let secret = world.webhooks.of(&endpoint.shop, &endpoint.id, endpoint.version);
                let x = ed25519::public_key(&secret.pkcs8()).await?;
                let view = endpoint.view(world::now());
                let view = EndpointView { secret: Some(secret.shared()), public_key: public_key(&x), ..view };
                reply::json(&view, status)
            }
            Err(No::Fault(fault)) => {
                let id = request.headers().get("x-request-id")?.unwrap_or_default();
                reply::problem(&fault, &id, world.links.public_url())
            }
            Err(No::Broken(problem)) => Err(problem),
        }
    }

    /// Sends what is due. A receiver's fault is an answer and not an error, so this does not fail for one.
    async fn alarm(&self) -> worker::Result<Response> {
        self.0.alarm.rang();
        self.0.go_on().await?;
        Response::empty()
    }
}

impl Webhooks {
    fn said(&self, world: &World, request: &Request, body: &[u8]) -> Result<Said, No> {
        let store = self.0.store()?;
        let now = world::now();
        let url = request.url()?;
        let (path, query) = (url.path(), url.query().unwrap_or(""));
        let segments: Vec<&str> = path.split('/').skip(2).collect();
        Ok(match (request.method(), segments.as_slice()) {
            (Post, ["webhook_endpoints"]) => {
                body::must_be_json(request)?;
                let (url, kinds) = read_endpoint(body, &world.links)?;
                if store.endpoints()?.len() >= ENDPOINTS_MAX {
                    return Err(Code::TooManyEndpoints.into());
                }
                let shop = request.headers().get(SHOP)?.unwrap_or_default();
                let shop = ShopId::new(&shop).map_err(|_| Code::Internal)?;
                let endpoint = Endpoint::new(world::entropy()?, shop, url, kinds, now);
                store.keep(&endpoint)?;
                Said::Secret(201, endpoint)
            }
            (Get, ["webhook_endpoints"]) => {
                let mut data = String::new();
                store.endpoints()?.iter().for_each(|endpoint| push(&mut data, &endpoint.view(now)));
                list(&data, None)
            }
            (Get, ["events"]) => {
                let (after, limit) = read_page(query, "after")?;
                let after = after.unwrap_or(0);
                let (mut data, mut next) = (String::new(), after);
                for stored in store.after(after, limit)? {
                    next = stored.number;
                    push(&mut data, &event(stored));
                }
                list(&data, Some(next))
            }
            (Get, ["events", id]) => Said::Json(200, json(&event(store.event(id)?.ok_or(Code::EventUnknown)?))),
            (method, ["webhook_endpoints", id, act @ ..]) => {
                let endpoint = store.endpoint(id)?.ok_or(Code::EndpointUnknown)?;
                match (method, act) {
                    (Get, []) => Said::Json(200, json(&endpoint.view(now))),
                    (Delete, []) => {
                        store.forget(id)?;
                        Said::Json(204, String::new())
                    }
                    (Post, ["rotate"]) => {
                        let endpoint = changed(&store, endpoint, |endpoint| endpoint.rotate(now))?;
                        Said::Secret(200, endpoint)
                    }
                    (Post, ["enable" | "disable"]) => {
                        let on = *act == ["enable"];
                        let endpoint = changed(&store, endpoint, |endpoint| endpoint.switch(on, now))?;
                        Said::Json(200, json(&endpoint.view(now)))
                    }
                    (Get, ["deliveries"]) => {
                        let (before, limit) = read_page(query, "before")?;
                        let found = store.before(before.unwrap_or(i64::from(u32::MAX)), id, limit)?;
                        let full = i64::try_from(found.len()) == Ok(limit);
                        let next = found.last().filter(|_| full).map(|last| last.number);
                        let mut data = String::new();
                        for Stored { number, message, log, .. } in found {
                            for delivery in log.into_iter().filter(|delivery| delivery.to == *id) {
                                push(&mut data, &view(number, &message, delivery));
                            }
                        }
                        list(&data, next)
                    }
                    (Post, ["replay"]) => {
                        body::must_be_json(request)?;
                        let queued = replay(&store, &endpoint, read_replay(body)?, now)?;
                        Said::Json(200, format!(r#"{{"queued":{queued}}}"#))
                    }
                    _ => return Err(Code::NotFound.into()),
                }
            }
            // Nothing else comes here: the Worker's table of addresses has said so before.
            _ => return Err(Code::NotFound.into()),
        })
    }
}

fn changed(store: &Store, mut endpoint: Endpoint, change: impl FnOnce(&mut Endpoint)) -> Result<Endpoint, No> {
    change(&mut endpoint);
    store.keep(&endpoint)?;
    Ok(endpoint)
}

fn replay(store: &Store, endpoint: &Endpoint, wish: Replay, now: Moment) -> Result<usize, No> {
    if endpoint.off.is_some() {
        return Err(Code::EndpointDisabled.into());
    }
    match wish {
        Replay::Event(id) => {
            let number = store.event(&id)?.ok_or(Code::EventUnknown)?.number;
            store.wait(&endpoint.id, Due { at: now, number })?;
            Ok(1)
        }
        Replay::Since(since) => Ok(store.replay(endpoint, since, now)?),
    }
}

/// Serialising a struct of text and numbers cannot fail.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Adds an entry to a list.
fn push<T: Serialize>(data: &mut String, entry: &T) {
    if !data.is_empty() {
        data.push(',');
    }
    data.push_str(&json(entry));
}

fn list(data: &str, next: Option<i64>) -> Said {
    let next = next.map_or_else(|| "null".to_owned(), |next| next.to_string());
    Said::Json(200, format!(r#"{{"data":[{data}],"next":{next}}}"#))
}

fn event(Stored { number, message, .. }: Stored) -> EventView {
    EventView {
        number,
        id: message.id,
        kind: message.kind.as_str().to_owned(),
        payment: message.payment.to_string(),
        sequence: message.sequence,
        at: message.at.0,
        body: message.body,
    }
}

fn view(number: i64, message: &Message, delivery: Delivery) -> DeliveryView {
    DeliveryView {
        number,
        event: message.id.clone(),
        kind: message.kind.as_str().to_owned(),
        state: delivery.state,
        next_at: delivery.due.map(|due| due.0),
        tries: delivery.tries,
    }
}
