//! How long the router takes natively, among six gateways: one draw, the weights of one snapshot, and both. Prints one JSON line.
#![allow(clippy::disallowed_methods, reason = "a measure needs a clock")]
#![allow(clippy::print_stdout, reason = "the figure is what it is run for")]

use dargah_engine::{
    id::PaymentId,
    money::Rial,
    routing::{Facts, Policy, Weights, choose},
};
use dargah_verdicts::router::{NOW, gateways, snapshot};
use std::{hint::black_box, time::Instant};

const ROUNDS: u32 = 7;
const CHOICES: u32 = 50_000;

fn main() {
    let (ids, snapshot, policy) = (gateways(), snapshot(), Policy::default());
    let plan = policy.plan(&Facts::new(Rial::ZERO, NOW));
    let weigh = || Weights::of(black_box(&ids), Some(black_box(&snapshot)), &plan, NOW);
    let payment = |i: u32| {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&i.to_be_bytes());
        PaymentId::from_bytes(bytes)
    };
    let weights = weigh();
    let choose_ns = median(|i| drop(black_box(choose(&payment(i), 1, black_box(&weights), None))));
    let weights_ns = median(|_| drop(black_box(weigh())));
    let both_ns = median(|i| drop(black_box(choose(&payment(i), 1, &weigh(), None))));
    let per_s = 1_000_000_000 / both_ns.max(1);
    println!("{{\"choose_ns\":{choose_ns},\"weights_ns\":{weights_ns},\"decisions_per_s\":{per_s}}}");
}

/// Nanoseconds that one call takes: the median of several rounds, for a noisy machine spoils some of them, not most.
fn median(work: impl Fn(u32)) -> u128 {
    let mut rounds: Vec<u128> = (0..ROUNDS)
        .map(|round| {
            let begin = Instant::now();
            for i in 0..CHOICES {
                work(round * CHOICES + i);
            }
            begin.elapsed().as_nanos() / u128::from(CHOICES)
        })
        .collect();
    rounds.sort_unstable();
    rounds[rounds.len() / 2]
}
