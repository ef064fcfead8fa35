//! Checks that span crates. What lives here is the harness: the engine and the sandbox banks side by side in one process, on
//! virtual time, without network or clock. The checks themselves stand in `tests/`, the measures in `bench/`.
//!
//! What must not live here: a rule of the engine or of a bank. Both are used as they are.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a harness stops at the first thing that is wrong"
)]

pub mod browser;
pub mod codes;
pub mod contract;
pub mod corpus;
pub mod crash;
pub mod demands;
pub mod edits;
pub mod fate;
pub mod laws;
pub mod leaves;
pub mod market;
pub mod mutate;
pub mod setting;
pub mod shopper;
pub mod stage;
pub mod stories;
pub mod wrong;
