//! What the learning peers have in common: outcomes that come late or never.
//!
//! None of them has a rule of its own for silence but decision-engine, so all have its rule: a payment that is still pending after
//! 300 s counts as a failure. A failed token call is a failure at once. Why a shopper came back without paying makes no difference
//! to any of them.

use crate::market::router::{Ask, Event, Ms, Outcome, Router};
use std::collections::VecDeque;

/// After so long a pending payment counts as a failure, milliseconds.
pub const PENDING_MS: Ms = 300_000;

/// Outcomes of payments that began longer ago are dropped, milliseconds.
pub const LATE_MS: Ms = 600_000;

/// A policy that learns from one outcome after the other.
pub trait Learner {
    /// What the edges choose by.
    type View;

    /// A payment begins at a gateway.
    fn begins(&mut self, gateway: usize) {
        let _ = gateway;
    }

    /// A payment ended at a gateway.
    fn learn(&mut self, gateway: usize, won: bool);

    /// What the edges may know.
    fn view(&mut self, now: Ms) -> Self::View;

    /// The choice of an edge.
    fn choose(view: &Self::View, ask: &Ask<'_>) -> Option<usize>;
}

/// A learner in the market.
#[derive(Clone, Debug)]
pub struct Late<L> {
    learner: L,
    /// When sent, where, which; by time.
    pending: VecDeque<(Ms, usize, u64)>,
    /// By payment: whether an outcome was heard.
    heard: Vec<bool>,
}

impl<L> Late<L> {
    /// Before the first event.
    pub const fn new(learner: L) -> Self {
        Self { learner, pending: VecDeque::new(), heard: Vec::new() }
    }
}

impl<L: Learner> Router for Late<L> {
    type Snapshot = L::View;
    type Edge = ();

    fn edge(&self, _: usize) {}

    fn hear(&mut self, event: &Event) {
        match *event {
            Event::Token { probe: true, .. } => {}
            Event::Token { gateway, ok, .. } => {
                self.learner.begins(gateway);
                if !ok {
                    self.learner.learn(gateway, false);
                }
            }
            Event::Sent { gateway, at, payment, .. } => {
                self.pending.push_back((at, gateway, payment));
                let length = self.heard.len().max(payment as usize + 1);
                self.heard.resize(length, false);
            }
            Event::Ended { gateway, started_at, at, payment, outcome, .. } => {
                self.heard[payment as usize] = true;
                if at - started_at <= LATE_MS {
                    self.learner.learn(gateway, outcome == Outcome::Paid);
                }
            }
        }
    }

    fn publish(&mut self, now: Ms) -> L::View {
        while let Some((at, gateway, payment)) = self.pending.front().copied() {
            if at + PENDING_MS > now {
                break;
            }
            self.pending.pop_front();
            if !self.heard[payment as usize] {
                self.learner.learn(gateway, false);
            }
        }
        self.learner.view(now)
    }

    fn choose(view: &L::View, (): &mut (), ask: &Ask<'_>) -> Option<usize> {
        L::choose(view, ask)
    }
}
