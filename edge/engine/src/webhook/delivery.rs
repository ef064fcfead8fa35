//! How one message fares at one endpoint: begun, heard, tried again, given up.
//!
//! A call is written down before it is made: its number, and a lease. If nothing is heard until the lease ends, whatever the
//! reason, the delivery is due again by that alone.

use super::kept::{Kept, list, moment, number, text};
use crate::time::{Moment, Span};
use dargah_wire::{DeliveryState, Silence, Try};
use serde::Serialize;
use serde_json::Value;

/// How long a call is left alone, longer than its deadline.
pub const LEASE: Span = Span::seconds(30);

/// Calls that are remembered.
pub const TRIES_MAX: usize = 20;

/// How long after each failure the next call is made: 75 hours and 35 minutes in all, and five seconds.
const SCHEDULE: [Span; 9] = [
    Span::seconds(5),
    Span::minutes(5),
    Span::minutes(30),
    Span::hours(2),
    Span::hours(5),
    Span::hours(10),
    Span::hours(14),
    Span::hours(20),
    Span::hours(24),
];

/// The longest that a receiver may ask us to wait.
const RETRY_AFTER_MAX: Span = Span::hours(24);

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP answer.
    Http {
        /// Its status.
        status: u16,
        /// Its `Retry-After`.
        retry_after: Option<String>,
    },
    /// None.
    Silence(Silence),
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The receiver took it.
    Delivered,
    /// It did not; nobody is to call it before that moment.
    Failed(Moment),
    /// It is not there any more, and says so.
    Gone,
}

impl Answer {
    /// What it means at `now`. A redirect is a failure: a message goes to the address it was set up for.
    #[must_use]
    pub fn verdict(&self, now: Moment) -> Verdict {
        match self {
            Self::Http { status: 200..=299, .. } => Verdict::Delivered,
            Self::Http { status: 410, .. } => Verdict::Gone,
            Self::Http { status: 429 | 503, retry_after: Some(wish) } => {
                let span = match wish.trim().parse::<u32>() {
                    Ok(seconds) => Span::seconds(i64::from(seconds)),
                    Err(_) => Moment::from_http_date(wish.trim()).map_or(Span::ZERO, |at| at - now),
                };
                Verdict::Failed(now + span.clamp(Span::ZERO, RETRY_AFTER_MAX))
            }
            Self::Http { .. } | Self::Silence(_) => Verdict::Failed(now),
        }
    }
}

/// A message's way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// Which endpoint.
    pub to: String,
    /// How it fares.
    pub state: DeliveryState,
    /// Calls begun, since it was published or replayed.
    pub calls: u32,
    /// When a call is due: the next one, or another one in place of the one that is being made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
    /// The newest calls, oldest first.
    pub tries: Vec<Try>,
}

impl Delivery {
    /// A message that is to go to `endpoint` at `due`.
    #[must_use]
    pub const fn new(endpoint: String, due: Moment) -> Self {
        Self { to: endpoint, state: DeliveryState::Waiting, calls: 0, due: Some(due), tries: Vec::new() }
    }

    /// Sends it anew, whatever became of it before.
    pub fn replay(&mut self, due: Moment) {
        self.state = DeliveryState::Waiting;
        self.calls = 0;
        self.due = Some(due);
    }

    /// A call begins.
    pub fn begin(&mut self, now: Moment) {
        self.calls = self.calls.saturating_add(1);
        self.due = Some(now + LEASE);
    }

    /// A call that was made at `at` has come to something. `entropy` spreads what failed together.
    pub fn hear(&mut self, answer: &Answer, at: Moment, now: Moment, entropy: u32) -> Verdict {
        let (status, silence) = match *answer {
            Answer::Http { status, .. } => (Some(status), None),
            Answer::Silence(silence) => (None, Some(silence)),
        };
        self.tries.push(Try { at: at.0, ms: (now - at).0, status, silence });
        if self.tries.len() > TRIES_MAX {
            self.tries.remove(0);
        }
        let verdict = answer.verdict(now);
        match verdict {
            Verdict::Delivered => self.end(DeliveryState::Delivered),
            // A second call of the same message went out and was taken: this one changes nothing.
            _ if self.state == DeliveryState::Delivered => {}
            Verdict::Gone => self.end(DeliveryState::Dead),
            Verdict::Failed(not_before) => {
                let made = usize::try_from(self.calls).unwrap_or(usize::MAX).saturating_sub(1);
                match SCHEDULE.get(made) {
                    Some(wait) => self.due = Some((now + spread(*wait, entropy)).max(not_before)),
                    None => self.end(DeliveryState::Dead),
                }
            }
        }
        verdict
    }

    const fn end(&mut self, state: DeliveryState) {
        self.state = state;
        self.due = None;
    }
}

impl Kept for Delivery {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            to: text(value, "to")?.to_owned(),
            state: match text(value, "state")? {
                "waiting" => DeliveryState::Waiting,
                "delivered" => DeliveryState::Delivered,
                "dead" => DeliveryState::Dead,
                _ => return None,
            },
            calls: u32::try_from(number(value, "calls")?).ok()?,
            due: moment(value, "due"),
            tries: list(value.get("tries")?)?,
        })
    }
}

impl Kept for Try {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            at: number(value, "at")?,
            ms: number(value, "ms")?,
            status: number(value, "status").and_then(|status| u16::try_from(status).ok()),
            silence: match text(value, "silence") {
                Some("timeout") => Some(Silence::Timeout),
                Some("refused") => Some(Silence::Refused),
                Some(_) => Some(Silence::Broken),
                None => None,
            },
        })
    }
}

/// Up to a fifth longer, never shorter: the sum of the waits is a promise.
fn spread(wait: Span, entropy: u32) -> Span {
    Span(wait.0 + wait.0 / 5 * i64::from(entropy) / i64::from(u32::MAX))
}
