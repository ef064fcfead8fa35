//! What `npm run measure engine` prints of the simulator: how many seeds, how many differences, how much faster than real time.
//! `SEEDS=1000000` is the long form.
#![allow(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a measure prints, and needs a clock"
)]

use dargah_sim::{Witness, run, seeds_from_env, simulate};
use serde_json::json;
use std::{env, process::exit, time::Instant};

/// An ordinary run.
const SEEDS: u64 = 50_000;

fn main() {
    let seeds = seeds_from_env(SEEDS);
    if env::var("SEED").is_ok() {
        let told = run(seeds.start, true);
        told.story.iter().for_each(|line| eprintln!("{line}"));
    }
    let started = Instant::now();
    let tally = simulate(seeds);
    let seconds = started.elapsed().as_secs_f64();
    for run in &tally.kept {
        eprintln!("SEED={}: {:#?}", run.seed, run.differences);
    }
    for witness in Witness::ALL {
        eprintln!("{:>10}  {}", tally.seen.count(witness), witness.text());
    }
    eprintln!("{} seeds in {seconds:.1} s", tally.seeds);
    let speedup = tally.virtual_ms as f64 / 1_000.0 / seconds;
    println!(
        "{}",
        json!({ "sim_seeds": tally.seeds, "sim_audit_differences": tally.differences, "sim_speedup": speedup.round() })
    );
    let missing: Vec<&str> = tally.seen.missing(tally.seeds).map(Witness::text).collect();
    if tally.differences > 0 || !missing.is_empty() {
        eprintln!("never met: {missing:?}");
        exit(1);
    }
}
