//! Routing for shops that call their gateways themselves: which one, why, what became of it, and what another policy would have
//! brought. By secret key, like payments.

use super::{Call, internal, payments::authenticate};
use crate::{
    board::Board,
    body,
    decisions::{self, When},
    health::{self, Ask},
    journal::{self, Found},
    ledger::unavailable,
    reply, world,
};
use dargah_engine::{
    id::{DecisionId, GatewayId},
    problem::{Code, Fault},
    request::{BODY_MAX, OUTCOMES_BODY_MAX, read_decision, read_outcomes, read_policy},
    routing::{self, ChosenBy, Decision, Line, Policy, Snapshot},
};
use serde::Serialize;
use std::collections::BTreeMap;
use worker::{Request, Response};

/// A decision as the shop is told of it.
#[derive(Serialize)]
struct View<'a> {
    decision: DecisionId,
    gateway: &'a GatewayId,
    fallbacks: Vec<GatewayId>,
    weights: BTreeMap<&'a GatewayId, u32>,
    propensity: u32,
    snapshot: u64,
    by: ChosenBy,
    rule: Option<u32>,
    reason: String,
}

impl<'a> View<'a> {
    fn of(decision: &'a Decision, policy: &Policy, snapshot: Option<&Snapshot>) -> Self {
        let choice = &decision.choice;
        Self {
            decision: decision.id,
            gateway: &choice.gateway,
            fallbacks: decision.fallbacks(policy, snapshot),
            weights: choice.weights.iter().map(|(id, share)| (id, *share)).collect(),
            propensity: choice.propensity,
            snapshot: choice.snapshot,
            by: choice.by,
            rule: choice.rule,
            reason: decision.reason(snapshot),
        }
    }
}

/// Decides, from this isolate's copy of the shop's own health.
pub(super) async fn decide(mut request: Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    body::must_be_json(&request)?;
    let new = read_decision(&body::read(&mut request, BODY_MAX).await?)?;
    let policy = new.policy.as_ref().unwrap_or(&shop.routing);
    let board = Board::of(&shop.id, mode);
    let health = call.health(board.clone()).await;
    let snapshot = health.as_ref().map(|published| &published.snapshot);
    let id = DecisionId::new(world::now(), world::entropy().map_err(internal)?);
    let choice = routing::decide(id, &new.asked, policy, snapshot).ok_or(Code::NoGateway)?;
    let name = routing::policy_name(policy);
    let decision = Decision { id, asked: new.asked, policy: name, shopper: new.shopper, choice };
    let answer = reply::json(&View::of(&decision, policy, snapshot), 200).map_err(internal)?;
    let mut refers = Vec::new();
    if let Some(published) = &health {
        refers.push((journal::snapshot_name(published.snapshot.version), published.text.clone()));
    }
    if !decision.policy.is_empty() {
        let text = serde_json::to_string(policy).map_err(|problem| internal(problem.into()))?;
        refers.push((journal::policy_name(&decision.policy), text));
    }
    note(call, board, [Line::Decision(Box::new(decision))], refers);
    Ok(answer)
}

/// A decision with everything that it takes to make it again, whether it is made the same again here, and what was reported of it.
pub(super) async fn read(id: &str, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let id = DecisionId::parse(id).ok_or(Code::DecisionUnknown)?;
    let board = Board::of(&shop.id, mode);
    decisions::hand_over(&call.env, &board).await;
    let found = health::ask(&call.env, &board, Ask::Find(id)).await.map_err(unavailable)?;
    let found: Option<Found> = serde_json::from_str(&found).map_err(|problem| internal(problem.into()))?;
    let Found { line, outcomes, snapshot, policy } = found.ok_or(Code::DecisionUnknown)?;
    let read = snapshot.as_deref().and_then(Snapshot::read);
    let policy_text = policy.unwrap_or_else(|| "{}".to_owned());
    let policy: Policy = serde_json::from_str(&policy_text).map_err(|problem| internal(problem.into()))?;
    let replays = line.replays(&policy, read.as_ref());
    let text = |value: serde_json::Result<String>| value.map_err(|problem| internal(problem.into()));
    let view = text(serde_json::to_string(&View::of(&line, &policy, read.as_ref())))?;
    // Snapshot and policy stand there letter by letter: written anew they may round to another decision.
    let answer = format!(
        r#"{{"decision":{view},"at":{},"replays":{replays},"outcomes":{},"line":{},"policy":{policy_text},"snapshot":{}}}"#,
        line.made_at().0,
        text(serde_json::to_string(&outcomes))?,
        text(serde_json::to_string(&line))?,
        snapshot.as_deref().unwrap_or("null"),
    );
    reply::bytes(answer.into_bytes(), 200).map_err(internal)
}

/// Takes in what became of decisions. It is noted behind the answer.
pub(super) async fn outcomes(mut request: Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    body::must_be_json(&request)?;
    let outcomes = read_outcomes(&body::read(&mut request, OUTCOMES_BODY_MAX).await?, world::now())?;
    let late = outcomes.iter().filter(|outcome| outcome.is_late()).count();
    let answer = serde_json::json!({ "accepted": outcomes.len(), "late": late });
    note(call, Board::of(&shop.id, mode), outcomes.into_iter().map(Line::Outcome), Vec::new());
    reply::json(&answer, 200).map_err(internal)
}

/// What another policy would have brought.
pub(super) async fn estimate(mut request: Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    body::must_be_json(&request)?;
    let policy = read_policy(&body::read(&mut request, BODY_MAX).await?)?;
    let board = Board::of(&shop.id, mode);
    decisions::hand_over(&call.env, &board).await;
    let answer = health::ask(&call.env, &board, Ask::Estimate(Box::new(policy))).await.map_err(unavailable)?;
    reply::bytes(answer.into_bytes(), 200).map_err(internal)
}

/// Has lines handed over to the board behind the answer.
fn note(call: &Call, board: Board, lines: impl IntoIterator<Item = Line>, refers: Vec<(String, String)>) {
    let when = decisions::gather(&board, lines, refers);
    let env = call.env.clone();
    match when {
        When::Never => {}
        When::Later => call.after(async move { decisions::hand_over_later(&env, &board).await }),
        When::Now => call.after(async move { decisions::hand_over(&env, &board).await }),
    }
}
