//! A model checker over the payment core. It explores [`dargah_engine::payment::decide`] and [`dargah_engine::payment::due_at`]
//! themselves, under the real configuration of real providers, in worlds where everything that can go wrong between a shopper, a
//! bank, a shop and our own processes may go wrong at any moment, and checks the laws of `failures` (I1 to I22, L1 to L5) on every
//! step and in every state.
//!
//! - `scene.rs`: the bounds. `scenes.rs`: which worlds are explored, short for `cargo test`, long for `npm run measure engine`.
//! - `world.rs`: a state, and what changes it. `bank.rs`, `errand.rs`: the banks, and what is under way.
//! - `action.rs`: what may happen next. `shape.rs`: when two states are one.
//! - `law.rs`: what must hold of a step. `book.rs`: of a state, and of a world at rest. `witness.rs`: what must happen sometimes.
//! - `explore.rs`: every state once. `story.rs`: a counterexample made short, printed, and told again.
//!
//! What must not live here: a rule of the engine. The banks know money, not what we make of it; the laws know what was asked,
//! what happened at the bank and what was recorded, and not how it was decided.
//!
//! ```sh
//! cargo test -p dargah-model                       # the short form
//! cargo bench -p dargah-model                      # the long form; one JSON line
//! SCENE=two-gateways TRACE='[…]' cargo test -p dargah-model   # one story again, as a failure prints it
//! ```
//!
//! # Bounds, and what a clean run says
//! Within a scene's bounds every order of everything was tried. Beyond them nothing is said: three payments, four faults. Time
//! moves to what is due, to the bounds of the banks' windows, and by short ticks; not to every millisecond between.

#![allow(clippy::expect_used, clippy::panic, reason = "a harness stops at the first thing that is wrong")]

mod action;
mod bank;
mod book;
mod errand;
mod explore;
mod law;
mod scene;
mod scenes;
mod shape;
mod story;
mod witness;
mod world;

pub use action::{Action, row};
pub use errand::{Errand, Forgery, How};
pub use explore::{Explored, explore};
pub use law::Broken;
pub use scene::{Bounds, Scene};
pub use scenes::{long, short};
pub use story::{print, shorten, tell};
pub use witness::{Tally, Witness};
pub use world::World;
