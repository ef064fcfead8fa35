//! The sandbox banks: providers' server sides, written from the providers' documentation alone.
//!
//! What lives here: a bank's book of transactions, the wire formats and rules of each provider (a folder each), their
//! The sandbox banks: the providers' server sides, written from the providers' documentation alone.
//! What lives here: a bank's book of transactions, the wire formats and rules of each provider (one folder each), their
//! payment pages, and the faults that can be switched on. The core is pure: time and entropy come in as arguments, so the
//! same bank runs natively in tests, in a simulator on virtual time, and in `shell`, a Worker with one Durable Object per
//! bank.
//!
//! What must not: any use of `dargah-engine` or `dargah-wire` (two implementations, or a shared misreading passes every
//! test), a clock, randomness or IO outside `shell`, a real card number, real money.
//!
//! `README.md` beside `Cargo.toml` has the addresses, switches, magic amounts and the book's format.

mod asanpardakht;
mod authority;
mod bank;
mod book;
mod control;
mod dice;
mod digipay;
mod home;
mod http;
mod irankish;
mod json;
mod magic;
mod mellat;
mod operator;
mod page;
mod parsian;
mod pasargad;
mod persian;
mod sadad;
mod saman;
mod sepehr;
mod session;
#[cfg(target_arch = "wasm32")]
mod shell;
mod snapppay;
mod tehran;
mod till;
mod transaction;
mod zarinpal;
mod zibal;

pub use authority::{Authority, Filed, Mood};
pub use bank::{Bank, Kind};
pub use book::{Book, Totals};
pub use control::{Callback, Fault, Op, Settings};
pub use home::{BankView, home};
pub use http::{Method, Request, Response, decode_form, encode_form};
pub use operator::{operate, view};
pub use transaction::{Calls, Event, Refund, ReversedBy, State, Transaction};
