//! What happens to a payment's money.
//!
//! A payment is the fold of its events: [`Payment::replay`]. [`decide`] looks at a payment, a command and the time, and says
//! which events follow and which calls are to be made; nothing else changes a payment. The shell writes the events down first
//! and makes the calls after (I7), then comes back with what was heard.
//!
//! The rules, where they are kept:
//! - Unknown is a state, left only by evidence; a negative counts only if asked after the bank's deadline: [`decide`] (I2, I3).
//! - One attempt at a time may be under verification, so at most one can be captured. Money of any other is never verified,
//!   and the bank sends it back by itself: [`work`] (I5).
//! - A reference is claimed before it is verified, and only a claimed reference is ever settled or reversed: [`work`] (I6, I7, I9).
//! - A callback is recorded and asked about; it moves nothing: [`decide`] (I8).
//! - What is asked for, under way and unknown of refunds never exceeds what was captured: `refund.rs` (I10).
//! - What the shop is to be told is part of the payment from the event that causes it: `notice.rs` (I4, I16).
//! - What a person or a statement knows has the bank asked; it never makes a payment paid: `learn.rs` (I12).
//! - Everything that is due is derived from the state: [`work`] (I15, L1, L2).

mod attempt;
mod begin;
mod callback;
mod command;
mod decide;
mod event;
mod explain;
mod fold;
mod hear;
mod learn;
mod notice;
mod refund;
mod refunding;
mod state;
mod view;
mod work;

pub use attempt::{Attempt, Cause, Dropped, Phase, Returning, Sent, Sighting, SightingStanding};
pub use command::{Command, Context, Effect, Learnt, Lesson, RefundWish, Refusal, Run};
pub use decide::{Decision, decide};
pub use event::{Choice, Created, Event, Recorded, read_events};
pub use notice::Notice;
pub use refund::{Refund, RefundPhase, Way};
pub use state::{Closed, Payment};
pub use view::Standing;
pub use work::{LEASE, due_at, wake_at};
