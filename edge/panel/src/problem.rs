//! What went wrong with a page of the panel, in place of it.

use crate::{Frame, Lang, frame::bare, part, words};
use maud::{Markup, html};

words! {
    /// What is said of it.
    Words {
        missing: "چنین صفحه‌ای نیست", "There is no such page";
        missing_text: "شاید نشانی اشتباه است، یا آنچه می‌جویید از آنِ این فروشگاه یا این محیط نیست.", "The address may be wrong, or what you look for is not of this shop or this mode.";
        forbidden: "اجازهٔ این کار را ندارید", "You may not do this";
        forbidden_text: "نقش شما در این فروشگاه این کار را در بر نمی‌گیرد. از مدیر فروشگاه بخواهید.", "Your role in this shop does not include it. Ask a manager of the shop.";
        stale: "این فرم دیگر معتبر نیست", "This form is no longer valid";
        stale_text: "برگردید، صفحه را تازه کنید و دوباره بفرستید.", "Go back, load the page anew and send it again.";
        busy: "همین حالا نمی‌شود", "Not right now";
        busy_text: "چند لحظهٔ دیگر دوباره امتحان کنید. چیزی دو بار انجام نمی‌شود.", "Try again in a moment. Nothing is done twice.";
        broken: "خطایی از سوی ما پیش آمد", "Something went wrong on our side";
        broken_text: "دوباره امتحان کنید. اگر ادامه داشت، شمارهٔ زیر را به پشتیبانی بگویید.", "Try again. If it goes on, tell support the number below.";
        refused: "انجام نشد", "It was not done";
        code: "کد", "Code";
        number: "شمارهٔ درخواست", "Request number";
        home: "نمای کلی", "Overview";
    }
}

/// What kind of trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing is there, or nothing that is the reader's.
    Missing,
    /// The role does not include it.
    Forbidden,
    /// The form was not ours, or is too old.
    Stale,
    /// It can be tried again.
    Busy,
    /// Our own fault.
    Broken,
    /// It was refused, for a reason that has a code.
    Refused,
}

/// The trouble, with what to quote.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// What kind.
    pub trouble: Trouble,
    /// The stable code of the API, if there is one.
    pub code: &'a str,
    /// What it says, in English; of a refusal alone.
    pub detail: &'a str,
    /// The request's number.
    pub request: &'a str,
}

fn body(lang: Lang, problem: &Problem<'_>, home: &str) -> (&'static str, Markup) {
    let w = Words::of(lang);
    let (title, text) = match problem.trouble {
        Trouble::Missing => (w.missing, w.missing_text),
        Trouble::Forbidden => (w.forbidden, w.forbidden_text),
        Trouble::Stale => (w.stale, w.stale_text),
        Trouble::Busy => (w.busy, w.busy_text),
        Trouble::Broken => (w.broken, w.broken_text),
        Trouble::Refused => (w.refused, ""),
    };
    let markup = html! {
        section class="card" {
            h1 { (title) }
            @if !text.is_empty() { p { (text) } }
            @if problem.trouble == Trouble::Refused && !problem.detail.is_empty() {
                p lang="en" dir="ltr" { (problem.detail) }
            }
            dl class="facts" {
                @if !problem.code.is_empty() { div { dt { (w.code) } dd { (part::code(problem.code)) } } }
                div { dt { (w.number) } dd { (part::code(problem.request)) } }
            }
            div class="actions" { (part::button_link(home, w.home)) }
        }
    };
    (title, markup)
}

/// For somebody who is signed in.
#[must_use]
pub fn problem(frame: &Frame<'_>, problem: &Problem<'_>) -> String {
    let (title, body) = body(frame.lang, problem, &frame.at("/panel"));
    frame.page(title, &body)
}

/// For somebody who is not.
#[must_use]
pub fn problem_bare(lang: Lang, path: &str, problem: &Problem<'_>) -> String {
    let (title, body) = body(lang, problem, "/panel");
    bare(lang, path, title, &body)
}
