//! How single things are shown: money, moments, states, codes, secrets.

use crate::Lang;
use dargah_wire::Mode;
use dargah_words::{
    date,
    money::{self, Price, price},
};
use maud::{Markup, html};

/// How something is meant, which its colour and sign say too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It went well.
    Good,
    /// It went wrong.
    Bad,
    /// It is awaited, or wants care.
    Wait,
    /// It is told, and nothing more.
    Plain,
}

impl Tone {
    /// Its name in the style sheet.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Wait => "wait",
            Self::Plain => "plain",
        }
    }

    /// A shape for each, so that colour is not all that tells them apart: a disc, a cross, a ring half full, a ring.
    const fn sign(self) -> &'static str {
        match self {
            Self::Good => "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z",
            Self::Bad => "M2.5 1L6 4.5L9.5 1L11 2.5L7.5 6L11 9.5L9.5 11L6 7.5L2.5 11L1 9.5L4.5 6L1 2.500z",
            Self::Wait => "M6 1l5 9.5h-10z",
            Self::Plain => "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zM6 3a3 3 0 1 1 0 6a3 3 0 1 1 0-6z",
        }
    }
}

/// A state in a word.
#[must_use]
pub fn badge(tone: Tone, text: &str) -> Markup {
    html! {
        span class={ "badge " (tone.class()) } {
            svg viewBox="0 0 12 12" aria-hidden="true" { path d=(tone.sign()) {} }
            (text)
        }
    }
}

/// Whether something is of the test mode.
#[must_use]
pub fn mode_badge(lang: Lang, mode: Mode) -> Markup {
    match mode {
        Mode::Test => badge(Tone::Wait, lang.either("آزمایشی", "Test")),
        Mode::Live => badge(Tone::Good, lang.either("واقعی", "Live")),
    }
}

/// An amount of `rial` in a line: toman, its rial in the title; what is no whole toman in rial.
#[must_use]
pub fn money(lang: Lang, rial: i64) -> Markup {
    let beneath = money::amount(rial, lang.locale()).beneath;
    html! { span class="money" title=[beneath] { (number_and_unit(lang, rial)) } }
}

/// The same in rial, whatever it is: for parts of a sum, which are compared and rarely whole toman.
#[must_use]
pub fn rial(lang: Lang, rial: i64) -> Markup {
    html! { span class="money" { (said(lang, rial, lang.either("ریال", "rial"))) } }
}

/// The same large, with its rial beneath.
#[must_use]
pub fn money_large(lang: Lang, rial: i64) -> Markup {
    html! {
        span class="money large" {
            span { (number_and_unit(lang, rial)) }
            @if let Some(beneath) = money::amount(rial, lang.locale()).beneath { small { (beneath) } }
        }
    }
}

fn number_and_unit(lang: Lang, rial: i64) -> Markup {
    let (number, unit) = match price(rial) {
        Price::Toman { toman, .. } => (toman, lang.either("تومان", "toman")),
        Price::Rial(rial) => (rial, lang.either("ریال", "rial")),
    };
    said(lang, number, unit)
}

fn said(lang: Lang, number: i64, unit: &str) -> Markup {
    html! { bdi { (lang.number(number)) } " " span class="unit" { (unit) } }
}

/// A moment on Tehran's clock in digits, for tables; in words in its title. Milliseconds since the Unix epoch.
#[must_use]
pub fn moment(lang: Lang, ms: i64) -> Markup {
    html! {
        time datetime=(date::iso(ms)) title=(date::date_time(ms, lang.locale())) { bdi dir="ltr" { (date::in_digits(ms, lang.locale())) } }
    }
}

/// A day on Tehran's calendar, in words.
#[must_use]
pub fn day(lang: Lang, ms: i64) -> Markup {
    html! { time datetime=(date::iso(ms)) { (date::day(ms, lang.locale())) } }
}

/// An id, a code, an address: left to right, and broken where it must be.
#[must_use]
pub fn code(text: &str) -> Markup {
    html! { code dir="ltr" { (text) } }
}

/// A link to another page of the panel.
#[must_use]
pub fn link(href: &str, text: &Markup) -> Markup {
    html! { a href=(href) { (text) } }
}

/// Text to be copied as it is; with script there is a button for it.
#[must_use]
pub fn copied(lang: Lang, label: &str, text: &str) -> Markup {
    html! {
        div class="copied" {
            pre dir="ltr" tabindex="0" role="region" aria-label=(label) { code { (text) } }
            button class="button second small" type="button" hidden data-copy=(text) data-done=(lang.either("رونوشت شد", "Copied")) {
                (lang.either("رونوشت", "Copy"))
            }
        }
    }
}

/// A secret that is shown once and never again.
#[must_use]
pub fn secret(lang: Lang, label: &str, text: &str) -> Markup {
    html! {
        section class="card once" {
            h2 { (label) }
            p { strong {
                (lang.either(
                    "همین حالا جایی امن نگهش دارید: این مقدار دیگر نشان داده نمی‌شود.",
                    "Keep it somewhere safe now: it is not shown again.",
                ))
            } }
            (copied(lang, label, text))
        }
    }
}

/// A page's heading, with what can be done there beside it.
#[must_use]
pub fn heading(title: &str, lead: &str, actions: &Markup) -> Markup {
    html! {
        header class="heading" {
            div {
                h1 { (title) }
                @if !lead.is_empty() { p class="quiet" { (lead) } }
            }
            div class="actions" { (actions) }
        }
    }
}

/// A part of a page on a card of its own.
#[must_use]
pub fn section(title: &str, body: &Markup) -> Markup {
    html! { section class="card" { h2 { (title) } (body) } }
}

/// Terms and what they are.
#[must_use]
pub fn facts(facts: &[(&str, Markup)]) -> Markup {
    html! {
        dl class="facts" { @for (term, fact) in facts { div { dt { (term) } dd { (fact) } } } }
    }
}
