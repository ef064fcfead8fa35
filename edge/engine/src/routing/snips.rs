//! What another policy would have brought, from what was done: self-normalised inverse propensity scoring (Swaminathan and
//! Joachims 2015). Each decision of the log counts for how much likelier the other policy was to make it, and the paid share is
//! taken of that. Integers throughout, so everybody gets the same.

use super::{Decision, Outcome, Policy, Snapshot, weight::ONE};
use crate::id::{DecisionId, GatewayId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A decision whose end is known: how likely it was where it was made, how likely it is under the other policy (both in
/// 1/65536), and whether it ended paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Under the policy that made it; never zero.
    pub propensity: u32,
    /// Under the other.
    pub target: u32,
    /// Whether it ended paid.
    pub paid: bool,
}

/// What another policy would have brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// The share of payments that would have ended paid, in millionths; nothing if the log has no decision that the other policy
    /// could have made.
    pub estimate_ppm: Option<u32>,
    /// The share that did, in millionths.
    pub logged_ppm: Option<u32>,
    /// As many decisions of the other policy's own would say as much.
    pub effective_samples: u64,
    /// Decisions with an end that it rests on.
    pub decisions: u64,
}

/// The sums of it, over the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    decisions: u64,
    paid: u64,
    weight: u128,
    weight_paid: u128,
    squares: u128,
}

impl Sums {
    /// Counts one decision.
    pub fn add(&mut self, sample: Sample) {
        // In 1/65536; a propensity is at least one of those, so a weight stays below 2^32.
        let weight = u128::from(sample.target) * u128::from(ONE) / u128::from(sample.propensity.max(1));
        self.decisions += 1;
        self.weight += weight;
        self.squares += weight * weight;
        if sample.paid {
            self.paid += 1;
            self.weight_paid += weight;
        }
    }

    /// These and those of another part of the log.
    pub fn and(&mut self, other: &Self) {
        self.decisions += other.decisions;
        self.paid += other.paid;
        self.weight += other.weight;
        self.weight_paid += other.weight_paid;
        self.squares += other.squares;
    }

    /// What they come to.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        let ppm = |part: u128, whole: u128| (part * 1_000_000).checked_div(whole).and_then(|n| u32::try_from(n).ok());
        let effective = (self.weight * self.weight).checked_div(self.squares).unwrap_or(0);
        Estimate {
            estimate_ppm: ppm(self.weight_paid, self.weight),
            logged_ppm: ppm(self.paid.into(), self.decisions.into()),
            effective_samples: u64::try_from(effective).unwrap_or(u64::MAX),
            decisions: self.decisions,
        }
    }
}

/// How decisions ended, gathered from a log's newest line to its oldest: so an end is known when its decision comes.
#[derive(Clone, Debug, Default)]
pub struct Ends(BTreeMap<DecisionId, (GatewayId, bool)>);

impl Ends {
    /// An outcome. The newest stands, except that what was paid once stays paid.
    pub fn outcome(&mut self, outcome: &Outcome) {
        let Some(paid) = outcome.status.paid() else { return };
        let end = (outcome.gateway.clone(), paid);
        match self.0.get_mut(&outcome.decision) {
            Some(known) if paid && !known.1 => *known = end,
            Some(_) => {}
            None => {
                self.0.insert(outcome.decision, end);
            }
        }
    }

    /// Whether a decision ended paid, if its end is known; told once. Only what the chosen gateway itself brought counts for it: what
    /// the shop went on to was not drawn.
    pub fn take(&mut self, decision: &Decision) -> Option<bool> {
        let (gateway, paid) = self.0.remove(&decision.id)?;
        Some(paid && gateway == decision.choice.gateway)
    }
}

/// Goes through a log from its newest line to its oldest.
#[derive(Debug)]
pub struct Estimator<'a> {
    target: &'a Policy,
    ends: Ends,
    sums: Sums,
}

impl<'a> Estimator<'a> {
    /// For this policy.
    #[must_use]
    pub fn new(target: &'a Policy) -> Self {
        Self { target, ends: Ends::default(), sums: Sums::default() }
    }

    /// An outcome.
    pub fn outcome(&mut self, outcome: &Outcome) {
        self.ends.outcome(outcome);
    }

    /// Whether a decision's end is known.
    #[must_use]
    pub fn wants(&self, id: &DecisionId) -> bool {
        self.ends.0.contains_key(id)
    }

    /// A decision, with the snapshot that it was made from.
    pub fn decision(&mut self, decision: &Decision, snapshot: Option<&Snapshot>) {
        let Some(paid) = self.ends.take(decision) else { return };
        let weights = decision.asked.weights(self.target, snapshot, decision.made_at());
        let target = weights.share(&decision.choice.gateway);
        self.sums.add(Sample { propensity: decision.choice.propensity, target, paid });
    }

    /// What it comes to.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        self.sums.estimate()
    }

    /// Decisions counted so far.
    #[must_use]
    pub const fn counted(&self) -> u64 {
        self.sums.decisions
    }
}
