//! The success-rate routing of juspay's decision-engine ("SR v3"), after its observed behaviour; nothing of it is copied.
//!
//! A gateway's score is the mean of its last `B` outcomes, a list that begins full of successes. The highest score wins. Options,
//! which its operators switch:
//! - hedging: for 5 % of the payments the leader's score is halved and all others count as equal, so one of the others is drawn;
//! - elimination: a second score falls by 5 % when a payment begins and rises as much when one succeeds, 1 at most; below a
//!   threshold the gateway's first score is divided by five. It lives two and a half hours, then it is 1 again;
//! - reset: a score that is more than three standard deviations below the highest is lifted to there.

use super::{
    learner::Learner,
    plain::{best, dice, untried},
    window::Window,
};
use crate::market::router::{Ask, Ms};

/// Share of the payments that hedging sends away from the leader.
const HEDGING: f64 = 0.05;

/// Below this elimination score a gateway is punished.
const THRESHOLD: f64 = 0.05;

/// How long an elimination score lives, milliseconds.
const LIFE_MS: Ms = 9_000_000;

/// What an operator switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// `B`, outcomes in a gateway's list. Its default is 125.
    pub window: usize,
    /// Whether 5 % of the payments explore.
    pub hedged: bool,
    /// Whether there is a second score.
    pub elimination: bool,
    /// Whether low scores are lifted.
    pub reset: bool,
}

/// SR v3.
#[derive(Clone, Debug)]
pub struct DecisionEngine {
    options: Options,
    windows: Vec<Window>,
    /// By gateway.
    elimination: Vec<f64>,
    renewed: Ms,
}

impl DecisionEngine {
    /// Before the first outcome.
    #[must_use]
    pub fn new(gateways: usize, options: Options) -> Self {
        let windows = vec![Window::of_successes(options.window); gateways];
        Self { options, windows, elimination: vec![1.0; gateways], renewed: 0 }
    }

    fn lift(&mut self) {
        let means = self.windows.iter().filter_map(Window::mean);
        let most = means.fold(0.0, f64::max);
        // Smoothed, as a list full of successes has no deviation, and every gateway would be lifted to it for ever.
        let size = self.options.window as f64;
        let rate = (most * size + 1.0) / (size + 2.0);
        let floor = most - 3.0 * (rate * (1.0 - rate) / size).sqrt();
        for window in &mut self.windows {
            if window.mean().is_some_and(|mean| mean < floor) {
                window.refill(floor);
            }
        }
    }
}

/// What its edges choose by.
#[derive(Clone, Debug)]
pub struct Scores {
    scores: Vec<f64>,
    hedged: bool,
}

impl Learner for DecisionEngine {
    type View = Scores;

    fn begins(&mut self, gateway: usize) {
        self.elimination[gateway] *= 0.95;
    }

    fn learn(&mut self, gateway: usize, won: bool) {
        self.windows[gateway].push(won);
        if won {
            self.elimination[gateway] = (self.elimination[gateway] * 1.0526).min(1.0);
        }
    }

    fn view(&mut self, now: Ms) -> Scores {
        if now - self.renewed >= LIFE_MS {
            self.elimination.fill(1.0);
            self.renewed = now;
        }
        if self.options.reset {
            self.lift();
        }
        let punished = |gateway: usize| self.options.elimination && self.elimination[gateway] < THRESHOLD;
        let score = |(gateway, window): (usize, &Window)| {
            window.mean().unwrap_or(1.0) / if punished(gateway) { 5.0 } else { 1.0 }
        };
        let scores = self.windows.iter().enumerate().map(score).collect();
        Scores { scores, hedged: self.options.hedged }
    }

    fn choose(view: &Scores, ask: &Ask<'_>) -> Option<usize> {
        let leader = best(view.scores.len(), ask, |gateway| view.scores[gateway])?;
        let mut dice = dice(ask);
        if !view.hedged || !ask.tried.is_empty() || !dice.strikes(HEDGING) {
            return Some(leader);
        }
        let others = || untried(view.scores.len(), ask).filter(|gateway| *gateway != leader);
        others().nth(dice.below(others().count())).or(Some(leader))
    }
}
