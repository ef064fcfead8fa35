//! Who gets a part of a shop's payments: by API, and in the panel.

use super::{Route, Row, ShopPage};

/// What is done with payees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PayeeWork {
    /// Lists them.
    List,
    /// Makes one.
    Make,
    /// Reads one.
    Read(String),
    /// Changes one.
    Change(String),
    /// Takes no new splits for one.
    Remove(String),
}

/// What is there.
pub(super) const ROWS: &[Row] = &[
    ("GET", "/v1/payees", |_| Route::Payees(PayeeWork::List)),
    ("POST", "/v1/payees", |_| Route::Payees(PayeeWork::Make)),
    ("GET", "/v1/payees/{id}", |[id, _]| Route::Payees(PayeeWork::Read(id))),
    ("POST", "/v1/payees/{id}", |[id, _]| Route::Payees(PayeeWork::Change(id))),
    ("DELETE", "/v1/payees/{id}", |[id, _]| Route::Payees(PayeeWork::Remove(id))),
    ("GET", "/panel/payees", |_| Route::ShopPanel(ShopPage::Payees)),
    ("POST", "/panel/payees", |_| Route::ShopPanel(ShopPage::Payees)),
    ("GET", "/panel/payees.csv", |_| Route::ShopPanel(ShopPage::PayeesFile)),
    ("GET", "/panel/payees/{id}/remove", |[id, _]| Route::ShopPanel(ShopPage::RemovePayee(id))),
    ("POST", "/panel/payees/{id}/remove", |[id, _]| Route::ShopPanel(ShopPage::RemovePayee(id))),
];
