//! `/admin/payouts`: what waits for approval, the files that banks get, their statement, and what was before.

use super::{Account, cell, no_way, rail_name, stage, stage_name};
use crate::{
    Frame, Lang,
    part::{self, Choice, Col, Page, Tone, Wrong},
    sign_in::number,
    words,
};
use dargah_wire::{PayoutFileView, PayoutNoWay, PayoutStage, ShopName};
use maud::{Markup, html};

words! {
    /// What is said at the desk of payouts.
    Words {
        title: "واریزها", "Payouts";
        lead: "پول فروشگاه‌ها به حساب‌هایشان: یکی درخواست می‌کند، دیگری تأیید می‌کند، بانک می‌فرستد، صورت‌حساب نشان می‌دهد.", "Shops’ money to their accounts: one person asks, another approves, the bank sends, the statement shows it.";
        not_set_up: "هنوز حسابی که می‌پردازد (bank) و صاحبش (payouts.owner) در تنظیم FACILITATOR نیست؛ تا آن زمان چیزی واریز نمی‌شود.", "The account that pays (bank) and its owner (payouts.owner) are not in the setting FACILITATOR yet; nothing is paid out until they are.";
        queue: "در انتظار تأیید", "Waiting for approval";
        queue_none: "هیچ درخواستی در انتظار تأیید نیست.", "Nothing waits for approval.";
        asked: "زمان درخواست", "Asked for";
        owner: "صاحب پول", "Whose money";
        amount: "مبلغ", "Amount";
        to: "به حساب", "To";
        by: "درخواست از", "Asked by";
        acts: "کارها", "Actions";
        look: "بررسی", "Review";
        next: "پرونده‌های بعدی بانک", "The bank’s next files";
        next_none: "هیچ واریز تأییدشده‌ای در انتظار پرونده نیست.", "No approved payout waits for a file.";
        rail: "راه", "Way";
        count: "تعداد", "Payouts";
        submit: "مهلت تحویل به بانک", "Bank has to have it by";
        make: "ساخت پرونده‌ها", "Make the files";
        left: "در هیچ پرونده‌ای نمی‌رود", "In no file";
        payout: "واریز", "Payout";
        why: "چرا", "Why";
        files: "پرونده‌های ساخته‌شده", "Files that were made";
        file: "پرونده", "File";
        made: "زمان ساخت", "Made";
        get: "دریافت", "Download";
        statement: "صورت‌حساب بانک", "The bank’s statement";
        statement_text: "سطرها با شناسهٔ واریز یا شناسهٔ پرونده شناخته می‌شوند. سطر ناشناس، پروندهٔ معلقی در دفترها می‌شود. بار دوم هیچ چیز عوض نمی‌شود.", "Rows are known by deposit id or file id. A row that nobody knows becomes a case in the books. A second time changes nothing.";
        statement_file: "پروندهٔ صورت‌حساب", "Statement file";
        statement_hint: "CSV با UTF-8، حداکثر ۱ مگابایت؛ سطر نخست عنوان ستون‌ها.", "CSV in UTF-8, at most 1 MB; the first line has the headings.";
        take: "خواندن صورت‌حساب", "Take it in";
        wrong: "صورت‌حساب خوانده نشد", "The statement was not taken in";
        history: "همهٔ واریزها", "All payouts";
        stage: "وضعیت", "Stage";
        every: "همه", "All";
        show: "نمایش", "Show";
        none: "واریزی به این وضعیت نیست", "No payout is at this stage";
        none_text: "درخواست‌های فروشگاه‌ها این‌جا می‌آید.", "What shops ask for appears here.";
    }
}

/// Who asked for a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A person, by their masked number.
    Person(String),
    /// The shop's server.
    Key,
    /// The shopper whose wallet it is.
    Owner,
    /// The service.
    Service,
}

pub(super) fn by(lang: Lang, by: &By) -> Markup {
    match by {
        By::Person(mobile) => number(lang, mobile),
        By::Key => html! { (lang.either("سرور فروشگاه", "the shop’s server")) },
        By::Owner => html! { (lang.either("صاحب کیف پول", "the wallet’s owner")) },
        By::Service => html! { (lang.either("سامانه", "the service")) },
    }
}

/// A payout in a list of the desk. Integer rial, ms.
#[derive(Clone, Debug)]
pub struct Row {
    /// `po_…`
    pub id: String,
    /// When it was asked for.
    pub at: i64,
    /// Whose money: the shop's name, or nothing for a wallet.
    pub shop: Option<ShopName>,
    /// Whose money, as the books have it.
    pub owner: String,
    /// How much.
    pub amount: i64,
    /// To which account, masked.
    pub to: Account,
    /// Who asked.
    pub by: By,
    /// Where it stands.
    pub stage: PayoutStage,
}

/// The desk.
#[derive(Clone, Debug)]
pub struct Desk<'a> {
    /// Whether the operator has said whose account pays.
    pub is_set_up: bool,
    /// What waits for approval.
    pub queue: &'a [Row],
    /// The files that could be made now.
    pub next: &'a [PayoutFileView],
    /// What goes in none, and why.
    pub left: &'a [(String, PayoutNoWay)],
    /// Files that were made, the newest first.
    pub files: &'a [PayoutFileView],
    /// The payouts of this page, the newest first.
    pub rows: &'a [Row],
    /// At which stage they are, if only one is shown.
    pub stage: Option<PayoutStage>,
    /// Where the list stands.
    pub page: Page<'a>,
    /// What is wrong with the statement that was sent.
    pub wrong: &'a Wrong,
}

/// `/admin/payouts`
#[must_use]
pub fn desk(frame: &Frame<'_>, view: &Desk<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let path = view.stage.map_or_else(
        || frame.at("/admin/payouts"),
        |stage| crate::frame::with(&frame.at("/admin/payouts"), "stage", stage.as_str()),
    );
    let body = html! {
        (part::heading(w.title, w.lead, &html! {}))
        (part::problem(w.wrong, view.wrong))
        @if !view.is_set_up { (part::notice(Tone::Wait, w.not_set_up)) }
        (part::section(w.queue, &queue(frame, view.queue)))
        (part::section(w.next, &next(frame, view)))
        @if !view.files.is_empty() { (part::section(w.files, &files(frame, view.files))) }
        @if view.is_set_up { (part::section(w.statement, &statement(frame, view.wrong))) }
        (part::section(w.history, &html! {
            (filter(frame, view.stage))
            @if view.rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) }
            @else { (history(frame, view.rows)) }
            (part::pager(lang, &path, view.page))
        }))
    };
    frame.page(w.title, &body)
}

fn whose(lang: Lang, row: &Row) -> Markup {
    html! {
        span {
            @if let Some(shop) = &row.shop { bdi { (lang.name(shop)) } " " }
            (part::code(&row.owner))
        }
    }
}

fn one(frame: &Frame<'_>, id: &str) -> String {
    frame.at(&format!("/admin/payouts/{id}"))
}

fn queue(frame: &Frame<'_>, rows: &[Row]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    if rows.is_empty() {
        return html! { p class="quiet" { (w.queue_none) } };
    }
    let row = |row: &Row| {
        vec![
            part::moment(lang, row.at),
            whose(lang, row),
            part::money(lang, row.amount),
            cell(lang, &row.to),
            by(lang, &row.by),
            html! { a class="button second small" href=(one(frame, &row.id)) aria-label={ (w.look) ": " (row.id) } { (w.look) } },
        ]
    };
    let cols = [
        Col::text(w.asked),
        Col::text(w.owner),
        Col::number(w.amount),
        Col::text(w.to),
        Col::text(w.by),
        Col::acts(w.acts),
    ];
    part::table(w.queue, &cols, &rows.iter().map(row).collect::<Vec<_>>())
}

fn next(frame: &Frame<'_>, view: &Desk<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    if view.next.is_empty() && view.left.is_empty() {
        return html! { p class="quiet" { (w.next_none) } };
    }
    let file = |file: &PayoutFileView| {
        vec![
            html! { (rail_name(lang, file.rail)) },
            html! { (lang.number(file.payouts.into())) },
            part::money(lang, file.amount),
            part::moment(lang, file.submit_by),
        ]
    };
    let left = |(id, why): &(String, PayoutNoWay)| {
        vec![html! { a href=(one(frame, id)) { (part::code(id)) } }, html! { (no_way(lang, *why)) }]
    };
    html! {
        @if !view.next.is_empty() {
            (part::table(
                w.next,
                &[Col::text(w.rail), Col::number(w.count), Col::number(w.amount), Col::text(w.submit)],
                &view.next.iter().map(file).collect::<Vec<_>>(),
            ))
            (frame.form("/admin/payouts/files", &html! { (part::button(w.make)) }))
        }
        @if !view.left.is_empty() {
            h3 { (w.left) }
            (part::table(w.left, &[Col::text(w.payout), Col::text(w.why)], &view.left.iter().map(left).collect::<Vec<_>>()))
        }
    }
}

fn files(frame: &Frame<'_>, files: &[PayoutFileView]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let row = |file: &PayoutFileView| {
        let get = |format: &str| frame.at(&format!("/admin/payouts/files/{}/{format}", file.id));
        vec![
            part::code(&file.id),
            html! { (rail_name(lang, file.rail)) },
            html! { (lang.number(file.payouts.into())) },
            part::money(lang, file.amount),
            part::moment(lang, file.made_at),
            html! {
                @for format in ["ccti", "csv"] {
                    a class="button second small" href=(get(format)) aria-label={ (w.get) " " (file.id) "." (format) } {
                        bdi dir="ltr" { "." (format) }
                    }
                }
            },
        ]
    };
    let cols = [
        Col::text(w.file),
        Col::text(w.rail),
        Col::number(w.count),
        Col::number(w.amount),
        Col::text(w.made),
        Col::acts(w.get),
    ];
    part::table(w.files, &cols, &files.iter().map(row).collect::<Vec<_>>())
}

fn statement(frame: &Frame<'_>, wrong: &Wrong) -> Markup {
    let w = Words::of(frame.lang);
    html! {
        p class="quiet" { (w.statement_text) }
        form method="post" action=(frame.at("/admin/payouts/statement")) enctype="multipart/form-data" novalidate {
            input type="hidden" name="csrf" value=(frame.csrf);
            (part::file_field("file", w.statement_file, w.statement_hint, wrong.on("file")))
            (part::button(w.take))
        }
    }
}

fn filter(frame: &Frame<'_>, chosen: Option<PayoutStage>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let mut choices: Vec<Choice<'_>> = vec![("", w.every)];
    choices.extend(PayoutStage::ALL.iter().map(|stage| (stage.as_str(), stage_name(lang, *stage))));
    part::filters(
        "/admin/payouts",
        w.stage,
        &[("mode", frame.mode.as_str())],
        &html! {
            (part::select("stage", w.stage, &choices, chosen.map_or("", PayoutStage::as_str)))
            (part::button(w.show))
        },
    )
}

fn history(frame: &Frame<'_>, rows: &[Row]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let row = |row: &Row| {
        vec![
            html! { a href=(one(frame, &row.id)) { (part::moment(lang, row.at)) } },
            whose(lang, row),
            stage(lang, row.stage),
            part::money(lang, row.amount),
            cell(lang, &row.to),
        ]
    };
    let cols = [Col::text(w.asked), Col::text(w.owner), Col::text(w.stage), Col::number(w.amount), Col::text(w.to)];
    part::table(w.history, &cols, &rows.iter().map(row).collect::<Vec<_>>())
}
