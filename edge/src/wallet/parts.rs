//! What several pages of the wallet are made of.

use super::Visit;
use dargah_engine::{books::Why, wallet::Entry};
use dargah_wire::Mode;
use dargah_words::{
    Locale, date, money,
    text::{Saying, fill},
    told::Tone,
};
use maud::{Markup, html};

/// That no real money moves.
pub(super) fn ribbon(locale: Locale, mode: Mode) -> Markup {
    html! { @if mode == Mode::Test { p class="ribbon" { (locale.texts().sandbox) } } }
}

/// What is to be put right, above a form; empty while nothing is. It is always there: a region that comes with its words is not read
/// out everywhere.
pub(super) fn notice(trouble: Option<&str>, field: &str) -> Markup {
    html! {
        div class="notice" role="alert" {
            @if let Some(trouble) = trouble {
                @if field.is_empty() { strong { (trouble) } } @else { a href={ "#" (field) } { (trouble) } }
            }
        }
    }
}

/// What has just happened.
pub(super) fn news(tone: Tone, saying: Saying, amount: Option<&str>) -> Markup {
    let text = amount.map_or_else(|| saying.text.to_owned(), |amount| fill(saying.text, amount));
    html! {
        div class="notice news" role="status" data-tone=(tone.word()) { strong { (saying.title) } span { (text) } }
    }
}

/// An amount in toman, or in rial where it is no whole toman.
pub(super) fn amount(rial: i64, locale: Locale) -> String {
    money::amount(rial, locale).large
}

/// The same with its sign, which stands left of the digits in every script: the isolate keeps them together.
fn signed(rial: i64, locale: Locale) -> String {
    let sign = if rial < 0 { '\u{2212}' } else { '+' };
    let within = |number: i64| format!("\u{2066}{sign}{}\u{2069}", locale.number(number));
    let t = locale.texts();
    match money::price(rial.saturating_abs()) {
        money::Price::Toman { toman, .. } => fill(t.toman, &within(toman)),
        money::Price::Rial(rial) => fill(t.rial, &within(rial)),
    }
}

/// The hidden field that ties a form to its session.
pub(super) fn csrf(token: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(token); }
}

/// Where a form is sent: the page that it stands on.
pub(super) fn here(locale: Locale) -> String {
    format!("?lang={}", locale.tag())
}

/// Lines of the statement.
pub(super) fn entries(lines: &[Entry], visit: &Visit<'_>) -> Markup {
    html! { ul class="entries" role="list" { @for line in lines { (entry(line, visit)) } } }
}

fn entry(line: &Entry, visit: &Visit<'_>) -> Markup {
    let (t, locale) = (visit.texts(), visit.locale);
    let change = signed(line.change, locale);
    html! {
        li {
            p class="row" { span { (what(line, visit)) } strong { (change) } }
            p class="row quiet" { span { (date::date_time(line.at.0, locale)) } span { (t.after) ": " (amount(line.after, locale)) } }
        }
    }
}

/// What a line is of.
fn what(line: &Entry, visit: &Visit<'_>) -> Markup {
    let (t, locale) = (visit.texts(), visit.locale);
    let shop = line.shop.as_ref().and_then(|shop| visit.call.world.shops.get(shop));
    let named = |text: &'static str, nameless: &'static str| match shop {
        Some(shop) => {
            let name = (&shop.name).into();
            let (before, after) = text.split_once("{}").unwrap_or((text, ""));
            html! { (before) (crate::page::shell::named(&name, locale)) (after) }
        }
        None => html! { (nameless) },
    };
    match line.why {
        Why::TopUp => html! { (t.topped_up) },
        Why::Spend | Why::Sale | Why::Fee | Why::DebtPaid => named(t.paid_to, t.paid),
        Why::Refund | Why::FeeBack => named(t.back_from, t.paid_back),
        Why::Kept => html! { (t.kept) },
        Why::Payout => html! { (t.out) },
        Why::PayoutBack => html! { (t.out_back) },
        _ => html! { (t.put_right) },
    }
}
