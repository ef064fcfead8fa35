//! One run from a seed, and many runs on all cores.

use super::{Policy, Problem};
use rand::{Rng, SeedableRng, rngs::SmallRng};
use std::{
    num::NonZero,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

/// Keeps the outcomes' dice apart from the policy's.
const LUCK: u64 = 0x6c75_636b;

/// The dynamic pseudo-regret of one run: over the rounds, the best arm's mean less the chosen arm's, summed up. The entries are
/// the sum after each of `points` equal parts of the run, so the last is that of the whole run.
///
/// The same seed gives every policy the same luck: in a round either all would have been paid by an arm or none. Luck they share
/// is none in their difference.
pub fn regret(problem: &Problem, policy: &mut dyn Policy, seed: u64, points: usize) -> Vec<f64> {
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut luck = SmallRng::seed_from_u64(seed ^ LUCK);
    let mut curve = Vec::with_capacity(points);
    let (mut regret, mut segment) = (0.0, 0);
    for round in 0..problem.rounds {
        while problem.segments.get(segment + 1).is_some_and(|next| next.from <= round) {
            segment += 1;
        }
        let means = &problem.segments[segment].means;
        let arm = policy.choose(round, &mut dice);
        let reward = luck.random::<f64>() < means[arm];
        policy.learn(arm, reward);
        regret += means.iter().copied().fold(0.0, f64::max) - means[arm];
        if (round + 1) * points / problem.rounds > curve.len() {
            curve.push(regret);
        }
    }
    curve
}

/// `work` for each number under `runs`, on all cores. The answers are in order of the numbers, whoever worked them out.
pub fn on_all_cores<R: Send>(runs: u64, work: impl Fn(u64) -> R + Sync) -> Vec<R> {
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let mut done: Vec<(u64, R)> = thread::scope(|scope| {
        let one = || {
            let mut mine = Vec::new();
            loop {
                let run = next.fetch_add(1, Ordering::Relaxed);
                if run >= runs {
                    return mine;
                }
                mine.push((run, work(run)));
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        let finished = workers.into_iter().map(|worker| worker.join());
        finished.flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    done.sort_unstable_by_key(|(run, _)| *run);
    done.into_iter().map(|(_, answer)| answer).collect()
}
