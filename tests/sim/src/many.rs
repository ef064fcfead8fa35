//! Many seeds, on as many threads as there are processors.

use crate::{Run, Seen, run};
use std::{
    env,
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// Seeds that a thread takes at once.
const BATCH: u64 = 64;

/// Runs that differ and are kept with their story.
const KEPT_MAX: usize = 20;

/// What many seeds came to.
#[derive(Default)]
pub struct Tally {
    /// Seeds that were run.
    pub seeds: u64,
    /// Everything that was not as it must be.
    pub differences: u64,
    /// The first runs that differ, by seed.
    pub kept: Vec<Run>,
    /// What was met.
    pub seen: Seen,
    /// How long the worlds were, together, milliseconds.
    pub virtual_ms: u64,
}

/// Runs a range of seeds.
#[must_use]
pub fn simulate(seeds: Range<u64>) -> Tally {
    let (next, all) = (AtomicU64::new(seeds.start), Mutex::new(Tally::default()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let from = next.fetch_add(BATCH, Ordering::Relaxed);
                    if from >= seeds.end {
                        break;
                    }
                    let runs = (from..seeds.end.min(from + BATCH)).map(|seed| run(seed, false));
                    let mut mine = Tally::default();
                    runs.for_each(|run| mine.take(run));
                    all.lock().unwrap().add(mine);
                }
            });
        }
    });
    let mut tally = all.into_inner().unwrap();
    tally.kept.sort_by_key(|run| run.seed);
    tally
}

impl Tally {
    fn take(&mut self, run: Run) {
        self.seeds += 1;
        self.differences += run.differences.len() as u64;
        self.virtual_ms += run.virtual_ms;
        self.seen.add(&run.seen);
        if !run.differences.is_empty() && self.kept.len() < KEPT_MAX {
            self.kept.push(run);
        }
    }

    fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.differences += other.differences;
        self.virtual_ms += other.virtual_ms;
        self.seen.add(&other.seen);
        self.kept.extend(other.kept);
        self.kept.sort_by_key(|run| run.seed);
        self.kept.truncate(KEPT_MAX);
    }
}

/// The seeds to run: `SEED=n`, `SEEDS=n` or `SEEDS=a..b`; without them, so many from zero.
#[must_use]
pub fn seeds_from_env(ordinary: u64) -> Range<u64> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    if let Some(seed) = env::var("SEED").ok().and_then(|text| number(&text)) {
        return seed..seed + 1;
    }
    let Ok(seeds) = env::var("SEEDS") else { return 0..ordinary };
    let range = match seeds.split_once("..") {
        Some((from, to)) => number(from).zip(number(to)).map(|(from, to)| from..to),
        None => number(&seeds).map(|to| 0..to),
    };
    range.unwrap_or_else(|| panic!("SEEDS is a number or a..b, not {seeds:?}"))
}
