//! How many calls an endpoint gets at once, so that none of them waits for another's receiver.
//!
//! The platform allows six open connections. An endpoint whose last call went well may have up to three of them, as long as two
//! are left for endpoints that have none; any other has one. Endpoints that fail or are slow have three in all, so that however
//! many of them hang, there is room for those that do not. What is known here is forgotten with the process, and learnt again
//! from the next calls.

use super::delivery::Verdict;
use crate::time::{Moment, Span};

/// Calls at once, of all endpoints.
const ALL_MAX: u32 = 6;

/// Calls at once up to which an endpoint gets a second one.
const SECOND_MAX: u32 = 4;

/// Calls at once to one endpoint.
const HERE_MAX: u32 = 3;

/// Calls at once to all endpoints that are unwell.
const UNWELL_MAX: u32 = 3;

/// A receiver that takes longer holds others up.
const SLOW: Span = Span::seconds(4);

/// Failures in a row that may be the messages' own fault.
const FAILURES_FREE: u32 = 5;

/// The longest rest of a receiver that fails and fails.
const REST_MAX: Span = Span::seconds(60);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Health {
    /// Nothing was heard of it yet.
    #[default]
    New,
    Well,
    Unwell,
}

/// What is known of an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Calls under way.
    pub flying: u32,
    health: Health,
    failures: u32,
    rest: Option<Moment>,
}

impl Pace {
    /// Of an endpoint that nothing was heard of in this process; `failing` if its last call failed, as is written down.
    #[must_use]
    pub fn new(failing: bool) -> Self {
        Self { health: if failing { Health::Unwell } else { Health::New }, ..Self::default() }
    }

    /// When it may be called again, if it is left alone.
    #[must_use]
    pub const fn rests_until(&self) -> Option<Moment> {
        self.rest
    }

    /// A call was made that began at `at` and came to `verdict`.
    pub fn heard(&mut self, verdict: Verdict, at: Moment, now: Moment) {
        self.flying = self.flying.saturating_sub(1);
        if verdict == Verdict::Delivered {
            self.health = if now - at > SLOW { Health::Unwell } else { Health::Well };
            self.failures = 0;
            self.rest = None;
        } else {
            self.health = Health::Unwell;
            self.failures = self.failures.saturating_add(1);
            let rest = match self.failures.checked_sub(FAILURES_FREE) {
                Some(more) => Span::seconds(1 << more.min(6)).min(REST_MAX),
                None => Span::ZERO,
            };
            let wished = if let Verdict::Failed(not_before) = verdict { not_before } else { now };
            self.rest = Some((now + rest).max(wished));
        }
    }
}

/// Whether a call to the endpoint of `here` may begin at `now` beside those of `all` endpoints, itself included.
pub fn may_begin<'a>(here: &Pace, all: impl Iterator<Item = &'a Pace>, now: Moment) -> bool {
    let (mut flying, mut unwell) = (0, 0);
    for pace in all {
        flying += pace.flying;
        unwell += if pace.health == Health::Unwell { pace.flying } else { 0 };
    }
    let room = match (here.health, here.flying) {
        (Health::Unwell, 0) => unwell < UNWELL_MAX && flying < ALL_MAX,
        (_, 0) => flying < ALL_MAX,
        (Health::Well, _) => here.flying < HERE_MAX && flying < SECOND_MAX,
        (Health::New | Health::Unwell, _) => false,
    };
    room && here.rest.is_none_or(|rest| rest <= now)
}
