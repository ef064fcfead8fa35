//! What a shop's server is told, and how it knows that it was us (Standard Webhooks 1.0.0).
//!
//! What lives here: the messages, the secrets and what is signed with them, which addresses may be called, and when a message
//! is sent to whom. What must not: a call, a clock, a number that came from nowhere. The shell makes the calls and brings back
//! what was heard.

mod delivery;
mod endpoint;
mod kept;
mod message;
mod pace;
mod receiver;
mod secret;

pub use delivery::{Answer, Delivery, LEASE, TRIES_MAX, Verdict};
pub use endpoint::{ENDPOINTS_MAX, Endpoint};
pub use kept::{Kept, read_all, read_kept};
pub use message::{Kind, Message};
pub use pace::{Pace, may_begin};
pub use receiver::receiver;
pub use secret::{Secret, Secrets, public_key, signed_content};
