//! Payouts: a shop's, the operator's desk, one of them, and what came of a statement.

use super::super::{frame, shop};
use super::{HOUR, NOW, bank};
use crate::{
    Frame, Lang, Section,
    part::{Page, Wrong},
    payouts::{
        Account, Expected,
        desk::{self, By, Desk},
        one::{self, One, Step},
        shop::{self as of_shop, Payouts, Ready, Sure, Typed},
        statement,
    },
    whose::Whose,
};
use dargah_wire::{
    PayoutFileView, PayoutNoWay, PayoutRail, PayoutStage, ShopName, StatementRowKind, StatementRowTaken, StatementTaken,
};

fn account(text: &str, iban: &str) -> Account {
    let bank = Some(ShopName { fa: "ملت".to_owned(), en: "Mellat".to_owned() });
    Account { iban: iban.to_owned(), bank, name: text.to_owned(), confirmed_at: Some(NOW) }
}

pub(super) fn of_a_shop(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let frame = frame(lang, &shop, Section::Payouts);
    let whole = account(text, "IR16 0120 0000 0000 1234 5678 90");
    let rows: Vec<of_shop::Row> = (0..)
        .zip(PayoutStage::ALL)
        .map(|(n, stage)| of_shop::Row {
            at: NOW - n * HOUR,
            amount: 12_500_000 + n * 433_105,
            stage: *stage,
            reason: matches!(stage, PayoutStage::Dropped | PayoutStage::Bounced).then(|| text.to_owned()),
            to: account(text, "IR16 … 7890"),
            expected: match stage {
                PayoutStage::Prepared | PayoutStage::Approved => Expected::IfSentNow(NOW + HOUR),
                PayoutStage::Sent => Expected::By(NOW + HOUR),
                _ => Expected::Never,
            },
        })
        .collect();
    let typed = Typed { how: "part".to_owned(), amount: text.to_owned() };
    let wrong = typed.read(lang, 98_000_000, 10_000).err().unwrap_or_default();
    let payees = [("anbar".to_owned(), text.to_owned()), ("tax".to_owned(), "اداره".to_owned())];
    let (own, anbar) = (Whose { payees: &payees, of: "" }, Whose { payees: &payees, of: "anbar" });
    let page = |whose, free, ready, rows, wrong| {
        let view = Payouts {
            whose,
            free,
            held: 1_000_000,
            least: 10_000,
            account: (ready != Ready::NoAccount).then_some(&whole),
            ready,
            expected: Expected::IfSentNow(NOW + HOUR),
            typed: &typed,
            wrong,
            rows,
            page: Page { next: Some("3"), is_later: false },
        };
        of_shop::payouts(&frame, &view)
    };
    let sure = |whose| Sure {
        whose,
        amount: 12_500_000,
        free: 98_000_000,
        account: &whole,
        expected: Expected::IfSentNow(NOW + HOUR),
        key: "k",
    };
    vec![
        ("payouts", page(own, 98_000_000, Ready::Yes, rows.as_slice(), &Wrong::none())),
        ("payouts-wrong", page(anbar, 98_000_000, Ready::Yes, &rows[..1], &wrong)),
        ("payouts-empty", page(Whose::default(), 9_000, Ready::Yes, &[], &Wrong::none())),
        ("payouts-no-account", page(own, 98_000_000, Ready::NoAccount, &[], &Wrong::none())),
        ("payouts-not-set-up", page(own, 0, Ready::NotSetUp, &[], &Wrong::none())),
        ("payouts-viewer", page(own, 98_000_000, Ready::NotTheirs, rows.as_slice(), &Wrong::none())),
        ("payouts-of-a-payee", page(anbar, 98_000_000, Ready::Yes, rows.as_slice(), &Wrong::none())),
        ("payout-sure", of_shop::sure(&frame, &sure(own))),
        ("payout-sure-of-a-payee", of_shop::sure(&frame, &sure(anbar))),
    ]
}

fn file(n: i64) -> PayoutFileView {
    PayoutFileView {
        id: format!("IR16012000000000123456789000000000{n}"),
        made_at: NOW - n * HOUR,
        rail: if n == 1 { PayoutRail::Satna } else { PayoutRail::Paya },
        payouts: 12,
        amount: 480_125_000,
        submit_by: NOW + HOUR,
        expected_at: NOW + 5 * HOUR,
    }
}

pub(super) fn at_the_desk(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let frame = Frame { shop: None, ..frame(lang, &shop, Section::PayoutDesk) };
    let asked = [By::Person("0912***4567".to_owned()), By::Key, By::Owner, By::Service];
    let rows: Vec<desk::Row> = (0..)
        .zip(PayoutStage::ALL)
        .map(|(n, stage)| desk::Row {
            id: format!("po_{n}"),
            at: NOW - n * HOUR,
            shop: (n != 2).then(|| bank(text, 0)),
            owner: "kooshk/anbar".to_owned(),
            amount: 12_500_000 + n * 433_105,
            to: account(text, "IR16 … 7890"),
            by: asked[n as usize % 4].clone(),
            stage: *stage,
        })
        .collect();
    let left: Vec<_> = PayoutNoWay::ALL.iter().map(|why| ("po_9".to_owned(), *why)).collect();
    let files = [file(1), file(2)];
    let view = Desk {
        is_set_up: true,
        queue: &rows[..4],
        next: &files,
        left: &left,
        files: &files,
        rows: &rows,
        stage: Some(PayoutStage::Sent),
        page: Page { next: Some("4"), is_later: true },
        wrong: &Wrong::none(),
    };
    let empty =
        Desk { is_set_up: false, queue: &[], next: &[], left: &[], files: &[], rows: &[], stage: None, ..view.clone() };
    let wrong = Wrong::one("file", text);
    let one = |stage, is_person, wrong: &Wrong| {
        let steps: Vec<Step> = PayoutStage::ALL
            .iter()
            .map(|stage| Step { at: NOW, stage: Some(*stage), more: text.to_owned() })
            .chain([Step { at: NOW, stage: None, more: String::new() }])
            .collect();
        let to = account(text, "IR16 0120 0000 0000 1234 5678 90");
        one::one(
            &frame,
            &One {
                id: "po_1",
                stage,
                amount: 12_500_000,
                shop: Some(&bank(text, 1)),
                owner: "kooshk",
                to: &to,
                by: &By::Key,
                approved_by: Some("0912***4567"),
                file: Some("IR160120000000001234567890000000001"),
                expected: Expected::By(NOW + HOUR),
                reason: Some(text),
                steps: &steps,
                is_person,
                typed: text,
                wrong,
            },
        )
    };
    let taken_row = |(n, what): (usize, &StatementRowKind)| StatementRowTaken {
        line: n as u32 + 2,
        at: NOW,
        came: if n % 2 == 0 { 0 } else { 12_500_000 },
        went: if n % 2 == 0 { 12_500_000 } else { 0 },
        says: text.to_owned(),
        what: *what,
        payouts: if n < 3 { vec!["po_1".to_owned(), "po_2".to_owned()] } else { Vec::new() },
        case: None,
    };
    let taken = StatementTaken {
        settled: 2,
        returned: 1,
        cases: 1,
        acceptors: 1,
        known: 1,
        rows: StatementRowKind::ALL.iter().enumerate().map(taken_row).collect(),
    };
    let known = StatementTaken {
        settled: 0,
        returned: 0,
        cases: 0,
        acceptors: 0,
        known: 1,
        rows: vec![taken_row((0, &StatementRowKind::Known))],
    };
    vec![
        ("payout-desk", desk::desk(&frame, &view)),
        ("payout-desk-empty", desk::desk(&frame, &empty)),
        ("payout-desk-wrong", desk::desk(&frame, &Desk { wrong: &wrong, ..view })),
        ("payout-prepared", one(PayoutStage::Prepared, true, &Wrong::none())),
        ("payout-prepared-by-key", one(PayoutStage::Prepared, false, &Wrong::one("", text))),
        ("payout-sent", one(PayoutStage::Sent, true, &Wrong::one("reason", text))),
        ("payout-settled", one(PayoutStage::Settled, true, &Wrong::none())),
        ("statement", statement::taken(&frame, &taken)),
        ("statement-known", statement::taken(&frame, &known)),
    ]
}
