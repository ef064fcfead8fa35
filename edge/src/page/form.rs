//! The checkout itself, in each of its states. What is said in which is in `dargah-words`; the shapes and the classes are the
//! widget's, whose stylesheet this page has.

use super::{
    methods,
    shell::{Page, message, named, words},
    waiting::{self, Turn},
    wallet::{self, Beside, Trouble},
};
use dargah_engine::problem::{Code, Fault};
use dargah_wire::{CheckoutView, GatewayChoice, Mode, OfferedMethod, OrderLine, PayMethod, Receipt};
use dargah_words::{
    Locale, date, money,
    text::{Saying, fill},
    told::{self, Told},
};
use maud::{Markup, html};

/// What came with the request that the page answers.
#[derive(Default)]
pub(super) struct Asked {
    /// What the shopper typed and chose, to be there again.
    pub(super) mobile: Option<String>,
    pub(super) gateway: Option<String>,
    pub(super) method: Option<PayMethod>,
    /// The method that is taken where none is named.
    pub(super) usual: Option<PayMethod>,
    /// What is open to this payment, the eligible first; empty where there is one method alone, which is no choice.
    pub(super) offers: Vec<OfferedMethod>,
    /// Why the form was not taken.
    pub(super) fault: Option<Fault>,
    /// Why the wallet does not pay.
    pub(super) trouble: Option<Trouble>,
    /// The shopper's wallet, where one could pay.
    pub(super) beside: Option<Beside>,
    /// The page's own path.
    pub(super) path: String,
    /// How often the page has looked again by itself.
    pub(super) turn: Turn,
    /// Milliseconds since the Unix epoch.
    pub(super) now: i64,
}

/// The form, or what stands in its place.
pub(super) fn checkout(locale: Locale, view: &CheckoutView, asked: &Asked) -> Page {
    match told::told(&view.state, locale) {
        None => open(locale, view, asked),
        Some(told) => closed(locale, view, &told, asked),
    }
}

fn open(locale: Locale, view: &CheckoutView, asked: &Asked) -> Page {
    let said = asked.fault.as_ref().map(|fault| words(fault, locale));
    let said = said.or(asked.trouble.map(|trouble| trouble.saying(locale)));
    let said = said.or(told::notice(&view.state, locale));
    let wrong_mobile = wrong_mobile(asked, locale);
    let state = match &said {
        _ if wrong_mobile.is_some() => fill(locale.page_texts().error, wrong_mobile.unwrap_or_default()),
        Some(said) if asked.fault.is_some() || asked.trouble.is_some() => fill(locale.page_texts().error, said.title),
        Some(said) => said.title.to_owned(),
        None => fill(locale.texts().pay, &money::amount(view.amount, locale).large),
    };
    let card = html! {
        (ribbon(locale, view))
        section {
            header { h1 class="shop" { (named(&view.shop, locale)) } (order(locale, view)) (wallet::held(locale, asked)) }
            (form(locale, view, asked, said, wrong_mobile))
            (wallet::section(locale, view.amount, asked))
        }
    };
    Page { title: title(&state, view, locale), head: waiting::guard(), card }
}

fn closed(locale: Locale, view: &CheckoutView, told: &Told, asked: &Asked) -> Page {
    let t = locale.texts();
    let waits = waiting::waits(view.state.status, told);
    let more = html! {
        @if let Some(receipt) = &view.state.receipt { (kept(locale, receipt)) }
        @if waits { (waiting::look_again(locale, asked.turn)) }
        @if let Some(url) = &view.state.return_url { a class="button" href=(url) { (t.back) } }
    };
    let card = html! {
        (ribbon(locale, view))
        section {
            (message(told.tone, &html! { (told.saying.title) }, told.saying.text, &more))
            header { h2 class="shop" { (named(&view.shop, locale)) } (order(locale, view)) }
        }
    };
    let head = if waits {
        waiting::head(locale, view.state.status, asked.turn)
    } else {
        html! {}
    };
    Page { title: title(told.saying.title, view, locale), head, card }
}

/// What is wrong with the mobile number, if that is what is wrong.
fn wrong_mobile(asked: &Asked, locale: Locale) -> Option<&'static str> {
    match asked.fault.as_ref()?.code {
        Code::MobileInvalid => Some(locale.texts().mobile_bad),
        Code::MobileRequired => Some(locale.page_texts().mobile_needed),
        _ => None,
    }
}

/// `state · shop`
fn title(state: &str, view: &CheckoutView, locale: Locale) -> String {
    format!("{state} · {}", locale.name(&view.shop).0)
}

fn ribbon(locale: Locale, view: &CheckoutView) -> Markup {
    html! { @if view.mode == Mode::Test { p class="ribbon" { (locale.texts().sandbox) } } }
}

/// What is paid for, and how much: toman large and rial beneath.
fn order(locale: Locale, view: &CheckoutView) -> Markup {
    let price = money::amount(view.amount, locale);
    html! {
        @if let Some(description) = &view.description { p class="quiet" { bdi { (description) } } }
        p class="amount" {
            strong { (price.large) }
            @if let Some(beneath) = &price.beneath { span class="quiet" { (beneath) } }
        }
        @if view.lines.is_empty() {
            p class="row" { (number(locale, view)) }
        } @else {
            details open[view.lines.len() <= told::LINES_OPEN_MAX] {
                summary class="row" { (number(locale, view)) }
                ul role="list" { @for line in &view.lines { (bought(locale, line)) } }
            }
        }
    }
}

fn number(locale: Locale, view: &CheckoutView) -> Markup {
    html! { span class="quiet" { (locale.texts().order) } bdi { (view.order_id) } }
}

fn bought(locale: Locale, line: &OrderLine) -> Markup {
    html! {
        li class="row" {
            span {
                bdi { (line.title) }
                @if line.quantity > 1 { span class="quiet" { " × " (locale.number(line.quantity.into())) } }
            }
            span { (money::amount(line.amount, locale).large) }
        }
    }
}

/// What the shopper keeps.
fn kept(locale: Locale, receipt: &Receipt) -> Markup {
    let t = locale.texts();
    html! {
        dl class="receipt" {
            div { dt { (t.tracking) } dd { bdi dir="ltr" { (receipt.reference) } } }
            div { dt { (t.paid_at) } dd { (date::date_time(receipt.paid_at, locale)) } }
        }
    }
}

fn form(
    locale: Locale,
    view: &CheckoutView,
    asked: &Asked,
    said: Option<Saying>,
    wrong_mobile: Option<&str>,
) -> Markup {
    let (t, p) = (locale.texts(), locale.page_texts());
    let without = told::without(view);
    let mobile = asked.mobile.as_deref().or(view.mobile.as_deref()).unwrap_or_default();
    html! {
        form class="form" method="post" action={ "?lang=" (locale.tag()) } novalidate {
            // Always there: a region that comes with its words is not read out everywhere.
            div class="notice" role="alert" {
                @if let Some(wrong) = wrong_mobile {
                    strong { (p.put_right) }
                    a href="#mobile" { (wrong) }
                } @else if let Some(said) = said {
                    strong { (said.title) }
                    span { (said.text) }
                }
            }
            label class="label" for="mobile" { span { (t.mobile) } span class="quiet" { (t.optional) } }
            input id="mobile" class="input" name="mobile" type="tel" inputmode="tel" autocomplete="tel" dir="ltr" maxlength="24"
                value=(mobile) aria-describedby="hint error" aria-invalid=[wrong_mobile.map(|_| "true")] autofocus[wrong_mobile.is_some()];
            p id="hint" class="quiet" { (t.mobile_hint) }
            p id="error" class="error" { @if let Some(wrong) = wrong_mobile { (wrong) } }
            @if asked.offers.len() > 1 {
                (methods::choice(locale, asked))
            } @else if view.gateways.len() > 1 {
                (banks(locale, t.choose, &view.gateways, "gateway", asked.gateway.as_deref()))
            }
            // After a failure the gateway that failed is left out, if another one can do it.
            @if let Some(gateway) = without { input type="hidden" name="without" value=(gateway); }
            button class="button" type="submit" data-busy=(t.busy) {
                span {
                    @if without.is_some() { (t.other_gateway) } @else { (fill(t.pay, &money::amount(view.amount, locale).large)) }
                }
            }
            p class="quiet next" { (t.next) }
            @if let Some(until) = until(locale, view, asked.now) { p class="quiet until" { (until) } }
        }
    }
}

/// Until when it can be paid, where that is soon enough for a time of day to say it.
fn until(locale: Locale, view: &CheckoutView, now: i64) -> Option<String> {
    const SOON_MS: i64 = 12 * 60 * 60 * 1_000;
    let expires_at = view.state.expires_at;
    let soon = expires_at > now && expires_at - now <= SOON_MS;
    soon.then(|| fill(locale.page_texts().until, &date::time_of_day(expires_at, locale)))
}

/// The quiet way to a bank of one's own choice, sent under `name`.
pub(super) fn banks(
    locale: Locale,
    summary: &str,
    gateways: &[GatewayChoice],
    name: &str,
    chosen: Option<&str>,
) -> Markup {
    let t = locale.texts();
    let chosen = chosen.filter(|id| gateways.iter().any(|gateway| gateway.id == *id));
    html! {
        details class="choice" open[chosen.is_some()] {
            summary { (summary) }
            div class="banks" role="radiogroup" aria-label=(summary) {
                label class="bank" {
                    input type="radio" name=(name) value="" checked[chosen.is_none()];
                    bdi { (t.automatic) }
                    span class="quiet" { (t.automatic_hint) }
                }
                @for gateway in gateways {
                    label class="bank" {
                        input type="radio" name=(name) value=(gateway.id) checked[chosen == Some(&gateway.id)];
                        (named(&gateway.name, locale))
                    }
                }
            }
        }
    }
}
