//! UCB on a sliding window over the outcomes of all gateways together (Garivier and Moulines 2011).

use super::{learner::Learner, plain::best};
use crate::market::router::{Ask, Ms};
use std::collections::VecDeque;

/// Outcomes in the window.
const WINDOW: usize = 200;

/// Of the textbook's bonus, sqrt(2 ln n / n of the gateway), so much is used: the whole of it would be near to uniform play.
const BONUS: f64 = 0.3;

/// SW-UCB.
#[derive(Clone, Debug)]
pub struct SwUcb {
    outcomes: VecDeque<(usize, bool)>,
    /// By gateway: outcomes in the window, and good ones.
    counts: Vec<(u32, u32)>,
}

impl SwUcb {
    /// Before the first outcome.
    #[must_use]
    pub fn new(gateways: usize) -> Self {
        Self { outcomes: VecDeque::with_capacity(WINDOW + 1), counts: vec![(0, 0); gateways] }
    }
}

impl Learner for SwUcb {
    type View = Vec<f64>;

    fn learn(&mut self, gateway: usize, won: bool) {
        self.outcomes.push_back((gateway, won));
        self.counts[gateway].0 += 1;
        self.counts[gateway].1 += u32::from(won);
        if self.outcomes.len() > WINDOW
            && let Some((gateway, won)) = self.outcomes.pop_front()
        {
            self.counts[gateway].0 -= 1;
            self.counts[gateway].1 -= u32::from(won);
        }
    }

    fn view(&mut self, _: Ms) -> Vec<f64> {
        let log = (self.outcomes.len().max(1) as f64).ln();
        let index = |&(all, good): &(u32, u32)| {
            if all == 0 {
                return f64::INFINITY;
            }
            let all = f64::from(all);
            f64::from(good) / all + BONUS * (2.0 * log / all).sqrt()
        };
        self.counts.iter().map(index).collect()
    }

    fn choose(indices: &Vec<f64>, ask: &Ask<'_>) -> Option<usize> {
        best(indices.len(), ask, |gateway| indices[gateway])
    }
}
