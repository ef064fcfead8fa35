//! What became of a decision, as the shop tells it; and what that says of the gateway.

use super::{Decision, Evidence, Step};
use crate::{
    gateway::Class,
    id::{DecisionId, GatewayId},
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};

/// What comes so long after the decision says nothing of how the gateway is now, and a shop that reports once a night would look
/// like one with slow shoppers.
const LATE: Span = Span::minutes(15);

/// So many outcomes are remembered at most, those of the newest decisions.
const REMEMBERED: usize = 20_000;

/// How it went at a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The gateway answered the shop's call; the shopper goes there.
    Reached,
    /// It did not, and nobody was sent.
    Unreachable,
    /// It ended paid.
    Paid,
    /// The gateway's own fault: a page that broke, a verification refused or unanswered.
    Failed,
    /// The shopper turned back.
    Cancelled,
    /// The card was refused.
    Declined,
    /// The card's bank did not work.
    Issuer,
    /// The time ran out.
    Expired,
    /// Nobody knows.
    Unknown,
}

impl Status {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Reached,
        Self::Unreachable,
        Self::Paid,
        Self::Failed,
        Self::Cancelled,
        Self::Declined,
        Self::Issuer,
        Self::Expired,
        Self::Unknown,
    ];

    /// The class in which the gateways' own answers count.
    const fn class(self) -> Class {
        match self {
            Self::Reached | Self::Paid => Class::Ok,
            Self::Unreachable | Self::Failed => Class::Tech,
            Self::Cancelled => Class::Cancel,
            Self::Declined => Class::Card,
            Self::Issuer => Class::Issuer,
            Self::Expired => Class::Session,
            Self::Unknown => Class::Unknown,
        }
    }

    /// Whether the payment ended paid there; nothing where that is not known.
    #[must_use]
    pub const fn paid(self) -> Option<bool> {
        match self {
            Self::Paid => Some(true),
            Self::Unreachable | Self::Failed | Self::Cancelled | Self::Declined | Self::Issuer | Self::Expired => {
                Some(false)
            }
            Self::Reached | Self::Unknown => None,
        }
    }
}

/// What became of a decision at one gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Of which decision.
    pub decision: DecisionId,
    /// At which gateway: the chosen one, or another that the shop went on to.
    pub gateway: GatewayId,
    /// How it went.
    pub status: Status,
    /// How long the shop's call took, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u32>,
    /// Where the shop went on to after a call that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<GatewayId>,
    /// When it happened.
    pub at: Moment,
}

impl Outcome {
    /// Whether it comes too late to say how the gateway is now. It counts for estimates all the same.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.at - self.decision.made_at() > LATE
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Somebody was sent somewhere.
    Decision(Box<Decision>),
    /// What became of it.
    Outcome(Outcome),
}

/// Which outcomes were heard of: a request that is sent again must not count twice.
#[derive(Clone, Debug, Default)]
pub struct Heard(Vec<(DecisionId, GatewayId, bool)>);

impl Heard {
    /// What a line says of the gateways: a decision sends a shopper, an outcome says how the call or the visit ended. Of one visit
    /// the first end counts.
    pub fn evidence(&mut self, line: &Line) -> Vec<Evidence> {
        match line {
            Line::Decision(decision) => {
                let (gateway, at) = (decision.choice.gateway.clone(), decision.made_at());
                vec![Evidence { gateway, at, step: Step::Sent { shopper: decision.shopper } }]
            }
            Line::Outcome(outcome) if outcome.is_late() || !self.is_new(outcome) => Vec::new(),
            Line::Outcome(outcome) => evidence(outcome),
        }
    }

    fn is_new(&mut self, outcome: &Outcome) -> bool {
        let key = (outcome.decision, outcome.gateway.clone(), outcome.status != Status::Reached);
        // Ids sort by time, so what is new comes near the end and what goes is the oldest.
        let Err(place) = self.0.binary_search(&key) else { return false };
        self.0.insert(place, key);
        if self.0.len() > REMEMBERED {
            self.0.drain(..REMEMBERED / 2);
        }
        true
    }
}

fn evidence(outcome: &Outcome) -> Vec<Evidence> {
    let Outcome { gateway, status, at, .. } = outcome;
    let sent_at = outcome.decision.made_at();
    let of = |gateway: &GatewayId, at, step| Evidence { gateway: gateway.clone(), at, step };
    let call = |class| Step::Call { class, latency_ms: outcome.latency_ms.unwrap_or(0) };
    let end = |class| of(gateway, *at, Step::Ended { sent_at, class });
    let mut heard = Vec::new();
    match status {
        Status::Reached => heard.push(of(gateway, *at, call(Class::Ok))),
        Status::Unreachable => {
            // The call is what failed. The visit never was: it must not be waited for.
            heard.extend([of(gateway, *at, call(Class::Tech)), end(Class::Unknown)]);
            heard.extend(outcome.then.iter().map(|next| of(next, sent_at, Step::Sent { shopper: None })));
        }
        _ => heard.push(end(status.class())),
    }
    heard
}
