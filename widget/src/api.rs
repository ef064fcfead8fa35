//! The calls to the edge, over gloo-net. What comes back is JSON or a [`Fault`], nothing else.
//!
//! One asynchronous function serves every call and decoding happens outside of it: each `async fn` is a state machine of
//! its own in the binary, and a generic one is one per type.

use crate::decode;
use crate::fault::{Fault, Kind};
use dargah_wire::PayRequest;
use dargah_words::Locale;
use gloo_net::http::{Request, Response};
use js_sys::{JSON, Promise};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What to ask the edge.
pub(crate) enum Call {
    /// Wait for the request that the loader sent.
    First(Promise),
    /// This request.
    Fetch(web_sys::Request),
}

/// A request's body. Flattened, it is written as a map: as a struct, serde-wasm-bindgen would keep each field's name in a
/// hash map for next time, which is 3 KB of code for a request that is sent once.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(flatten)]
    asked: &'a PayRequest,
}

/// `GET {base}{path}`
pub(crate) fn get(base: &str, path: &str) -> Call {
    request(base, path, &[])
}

/// `POST {base}/pay`. The page on the way to the bank speaks the language that the form speaks.
pub(crate) fn pay(base: &str, asked: &PayRequest, locale: Locale) -> Call {
    let body = Body { asked }.serialize(&Serializer::json_compatible()).unwrap_throw();
    let headers =
        decode::pairs(&[("content-type", "application/json".into()), ("accept-language", locale.tag().into())]);
    let text = JSON::stringify(&body).unwrap_throw();
    request(base, "/pay", &[("method", "POST".into()), ("headers", headers), ("body", text.into())])
}

/// Never from a cache: on the way back from a bank, a browser would take the answer of before.
fn request(base: &str, path: &str, options: &[(&str, JsValue)]) -> Call {
    let init = decode::pairs(options);
    decode::put(&init, "cache", &"no-store".into());
    Call::Fetch(web_sys::Request::new_with_str_and_init(&[base, path].concat(), init.unchecked_ref()).unwrap_throw())
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
