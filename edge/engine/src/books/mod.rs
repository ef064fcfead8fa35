//! The operator's books: double entry, after the model of TigerBeetle.
//!
//! What lives here: accounts ([`Account`]), transfers between two of them ([`Transfer`]), and what the transfers of a business fact
//! are ([`rules`]). What must not: when a payout is due, what a fee is, who may approve (`facilitator`, `payout` and `wallet` decide
//! that), and anything of how it is stored.
//!
//! [`Books`] are the fold of their events; [`decide`] looks at them, a command and the time, and says which events follow. A fact
//! becomes transfers by a rule, which reads the books and changes nothing; the transfers are linked, so all of them happen or none.
//!
//! What holds, and where it is kept:
//! - Every transfer moves one amount from one account to another, so the books balance by construction; the simulator's auditor
//!   counts them by another way all the same.
//! - An account that may not go below zero never does, with what is held counted as gone: `decide.rs`. Facts of others that cannot
//!   be refused move accounts that may (`account.rs`); what a shop cannot pay becomes its debt, an account of its own.
//! - The same id with the same content is the same answer, with another content a refusal. Ids are made of what they are about
//!   (`transfer.rs`), so a fact that is told twice is posted once.
//! - A hold is posted, voided or lapses, once. A lapsed one is never posted, however late the clock's word of it comes.
//! - What does not add up stands on a suspense account of its own case, and is listed until it is closed: nothing is dropped.

mod account;
mod balance;
mod decide;
mod event;
mod ledger;
mod refusal;
pub mod rules;
mod transfer;

pub use account::{Account, BadAccount, Party, Side};
pub use balance::Balance;
pub use decide::{Command, LINKED_MAX, Names, decide};
pub use event::{Event, Recorded, read_event};
pub use ledger::{Books, HoldState, Kept};
pub use refusal::Refusal;
pub use transfer::{BadId, Deed, Subject, Transfer, TransferId, Why};
