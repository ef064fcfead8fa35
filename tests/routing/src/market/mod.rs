//! A payment market: gateways that drift and break, issuers that break, shoppers who take a minute to pay or never come back, and
//! edges that choose by old snapshots. Discrete events on virtual time; one seed is one run, and every policy meets the same
//! shoppers in the same weather.

mod router;
mod setting;

pub use router::{Ask, Event, Ms, Outcome, Router};
pub use setting::{Failures, Setting};
