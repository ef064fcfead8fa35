//! Discounted Thompson sampling (Raj and Kalyani 2017), as published: every outcome makes those of all gateways weigh less.

use super::{
    learner::Learner,
    plain::{dice, untried},
};
use crate::market::router::{Ask, Ms};
use rand_distr::{Beta, Distribution};

/// Discounted Thompson sampling. The draw is made at the edge, for each payment.
#[derive(Clone, Debug)]
pub struct Thompson {
    /// By gateway: weight of its successes and of its failures.
    counts: Vec<(f64, f64)>,
    gamma: f64,
}

impl Thompson {
    /// Before the first outcome; an outcome weighs `gamma` times as much after each later one.
    #[must_use]
    pub fn new(gateways: usize, gamma: f64) -> Self {
        Self { counts: vec![(0.0, 0.0); gateways], gamma }
    }
}

impl Learner for Thompson {
    type View = Vec<Option<Beta<f64>>>;

    fn learn(&mut self, gateway: usize, won: bool) {
        for (good, bad) in &mut self.counts {
            *good *= self.gamma;
            *bad *= self.gamma;
        }
        let (good, bad) = &mut self.counts[gateway];
        *(if won { good } else { bad }) += 1.0;
    }

    fn view(&mut self, _: Ms) -> Self::View {
        self.counts.iter().map(|(good, bad)| Beta::new(good + 1.0, bad + 1.0).ok()).collect()
    }

    fn choose(posteriors: &Self::View, ask: &Ask<'_>) -> Option<usize> {
        let mut dice = dice(ask);
        let mut best = None;
        for gateway in untried(posteriors.len(), ask) {
            let drawn = posteriors[gateway].map_or(0.0, |posterior| posterior.sample(&mut dice));
            if best.is_none_or(|(_, most)| drawn > most) {
                best = Some((gateway, drawn));
            }
        }
        best.map(|(gateway, _)| gateway)
    }
}
