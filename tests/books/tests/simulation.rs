//! The simulator's short form. `SEED=n cargo test -p dargah-books` tells one seed's story.
#![allow(clippy::print_stderr, reason = "a test says what it found")]

use dargah_books::{run, seeds_from_env, simulate};
use std::env;

/// Told in an ordinary run.
const SEEDS: u64 = 12;

#[test]
fn whatever_happens_the_books_say_what_is_so() {
    let seeds = seeds_from_env(SEEDS);
    let one = env::var("SEED").is_ok();
    if one {
        run(seeds.start, true).story.iter().for_each(|line| eprintln!("{line}"));
    }
    let tally = simulate(seeds);
    for (seed, differences) in tally.differing.iter().take(5) {
        eprintln!("SEED={seed}: {differences:#?}");
    }
    assert!(tally.differing.is_empty(), "tell a seed's story with SEED=n");
    assert_eq!((tally.imbalance, tally.overdrafts, tally.suspense), (0, 0, 0));
    assert!(one || tally.seen.missing().is_empty(), "never met: {:?}", tally.seen.missing());
}
