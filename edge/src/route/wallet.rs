//! The pages of a shopper's wallet.

use super::{Route, Row};

/// A page or a form of the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WalletPage {
    /// What is in it, and the form that fills it.
    Home,
    /// The number.
    SignIn,
    /// The code.
    Code,
    /// Out.
    SignOut,
    /// All that happened.
    Statement,
    /// Whose it is, and their accounts.
    Owner,
    /// Money out of it.
    Withdraw,
}

/// The rows of the table of addresses.
pub(super) const ROWS: &[Row] = &[
    ("GET", "/wallet", |_| Route::Wallet(WalletPage::Home)),
    ("POST", "/wallet", |_| Route::Wallet(WalletPage::Home)),
    ("GET", "/wallet/sign-in", |_| Route::Wallet(WalletPage::SignIn)),
    ("POST", "/wallet/sign-in", |_| Route::Wallet(WalletPage::SignIn)),
    ("GET", "/wallet/code", |_| Route::Wallet(WalletPage::Code)),
    ("POST", "/wallet/code", |_| Route::Wallet(WalletPage::Code)),
    ("POST", "/wallet/sign-out", |_| Route::Wallet(WalletPage::SignOut)),
    ("GET", "/wallet/statement", |_| Route::Wallet(WalletPage::Statement)),
    ("GET", "/wallet/owner", |_| Route::Wallet(WalletPage::Owner)),
    ("POST", "/wallet/owner", |_| Route::Wallet(WalletPage::Owner)),
    ("GET", "/wallet/withdraw", |_| Route::Wallet(WalletPage::Withdraw)),
    ("POST", "/wallet/withdraw", |_| Route::Wallet(WalletPage::Withdraw)),
];
