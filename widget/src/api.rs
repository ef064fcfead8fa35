//! The calls to the edge, over gloo-net. What comes back is JSON or a [`Fault`], nothing else.
//!
//! One asynchronous function serves every call and decoding happens outside of it: each `async fn` is a state machine of
//! its own in the binary, and a generic one is one per type.

use crate::decode;
use crate::fault::{Fault, Kind};
use dargah_wire::PayRequest;
use gloo_net::http::{Request, Response};
use js_sys::{JSON, Promise};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestInit;

/// What to ask the edge.
pub(crate) enum Call {
    /// Wait for the request that the loader sent.
    First(Promise),
    /// This request.
    Fetch(web_sys::Request),
}

/// `GET {base}{path}`
pub(crate) fn get(base: &str, path: &str) -> Call {
    request(base, path, &RequestInit::new())
}

/// `POST {base}/pay`
pub(crate) fn pay(base: &str, asked: &PayRequest) -> Call {
    let body = asked.serialize(&Serializer::json_compatible()).unwrap_throw();
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JSON::stringify(&body).unwrap_throw());
    init.set_headers(&decode::pairs(&[("content-type", "application/json".into())]));
    request(base, "/pay", &init)
}

fn request(base: &str, path: &str, init: &RequestInit) -> Call {
    Call::Fetch(web_sys::Request::new_with_str_and_init(&[base, path].concat(), init).unwrap_throw())
}

/// Carries `call` out: the JSON of a good answer, the problem that a bad one tells, or that there was none.
pub(crate) async fn carry_out(call: Call) -> Result<JsValue, Fault> {
    let silence = || Fault::own(Kind::Offline);
    let answer = match call {
        Call::First(session) => match JsFuture::from(session).await {
            Ok(raw) => Response::from(raw.unchecked_into::<web_sys::Response>()),
            Err(_) => return Err(silence()),
        },
        Call::Fetch(request) => match Request::from(request).send().await {
            Ok(answer) => answer,
            Err(_) => return Err(silence()),
        },
    };
    let Ok(text) = answer.text().await else { return Err(silence()) };
    let json = JSON::parse(&text).unwrap_or(JsValue::UNDEFINED);
    if answer.ok() { Ok(json) } else { Err(decode::problem(answer.status(), &json)) }
}
