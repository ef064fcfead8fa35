//! What the registrar's answers mean. Nothing it does not say is read into them: without a clear word, a request is where it was.

use super::Reason;
use crate::{
    gateway::{Answer, Json},
    onboarding::Phase,
};

/// What the answer to a request that was handed in says of it.
#[must_use]
pub fn hear_write(answer: &Answer<'_>) -> Phase {
    match answer.json(&[]) {
        Ok(json) => match json.get("success") {
            Json::Bool(true) if json.get("trackingNumber").word().is_some() => Phase::Waiting,
            Json::Bool(false) => match reasons(&json) {
                // A refusal without a reason may be a fault on the way: the cartable knows.
                reasons if reasons.is_empty() => Phase::Sent,
                reasons => Phase::Refused(reasons),
            },
            _ => Phase::Sent,
        },
        Err(_) => Phase::Sent,
    }
}

/// What the cartable says of the request of this tracking number.
#[must_use]
pub fn hear_read(tracking: &str, answer: &Answer<'_>) -> Phase {
    let Ok(json) = answer.json(&[]) else { return Phase::Sent };
    let rows = match &json {
        Json::List(rows) => rows,
        Json::Object(members) => match members.iter().find_map(|(_, value)| match value {
            Json::List(rows) => Some(rows),
            _ => None,
        }) {
            Some(rows) => rows,
            None => return Phase::Sent,
        },
        _ => return Phase::Sent,
    };
    let ours = |row: &&Json| row.get("trackingNumberPsp").word().as_deref() == Some(tracking);
    // The same number may have been handed in twice: what is final says most.
    let phases: Vec<Phase> = rows.iter().filter(ours).map(phase).collect();
    let accepted = phases.iter().find(|phase| **phase == Phase::Accepted);
    let moving = phases.iter().find(|phase| !phase.is_final());
    accepted.or(moving).or(phases.first()).cloned().unwrap_or(Phase::NotThere)
}

fn phase(row: &Json) -> Phase {
    match row.get("status").code() {
        Some(14) => Phase::Accepted,
        Some(5) => Phase::Refused(reasons(row)),
        Some(12) => Phase::Delayed,
        Some(8 | 20) => Phase::Waiting,
        _ => Phase::Sent,
    }
}

fn reasons(json: &Json) -> Vec<Reason> {
    let Json::List(list) = json.get("requestRejectionReason") else { return Vec::new() };
    let read = |one: &Json| {
        let code = one.get("codeExceptionValue").code().unwrap_or(-1);
        let field: String =
            one.get("fieldName").text().unwrap_or_default().chars().filter(|c| !c.is_control()).take(64).collect();
        Reason { code, field }
    };
    list.iter().take(32).map(read).collect()
}
