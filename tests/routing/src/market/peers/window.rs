//! The last outcomes of a gateway, and how many of them were good.

use std::collections::VecDeque;

/// A window over outcomes.
#[derive(Clone, Debug)]
pub struct Window {
    size: usize,
    outcomes: VecDeque<bool>,
    won: usize,
}

impl Window {
    /// An empty window of a size.
    #[must_use]
    pub fn empty(size: usize) -> Self {
        Self { size, outcomes: VecDeque::with_capacity(size + 1), won: 0 }
    }

    /// A window full of successes.
    #[must_use]
    pub fn of_successes(size: usize) -> Self {
        Self { size, outcomes: (0..size).map(|_| true).collect(), won: size }
    }

    /// One more outcome; the oldest makes room for it.
    pub fn push(&mut self, won: bool) {
        self.outcomes.push_back(won);
        self.won += usize::from(won);
        if self.outcomes.len() > self.size {
            self.won -= usize::from(self.outcomes.pop_front().unwrap_or(false));
        }
    }

    /// Refills the window with this share of successes, the failures evenly spaced.
    pub fn refill(&mut self, share: f64) {
        let won = (share.clamp(0.0, 1.0) * self.size as f64).round() as usize;
        // The n-th is a success if the line from 0 to `won` passes a whole number there.
        let at = |n: usize| n * won / self.size.max(1);
        self.outcomes = (0..self.size).map(|n| at(n + 1) > at(n)).collect();
        self.won = won;
    }

    /// Outcomes in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// Share of successes, if there is any outcome.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (!self.is_empty()).then(|| self.won as f64 / self.outcomes.len() as f64)
    }
}
