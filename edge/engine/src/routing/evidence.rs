//! What was learnt about a gateway, step by step: it answered, it got a shopper, that shopper's payment ended.

use crate::{gateway::Class, id::GatewayId, time::Moment};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One thing learnt. It comes from our own calls to the bank, or from a shop that calls its gateways itself; never from what a
/// browser says (F53).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which gateway.
    pub gateway: GatewayId,
    /// When it was learnt.
    pub at: Moment,
    /// What.
    pub step: Step,
}

/// How far a payment came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A call was answered, or not.
    Call {
        /// How the answer was classed.
        class: Class,
        /// How long the bank took, milliseconds.
        latency_ms: u32,
    },
    /// A shopper was sent there.
    Sent {
        /// Who, as a number that says no more than "the same one": so that one shopper's hundred tries weigh as two. Nothing
        /// where nobody can tell.
        shopper: Option<u32>,
    },
    /// What a shopper was sent for ended.
    Ended {
        /// When the shopper was sent.
        sent_at: Moment,
        /// How it ended.
        class: Class,
    },
}

impl Evidence {
    /// How long a call took, milliseconds; what is no call took none.
    #[must_use]
    pub const fn latency_ms(&self) -> u32 {
        match self.step {
            Step::Call { latency_ms, .. } => latency_ms,
            Step::Sent { .. } | Step::Ended { .. } => 0,
        }
    }
}

/// Who a shopper is, by the address they come from: the same for one household and no way back to it. Of an IPv6 address only
/// the network counts, for one shopper has all the rest. This machine's own address is nobody's: a proxy stands before it.
#[must_use]
pub fn shopper_number(address: &str) -> Option<u32> {
    if address.is_empty() || address == "::1" || address.starts_with("127.") {
        return None;
    }
    let network = if address.contains(':') {
        address.splitn(5, ':').take(4).collect::<Vec<_>>().join(":")
    } else {
        address.to_owned()
    };
    Some(number_of(&network))
}

/// A number that is the same for the same text, with no way back to it.
pub(crate) fn number_of(text: &str) -> u32 {
    let hash = Sha256::digest(text.as_bytes());
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// What a class counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// The gateway did its work.
    Success,
    /// The gateway did not.
    Failure,
    /// It says nothing about the gateway.
    Neutral,
}

/// Of a call: whether the provider did its work. Only its own faults count against it (`gateways.md` part 2).
pub(super) const fn answered(class: Class) -> Count {
    match class {
        // A refusal is an answer: the provider worked, the card or the shopper did not.
        Class::Ok
        | Class::Already
        | Class::Card
        | Class::Cancel
        | Class::Session
        | Class::Declined
        | Class::State
        | Class::Late
        | Class::Reversed => Count::Success,
        // A contract that is set up wrongly takes no payment. Health is kept per contract, so this takes out no one else.
        Class::Tech | Class::Config => Count::Failure,
        Class::Network | Class::Issuer | Class::Request | Class::Dup | Class::Pending | Class::Unknown => {
            Count::Neutral
        }
    }
}

/// Of an attempt: whether the shopper got to pay. The card, its bank, the shopper and the network between the banks are nobody's
/// fault here, and hit every gateway alike.
pub(super) const fn completed(class: Class) -> Count {
    match class {
        Class::Ok | Class::Already => Count::Success,
        Class::Tech | Class::Config | Class::Late | Class::Reversed => Count::Failure,
        Class::Card
        | Class::Cancel
        | Class::Session
        | Class::Declined
        | Class::State
        | Class::Network
        | Class::Issuer
        | Class::Request
        | Class::Dup
        | Class::Pending
        | Class::Unknown => Count::Neutral,
    }
}
