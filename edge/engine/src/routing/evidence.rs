//! What a call to a gateway told about the gateway.

use crate::{
    gateway::{Class, OperationKind},
    id::GatewayId,
    time::Moment,
};
use serde::{Deserialize, Serialize};

/// One call's outcome. It comes from our own calls to the bank alone, never from what a browser says (F53).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which gateway.
    pub gateway: GatewayId,
    /// Which call.
    pub call: OperationKind,
    /// How it was classed.
    pub class: Class,
    /// How long the bank took, milliseconds.
    pub latency_ms: u32,
    /// When the answer came.
    pub at: Moment,
}

/// What evidence counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// The gateway did its work.
    Success,
    /// The gateway did not.
    Failure,
    /// It says nothing about the gateway.
    Neutral,
}

/// Only the provider's own faults count against it (`gateways.md` part 2).
pub(super) const fn count(class: Class) -> Count {
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
