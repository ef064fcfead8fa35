//! The published health of all gateways: the one value that KV holds.

use super::{
    ONE,
    belief::Belief,
    standing::{Condition, Standing, Why},
};
use crate::{
    gateway::Class,
    id::GatewayId,
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};

/// Number of this format. A reader that meets another one goes on as if it had no snapshot.
pub const SNAPSHOT_FORMAT: u32 = 2;

/// A snapshot is taken at its word for so long: publisher and readers are seconds apart.
pub(super) const FRESH: Span = Span::seconds(10);

/// After that, half of it is doubted after so long again. No health for so long means that something else is broken too.
const DOUBT: Span = Span::seconds(30);

/// One gateway's health.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayHealth {
    /// Which.
    pub id: GatewayId,
    /// How likely each share of the shoppers who are sent there ends paid.
    pub belief: Belief,
    /// The largest share it may get, in 1/65536.
    pub room: u32,
    /// How it stands.
    pub condition: Condition,
    /// The share of its calls that are answered, in 1/65536.
    pub answers: u32,
    /// Mean latency of its answers, milliseconds.
    pub latency_ms: u32,
    /// Class of the last failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_fault: Option<Class>,
    /// Shoppers there now.
    pub waiting: u32,
}

impl GatewayHealth {
    /// Whether its calls fail, so that nobody can be sent there and it is probed instead.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        self.condition.standing == Standing::Down && self.condition.why == Some(Why::CallsFail)
    }
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

    /// A gateway's health.
    #[must_use]
    pub fn of(&self, id: &GatewayId) -> Option<&GatewayHealth> {
        self.gateways.iter().find(|gateway| gateway.id == *id)
    }

    /// How likely a gateway's calls are answered at `now`, in 1/65536: nothing of one that is probed until they are.
    #[must_use]
    pub fn reach(&self, id: &GatewayId, now: Moment) -> u32 {
        let Some(gateway) = self.of(id) else { return ONE };
        let doubted = (now - (self.published_at + FRESH)).0.max(0).unsigned_abs();
        if doubted == 0 {
            return if gateway.is_unreachable() { 0 } else { gateway.answers.min(ONE) };
        }
        let failing = u64::from(ONE - gateway.answers.min(ONE));
        let doubt = DOUBT.0.unsigned_abs();
        let still = u128::from(failing) * u128::from(doubt) / (u128::from(doubt) + u128::from(doubted));
        ONE - u32::try_from(still).unwrap_or(0)
    }

    /// What is believed of a gateway at `now`. The older the snapshot, the less is known; of a stranger nothing is.
    #[must_use]
    pub fn belief(&self, id: &GatewayId, now: Moment) -> Belief {
        let Some(gateway) = self.of(id) else { return Belief::default() };
        let mut belief = gateway.belief.clone();
        belief.drift(now - (self.published_at + FRESH), DOUBT, &Belief::default());
        belief
    }
}

/// Whether a snapshot says that a gateway is down.
pub(super) fn is_down(snapshot: Option<&Snapshot>, id: &GatewayId) -> bool {
    snapshot.and_then(|s| s.of(id)).is_some_and(|health| health.condition.standing == Standing::Down)
}
