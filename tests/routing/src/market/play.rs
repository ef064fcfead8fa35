//! The run: one router in one world, event by event.

use super::{
    book::{Alarm, Named, Run, SURE},
    dice::{Dice, For},
    outage::Kind,
    router::{Ask, Event, Ms, Outcome, Router},
    shopper::{Shopper, token_call},
    world::World,
};
use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, VecDeque},
};

/// Gateways that one shopper is tried at, at most.
const TRIES: usize = 3;

/// Runs a router through a world. The same arguments give the same run.
#[must_use]
pub fn play<R: Router>(world: &World, router: R) -> Run {
    let setting = &world.setting;
    let edges = (0..setting.edges).map(|index| router.edge(index)).collect();
    let outages = world.outages().len();
    let run = Run {
        spoiled: vec![0; outages],
        turned_away: vec![0; outages],
        refused: vec![Vec::new(); outages],
        ..Run::default()
    };
    let down = vec![false; setting.gateways];
    let (published, due) = (VecDeque::new(), BinaryHeap::new());
    Play { world, router, edges, published, dropped: 0, due, made: 0, down, wanted: Vec::new(), run }.finish()
}

/// A shopper between arrival and page.
#[derive(Clone, Copy)]
struct Trying {
    number: u32,
    edge: u8,
    counts: bool,
    tries: u8,
    tried: [u8; TRIES],
    /// The first outage that failed a token call.
    blame: Option<u16>,
}

#[derive(Clone, Copy)]
enum What {
    Token { shopper: Trying, ok: bool, ms: Ms },
    Probe { gateway: u8, ok: bool, ms: Ms },
    Back { number: u32, gateway: u8, issuer: Option<u8>, sent_at: Ms, outcome: Outcome },
}

/// What is going to happen. By time, and then in the order in which it was made.
struct Due {
    at: Ms,
    order: u32,
    what: What,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

struct Play<'w, R: Router> {
    world: &'w World,
    router: R,
    edges: Vec<R::Edge>,
    /// The last publications, as many as an edge may still read.
    published: VecDeque<R::Snapshot>,
    /// Publications that are not among them any more.
    dropped: usize,
    due: BinaryHeap<Reverse<Due>>,
    made: u32,
    /// What the last publication says of each gateway.
    down: Vec<bool>,
    wanted: Vec<usize>,
    run: Run,
}

impl<R: Router> Play<'_, R> {
    fn finish(mut self) -> Run {
        let setting = &self.world.setting;
        let (length, publish_ms) = (setting.length_ms, setting.publish_ms);
        let mut dice = Dice::of(self.world.seed, For::Arrivals, 0);
        let mean = 1_000.0 / setting.rate;
        let (mut publication, mut number) = (0, 0);
        // Kept whole, so that rounding does not slow the arrivals down.
        let mut arrival = dice.exponential(mean);
        loop {
            let arrives = Some(arrival as Ms).filter(|at| *at < length);
            let happens = self.due.peek().map(|due| due.0.at);
            let Some(next) = arrives.into_iter().chain(happens).min() else { break };
            if publication <= next {
                self.publish(publication);
                publication += publish_ms;
            } else if happens == Some(next) {
                if let Some(Reverse(due)) = self.due.pop() {
                    self.happen(due.at, due.what);
                }
            } else {
                self.arrive(number, next);
                number += 1;
                arrival += dice.exponential(mean);
            }
        }
        self.run
    }

    fn add(&mut self, at: Ms, what: What) {
        self.due.push(Reverse(Due { at, order: self.made, what }));
        self.made += 1;
    }

    fn publish(&mut self, now: Ms) {
        let setting = &self.world.setting;
        let snapshot = self.router.publish(now);
        for (gateway, was) in self.down.iter_mut().enumerate() {
            let is = R::down(&snapshot, gateway);
            if is && !*was && now < setting.length_ms {
                self.run.alarms.push(Alarm { at: now, gateway });
            }
            *was = is;
        }
        self.published.push_back(snapshot);
        // An edge's newest may be a refresh and a publication old.
        if self.published.len() > (setting.refresh_ms / setting.publish_ms + 2) as usize {
            self.published.pop_front();
            self.dropped += 1;
        }
        if now >= setting.length_ms {
            return;
        }
        let mut wanted = std::mem::take(&mut self.wanted);
        wanted.clear();
        self.router.probes(now, &mut wanted);
        for gateway in &wanted {
            let mut dice = Dice::of(self.world.seed, For::Probe, self.run.probes);
            let (ok, ms) = token_call(self.world, *gateway, now, &mut dice);
            self.add(now + ms, What::Probe { gateway: *gateway as u8, ok, ms });
            self.run.probes += 1;
        }
        self.wanted = wanted;
    }

    fn arrive(&mut self, number: u32, at: Ms) {
        let counts = at >= self.world.setting.warm_up_ms;
        let edge = Shopper::draw(self.world, number).edge as u8;
        self.run.books.arrived += u64::from(counts);
        self.attempt(at, Trying { number, edge, counts, tries: 0, tried: [0; TRIES], blame: None });
    }

    /// The router names a gateway, and its token call begins.
    fn attempt(&mut self, at: Ms, mut shopper: Trying) {
        let Some(gateway) = self.choose(at, &shopper) else { return self.turn_away(&shopper) };
        self.run.named.push(Named { at, gateway: gateway as u8, first: shopper.tries == 0 });
        let call = u64::from(shopper.number) * self.world.setting.gateways as u64 + gateway as u64;
        let mut dice = Dice::of(self.world.seed, For::Token, call);
        let (ok, ms) = token_call(self.world, gateway, at, &mut dice);
        if !ok && shopper.blame.is_none() {
            let outage = self.world.outage_at(gateway, at);
            let shows = outage.filter(|number| self.world.outages()[*number].kind == Kind::Token);
            shopper.blame = shows.map(|number| number as u16);
        }
        shopper.tried[shopper.tries as usize] = gateway as u8;
        shopper.tries += 1;
        self.add(at + ms, What::Token { shopper, ok, ms });
    }

    fn choose(&mut self, now: Ms, shopper: &Trying) -> Option<usize> {
        let setting = &self.world.setting;
        let mut tried = [0; TRIES];
        let tries = shopper.tries as usize;
        tried.iter_mut().zip(shopper.tried).for_each(|(to, gateway)| *to = usize::from(gateway));
        let ask = Ask { payment: u64::from(shopper.number), tried: &tried[..tries], now };
        let edge = &mut self.edges[usize::from(shopper.edge)];
        let gateway = if setting.refresh_ms == 0 {
            R::choose(&self.router.publish(now), edge, &ask)
        } else {
            let phase = Ms::from(shopper.edge) * setting.refresh_ms / setting.edges as Ms;
            // Before its first refresh an edge has the first publication.
            let fetched = now.checked_sub(phase).map_or(0, |since| now - since % setting.refresh_ms);
            let newest = (fetched / setting.publish_ms) as usize;
            R::choose(&self.published[newest.saturating_sub(self.dropped)], edge, &ask)
        };
        gateway.filter(|gateway| *gateway < setting.gateways && !ask.tried.contains(gateway))
    }

    fn happen(&mut self, at: Ms, what: What) {
        match what {
            What::Token { shopper, ok, ms } => {
                let gateway = usize::from(shopper.tried[usize::from(shopper.tries) - 1]);
                R::edge_heard(&mut self.edges[usize::from(shopper.edge)], gateway, ok, at);
                self.token_heard(gateway, ok, ms, at, false);
                if ok {
                    self.send(at, gateway, &shopper);
                } else if self.world.setting.failover && usize::from(shopper.tries) < TRIES {
                    self.attempt(at, shopper);
                } else {
                    self.turn_away(&shopper);
                }
            }
            What::Probe { gateway, ok, ms } => self.token_heard(usize::from(gateway), ok, ms, at, true),
            What::Back { number, gateway, issuer, sent_at, outcome } => self.router.hear(&Event::Ended {
                gateway: usize::from(gateway),
                issuer: issuer.map(usize::from),
                started_at: sent_at,
                at,
                payment: u64::from(number),
                outcome,
            }),
        }
    }

    fn token_heard(&mut self, gateway: usize, ok: bool, ms: Ms, at: Ms, probe: bool) {
        if let Some(outage) = self.world.outage_at(gateway, at - ms).filter(|_| !ok) {
            let refused = &mut self.run.refused[outage];
            if refused.len() < SURE {
                refused.push(at);
            }
        }
        self.router.hear(&Event::Token { gateway, ok, ms, at, probe });
    }

    fn send(&mut self, at: Ms, gateway: usize, trying: &Trying) {
        let number = trying.number;
        let shopper = Shopper::draw(self.world, number);
        let issuer = shopper.issuer_known.then_some(shopper.issuer);
        self.router.hear(&Event::Sent { gateway, issuer, at, payment: u64::from(number) });
        let fate = shopper.fate(self.world, gateway, at);
        if trying.counts {
            self.run.books.sent(fate.back.map(|(_, outcome)| outcome));
            if let Some(outage) = fate.blame {
                self.run.spoiled[outage] += 1;
            }
        }
        if let Some((back_at, outcome)) = fate.back {
            let issuer = issuer.map(|issuer| issuer as u8);
            self.add(back_at, What::Back { number, gateway: gateway as u8, issuer, sent_at: at, outcome });
        }
    }

    fn turn_away(&mut self, shopper: &Trying) {
        if shopper.counts {
            self.run.books.no_page += 1;
            if let Some(outage) = shopper.blame {
                self.run.turned_away[usize::from(outage)] += 1;
            }
        }
    }
}
