//! The contract: its text to read, and the word that accepts it.

use super::says;
use crate::{Frame, part, words};
use maud::{Markup, html};

words! {
    /// What the step says.
    Words {
        title: "قرارداد", "Contract";
        lead: "متن را بخوانید. آنچه می‌پذیرید همین متن است و با اثر انگشت آن نگه داشته می‌شود.", "Read the text. This very text is what you accept, and it is kept with its fingerprint.";
        text: "متن قرارداد", "Text of the contract";
        template: "نسخهٔ الگو", "Template";
        fingerprint: "اثر انگشت (SHA-256)", "Fingerprint (SHA-256)";
        agree: "متن قرارداد را خواندم و می‌پذیرم.", "I have read the contract and accept it.";
        accept: "پذیرفتن قرارداد", "Accept the contract";
        language: "متن قرارداد به فارسی است.", "The contract’s text is in Persian.";
    }
}

/// The step.
#[derive(Clone, Copy, Debug)]
pub struct ContractView<'a> {
    /// The template's date.
    pub template: &'a str,
    /// The text: lines, the first of which is the title.
    pub text: &'a str,
    /// SHA-256 of it, hex.
    pub fingerprint: &'a str,
    /// What is wrong, a word.
    pub fault: Option<&'static str>,
}

/// `fingerprint` and `agree` are sent to `/panel/apply/contract`.
pub(super) fn page(frame: &Frame<'_>, view: &ContractView<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    part::section(
        w.title,
        &html! {
            p class="quiet" { (w.lead) " " @if lang == crate::Lang::En { (w.language) } }
            (text(frame, view.text))
            (part::facts(&[(w.template, part::code(view.template)), (w.fingerprint, part::code(view.fingerprint))]))
            (frame.form("/panel/apply/contract", &html! {
                input type="hidden" name="fingerprint" value=(view.fingerprint);
                @if let Some(word) = view.fault { p class="error" id="agree-error" { (says::fault(lang, word)) } }
                label class="pick" {
                    input id="agree" type="checkbox" name="agree" value="yes" aria-describedby=[view.fault.map(|_| "agree-error")];
                    span { (w.agree) }
                }
                div class="actions" { (part::button(w.accept)) }
            }))
        },
    )
}

/// A contract's text as it is.
pub(crate) fn text(frame: &Frame<'_>, text: &str) -> Markup {
    let w = Words::of(frame.lang);
    html! { div class="contract" lang="fa" dir="rtl" tabindex="0" role="region" aria-label=(w.text) { (text) } }
}
