//! Why this gateway: the choice of each attempt as it was written down, enough to make it again.

use super::{OnePayment, name};
use crate::{
    Lang,
    part::{self, Bar, facts},
    words,
};
use dargah_wire::{ChoiceView, Chooser, LogKind};
use maud::{Markup, html};

words! {
    /// What is said of a choice.
    Words {
        title: "چرا این درگاه؟", "Why this gateway";
        attempt: "تلاش {}", "Attempt {}";
        health: "بر پایهٔ سلامت درگاه‌ها و با قرعه‌ای به همین وزن‌ها.", "Drawn by these weights, which come from the gateways’ health.";
        priority: "نخستین درگاه از ترتیب اولویت که در دسترس بود.", "The first of the order of priority that was not down.";
        shopper: "خریدار خودش این درگاه را برگزید.", "The shopper named it.";
        only_one: "درگاه دیگری نمانده بود.", "No other gateway was left.";
        proportion: "با قرعه، به نسبت توانی از نرخ موفقیت.", "Drawn in proportion to a power of the success rate.";
        fixed: "با قرعه، به سهم‌هایی که فروشگاه ثابت کرده است.", "Drawn by the shares that the shop has fixed.";
        least_bad: "هیچ درگاهی سالم نبود و این کم‌خطرترین بود.", "Every gateway was down, and this was the least bad.";
        unknown: "به روشی که این نسخه نمی‌شناسد.", "In a way that this version does not know.";
        candidate: "نامزد", "Candidate";
        weight: "وزن", "Weight";
        share: "سهم", "Share";
        chosen: "انتخاب شد", "Chosen";
        propensity: "احتمال این انتخاب", "Chance of this choice";
        snapshot: "نسخهٔ وضعیت سلامت", "Health snapshot";
        no_snapshot: "هنوز وضعیتی در دست نبود", "None was known";
        rule: "قاعدهٔ فروشگاه", "Shop’s rule";
    }
}

/// What a whole is, in the parts that weights are kept in.
const ONE: i64 = 65_536;

const fn says(w: &Words, by: Chooser) -> &'static str {
    match by {
        Chooser::Health => w.health,
        Chooser::Priority => w.priority,
        Chooser::Shopper => w.shopper,
        Chooser::OnlyOne => w.only_one,
        Chooser::Proportion => w.proportion,
        Chooser::Fixed => w.fixed,
        Chooser::LeastBad => w.least_bad,
        Chooser::Unknown => w.unknown,
    }
}

/// The choice of every attempt. Nothing where nobody tried.
pub(super) fn why(lang: Lang, view: &OnePayment<'_>) -> Markup {
    let w = Words::of(lang);
    let started = view.account.events.iter().filter(|entry| entry.kind == LogKind::AttemptStarted);
    let choices: Vec<(u32, &ChoiceView)> =
        started.filter_map(|entry| Some((entry.attempt?, entry.choice.as_ref()?))).collect();
    html! {
        @if !choices.is_empty() {
            section class="card" {
                h2 { (w.title) }
                @for (attempt, choice) in choices {
                    h3 {
                        (lang.fill(w.attempt, &lang.number(attempt.into()))) ": "
                        bdi { (name(lang, view, &choice.gateway)) }
                    }
                    p { (says(w, choice.by)) }
                    (candidates(lang, view, attempt, choice))
                    (facts(&figures(lang, choice)))
                }
            }
        }
    }
}

fn candidates(lang: Lang, view: &OnePayment<'_>, attempt: u32, choice: &ChoiceView) -> Markup {
    let w = Words::of(lang);
    let rows = choice.weights.iter().map(|(id, weight)| Bar {
        name: html! {
            bdi { (name(lang, view, id)) }
            @if *id == choice.gateway { " " (part::badge(part::Tone::Good, w.chosen)) }
        },
        value: i64::from(*weight),
        figures: vec![html! { (lang.percent(i64::from(*weight), ONE)) }],
    });
    let caption = lang.fill(w.attempt, &lang.number(attempt.into()));
    part::bars(&caption, w.candidate, w.weight, &[w.share], rows.collect())
}

fn figures<'a>(lang: Lang, choice: &ChoiceView) -> Vec<(&'a str, Markup)> {
    let w = Words::of(lang);
    let snapshot = i64::try_from(choice.snapshot).unwrap_or(i64::MAX);
    let mut list = vec![
        (w.propensity, html! { (lang.percent(i64::from(choice.propensity), ONE)) }),
        (w.snapshot, html! { @if snapshot == 0 { (w.no_snapshot) } @else { (lang.number(snapshot)) } }),
    ];
    if let Some(rule) = choice.rule {
        list.push((w.rule, html! { (lang.number(rule.into())) }));
    }
    list
}
