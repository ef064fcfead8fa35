//! Simple learners: shares in proportion to a score, and the best of a window with a little chance.

use super::{
    learner::Learner,
    plain::{best, dice, untried},
    window::Window,
};
use crate::market::router::{Ask, Ms};

/// Shares in proportion to an exponentially weighted success rate.
#[derive(Clone, Debug)]
pub struct Proportional {
    scores: Vec<f64>,
    /// Weight of one outcome.
    alpha: f64,
}

impl Proportional {
    /// All scores at 1. An outcome weighs 2 %: the memory of a hundred outcomes.
    #[must_use]
    pub fn new(gateways: usize) -> Self {
        Self { scores: vec![1.0; gateways], alpha: 0.02 }
    }
}

impl Learner for Proportional {
    type View = Vec<f64>;

    fn learn(&mut self, gateway: usize, won: bool) {
        let score = &mut self.scores[gateway];
        *score += self.alpha * (f64::from(u8::from(won)) - *score);
    }

    fn view(&mut self, _: Ms) -> Vec<f64> {
        self.scores.clone()
    }

    fn choose(scores: &Vec<f64>, ask: &Ask<'_>) -> Option<usize> {
        let sum: f64 = untried(scores.len(), ask).map(|gateway| scores[gateway]).sum();
        let mut point = dice(ask).unit() * sum;
        untried(scores.len(), ask)
            .find(|gateway| {
                point -= scores[*gateway];
                point < 0.0
            })
            .or_else(|| untried(scores.len(), ask).last())
    }
}

/// The best mean of each gateway's last hundred outcomes; every twentieth payment goes anywhere.
#[derive(Clone, Debug)]
pub struct EpsilonGreedy(Vec<Window>);

impl EpsilonGreedy {
    /// Share of the payments that go anywhere.
    const EPSILON: f64 = 0.05;

    /// Before the first outcome.
    #[must_use]
    pub fn new(gateways: usize) -> Self {
        Self(vec![Window::empty(100); gateways])
    }
}

impl Learner for EpsilonGreedy {
    type View = Vec<f64>;

    fn learn(&mut self, gateway: usize, won: bool) {
        self.0[gateway].push(won);
    }

    fn view(&mut self, _: Ms) -> Vec<f64> {
        self.0.iter().map(|window| window.mean().unwrap_or(1.0)).collect()
    }

    fn choose(means: &Vec<f64>, ask: &Ask<'_>) -> Option<usize> {
        let mut dice = dice(ask);
        if ask.tried.is_empty() && dice.strikes(Self::EPSILON) {
            let which = dice.below(means.len());
            return untried(means.len(), ask).nth(which);
        }
        best(means.len(), ask, |gateway| means[gateway])
    }
}
