//! One seed, and many of them on as many threads as there are processors.

use crate::{witness::Seen, world::World};
use std::{
    env,
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// Operations of one seed, before it comes to rest.
const OPERATIONS: u64 = 1_500;
/// How often the auditor looks, in operations.
const LOOKS: u64 = 250;

/// What one seed's run came to.
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// Things that were told to the books.
    pub operations: u64,
    /// Transfers that are in the log.
    pub transfers: u64,
    /// Deaths of a process.
    pub deaths: u64,
    /// What was not as it must be.
    pub differences: Vec<String>,
    /// What the two sides differ by, rial.
    pub imbalance: i128,
    /// Accounts that were below zero.
    pub overdrafts: u64,
    /// What stands on suspense accounts at rest, rial.
    pub suspense: i128,
    /// What happened, if it was asked for.
    pub story: Vec<String>,
    /// What it met.
    pub seen: Seen,
}

/// Runs one seed. With `tells`, what happens is written down.
#[must_use]
pub fn run(seed: u64, tells: bool) -> Run {
    let mut world = World::new(seed, tells);
    let mut look = LOOKS;
    while world.operations < OPERATIONS && world.differences.is_empty() {
        world.step();
        if world.operations >= look {
            look = world.operations + LOOKS;
            world.audit();
        }
    }
    if world.differences.is_empty() {
        world.come_to_rest();
    }
    let text = &world.store.text;
    Run {
        seed,
        operations: world.operations,
        transfers: text.transfers,
        deaths: world.store.deaths,
        imbalance: text.imbalance(),
        overdrafts: text.overdrafts.len() as u64,
        suspense: text.suspense(),
        differences: world.differences,
        story: world.story.unwrap_or_default(),
        seen: world.seen,
    }
}

impl World {
    fn step(&mut self) {
        match self.dice.below(100) {
            0..14 => self.sale(),
            14..20 => self.fill(),
            20..30 => self.hold(),
            30..42 => self.go_on(),
            42..44 => self.spend_twice(),
            44..53 => self.refund(),
            53..58 => self.answer(),
            58..60 => self.reverse(),
            60..64 => {
                let number = self.dice.below(3);
                self.settle(number, false);
            }
            64..66 => self.rest_comes(),
            66..76 => self.release(),
            76..79 => self.free_reserve(),
            79..80 => self.correct(),
            80..84 => self.prepare(),
            84..92 => self.move_out(false),
            92..94 => self.again(),
            94..96 => self.wrong(),
            _ => self.wait(20 * 60_000),
        }
    }
}

/// What many seeds came to.
#[derive(Default)]
pub struct Tally {
    /// Things that were told to the books.
    pub operations: u64,
    /// Transfers that are in the logs.
    pub transfers: u64,
    /// Deaths of a process.
    pub deaths: u64,
    /// What the two sides differ by, of all seeds together, rial.
    pub imbalance: i128,
    /// Accounts that were below zero.
    pub overdrafts: u64,
    /// What stands on suspense accounts at rest, rial.
    pub suspense: i128,
    /// Runs that differ, by seed: the first ones, with what differs.
    pub differing: Vec<(u64, Vec<String>)>,
    /// What was met.
    pub seen: Seen,
}

impl Tally {
    fn take(&mut self, run: Run) {
        self.operations += run.operations;
        self.transfers += run.transfers;
        self.deaths += run.deaths;
        self.imbalance += run.imbalance.abs();
        self.overdrafts += run.overdrafts;
        self.suspense += run.suspense;
        self.seen.add(&run.seen);
        if !run.differences.is_empty() {
            self.differing.push((run.seed, run.differences));
        }
    }
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
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let run = run(seed, false);
                    all.lock().expect("no thread panics").take(run);
                }
            });
        }
    });
    let mut tally = all.into_inner().expect("no thread panics");
    tally.differing.sort_by_key(|(seed, _)| *seed);
    tally
}

/// The seeds to run: `SEED=n` or `SEEDS=a..b`; without them, so many from zero.
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
