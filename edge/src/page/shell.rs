//! The frame of every page, and the page that says what went wrong.

use super::text::Texts;
use dargah_engine::problem::Fault;
use maud::{DOCTYPE, Markup, html};

/// A whole page of the checkout.
pub(crate) fn page(texts: &Texts, title: &str, content: &Markup) -> String {
    frame(texts, title, &html! {}, &html! { main class="card" { (content) } })
}

/// What is around every page; `head` is what this one has in its head besides.
pub(super) fn frame(texts: &Texts, title: &str, head: &Markup, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(texts.lang) dir=(texts.dir) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/v1/page.css";
                link rel="icon" href="data:,";
                (head)
            }
            body { (body) }
        }
    }
    .into_string()
}

/// What went wrong, with the code to quote.
pub(crate) fn problem(texts: &Texts, fault: &Fault, request_id: &str) -> Markup {
    html! {
        h1 class="result bad" { (texts.problem_title) }
        p role="alert" { (texts.fault(fault.code)) }
        p class="quiet" { (texts.support_code) ": " bdi dir="ltr" { (request_id) } }
    }
}
