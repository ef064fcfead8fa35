//! The four calls to the edge, over gloo-net. What comes back is a wire type or a [`Fault`], nothing else.

use crate::decode::{self, Unreadable};
use crate::fault::{Fault, Kind};
use dargah_wire::{CheckoutView, PayRequest, RedirectAnswer, StatusView};
use gloo_net::http::{Request, Response};
use js_sys::{JSON, JsString, Promise};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The options of the one request that posts. gloo-net's own builder would do it, at the price of `core::fmt`.
#[derive(Serialize)]
struct Post {
    method: &'static str,
    headers: Headers,
    body: String,
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "content-type")]
    content_type: &'static str,
}

/// Where a payment's checkout lives: `{edge}/v1/checkout/{token}`.
pub(crate) struct Api {
    base: String,
}

impl Api {
    /// `token` is encoded already.
    pub(crate) fn new(edge: &str, token: &str) -> Self {
        Self { base: [edge, "/v1/checkout/", token].concat() }
    }

    /// The view whose request the loader sent.
    pub(crate) async fn first(&self, session: Promise) -> Result<CheckoutView, Fault> {
        let raw = JsFuture::from(session).await.map_err(|_| Fault::own(Kind::Offline))?;
        read(Response::from(raw.unchecked_into::<web_sys::Response>()), decode::checkout_view).await
    }

    /// The view.
    pub(crate) async fn load(&self) -> Result<CheckoutView, Fault> {
        self.get("", decode::checkout_view).await
    }

    /// Where the payment stands.
    pub(crate) async fn status(&self) -> Result<StatusView, Fault> {
        self.get("/status", decode::status_view).await
    }

    /// Asks for the way to a bank.
    pub(crate) async fn pay(&self, request: &PayRequest) -> Result<RedirectAnswer, Fault> {
        let body = JSON::stringify(&value_of(request)).map(|text: JsString| text.into()).unwrap_throw();
        let post = Post { method: "POST", headers: Headers { content_type: "application/json" }, body };
        self.ask("/pay", &value_of(&post), decode::redirect_answer).await
    }

    async fn get<T>(&self, path: &str, decode: fn(&JsValue) -> Result<T, Unreadable>) -> Result<T, Fault> {
        self.ask(path, &JsValue::UNDEFINED, decode).await
    }

    async fn ask<T>(
        &self,
        path: &str,
        options: &JsValue,
        decode: fn(&JsValue) -> Result<T, Unreadable>,
    ) -> Result<T, Fault> {
        let url = [&self.base, path].concat();
        let request = web_sys::Request::new_with_str_and_init(&url, options.unchecked_ref()).unwrap_throw();
        read(Request::from(request).send().await.map_err(|_| Fault::own(Kind::Offline))?, decode).await
    }
}

/// `data` as a plain JS value.
pub(crate) fn value_of(data: &impl Serialize) -> JsValue {
    data.serialize(&Serializer::json_compatible()).unwrap_throw()
}

async fn read<T>(answer: Response, decode: fn(&JsValue) -> Result<T, Unreadable>) -> Result<T, Fault> {
    let text = answer.text().await.map_err(|_| Fault::own(Kind::Offline))?;
    let json = JSON::parse(&text).unwrap_or(JsValue::UNDEFINED);
    if answer.ok() { Ok(decode(&json)?) } else { Err(decode::problem(answer.status(), &json)) }
}
