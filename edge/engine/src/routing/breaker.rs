//! What one isolate saw itself, seconds before anybody publishes it: a gateway whose call failed is left alone for a moment.

use super::evidence::{Count, Evidence, Step, answered};
use crate::{
    id::GatewayId,
    time::{Moment, Span},
};
use std::collections::BTreeMap;

/// For how long. By then the snapshot knows what to do.
const REST: Span = Span::seconds(15);

/// The gateways at rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaker(BTreeMap<GatewayId, Moment>);

impl Breaker {
    /// Learns of a call: a failure sets a gateway to rest, an answer ends the rest.
    pub fn hear(&mut self, evidence: &Evidence) {
        let Step::Call { class, .. } = evidence.step else { return };
        match answered(class) {
            Count::Failure => {
                self.0.insert(evidence.gateway.clone(), evidence.at + REST);
            }
            Count::Success => {
                self.0.remove(&evidence.gateway);
            }
            Count::Neutral => {}
        }
    }

    /// Who rests at `now`. A clock that was set back rests nobody for long.
    pub fn resting(&self, now: Moment) -> impl Iterator<Item = &GatewayId> {
        self.0.iter().filter(move |(_, until)| now < **until && **until <= now + REST).map(|(id, _)| id)
    }
}
