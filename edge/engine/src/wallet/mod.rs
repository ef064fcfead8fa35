//! A shopper's wallet: who has one, what it may do in a day, and where its money may go.
//!
//! What lives here: a wallet as the fold of its events ([`Wallet`]), the limits of a day ([`Limits`]), [`decide`], what its owner is
//! shown of it ([`Standing`], [`Entry`]), and how long they stay signed in ([`Session`]). What must not: its
//! balance (the books have it, and keep it from going below zero whatever happens at once) and codes by message (`member`).
//!
//! - It is opened by a number that proved itself with a one-time code ([`VerifiedMobile`]), and there is one of a number.
//! - What it may do in a day of Iran's is counted when it is begun, and given back when it comes to nothing, so two at once cannot pass
//!   a limit together. What a bank has done already is never refused for a limit.
//! - It pays out to an account of its owner only: the registry has said whose the number is, and whose the account.

mod decide;
mod entry;
mod limits;
mod session;
mod standing;
mod state;

pub use decide::{Command, Decision, Refusal, decide};
pub use entry::Entry;
pub use limits::{Level, Levels, Limits, defaults};
pub use session::{IDLE, Session};
pub use standing::Standing;
pub use state::{DayUse, Event, Recorded, Use, VerifiedMobile, Wallet, wallet_id};
