//! A shop's webhooks as the rest of the Worker sees them: the way to the object that keeps and sends its messages. Test and live
//! are two streams and two objects.

pub(crate) mod courier;
pub(crate) mod ed25519;
mod receiver;
pub(crate) mod store;

use crate::{body, ledger::unavailable, message, reply};
use dargah_engine::{id::ShopId, problem::Fault, request::BODY_MAX, webhook::Message};
use dargah_wire::Mode;
use worker::{Env, Headers, Method, Request, RequestInit, Response, Result, Stub};

/// Says whose object it is that is asked.
pub(crate) const SHOP: &str = "x-shop";

fn object(env: &Env, shop: &ShopId, mode: Mode) -> Result<Stub> {
    let mode = mode.as_str();
    env.durable_object("WEBHOOKS")?.get_by_name(&format!("w/{shop}/{mode}"))
}

/// Hands messages over for delivery. Once this has succeeded they are kept, and told to whoever is to be told. With none, it
/// sees to it that somebody wakes for what is due.
pub(crate) async fn publish(env: &Env, shop: &ShopId, mode: Mode, messages: &[Message]) -> Result<()> {
    message::ask_text(&object(env, shop, mode)?, &messages).await.map(|_| ())
}

/// Has the shop's object answer what the shop asks.
pub(crate) async fn ask(
    env: &Env,
    shop: &ShopId,
    mode: Mode,
    mut request: Request,
    request_id: &str,
) -> Result<Response, Fault> {
    let body = body::read(&mut request, BODY_MAX).await?;
    let kind = request.headers().get("content-type").ok().flatten().unwrap_or_default();
    let asked = Asked { method: request.method(), url: &request.inner().url(), kind: &kind, body: &body };
    pass(env, shop, mode, &asked, request_id).await
}

/// What a shop asks of its object.
pub(crate) struct Asked<'a> {
    pub(crate) method: Method,
    pub(crate) url: &'a str,
    /// The body's media type.
    pub(crate) kind: &'a str,
    pub(crate) body: &'a [u8],
}

/// Passes it on, and the answer back.
pub(crate) async fn pass(
    env: &Env,
    shop: &ShopId,
    mode: Mode,
    asked: &Asked<'_>,
    request_id: &str,
) -> Result<Response, Fault> {
    let answered = async {
        let headers = Headers::new();
        headers.set(SHOP, shop.as_str())?;
        headers.set("x-request-id", request_id)?;
        headers.set("content-type", asked.kind)?;
        let mut init = RequestInit::new();
        init.with_method(asked.method.clone()).with_headers(headers);
        if asked.method == Method::Post {
            init.with_body(Some(js_sys::Uint8Array::from(asked.body).into()));
        }
        let inner = Request::new_with_init(asked.url, &init)?;
        let mut response = object(env, shop, mode)?.fetch_with_request(inner).await?;
        reply::bytes(response.bytes().await?, response.status_code())
    };
    answered.await.map_err(unavailable)
}
