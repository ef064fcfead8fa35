//! How long one choice among six gateways takes, natively: weights from the snapshot and the draw. Prints one JSON line.
#![allow(clippy::disallowed_methods, reason = "a measure needs a clock")]
#![allow(clippy::print_stdout, reason = "the figure is what it is run for")]

use dargah_engine::{
    gateway::{Class, OperationKind},
    id::{GatewayId, PaymentId},
    routing::{Candidates, Evidence, Health, choose},
    time::Moment,
};
use std::{hint::black_box, time::Instant};

const ROUNDS: u32 = 7;
const CHOICES: u32 = 100_000;

fn main() {
    let now = Moment(1_700_000_000_000);
    let ids: Vec<GatewayId> =
        ["a", "b", "c", "d", "e", "f"].iter().filter_map(|name| GatewayId::new(name).ok()).collect();
    let mut health = Health::default();
    for (i, gateway) in ids.iter().cycle().take(600).enumerate() {
        let class = if i % 17 == 0 { Class::Tech } else { Class::Ok };
        let gateway = gateway.clone();
        health.absorb(&Evidence { gateway, call: OperationKind::Token, class, latency_ms: 200, at: now });
    }
    let snapshot = health.snapshot(1, now);
    let candidates = Candidates { ids, named: None };
    // The median of several rounds: a noisy machine spoils some of them, not most.
    let mut rounds: Vec<u128> = (0..ROUNDS)
        .map(|round| {
            let begin = Instant::now();
            for i in 0..CHOICES {
                let mut bytes = [0; 16];
                bytes[..4].copy_from_slice(&(round * CHOICES + i).to_be_bytes());
                let payment = PaymentId::from_bytes(bytes);
                black_box(choose(black_box(&payment), 1, &candidates, Some(&snapshot), now));
            }
            begin.elapsed().as_nanos() / u128::from(CHOICES)
        })
        .collect();
    rounds.sort_unstable();
    println!("{{\"metric\":\"routing.choose_ns\",\"value\":{},\"unit\":\"ns\"}}", rounds[rounds.len() / 2]);
}
