//! A shop's way in: from the form to the first real payment.
//!
//! An [`Application`] is the fold of its events, like a payment. [`decide`] looks at it, a command and the time, and says which
//! events follow; nothing else changes one. The step it stands at ([`Step`]) is no field: it is the first step whose evidence is
//! missing, so no state is reached without what belongs to it. The steps, one after the other:
//! 1. the form ([`form`]), saved as often as wanted and submitted whole;
//! 2. the review: the site is fetched and its domain proven ([`site`]), then an operator decides;
//! 3. documents ([`document`]), each judged by an operator;
//! 4. identity: questions to services ([`Check`]); an outage leaves a question open, and only an answer counts;
//! 5. the contract ([`contract`]), whose very text is accepted and kept;
//! 6. Shaparak's registration ([`crate::registrar`]): what is sent is written down before, and nothing is sent twice unless the
//!    registrar says that it never came;
//! 7. a test payment, taken and paid in the shop's own name; then it is live.
//!
//! What is due is derived ([`due`]), so a page, the clock or a restart can go on with it. Evidence belongs to what was asked: where
//! the form is corrected, answers to other questions, the contract and the registration count no more.
//!
//! Not here: calls, the database, texts for people (they are the panel's).

mod command;
mod contract;
mod decide;
pub mod document;
mod event;
mod fold;
pub mod form;
mod payout;
mod reading;
mod registration;
pub mod site;
mod state;
mod step;
mod work;

pub use command::{Command, Context, Refusal, Rules};
pub use contract::{Contract, TEMPLATE, contract};
pub use decide::decide;
pub use document::Document;
pub use event::{Acceptor, Actor, Detail, Event, Recorded, RefusalReason, Verdict, read_event};
pub use form::Form;
pub use registration::{Phase, Registration};
pub use site::{Site, SiteReport};
pub use state::{Application, Check, Checked, Held, Message, Signed};
pub use step::{PROMISE, Progress, Step, Turn, said};
pub use work::{LEASE, Work, due};
