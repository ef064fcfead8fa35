//! The step from our page to a bank that wants a posted form: submitted by a line of script, or by the shopper.

use super::text::Texts;
use dargah_wire::RedirectAnswer;
use maud::{Markup, html};

/// The form that leads to the bank.
pub(crate) fn page(texts: &Texts, answer: &RedirectAnswer) -> Markup {
    let name = if texts.lang == "fa" { &answer.gateway_name.fa } else { &answer.gateway_name.en };
    html! {
        h1 class="result wait" { (texts.leaving) }
        p { (name) }
        form id="leave" method="post" action=(answer.url) {
            @for field in &answer.fields { input type="hidden" name=(field.name) value=(field.value); }
            p class="quiet" { (texts.leaving_hint) }
            button class="button" type="submit" { (texts.go_on) }
        }
        script src="/v1/leave.js" defer {}
    }
}
