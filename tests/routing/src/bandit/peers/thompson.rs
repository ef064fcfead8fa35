//! Thompson sampling: a mean drawn for each arm from what is believed of it, starting from Beta(1, 1), and the best draw played.

use super::{super::policy::best_arm, Count};
use crate::bandit::Policy;
use rand::rngs::SmallRng;
use rand_distr::{Beta, Distribution};

/// Thompson sampling's memory.
#[derive(Clone, Debug)]
pub struct Thompson {
    counts: Vec<Count>,
}

impl Thompson {
    /// Nothing played yet.
    #[must_use]
    pub fn new(arms: usize) -> Self {
        Self { counts: vec![Count::default(); arms] }
    }
}

#[expect(clippy::expect_used, reason = "both parameters are at least 1")]
fn draw(count: Count, dice: &mut SmallRng) -> f64 {
    let losses = count.plays - count.rewards;
    let belief = Beta::new(1.0 + f64::from(count.rewards), 1.0 + f64::from(losses)).expect("a Beta distribution");
    belief.sample(dice)
}

impl Policy for Thompson {
    fn choose(&mut self, _round: usize, dice: &mut SmallRng) -> usize {
        let draws: Vec<f64> = self.counts.iter().map(|&count| draw(count, dice)).collect();
        best_arm(draws, dice)
    }

    fn learn(&mut self, arm: usize, reward: bool) {
        self.counts[arm].add(reward);
    }
}
