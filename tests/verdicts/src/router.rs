//! The router's weights, made so often that a clock sees it, and drawn from: natively for a test, in wasm for a measure.

use dargah_engine::{
    gateway::Class,
    id::{GatewayId, PaymentId},
    money::Rial,
    routing::{Evidence, Facts, Health, Policy, Snapshot, Step, Weights, choose},
    time::{Moment, Span},
};
use wasm_bindgen::prelude::*;

/// When it happens.
pub const NOW: Moment = Moment(1_700_000_000_000);

/// Six gateways.
#[must_use]
pub fn gateways() -> Vec<GatewayId> {
    ["a", "b", "c", "d", "e", "f"].iter().filter_map(|name| GatewayId::new(name).ok()).collect()
}

/// Their health after ten minutes with a shopper a second, some of whom are still there.
#[must_use]
pub fn snapshot() -> Snapshot {
    let (ids, mut health) = (gateways(), Health::default());
    for n in 0..600_u32 {
        let sent_at = NOW + Span::seconds(i64::from(n) - 600);
        let place = n as usize % ids.len();
        let mut tell = |at, step| health.absorb(&Evidence { gateway: ids[place].clone(), at, step });
        tell(sent_at, Step::Call { class: Class::Ok, latency_ms: 200 });
        tell(sent_at, Step::Sent { shopper: None });
        let ends = sent_at + Span::seconds(i64::from(20 + n * 53 % 60));
        if ends <= NOW {
            let class = if n * 37 % 100 < 70 + 3 * (n % 6) { Class::Ok } else { Class::Tech };
            tell(ends, Step::Ended { sent_at, class });
        }
        if n % 50 == 0 {
            health.publish(sent_at);
        }
    }
    health.publish(NOW)
}

/// Makes the weights of six gateways so many times, draws from each, and says what was drawn: the draws' places, a digit each for
/// the first hundred, then the last weights.
#[wasm_bindgen]
#[must_use]
pub fn weigh(times: u32) -> String {
    let (ids, policy) = (gateways(), Policy::default());
    let text = serde_json::to_string(&snapshot()).expect("a snapshot is JSON");
    let snapshot = Snapshot::read(&text).expect("it is of this format");
    let mut drawn = String::new();
    for i in 0..times {
        // Each at its own moment, so that no two are the same work.
        let now = NOW + Span(i64::from(i));
        let weights = Weights::of(&ids, Some(&snapshot), &policy.plan(&Facts::new(Rial::ZERO, now)), now);
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&i.to_be_bytes());
        let choice = choose(&PaymentId::from_bytes(bytes), 1, &weights, None).expect("six may be drawn");
        if i < 100 {
            let place = ids.iter().position(|id| *id == choice.gateway).unwrap_or_default();
            drawn.push_str(&place.to_string());
        }
        if i + 1 == times {
            let shares: Vec<u32> = weights.as_slice().iter().map(|(_, share)| *share).collect();
            drawn.push_str(&format!("{shares:?}"));
        }
    }
    drawn
}
