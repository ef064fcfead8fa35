//! What came of one settlement file.

use super::{Compared, days};
use crate::{
    Frame, Lang,
    part::{self, Col, Tone},
    words,
};
use dargah_wire::{DiscrepancyView, Reconciliation};
use maud::{Markup, html};

words! {
    /// What the page says.
    Words {
        title: "نتیجهٔ مغایرت‌گیری", "Result of a reconciliation";
        agrees: "پرونده و دفتر با هم می‌خوانند.", "File and ledger agree.";
        facts: "پرونده", "The file";
        shop: "فروشگاه", "Shop";
        gateway: "درگاه", "Gateway";
        days: "روزها", "Days";
        file: "نام پرونده", "File name";
        made: "زمان مقایسه", "Compared";
        by: "به دست", "By";
        matched: "سطرهای بی‌تفاوت", "Rows that agree";
        pending: "شاید در پروندهٔ روز بعد", "Perhaps in the next day’s file";
        outside: "سطرهای روزهای دیگر", "Rows of other days";
        others: "سطرهای پایانه‌های دیگر", "Rows of other terminals";
        without: "سطرهای بی‌جابه‌جایی پول", "Rows where no money moved";
        silent: "این پرونده استرداد را نشان نمی‌دهد؛ استردادهای جاافتاده فهرست نمی‌شود.", "This file cannot say that a row is a refund, so missing refunds are not listed.";
        sums: "جمع‌ها", "Sums";
        what: "چه", "What";
        of_file: "پرونده", "File";
        of_ledger: "دفتر", "Ledger";
        gap: "تفاوت", "Difference";
        sales: "فروش", "Sales";
        refunds: "استرداد", "Refunds";
        reversals: "برگشت بانک", "Sent back by the bank";
        settled: "واریزی به گفتهٔ پرونده", "Paid out, says the file";
        fees: "کارمزد به گفتهٔ پرونده", "Fees, says the file";
        line: "سطر", "Line";
        payment: "پرداخت", "Payment";
        order: "شمارهٔ سفارش بانک", "Order at the bank";
        reference: "مرجع", "Reference";
        there: "در پرونده", "In the file";
        here: "در دفتر", "In the ledger";
        next: "چه کنید", "What to do";
        unlisted: "{} تفاوت دیگر هم هست که اینجا جا نشد؛ این‌ها را درست کنید و پرونده را دوباره بدهید.", "{} more differences are not listed; put these right and upload the file again.";
        back: "همهٔ مغایرت‌گیری‌ها", "All reconciliations";
        reports: "گزارش‌ها", "Reports";
    }
}

/// What a class of differences is called.
#[must_use]
pub fn class_name(lang: Lang, class: &str) -> &'static str {
    let (fa, en) = match class {
        "missing_in_file" => ("اینجا وصول شده و در پرونده نیست", "Captured here and not in the file"),
        "missing_in_ledger" => ("در پرونده هست و مال پرداختی نیست", "In the file and no payment here for certain"),
        "amount_differs" => ("مبلغ دو طرف یکی نیست", "The amounts differ"),
        "captured_there_not_here" => ("آنجا فروش است و اینجا وصول نشده", "Sold there and not captured here"),
        "reversed_there" => ("بانک پول وصول‌شده را برگردانده", "Sent back there and captured here"),
        "refund_missing_in_file" => ("اینجا استرداد شده و در پرونده نیست", "Refunded here and not in the file"),
        "refund_missing_in_ledger" => ("آنجا استرداد شده و اینجا نه", "Refunded there and not for certain here"),
        "refund_amount_differs" => ("مبلغ استرداد دو طرف یکی نیست", "The amounts of the refund differ"),
        "duplicate_in_file" => ("یک سطر دو بار آمده", "The same row twice"),
        _ => ("تفاوت", "A difference"),
    };
    lang.either(fa, en)
}

/// What a suggestion is called.
#[must_use]
pub fn suggestion_name(lang: Lang, suggestion: &str) -> &'static str {
    let (fa, en) = match suggestion {
        "bank_returned" => ("برگشت بانک ثبت شود", "Record that the bank returned it"),
        "verify_again" => ("دوباره از بانک پرسیده شود", "Have the bank asked again"),
        "refund_done" => ("بازپرداخت انجام‌شده ثبت شود", "Record that the refund is done"),
        "refund_refused" => ("بازپرداخت انجام‌نشده ثبت شود", "Record that the refund was not made"),
        _ => ("کسی باید نگاه کند", "A person has to look"),
    };
    lang.either(fa, en)
}

/// One file and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct One<'a> {
    /// The file.
    pub compared: &'a Compared,
    /// Its name.
    pub file: &'a str,
    /// Who compared it, where that is the reader's business.
    pub by: Option<&'a str>,
    /// What came of it.
    pub result: &'a Reconciliation,
    /// Where its differences are as CSV.
    pub csv: &'a str,
}

/// `/admin/reconciliations/{id}`, and `/panel/reports/settlements/{id}` for a shop.
#[must_use]
pub fn one(frame: &Frame<'_>, view: &One<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let (compared, result) = (view.compared, view.result);
    let count = |n: u32| html! { (lang.number(n.into())) };
    let mut facts: Vec<(&str, Markup)> = Vec::new();
    facts.extend(compared.shop.as_ref().map(|shop| (w.shop, html! { bdi { (lang.name(shop)) } })));
    facts.extend([
        (w.gateway, html! { bdi { (lang.name(&compared.gateway)) } }),
        (w.days, html! { (days(lang, compared.from, compared.to)) }),
        (w.file, html! { bdi { (view.file) } }),
        (w.made, part::moment(lang, compared.made_at)),
    ]);
    facts.extend(view.by.map(|by| (w.by, crate::sign_in::number(lang, by))));
    facts.push((w.matched, count(result.matched)));
    let counted = [
        (w.pending, result.pending_cut_off),
        (w.outside, result.outside),
        (w.others, result.other_terminal),
        (w.without, result.without_money),
    ];
    facts.extend(counted.into_iter().filter(|(_, n)| *n > 0).map(|(term, n)| (term, count(n))));
    let is_desk = compared.shop.is_some();
    let actions = html! {
        (part::mode_badge(lang, compared.mode))
        @if !result.discrepancies.is_empty() {
            (part::csv_link(lang, &if is_desk { view.csv.to_owned() } else { frame.at(view.csv) }))
        }
    };
    frame.page(w.title, &html! {
        (part::heading(w.title, "", &actions))
        @if result.classes.is_empty() { (part::notice(Tone::Good, w.agrees)) }
        div class="columns" {
            (part::section(w.facts, &html! {
                (part::facts(&facts))
                @if !result.says_refunds { p class="quiet" { (w.silent) } }
            }))
            (part::section(w.sums, &sums(lang, result)))
        }
        @for class in &result.classes {
            @let listed: Vec<_> = result.discrepancies.iter().filter(|one| one.class == class.class).collect();
            section class="card" {
                h2 { (class_name(lang, &class.class)) " " span class="quiet" { "(" (lang.number(class.count.into())) ")" } }
                @if !listed.is_empty() { (differences(frame, class_name(lang, &class.class), &listed, is_desk)) }
            }
        }
        @if result.unlisted > 0 { (part::notice(Tone::Wait, &lang.fill(w.unlisted, &lang.number(result.unlisted.into())))) }
        div class="actions" {
            @if is_desk { (part::button_link("/admin/reconciliations", w.back)) }
            @else { (part::button_link(&frame.at("/panel/reports"), w.reports)) }
        }
    })
}

fn sums(lang: Lang, result: &Reconciliation) -> Markup {
    let w = Words::of(lang);
    let (file, ledger) = (result.file, result.ledger);
    let row = |what: &str, there: i64, here: i64| {
        vec![
            html! { (what) },
            part::money(lang, there),
            part::money(lang, here),
            html! { @if there == here { "—" } @else { (part::money(lang, there.saturating_sub(here))) } },
        ]
    };
    let rows = [
        row(w.sales, file.sales, ledger.sales),
        row(w.refunds, file.refunds, ledger.refunds),
        row(w.reversals, file.reversals, ledger.reversals),
    ];
    let cols = [Col::text(w.what), Col::number(w.of_file), Col::number(w.of_ledger), Col::number(w.gap)];
    html! {
        @if result.settled != 0 || result.fees != 0 {
            (part::facts(&[(w.settled, part::money(lang, result.settled)), (w.fees, part::money(lang, result.fees))]))
        }
        (part::table(w.sums, &cols, &rows))
    }
}

fn differences(frame: &Frame<'_>, caption: &str, listed: &[&DiscrepancyView], is_desk: bool) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let cols = [
        Col::text(w.line),
        Col::text(w.payment),
        Col::text(w.order),
        Col::text(w.reference),
        Col::number(w.there),
        Col::number(w.here),
        Col::text(w.next),
    ];
    let code = |text: &str| html! { @if text.is_empty() { "—" } @else { (part::code(text)) } };
    let amount = |rial: Option<i64>| html! { @if let Some(rial) = rial { (part::money(lang, rial)) } @else { "—" } };
    let rows: Vec<Vec<Markup>> = listed
        .iter()
        .map(|one| {
            vec![
                html! { @if let Some(line) = one.line { (lang.number(line.into())) } @else { "—" } },
                html! {
                    @match &one.payment {
                        // The operator's desk has no page of a shop's payment.
                        Some(id) if !is_desk => a href=(frame.at(&format!("/panel/payments/{id}"))) { (part::code(id)) },
                        Some(id) => (part::code(id)),
                        None => "—",
                    }
                },
                code(one.refund.as_deref().unwrap_or(&one.order)),
                code(&one.reference),
                amount(one.file_amount),
                amount(one.ledger_amount),
                html! { (suggestion_name(lang, &one.suggestion)) },
            ]
        })
        .collect();
    part::table(caption, &cols, &rows)
}
