//! The pages of settlement files, with every class of difference and every fault of a file.

use super::{frame, shop};
use crate::{
    Frame, Lang, Section,
    part::{Page, Wrong},
    reconciliation::{self, Compared, List, New, One, Typed},
};
use dargah_wire::{ClassCount, DiscrepancyView, Mode, ReconciledSums, Reconciliation, ShopName};

const NOW: i64 = 1_785_412_800_000;
const DAY: i64 = 86_400_000;

const CLASSES: [&str; 9] = [
    "missing_in_file",
    "missing_in_ledger",
    "amount_differs",
    "captured_there_not_here",
    "reversed_there",
    "refund_missing_in_file",
    "refund_missing_in_ledger",
    "refund_amount_differs",
    "duplicate_in_file",
];

const SUGGESTIONS: [&str; 5] = ["bank_returned", "verify_again", "refund_done", "refund_refused", "look"];

/// A file that was compared; `shop` where the operator looks.
pub(super) fn compared(text: &str, shop: Option<ShopName>, differences: i64) -> Compared {
    Compared {
        id: "rec_01".to_owned(),
        shop,
        gateway: ShopName { fa: format!("بانک آبی {text}"), en: format!("Blue Bank {text}") },
        mode: Mode::Test,
        from: NOW - 2 * DAY,
        to: NOW,
        made_at: NOW,
        matched: 1_204,
        differences,
    }
}

fn result(text: &str, is_full: bool) -> Reconciliation {
    let row = |(n, class): (usize, &&str)| DiscrepancyView {
        class: (*class).to_owned(),
        line: (n % 3 > 0).then_some(2 + n as u32),
        payment: (n != 1).then(|| format!("pay_0{n}")),
        attempt: Some(1),
        refund: class.starts_with("refund").then(|| "123456789012345678".to_owned()),
        order: text.to_owned(),
        reference: if n % 2 == 0 { text.to_owned() } else { String::new() },
        file_amount: (n != 0).then_some(1_250_000),
        ledger_amount: (n != 1).then_some(1_250_010),
        suggestion: SUGGESTIONS[n % 5].to_owned(),
        text: text.to_owned(),
    };
    let sums = |sales| ReconciledSums { sales, refunds: 625_000, reversals: 0 };
    let classes: &[&str] = if is_full { &CLASSES } else { &[] };
    Reconciliation {
        matched: 1_204,
        pending_cut_off: 3,
        outside: 1,
        other_terminal: 2,
        without_money: 4,
        says_refunds: !is_full,
        file: sums(4_812_000_000),
        ledger: sums(if is_full { 4_812_500_000 } else { 4_812_000_000 }),
        settled: if is_full { 4_700_000_000 } else { 0 },
        fees: if is_full { 12_000_000 } else { 0 },
        classes: classes.iter().map(|class| ClassCount { class: (*class).to_owned(), count: 1 }).collect(),
        discrepancies: classes.iter().enumerate().map(row).collect(),
        unlisted: if is_full { 1_500 } else { 0 },
    }
}

pub(super) fn pages(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let desk = Frame { shop: None, ..frame(lang, &shop, Section::Reconciliations) };
    let own = frame(lang, &shop, Section::Reports);
    let name = ShopName { fa: format!("سفال‌خانه {text}"), en: format!("Pottery {text}") };
    let rows = [compared(text, Some(name.clone()), 9), compared(text, Some(name.clone()), 0)];
    let shops = [("demo".to_owned(), name.clone())];
    let list = |rows: &[Compared], unknown| {
        let page = Page { next: Some("1.rec_0"), is_later: true };
        reconciliation::list(&desk, &List { rows, page, shops: &shops, unknown })
    };
    let said = || text.to_owned();
    let typed = Typed { gateway: "blue".to_owned(), from: said(), to: said(), cut_off: said() };
    let gateways = [("blue".to_owned(), name.clone(), Mode::Test), ("green".to_owned(), name.clone(), Mode::Live)];
    let new = |gateways: &[(String, ShopName, Mode)], wrong: &Wrong| {
        reconciliation::new(&desk, &New { shop: ("demo", &name), gateways, typed: &typed, wrong })
    };
    let mut wrong = Wrong::none();
    for field in ["from", "to", "cut_off", "gateway"] {
        wrong.add(field, text);
    }
    wrong.add("file", &reconciliation::file_fault(lang, "word_unknown", 4, 2, text));
    let one = |frame: &Frame<'_>, compared: &Compared, by, is_full| {
        let view = One { compared, file: text, by, result: &result(text, is_full), csv: "/panel/x.csv" };
        reconciliation::one(frame, &view)
    };
    vec![
        ("reconciliations", list(&rows, None)),
        ("reconciliations-unknown", list(&[], Some(text))),
        ("reconciliation-new", new(&gateways, &Wrong::none())),
        ("reconciliation-new-wrong", new(&gateways, &wrong)),
        ("reconciliation-new-nobody", new(&[], &Wrong::none())),
        ("reconciliation", one(&desk, &rows[0], Some("09121234567"), true)),
        ("reconciliation-agrees", one(&desk, &rows[1], Some("ok_…"), false)),
        ("settlement", one(&own, &compared(text, None, 9), None, true)),
    ]
}
