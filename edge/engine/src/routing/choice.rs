//! The draw.

use super::{Weights, weight::Basis, weight::ONE};
use crate::{
    id::{GatewayId, PaymentId},
    payment::Choice,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who decided for a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenBy {
    /// The draw, by health.
    Health,
    /// An order of priority: the shop's, or the operator's because no health is known.
    Priority,
    /// The shopper named it.
    Shopper,
    /// Nothing else was left.
    OnlyOne,
    /// The draw, in proportion to a power of the success rate.
    Proportion,
    /// The draw, by shares that the shop fixed.
    Fixed,
    /// Every one is down, and this is the least bad.
    LeastBad,
}

/// Chooses a gateway for an attempt, or nothing if there is no candidate. `named` is the one that the shopper named, if any; it
/// is among the candidates or has no effect. The same arguments give the same choice anywhere.
#[must_use]
pub fn choose(payment: &PaymentId, attempt: u32, weights: &Weights, named: Option<&GatewayId>) -> Option<Choice> {
    let shares = weights.as_slice();
    let made = |gateway: &GatewayId, propensity, by| Choice {
        gateway: gateway.clone(),
        snapshot: weights.version,
        weights: shares.to_vec(),
        propensity,
        by,
        rule: weights.rule,
    };
    if let Some(named) = named.filter(|named| shares.iter().any(|(id, _)| id == *named)) {
        return Some(made(named, ONE, ChosenBy::Shopper));
    }
    if let [(only, _)] = shares {
        return Some(made(only, ONE, ChosenBy::OnlyOne));
    }
    let by = match weights.basis {
        Basis::Health => ChosenBy::Health,
        Basis::Proportion => ChosenBy::Proportion,
        Basis::Fixed => ChosenBy::Fixed,
        Basis::Priority => ChosenBy::Priority,
        Basis::LeastBad => ChosenBy::LeastBad,
    };
    let mut point = draw(payment, attempt, weights.version);
    for (gateway, share) in shares {
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
