//! Which gateway a payment goes to: evidence in, snapshot out, choose.
//!
//! [`Health`] takes [`Evidence`] in and gives a [`Snapshot`] out; [`Weights`] turns a snapshot into shares under the shop's
//! [`Policy`]; [`choose`] draws one gateway by a hash of the payment, the attempt and the snapshot's version.
//!
//! One idea carries it: of each gateway's rate a whole [`Belief`] is kept (`belief.rs`), which is estimate, confidence and change
//! detector in one; payments that have not ended yet weigh as far as they should have by now (`cohort.rs`, `delay.rs`); and
//! shares follow how much better than all others each gateway may be (`surplus.rs`). Native and wasm agree to the bit, and every
//! choice can be replayed. [`Board`] is what people and programs are told.

mod belief;
mod board;
mod breaker;
mod choice;
mod cohort;
mod decision;
mod delay;
mod evidence;
mod health;
mod outcome;
mod policy;
mod preview;
mod probe;
mod reason;
mod rule;
mod shoppers;
mod simple;
mod snapshot;
mod snips;
mod standing;
mod surplus;
mod track;
mod weight;

pub use belief::Belief;
pub use board::{BoardRow, BoardView};
pub use breaker::Breaker;
pub use choice::{ChosenBy, choose};
pub use decision::{Decision, Question, decide, policy_name};
pub(crate) use evidence::number_of;
pub use evidence::{Evidence, Step, shopper_number};
pub use health::Health;
pub use outcome::{Heard, Line, Outcome, Status};
pub use policy::{CLOSINGS_MAX, Mode, Plan, Policy, PolicyFault, Terms};
pub use preview::{Case, Preview, PreviewRow, Previewed, Rate};
pub use probe::{is_probed, probe};
pub use rule::{Facts, Rule, When};
pub use simple::{SimpleFault, SimpleRule};
pub use snapshot::{GatewayHealth, SNAPSHOT_FORMAT, Snapshot};
pub use snips::{Ends, Estimate, Estimator, Sample, Sums};
pub use standing::{Condition, Standing, Why};
pub use weight::{ONE, Weights};
