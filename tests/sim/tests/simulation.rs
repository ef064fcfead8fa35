//! The simulator's short form. `SEED=n cargo test -p dargah-sim` tells one seed's story; `SEEDS=n` or `SEEDS=a..b` runs others.
#![allow(clippy::print_stderr, reason = "a test says what it found")]

use dargah_sim::{Witness, run, seeds_from_env, simulate};
use std::env;

/// Told in an ordinary run: about half a minute without optimisation.
const SEEDS: u64 = 3_000;

#[test]
fn whatever_happens_books_and_ledger_agree() {
    let tally = simulate(seeds_from_env(SEEDS));
    let one = env::var("SEED").is_ok();
    if let (true, Some(seed)) = (one, seeds_from_env(0).next()) {
        run(seed, true).story.iter().for_each(|line| eprintln!("{line}"));
    }
    for run in &tally.kept {
        eprintln!("SEED={}: {:#?}", run.seed, run.differences);
    }
    assert_eq!(tally.differences, 0, "tell a seed's story with SEED=n");
    let missing: Vec<&str> = tally.seen.missing(tally.seeds).map(Witness::text).collect();
    assert!(missing.is_empty(), "never met: {missing:?}");
}
