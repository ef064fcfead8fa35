//! klUCB over a sliding window of the last τ = ⌊2 √(T ln T / Υ)⌋ rounds, which is 206 in the published problems.

use super::{super::policy::best_arm, Count};
use crate::bandit::Policy;
use rand::rngs::SmallRng;
use std::collections::VecDeque;

/// SW-klUCB's memory.
#[derive(Clone, Debug)]
pub struct SwKlucb {
    window: usize,
    last: VecDeque<(usize, bool)>,
    counts: Vec<Count>,
}

impl SwKlucb {
    /// Nothing played yet, of a run of `rounds` with so many `changes`.
    #[must_use]
    pub fn new(arms: usize, rounds: usize, changes: usize) -> Self {
        let length = rounds as f64;
        let window = (2.0 * (length * length.ln() / changes.max(1) as f64).sqrt()) as usize;
        Self { window, last: VecDeque::with_capacity(window), counts: vec![Count::default(); arms] }
    }

    /// Rounds that it remembers.
    #[must_use]
    pub fn window(&self) -> usize {
        self.window
    }
}

impl Policy for SwKlucb {
    fn choose(&mut self, round: usize, dice: &mut SmallRng) -> usize {
        let exploration = (round.clamp(1, self.window) as f64).ln();
        best_arm(self.counts.iter().map(|count| count.index(exploration)), dice)
    }

    fn learn(&mut self, arm: usize, reward: bool) {
        if self.last.len() == self.window
            && let Some((arm, reward)) = self.last.pop_front()
        {
            self.counts[arm].remove(reward);
        }
        self.last.push_back((arm, reward));
        self.counts[arm].add(reward);
    }
}
