//! One payment: where it stands, its money, its attempts, why each went where it went, its refunds, and all that ever happened.

mod timeline;
mod why;

use crate::{
    Frame, Lang,
    part::{self, Col, facts},
    payees, state, words,
};
use dargah_wire::{Account, LogEntry, LogKind, PaymentStatus, PaymentView, ShopName};
use maud::{Markup, html};

words! {
    /// What a payment's page says.
    Words {
        title: "پرداخت سفارش {}", "Payment for order {}";
        refund: "بازپرداخت", "Refund";
        open_page: "صفحهٔ پرداخت", "Checkout page";
        money: "مبلغ", "Amount";
        refunded: "بازپرداخت‌شده", "Refunded";
        by_wallet: "از کیف پول", "From a wallet";
        to: "به", "To";
        left: "مانده", "Left";
        about: "مشخصات", "Details";
        id: "شناسهٔ پرداخت", "Payment id";
        order: "شمارهٔ سفارش", "Order number";
        mode: "محیط", "Mode";
        made: "ساخته شد", "Made";
        paid: "پرداخت شد", "Paid";
        until: "قابل پرداخت تا", "Can be paid until";
        description: "شرح", "Description";
        mobile: "موبایل خریدار", "Shopper’s mobile";
        back: "نشانی بازگشت", "Return address";
        due: "کار بعدی", "Next step due";
        noted: "یادداشت‌های فروشگاه", "Shop’s notes";
        lines: "اقلام", "Items";
        item: "شرح", "Item";
        quantity: "تعداد", "Quantity";
        attempts: "تلاش‌ها", "Attempts";
        none: "هنوز کسی برای پرداخت تلاش نکرده است.", "Nobody has tried to pay yet.";
        number: "شماره", "Number";
        gateway: "درگاه", "Gateway";
        status: "وضعیت", "State";
        outcome: "نتیجه", "Outcome";
        reference: "مرجع بانک", "Bank reference";
        when: "زمان", "When";
        receipt: "رسید", "Receipt";
        bank: "بانک", "Bank";
        rrn: "شمارهٔ بازیابی (RRN)", "Retrieval number (RRN)";
        refunds: "بازپرداخت‌ها", "Refunds";
        no_refunds: "از این پرداخت پولی برنگشته است.", "No money of this payment has gone back.";
        split: "تسهیم", "Split";
        why: "علت", "Reason";
        log: "همهٔ رخدادها", "Everything that happened";
        log_lead: "این فهرست خودِ پرداخت است: وضعیت آن از همین رخدادها به دست می‌آید و هیچ‌کدام پاک نمی‌شود.", "This list is the payment: where it stands follows from these events, and none is ever removed.";
    }
}

/// One payment.
#[derive(Clone, Debug)]
pub struct OnePayment<'a> {
    /// The payment and its events.
    pub account: &'a Account,
    /// Names of gateways by id. One that is not here is shown by its id.
    pub names: &'a [(String, ShopName)],
    /// Integer rial that a refund could still send back.
    pub refundable: i64,
    /// Whether the reader may do that.
    pub may_refund: bool,
}

/// `/panel/payments/{id}`
#[must_use]
pub fn payment(frame: &Frame<'_>, view: &OnePayment<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let payment = &view.account.payment;
    let title = lang.fill(w.title, &payment.order_id);
    let body = html! {
        header class="heading" {
            div {
                h1 { (cut_at_value(w.title).0) bdi { (payment.order_id) } (cut_at_value(w.title).1) }
                p {
                    (state::status(lang, payment.status))
                    @if let Some(reason) = payment.reason { " " span class="quiet" { (state::reason(lang, reason)) } }
                }
            }
            div class="actions" {
                @if payment.status == PaymentStatus::Open { (part::button_link(&payment.checkout_url, w.open_page)) }
                @if view.may_refund && view.refundable > 0 {
                    (part::button_link(&frame.at(&format!("/panel/payments/{}/refund", payment.id)), w.refund))
                }
            }
        }
        dl class="tiles" {
            div class="tile" { dt { (w.money) } dd { (part::money_large(lang, payment.amount)) } }
            @if let Some(by_wallet) = payment.by_wallet {
                div class="tile" { dt { (w.by_wallet) } dd { (part::money_large(lang, by_wallet)) } }
            }
            @if payment.refunded > 0 {
                div class="tile" { dt { (w.refunded) } dd { (part::money_large(lang, payment.refunded)) } }
                div class="tile" { dt { (w.left) } dd { (part::money_large(lang, payment.amount - payment.refunded)) } }
            }
        }
        div class="columns" {
            (about(frame, view))
            @if let Some(receipt) = receipt(lang, view) { (receipt) }
        }
        @if !payment.split.is_empty() {
            (part::section(w.split, &payees::split(lang, &payment.split, &payment.parts)))
        }
        (attempts(lang, view))
        (why::why(lang, view))
        @if payment.paid_at.is_some() { (refunds(lang, payment)) }
        section class="card" {
            h2 { (w.log) }
            p class="quiet" { (w.log_lead) }
            (timeline::timeline(lang, view))
        }
    };
    frame.page(&title, &body)
}

/// A text before and behind its value.
fn cut_at_value(text: &str) -> (&str, &str) {
    text.split_once("{}").unwrap_or((text, ""))
}

/// A gateway's name.
fn name<'a>(lang: Lang, view: &'a OnePayment<'_>, id: &'a str) -> &'a str {
    view.names.iter().find(|(other, _)| other == id).map_or(id, |(_, name)| lang.name(name))
}

fn made_as<'a>(view: &'a OnePayment<'_>) -> Option<&'a LogEntry> {
    view.account.events.iter().find(|entry| entry.kind == LogKind::Created)
}

fn about(frame: &Frame<'_>, view: &OnePayment<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let payment = &view.account.payment;
    let made = made_as(view);
    let mut list = vec![
        (w.id, part::code(&payment.id)),
        (w.order, html! { bdi { (payment.order_id) } }),
        (w.mode, part::mode_badge(lang, payment.mode)),
        (w.made, part::moment(lang, payment.created_at)),
    ];
    match payment.paid_at {
        Some(at) => list.push((w.paid, part::moment(lang, at))),
        None => list.push((w.until, part::moment(lang, payment.expires_at))),
    }
    if let Some(text) = made.and_then(|made| made.description.as_deref()) {
        list.push((w.description, html! { bdi { (text) } }));
    }
    if let Some(mobile) = made.and_then(|made| made.mobile.as_deref()) {
        list.push((w.mobile, html! { bdi dir="ltr" { (mobile) } }));
    }
    if let Some(url) = made.and_then(|made| made.return_url.as_deref()) {
        list.push((w.back, part::code(url)));
    }
    if let Some(at) = view.account.due_at {
        list.push((w.due, part::moment(lang, at)));
    }
    let lines = made.map_or(&[][..], |made| &made.lines);
    html! {
        section class="card" {
            h2 { (w.about) }
            (facts(&list))
            @if !payment.metadata.is_empty() {
                h3 { (w.noted) }
                dl class="facts" {
                    @for (key, value) in &payment.metadata { div { dt { bdi { (key) } } dd { bdi { (value) } } } }
                }
            }
            @if !lines.is_empty() {
                (part::table(w.lines, &[Col::text(w.item), Col::number(w.quantity), Col::number(w.money)], &lines
                    .iter()
                    .map(|line| vec![
                        html! { bdi { (line.title) } },
                        html! { (lang.number(line.quantity.into())) },
                        part::money(lang, line.amount),
                    ])
                    .collect::<Vec<_>>()))
            }
        }
    }
}

/// What the bank gave for the money, once it is the shop's.
fn receipt(lang: Lang, view: &OnePayment<'_>) -> Option<Markup> {
    let w = Words::of(lang);
    let payment = &view.account.payment;
    let paid_at = payment.paid_at?;
    let by = view.account.events.iter().find(|entry| entry.kind == LogKind::Captured)?.attempt?;
    let attempt = payment.attempts.iter().find(|attempt| attempt.number == by)?;
    let said = view.account.events.iter().filter(|entry| entry.kind == LogKind::Verified && entry.attempt == Some(by));
    let said = said.filter_map(|entry| entry.receipt.as_ref()).next_back();
    let mut list = vec![(w.bank, html! { bdi { (name(lang, view, &attempt.gateway)) } })];
    if let Some(reference) = &attempt.reference {
        list.push((w.reference, part::code(reference)));
    }
    if let Some(rrn) = said.and_then(|receipt| receipt.rrn.as_deref()) {
        list.push((w.rrn, part::code(rrn)));
    }
    list.push((w.money, part::money(lang, payment.amount - payment.by_wallet.unwrap_or(0))));
    list.push((w.paid, part::moment(lang, paid_at)));
    Some(part::section(w.receipt, &facts(&list)))
}

fn attempts(lang: Lang, view: &OnePayment<'_>) -> Markup {
    let w = Words::of(lang);
    let rows: Vec<Vec<Markup>> = view
        .account
        .payment
        .attempts
        .iter()
        .map(|attempt| {
            vec![
                html! { (lang.number(attempt.number.into())) },
                html! { bdi { (name(lang, view, &attempt.gateway)) } },
                state::attempt(lang, &attempt.state),
                html! { @match &attempt.class { Some(class) => (state::class(lang, class)), None => "—" } },
                html! { @match &attempt.reference { Some(reference) => (part::code(reference)), None => "—" } },
                part::moment(lang, attempt.started_at),
            ]
        })
        .collect();
    let cols = [
        Col::text(w.number),
        Col::text(w.gateway),
        Col::text(w.status),
        Col::text(w.outcome),
        Col::text(w.reference),
        Col::text(w.when),
    ];
    html! {
        section class="card" {
            h2 { (w.attempts) }
            @if rows.is_empty() { p class="quiet" { (w.none) } } @else { (part::table(w.attempts, &cols, &rows)) }
        }
    }
}

fn refunds(lang: Lang, payment: &PaymentView) -> Markup {
    let w = Words::of(lang);
    let rows: Vec<Vec<Markup>> = payment
        .refunds
        .iter()
        .map(|refund| {
            vec![
                html! { (lang.number(refund.number.into())) },
                state::refund(lang, refund.status),
                part::money(lang, refund.amount),
                html! { (state::refund_to(lang, refund.to)) },
                html! { bdi { (refund.reason) } },
                part::moment(lang, refund.requested_at),
            ]
        })
        .collect();
    let cols = [
        Col::text(w.number),
        Col::text(w.status),
        Col::number(w.money),
        Col::text(w.to),
        Col::text(w.why),
        Col::text(w.when),
    ];
    html! {
        section class="card" {
            h2 { (w.refunds) }
            @if rows.is_empty() { p class="quiet" { (w.no_refunds) } } @else { (part::table(w.refunds, &cols, &rows)) }
        }
    }
}
