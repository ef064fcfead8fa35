//! GLR-klUCB (Besson, Kaufmann, Maillard and Seznec, JMLR 2022): klUCB that plays every arm now and then, tests each arm's
//! outcomes for a change with a generalised likelihood ratio, and forgets what it knew when there was one.
//!
//! The published figures were made with f = 3 ln t, not with the ln t + 3 ln ln t of the text.

use super::{super::policy::best_arm, Count};
use crate::bandit::{Policy, kl::divergence};
use rand::rngs::SmallRng;

/// An arm is tested at every so many of its outcomes, and split at every so many.
const STEP: usize = 10;

/// ω₀ of the published settings.
const FORCED_EXPLORATION: f64 = 0.05;

/// What a change makes it forget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The arm that changed.
    Local,
    /// All arms.
    Global,
}

/// klUCB's exploration function f.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exploration {
    /// 3 ln t.
    AsPublished,
    /// ln t.
    LnT,
}

/// GLR-klUCB's memory.
#[derive(Clone, Debug)]
pub struct Glr {
    scope: Scope,
    factor: f64,
    /// ln(3 / δ), of the test's threshold ln(3 n^(3/2) / δ).
    confidence: f64,
    /// Rounds from the beginning of one forced turn over the arms to that of the next.
    period: usize,
    /// Rounds since the last change was found.
    since: usize,
    arms: Vec<Arm>,
}

/// The sums of an arm's rewards over its first 0, 1, 2 … outcomes.
#[derive(Clone, Debug)]
struct Arm {
    sums: Vec<u32>,
}

impl Glr {
    /// Nothing played yet, of a run of `rounds` with so many `changes`.
    #[must_use]
    pub fn new(arms: usize, rounds: usize, changes: usize, scope: Scope, exploration: Exploration) -> Self {
        let length = rounds as f64;
        let kinds = match scope {
            Scope::Local => arms,
            Scope::Global => 1,
        };
        // How many changes are to be told apart: each arm's own, or those of all together.
        let told = (kinds * changes.max(1)) as f64;
        let delta = 1.0 / (told * length).sqrt();
        let share = FORCED_EXPLORATION * (told * length.ln() / length).sqrt();
        Self {
            scope,
            factor: match exploration {
                Exploration::AsPublished => 3.0,
                Exploration::LnT => 1.0,
            },
            confidence: (3.0 / delta).ln(),
            period: ((arms as f64 / share) as usize).max(arms),
            since: 0,
            arms: vec![Arm::new(); arms],
        }
    }
}

impl Policy for Glr {
    fn choose(&mut self, _round: usize, dice: &mut SmallRng) -> usize {
        let turn = self.since % self.period;
        if turn < self.arms.len() {
            return turn;
        }
        // A forgotten arm knows less time than the others: t is the outcomes that are still known, of all arms.
        let known: u32 = self.arms.iter().map(|arm| arm.count().plays).sum();
        let exploration = self.factor * f64::from(known.max(1)).ln();
        best_arm(self.arms.iter().map(|arm| arm.count().index(exploration)), dice)
    }

    fn learn(&mut self, arm: usize, reward: bool) {
        self.since += 1;
        self.arms[arm].add(reward);
        if self.arms[arm].changed(self.confidence) {
            match self.scope {
                Scope::Local => self.arms[arm] = Arm::new(),
                Scope::Global => self.arms.fill(Arm::new()),
            }
            self.since = 0;
        }
    }
}

impl Arm {
    fn new() -> Self {
        Self { sums: vec![0] }
    }

    fn add(&mut self, reward: bool) {
        self.sums.push(self.sums[self.sums.len() - 1] + u32::from(reward));
    }

    fn count(&self) -> Count {
        let plays = self.sums.len() - 1;
        Count { plays: plays as u32, rewards: self.sums[plays] }
    }

    /// Whether some split into before and after explains the outcomes so much better than one mean that it is no accident.
    fn changed(&self, confidence: f64) -> bool {
        let Count { plays, rewards } = self.count();
        if !(plays as usize).is_multiple_of(STEP) {
            return false;
        }
        let (n, total) = (f64::from(plays), f64::from(rewards));
        let mean = total / n;
        let threshold = confidence + 1.5 * n.ln();
        (STEP..plays as usize).step_by(STEP).any(|split| {
            let (before, sum) = (split as f64, f64::from(self.sums[split]));
            let after = n - before;
            before * divergence(sum / before, mean) + after * divergence((total - sum) / after, mean) > threshold
        })
    }
}
