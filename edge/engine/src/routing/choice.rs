//! The draw.

use super::{Snapshot, Weights, weight::ONE};
use crate::{
    id::{GatewayId, PaymentId},
    payment::Choice,
    time::Moment,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who decided for a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenBy {
    /// The draw, by health.
    Health,
    /// The operator's order, because no health is known.
    Priority,
    /// The shopper named it.
    Shopper,
    /// Nothing else was left.
    OnlyOne,
}

/// The gateways that can take a payment, in the operator's order of priority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// Their ids.
    pub ids: Vec<GatewayId>,
    /// The one the shopper named, if any; it is among the ids or has no effect.
    pub named: Option<GatewayId>,
}

/// Chooses a gateway for an attempt, or nothing if there is no candidate. The same arguments give the same choice anywhere.
#[must_use]
pub fn choose(
    payment: &PaymentId,
    attempt: u32,
    candidates: &Candidates,
    snapshot: Option<&Snapshot>,
    now: Moment,
) -> Option<Choice> {
    let version = snapshot.map_or(0, |s| s.version);
    let weights = Weights::of(&candidates.ids, snapshot, now).as_slice().to_vec();
    let made = |gateway: &GatewayId, propensity, by| Choice {
        gateway: gateway.clone(),
        snapshot: version,
        weights: weights.clone(),
        propensity,
        by,
    };
    if let Some(named) = candidates.named.as_ref().filter(|named| candidates.ids.contains(named)) {
        return Some(made(named, ONE, ChosenBy::Shopper));
    }
    if let [only] = candidates.ids.as_slice() {
        return Some(made(only, ONE, ChosenBy::OnlyOne));
    }
    let mut point = draw(payment, attempt, version);
    let by = if snapshot.is_some() { ChosenBy::Health } else { ChosenBy::Priority };
    for (gateway, share) in &weights {
        if point < *share {
            return Some(made(gateway, *share, by));
        }
        point -= share;
    }
    None
}

/// A number below [`ONE`], uniform over payments, attempts and snapshots.
fn draw(payment: &PaymentId, attempt: u32, version: u64) -> u32 {
    let hash = Sha256::new()
        .chain_update(payment.as_bytes())
        .chain_update(attempt.to_be_bytes())
        .chain_update(version.to_be_bytes())
        .finalize();
    u32::from(u16::from_be_bytes([hash[0], hash[1]]))
}
