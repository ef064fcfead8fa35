//! A choice for a shop that calls its gateways itself: the same draw as a payment's, and enough written down to make it again.

use super::{
    Snapshot, Weights,
    choice::choose,
    policy::{Mode, Plan, Policy},
    rule::Facts,
    snapshot::is_down,
};
use crate::{
    id::{DecisionId, GatewayId, PaymentId},
    money::Rial,
    payment::Choice,
    seal::sha256_hex,
    time::Moment,
};
use core::cmp::Reverse;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known of the payment, and who may take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Who may take it, in the shop's order.
    pub candidates: Vec<GatewayId>,
    /// How much.
    pub amount: Rial,
    /// How it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The card's bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What the shop noted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

impl Question {
    fn plan<'a>(&self, policy: &'a Policy, now: Moment) -> Plan<'a> {
        policy.plan(&Facts {
            amount: self.amount,
            method: self.method.as_deref(),
            issuer: self.issuer.as_deref(),
            metadata: Some(&self.metadata),
            now,
        })
    }

    /// The candidates' shares under `policy`.
    #[must_use]
    pub fn weights(&self, policy: &Policy, snapshot: Option<&Snapshot>, now: Moment) -> Weights {
        Weights::of(&self.candidates, snapshot, &self.plan(policy, now), now)
    }
}

/// A decision as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id, and with it when it was made.
    pub id: DecisionId,
    /// What was asked.
    pub asked: Question,
    /// The name of the policy it was made under ([`policy_name`]).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// Who pays, as a number that says no more than "the same one".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shopper: Option<u32>,
    /// What was chosen, and how.
    pub choice: Choice,
}

/// A policy's name in the log: what it says, hashed; nothing for the one that says nothing.
#[must_use]
pub fn policy_name(policy: &Policy) -> String {
    if *policy == Policy::default() {
        return String::new();
    }
    // Serialising a struct of text and numbers cannot fail.
    let mut name = sha256_hex(&serde_json::to_vec(policy).unwrap_or_default());
    name.truncate(16);
    name
}

/// Decides. Nothing without a candidate. The same arguments give the same choice anywhere, to the bit: the id says when it is, and
/// is what is drawn by.
#[must_use]
pub fn decide(id: DecisionId, asked: &Question, policy: &Policy, snapshot: Option<&Snapshot>) -> Option<Choice> {
    let weights = asked.weights(policy, snapshot, id.made_at());
    choose(&PaymentId::from_bytes(*id.as_bytes()), 1, &weights, None)
}

impl Decision {
    /// When it was made.
    #[must_use]
    pub fn made_at(&self) -> Moment {
        self.id.made_at()
    }

    /// Whether the same policy and snapshot give the same choice: gateway, weights, propensity and all.
    #[must_use]
    pub fn replays(&self, policy: &Policy, snapshot: Option<&Snapshot>) -> bool {
        decide(self.id, &self.asked, policy, snapshot).as_ref() == Some(&self.choice)
    }

    /// Where to go if the chosen one does not answer: the larger the share the sooner, what is up before what is down, and in the
    /// order that the policy or else the shop gives.
    #[must_use]
    pub fn fallbacks(&self, policy: &Policy, snapshot: Option<&Snapshot>) -> Vec<GatewayId> {
        let plan = self.asked.plan(policy, self.made_at());
        let named: &[GatewayId] = if let Mode::Priority { order } = plan.mode { order } else { &[] };
        let mut rest: Vec<&(GatewayId, u32)> =
            self.choice.weights.iter().filter(|(id, _)| *id != self.choice.gateway).collect();
        // The sort is stable: the shop's own order stands where nothing else speaks.
        rest.sort_by_key(|(id, share)| {
            let place = named.iter().position(|other| other == id).unwrap_or(usize::MAX);
            (Reverse(*share), is_down(snapshot, id), place)
        });
        rest.into_iter().map(|(id, _)| id.clone()).collect()
    }
}
