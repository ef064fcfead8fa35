//! Which gateway a payment goes to: evidence in, snapshot out, choose.
//!
//! [`Health`] takes [`Evidence`] in and gives a [`Snapshot`] out; [`Weights`] turns a snapshot into shares; [`choose`] draws one
//! gateway by a hash of the payment, the attempt and the snapshot's version. All of it is integer arithmetic, so native and
//! wasm agree to the bit and every choice can be replayed.
//!
//! This is the first form: one decayed success rate per gateway. Detectors, segments and rules go behind the same three
//! functions.

mod choice;
mod evidence;
mod health;
mod snapshot;
mod weight;

pub use choice::{Candidates, ChosenBy, choose};
pub use evidence::Evidence;
pub use health::Health;
pub use snapshot::{GatewayHealth, SNAPSHOT_FORMAT, Snapshot};
pub use weight::{ONE, Weights};
