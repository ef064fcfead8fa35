//! The pages of a shop's panel.

use super::{Route, Row};

/// A page of a shop's panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ShopPage {
    Overview,
    Payments,
    PaymentsFile,
    /// One payment: its id.
    Payment(String),
    /// Giving its money back.
    Refund(String),
    Refunds,
    RefundsFile,
    Balance,
    Payees,
    PayeesFile,
    /// No more new parts for one: its id.
    RemovePayee(String),
    Payouts,
    PayoutsFile,
    Reports,
    DaysFile,
    /// A settlement file of the shop's own: its id.
    Settlement(String),
    /// What differs in it, as a file: its id.
    SettlementFile(String),
    Webhooks,
    /// One endpoint: its id.
    Webhook(String),
    /// What is done with it: its id and the deed.
    WebhookAct(String, String),
    /// What was sent to it as a file: its id.
    DeliveriesFile(String),
    Keys,
    KeysFile,
    /// What is done with a key: its id and the deed.
    KeyAct(String, String),
    Links,
    LinksFile,
    /// One link: its id.
    Link(String),
    /// No more payments by it.
    CloseLink(String),
    Contracts,
    NewContract,
    /// One contract: its id.
    Contract(String),
    /// A call to see whether it works.
    TryContract(String),
    Routing,
    Settings,
}

/// The rows of the table of addresses.
pub(super) const ROWS: &[Row] = &[
    ("GET", "/panel", |_| Route::ShopPanel(ShopPage::Overview)),
    ("GET", "/panel/payments", |_| Route::ShopPanel(ShopPage::Payments)),
    ("GET", "/panel/payments.csv", |_| Route::ShopPanel(ShopPage::PaymentsFile)),
    ("GET", "/panel/payments/{id}", |[id, _]| Route::ShopPanel(ShopPage::Payment(id))),
    ("GET", "/panel/payments/{id}/refund", |[id, _]| Route::ShopPanel(ShopPage::Refund(id))),
    ("POST", "/panel/payments/{id}/refund", |[id, _]| Route::ShopPanel(ShopPage::Refund(id))),
    ("GET", "/panel/refunds", |_| Route::ShopPanel(ShopPage::Refunds)),
    ("GET", "/panel/refunds.csv", |_| Route::ShopPanel(ShopPage::RefundsFile)),
    ("GET", "/panel/reports", |_| Route::ShopPanel(ShopPage::Reports)),
    ("GET", "/panel/reports/settlements/{id}", |[id, _]| Route::ShopPanel(ShopPage::Settlement(id))),
    ("GET", "/panel/reports/settlements/{id}/csv", |[id, _]| Route::ShopPanel(ShopPage::SettlementFile(id))),
    ("GET", "/panel/reports.csv", |_| Route::ShopPanel(ShopPage::DaysFile)),
    ("GET", "/panel/webhooks", |_| Route::ShopPanel(ShopPage::Webhooks)),
    ("POST", "/panel/webhooks", |_| Route::ShopPanel(ShopPage::Webhooks)),
    ("GET", "/panel/webhooks/{id}", |[id, _]| Route::ShopPanel(ShopPage::Webhook(id))),
    ("GET", "/panel/webhooks/{id}/deliveries.csv", |[id, _]| Route::ShopPanel(ShopPage::DeliveriesFile(id))),
    ("GET", "/panel/webhooks/{id}/{deed}", |[id, deed]| Route::ShopPanel(ShopPage::WebhookAct(id, deed))),
    ("POST", "/panel/webhooks/{id}/{deed}", |[id, deed]| Route::ShopPanel(ShopPage::WebhookAct(id, deed))),
    ("GET", "/panel/keys", |_| Route::ShopPanel(ShopPage::Keys)),
    ("POST", "/panel/keys", |_| Route::ShopPanel(ShopPage::Keys)),
    ("GET", "/panel/keys.csv", |_| Route::ShopPanel(ShopPage::KeysFile)),
    ("GET", "/panel/keys/{id}/{deed}", |[id, deed]| Route::ShopPanel(ShopPage::KeyAct(id, deed))),
    ("POST", "/panel/keys/{id}/{deed}", |[id, deed]| Route::ShopPanel(ShopPage::KeyAct(id, deed))),
    ("GET", "/panel/links", |_| Route::ShopPanel(ShopPage::Links)),
    ("POST", "/panel/links", |_| Route::ShopPanel(ShopPage::Links)),
    ("GET", "/panel/links.csv", |_| Route::ShopPanel(ShopPage::LinksFile)),
    ("GET", "/panel/links/{id}", |[id, _]| Route::ShopPanel(ShopPage::Link(id))),
    ("GET", "/panel/links/{id}/close", |[id, _]| Route::ShopPanel(ShopPage::CloseLink(id))),
    ("POST", "/panel/links/{id}/close", |[id, _]| Route::ShopPanel(ShopPage::CloseLink(id))),
    ("GET", "/panel/contracts", |_| Route::ShopPanel(ShopPage::Contracts)),
    ("GET", "/panel/contracts/new", |_| Route::ShopPanel(ShopPage::NewContract)),
    ("POST", "/panel/contracts/new", |_| Route::ShopPanel(ShopPage::NewContract)),
    ("GET", "/panel/contracts/{id}", |[id, _]| Route::ShopPanel(ShopPage::Contract(id))),
    ("POST", "/panel/contracts/{id}", |[id, _]| Route::ShopPanel(ShopPage::Contract(id))),
    ("POST", "/panel/contracts/{id}/test", |[id, _]| Route::ShopPanel(ShopPage::TryContract(id))),
    ("GET", "/panel/routing", |_| Route::ShopPanel(ShopPage::Routing)),
    ("POST", "/panel/routing", |_| Route::ShopPanel(ShopPage::Routing)),
    ("GET", "/panel/settings", |_| Route::ShopPanel(ShopPage::Settings)),
    ("POST", "/panel/settings", |_| Route::ShopPanel(ShopPage::Settings)),
];
