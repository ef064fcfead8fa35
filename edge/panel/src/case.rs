//! `/admin/books/cases/{id}`: money in suspense, and where a person says that it belongs.

use crate::{
    Frame,
    part::{self, Choice, Field, Wrong},
    words,
};
use maud::html;

words! {
    /// What is said of a case.
    Words {
        title: "پروندهٔ معلق", "Case in suspense";
        lead: "پولی که دفترها دلیلش را نمی‌دانند. پس از روشن‌شدن، بگویید از آنِ کجاست.", "Money whose reason the books do not know. Once it is clear, say where it belongs.";
        case: "پرونده", "Case";
        stands: "مانده", "Balance";
        since: "از", "Since";
        closed: "این پرونده بسته است؛ چیزی در آن نیست.", "The case is closed; nothing stands there.";
        close: "بستن پرونده", "Close the case";
        close_text: "همهٔ مانده به جایی که برمی‌گزینید می‌رود، یا اگر کم است از آن می‌آید. این کار برگشت‌پذیر نیست.", "All that stands there goes where you choose, or comes from there if it is short. It cannot be undone.";
        into: "از آنِ", "It belongs to";
        costs: "هزینه‌ها: کارمزد بانک یا ارائه‌دهنده", "Costs: a charge of a bank or provider";
        fees: "درآمد: از آنِ پرداخت‌یار", "Income: the operator’s";
        capital: "سرمایه: پول خود پرداخت‌یار", "Capital: the operator’s own money";
        bank: "بانک: همین پول به شکل دیگری ثبت شده است", "Bank: the same money is posted in another way";
        note: "یادداشت", "Note";
        note_hint: "چه بود و از کجا معلوم شد؛ در دفتر رخدادها می‌ماند.", "What it was and how that is known; it is kept in the audit log.";
        wrong: "پرونده بسته نشد", "The case was not closed";
        back: "دفترهای مالی", "Books";
    }
}

/// A case. Integer rial, ms.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// Its name in the books.
    pub id: &'a str,
    /// What stands there; below zero, what is missing.
    pub stands: i64,
    /// Since when.
    pub since: i64,
    /// Whether its money came to, or left, a bank's account.
    pub is_of_bank: bool,
    /// Where it belongs, as it was chosen: `costs`, `fees`, `capital` or `bank`.
    pub into: &'a str,
    /// What was typed.
    pub note: &'a str,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
}

/// `/admin/books/cases/{id}`. Its form is sent there with `into` and `note`.
#[must_use]
pub fn case(frame: &Frame<'_>, view: &Case<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let mut choices: Vec<Choice<'_>> = vec![("costs", w.costs), ("fees", w.fees), ("capital", w.capital)];
    if view.is_of_bank {
        choices.push(("bank", w.bank));
    }
    let body = html! {
        (part::heading(w.title, w.lead, &html! {}))
        (part::problem(w.wrong, view.wrong))
        section class="card" {
            (part::facts(&[
                (w.case, part::code(view.id)),
                (w.stands, part::money_large(lang, view.stands)),
                (w.since, part::moment(lang, view.since)),
            ]))
        }
        @if view.stands == 0 {
            p class="quiet" { (w.closed) }
        } @else {
            (part::section(w.close, &html! {
                p class="quiet" { (w.close_text) }
                (frame.form(&format!("/admin/books/cases/{}", view.id), &html! {
                    (part::select("into", w.into, &choices, view.into))
                    (Field::new("note", w.note).hint(w.note_hint).value(view.note).most(200).error(view.wrong.on("note")))
                    (part::danger(w.close))
                }))
            }))
        }
        div class="actions" { (part::button_link(&frame.at("/admin/books"), w.back)) }
    };
    frame.page(w.title, &body)
}
