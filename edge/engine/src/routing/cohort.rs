//! The shoppers that are at a gateway, by when they were sent: how many have paid, have failed, or are still there.

use super::{
    belief::Belief,
    delay::{Arrived, HORIZON},
};
use crate::time::{Moment, Span};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Shoppers sent within the same span are one cohort.
const WIDTH: Span = Span::seconds(4);

/// How long a gateway's rate stays as it is, on average, between outages and the drift of an ordinary day. Half or twice of it
/// changes little.
pub(super) const LASTING: Span = Span::hours(3);

/// Shoppers sent at about the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cohort {
    /// When the span began.
    began: Moment,
    sent: u32,
    paid: u32,
    failed: u32,
    neutral: u32,
}

impl Cohort {
    const fn ended(&self) -> u32 {
        self.paid + self.failed + self.neutral
    }

    const fn waiting(&self) -> u32 {
        self.sent.saturating_sub(self.ended())
    }
}

/// A gateway's cohorts, and what those before them taught.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Cohorts {
    /// What all closed cohorts taught, as of the end of the last.
    settled: Belief,
    settled_at: Option<Moment>,
    open: VecDeque<Cohort>,
}

/// What a closed cohort adds to the count of what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    /// Shoppers whose payment says something of the gateway.
    pub(super) trials: u32,
    /// Those of them who paid.
    pub(super) paid: u32,
}

/// How a shopper's visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Paid,
    Failed,
    Neutral,
}

impl Cohorts {
    /// A shopper is sent. What comes for a span that is closed already is left out.
    pub(super) fn send(&mut self, at: Moment) {
        if let Some(cohort) = self.of(at, true) {
            cohort.sent += 1;
        }
    }

    /// A shopper sent at `sent_at` is heard of. One nobody said was sent was sent all the same.
    pub(super) fn end(&mut self, sent_at: Moment, end: End) {
        let Some(cohort) = self.of(sent_at, end != End::Neutral) else { return };
        match end {
            End::Paid => cohort.paid += 1,
            End::Failed => cohort.failed += 1,
            End::Neutral => cohort.neutral += 1,
        }
        cohort.sent = cohort.sent.max(cohort.ended());
    }

    /// The cohort of a moment, made if there is none and `fresh`; nothing for one that is closed.
    fn of(&mut self, at: Moment, fresh: bool) -> Option<&mut Cohort> {
        let began = Moment(at.0.div_euclid(WIDTH.0) * WIDTH.0);
        if self.settled_at.is_some_and(|settled| began < settled) {
            return None;
        }
        let place = self.open.partition_point(|cohort| cohort.began < began);
        if self.open.get(place).is_none_or(|cohort| cohort.began != began) {
            if !fresh {
                return None;
            }
            self.open.insert(place, Cohort { began, sent: 0, paid: 0, failed: 0, neutral: 0 });
        }
        self.open.get_mut(place)
    }

    /// Shoppers still at the gateway.
    pub(super) fn waiting(&self) -> u32 {
        self.open.iter().map(Cohort::waiting).sum()
    }

    /// Closes what has nothing more to tell; each closed cohort is handed to `closed`.
    pub(super) fn close(&mut self, now: Moment, arrived: &Arrived, mut closed: impl FnMut(Closed)) {
        while let Some(cohort) = self.open.front() {
            let past = cohort.began + WIDTH <= now;
            let done = cohort.waiting() == 0 || cohort.began + WIDTH + HORIZON <= now;
            if !(past && done) {
                break;
            }
            learn(&mut self.settled, self.settled_at, cohort, now, arrived);
            self.settled_at = Some(cohort.began + WIDTH);
            closed(Closed { trials: cohort.sent - cohort.neutral, paid: cohort.paid });
            self.open.pop_front();
        }
    }

    /// What is believed of the rate now: what was settled, then each open cohort as far as it has come.
    pub(super) fn belief(&self, now: Moment, arrived: &Arrived) -> Belief {
        let mut belief = self.settled.clone();
        let mut at = self.settled_at;
        for cohort in &self.open {
            learn(&mut belief, at, cohort, now, arrived);
            at = Some(cohort.began + WIDTH);
        }
        if let Some(at) = at {
            belief.drift(now - at, LASTING, &Belief::default());
        }
        belief
    }
}

/// Time passes until the cohort was sent, and it teaches what it has to teach by `now`.
fn learn(belief: &mut Belief, at: Option<Moment>, cohort: &Cohort, now: Moment, arrived: &Arrived) {
    if let Some(at) = at {
        belief.drift(cohort.began + WIDTH - at, LASTING, &Belief::default());
    }
    belief.observe(cohort.paid, cohort.failed);
    let age = now - (cohort.began + Span(WIDTH.0 / 2));
    belief.wait(cohort.waiting(), arrived.after(age));
}
