//! What the shop's page hears: bubbling, composed `dargah:*` events. Their details hold no personal data and no bank token.

use crate::decode::pairs;
use crate::state::Signal;
use crate::words::{REASONS, STATUSES, word};
use dargah_wire::{Method, RedirectAnswer};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

/// Tells the page.
pub(crate) fn tell(host: &HtmlElement, signal: &Signal) {
    match signal {
        Signal::Ready(status) => emit(host, "dargah:ready", &[("status", word(&STATUSES, status).into())]),
        Signal::Submit(gateway) => emit(host, "dargah:submit", &[("gateway", gateway.as_deref().into())]),
        Signal::Error(code, retryable) => {
            emit(host, "dargah:error", &[("code", code.into()), ("retryable", (*retryable).into())])
        }
        Signal::Returned(status, reason) => {
            let reason = reason.as_ref().map(|reason| word(&REASONS, reason));
            emit(host, "dargah:returned", &[("status", word(&STATUSES, status).into()), ("reason", reason.into())])
        }
    };
}

/// Tells the page that the browser is about to leave. False if the page forbids it.
pub(crate) fn may_leave(host: &HtmlElement, to: &RedirectAnswer) -> bool {
    let method = if to.method == Method::Get { "GET" } else { "POST" };
    let detail = [("gateway", (&to.gateway).into()), ("attempt", to.attempt.into()), ("method", method.into())];
    emit(host, "dargah:redirect", &detail)
}

fn emit(host: &HtmlElement, name: &str, detail: &[(&str, JsValue)]) -> bool {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(name == "dargah:redirect");
    init.set_detail(&pairs(detail));
    let event = CustomEvent::new_with_event_init_dict(name, &init).unwrap_throw();
    host.dispatch_event(&event).unwrap_throw()
}
