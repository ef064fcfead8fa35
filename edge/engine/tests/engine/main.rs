//! The engine through its public face. One program for all of it: each further one would link the engine anew.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::unreachable,
    missing_docs,
    unreachable_pub,
    reason = "a test stops at the first thing that is wrong"
)]

mod books;
mod common;
mod facilitator;
mod gateway;
mod identity;
mod identity_service;
mod member;
mod onboarding;
mod payee;
mod payment;
mod payment_link;
mod payout;
mod reconcile;
mod registrar;
mod registry;
mod report;
mod routing;
mod split;
mod wallet;
mod webhook;
