//! From scores to shares.

use super::Snapshot;
use crate::{id::GatewayId, time::Moment};

/// A whole, in the fixed point that shares and probabilities are kept in.
pub const ONE: u32 = 65_536;

/// How steeply share falls with score. In proportion to the score itself the shares of a good and a middling gateway hardly
/// differ (`routing.md` 5.1); to the eighth power a gateway at half the success rate gets under one part in two hundred.
const STEEPNESS: u32 = 8;

/// The least share of a gateway that may be chosen at all, one part in a hundred: how a healed one is noticed. It costs no
/// shopper a payment, since a failed token call goes on to the next gateway.
const FLOOR: u64 = 656;

/// The candidates' shares, in 1/65536; they sum to [`ONE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights(Vec<(GatewayId, u32)>);

impl Weights {
    /// The shares of `candidates` under `snapshot`. Without a snapshot the first candidate gets everything: candidates come
    /// in the operator's order of priority.
    #[must_use]
    pub fn of(candidates: &[GatewayId], snapshot: Option<&Snapshot>, now: Moment) -> Self {
        let raw: Vec<u64> = match snapshot {
            Some(snapshot) => candidates.iter().map(|id| steep(snapshot.score(id, now))).collect(),
            None => (0..candidates.len()).map(|i| u64::from(i == 0)).collect(),
        };
        let floor = if snapshot.is_some() { FLOOR } else { 0 };
        Self(candidates.iter().cloned().zip(shares(&raw, floor)).collect())
    }

    /// Each candidate with its share.
    #[must_use]
    pub fn as_slice(&self) -> &[(GatewayId, u32)] {
        &self.0
    }
}

/// The score to the power of [`STEEPNESS`], in 1/2^32 so that a dead gateway's is not lost.
fn steep(score: u32) -> u64 {
    let score = u64::from(score.min(ONE));
    (0..STEEPNESS).fold(1 << 32, |power: u64, _| (power * score) >> 16)
}

/// Shares that sum to [`ONE`], none under the floor; what rounding leaves goes to the largest.
fn shares(raw: &[u64], floor: u64) -> Vec<u32> {
    let count = raw.len() as u64;
    let floor = floor.min(u64::from(ONE) / count.max(1));
    let sum: u128 = raw.iter().map(|&w| u128::from(w)).sum();
    let free = u128::from(u64::from(ONE) - floor * count);
    let mut shares: Vec<u32> = raw
        .iter()
        .map(|&w| {
            // All dead alike: equal shares, for there is no better guess.
            let part = (free * u128::from(w)).checked_div(sum).unwrap_or(free / u128::from(count));
            u32::try_from(part).unwrap_or(0) + u32::try_from(floor).unwrap_or(0)
        })
        .collect();
    let given: u32 = shares.iter().sum();
    if let Some(largest) = (0..shares.len()).rev().max_by_key(|&i| shares[i]) {
        shares[largest] += ONE - given;
    }
    shares
}
