//! The published health of all gateways: the one value that KV holds.

use super::{health::decay, weight::ONE};
use crate::{gateway::Class, id::GatewayId, time::Moment};
use serde::{Deserialize, Serialize};

/// Number of this format. A reader that meets another one goes on as if it had no snapshot.
pub const SNAPSHOT_FORMAT: u32 = 1;

/// What a gateway nobody asked yet is taken for: 0.97, in 1/65536, worth [`PRIOR_CALLS`] calls. A new gateway neither leads nor
/// starves.
const PRIOR: u64 = 63_570;

/// The prior's weight in thousandths of calls. Four: five faults in a row take a gateway below a tenth of a healthy one's
/// share, and two do not.
const PRIOR_CALLS: u64 = 4_000;

/// One gateway's health.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayHealth {
    /// Which.
    pub id: GatewayId,
    /// Estimated success rate of its calls, in parts per million, for people; routing reads the counts.
    pub score_ppm: u32,
    /// Decayed count of calls, thousandths.
    pub calls: u64,
    /// Decayed count of successes, thousandths.
    pub successes: u64,
    /// Mean latency of successes, milliseconds.
    pub latency_ms: u32,
    /// Class of the last failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_fault: Option<Class>,
}

impl GatewayHealth {
    pub(super) fn new(id: GatewayId, calls: u64, successes: u64, latency_ms: u32, last_fault: Option<Class>) -> Self {
        let score = score(calls, successes);
        let score_ppm = u32::try_from(u64::from(score) * 1_000_000 / u64::from(ONE)).unwrap_or(0);
        Self { id, score_ppm, calls, successes, latency_ms, last_fault }
    }
}

/// Success rate in 1/65536, shrunk to the prior. `successes` above `calls` (a corrupt snapshot) counts as all of them.
fn score(calls: u64, successes: u64) -> u32 {
    let calls = calls.min(u64::from(u32::MAX));
    let successes = successes.min(calls);
    let share = (successes * u64::from(ONE) + PRIOR_CALLS * PRIOR) / (calls + PRIOR_CALLS);
    u32::try_from(share).unwrap_or(ONE).min(ONE)
}

/// The published health of all gateways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`SNAPSHOT_FORMAT`].
    pub format: u32,
    /// Grows with every publication.
    pub version: u64,
    /// When it was published.
    pub published_at: Moment,
    /// In the order of their ids.
    pub gateways: Vec<GatewayHealth>,
}

impl Snapshot {
    pub(super) const fn new(version: u64, published_at: Moment, gateways: Vec<GatewayHealth>) -> Self {
        Self { format: SNAPSHOT_FORMAT, version, published_at, gateways }
    }

    /// Reads a published snapshot; nothing if it is not one of this format.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str::<Self>(json).ok().filter(|snapshot| snapshot.format == SNAPSHOT_FORMAT)
    }

    /// A gateway's success rate as believed at `now`, in 1/65536. The older the snapshot, the less its evidence weighs.
    #[must_use]
    pub fn score(&self, id: &GatewayId, now: Moment) -> u32 {
        let age = (now - self.published_at).0;
        self.gateways
            .iter()
            .find(|g| g.id == *id)
            .map_or_else(|| score(0, 0), |g| score(decay(g.calls, age), decay(g.successes, age)))
    }
}
