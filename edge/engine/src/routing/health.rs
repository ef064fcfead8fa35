//! The evidence of all gateways, gathered: what the aggregator holds and publishes.

use super::{
    delay::Delays,
    evidence::{Count, Evidence, Step, completed},
    shoppers::Shoppers,
    snapshot::Snapshot,
    track::Track,
};
use crate::{
    id::GatewayId,
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Over how long the pace of shoppers is measured.
const PACE_OVER: Span = Span::seconds(30);

/// All gateways' evidence.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    gateways: BTreeMap<GatewayId, Track>,
    delays: Delays,
    /// Shoppers sent in the last half minute or so, thousandths; it fades.
    sent: u64,
    sent_at: Option<Moment>,
    version: u64,
    /// Not written down: what is lost with it is who came lately.
    #[serde(skip)]
    shoppers: Shoppers,
}

impl Health {
    /// Takes evidence in. Evidence older than what is known counts at the newer time: order does not matter much.
    pub fn absorb(&mut self, evidence: &Evidence) {
        let Evidence { gateway, at, step } = evidence;
        if matches!(step, Step::Sent { shopper: Some(shopper) } if !self.shoppers.counts(*shopper, *at)) {
            return;
        }
        let track = match self.gateways.get_mut(gateway) {
            Some(track) => track,
            None => self.gateways.entry(gateway.clone()).or_insert_with(|| Track::new(*at)),
        };
        match step {
            Step::Call { class, latency_ms } => track.call(*class, *latency_ms, *at),
            Step::Sent { .. } => {
                track.send(*at);
                self.pace(*at);
                self.sent += 1_000;
            }
            Step::Ended { sent_at, class } => {
                let was_up = track.is_up();
                track.end(*sent_at, *class);
                // A broken gateway's delays would be learnt as slow shoppers, and its silence forgiven.
                if was_up && completed(*class) == Count::Success {
                    self.delays.learn(*at - *sent_at);
                }
            }
        }
    }

    /// Whether a gateway is one of `most`: who names ever new ones must not make this grow without end.
    #[must_use]
    pub fn has_room_for(&self, gateway: &GatewayId, most: usize) -> bool {
        self.gateways.len() < most || self.gateways.contains_key(gateway)
    }

    /// Fades the count of shoppers sent, and says how many there are a second, in thousandths.
    fn pace(&mut self, now: Moment) -> u64 {
        let over = PACE_OVER.0.unsigned_abs();
        let elapsed = self.sent_at.map_or(0, |at| (now - at).0.max(0).unsigned_abs());
        if elapsed > 0 || self.sent_at.is_none() {
            self.sent = self.sent * over / (over + elapsed);
            self.sent_at = Some(now);
        }
        self.sent * 1_000 / over
    }

    /// Judges every gateway anew and says how things stand: the next version, which is a later number than any before it, also
    /// after the aggregator lost what it knew.
    pub fn publish(&mut self, now: Moment) -> Snapshot {
        let arrived = self.delays.arrived();
        let (pace, usual) = (self.pace(now), self.usual_rate());
        self.version = now.0.unsigned_abs().max(self.version + 1);
        let gateways = self.gateways.iter_mut();
        let gateways = gateways.map(|(id, track)| track.publish(id.clone(), now, &arrived, usual, pace)).collect();
        Snapshot::new(self.version, now, gateways)
    }

    /// The mean of what is usual at each gateway.
    fn usual_rate(&self) -> Option<u32> {
        let rates: Vec<u32> = self.gateways.values().filter_map(Track::usual_rate).collect();
        let usual = rates.iter().map(|&rate| u64::from(rate)).sum::<u64>().checked_div(rates.len() as u64);
        usual.and_then(|rate| u32::try_from(rate).ok())
    }

    /// The gateways that should be called now just to see whether they answer. Each is named once in a few seconds.
    pub fn probes(&mut self, now: Moment) -> Vec<GatewayId> {
        self.gateways.iter_mut().filter_map(|(id, track)| track.probe(now).then(|| id.clone())).collect()
    }
}
