//! The step from our page to the bank's: taken by a line of script, or by the shopper. Banks look at where a shopper comes
//! from, so it is taken from a page of ours and never by a redirect from the shop's.

use super::shell::{Page, message, named};
use dargah_wire::{Method, RedirectAnswer};
use dargah_words::{Locale, text::fill, told::Tone};
use maud::html;

/// The link or the form that leads to the bank.
pub(super) fn page(locale: Locale, answer: &RedirectAnswer) -> Page {
    let p = locale.page_texts();
    let text = locale.texts().leaving.title;
    let title = fill(text, locale.name(&answer.gateway_name).0);
    let (before, after) = text.split_once("{}").unwrap_or((text, ""));
    let heading = html! { (before) (named(&answer.gateway_name, locale)) (after) };
    let way = html! {
        @match answer.method {
            Method::Get => a id="leave" class="button" href=(answer.url) { (p.go_on) },
            Method::Post => form id="leave" method="post" action=(answer.url) {
                @for field in &answer.fields { input type="hidden" name=(field.name) value=(field.value); }
                button class="button" type="submit" { (p.go_on) }
            },
        }
        script src="/v1/leave.js" {}
    };
    let card = message(Tone::Wait, &heading, p.go_on_hint, &way);
    Page { title, head: html! {}, card }
}
