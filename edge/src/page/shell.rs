//! The frame of every page, and the page that says what went wrong.

use dargah_engine::problem::{Code, Fault};
use dargah_wire::ShopName;
use dargah_words::{
    Locale,
    fault::{Kind, said},
    text::Saying,
    told::Tone,
};
use maud::{DOCTYPE, Markup, html};

/// What one page of the checkout has of its own.
pub(crate) struct Page {
    /// Its title, which tells the state.
    pub(crate) title: String,
    /// What its head has besides.
    pub(crate) head: Markup,
    /// The card.
    pub(crate) card: Markup,
}

/// A whole page of the checkout: one card, and the languages beneath it.
pub(crate) fn page(locale: Locale, page: &Page) -> String {
    let head = html! {
        link rel="stylesheet" href="/v1/page.css";
        (page.head)
    };
    let body = html! {
        main class="frame" dir=(locale.dir()) { (page.card) }
        (languages(locale))
    };
    frame(locale, &page.title, &head, &body)
}

/// What is around every page; `head` is what this one has in its head besides.
pub(super) fn frame(locale: Locale, title: &str, head: &Markup, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(locale.tag()) dir=(locale.dir()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                (head)
            }
            body { (body) }
        }
    }
    .into_string()
}

/// The same page in each language.
fn languages(locale: Locale) -> Markup {
    html! {
        nav class="languages" aria-label=(locale.page_texts().languages) {
            @for other in Locale::ALL {
                @let here = (other == locale).then_some("true");
                a href={ "?lang=" (other.tag()) } lang=(other.tag()) hreflang=(other.tag()) dir=(other.dir()) aria-current=[here] {
                    (other.own_name())
                }
            }
        }
    }
}

/// A message in place of the form: a sign, a heading, a sentence, and what can be done.
pub(crate) fn message(tone: Tone, title: &Markup, text: &str, more: &Markup) -> Markup {
    html! {
        div class="message" data-tone=(tone.word()) {
            span class="icon" aria-hidden="true" {}
            h1 class="title" { (title) }
            @if !text.is_empty() { p { (text) } }
            (more)
        }
    }
}

/// A name, marked with the language that it is in: a reader of Arabic gets the Persian one.
pub(crate) fn named(name: &ShopName, locale: Locale) -> Markup {
    let (name, lang) = locale.name(name);
    html! { bdi lang=[lang] { (name) } }
}

/// What went wrong, with the code to quote, and the way back to the page where that may help.
pub(super) fn problem(locale: Locale, fault: &Fault, request_id: &str) -> Page {
    let t = locale.texts();
    let spoken = words(fault, locale);
    let more = html! {
        p class="quiet" { (t.request) " " bdi dir="ltr" { (request_id) } }
        @if fault.code.retryable() { a class="button" href={ "?lang=" (locale.tag()) } { (t.retry) } }
    };
    let card = message(Tone::Warn, &html! { (spoken.title) }, spoken.text, &more);
    Page { title: spoken.title.to_owned(), head: html! {}, card }
}

/// What is said of a fault: what the widget says of it, and the page's own words for what only a page can meet.
pub(super) fn words(fault: &Fault, locale: Locale) -> Saying {
    match fault.code {
        Code::MethodUnavailable => locale.page_texts().method_gone,
        Code::LinkEnded => locale.page_texts().link_ended,
        Code::LinkUnknown => locale.page_texts().link_unknown,
        Code::CallbackInvalid => locale.page_texts().stray_return,
        Code::OriginForbidden => locale.page_texts().foreign,
        code => said(Kind::of(code.status(), code.as_str()), locale),
    }
}
