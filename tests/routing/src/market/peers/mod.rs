//! The routers that ours is compared with. All have the market's failover.

pub mod decision_engine;
pub mod learner;
pub mod plain;
pub mod sw_ucb;
pub mod thompson;
pub mod weights;
pub mod window;

use super::{many::Policy, play::play};
use decision_engine::{DecisionEngine, Options};
use learner::{Late, Learner};
use plain::{FixedBest, Oracle, Random, RoundRobin};

/// The name of the policy that all are measured from.
pub const ORACLE: &str = "oracle";

/// The name of the policy that has the best long-run rate from the oracle.
pub const FIXED_BEST: &str = "fixed-best";

/// What the names of decision-engine's configurations begin with.
pub const DECISION_ENGINE: &str = "decision-engine";

/// All of them, the oracle first.
#[must_use]
pub fn all() -> Vec<Policy> {
    let mut policies = vec![
        Policy::new(ORACLE, |world| play(world, Oracle(world))),
        Policy::new("random", |world| play(world, Random(world.setting.gateways))),
        Policy::new("round-robin", |world| play(world, RoundRobin(world.setting.gateways))),
        Policy::new(FIXED_BEST, |world| play(world, FixedBest(world))),
        learning("proportional", weights::Proportional::new),
        learning("epsilon-greedy", weights::EpsilonGreedy::new),
        learning("sw-ucb", sw_ucb::SwUcb::new),
        learning("discounted-thompson-0.99", |gateways| thompson::Thompson::new(gateways, 0.99)),
        learning("discounted-thompson-0.999", |gateways| thompson::Thompson::new(gateways, 0.999)),
        learning("discounted-thompson-0.9997", |gateways| thompson::Thompson::new(gateways, 0.9997)),
    ];
    for window in [35, 125] {
        for (hedged, elimination, reset) in [
            (false, false, false),
            (false, true, false),
            (true, false, false),
            (true, true, false),
            (true, false, true),
        ] {
            let options = Options { window, hedged, elimination, reset };
            policies.push(learning(&named(&options), move |gateways| DecisionEngine::new(gateways, options)));
        }
    }
    policies
}

fn named(options: &Options) -> String {
    let hedged = if options.hedged { "hedged" } else { "greedy" };
    let elimination = if options.elimination { "-elimination" } else { "" };
    let reset = if options.reset { "-reset" } else { "" };
    format!("{DECISION_ENGINE}-b{}-{hedged}{elimination}{reset}", options.window)
}

fn learning<L: Learner + 'static>(name: &str, make: impl Fn(usize) -> L + Send + Sync + 'static) -> Policy {
    Policy::new(name, move |world| play(world, Late::new(make(world.setting.gateways))))
}
