//! What a shop has at the operator.

use super::super::{frame, shop};
use crate::{
    Lang, Section,
    balance::{self, Balance, Movement, What},
    part::Page,
};
use dargah_wire::{BalanceView, Currency};

pub(super) fn of_balance(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    vec![
        (
            "balance",
            balance::balance(
                &frame(lang, &shop, Section::Balance),
                &Balance {
                    stands: BalanceView {
                        pending: 1_237_500,
                        available: 98_000_000,
                        reserve: 500_000,
                        debt: 20_000,
                        total: 99_717_500,
                        currency: Currency::Irr,
                    },
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
