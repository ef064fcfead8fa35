//! `POST /v1/outcomes`: what became of decisions, one or a list.

use super::{BODY_MAX, straight};
use crate::{
    id::{DecisionId, GatewayId},
    problem::{Code, Fault},
    routing::{Outcome, Status},
    time::{Moment, Span},
};
use serde::Deserialize;

/// The most outcomes at once.
const OUTCOMES_MAX: usize = 100;

/// The largest body of outcomes, bytes.
pub const OUTCOMES_BODY_MAX: usize = 2 * BODY_MAX;

/// An outcome comes at most so long after its decision.
const OLD: Span = Span::hours(24 * 31);

/// How far apart two clocks may be.
const SKEW: Span = Span::minutes(1);

/// The longest call that anybody waits for, milliseconds.
const LATENCY_MAX: u32 = 600_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    decision: DecisionId,
    gateway: GatewayId,
    status: Status,
    latency_ms: Option<u32>,
    then: Option<GatewayId>,
    at: Option<Moment>,
}

/// Reads and checks the body: one outcome, or a list of 1 to 100. All are taken, or none.
///
/// # Errors
/// `body_invalid`, and for a list which of it is wrong.
pub fn read_outcomes(body: &[u8], now: Moment) -> Result<Vec<Outcome>, Fault> {
    let is_list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    if !is_list {
        return Ok(vec![checked(straight(body)?, now)?]);
    }
    let bodies: Vec<Body> = straight(body)?;
    if !(1..=OUTCOMES_MAX).contains(&bodies.len()) {
        return Err(Fault::new(Code::BodyInvalid, "1 to 100 outcomes at once"));
    }
    let numbered = |(i, body)| {
        checked(body, now).map_err(|fault| Fault { detail: format!("outcome {}: {}", i + 1, fault.detail), ..fault })
    };
    bodies.into_iter().enumerate().map(numbered).collect()
}

fn checked(body: Body, now: Moment) -> Result<Outcome, Fault> {
    let Body { decision, gateway, status, latency_ms, then, at } = body;
    let invalid = |param: &'static str, what: &str| Err(Fault::of(Code::BodyInvalid, param, what));
    let made_at = decision.made_at();
    if made_at > now + SKEW || now - made_at > OLD {
        return invalid("decision", "it was made in the last 31 days");
    }
    if at.is_some_and(|at| at + SKEW < made_at || at > now + SKEW) {
        return invalid("at", "milliseconds since 1970, after the decision and not in the future");
    }
    if latency_ms.is_some_and(|ms| ms > LATENCY_MAX) {
        return invalid("latency_ms", "at most 600000");
    }
    // Without it, the mean of the latencies would have to take it for none at all.
    if status == Status::Reached && latency_ms.is_none() {
        return invalid("latency_ms", "a call that was answered took some time");
    }
    if then.as_ref().is_some_and(|then| status != Status::Unreachable || *then == gateway) {
        return invalid("then", "another gateway, after a call that failed");
    }
    let at = at.unwrap_or(now).clamp(made_at, now.max(made_at));
    Ok(Outcome { decision, gateway, status, latency_ms, then, at })
}
