//! Everything that Dargah decides.
//!
//! What lives here: the payment's state machine, the providers' protocols, routing, and the checks of what comes in. What
//! must not: a clock, randomness, IO, async, the Worker's or the browser's types. `now`, entropy and the world's answers come
//! in as arguments; what is to be done goes out as values. So the same code runs in the Worker, in the simulator and in the
//! model checker, and every run can be replayed.
//!
//! Where to look: [`payment`] for what happens to money, [`gateway`] for how a provider speaks, [`routing`] for which
//! gateway is chosen, [`request`] for what a shop or a browser may ask, [`config`] for what an operator sets, [`registry`] for shops
//! that the panel has made, [`reconcile`] for what a provider's settlement file says against the ledger, [`report`] for how a shop's
//! payments are listed and counted, [`member`] for people and what they may, [`passkey`] and [`sms`] for how they sign in.
//!
//! Money that the operator keeps for others: [`books`] for the double entry and what each business fact is in it, [`facilitator`] for
//! fees, splits and releases, [`payout`] for the way to an IBAN, [`wallet`] for a shopper's, and [`dated`] for rules that change on a
//! date.

pub mod books;
pub mod calendar;
pub mod config;
pub mod dated;
pub mod facilitator;
pub mod gateway;
pub mod id;
pub mod identity;
pub mod identity_service;
pub mod links;
pub mod member;
pub mod money;
pub mod onboarding;
pub mod passkey;
pub mod payment;
pub mod payment_link;
pub mod payout;
pub mod problem;
pub mod reconcile;
pub mod registrar;
pub mod registry;
pub mod report;
pub mod request;
pub mod return_link;

pub mod routing;
pub mod seal;
pub mod sms;
pub mod text;
pub mod time;
pub mod vault;
pub mod wallet;
pub mod webhook;
