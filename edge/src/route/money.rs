//! Money at the operator: a shop's balance, the operator's books, and payouts; by key and at the panel.

use super::{OperatorWork, Route, Row, ShopPage};
use crate::panel::{books, payout_desk};

/// What is done with payouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PayoutWork {
    /// A shop asks for one.
    Make,
    /// A shop lists its own.
    List,
    /// A shop reads one.
    Read(String),
    /// The operator lists everybody's.
    All,
    /// The operator makes the next files.
    MakeFiles,
    /// The operator lists files.
    Files,
    /// The operator takes one away.
    File(String),
    /// The operator hands a bank's statement in.
    Statement,
    /// The operator says that a bank has refused one.
    Bounce(String),
}

pub(super) const ROWS: &[Row] = &[
    ("GET", "/admin/books", |_| Route::Books(books::Ask::Look)),
    ("GET", "/admin/books/csv", |_| Route::Books(books::Ask::File)),
    ("GET", "/admin/books/cases/{id}", |[id, _]| Route::Books(books::Ask::Case(id))),
    ("POST", "/admin/books/cases/{id}", |[id, _]| Route::Books(books::Ask::Case(id))),
    ("GET", "/admin/payouts", |_| Route::PayoutDesk(payout_desk::Ask::Desk)),
    ("POST", "/admin/payouts/files", |_| Route::PayoutDesk(payout_desk::Ask::MakeFiles)),
    ("POST", "/admin/payouts/statement", |_| Route::PayoutDesk(payout_desk::Ask::Statement)),
    ("GET", "/admin/payouts/files/{id}/{act}", |[id, format]| Route::PayoutDesk(payout_desk::Ask::File(id, format))),
    ("GET", "/admin/payouts/{id}", |[id, _]| Route::PayoutDesk(payout_desk::Ask::One(id))),
    ("POST", "/admin/payouts/{id}/{act}", |[id, act]| Route::PayoutDesk(payout_desk::Ask::Act(id, act))),
    ("GET", "/v1/balance", |_| Route::Balance),
    ("GET", "/v1/balance/entries", |_| Route::BalanceEntries),
    ("POST", "/v1/payouts", |_| Route::Payouts(PayoutWork::Make)),
    ("GET", "/v1/payouts", |_| Route::Payouts(PayoutWork::List)),
    ("GET", "/v1/payouts/{id}", |[id, _]| Route::Payouts(PayoutWork::Read(id))),
    ("GET", "/v1/operator/payouts", |_| Route::Payouts(PayoutWork::All)),
    ("POST", "/v1/operator/payouts/files", |_| Route::Payouts(PayoutWork::MakeFiles)),
    ("GET", "/v1/operator/payouts/files", |_| Route::Payouts(PayoutWork::Files)),
    ("GET", "/v1/operator/payouts/files/{id}", |[id, _]| Route::Payouts(PayoutWork::File(id))),
    ("POST", "/v1/operator/payouts/statements", |_| Route::Payouts(PayoutWork::Statement)),
    ("POST", "/v1/operator/payouts/{id}/bounce", |[id, _]| Route::Payouts(PayoutWork::Bounce(id))),
    ("GET", "/v1/operator/books", |_| Route::Operator(OperatorWork::Books)),
    ("POST", "/v1/operator/books/settlements", |_| Route::Operator(OperatorWork::Settle)),
    ("GET", "/panel/balance", |_| Route::ShopPanel(ShopPage::Balance)),
    ("GET", "/panel/payouts", |_| Route::ShopPanel(ShopPage::Payouts)),
    ("POST", "/panel/payouts", |_| Route::ShopPanel(ShopPage::Payouts)),
    ("GET", "/panel/payouts.csv", |_| Route::ShopPanel(ShopPage::PayoutsFile)),
];
