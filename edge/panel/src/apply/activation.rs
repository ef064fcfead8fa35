//! The last two steps: Shaparak's registration, and a test payment in the shop's own name.

use super::says;
use crate::{
    Frame,
    part::{self, Col, Tone},
    words,
};
use maud::{Markup, html};

words! {
    /// What the two steps say.
    Words {
        title: "ثبت پذیرنده در شاپرک", "Registration with Shaparak";
        lead: "درخواست‌ها خودکار پیگیری می‌شود و معمولاً کمتر از یک روز زمان می‌برد.", "Requests are followed by themselves; it usually takes less than a day.";
        wait_codes: "شرکت پرداخت در حال تخصیص کد پذیرنده است.", "The payment company is assigning the acceptor code.";
        refused: "شاپرک درخواست را نپذیرفت؛ کارشناس پیگیری می‌کند. اگر مقداری اشتباه است اصلاحش کنید.", "Shaparak refused the request; a reviewer is on it. If a value is wrong, correct it.";
        correct: "اصلاح اطلاعات", "Correct the form";
        part_of: "درخواست", "Request";
        state: "وضعیت", "State";
        tracking: "شمارهٔ پیگیری", "Tracking number";
        reasons: "دلیل شاپرک", "Shaparak’s reason";
        code: "کد {}", "code {}";
        test_title: "یک پرداخت آزمایشی بگیرید", "Take a test payment";
        test_lead: "از صفحهٔ خودتان با کلید آزمایشی، یا همین‌جا با یک دکمه. همین‌که پرداخت شود، فروشگاه فعال است.", "From your own page with the test key, or right here with one button. As soon as it is paid the shop is live.";
        test_button: "گرفتن پرداخت آزمایشی", "Take a test payment";
        test_own: "کلیدهای آزمایشی", "Test keys";
        check: "پرداخت شد؛ بررسی کن", "It is paid: look";
    }
}

/// A request at the registrar.
#[derive(Clone, Copy, Debug)]
pub struct RequestView<'a> {
    /// The part's word.
    pub part: &'static str,
    /// Our number.
    pub tracking: &'a str,
    /// Where it stands, a word.
    pub phase: &'static str,
    /// Codes and fields of the refusal.
    pub reasons: &'a [(i32, String)],
    /// Whether it still counts.
    pub counts: bool,
}

/// The registration.
#[derive(Clone, Copy, Debug)]
pub struct RegistrationView<'a> {
    /// Whether the payment company's codes are there.
    pub has_codes: bool,
    /// Every request, oldest first.
    pub requests: &'a [RequestView<'a>],
}

pub(super) fn registration(frame: &Frame<'_>, view: &RegistrationView<'_>) -> Markup {
    let w = Words::of(frame.lang);
    let refused = view.requests.iter().any(|one| one.counts && one.phase == "refused");
    part::section(
        w.title,
        &html! {
            p class="quiet" { (w.lead) }
            @if !view.has_codes { p role="status" { (w.wait_codes) } }
            @if !view.requests.is_empty() { (requests(frame, view.requests)) }
            @if refused {
                p { (w.refused) }
                div class="actions" { (part::button_link("/panel/apply/correct", w.correct)) }
            }
        },
    )
}

/// The table of requests.
pub(crate) fn requests(frame: &Frame<'_>, all: &[RequestView<'_>]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|one| {
            let tone = match (one.phase, one.counts) {
                (_, false) => Tone::Plain,
                ("accepted", _) => Tone::Good,
                ("refused", _) => Tone::Bad,
                _ => Tone::Wait,
            };
            let reasons = html! {
                @for (code, field) in one.reasons { span class="reason" { (lang.fill(w.code, &code.to_string())) " " (part::code(field)) } " " }
            };
            vec![html! { (says::part_of(lang, one.part)) }, part::badge(tone, says::phase(lang, one.phase)), part::code(one.tracking), reasons]
        })
        .collect();
    part::table(
        w.title,
        &[Col::text(w.part_of), Col::text(w.state), Col::text(w.tracking), Col::text(w.reasons)],
        &rows,
    )
}

/// The test payment: made at `/panel/apply/payment`; `/panel/apply/paid` looks whether one is paid.
pub(super) fn page(frame: &Frame<'_>) -> Markup {
    let w = Words::of(frame.lang);
    part::section(
        w.test_title,
        &html! {
            p { (w.test_lead) }
            div class="actions" {
                (frame.form("/panel/apply/payment", &html! { (part::button(w.test_button)) }))
                (frame.form("/panel/apply/paid", &html! { button class="button second" type="submit" { (w.check) } }))
                (part::button_link("/panel/keys?mode=test", w.test_own))
            }
        },
    )
}
