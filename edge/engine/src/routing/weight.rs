//! From health to shares, under what the shop wants.

use super::{
    Snapshot,
    belief::Belief,
    policy::{Mode, Plan, Terms},
    snapshot::is_down,
    surplus::{shares, squared},
};
use crate::{id::GatewayId, time::Moment};

/// A whole, in the fixed point that shares and probabilities are kept in.
pub const ONE: u32 = 65_536;

/// The candidates' shares, in 1/65536; they sum to [`ONE`], or there is no candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    pub(super) shares: Vec<(GatewayId, u32)>,
    /// What made them so.
    pub(super) basis: Basis,
    pub(super) version: u64,
    pub(super) rule: Option<u32>,
}

/// What shares rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    Health,
    Proportion,
    Fixed,
    Priority,
    /// Everything is down: the one with the best rate.
    LeastBad,
}

impl Weights {
    /// The shares of `candidates`, which come in the operator's order of priority, under `snapshot` and `plan`.
    #[must_use]
    pub fn of(candidates: &[GatewayId], snapshot: Option<&Snapshot>, plan: &Plan<'_>, now: Moment) -> Self {
        // A closing or a rule that leaves nothing is a wish that cannot be met: the payment matters more.
        let open: Vec<&GatewayId> = candidates.iter().filter(|id| !plan.is_closed(id, now)).collect();
        let open = if open.is_empty() { candidates.iter().collect() } else { open };
        let left: Vec<&GatewayId> =
            open.iter().copied().filter(|id| plan.among.is_none_or(|among| among.contains(id))).collect();
        let (ids, rule) = if left.is_empty() { (open, None) } else { (left, plan.rule) };
        let version = snapshot.map_or(0, |s| s.version);
        let down = |id: &GatewayId| is_down(snapshot, id);
        let all_down = ids.iter().all(|id| down(id));
        let (basis, weights) = match (plan.mode, snapshot) {
            (Mode::Fixed { parts }, _) if ids.iter().any(|id| !down(id) && parts.get(id).is_some_and(|p| *p > 0)) => {
                let part = |id: &&GatewayId| if down(id) { 0 } else { parts.get(*id).copied().unwrap_or(0) };
                (Basis::Fixed, ids.iter().map(part).map(f64::from).collect())
            }
            (Mode::Priority { order }, _) => (Basis::Priority, first(&ids, order, down)),
            // Nothing is known of any: the operator's order.
            (_, None) => (Basis::Priority, first(&ids, &[], down)),
            (mode, Some(snapshot)) => {
                let beliefs: Vec<Belief> = ids.iter().map(|id| worth(snapshot, id, plan, now)).collect();
                let reach: Vec<u32> = ids.iter().map(|id| snapshot.reach(id, now)).collect();
                match mode {
                    Mode::Proportional { exponent } => {
                        (Basis::Proportion, times_reach(steep(&beliefs, *exponent), *exponent, &reach))
                    }
                    _ if all_down => (Basis::LeastBad, least_bad(&beliefs, &reach)),
                    _ => (Basis::Health, times_reach(squared(&beliefs), 2, &reach)),
                }
            }
        };
        let mut given = shares(&weights, ONE);
        if !matches!(basis, Basis::Priority | Basis::LeastBad) {
            let bounds = ids.iter().map(|id| bounds(id, snapshot, plan, now)).collect::<Vec<_>>();
            given = bounded(given, &bounds);
        }
        Self { shares: ids.into_iter().cloned().zip(given).collect(), basis, version, rule }
    }

    /// Each candidate with its share.
    #[must_use]
    pub fn as_slice(&self) -> &[(GatewayId, u32)] {
        &self.shares
    }

    /// A gateway's share; nothing for one that is no candidate.
    #[must_use]
    pub fn share(&self, id: &GatewayId) -> u32 {
        self.shares.iter().find(|(other, _)| other == id).map_or(0, |(_, share)| *share)
    }
}

/// What is believed of a gateway, less what it costs.
fn worth(snapshot: &Snapshot, id: &GatewayId, plan: &Plan<'_>, now: Moment) -> Belief {
    let cost = plan.terms.get(id).map_or(0, |terms| terms.cost_bps.min(10_000));
    snapshot.belief(id, now).scaled(ONE - ONE * cost / 10_000)
}

/// Everything to the first of the order that is not down, or to the first if all are.
fn first(ids: &[&GatewayId], order: &[GatewayId], down: impl Fn(&GatewayId) -> bool) -> Vec<f64> {
    let place = |id: &GatewayId| order.iter().position(|other| other == id).unwrap_or(usize::MAX);
    let best = ids.iter().enumerate().min_by_key(|(i, id)| (down(id), place(id), *i)).map(|(i, _)| i);
    (0..ids.len()).map(|i| f64::from(u8::from(Some(i) == best))).collect()
}

/// Weights times a power of how likely each gateway's calls are answered. That a call may fail makes nobody else better, for the
/// shopper goes on to the next gateway at once; so it takes from the gateway's own weight alone.
#[allow(clippy::float_arithmetic, reason = "a product of probabilities; see belief.rs")]
fn times_reach(mut weights: Vec<f64>, exponent: u8, reach: &[u32]) -> Vec<f64> {
    for (weight, reach) in weights.iter_mut().zip(reach) {
        let reach = f64::from(*reach) / f64::from(ONE);
        *weight = (0..exponent).fold(*weight, |weight, _| weight * reach);
    }
    weights
}

/// Each expected rate to a power.
#[allow(clippy::float_arithmetic, reason = "a product of rates; see belief.rs")]
fn steep(beliefs: &[Belief], exponent: u8) -> Vec<f64> {
    beliefs
        .iter()
        .map(|belief| {
            let rate = f64::from(belief.mean()) / f64::from(ONE);
            (0..exponent).fold(1.0, |power, _| power * rate)
        })
        .collect()
}

/// Where all are down: by a high power of the expected rate, and nobody is sent to where calls fail while another can be reached.
fn least_bad(beliefs: &[Belief], reach: &[u32]) -> Vec<f64> {
    let (bad, able) = (steep(beliefs, 16), times_reach(steep(beliefs, 16), 16, reach));
    if able.iter().any(|weight| *weight > 0.0) { able } else { bad }
}

/// The least and the largest share of a gateway, in 1/65536.
fn bounds(id: &GatewayId, snapshot: Option<&Snapshot>, plan: &Plan<'_>, now: Moment) -> (u32, u32) {
    let terms = plan.terms.get(id).copied().unwrap_or_default();
    let of_whole = |percent: u32| ONE * percent.min(100) / 100;
    // What cannot be reached is no place for what others have no room for.
    let reachable = snapshot.is_none_or(|s| s.reach(id, now) > 0);
    let room = snapshot.and_then(|s| s.of(id)).map_or(ONE, |health| health.room * u32::from(reachable));
    let Terms { least_percent, most_percent, .. } = terms;
    let most = of_whole(most_percent).min(room);
    (if is_down(snapshot, id) { 0 } else { of_whole(least_percent).min(most) }, most)
}

/// Shares moved into their bounds, the rest in proportion. Upper bounds that leave too little for a whole are only wishes.
fn bounded(mut shares: Vec<u32>, bounds: &[(u32, u32)]) -> Vec<u32> {
    let most: u64 = bounds.iter().map(|&(_, most)| u64::from(most)).sum();
    if most < u64::from(ONE) {
        return shares;
    }
    // Each round fixes at least one share at its bound, or ends.
    let mut fixed = vec![false; shares.len()];
    for _ in 0..shares.len() {
        let out: Vec<usize> =
            (0..shares.len()).filter(|&i| !fixed[i] && (shares[i] < bounds[i].0 || shares[i] > bounds[i].1)).collect();
        // What is too little is lifted before what is too much is cut, each by itself, or both would overshoot.
        let low: Vec<usize> = out.iter().copied().filter(|&i| shares[i] < bounds[i].0).collect();
        let moved = if low.is_empty() { out } else { low };
        if moved.is_empty() {
            break;
        }
        for i in moved {
            shares[i] = shares[i].clamp(bounds[i].0, bounds[i].1);
            fixed[i] = true;
        }
        let held: u32 = (0..shares.len()).filter(|&i| fixed[i]).map(|i| shares[i]).sum();
        let free: Vec<usize> = (0..shares.len()).filter(|&i| !fixed[i]).collect();
        // Where nothing is left to share by, the free ones share by their room.
        let of_free = free.iter().map(|&i| shares[i]).sum::<u32>();
        let weights: Vec<f64> =
            free.iter().map(|&i| f64::from(if of_free > 0 { shares[i] } else { bounds[i].1 })).collect();
        for (i, share) in free.into_iter().zip(super::surplus::shares(&weights, ONE.saturating_sub(held))) {
            shares[i] = share;
        }
    }
    shares
}
