//! What the shop's page hears: bubbling, composed `dargah:*` events. Their details hold no personal data and no bank token.

use crate::api::value_of;
use crate::state::Signal;
use dargah_wire::{Method, PaymentStatus, RedirectAnswer, StatusReason};
use serde::Serialize;

use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

/// One shape for every detail, each event filling in its own part.
#[derive(Default, Serialize)]
struct Detail<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<PaymentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<StatusReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gateway: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<Method>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retryable: Option<bool>,
}

/// Tells the page.
pub(crate) fn tell(host: &HtmlElement, signal: &Signal) {
    let none = Detail::default();
    match signal {
        Signal::Ready(status) => emit(host, "dargah:ready", Detail { status: Some(*status), ..none }),
        Signal::Submit(gateway) => emit(host, "dargah:submit", Detail { gateway: gateway.as_deref(), ..none }),
        Signal::Error(code, retryable) => {
            emit(host, "dargah:error", Detail { code: Some(code), retryable: Some(*retryable), ..none })
        }
        Signal::Returned(status, reason) => {
            emit(host, "dargah:returned", Detail { status: Some(*status), reason: *reason, ..none })
        }
    };
}

/// Tells the page that the browser is about to leave. False if the page forbids it.
pub(crate) fn may_leave(host: &HtmlElement, to: &RedirectAnswer) -> bool {
    emit(
        host,
        "dargah:redirect",
        Detail { gateway: Some(&to.gateway), attempt: Some(to.attempt), method: Some(to.method), ..Detail::default() },
    )
}

fn emit(host: &HtmlElement, name: &str, detail: Detail<'_>) -> bool {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(name == "dargah:redirect");
    init.set_detail(&value_of(&detail));
    let event = CustomEvent::new_with_event_init_dict(name, &init).unwrap_throw();
    host.dispatch_event(&event).unwrap_throw()
}
