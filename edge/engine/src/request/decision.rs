//! `POST /v1/decisions` and `POST /v1/decisions/estimate`: what a shop that calls its gateways itself wants decided.

use super::{create::amount_of, notes, straight};
use crate::{
    id::GatewayId,
    money::AMOUNT_MIN,
    problem::{Code, Fault},
    routing::{Policy, Question, number_of},
    text,
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most candidates of one decision.
const CANDIDATES_MAX: usize = 32;

const WORD_MAX: usize = 64;

/// What is to be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    /// The payment, and who may take it.
    pub asked: Question,
    /// Under which policy; the shop's own if it does not say.
    pub policy: Option<Policy>,
    /// Who pays, as a number that says no more than "the same one".
    pub shopper: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    candidates: Vec<GatewayId>,
    amount: Option<Value>,
    method: Option<String>,
    issuer: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    customer: Option<String>,
    policy: Option<Policy>,
    #[serde(default)]
    without: Vec<GatewayId>,
}

/// Reads and checks the body of `POST /v1/decisions`.
///
/// # Errors
/// The first [`Fault`] found; `no_candidate` when nobody is left to choose from.
pub fn read_decision(body: &[u8]) -> Result<NewDecision, Fault> {
    let body: Body = straight(body)?;
    let amount = amount_of(body.amount.as_ref(), AMOUNT_MIN)?;
    let invalid = |param: &'static str, what: &str| Fault::of(Code::BodyInvalid, param, what);
    let mut candidates = body.candidates;
    if !(1..=CANDIDATES_MAX).contains(&candidates.len()) {
        return Err(invalid("candidates", "1 to 32 gateways"));
    }
    if candidates.iter().enumerate().any(|(i, id)| candidates.iter().take(i).any(|other| other == id)) {
        return Err(invalid("candidates", "each gateway once"));
    }
    let word = |text: Option<String>, param| match text {
        None => Ok(None),
        Some(text) => {
            text::line(&text, WORD_MAX).map(Some).ok_or_else(|| invalid(param, "1 to 64 characters on one line"))
        }
    };
    let (method, issuer) = (word(body.method, "method")?, word(body.issuer, "issuer")?);
    notes::check(&body.metadata)?;
    let shopper = word(body.customer, "customer")?.map(|customer| number_of(&customer));
    body.policy.as_ref().map_or(Ok(()), check)?;
    candidates.retain(|id| !body.without.contains(id));
    if candidates.is_empty() {
        return Err(Fault::of(Code::NoCandidate, "without", "nobody is left to try: this payment has been everywhere"));
    }
    let asked = Question { candidates, amount, method, issuer, metadata: body.metadata };
    Ok(NewDecision { asked, policy: body.policy, shopper })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EstimateBody {
    policy: Policy,
}

/// Reads and checks the body of `POST /v1/decisions/estimate`.
///
/// # Errors
/// `body_invalid` for a policy that cannot be followed.
pub fn read_policy(body: &[u8]) -> Result<Policy, Fault> {
    let EstimateBody { policy } = straight(body)?;
    check(&policy)?;
    Ok(policy)
}

fn check(policy: &Policy) -> Result<(), Fault> {
    policy.check().map_err(|problem| Fault::of(Code::BodyInvalid, "policy", problem.to_string()))
}
