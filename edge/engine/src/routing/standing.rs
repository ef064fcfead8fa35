//! Whether a gateway is up, down or coming back, and why: what people are told, and when it is probed. Shares follow the belief
//! itself, which needs no such words.

use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// How a gateway stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It works as it usually does, as far as is known.
    #[default]
    Up,
    /// It does not.
    Down,
    /// It is new or has come back: it gets only as many shoppers as it has been seen to serve.
    Ramp,
}

/// What took a gateway down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its calls fail: nobody can be sent there.
    CallsFail,
    /// Shoppers are sent and far fewer than usual end paid.
    PaymentsFail,
    /// The operator said it is closed now.
    Maintenance,
}

/// A gateway's standing and how it came to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// How it stands.
    pub standing: Standing,
    /// Since when.
    pub since: Moment,
    /// What took it down, last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// What a condition is judged by; probabilities in 1/65536.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signs {
    /// That calls fail more often than not.
    pub(super) calls_fail: u32,
    /// Whether calls that were answered one after the other say that they are again, or nobody called for long.
    pub(super) calls_back: bool,
    /// That far fewer shoppers than usual end paid.
    pub(super) payments_fail: u32,
    /// Whether it has been seen to serve enough shoppers since it was last down.
    pub(super) proven: bool,
}

/// Above it a gateway is down: 0.9 for calls, where the answer to each is known at once and a mistake is mended by a probe.
const CALLS_DOWN: u32 = 58_982;

/// And 0.995 for payments.
const PAYMENTS_DOWN: u32 = 65_208;

/// Below a fifth, its calls are answered again.
const CALLS_BACK: u32 = 13_107;

/// A payment outage is over when it is more likely over than not; then it ramps.
const PAYMENTS_BACK: u32 = 32_768;

impl Condition {
    pub(super) const fn new(now: Moment) -> Self {
        Self { standing: Standing::Ramp, since: now, why: None }
    }

    /// The condition after these signs. Going down and coming back have different bars, so that it does not flutter.
    pub(super) fn after(self, signs: Signs, now: Moment) -> Self {
        let failing = self.standing == Standing::Down && self.why == Some(Why::CallsFail) && !signs.calls_back;
        let worst = |calls: u32, payments: u32| {
            if failing || signs.calls_fail > calls {
                Some(Why::CallsFail)
            } else if signs.payments_fail > payments {
                Some(Why::PaymentsFail)
            } else {
                None
            }
        };
        let ill = match self.standing {
            Standing::Down => worst(CALLS_BACK, PAYMENTS_BACK),
            Standing::Up | Standing::Ramp => worst(CALLS_DOWN, PAYMENTS_DOWN),
        };
        let standing = match ill {
            Some(_) => Standing::Down,
            None if signs.proven => Standing::Up,
            None => Standing::Ramp,
        };
        // What is down may be so for another reason by now, and is watched by another way then.
        let since = if standing == self.standing { self.since } else { now };
        Self { standing, since, why: ill.or(self.why) }
    }
}
