//! What a shop has at the operator, and the operator's own books.

use super::super::{frame, shop};
use super::bank;
use crate::{
    Frame, Lang, Section,
    balance::{self, Balance, Movement, What},
    books::{self, Books, Kind, Line, Owner},
    case::{self, Case},
    part::{Page, Wrong},
    payees::{self, PayeeRow, Payees},
    whose::Whose,
};
use dargah_wire::{BalanceView, BookMisfit, BookSums, Currency};

const HAS: BalanceView = BalanceView {
    pending: 1_237_500,
    available: 98_000_000,
    reserve: 500_000,
    debt: 20_000,
    total: 99_717_500,
    currency: Currency::Irr,
};

pub(super) fn of_payees(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let here = frame(lang, &shop, Section::Balance);
    let row = |n: i64, is_removed| PayeeRow {
        id: format!("anbar-{n}"),
        name: format!("علی رضایی {text}"),
        iban: "IR16 0120 0000 0000 1234 5678 90".to_owned(),
        bank: (n == 1).then(|| text.to_owned()),
        pending: 345_799 * n,
        available: 10_005,
        is_removed,
    };
    let all = text.to_owned();
    let typed = payees::Typed {
        id: all.clone(),
        name: all.clone(),
        iban: all.clone(),
        owner: "company".to_owned(),
        national_code: all.clone(),
        born: all.clone(),
        company: all,
    };
    let mut wrong = Wrong::one("iban", text);
    wrong.add("", text);
    let list = |payees: &[PayeeRow], wrong: &Wrong| {
        let page = Page { next: (!payees.is_empty()).then_some("anbar-2"), is_later: false };
        payees::payees(&here, &Payees { payees, page, typed: &typed, wrong })
    };
    vec![
        ("payees", list(&[row(1, false), row(2, true)], &Wrong::none())),
        ("payees-empty", list(&[], &wrong)),
        ("payee-remove", payees::remove(&here, &row(1, false))),
    ]
}

pub(super) fn of_balance(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    vec![
        (
            "balance",
            balance::balance(
                &frame(lang, &shop, Section::Balance),
                &Balance {
                    stands: HAS,
                    moves: &[
                        Movement {
                            payment: Some(text.to_owned()),
                            what: What::Refund,
                            change: -1_237_500,
                            freed: 0,
                            after: 99_717_500,
                            at: 1_790_000_000_000,
                        },
                        Movement {
                            payment: None,
                            what: What::Release,
                            change: 0,
                            freed: 500_000,
                            after: 99_717_500,
                            at: 1_790_000_000_000,
                        },
                    ],
                    page: Page { next: Some("2"), is_later: false },
                    whose: Whose {
                        payees: &[("anbar".to_owned(), text.to_owned()), ("tax".to_owned(), "اداره".to_owned())],
                        of: "tax",
                    },
                    may_manage: true,
                },
            ),
        ),
        (
            "balance-empty",
            balance::balance(
                &frame(lang, &shop, Section::Balance),
                &Balance {
                    stands: BalanceView {
                        pending: 0,
                        available: 0,
                        reserve: 0,
                        debt: 0,
                        total: 0,
                        currency: Currency::Irr,
                    },
                    moves: &[],
                    page: Page::default(),
                    whose: Whose::default(),
                    may_manage: false,
                },
            ),
        ),
    ]
}

pub(super) fn of_books(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let desk = Frame { shop: None, ..frame(lang, &shop, Section::Books) };
    let kinds = [
        (Kind::Bank, "IR160120000000001234567890"),
        (Kind::Gateway, text),
        (Kind::Credit, text),
        (Kind::Costs, ""),
        (Kind::Transit, ""),
        (Kind::Clearing, ""),
        (Kind::Fees, ""),
        (Kind::Capital, ""),
        (Kind::Case, text),
    ];
    let own = kinds.map(|(kind, of)| Line { kind, of: of.to_owned(), stands: 98_765_432 }).to_vec();
    let owners = vec![Owner { shop: bank(text, 0), id: text.to_owned(), has: HAS }];
    let misfit = BookMisfit { payment: text.to_owned(), why: text.to_owned(), at: 1_790_000_000_000 };
    let sums = BookSums {
        suspense: 15_000,
        float: 1_247_000,
        receivable: -3_000,
        owed: 99_717_500,
        wallets: 5,
        transit: 7,
        earned: 9_500,
        ..BookSums::default()
    };
    let full = Books { sums, own, owners, misfits: vec![misfit] };
    let one_case = |stands, wrong: &Wrong| {
        let view = Case {
            id: "case.row.4f",
            stands,
            since: 1_790_000_000_000,
            is_of_bank: true,
            into: "bank",
            note: text,
            wrong,
        };
        case::case(&desk, &view)
    };
    let broken = Books { sums: BookSums { imbalance: -40_000, ..sums }, misfits: Vec::new(), ..full.clone() };
    vec![
        ("books", books::books(&desk, &full)),
        ("books-broken", books::books(&desk, &broken)),
        ("books-empty", books::books(&desk, &Books::default())),
        ("case", one_case(12_500_000, &Wrong::one("note", text))),
        ("case-closed", one_case(0, &Wrong::none())),
    ]
}
