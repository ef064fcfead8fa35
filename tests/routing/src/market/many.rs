//! Many seeds, each played by every policy, on as many threads as there are processors.

use super::{
    book::Run,
    measure::{Score, measure},
    setting::Setting,
    world::World,
};
use std::{
    fmt,
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

type Play = Box<dyn Fn(&World) -> Run + Send + Sync>;

/// A router with a name.
pub struct Policy {
    /// Its name in reports.
    pub name: String,
    play: Play,
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Policy {
    /// A name, and how the router plays a world: `|world| play(world, MyRouter::new(world.setting.gateways))`.
    pub fn new(name: &str, play: impl Fn(&World) -> Run + Send + Sync + 'static) -> Self {
        Self { name: name.to_owned(), play: Box::new(play) }
    }

    /// Plays a world.
    #[must_use]
    pub fn play(&self, world: &World) -> Run {
        (self.play)(world)
    }
}

/// Plays all seeds with all policies. By policy, and in it by seed. `done` is called after each seed with how many are done.
pub fn play_all(
    policies: &[Policy],
    setting: &Setting,
    seeds: Range<u64>,
    done: impl Fn(usize) + Sync,
) -> Vec<Vec<Score>> {
    let next = AtomicU64::new(seeds.start);
    let all: Mutex<Vec<(u64, Vec<Score>)>> = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let world = World::new(setting, seed);
                    let scores = policies.iter().map(|policy| measure(&world, &policy.play(&world))).collect();
                    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                    all.push((seed, scores));
                    done(all.len());
                }
            });
        }
    });
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.sort_by_key(|(seed, _)| *seed);
    let mut by_policy: Vec<Vec<Score>> = policies.iter().map(|_| Vec::new()).collect();
    for (_, scores) in all {
        by_policy.iter_mut().zip(scores).for_each(|(list, score)| list.push(score));
    }
    by_policy
}
