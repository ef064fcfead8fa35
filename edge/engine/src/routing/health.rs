//! The evidence of all gateways, gathered: what the aggregator holds and publishes.

use super::{
    evidence::{Count, Evidence, count},
    snapshot::{GatewayHealth, Snapshot},
};
use crate::{gateway::Class, id::GatewayId, time::Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one call weighs. Counts are kept in thousandths, so that they can decay without becoming nothing at once.
const CALL: u64 = 1000;

/// Evidence loses half its weight in this time. Short, because what it shows are outages: a gateway that nobody asks is given
/// the benefit of the doubt again within a minute or two, and failover makes that cheap.
const HALF_LIFE_MS: i64 = 20_000;

/// Weight above which a gateway's count is not allowed to grow: 200 calls say all that a rate over seconds can.
const COUNT_MAX: u64 = 200 * CALL;

/// All gateways' evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    gateways: BTreeMap<GatewayId, Tally>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tally {
    /// Decayed count of calls that say something, thousandths.
    calls: u64,
    /// Decayed count of those that succeeded, thousandths.
    successes: u64,
    /// Running mean of the latency of successes, milliseconds.
    latency_ms: u32,
    /// When the counts were last decayed.
    as_of: Moment,
    /// Class of the last failure.
    last_fault: Option<Class>,
}

/// A count after `elapsed` milliseconds: halved for each half-life, and linearly within one.
pub(super) fn decay(count: u64, elapsed: i64) -> u64 {
    let halvings = elapsed.max(0) / HALF_LIFE_MS;
    let rest = elapsed.max(0) % HALF_LIFE_MS;
    if halvings >= 40 {
        return 0;
    }
    let halved = count >> halvings;
    let lost = halved.saturating_mul(rest.unsigned_abs()) / (2 * HALF_LIFE_MS).unsigned_abs();
    halved - lost
}

impl Health {
    /// Takes evidence in. Evidence older than what is known counts at the newer time: order does not matter.
    pub fn absorb(&mut self, evidence: &Evidence) {
        let outcome = count(evidence.class);
        if outcome == Count::Neutral {
            return;
        }
        let tally = self.gateways.entry(evidence.gateway.clone()).or_insert(Tally {
            calls: 0,
            successes: 0,
            latency_ms: evidence.latency_ms,
            as_of: evidence.at,
            last_fault: None,
        });
        tally.advance(evidence.at);
        tally.calls = (tally.calls + CALL).min(COUNT_MAX);
        match outcome {
            Count::Success => {
                tally.successes = (tally.successes + CALL).min(tally.calls);
                tally.latency_ms = (tally.latency_ms.saturating_mul(7).saturating_add(evidence.latency_ms)) / 8;
            }
            Count::Failure => {
                tally.last_fault = Some(evidence.class);
                // At the cap a failure must still push a success out.
                tally.successes = tally.successes.min(tally.calls.saturating_sub(CALL));
            }
            Count::Neutral => {}
        }
    }

    /// What is published: version `version`, as things stand at `now`.
    #[must_use]
    pub fn snapshot(&self, version: u64, now: Moment) -> Snapshot {
        let gateways = self
            .gateways
            .iter()
            .map(|(id, tally)| {
                let mut tally = tally.clone();
                tally.advance(now);
                GatewayHealth::new(id.clone(), tally.calls, tally.successes, tally.latency_ms, tally.last_fault)
            })
            .collect();
        Snapshot::new(version, now, gateways)
    }
}

impl Tally {
    fn advance(&mut self, now: Moment) {
        let elapsed = (now - self.as_of).0;
        if elapsed > 0 {
            self.calls = decay(self.calls, elapsed);
            self.successes = decay(self.successes, elapsed).min(self.calls);
            self.as_of = now;
        }
    }
}
