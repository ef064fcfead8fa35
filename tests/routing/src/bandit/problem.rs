//! Piecewise-stationary Bernoulli problems: every arm pays with a mean that holds until its next change.
//!
//! P1, P2 and P4 are those of Besson, Kaufmann, Maillard and Seznec, "Efficient change-point detection for tackling
//! piecewise-stationary bandits" (JMLR 2022, arXiv 1902.01575). Their problems 3 and 5 are left out: the published means do not
//! give the published regrets, under any algorithm.

use rand::{Rng, SeedableRng, rngs::SmallRng, seq::SliceRandom};

/// Keeps a random problem's dice apart from those of the run with the same number.
const RANDOM_PROBLEM: u64 = 0x0070_726f_626c_656d;

/// Means that hold from a round on.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// First round, counted from 0.
    pub from: usize,
    /// Each arm's mean, 0 to 1.
    pub means: Vec<f64>,
}

/// What is played.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Rounds in a run.
    pub rounds: usize,
    /// In order; the first begins at round 0. Of two that begin in the same round the later one holds.
    pub segments: Vec<Segment>,
}

impl Problem {
    fn published(rounds: usize, segments: [(usize, [f64; 3]); 5]) -> Self {
        let segments = segments.map(|(from, means)| Segment { from, means: means.to_vec() });
        Self { rounds, segments: segments.to_vec() }
    }

    /// Problem 1: one arm changes at a time, and of four changes two move the best arm.
    #[must_use]
    pub fn p1() -> Self {
        Self::published(
            5000,
            [
                (0, [0.3, 0.5, 0.9]),
                (1000, [0.3, 0.2, 0.9]),
                (2000, [0.3, 0.2, 0.1]),
                (3000, [0.7, 0.2, 0.1]),
                (4000, [0.7, 0.5, 0.1]),
            ],
        )
    }

    /// Problem 2: all arms change at once.
    #[must_use]
    pub fn p2() -> Self {
        Self::published(
            5000,
            [
                (0, [0.4, 0.5, 0.9]),
                (1000, [0.5, 0.4, 0.7]),
                (2000, [0.6, 0.3, 0.5]),
                (3000, [0.7, 0.2, 0.3]),
                (4000, [0.8, 0.1, 0.1]),
            ],
        )
    }

    /// Problem 4: nothing for half of the run, then a change every 625 rounds.
    #[must_use]
    pub fn p4() -> Self {
        Self::published(
            5000,
            [
                (0, [0.1, 0.5, 0.9]),
                (2500, [0.3, 0.4, 0.1]),
                (3125, [0.5, 0.3, 0.2]),
                (3750, [0.7, 0.4, 0.3]),
                (4375, [0.1, 0.5, 0.2]),
            ],
        )
    }

    /// Six arms over 20,000 rounds, with means between 0.5 and 0.95; each changes alone, one to three times, whenever it likes.
    /// In half of the changes a follower rises above the leader, who stays as good as it was: what somebody who only watches
    /// the leader never learns. The other half draws the arm's mean anew.
    #[must_use]
    pub fn random(seed: u64) -> Self {
        const ARMS: usize = 6;
        const ROUNDS: usize = 20_000;
        const WORST: f64 = 0.5;
        const BEST: f64 = 0.95;
        let mut dice = SmallRng::seed_from_u64(seed ^ RANDOM_PROBLEM);
        let mut means: Vec<f64> = (0..ARMS).map(|_| dice.random_range(WORST..BEST)).collect();
        let mut changes = Vec::new();
        for arm in 0..ARMS {
            for _ in 0..dice.random_range(1..=3) {
                changes.push((dice.random_range(1..ROUNDS), arm));
            }
        }
        changes.sort_unstable();
        // Of an odd number, the odd one is of either kind.
        let rises = (changes.len() + dice.random_range(0..=1)) / 2;
        let mut deck: Vec<bool> = (0..changes.len()).map(|card| card < rises).collect();
        deck.shuffle(&mut dice);

        let mut segments = vec![Segment { from: 0, means: means.clone() }];
        for (from, arm) in changes {
            let top = means.iter().copied().fold(0.0, f64::max);
            let leads = means[arm] >= top;
            // A leader cannot rise above itself: it takes the next redraw, and the rise is left to the next follower.
            let card = deck.iter().rposition(|&rise| !(rise && leads)).unwrap_or(deck.len() - 1);
            let rises = deck.remove(card) && !leads;
            means[arm] = if rises { top + (BEST - top) * dice.random::<f64>() } else { dice.random_range(WORST..BEST) };
            segments.push(Segment { from, means: means.clone() });
        }
        Self { rounds: ROUNDS, segments }
    }

    /// How many arms.
    #[must_use]
    pub fn arms(&self) -> usize {
        self.segments[0].means.len()
    }

    /// How many change points. The published peers are told this, and the number of rounds; nobody is told when.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.segments.len() - 1
    }
}
