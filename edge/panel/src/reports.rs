//! Reports: totals by day, gateway and cause, as charts, tables and CSV.

use crate::{
    Frame,
    overview::{self, ClassTotal, GatewayTotals, Period, Slice, Totals},
    part::{self, Col, Field, Kind, Point, Wrong},
    reconciliation::{self, Compared},
    words,
};
use dargah_words::date;
use maud::{Markup, html};

words! {
    /// What the reports say.
    Words {
        title: "گزارش‌ها", "Reports";
        lead: "روزها به وقت تهران‌اند؛ هر پرداخت در روزی که ساخته شده است.", "Days are Tehran’s; a payment counts on the day it was made.";
        range: "بازهٔ گزارش", "Range of the report";
        from: "از روز", "From day";
        to: "تا روز", "To day";
        show: "نمایش", "Show";
        csv: "خروجی CSV روزها", "Export days as CSV";
        payments_csv: "خروجی CSV پرداخت‌ها", "Export payments as CSV";
        wrong: "گزارش این بازه ساخته نشد", "There is no report of this range";
        rate: "نرخ موفقیت روز به روز", "Success rate by day";
        rate_says: "نرخ موفقیت همهٔ بازه {} است.", "The success rate of the whole range is {}.";
        day: "روز", "Day";
        share: "نرخ موفقیت", "Success rate";
        count: "به نتیجه رسیده", "Came to an end";
        by_gateway: "به تفکیک درگاه", "By gateway";
        by_class: "به تفکیک علت", "By cause of failure";
        days: "روزها", "Days";
        made: "ساخته‌شده", "Made";
        paid: "موفق", "Paid";
        failed: "ناموفق", "Not paid";
        volume: "مبلغ وصول‌شده", "Volume";
        refunded: "بازپرداخت", "Refunded";
        net: "خالص", "Net";
        settlements: "تسویه", "Settlement";
        settlements_lead: "پرونده‌های تسویهٔ قراردادهای خودتان که با دفتر پرداخت‌ها سنجیده شده‌اند.", "Settlement files of your own contracts that were held against the ledger.";
        none: "در این بازه پرداختی نیست", "No payments in this range";
        none_text: "بازهٔ دیگری را امتحان کنید.", "Try another range.";
    }
}

/// The reports.
#[derive(Clone, Debug)]
pub struct Reports<'a> {
    /// The first day, as it was typed.
    pub from: &'a str,
    /// The last day, as it was typed.
    pub to: &'a str,
    /// What is wrong with them.
    pub wrong: &'a Wrong,
    /// All of it.
    pub totals: Totals,
    /// Day by day, oldest first, days without payments among them.
    pub days: &'a [Slice],
    /// By gateway.
    pub gateways: &'a [GatewayTotals],
    /// By cause.
    pub classes: &'a [ClassTotal],
    /// Settlement files of the shop's own contracts, the newest first.
    pub settlements: &'a [Compared],
    /// Where the days are as CSV.
    pub csv: &'a str,
    /// Where the payments are as CSV.
    pub payments_csv: &'a str,
}

/// `/panel/reports`
#[must_use]
pub fn reports(frame: &Frame<'_>, view: &Reports<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let exports = html! {
        @if view.totals.made > 0 {
            (part::button_link(&frame.at(view.csv), w.csv))
            (part::button_link(&frame.at(view.payments_csv), w.payments_csv))
        }
    };
    let range = html! {
        (Field::new("from", w.from).kind(Kind::Day).value(view.from).most(12).error(view.wrong.on("from")))
        (Field::new("to", w.to).kind(Kind::Day).value(view.to).most(12).error(view.wrong.on("to")))
        (part::button(w.show))
    };
    let body = html! {
        (part::heading(w.title, w.lead, &exports))
        (part::problem(w.wrong, view.wrong))
        (part::filters("/panel/reports", w.range, &[("mode", frame.mode.as_str())], &range))
        @if view.totals.made == 0 {
            (part::empty(w.none, w.none_text, &html! {}))
        } @else {
            (overview::tiles(lang, view.totals))
            div class="columns" {
                (overview::course(lang, Period::Month, view.days, view.totals))
                section class="card" { (rate(frame, view)) }
            }
            div class="columns" {
                section class="card" { h2 { (w.by_gateway) } (overview::gateways(lang, view.gateways)) }
                section class="card" { h2 { (w.by_class) } (overview::classes(lang, view.classes)) }
            }
            section class="card" { h2 { (w.days) } (days(frame, view.days)) }
        }
        @if !view.settlements.is_empty() {
            (part::section(w.settlements, &html! {
                p class="quiet" { (w.settlements_lead) }
                (reconciliation::table(frame, w.settlements, view.settlements, "/panel/reports/settlements"))
            }))
        }
    };
    frame.page(w.title, &body)
}

fn rate(frame: &Frame<'_>, view: &Reports<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let every = view.days.len().div_ceil(5).max(1);
    let points: Vec<Point> = view
        .days
        .iter()
        .enumerate()
        .map(|(i, day)| {
            let name = date::day_of_year(day.at, lang.locale());
            let of = day.totals.paid + day.totals.failed;
            Point { label: (i % every == 0).then(|| name.clone()), name, part: day.totals.paid, of }
        })
        .collect();
    let whole = lang.percent(view.totals.paid, view.totals.paid + view.totals.failed);
    part::line(lang, w.rate, &lang.fill(w.rate_says, &whole), [w.day, w.share, w.count], &points)
}

fn days(frame: &Frame<'_>, days: &[Slice]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let cols = [
        Col::text(w.day),
        Col::number(w.made),
        Col::number(w.paid),
        Col::number(w.failed),
        Col::number(w.share),
        Col::number(w.volume),
        Col::number(w.refunded),
        Col::number(w.net),
    ];
    // The newest day is what is looked for.
    let rows: Vec<Vec<Markup>> = days
        .iter()
        .rev()
        .map(|Slice { at, totals }| {
            vec![
                part::day(lang, *at),
                html! { (lang.number(totals.made)) },
                html! { (lang.number(totals.paid)) },
                html! { (lang.number(totals.failed)) },
                html! { (lang.percent(totals.paid, totals.paid + totals.failed)) },
                part::money(lang, totals.volume),
                part::money(lang, totals.refunded),
                part::money(lang, totals.volume - totals.refunded),
            ]
        })
        .collect();
    part::table(w.days, &cols, &rows)
}
