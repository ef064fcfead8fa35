//! Identity: what each registry said, and what the shop can do about it.

use super::says;
use crate::{
    Frame,
    part::{self, Tone},
    words,
};
use maud::{Markup, html};

words! {
    /// What the step says.
    Words {
        title: "استعلام‌ها", "Checks";
        lead: "این پرسش‌ها خودکار از سامانه‌های رسمی پرسیده می‌شود. اگر سامانه‌ای پاسخ ندهد دوباره پرسیده می‌شود و به حساب شما نوشته نمی‌شود.", "Official registries are asked by themselves. One that does not answer is asked again; that is never held against you.";
        check: "پرسش", "Check";
        result: "نتیجه", "Result";
        at: "زمان", "When";
        acts: "کارها", "Actions";
        asking: "در حال پرسش…", "Being asked…";
        queued: "در نوبت", "In the queue";
        again_at: "دوباره در", "Again at";
        again: "دوباره بپرس", "Ask again";
        correct: "اصلاح اطلاعات", "Correct the form";
        correct_text: "اگر مقداری اشتباه است آن را اصلاح کنید؛ اگر در سامانهٔ رسمی درستش کرده‌اید، دوباره بپرسید.", "If a value is wrong, correct it; if you had the registry put right, ask again.";
    }
}

/// A check.
#[derive(Clone, Copy, Debug)]
pub struct CheckView {
    /// Its word.
    pub check: &'static str,
    /// What was said, a word, and when.
    pub finding: Option<(&'static str, i64)>,
    /// Whether that is an answer.
    pub answered: bool,
    /// Whether it is being asked.
    pub asking: bool,
    /// When it is asked again.
    pub retry_at: Option<i64>,
}

/// The step.
#[derive(Clone, Copy, Debug)]
pub struct IdentityView<'a> {
    /// Every check.
    pub checks: &'a [CheckView],
}

/// `check` is sent to `/panel/apply/check` to be asked again.
pub(super) fn page(frame: &Frame<'_>, view: &IdentityView<'_>) -> Markup {
    let w = Words::of(frame.lang);
    let wanting = view.checks.iter().any(is_no);
    part::section(
        w.title,
        &html! {
            p class="quiet" { (w.lead) }
            (checks(frame, view.checks, |check| {
                is_no(check).then(|| part::small_form(frame.csrf, "/panel/apply/check", &[("check", check.check)], w.again))
            }))
            @if wanting {
                p { (w.correct_text) }
                div class="actions" { (part::button_link("/panel/apply/correct", w.correct)) }
            }
        },
    )
}

fn is_no(check: &CheckView) -> bool {
    check.answered && check.finding.is_some_and(|(word, _)| word != "matched")
}

/// The table of checks, with what can be done about each.
pub(crate) fn checks(frame: &Frame<'_>, all: &[CheckView], act: impl Fn(&CheckView) -> Option<Markup>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|check| {
            let result = match check.finding {
                _ if check.asking => part::badge(Tone::Wait, w.asking),
                None => part::badge(Tone::Plain, w.queued),
                Some((word, _)) => {
                    let tone = match (word, check.answered) {
                        ("matched", _) => Tone::Good,
                        (_, true) => Tone::Bad,
                        (_, false) => Tone::Wait,
                    };
                    part::badge(tone, says::finding(lang, word))
                }
            };
            let at = html! {
                @if let Some((_, at)) = check.finding { (part::moment(lang, at)) }
                @if let Some(at) = check.retry_at { " " span class="quiet" { (w.again_at) " " (part::moment(lang, at)) } }
            };
            vec![html! { (says::check(lang, check.check)) }, result, at, act(check).unwrap_or_default()]
        })
        .collect();
    part::table(
        w.title,
        &[part::Col::text(w.check), part::Col::text(w.result), part::Col::text(w.at), part::Col::acts(w.acts)],
        &rows,
    )
}
