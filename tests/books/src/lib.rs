//! The operator's books under attack: [`dargah_engine::books`], `payout` and `wallet` themselves, told everything that can happen in
//! every order.
//!
//! - The simulator ([`simulate`]): shops, wallets and providers on virtual time from a seed. Processes die before and after each write
//!   and tell again; providers settle late, less, twice and for nobody. `world.rs` is the world, `sales.rs`, `settle.rs` and `outs.rs`
//!   what happens in it, `store.rs` what survives, `truth.rs` what is so whatever the books say, `audit.rs` compares, and
//!   `text_ledger.rs` makes books of its own out of the log's text. `witness.rs` says what has to be met.
//! - The model checker (`holds.rs`): every order of hold, post, void, spending and time, by stateright.
//!
//! What must not live here: a rule of the engine.
//!
//! ```sh
//! cargo test -p dargah-books                # the short form
//! SEED=n cargo test -p dargah-books         # one seed's story, as a failure names it
//! SEEDS=1000 cargo bench -p dargah-books    # the long form; one JSON line
//! ```

#![allow(clippy::expect_used, clippy::panic, reason = "a harness stops at the first thing that is wrong")]

mod audit;
mod dice;
mod holds;
mod many;
mod outs;
mod sales;
mod settle;
mod store;
mod text_ledger;
mod truth;
mod witness;
mod world;

pub use holds::{Checked, Holds, Step, check};
pub use many::{Run, Tally, run, seeds_from_env, simulate};
pub use witness::Seen;
