//! A message in place of the form: under way, paid, came to nothing, held for a person.

use super::head;
use crate::decode::pairs;
use crate::dom::{add, element, set, worded};
use crate::redirect::linkable;
use crate::screen::{Action, Panel};
use dargah_wire::{CheckoutView, Mode};
use dargah_words::{Locale, number::localized};
use js_sys::Date;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// The panel, and its heading to move the focus to.
pub(crate) fn draw(panel: &Panel, view: Option<&CheckoutView>, locale: Locale) -> (Element, Element) {
    let t = locale.texts();
    let heading = worded("h2", "class=title|part=title|tabindex=-1", &panel.title);
    let icon = element("span", "class=icon|part=icon|aria-hidden=true", &[]);
    let message = element("div", "class=message|part=message", &[&icon, &heading]);
    set(&message, "data-tone", panel.tone.word());
    if !panel.text.is_empty() {
        add(&message, &worded("p", "", panel.text));
    }
    let mut rows = Vec::new();
    if !panel.request_id.is_empty() {
        rows.push((t.request, panel.request_id.clone()));
    }
    if let Some(receipt) = view.and_then(|v| v.state.receipt.as_ref()) {
        rows.push((t.tracking, receipt.reference.clone()));
        rows.push((t.paid_at, moment(receipt.paid_at, locale)));
    }
    for (what, value) in rows {
        let row = element("p", "class=row|part=receipt", &[&worded("span", "class=quiet", what)]);
        add(&row, &worded("bdi", "", &value));
        add(&message, &row);
    }
    if panel.action == Action::Retry {
        add(&message, &worded("button", "class=button|part=button|type=button|data-act=retry", t.retry));
    }
    let root = element("section", "", &[&message]);
    if let Some(view) = view {
        if let Some(url) = view.state.return_url.as_deref().filter(|url| linkable(url, view.mode == Mode::Test)) {
            let back = worded("a", "class=button|part=back", t.back);
            set(&back, "href", url);
            add(&message, &back);
        }
        add(&root, &head(view, locale, "h3"));
    }
    (root, heading)
}

/// `ms` as the browser's own `Intl` writes it in Iran's time: in Persian by the Jalali calendar. The hosted page, which has no
/// `Intl`, counts it out by itself.
fn moment(ms: i64, locale: Locale) -> String {
    let said = |text: &str| JsValue::from_str(text);
    let options =
        pairs(&[("dateStyle", said("long")), ("timeStyle", said("short")), ("timeZone", said("Asia/Tehran"))]);
    let said: String = Date::new(&JsValue::from_f64(ms as f64)).to_locale_string(locale.tag(), &options).into();
    // For "ar" alone, some browsers write European digits.
    localized(&said, locale)
}
