//! Going to the bank: by address, or by a form that posts hidden fields.
//!
//! The form stands in the page itself, outside the shadow root, so that it is an ordinary top-level navigation with the
//! page's own referrer: several banks refuse a request whose Referer is missing or foreign, so nothing here may set
//! `no-referrer`.

use crate::decode::get;
use crate::dom::{add, document, element, set, window};
use dargah_wire::{Method, RedirectAnswer};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// Leaves the page. `to` has passed the list of origins. Gives back the form it left in the page, if any, to be removed
/// when the shopper is back.
pub(crate) fn go(to: &RedirectAnswer) -> Option<Element> {
    match to.method {
        Method::Get => {
            window().location().assign(&to.url).unwrap_throw();
            None
        }
        Method::Post => Some(post(to)),
    }
}

fn post(to: &RedirectAnswer) -> Element {
    let form = element("form", "method=post|target=_top|accept-charset=utf-8|hidden=", &[]);
    // Taken before the fields are in: one that is named "submit" would hide it.
    let submit: Function = get(&form, "submit").unchecked_into();
    set(&form, "action", &to.url);
    for field in &to.fields {
        let input = element("input", "type=hidden", &[]);
        set(&input, "name", &field.name);
        set(&input, "value", &field.value);
        add(&form, &input);
    }
    add(&document().body().unwrap_throw(), &form);
    submit.call0(&form).unwrap_throw();
    form
}
