//! The step from our page to the bank's: taken by a line of script, or by the shopper. Banks look at where a shopper comes
//! from, so it is taken from a page of ours and never by a redirect from the shop's.

use super::text::Texts;
use dargah_wire::{Method, RedirectAnswer};
use maud::{Markup, html};

/// The link or the form that leads to the bank.
pub(crate) fn page(texts: &Texts, answer: &RedirectAnswer) -> Markup {
    let name = if texts.lang == "fa" { &answer.gateway_name.fa } else { &answer.gateway_name.en };
    html! {
        h1 class="result wait" { (texts.leaving) }
        p { (name) }
        p class="quiet" { (texts.leaving_hint) }
        @match answer.method {
            Method::Get => a id="leave" class="button" href=(answer.url) { (texts.go_on) },
            Method::Post => form id="leave" method="post" action=(answer.url) {
                @for field in &answer.fields { input type="hidden" name=(field.name) value=(field.value); }
                button class="button" type="submit" { (texts.go_on) }
            },
        }
        script src="/v1/leave.js" {}
    }
}
