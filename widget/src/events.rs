//! What the shop's page hears: bubbling, composed `dargah:*` events. Their details hold no personal data and no bank token.
//!
//! `dargah:change` is the loader's, which keeps the element's `state`. `types/custom-elements.json` describes them all.

use crate::decode::pairs;
use crate::state::Signal;
use crate::words::{REASONS, STATUSES, word};
use dargah_wire::{PayRequest, RedirectAnswer};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

/// Tells the page.
pub(crate) fn tell(host: &HtmlElement, signal: &Signal) {
    match signal {
        Signal::Ready(status) => emit(host, "dargah:ready", false, &[("status", word(&STATUSES, status).into())]),
        Signal::Routed(gateway, attempt) => {
            emit(host, "dargah:routed", false, &[("gateway", gateway.into()), ("attempt", (*attempt).into())])
        }
        Signal::Error(code, retryable) => {
            emit(host, "dargah:error", false, &[("code", code.into()), ("retryable", (*retryable).into())])
        }
        Signal::Returned(status, reason) => {
            let reason = reason.as_ref().map(|reason| word(&REASONS, reason));
            let detail = [("status", word(&STATUSES, status).into()), ("reason", reason.into())];
            emit(host, "dargah:returned", false, &detail)
        }
        Signal::Expired => emit(host, "dargah:expired", false, &[]),
    };
}

/// Tells the page that the payment is about to be sent to a gateway. False if the page forbids it.
pub(crate) fn may_submit(host: &HtmlElement, asked: &PayRequest) -> bool {
    emit(host, "dargah:submit", true, &[("gateway", asked.gateway.as_deref().into())])
}

/// Tells the page that the browser is about to leave. False if the page forbids it.
pub(crate) fn may_leave(host: &HtmlElement, to: &RedirectAnswer) -> bool {
    let detail = [("gateway", (&to.gateway).into()), ("attempt", to.attempt.into())];
    emit(host, "dargah:redirect", true, &detail)
}

fn emit(host: &HtmlElement, name: &str, cancelable: bool, detail: &[(&str, JsValue)]) -> bool {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(cancelable);
    init.set_detail(&pairs(detail));
    let event = CustomEvent::new_with_event_init_dict(name, &init).unwrap_throw();
    host.dispatch_event(&event).unwrap_throw()
}
