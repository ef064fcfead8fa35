//! What came of a bank's statement, row by row.

use crate::{
    Frame, Lang,
    part::{self, Col, Tone},
    words,
};
use dargah_wire::{StatementRowKind, StatementRowTaken, StatementTaken};
use maud::{Markup, html};

words! {
    /// What is said of a statement.
    Words {
        title: "صورت‌حساب خوانده شد", "The statement is taken in";
        nothing_new: "همهٔ سطرها پیش‌تر خوانده شده بود؛ چیزی عوض نشد.", "Every row was taken in before; nothing has changed.";
        settled: "واریز رفت", "Paid out";
        returned: "برگشت", "Came back";
        case: "برای بررسی", "For a person";
        acceptor: "تسویهٔ شاپرک", "Shaparak’s settlement";
        known: "تکراری", "Taken in before";
        line: "سطر", "Line";
        what: "نتیجه", "What it is";
        when: "زمان", "When";
        came: "آمد", "Came";
        went: "رفت", "Went";
        says: "شرح", "What it says";
        about: "دربارهٔ", "About";
        rows: "سطرها", "Rows";
        books: "پرونده‌های معلق در دفترها", "Cases in the books";
        back: "بازگشت به واریزها", "Back to the payouts";
    }
}

const fn name(w: &Words, kind: StatementRowKind) -> &'static str {
    match kind {
        StatementRowKind::Settled => w.settled,
        StatementRowKind::Returned => w.returned,
        StatementRowKind::Case => w.case,
        StatementRowKind::Acceptor => w.acceptor,
        StatementRowKind::Known => w.known,
    }
}

const fn tone(kind: StatementRowKind) -> Tone {
    match kind {
        StatementRowKind::Settled => Tone::Good,
        StatementRowKind::Returned => Tone::Bad,
        StatementRowKind::Case => Tone::Wait,
        StatementRowKind::Acceptor | StatementRowKind::Known => Tone::Plain,
    }
}

/// The answer to a statement that was sent.
#[must_use]
pub fn taken(frame: &Frame<'_>, view: &StatementTaken) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let counts = [
        (w.settled, view.settled),
        (w.returned, view.returned),
        (w.case, view.cases),
        (w.acceptor, view.acceptors),
        (w.known, view.known),
    ];
    let is_old = !view.rows.is_empty() && view.rows.iter().all(|row| row.what == StatementRowKind::Known);
    let body = html! {
        (part::heading(w.title, "", &html! {}))
        @if is_old { (part::notice(Tone::Plain, w.nothing_new)) }
        dl class="tiles" { @for (name, count) in counts {
            @if count > 0 { div class="tile" { dt { (name) } dd { (lang.number(count.into())) } } }
        } }
        @if !view.rows.is_empty() { (part::section(w.rows, &rows(frame, &view.rows))) }
        div class="actions" {
            (part::button_link(&frame.at("/admin/payouts"), w.back))
            @if view.cases > 0 { (part::button_link(&frame.at("/admin/books"), w.books)) }
        }
    };
    frame.page(w.title, &body)
}

fn rows(frame: &Frame<'_>, rows: &[StatementRowTaken]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let row = |row: &StatementRowTaken| {
        vec![
            html! { (lang.number(row.line.into())) },
            part::badge(tone(row.what), name(w, row.what)),
            part::moment(lang, row.at),
            amount(lang, row.came),
            amount(lang, row.went),
            html! { bdi { (row.says) } },
            html! {
                @for id in &row.payouts {
                    a href=(frame.at(&format!("/admin/payouts/{id}"))) title=(id) { (part::code(end_of(id))) } " "
                }
                @if row.payouts.is_empty() { "—" }
            },
        ]
    };
    let cols = [
        Col::text(w.line),
        Col::text(w.what),
        Col::text(w.when),
        Col::number(w.came),
        Col::number(w.went),
        Col::text(w.says),
        Col::text(w.about),
    ];
    part::table(w.rows, &cols, &rows.iter().map(row).collect::<Vec<_>>())
}

fn amount(lang: Lang, rial: i64) -> Markup {
    if rial == 0 {
        html! { "—" }
    } else {
        part::money(lang, rial)
    }
}

/// What tells an id from others in a narrow column: its end. All of it stands in what the row says.
fn end_of(id: &str) -> &str {
    id.char_indices().rev().nth(5).and_then(|(at, _)| id.get(at..)).unwrap_or(id)
}
