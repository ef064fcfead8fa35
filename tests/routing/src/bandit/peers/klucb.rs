//! klUCB (Garivier and Cappé 2011), with f = ln t: the arm with the greatest mean that its outcomes leave possible.

use super::{super::policy::best_arm, Count};
use crate::bandit::Policy;
use rand::rngs::SmallRng;

/// klUCB's memory.
#[derive(Clone, Debug)]
pub struct Klucb {
    counts: Vec<Count>,
}

impl Klucb {
    /// Nothing played yet.
    #[must_use]
    pub fn new(arms: usize) -> Self {
        Self { counts: vec![Count::default(); arms] }
    }
}

impl Policy for Klucb {
    fn choose(&mut self, round: usize, dice: &mut SmallRng) -> usize {
        let exploration = (round.max(1) as f64).ln();
        best_arm(self.counts.iter().map(|count| count.index(exploration)), dice)
    }

    fn learn(&mut self, arm: usize, reward: bool) {
        self.counts[arm].add(reward);
    }
}
