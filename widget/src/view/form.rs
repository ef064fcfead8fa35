//! The form: a mobile number, a quiet way to choose the bank, one button. Never a field for a card.

use super::{head, named};
use crate::dom::{add, element, focus, say, set, worded};
use crate::screen::FormFace;
use dargah_wire::{CheckoutView, GatewayChoice, PayRequest};
use dargah_words::{Locale, mobile::mobile, money, number::localized, text::fill};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlInputElement};

/// The form and the parts of it that change.
pub(crate) struct Form {
    pub(crate) root: Element,
    pub(crate) button: Element,
    label: Element,
    notice: Element,
    mobile: HtmlInputElement,
    error: Element,
    without: Option<String>,
    bad_mobile: &'static str,
}

impl Form {
    /// Draws the form of `view`.
    pub(crate) fn new(view: &CheckoutView, locale: Locale) -> Self {
        let t = locale.texts();
        let notice = element("div", "class=notice|part=notice|role=alert", &[]);
        let mobile = element(
            "input",
            "id=mobile|class=input|part=input|type=tel|inputmode=tel|autocomplete=tel|dir=ltr|maxlength=24|aria-describedby=hint error",
            &[],
        );
        if let Some(known) = &view.mobile {
            set(&mobile, "value", &localized(known, locale));
        }
        let error = element("p", "id=error|class=error|part=error|role=alert", &[]);
        let label = element("label", "class=label|part=label|for=mobile", &[&worded("span", "", t.mobile)]);
        add(&label, &worded("span", "class=quiet", t.optional));
        let hint = worded("p", "id=hint|class=quiet", t.mobile_hint);
        let text = element("span", "", &[]);
        let button = element("button", "class=button|part=button|type=submit", &[&text]);
        let next = worded("p", "class=quiet next", t.next);
        let mut parts: Vec<&Element> = vec![&notice, &label, &mobile, &hint, &error];
        // One bank is no choice.
        let banks = if view.gateways.len() < 2 { None } else { Some(banks(&view.gateways, locale)) };
        parts.extend(&banks);
        parts.extend([&button, &next]);
        let others = view.other_ways.as_ref().map(|page| others(page, locale));
        parts.extend(&others);
        let form = element("form", "class=form|part=form|novalidate=", &parts);
        let root = element("section", "", &[&head(view, locale, "h2"), &form]);
        Self {
            root,
            button,
            label: text,
            notice,
            mobile: mobile.unchecked_into(),
            error,
            without: None,
            bad_mobile: t.mobile_bad,
        }
    }

    /// Brings the changing parts up to date.
    pub(crate) fn show(&mut self, face: &FormFace, view: &CheckoutView, locale: Locale) {
        let t = locale.texts();
        self.without.clone_from(&face.without);
        say(&self.notice, "");
        if let Some(notice) = &face.notice {
            add(&self.notice, &worded("strong", "", notice.title));
            add(&self.notice, &worded("span", "", notice.text));
        }
        let pay;
        let words = if face.busy {
            t.busy
        } else if face.again {
            t.retry
        } else if face.without.is_some() {
            t.other_gateway
        } else {
            pay = fill(t.pay, &money::amount(view.amount, locale).large);
            &pay
        };
        say(&self.label, words);
        // Not `disabled`: that would drop the focus and leave a screen reader nowhere. The guard is in the state machine.
        set(&self.button, "aria-disabled", if face.busy { "true" } else { "false" });
    }

    /// What the shopper asks for, or `None` after saying what is wrong with it.
    pub(crate) fn read(&self) -> Option<PayRequest> {
        let typed = self.mobile.value();
        let mobile = mobile(&typed);
        // Nothing but blanks is nothing: a number has no blank below the space.
        if mobile.is_none() && typed.bytes().any(|b| b > b' ') {
            say(&self.error, self.bad_mobile);
            set(&self.mobile, "aria-invalid", "true");
            focus(&self.mobile);
            return None;
        }
        self.forgive();
        let chosen = self.root.query_selector("input:checked").unwrap_throw();
        let gateway = chosen.map(|c| c.unchecked_into::<HtmlInputElement>().value()).filter(|id| !id.is_empty());
        let without = if gateway.is_none() { self.without.iter().cloned().collect() } else { Vec::new() };
        Some(PayRequest { method: None, mobile, gateway, without })
    }

    /// Takes the error away, once the shopper goes on typing.
    pub(crate) fn forgive(&self) {
        say(&self.error, "");
        let _ = self.mobile.remove_attribute("aria-invalid");
    }
}

fn banks(gateways: &[GatewayChoice], locale: Locale) -> Element {
    let t = locale.texts();
    let group = element("div", "class=banks|role=radiogroup", &[]);
    set(&group, "aria-label", t.choose);
    let automatic = bank("", &worded("bdi", "", t.automatic), Some(t.automatic_hint));
    add(&group, &automatic);
    for gateway in gateways {
        add(&group, &bank(&gateway.id, &named(&gateway.name, locale), None));
    }
    element("details", "class=choice|part=gateways", &[&worded("summary", "part=choose", t.choose), &group])
}

fn bank(id: &str, name: &Element, hint: Option<&str>) -> Element {
    let radio = element("input", "type=radio|name=gateway", &[]);
    set(&radio, "value", id);
    if id.is_empty() {
        set(&radio, "checked", "");
    }
    let label = element("label", "class=bank|part=gateway", &[&radio, name]);
    if let Some(hint) = hint {
        add(&label, &worded("span", "class=quiet", hint));
    }
    label
}

/// The way to the other methods: the hosted page has them, in the language of the form.
fn others(page: &str, locale: Locale) -> Element {
    let link = worded("a", "class=ways|part=ways", locale.texts().other_ways);
    set(&link, "href", &[page, "?lang=", locale.tag()].concat());
    link
}
