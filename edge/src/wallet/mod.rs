//! Shoppers' wallets: who is signed in to one, and the way from a request to one of its pages.
//!
//! What lives here: the wallet's own session ([`session`]) and its pages. What must not: a rule of what a wallet may do
//! (`dargah_engine::wallet`), its events and its money (`books/wallets.rs`), and anything of the panel's: a shopper is no member.
//!
//! A wallet is of one mode, as every payment is: the mode is chosen where somebody signs in, and the session keeps it.

pub(crate) mod session;
