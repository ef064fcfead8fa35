//! The router's proof. `bandit` plays published bandit problems and random ones, with instant outcomes, where the best known
//! algorithms can be compared to the digit. `market` plays a day of payments: six gateways that drift and break, outcomes that
//! take a minute, edges with old snapshots. The engine's own router plays in both, through the calls the Worker makes.
//!
//! Nothing here decides for a shop; peers' algorithms live here and nowhere else.
#![allow(clippy::float_arithmetic, reason = "regrets and success rates are statistics, not money")]

pub mod bandit;
pub mod chart;
pub mod market;
