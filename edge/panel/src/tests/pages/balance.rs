//! What a shop has at the operator, and the operator's own books.

use super::super::{frame, shop};
use super::bank;
use crate::{
    Frame, Lang, Section,
    balance::{self, Balance, Movement, What},
    books::{self, Books, Kind, Line, Owner},
    case::{self, Case},
    part::{Page, Wrong},
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
