//! How long a shopper takes to pay: what share of the payments that will succeed have done so after so long.
#![allow(
    clippy::float_arithmetic,
    reason = "probabilities, not money; added, multiplied and divided alone (see belief.rs)"
)]

use crate::time::Span;
use serde::{Deserialize, Serialize};

/// One part of the table.
const STEP: Span = Span::seconds(4);

/// As far as the table goes. A payment that is open for longer has told what it can.
pub(super) const HORIZON: Span = Span::seconds(300);

const PARTS: usize = 75;

/// What is taken for granted before anything was seen, in thousandths of payments: a lognormal delay with median 50 s and sigma
/// 0.6 (`routing.md` 5.1), as the share arrived at the end of each 20 s.
const PRIOR: [u16; 15] = [63, 355, 619, 783, 876, 928, 957, 974, 984, 990, 993, 995, 997, 998, 998];

/// What the prior weighs, payments.
const PRIOR_WEIGHT: u32 = 50;

/// When this many are counted, all counts are halved: the checkout changes, and with it its shoppers.
const COUNTS_MAX: u32 = 4_000;

/// The delays of successes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Delays {
    /// Successes by delay, in parts of [`STEP`]; the last counts all that took longer.
    counts: Vec<u32>,
}

impl Default for Delays {
    fn default() -> Self {
        Self { counts: vec![0; PARTS + 1] }
    }
}

impl Delays {
    /// Learns how long a success took.
    pub(super) fn learn(&mut self, delay: Span) {
        self.counts.resize(PARTS + 1, 0);
        let part = usize::try_from(delay.0.max(0) / STEP.0).unwrap_or(PARTS).min(PARTS);
        self.counts[part] += 1;
        if self.counts.iter().sum::<u32>() >= COUNTS_MAX {
            for count in &mut self.counts {
                *count /= 2;
            }
        }
    }

    /// For each part of the table: the share of successes that have arrived when a trial is that old.
    pub(super) fn arrived(&self) -> Arrived {
        let seen: u32 = self.counts.iter().sum();
        let mut table = [0.0; PARTS + 1];
        let mut counted = 0;
        for (part, share) in table.iter_mut().enumerate() {
            // Linear between the prior's points, and within a part.
            let (whole, rest) = (part / 5, part % 5);
            let low = if whole == 0 { 0 } else { PRIOR[(whole - 1).min(PRIOR.len() - 1)] };
            let high = PRIOR[whole.min(PRIOR.len() - 1)];
            #[allow(clippy::cast_precision_loss, reason = "a small number")]
            let prior = (f64::from(low) + f64::from(high.max(low) - low) * rest as f64 / 5.0) / 1_000.0;
            *share = (prior * f64::from(PRIOR_WEIGHT) + f64::from(counted)) / f64::from(PRIOR_WEIGHT + seen);
            counted += self.counts.get(part).copied().unwrap_or(0);
        }
        Arrived(table)
    }
}

/// The share of successes that have arrived, by age.
#[derive(Clone, Debug)]
pub(super) struct Arrived([f64; PARTS + 1]);

impl Arrived {
    /// Of trials that are `age` old; 0 to 1.
    pub(super) fn after(&self, age: Span) -> f64 {
        let age = age.0.clamp(0, HORIZON.0);
        let part = usize::try_from(age / STEP.0).unwrap_or(PARTS).min(PARTS);
        let next = (part + 1).min(PARTS);
        #[allow(clippy::cast_precision_loss, reason = "a few seconds")]
        let within = (age % STEP.0) as f64 / STEP.0 as f64;
        self.0[part] + (self.0[next] - self.0[part]) * within
    }
}
