//! From beliefs to shares: how much better than all others each gateway may be.
//!
//! A gateway's surplus is the expected lead of its rate over the best of the others, E[max(0, p - max of the others)]. Shares are
//! in proportion to its square. Thompson sampling shares by the *probability* of leading, and so spends as much on a lead of a
//! thousandth as on one of a tenth; the square keeps exploring what may be much better and drops what can only be as good. All
//! of it is one pass over the grid.
#![allow(
    clippy::float_arithmetic,
    reason = "probabilities, not money; added, multiplied and divided alone (see belief.rs)"
)]

use super::belief::{BINS, Belief};

/// Each belief's surplus, squared. All zero only where there is none.
#[must_use]
pub(super) fn squared(beliefs: &[Belief]) -> Vec<f64> {
    let count = beliefs.len();
    let mut surplus = vec![0.0; count];
    // Of each gateway: how likely it is at or below the present value.
    let mut at_most = vec![0.0_f64; count];
    // Of all before, of all after: how likely every one is at or below it.
    let mut before = vec![1.0; count + 1];
    for bin in 0..BINS {
        for (sum, belief) in at_most.iter_mut().zip(beliefs) {
            *sum += belief.masses()[bin];
        }
        for (i, share) in at_most.iter().enumerate() {
            before[i + 1] = before[i] * share;
        }
        // The integral of P(ours is above x) P(all others are at or below x).
        let mut after = 1.0;
        for i in (0..count).rev() {
            surplus[i] += (1.0 - at_most[i]).max(0.0) * before[i] * after;
            after *= at_most[i];
        }
    }
    for lead in &mut surplus {
        *lead *= *lead;
    }
    surplus
}

/// Shares of `whole` in proportion to `weights`, which add up exactly; what rounding leaves goes to the largest. Weights that are
/// all zero give equal shares.
#[must_use]
pub(super) fn shares(weights: &[f64], whole: u32) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    #[allow(clippy::cast_precision_loss, reason = "a few gateways")]
    let even = 1.0 / weights.len().max(1) as f64;
    let mut shares: Vec<u32> = weights
        .iter()
        .map(|weight| if sum > 0.0 { weight / sum } else { even })
        .map(|share| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a u32")]
            let part = (share * f64::from(whole)).clamp(0.0, f64::from(whole)) as u32;
            part
        })
        .collect();
    let given: u32 = shares.iter().sum();
    if let Some(largest) = (0..shares.len()).rev().max_by_key(|&i| shares[i]) {
        shares[largest] += whole.saturating_sub(given);
    }
    shares
}
