//! From the edge's JSON to the wire types, field by field.
//!
//! By hand, because a derived `Deserialize` costs about 10 KB (brotli) of visitors and error texts that nobody reads.
//! Each function builds its wire type in full, so a new field there fails to compile here; the native test in
//! `tests/decode_names.rs` holds the names against serde's.

use crate::fault::{Fault, Kind};
use crate::words;
use dargah_wire::{
    CheckoutView, Currency, GatewayChoice, LastAttempt, Method, Mode, OrderLine, PaymentStatus, Receipt,
    RedirectAnswer, ShopName, StatusReason, StatusView,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

/// What does not have the agreed shape is as good as no answer.
#[derive(Clone, Copy)]
pub(crate) struct Unreadable;

impl From<Unreadable> for Fault {
    fn from(_: Unreadable) -> Self {
        Fault::own(Kind::Service)
    }
}

/// The property `name`, `undefined` if there is none.
pub(crate) fn get(from: &JsValue, name: &str) -> JsValue {
    Reflect::get(from, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// An object of `pairs`, those that are undefined left out.
pub(crate) fn pairs(pairs: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in pairs {
        if !value.is_undefined() {
            put(&object, name, value);
        }
    }
    object.into()
}

/// Sets the property `name`.
pub(crate) fn put(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &JsValue::from_str(name), value).unwrap_throw();
}

/// The string `name`, if it is one.
pub(crate) fn text(from: &JsValue, name: &str) -> Option<String> {
    get(from, name).as_string()
}

fn string(from: &JsValue, name: &str) -> Result<String, Unreadable> {
    text(from, name).ok_or(Unreadable)
}

/// JSON has one kind of number; only whole ones that it holds exactly are taken.
fn integer(from: &JsValue, name: &str) -> Result<i64, Unreadable> {
    const EXACT_MOST: f64 = 9_007_199_254_740_991.0;
    const EXACT_LEAST: f64 = -9_007_199_254_740_991.0;
    match get(from, name).as_f64() {
        Some(n) if (EXACT_LEAST..=EXACT_MOST).contains(&n) && (n as i64) as f64 == n => Ok(n as i64),
        _ => Err(Unreadable),
    }
}

fn list<T>(from: &JsValue, name: &str, each: impl Fn(&JsValue) -> Result<T, Unreadable>) -> Result<Vec<T>, Unreadable> {
    let array: Array = get(from, name).dyn_into().map_err(|_| Unreadable)?;
    let mut items = Vec::new();
    for i in 0..array.length() {
        items.push(each(&array.get(i))?);
    }
    Ok(items)
}

fn name(from: &JsValue, key: &str) -> Result<ShopName, Unreadable> {
    let both = get(from, key);
    Ok(ShopName { fa: string(&both, "fa")?, en: string(&both, "en")? })
}

fn status(from: &JsValue) -> Result<PaymentStatus, Unreadable> {
    words::value(&words::STATUSES, &string(from, "status")?).ok_or(Unreadable)
}

/// A reason that this version does not know is left out: the status says enough.
fn reason(from: &JsValue) -> Option<StatusReason> {
    words::value(&words::REASONS, &text(from, "reason")?)
}

fn last(from: &JsValue) -> Option<LastAttempt> {
    let last = get(from, "last");
    Some(LastAttempt { gateway: text(&last, "gateway")?, reason: reason(&last)? })
}

/// The answer of `GET …/{token}/status`.
pub(crate) fn status_view(from: &JsValue) -> Result<StatusView, Unreadable> {
    Ok(StatusView {
        status: status(from)?,
        reason: reason(from),
        last: last(from),
        can_pay: get(from, "can_pay").is_truthy(),
        expires_at: integer(from, "expires_at")?,
        receipt: receipt(from),
        return_url: text(from, "return_url"),
    })
}

/// Half a receipt is none: the status says enough.
fn receipt(from: &JsValue) -> Option<Receipt> {
    let receipt = get(from, "receipt");
    Some(Receipt { reference: text(&receipt, "reference")?, paid_at: integer(&receipt, "paid_at").ok()? })
}

fn lines(from: &JsValue) -> Result<Vec<OrderLine>, Unreadable> {
    if get(from, "lines").is_undefined() {
        return Ok(Vec::new());
    }
    list(from, "lines", |l| {
        let quantity = u32::try_from(integer(l, "quantity")?).map_err(|_| Unreadable)?;
        Ok(OrderLine { title: string(l, "title")?, quantity, amount: integer(l, "amount")? })
    })
}

/// The answer of `GET …/{token}`.
pub(crate) fn checkout_view(from: &JsValue) -> Result<CheckoutView, Unreadable> {
    Ok(CheckoutView {
        payment: string(from, "payment")?,
        state: status_view(&get(from, "state"))?,
        amount: integer(from, "amount")?,
        currency: match string(from, "currency")?.as_str() {
            "IRR" => Currency::Irr,
            _ => return Err(Unreadable),
        },
        mode: match string(from, "mode")?.as_str() {
            "test" => Mode::Test,
            "live" => Mode::Live,
            _ => return Err(Unreadable),
        },
        shop: name(from, "shop")?,
        order_id: string(from, "order_id")?,
        description: text(from, "description"),
        lines: lines(from)?,
        mobile: text(from, "mobile"),
        gateways: list(from, "gateways", |g| Ok(GatewayChoice { id: string(g, "id")?, name: name(g, "name")? }))?,
        other_ways: text(from, "other_ways"),
        redirect_origins: list(from, "redirect_origins", |o| o.as_string().ok_or(Unreadable))?,
    })
}

/// The answer of `POST …/{token}/pay`.
pub(crate) fn redirect_answer(from: &JsValue) -> Result<RedirectAnswer, Unreadable> {
    Ok(RedirectAnswer {
        attempt: u32::try_from(integer(from, "attempt")?).map_err(|_| Unreadable)?,
        gateway: string(from, "gateway")?,
        gateway_name: name(from, "gateway_name")?,
        method: match string(from, "method")?.as_str() {
            "GET" => Method::Get,
            // The edge sends every browser by a page of its own, which posts the form where a bank wants one.
            _ => return Err(Unreadable),
        },
        url: string(from, "url")?,
        fields: Vec::new(),
    })
}

/// A problem as `application/problem+json`, or what the HTTP status alone says.
pub(crate) fn problem(http_status: u16, from: &JsValue) -> Fault {
    let code = text(from, "code").unwrap_or_else(|| "answer_unreadable".into());
    let told = get(from, "retryable").as_bool();
    let retryable = told.unwrap_or(http_status >= 500 || http_status == 429);
    Fault::told(http_status, code, retryable, text(from, "request_id").unwrap_or_default())
}
