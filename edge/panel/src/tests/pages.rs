//! Every page once, full and empty. `text` stands wherever the outside has a say.

mod balance;
mod payment;
mod payouts;
mod programs;
mod routing;
mod shop;

use super::{frame, shop};
use crate::{
    Lang, Section,
    overview::{self, ClassTotal, GatewayTotals, Overview, Period, Slice, Todo, Totals},
    part::{Page, Wrong},
    payment::{self as one_payment, OnePayment},
    payments::{self, Filter, PaymentRow, Payments},
    refunds::{self, NewRefund, RefundRow, Refunds, SureRefund},
    reports::{self, Reports},
    state::STATUSES,
};
use balance::{of_balance, of_books, of_payees};
use dargah_wire::{Account, PaymentStatus, RefundStatus, ShopName};
use payment::{account, untried};
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
    pages.extend(of_payees(lang, text));
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
    let typed = refunds::Typed {
        how: "part".to_owned(),
        to: "wallet".to_owned(),
        amount: text.to_owned(),
        reason: text.to_owned(),
    };
    let wrong = typed.read(lang, 1_250_000, 1_250_000, None).err().unwrap_or_default();
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
        one_payment::payment(&frame(lang, &shop, Section::Payments), &view)
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
                    ways: None,
                    typed: &typed,
                    wrong: &wrong,
                },
            ),
        ),
        (
            "refund-mixed",
            refunds::new_refund(
                &refunds_frame,
                &NewRefund {
                    payment: "pay_01",
                    order_id: text,
                    status: PaymentStatus::Paid,
                    amount: 1_250_000,
                    left: 1_250_000,
                    ways: Some(refunds::Ways { card: 750_000, wallet: 500_000 }),
                    typed: &typed,
                    wrong: &Wrong::one("to", "too much"),
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
                    to: None,
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
