//! Settlement files against the ledger: those of before, a new one, and what came of one. An operator sees all of them; a shop those of
//! its own contracts, without who made them.

mod fault;
mod result;

pub use fault::file_fault;
pub use result::{One, class_name, one, suggestion_name};

use crate::{
    Frame, Lang,
    frame::with,
    part::{self, Col, Field, Kind, Page, Tone, Wrong},
    words,
};
use dargah_wire::{Mode, ShopName};
use dargah_words::date;
use maud::{Markup, html};

words! {
    /// What the list and the form say.
    Words {
        title: "مغایرت‌گیری", "Reconciliations";
        lead: "پروندهٔ تسویهٔ ارائه‌دهنده کنار دفتر پرداخت‌ها؛ هیچ تفاوتی خودبه‌خود درست نمی‌شود.", "A provider’s settlement file against the ledger; no difference is put right by itself.";
        gateway: "درگاه", "Gateway";
        shop: "فروشگاه", "Shop";
        days: "روزها", "Days";
        span: "{} تا {}", "{} to {}";
        matched: "بی‌تفاوت", "Matched";
        differences: "تفاوت", "Differences";
        made: "زمان", "Made";
        none: "هنوز پرونده‌ای سنجیده نشده است", "No file was compared yet";
        none_text: "پروندهٔ تسویه را از پنل ارائه‌دهنده بگیرید و اینجا بدهید.", "Take the settlement file from the provider’s panel and upload it here.";
        new: "پروندهٔ تازه", "A new file";
        which: "پروندهٔ کدام فروشگاه؟", "Whose file is it?";
        shop_hint: "شناسهٔ فروشگاه", "The shop’s id";
        go: "ادامه", "Go on";
        no_shop: "چنین فروشگاهی نیست.", "There is no such shop.";
        no_gateway: "این فروشگاه درگاهی ندارد.", "This shop has no gateway.";
        from: "از روز", "From day";
        to: "تا روز", "To day";
        cut_off: "پایان روز بانک", "The bank’s end of day";
        cut_off_hint: "آنچه پس از آن است شاید در پروندهٔ فردا باشد. خالی: پایان روز آخر.", "What comes after it may be in the next day’s file. Empty: the end of the last day.";
        optional: "اختیاری", "optional";
        file: "پرونده", "File";
        file_hint: "CSV با UTF-8، حداکثر ۸ مگابایت و ۱۰۰٬۰۰۰ سطر؛ سطر نخست عنوان ستون‌ها.", "CSV in UTF-8, at most 8 MB and 100,000 rows; the first line has the headings.";
        compare: "مقایسه با دفتر", "Compare with the ledger";
        wrong: "پرونده سنجیده نشد", "The file was not compared";
        back: "همهٔ مغایرت‌گیری‌ها", "All reconciliations";
    }
}

/// A file that was compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Its id.
    pub id: String,
    /// The shop, where that is not the reader's own.
    pub shop: Option<ShopName>,
    /// The gateway.
    pub gateway: ShopName,
    /// In which mode.
    pub mode: Mode,
    /// The first moment, ms.
    pub from: i64,
    /// The end, which is no part of it any more, ms.
    pub to: i64,
    /// When it was compared, ms.
    pub made_at: i64,
    /// Rows that agree in everything.
    pub matched: i64,
    /// Differences.
    pub differences: i64,
}

/// The operator's list.
#[derive(Clone, Debug)]
pub struct List<'a> {
    /// Of this page, the newest first.
    pub rows: &'a [Compared],
    /// Where it stands.
    pub page: Page<'a>,
    /// Shops to choose from, by id; no more than a list holds.
    pub shops: &'a [(String, ShopName)],
    /// The shop that was typed, if there is none of that name.
    pub unknown: Option<&'a str>,
}

/// `/admin/reconciliations`. Its form asks `/admin/reconciliations/new` by GET: `shop`.
#[must_use]
pub fn list(frame: &Frame<'_>, view: &List<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let error = view.unknown.map(|_| w.no_shop);
    let wrong = error.map_or_else(Wrong::none, |error| Wrong::one("shop", error));
    let said = error.map(|_| "shop-error");
    frame.page(w.title, &html! {
        (part::heading(w.title, w.lead, &html! {}))
        (part::problem(w.wrong, &wrong))
        form class="filters" method="get" action="/admin/reconciliations/new" {
            div class="field" {
                label for="shop" { (w.which) }
                p class="hint" id="shop-hint" { (w.shop_hint) }
                input id="shop" name="shop" list="shops" type="text" dir="ltr" autocomplete="off" spellcheck="false" maxlength="64"
                    value=(view.unknown.unwrap_or_default()) aria-invalid=[said.map(|_| "true")]
                    aria-describedby={ "shop-hint" @if let Some(said) = said { " " (said) } };
                datalist id="shops" { @for (id, name) in view.shops { option value=(id) { (lang.name(name)) } } }
                @if let Some(error) = error { p class="error" id="shop-error" { (error) } }
            }
            (part::button(w.go))
        }
        @if view.rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) }
        @else { (table(frame, w.title, view.rows, "/admin/reconciliations")) }
        (part::pager(lang, "/admin/reconciliations", view.page))
    })
}

/// A table of files that were compared; each leads to its own page below `path`.
#[must_use]
pub fn table(frame: &Frame<'_>, caption: &str, compared: &[Compared], path: &str) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let with_shop = compared.iter().any(|one| one.shop.is_some());
    let mut cols = vec![Col::text(w.made)];
    cols.extend(with_shop.then_some(Col::text(w.shop)));
    cols.extend([Col::text(w.gateway), Col::text(w.days), Col::number(w.matched), Col::number(w.differences)]);
    let rows: Vec<Vec<Markup>> = compared
        .iter()
        .map(|one| {
            let href = format!("{path}/{}", one.id);
            let href = if one.shop.is_some() { href } else { frame.at(&href) };
            let mut cells = vec![html! { a href=(href) { (part::moment(lang, one.made_at)) } }];
            cells.extend(one.shop.as_ref().map(|shop| html! { bdi { (lang.name(shop)) } }));
            let tone = if one.differences > 0 { Tone::Wait } else { Tone::Good };
            cells.extend([
                html! { bdi { (lang.name(&one.gateway)) } },
                html! { (days(lang, one.from, one.to)) },
                html! { (lang.number(one.matched)) },
                part::badge(tone, &lang.number(one.differences)),
            ]);
            cells
        })
        .collect();
    part::table(caption, &cols, &rows)
}

/// From which day to which, both of them in it.
fn days(lang: Lang, from: i64, to: i64) -> String {
    let day = |ms| date::day_as_typed(ms, lang.locale());
    lang.fill(&lang.fill(Words::of(lang).span, &day(from)), &day(to - 1))
}

/// What stands in the form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// A gateway's id.
    pub gateway: String,
    /// A day.
    pub from: String,
    /// A day.
    pub to: String,
    /// A day and a time, or nothing.
    pub cut_off: String,
}

/// A new file of a shop.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// The shop's id and name.
    pub shop: (&'a str, &'a ShopName),
    /// Its gateways: id, name and mode.
    pub gateways: &'a [(String, ShopName, Mode)],
    /// What stands in the form.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
}

/// `/admin/reconciliations/new?shop=`. Its form is sent there as one with a file: `gateway`, `from`, `to`, `cut_off`, `file`.
#[must_use]
pub fn new(frame: &Frame<'_>, view: &New<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let (id, name) = view.shop;
    let labels: Vec<(&str, String)> = view
        .gateways
        .iter()
        .map(|(id, name, mode)| {
            let test = if *mode == Mode::Test { lang.either(" (آزمایشی)", " (test)") } else { "" };
            (id.as_str(), format!("{}{test}", lang.name(name)))
        })
        .collect();
    let choices: Vec<part::Choice<'_>> = labels.iter().map(|(id, label)| (*id, label.as_str())).collect();
    let typed = view.typed;
    let day =
        |name, label, value| Field::new(name, label).kind(Kind::Day).value(value).most(40).error(view.wrong.on(name));
    frame.page(w.new, &html! {
        (part::heading(w.new, lang.name(name), &html! {}))
        (part::problem(w.wrong, view.wrong))
        @if choices.is_empty() { (part::notice(Tone::Plain, w.no_gateway)) }
        @else {
            section class="card" {
                form method="post" action=(with("/admin/reconciliations/new", "shop", id)) enctype="multipart/form-data" novalidate {
                    input type="hidden" name="csrf" value=(frame.csrf);
                    (part::select("gateway", w.gateway, &choices, &typed.gateway))
                    div class="grid" {
                        (day("from", w.from, &typed.from))
                        (day("to", w.to, &typed.to))
                    }
                    (day("cut_off", w.cut_off, &typed.cut_off).hint(w.cut_off_hint).optional(w.optional))
                    (part::file_field("file", w.file, w.file_hint, view.wrong.on("file")))
                    div class="actions" { (part::button(w.compare)) }
                }
            }
        }
        div class="actions" { (part::button_link("/admin/reconciliations", w.back)) }
    })
}
