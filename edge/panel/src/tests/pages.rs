//! Every page once, full and empty. `text` stands wherever the outside has a say.

mod balance;
mod payouts;
mod programs;
mod routing;
mod shop;

use super::{frame, shop};
use crate::{
    Lang, Section,
    overview::{self, ClassTotal, GatewayTotals, Overview, Period, Slice, Todo, Totals},
    part::{Page, Wrong},
    payment::{self, OnePayment},
    payments::{self, Filter, PaymentRow, Payments},
    refunds::{self, NewRefund, RefundRow, Refunds, SureRefund},
    reports::{self, Reports},
    state::STATUSES,
};
use balance::{of_balance, of_books};
use dargah_wire::{
    Account, AttemptView, BankReceipt, ChoiceView, Chooser, Currency, LogEntry, LogKind, Mode, OrderLine,
    PaymentStatus, PaymentView, RefundStatus, RefundView, ShopName, StatusReason,
};
use programs::of_programs;
use routing::of_routing;
use shop::of_the_shop;

/// 30 July 2026, 15:30 in Tehran.
const NOW: i64 = 1_785_412_800_000;
const HOUR: i64 = 3_600_000;

/// What each page is called, and the page.
pub(super) fn pages(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let mut pages = of_money(lang, text);
    pages.extend(of_balance(lang, text));
    pages.extend(of_books(lang, text));
    pages.extend(payouts::of_a_shop(lang, text));
    pages.extend(payouts::at_the_desk(lang, text));
    pages.extend(of_programs(lang, text));
    pages.extend(of_the_shop(lang, text));
    pages.extend(of_routing(lang, text));
    pages.extend(super::people::pages(lang, text));
    pages.extend(super::applications::pages(lang, text));
    pages.extend(super::contracts::pages(lang, text));
    pages.extend(super::reconciliations::pages(lang, text));
    pages
}

fn bank(text: &str, n: usize) -> ShopName {
    let [fa, en] = [["بانک آبی", "Blue Bank"], ["بانک سبز", "Green Bank"], ["بانک سرخ", "Red Bank"]][n % 3];
    ShopName { fa: format!("{fa} {text}"), en: format!("{en} {text}") }
}

fn rows(text: &str) -> Vec<PaymentRow> {
    (0..)
        .zip(STATUSES)
        .map(|(i, (status, _))| PaymentRow {
            id: format!("pay_0{i}"),
            order_id: format!("A-10{i} {text}"),
            amount: 1_250_000 + i * 433_105,
            refunded: if status == PaymentStatus::Refunded { 1_250_000 } else { 0 },
            status,
            gateway: (i % 4 != 3).then(|| bank(text, i as usize)),
            created_at: NOW - i * HOUR * 5,
        })
        .collect()
}

fn slices(count: i64, step: i64) -> Vec<Slice> {
    (0..count)
        .map(|i| Slice {
            at: NOW - (count - i) * step,
            totals: Totals {
                made: i * 7 % 41 + 4,
                paid: if i % 11 == 4 { 0 } else { i * 7 % 41 },
                failed: i % 5,
                volume: i * 7 % 41 * 3_450_000,
                refunded: i % 3 * 100_000,
            },
        })
        .collect()
}

fn gateways(text: &str) -> Vec<GatewayTotals> {
    (0..3)
        .map(|n| GatewayTotals {
            name: bank(text, n),
            totals: Totals {
                made: 50,
                paid: 41 - 9 * n as i64,
                failed: 6,
                volume: 123_450_000 / (n as i64 + 1),
                refunded: 0,
            },
        })
        .collect()
}

fn classes() -> Vec<ClassTotal> {
    [("cancel", 31), ("card", 12), ("tech", 4), ("session", 1)]
        .map(|(class, count)| ClassTotal { class: class.to_owned(), count })
        .into()
}

const TOTALS: Totals = Totals { made: 1_204, paid: 973, failed: 27, volume: 48_120_500_000, refunded: 12_000_000 };

fn names(text: &str) -> Vec<(String, ShopName)> {
    (0..3).map(|n| (format!("bank{n}"), bank(text, n))).collect()
}

fn of_money(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let (rows, gateways, classes, names) = (rows(text), gateways(text), classes(), names(text));
    let todo = [
        Todo::Review(2),
        Todo::EndpointOff(format!("https://shop.example/{text}")),
        Todo::EndpointFailing(format!("https://shop.example/{text}")),
        Todo::Processing(4),
        Todo::RefundUnknown(1),
        Todo::NoEndpoint,
        Todo::NoKey,
        Todo::NotLive,
    ];
    let full = |period, slices: &[Slice]| {
        let view = Overview {
            period,
            totals: TOTALS,
            slices,
            gateways: &gateways,
            classes: &classes,
            last: &rows,
            todo: &todo,
        };
        overview::overview(&frame(lang, &shop, Section::Overview), &view)
    };
    let nothing = Overview {
        period: Period::Week,
        totals: Totals::default(),
        slices: &[],
        gateways: &[],
        classes: &[],
        last: &[],
        todo: &[],
    };
    let filter =
        Filter { search: text.to_owned(), status: "paid".to_owned(), gateway: "bank1".to_owned(), ..Filter::default() };
    let typed = refunds::Typed { how: "part".to_owned(), amount: text.to_owned(), reason: text.to_owned() };
    let wrong = typed.read(lang, 1_250_000, 1_250_000).err().unwrap_or_default();
    let refund_rows: Vec<RefundRow> = (1_u32..)
        .zip([RefundStatus::Pending, RefundStatus::Succeeded, RefundStatus::Failed, RefundStatus::Unknown])
        .map(|(number, status)| RefundRow {
            payment: "pay_01".to_owned(),
            order_id: format!("A-1001 {text}"),
            number,
            amount: 625_000,
            status,
            reason: text.to_owned(),
            requested_at: NOW,
        })
        .collect();
    let list = |filter: &Filter, rows: &[PaymentRow], wrong: &Wrong| {
        let path = payments::address("/panel/payments", filter);
        let csv = payments::address("/panel/payments.csv", filter);
        let page = Page { next: (!rows.is_empty()).then_some("c1"), is_later: true };
        let view = Payments { rows, filter, gateways: &names, path: &path, csv: &csv, page, wrong };
        payments::payments(&crate::Frame { path: &path, ..frame(lang, &shop, Section::Payments) }, &view)
    };
    let days = slices(30, 24 * HOUR);
    let settlements = [4, 0].map(|differences| super::reconciliations::compared(text, None, differences));
    let reports = |days: &[Slice], totals, wrong: &Wrong| {
        let view = Reports {
            from: text,
            to: "",
            wrong,
            totals,
            days,
            gateways: &gateways,
            classes: &classes,
            settlements: &settlements,
            csv: "/panel/reports.csv",
            payments_csv: "/panel/payments.csv",
        };
        reports::reports(&frame(lang, &shop, Section::Reports), &view)
    };
    let (account, tried) = (account(text), untried());
    let one = |account: &Account, refundable| {
        let view = OnePayment { account, names: &names, refundable, may_refund: true };
        payment::payment(&frame(lang, &shop, Section::Payments), &view)
    };
    let refunds_frame = frame(lang, &shop, Section::Refunds);
    vec![
        ("overview", full(Period::Month, &days)),
        ("overview-today", full(Period::Today, &slices(24, HOUR))),
        ("overview-empty", overview::overview(&frame(lang, &shop, Section::Overview), &nothing)),
        ("payments", list(&filter, &rows, &Wrong::none())),
        ("payments-none-found", list(&filter, &[], &Wrong::one("from", text))),
        ("payments-empty", list(&Filter::default(), &[], &Wrong::none())),
        ("payment", one(&account, 625_000)),
        ("payment-open", one(&tried, 0)),
        (
            "refund",
            refunds::new_refund(
                &refunds_frame,
                &NewRefund {
                    payment: "pay_01",
                    order_id: text,
                    status: PaymentStatus::Paid,
                    amount: 1_250_000,
                    left: 625_000,
                    typed: &typed,
                    wrong: &wrong,
                },
            ),
        ),
        (
            "refund-sure",
            refunds::sure_refund(
                &refunds_frame,
                &SureRefund {
                    payment: "pay_01",
                    order_id: text,
                    amount: 625_000,
                    left: 1_250_000,
                    reason: text,
                    key: "k",
                },
            ),
        ),
        (
            "refunds",
            refunds::refunds(
                &refunds_frame,
                &Refunds { rows: &refund_rows, page: Page { next: Some("c"), is_later: false } },
            ),
        ),
        ("refunds-empty", refunds::refunds(&refunds_frame, &Refunds { rows: &[], page: Page::default() })),
        ("reports", reports(&days, TOTALS, &Wrong::none())),
        ("reports-empty", reports(&[], Totals::default(), &Wrong::one("to", text))),
    ]
}

fn entry(kind: LogKind) -> LogEntry {
    LogEntry {
        at: NOW,
        kind,
        attempt: Some(1),
        refund: Some(1),
        choice: None,
        call: None,
        class: None,
        code: None,
        hint: None,
        cause: None,
        why: None,
        how: None,
        what: None,
        note: None,
        retry_at: None,
        amount: None,
        reason: None,
        receipt: None,
        description: None,
        lines: Vec::new(),
        mobile: None,
        return_url: None,
        mode: None,
    }
}

/// A payment to which everything happened that can.
fn account(text: &str) -> Account {
    let said = || Some(text.to_owned());
    let events = vec![
        LogEntry {
            description: said(),
            mobile: Some("09121234567".to_owned()),
            return_url: said(),
            lines: vec![OrderLine { title: text.to_owned(), quantity: 2, amount: 1_250_000 }],
            ..entry(LogKind::Created)
        },
        LogEntry {
            choice: Some(ChoiceView {
                gateway: "bank1".to_owned(),
                snapshot: 41,
                weights: vec![("bank0".to_owned(), 12_000), ("bank1".to_owned(), 53_536), (text.to_owned(), 0)],
                propensity: 53_536,
                by: Chooser::Health,
                rule: Some(2),
            }),
            ..entry(LogKind::AttemptStarted)
        },
        entry(LogKind::TokenIssued),
        LogEntry { class: Some("network".to_owned()), code: said(), ..entry(LogKind::AttemptAbandoned) },
        LogEntry {
            hint: Some("paid".to_owned()),
            class: Some("ok".to_owned()),
            code: said(),
            ..entry(LogKind::CallbackSeen)
        },
        entry(LogKind::FoundPaid),
        entry(LogKind::ClaimSent),
        entry(LogKind::Claimed),
        LogEntry { why: Some("foreign".to_owned()), code: said(), ..entry(LogKind::ReferenceDropped) },
        LogEntry { call: Some("verify".to_owned()), ..entry(LogKind::CallSent) },
        LogEntry { class: Some("tech".to_owned()), retry_at: Some(NOW + HOUR), ..entry(LogKind::Inconclusive) },
        LogEntry {
            receipt: Some(BankReceipt { amount: Some(1_250_000), reference: said(), rrn: said() }),
            ..entry(LogKind::Verified)
        },
        entry(LogKind::Captured),
        LogEntry { what: said(), ..entry(LogKind::Mismatched) },
        LogEntry { cause: Some("lapsed".to_owned()), code: said(), ..entry(LogKind::AttemptEnded) },
        LogEntry { code: said(), ..entry(LogKind::ReviewNeeded) },
        LogEntry { how: Some("failed".to_owned()), ..entry(LogKind::Closed) },
        entry(LogKind::Cancelled),
        entry(LogKind::Unwanted),
        LogEntry { note: said(), ..entry(LogKind::Reopened) },
        LogEntry { note: said(), ..entry(LogKind::BankReturned) },
        LogEntry { amount: Some(625_000), reason: said(), ..entry(LogKind::RefundRequested) },
        entry(LogKind::RefundSent),
        LogEntry { class: Some("pending".to_owned()), code: said(), ..entry(LogKind::RefundInconclusive) },
        entry(LogKind::RefundTurned),
        entry(LogKind::RefundDone),
        entry(LogKind::RefundRefused),
        entry(LogKind::Published),
        entry(LogKind::PublishFailed),
        entry(LogKind::Unheard),
    ];
    let attempt = |number, gateway: &str, state: &str| AttemptView {
        number,
        gateway: gateway.to_owned(),
        state: state.to_owned(),
        class: Some("ok".to_owned()),
        reference: said(),
        started_at: NOW,
    };
    let refund = |number, status| RefundView {
        number,
        amount: 312_500,
        reason: text.to_owned(),
        status,
        class: None,
        code: None,
        requested_at: NOW,
    };
    let payment = PaymentView {
        status: PaymentStatus::Paid,
        reason: Some(StatusReason::AwaitingBank),
        paid_at: Some(NOW),
        metadata: [(text.to_owned(), text.to_owned())].into(),
        attempts: vec![attempt(1, "bank1", "captured"), attempt(2, text, "abandoned")],
        refunded: 625_000,
        refunds: vec![refund(1, RefundStatus::Succeeded), refund(2, RefundStatus::Unknown)],
        order_id: format!("A-1001 {text}"),
        ..untried().payment
    };
    Account { payment, events, due_at: Some(NOW + HOUR) }
}

fn untried() -> Account {
    let payment = PaymentView {
        id: "pay_00abcdefghjkmnpqrstvwxyz01".to_owned(),
        status: PaymentStatus::Open,
        reason: None,
        amount: 1_250_000,
        currency: Currency::Irr,
        order_id: "A-1002".to_owned(),
        mode: Mode::Test,
        client_token: "cs_1".to_owned(),
        checkout_url: "https://pay.example/pay/cs_1".to_owned(),
        created_at: NOW,
        expires_at: NOW + HOUR,
        paid_at: None,
        metadata: Default::default(),
        attempts: Vec::new(),
        refunded: 0,
        refunds: Vec::new(),
    };
    Account { payment, events: vec![entry(LogKind::Created)], due_at: None }
}
