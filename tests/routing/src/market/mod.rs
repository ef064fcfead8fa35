//! A payment market: gateways that drift and break, issuers that break, shoppers who take a minute to pay or never come back, and
//! edges that choose by old snapshots. Discrete events on virtual time; one seed is one run, and every policy meets the same
//! shoppers in the same weather.

mod book;
mod dargah;
mod dice;
mod many;
mod measure;
mod outage;
pub mod peers;
pub mod picture;
mod play;
mod router;
mod setting;
mod shopper;
pub mod summary;
mod world;

pub use book::{Alarm, Books, Named, Run};
pub use dargah::Dargah;
pub use dice::{Dice, For};
pub use many::{Policy, play_all};
pub use measure::{Met, Score, measure};
pub use outage::{IssuerOutage, Kind, Outage};
pub use play::play;
pub use router::{Ask, Event, Ms, Outcome, Router};
pub use setting::{Failures, Setting};
pub use world::World;
