//! The seeded simulator: the production engine, a ledger in shards, ten sandbox banks, shops and shoppers on virtual time, with
//! everything that can go wrong between them, under an auditor that predicts every reply. One seed is one run, so whatever it
//! finds is found again.
//!
//! What must not live here: a rule of the engine or of a bank. Both are used as they are.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a harness stops at the first thing that is wrong"
)]

mod audit;
mod dice;
mod ledger;
mod many;
mod plan;
mod process;
mod queue;
mod services;
mod setting;
mod shop;
mod shopper;
mod weather;
mod wire;
mod witness;
mod world;

pub use many::{Tally, seeds_from_env, simulate};
pub use witness::{Seen, Witness};

/// What one seed's run came to.
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// What was not as it must be.
    pub differences: Vec<String>,
    /// What happened, if it was asked for.
    pub story: Vec<String>,
    /// What it met.
    pub seen: Seen,
    /// How long it was, in the world's own time, milliseconds.
    pub virtual_ms: u64,
}

/// Runs one seed. With `tells`, what happens is written down.
#[must_use]
pub fn run(seed: u64, tells: bool) -> Run {
    let mut world = world::World::new(seed, tells);
    world.run();
    let mut seen = world.seen;
    seen.add(&world.audit.seen);
    Run {
        seed,
        differences: world.audit.differences,
        story: world.log.unwrap_or_default(),
        seen,
        virtual_ms: u64::try_from(world.now - world::START).unwrap_or(0),
    }
}
