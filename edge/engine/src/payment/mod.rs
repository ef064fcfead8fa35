//! What happens to a payment's money.
//!
//! A payment is the fold of its events: [`Payment::replay`]. [`decide`] looks at a payment, a command and the time, and says
//! which events follow and which calls are to be made; nothing else changes a payment. The shell writes the events down first
//! and makes the calls after (I7), then comes back with what was heard.
//!
//! The invariants (`I`) and what must come in the end (`L`), where they are kept:
//! - Paid only by the bank's word on what was asked: `hear.rs` through `gateway::bind` (I1, I11, I13).
//! - Unknown is a state, left only by evidence; a negative counts only if asked after the bank's deadline: `hear.rs` (I2, I3).
//! - One attempt at a time may be under verification, so at most one can be captured; what nobody wants is sent back, or left to
//!   the bank's own rule: `work.rs`, `decide.rs` (I5, I9, L4).
//! - A reference is claimed before it is verified, and only a claimed one is ever settled, reversed or refunded: `callback.rs`,
//!   `attempt.rs` (I6, I7, I9).
//! - A callback is recorded and asked about; it moves nothing: `callback.rs` (I8).
//! - What is asked for, under way and unknown of refunds never exceeds what was captured: `refund.rs` (I10). With it, what came in
//!   is what is kept, went back, or waits for a named case: the simulator's auditor keeps the accounts beside it (I21).
//! - What a person or a statement knows has the bank asked; it never makes a payment paid: `learn.rs` (I12).
//! - The same request is the same payment, refund or withdrawal: `decide.rs`, `refunding.rs` (I14).
//! - What the shop is to be told is part of the payment from the event that causes it, once: `notice.rs` (I4, I16); that it is
//!   delivered, or can be pulled, is `webhook`'s to see to (L3).
//! - A wallet's part is held before a bank is asked for the rest, and no rest is taken while it is not: `purse.rs` (I7, I9).
//! - Health says which gateway, and nothing of money: `begin.rs` (I18, I19). Whose payment it is, its ledger's name says (I17).
//! - The payment's own time never runs backwards: `decide.rs` (I20). What another version wrote is kept: `event.rs` (I22).
//! - Everything that is due is derived from the state, so a death loses nothing: `work.rs` (I15, L1, L2). Where the bank can be
//!   asked without the shopper, it is: `hear.rs` (L5).

mod attempt;
mod begin;
mod callback;
mod command;
mod created;
mod decide;
mod drawn;
mod event;
mod evidence;
mod explain;
mod fold;
mod hear;
mod learn;
mod notice;
mod offer;
mod purse;
mod refund;
mod refunding;
mod state;
mod top_up;
mod view;
mod work;

pub use attempt::{Attempt, Cause, Dropped, Phase, Returning, Sent, Sighting, SightingStanding};
pub use command::{
    Command, Context, Effect, Learnt, Lesson, PurseWish, RefundWish, Refusal, Run, WalletAnswer, WalletDeed,
};
pub use created::Created;
pub use decide::{Decision, decide};
pub use drawn::{Drawn, drawn};
pub use event::{Choice, Event, Recorded, read_events};
pub use evidence::learnt;
pub use notice::Notice;
pub use offer::{is_asked, methods, offer, offered};
pub use purse::{Purse, PursePhase};
pub use refund::{Refund, RefundPhase, Way};
pub use state::{Closed, Payment};
pub use top_up::TopUp;
pub use view::Standing;
pub use work::{LEASE, due_at, wake_at};
