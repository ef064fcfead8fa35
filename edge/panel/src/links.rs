//! Payment links: the list, a new one, and one of them with its QR code and the snippet for a page.

use crate::{
    Frame, Lang,
    part::{self, Col, Confirm, Field, Kind, Page, Tone, Wrong},
    payees,
    qr::qr,
    words,
};
use dargah_wire::SplitPart;
use maud::{Markup, html};

words! {
    /// What is said of payment links.
    Words {
        title: "لینک‌های پرداخت", "Payment links";
        lead: "نشانی‌ای که می‌فرستید یا چاپ می‌کنید؛ بدون برنامه‌نویسی.", "An address to send or print; no programming needed.";
        name: "عنوان", "Title";
        amount: "مبلغ", "Amount";
        open: "به انتخاب خریدار", "The payer says";
        state: "وضعیت", "State";
        on: "فعال", "Active";
        off: "بسته", "Closed";
        spent: "تمام‌شده", "Used up";
        over: "منقضی", "Expired";
        paid: "پرداخت‌شده", "Paid";
        made: "ساخته شد", "Made";
        until: "تا", "Until";
        none: "هنوز لینکی نیست", "No links yet";
        none_text: "با یک عنوان و مبلغ، اولین لینک را بسازید.", "Make the first one with a title and an amount.";
        create: "ساخت لینک", "Create a link";
        name_hint: "خریدار آن را می‌بیند؛ مانند «کارگاه سفال، دی‌ماه».", "The payer sees it, such as “Pottery workshop, January”.";
        amount_hint: "خالی بگذارید تا خریدار خودش مبلغ را بنویسد.", "Leave it empty, and the payer says how much.";
        toman: "تومان", "toman";
        uses: "چند بار پرداخت شود؟", "How often can it be paid?";
        uses_hint: "خالی: هر چند بار.", "Empty: as often as wanted.";
        until_hint: "تا پایان این روز؛ خالی: بی‌پایان.", "To the end of this day; empty: for ever.";
        optional: "اختیاری", "optional";
        wrong: "لینک ساخته نشد", "The link was not created";
        address: "نشانی لینک", "The link’s address";
        code: "کد QR", "QR code";
        code_hint: "روی صفحهٔ چاپی یا پیشخوان بگذارید؛ با دوربین گوشی باز می‌شود.", "For print or the counter; a phone’s camera opens it.";
        snippet: "دکمه برای صفحهٔ شما", "A button for your page";
        snippet_hint: "این تکه HTML را در صفحه بگذارید.", "Put this piece of HTML into the page.";
        split: "تسهیم", "Split";
        pay: "پرداخت", "Pay";
        close: "بستن لینک", "Close the link";
        close_sure: "این لینک بسته شود؟", "Close this link?";
        close_text: "دیگر کسی نمی‌تواند با آن بپردازد. پرداخت‌های انجام‌شده می‌مانند.", "Nobody can pay by it any more. Payments that were made stay.";
        all: "همهٔ لینک‌ها", "All links";
        id: "شناسه", "Id";
    }
}

/// Whether a link can be paid by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It can.
    Open,
    /// The shop closed it.
    Closed,
    /// It was paid as often as it may be.
    Spent,
    /// Its time is over.
    Over,
}

/// A link.
#[derive(Clone, Debug)]
pub struct LinkRow {
    /// `lnk_…`
    pub id: String,
    /// What the payer reads.
    pub title: String,
    /// Integer rial; nothing where the payer says.
    pub amount: Option<i64>,
    /// Where it leads.
    pub url: String,
    /// Whether it can be paid by.
    pub state: LinkState,
    /// How often it was paid.
    pub paid: i64,
    /// How often it may be; nothing for any number.
    pub most: Option<i64>,
    /// Until when.
    pub expires_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
    /// Who gets a part of each payment.
    pub split: Vec<SplitPart>,
}

/// What was typed into the form for a new one.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The title.
    pub title: String,
    /// Toman, or nothing.
    pub amount: String,
    /// How often, or nothing.
    pub uses: String,
    /// A day, or nothing.
    pub until: String,
}

/// The links, and the form for another one.
#[derive(Clone, Debug)]
pub struct Links<'a> {
    /// The links, the newest first.
    pub links: &'a [LinkRow],
    /// Where the list stands.
    pub page: Page<'a>,
    /// Whether the reader may change anything.
    pub may_change: bool,
    /// What was typed.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
}

impl LinkState {
    /// Its word for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Spent => "spent",
            Self::Over => "over",
        }
    }

    /// In words.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        let w = Words::of(lang);
        match self {
            Self::Open => w.on,
            Self::Closed => w.off,
            Self::Spent => w.spent,
            Self::Over => w.over,
        }
    }
}

fn state(lang: Lang, state: LinkState) -> Markup {
    part::badge(if state == LinkState::Open { Tone::Good } else { Tone::Plain }, state.name(lang))
}

fn amount(lang: Lang, amount: Option<i64>) -> Markup {
    match amount {
        Some(rial) => part::money(lang, rial),
        None => html! { (Words::of(lang).open) },
    }
}

fn paid(lang: Lang, link: &LinkRow) -> Markup {
    html! { (lang.number(link.paid)) @if let Some(most) = link.most { (lang.either(" از ", " of ")) (lang.number(most)) } }
}

/// `/panel/links`. Its form is sent there with `title`, `amount`, `uses` and `until`.
#[must_use]
pub fn links(frame: &Frame<'_>, view: &Links<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = view
        .links
        .iter()
        .map(|link| {
            vec![
                html! { a href=(frame.at(&format!("/panel/links/{}", link.id))) { bdi { (link.title) } } },
                state(lang, link.state),
                amount(lang, link.amount),
                paid(lang, link),
                part::moment(lang, link.created_at),
            ]
        })
        .collect();
    let cols = [Col::text(w.name), Col::text(w.state), Col::number(w.amount), Col::number(w.paid), Col::text(w.made)];
    let typed = view.typed;
    let form = html! {
        (Field::new("title", w.name).hint(w.name_hint).value(&typed.title).most(100).error(view.wrong.on("title")))
        (Field::new("amount", w.amount).optional(w.optional).kind(Kind::Number).unit(w.toman).hint(w.amount_hint).value(&typed.amount)
            .most(20).error(view.wrong.on("amount")))
        (Field::new("uses", w.uses).optional(w.optional).kind(Kind::Number).hint(w.uses_hint).value(&typed.uses).most(8)
            .error(view.wrong.on("uses")))
        (Field::new("until", w.until).optional(w.optional).kind(Kind::Day).hint(w.until_hint).value(&typed.until).most(12)
            .error(view.wrong.on("until")))
        (part::button(w.create))
    };
    let body = html! {
        (part::heading(w.title, w.lead, &html! {
            @if !rows.is_empty() { (part::csv_link(lang, &frame.at("/panel/links.csv"))) }
        }))
        (part::problem(w.wrong, view.wrong))
        @if rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) } @else { (part::table(w.title, &cols, &rows)) }
        (part::pager(lang, &frame.at("/panel/links"), view.page))
        @if view.may_change { (part::section(w.create, &frame.form("/panel/links", &form))) }
    };
    frame.page(w.title, &body)
}

/// `/panel/links/{id}`
#[must_use]
pub fn link(frame: &Frame<'_>, link: &LinkRow, may_change: bool) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let snippet = format!("<a href=\"{}\" rel=\"noopener\">{}</a>", link.url, w.pay);
    let mut about = vec![
        (w.state, state(lang, link.state)),
        (w.amount, amount(lang, link.amount)),
        (w.paid, paid(lang, link)),
        (w.made, part::moment(lang, link.created_at)),
    ];
    if let Some(at) = link.expires_at {
        about.push((w.until, part::moment(lang, at)));
    }
    about.push((w.id, part::code(&link.id)));
    let actions = html! {
        (part::button_link(&frame.at("/panel/links"), w.all))
        @if may_change && link.state == LinkState::Open {
            (part::button_link(&frame.at(&format!("/panel/links/{}/close", link.id)), w.close))
        }
    };
    let body = html! {
        header class="heading" { h1 { bdi { (link.title) } } div class="actions" { (actions) } }
        div class="columns" {
            section class="card" { (part::facts(&about)) }
            @if let Some(code) = qr(&link.url, w.code) {
                section class="card" { h2 { (w.code) } (code) p class="quiet" { (w.code_hint) } }
            }
        }
        @if !link.split.is_empty() { (part::section(w.split, &payees::split(lang, &link.split, &[]))) }
        section class="card" { h2 { (w.address) } (part::copied(lang, w.address, &link.url)) }
        section class="card" {
            h2 { (w.snippet) }
            p class="quiet" { (w.snippet_hint) }
            (part::copied(lang, w.snippet, &snippet))
        }
    };
    frame.page(&link.title, &body)
}

/// `/panel/links/{id}/close` by GET. The yes is sent to the same address.
#[must_use]
pub fn close(frame: &Frame<'_>, link: &LinkRow) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let question = Confirm {
        title: w.close_sure,
        text: w.close_text,
        facts: &[(w.name, html! { bdi { (link.title) } }), (w.amount, amount(lang, link.amount))],
        action: &frame.at(&format!("/panel/links/{}/close", link.id)),
        hidden: &[],
        yes: w.close,
        back: &frame.at(&format!("/panel/links/{}", link.id)),
    };
    frame.page(w.close_sure, &part::confirm(frame.csrf, lang, &question))
}
