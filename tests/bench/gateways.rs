//! What `npm run measure gateways` prints of the adapters: how long reading one answer takes, and how many changed answers
//! were tried without one being taken for a payment.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    reason = "a measure prints, and needs a clock"
)]

use dargah_engine::gateway::{Answer, Desk, Operation, Provider};
use dargah_tests::{
    codes::{documented, heard},
    market::Market,
    stories::{Story, Tally, answers, scene, tell_changed},
};
use serde_json::json;
use std::{hint::black_box, time::Instant};

/// How often each answer is read.
const ROUNDS: usize = 2_000;

fn main() {
    let mut tally = Tally::default();
    let mut micros = Vec::new();
    for provider in Provider::ALL {
        let gateway = provider.as_str();
        for story in Story::ALL {
            let told = tell_changed(gateway, story, 1, 0);
            eprintln!("{gateway}, {story:?}: {} changed answers", told.tried);
            tally.tried += told.tried;
            tally.false_success.extend(told.false_success);
        }
        micros.extend(reading(gateway));
    }
    for found in &tally.false_success {
        eprintln!("FALSE SUCCESS: {found}");
    }
    let codes = documented();
    let classified =
        codes.iter().filter(|code| heard(code).map_or(code.class.is_success(), |class| class == code.class)).count();
    micros.sort_by(f64::total_cmp);
    let p99 = micros[micros.len() * 99 / 100];
    println!(
        "{}",
        json!({
            "implemented": Provider::ALL.len(),
            "codes_classified": classified,
            "codes_total": codes.len(),
            "hear_p99_us": p99,
            "mutations_tried": tally.tried,
            "false_success": tally.false_success.len(),
        })
    );
}

/// Times of reading each answer of an honest payment, as verify's, microseconds.
fn reading(gateway: &str) -> Vec<f64> {
    let scene = scene(gateway, Story::Paid);
    let mut told = scene.market.clone();
    told.come_back(scene.sale, &scene.back, &mut dargah_tests::market::leave_alone).unwrap();
    let claim = told.payment(scene.sale).attempts.last().unwrap().claim().unwrap();
    let operation = Operation::Verify(claim);
    let market = Market::new();
    let account = market.account(gateway);
    let adapter = account.provider.adapter();
    let desk = Desk { account, now: market.now, entropy: &[1; 32], session: Some("session") };
    let mark = adapter.ask(&operation, &desk).unwrap().mark;
    let mut times = Vec::new();
    for carried in answers(&scene) {
        let answer = Answer::Http { status: carried.status, body: &carried.body };
        for _ in 0..ROUNDS {
            let start = Instant::now();
            black_box(adapter.hear(&operation, &desk, &mark, black_box(&answer)));
            times.push(start.elapsed().as_nanos() as f64 / 1_000.0);
        }
    }
    times
}
