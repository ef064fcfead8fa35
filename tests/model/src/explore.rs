//! Every state that can be reached, each once: depth first, on as many threads as there are, with the set of fingerprints in
//! common. From every new state the fair continuation is followed too, until it joins one that is known to come to rest.

use crate::{
    action::Action,
    law::{Broken, hold},
    scene::Scene,
    shape::Shape,
    witness::{Seen, Tally},
    world::World,
};
use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasherDefault, Hasher},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

/// The most fair steps to rest.
const STEPS_MAX: usize = 400;

const SHARDS: usize = 256;

/// A fingerprint is as good a hash as any.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_le_bytes(word);
        }
    }
}

/// What is known of a state.
#[derive(Clone, Copy, Default)]
struct Known(u8);

impl Known {
    /// It was, or is to be, expanded.
    const EXPANDED: u8 = 1;
    /// Its fair continuation comes to rest; which payments are paid then stands in the bits above.
    const RESTS: u8 = 2;

    const fn paid(self) -> Option<u8> {
        if self.0 & Self::RESTS == 0 { None } else { Some(self.0 >> 2) }
    }
}

type Shard = HashMap<[u64; 2], Known, BuildHasherDefault<AsItIs>>;

struct States(Vec<Mutex<Shard>>);

impl States {
    fn with<T>(&self, fingerprint: u128, look: impl FnOnce(&mut Known) -> T) -> T {
        let key = [fingerprint as u64, (fingerprint >> 64) as u64];
        let mut shard = self.0[(key[1] >> 56) as usize].lock().unwrap_or_else(PoisonError::into_inner);
        look(shard.entry(key).or_default())
    }

    /// Whether it is new.
    fn enter(&self, fingerprint: u128) -> bool {
        self.with(fingerprint, |known| {
            let new = known.0 & Known::EXPANDED == 0;
            known.0 |= Known::EXPANDED;
            new
        })
    }

    fn count(&self) -> u64 {
        let expanded = |shard: &Mutex<Shard>| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.values().filter(|known| known.0 & Known::EXPANDED != 0).count() as u64
        };
        self.0.iter().map(expanded).sum()
    }
}

/// How a state was reached.
struct Link {
    action: Action,
    before: Option<Arc<Link>>,
}

fn actions(mut link: Option<&Arc<Link>>) -> Vec<Action> {
    let mut all = Vec::new();
    while let Some(step) = link {
        all.push(step.action);
        link = step.before.as_ref();
    }
    all.reverse();
    all
}

struct Node {
    world: World,
    link: Option<Arc<Link>>,
}

/// What came of a scene.
#[derive(Debug)]
pub struct Explored {
    /// States, each counted once.
    pub states: u64,
    /// Steps between them.
    pub steps: u64,
    /// The first law found broken, and what led there.
    pub broken: Option<(Broken, Vec<Action>)>,
    /// Whether the end was reached, and not the limit.
    pub complete: bool,
}

struct Search<'a> {
    scene: &'a Scene,
    states: States,
    tasks: Vec<Mutex<VecDeque<Node>>>,
    pending: AtomicUsize,
    steps: AtomicU64,
    entered: AtomicU64,
    limit: u64,
    stop: AtomicBool,
    broken: Mutex<Option<(Broken, Vec<Action>)>>,
    tally: &'a Tally,
}

/// Explores a scene on `threads` threads, to its end or to about `limit` states.
#[must_use]
pub fn explore(scene: &Scene, threads: usize, limit: u64, tally: &Tally) -> Explored {
    let search = Search {
        scene,
        states: States((0..SHARDS).map(|_| Mutex::default()).collect()),
        tasks: (0..threads).map(|_| Mutex::default()).collect(),
        pending: AtomicUsize::new(1),
        steps: AtomicU64::new(0),
        entered: AtomicU64::new(1),
        limit,
        stop: AtomicBool::new(false),
        broken: Mutex::new(None),
        tally,
    };
    let world = World::new(scene);
    search.states.enter(Shape::default().of(scene, &world));
    search.push(0, Node { world, link: None });
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let search = &search;
            scope.spawn(move || search.work(thread));
        }
    });
    Explored {
        states: search.states.count(),
        steps: search.steps.load(Ordering::Relaxed),
        complete: !search.stop.load(Ordering::Relaxed),
        broken: search.broken.into_inner().unwrap_or_else(PoisonError::into_inner),
    }
}

impl Search<'_> {
    fn push(&self, thread: usize, node: Node) {
        self.tasks[thread].lock().unwrap_or_else(PoisonError::into_inner).push_back(node);
    }

    /// The newest of our own, or the oldest of somebody else's.
    fn next(&self, thread: usize) -> Option<Node> {
        let n = self.tasks.len();
        (0..n).find_map(|i| {
            let mut tasks = self.tasks[(thread + i) % n].lock().unwrap_or_else(PoisonError::into_inner);
            if i == 0 { tasks.pop_back() } else { tasks.pop_front() }
        })
    }

    fn work(&self, thread: usize) {
        let (mut shape, mut buffer) = (Shape::default(), Vec::new());
        while !self.stop.load(Ordering::Relaxed) {
            match self.next(thread) {
                Some(node) => {
                    if let Err((broken, actions)) = self.expand(thread, &node, &mut shape, &mut buffer) {
                        let mut found = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
                        if found.as_ref().is_none_or(|(_, known)| actions.len() < known.len()) {
                            *found = Some((broken, actions));
                        }
                        self.stop.store(true, Ordering::Relaxed);
                    }
                    self.pending.fetch_sub(1, Ordering::AcqRel);
                }
                None if self.pending.load(Ordering::Acquire) == 0 => return,
                None => std::thread::yield_now(),
            }
        }
    }

    fn expand(
        &self,
        thread: usize,
        node: &Node,
        shape: &mut Shape,
        buffer: &mut Vec<Action>,
    ) -> Result<(), (Broken, Vec<Action>)> {
        buffer.clear();
        node.world.actions(self.scene, buffer);
        for action in buffer.drain(..) {
            let mut world = node.world.clone();
            let mut seen = Seen::default();
            let link = || Some(Arc::new(Link { action, before: node.link.clone() }));
            let went = world.apply(self.scene, action, &mut seen);
            self.tally.add(seen);
            match went {
                Ok(false) => continue,
                Ok(true) => {}
                Err(broken) => return Err((broken, actions(link().as_ref()))),
            }
            self.steps.fetch_add(1, Ordering::Relaxed);
            let fingerprint = shape.of(self.scene, &world);
            if !self.states.enter(fingerprint) {
                continue;
            }
            let link = link();
            world.check(self.scene).map_err(|broken| (broken, actions(link.as_ref())))?;
            self.rest(&world, fingerprint, shape).map_err(|(broken, more)| {
                let mut all = actions(link.as_ref());
                all.extend(more);
                (broken, all)
            })?;
            if self.entered.fetch_add(1, Ordering::Relaxed) >= self.limit {
                self.stop.store(true, Ordering::Relaxed);
                return Ok(());
            }
            self.pending.fetch_add(1, Ordering::AcqRel);
            self.push(thread, Node { world, link });
        }
        Ok(())
    }

    /// Follows the fair continuation of a state to rest, or to a state that is known to come to it (L1, L5).
    fn rest(&self, world: &World, fingerprint: u128, shape: &mut Shape) -> Result<(), (Broken, Vec<Action>)> {
        let mut path = vec![(fingerprint, world.will_be_paid(self.scene))];
        let (mut at, mut actions) = (None::<World>, Vec::new());
        let paid = loop {
            let here = at.as_ref().unwrap_or(world);
            let (fingerprint, _) = path[path.len() - 1];
            if let Some(paid) = self.states.with(fingerprint, |known| known.paid()) {
                break paid;
            }
            let mut seen = Seen::default();
            let Some(action) = here.fair() else {
                here.audit(self.scene, &mut seen).map_err(|broken| (broken, actions.clone()))?;
                self.tally.add(seen);
                break here.paid();
            };
            let mut next = here.clone();
            actions.push(action);
            match next.apply(self.scene, action, &mut seen) {
                Err(broken) => return Err((broken, actions)),
                Ok(went) => hold(went && actions.len() < STEPS_MAX, "L1", || format!("no rest after {action:?}")),
            }
            .map_err(|broken| (broken, actions.clone()))?;
            path.push((shape.of(self.scene, &next), next.will_be_paid(self.scene)));
            at = Some(next);
        };
        for (i, (fingerprint, will_be)) in path.iter().enumerate() {
            hold(will_be & !paid == 0, "L5", || "the bank was asked in its window, and nothing is paid".to_owned())
                .map_err(|broken| (broken, actions[..i.min(actions.len())].to_vec()))?;
            self.states.with(*fingerprint, |known| known.0 |= Known::RESTS | paid << 2);
        }
        Ok(())
    }
}

/// The laws of a state and of its fair continuation, alone.
///
/// # Errors
/// The law that is broken, and what led there from this state.
pub(crate) fn examine(scene: &Scene, world: &World) -> Result<(), (Broken, Vec<Action>)> {
    world.check(scene).map_err(|broken| (broken, Vec::new()))?;
    let alone = Search {
        scene,
        states: States((0..SHARDS).map(|_| Mutex::default()).collect()),
        tasks: Vec::new(),
        pending: AtomicUsize::new(0),
        steps: AtomicU64::new(0),
        entered: AtomicU64::new(0),
        limit: 0,
        stop: AtomicBool::new(false),
        broken: Mutex::new(None),
        tally: &Tally::default(),
    };
    let mut shape = Shape::default();
    let fingerprint = shape.of(scene, world);
    alone.rest(world, fingerprint, &mut shape)
}
