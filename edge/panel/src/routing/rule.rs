//! One rule in the form.

use super::{Routing, RuleForm, RuleSays, TypedRule, Words, named};
use crate::{
    Lang,
    part::{self, Choice, Field, Kind},
};
use maud::{Markup, html};

/// A rule that can be typed, or one that is kept.
pub(super) fn one_rule(lang: Lang, view: &Routing<'_>, n: usize, rule: &RuleForm) -> Markup {
    let w = Words::of(lang);
    let turn = format!("rule.{n}.turn");
    html! {
        fieldset class="fields" {
            legend { (lang.fill(w.rule, &lang.count(n + 1))) }
            @match &rule.says {
                RuleSays::Typed(typed) => (conditions(lang, view, n, typed)),
                RuleSays::Kept { name, text } => {
                    p class="quiet" { (w.kept) }
                    pre dir="ltr" tabindex="0" role="region" aria-label=(lang.fill(w.rule, &lang.count(n + 1))) { code { (text) } }
                    input type="hidden" name={ "rule." (n) ".kept" } value=(name);
                }
            }
            div class="grid" {
                (Field::new(&turn, w.order).kind(Kind::Number).hint(w.order_hint).value(&rule.turn).most(3).error(view.wrong.on(&turn)))
                label class="pick" {
                    input type="checkbox" name={ "rule." (n) ".remove" } value="yes" checked[rule.removed];
                    span { (w.remove) }
                }
            }
        }
    }
}

fn conditions(lang: Lang, view: &Routing<'_>, n: usize, typed: &TypedRule) -> Markup {
    let w = Words::of(lang);
    let at = |field: &str| format!("rule.{n}.{field}");
    let [amount_from, amount_to, time_from, time_to, method, issuer, metadata, among, first] =
        ["amount_from", "amount_to", "time_from", "time_to", "method", "issuer", "metadata", "among", "first"].map(at);
    let field = |name: &str, label: &str, value: &str, kind: Kind, unit: &str, hint: &str, most: u32| {
        html! { (Field::new(name, label).kind(kind).unit(unit).hint(hint).value(value).most(most).error(view.wrong.on(name))) }
    };
    let mut choices: Vec<Choice<'_>> = vec![("", w.by_health)];
    choices.extend(named(lang, view));
    let more = [&typed.method, &typed.issuer, &typed.metadata].iter().any(|text| !text.is_empty())
        || [&method, &issuer, &metadata].iter().any(|name| view.wrong.on(name).is_some());
    html! {
        div class="grid" {
            (field(&amount_from, w.amount_from, &typed.amount_from, Kind::Number, w.toman, "", 20))
            (field(&amount_to, w.amount_to, &typed.amount_to, Kind::Number, w.toman, "", 20))
        }
        div class="grid" {
            (field(&time_from, w.time_from, &typed.time_from, Kind::Code, "", w.time_hint, 5))
            (field(&time_to, w.time_to, &typed.time_to, Kind::Code, "", w.time_hint, 5))
        }
        details class="more" open[more] {
            summary { (w.more) }
            div class="grid" {
                (field(&method, w.method, &typed.method, Kind::Code, "", w.words_hint, 400))
                (field(&issuer, w.issuer, &typed.issuer, Kind::Code, "", w.words_hint, 400))
            }
            (field(&metadata, w.metadata, &typed.metadata, Kind::Codes, "", w.metadata_hint, 2_000))
        }
        fieldset class="picks" id=(among) {
            legend { (w.among) }
            p class="hint" { (w.among_hint) }
            @for (id, name) in named(lang, view) {
                label class="pick" {
                    input type="checkbox" name=(among) value=(id) checked[typed.among.iter().any(|other| other == id)];
                    span { bdi { (name) } }
                }
            }
            @if let Some(error) = view.wrong.on(&among) { p class="error" { (error) } }
        }
        (part::select(&first, w.first, &choices, &typed.first))
        @if let Some(error) = view.wrong.on(&first) { p class="error" { (error) } }
    }
}
