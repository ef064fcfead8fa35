//! The queue of applications: what is late first, then what is so soonest.

use crate::{
    Frame,
    apply::says,
    part::{self, Col, Tone},
    words,
};
use maud::{Markup, html};

words! {
    /// What the queue says.
    Words {
        title: "درخواست‌های فعال‌سازی", "Applications";
        lead: "دیرشده‌ها بالا، سپس آن‌ها که مهلتشان نزدیک‌تر است.", "What is late comes first, then what is due soonest.";
        shop: "فروشگاه", "Shop";
        step: "گام", "Step";
        turn: "نوبت", "Turn";
        since: "از", "Since";
        due: "مهلت", "Due";
        late: "دیر شده", "Late";
        filter: "پالایش", "Filter";
        any: "همه", "All";
        show: "نشان بده", "Show";
        none: "درخواستی نیست", "No application";
        none_text: "با این پالایش چیزی در صف نیست.", "Nothing is in the queue with this filter.";
        unnamed: "بی‌نام", "Unnamed";
        next: "صفحهٔ بعد", "Next page";
        first: "از ابتدا", "From the start";
        pages: "صفحه‌ها", "Pages";
    }
}

/// An application in the list.
#[derive(Clone, Debug)]
pub struct RowView {
    /// Its id.
    pub id: String,
    /// The shop's names.
    pub name: dargah_wire::ShopName,
    /// Its site's host.
    pub host: String,
    /// The step's word.
    pub step: String,
    /// Whose turn, a word.
    pub turn: String,
    /// Since when it stands there.
    pub since: i64,
    /// From when on it is late.
    pub late_at: Option<i64>,
    /// Whether it is.
    pub late: bool,
}

/// The queue.
#[derive(Clone, Copy, Debug)]
pub struct QueueView<'a> {
    /// The rows of this page.
    pub rows: &'a [RowView],
    /// The step that is chosen; empty for all.
    pub step: &'a str,
    /// The turn that is chosen; empty for all.
    pub turn: &'a str,
    /// The number of this page, from 0.
    pub page: i64,
    /// Whether there is another.
    pub more: bool,
}

const STEPS: [&str; 9] =
    ["form", "review", "documents", "identity", "contract", "registration", "activation", "live", "refused"];
const TURNS: [&str; 3] = ["operator", "shop", "service"];

/// `/admin/applications`, with `step`, `turn` and `page`.
#[must_use]
pub fn queue(frame: &Frame<'_>, view: &QueueView<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let steps: Vec<(&str, &str)> =
        core::iter::once(("", w.any)).chain(STEPS.map(|word| (word, says::step(lang, word)))).collect();
    let turns: Vec<(&str, &str)> =
        core::iter::once(("", w.any)).chain(TURNS.map(|word| (word, says::turn_of(lang, word)))).collect();
    let at = |page: i64| format!("/admin/applications?step={}&turn={}&page={page}", view.step, view.turn);
    frame.page(
        w.title,
        &html! {
            (part::heading(w.title, w.lead, &html! {}))
            (part::filters("/admin/applications", w.filter, &[], &html! {
                (part::select("step", w.step, &steps, view.step))
                (part::select("turn", w.turn, &turns, view.turn))
                (part::button(w.show))
            }))
            @if view.rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) } @else { (rows(frame, view)) }
            @if view.page > 0 || view.more {
                nav class="pager" aria-label=(w.pages) {
                    @if view.page > 0 { a class="button second" href=(at(0)) { (w.first) } }
                    @if view.more { a class="button second" rel="next" href=(at(view.page + 1)) { (w.next) } }
                }
            }
        },
    )
}

fn rows(frame: &Frame<'_>, view: &QueueView<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = view
        .rows
        .iter()
        .map(|row| {
            let name = lang.name(&row.name);
            let name = if name.is_empty() { w.unnamed } else { name };
            let tone = match row.turn.as_str() {
                "operator" => Tone::Wait,
                _ => Tone::Plain,
            };
            vec![
                html! {
                    a href={ "/admin/applications/" (row.id) } { bdi { (name) } }
                    @if !row.host.is_empty() { " " span class="quiet" { (part::code(&row.host)) } }
                },
                html! { (says::step(lang, &row.step)) },
                part::badge(tone, says::turn_of(lang, &row.turn)),
                part::moment(lang, row.since),
                html! {
                    @if row.late { (part::badge(Tone::Bad, w.late)) " " }
                    @if let Some(at) = row.late_at { (part::moment(lang, at)) } @else { "—" }
                },
            ]
        })
        .collect();
    let cols = [Col::text(w.shop), Col::text(w.step), Col::text(w.turn), Col::text(w.since), Col::text(w.due)];
    part::table(w.title, &cols, &rows)
}
