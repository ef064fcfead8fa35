//! Routers that learn nothing: chance, taking turns, always the best, and the one that knows.

use crate::market::{
    dice::{Dice, For},
    router::{Ask, Event, Ms, Router},
    world::World,
};

/// The gateways that were not tried yet.
pub fn untried<'a>(gateways: usize, ask: &Ask<'a>) -> impl Iterator<Item = usize> + use<'a> {
    let tried = ask.tried;
    (0..gateways).filter(move |gateway| !tried.contains(gateway))
}

/// The chance in a choice. Every try of a payment has its own.
#[must_use]
pub fn dice(ask: &Ask<'_>) -> Dice {
    Dice::of(0, For::Choice, ask.payment * 4 + ask.tried.len() as u64)
}

/// The untried gateway with the highest score; the first of equals.
#[must_use]
pub fn best(gateways: usize, ask: &Ask<'_>, score: impl Fn(usize) -> f64) -> Option<usize> {
    let better = |a: (usize, f64), b: (usize, f64)| if b.1 > a.1 { b } else { a };
    untried(gateways, ask).map(|gateway| (gateway, score(gateway))).reduce(better).map(|(gateway, _)| gateway)
}

/// Any gateway, with equal chance.
#[derive(Clone, Copy, Debug)]
pub struct Random(pub usize);

impl Router for Random {
    type Snapshot = usize;
    type Edge = ();

    fn edge(&self, _: usize) {}
    fn hear(&mut self, _: &Event) {}

    fn publish(&mut self, _: Ms) -> usize {
        self.0
    }

    fn choose(gateways: &usize, (): &mut (), ask: &Ask<'_>) -> Option<usize> {
        let which = dice(ask).below(gateways - ask.tried.len());
        untried(*gateways, ask).nth(which)
    }
}

/// Each edge takes the gateways in turn.
#[derive(Clone, Copy, Debug)]
pub struct RoundRobin(pub usize);

impl Router for RoundRobin {
    type Snapshot = usize;
    type Edge = usize;

    fn edge(&self, index: usize) -> usize {
        index
    }

    fn hear(&mut self, _: &Event) {}

    fn publish(&mut self, _: Ms) -> usize {
        self.0
    }

    fn choose(gateways: &usize, next: &mut usize, ask: &Ask<'_>) -> Option<usize> {
        let turn = (0..*gateways).map(|step| (*next + step) % gateways).find(|gateway| !ask.tried.contains(gateway));
        *next = turn.map_or(*next, |gateway| gateway + 1);
        turn
    }
}

/// Always the gateway with the best long-run rate, which no real router knows; at a failed token call the second best.
#[derive(Clone, Copy, Debug)]
pub struct FixedBest<'w>(pub &'w World);

impl<'w> Router for FixedBest<'w> {
    type Snapshot = &'w World;
    type Edge = ();

    fn edge(&self, _: usize) {}
    fn hear(&mut self, _: &Event) {}

    fn publish(&mut self, _: Ms) -> &'w World {
        self.0
    }

    fn choose(world: &&'w World, (): &mut (), ask: &Ask<'_>) -> Option<usize> {
        best(world.setting.gateways, ask, |gateway| world.base(gateway))
    }
}

/// The gateway that is best at this moment, outages and drift included. Nothing that learns can reach it.
#[derive(Clone, Copy, Debug)]
pub struct Oracle<'w>(pub &'w World);

impl<'w> Router for Oracle<'w> {
    type Snapshot = &'w World;
    type Edge = ();

    fn edge(&self, _: usize) {}
    fn hear(&mut self, _: &Event) {}

    fn publish(&mut self, _: Ms) -> &'w World {
        self.0
    }

    fn choose(world: &&'w World, (): &mut (), ask: &Ask<'_>) -> Option<usize> {
        best(world.setting.gateways, ask, |gateway| world.worth(gateway, ask.now))
    }
}
