//! What is told to a payment, what it asks to have done, and what it refuses.

use super::event::Created;
use crate::{
    config::{Gateways, Shops},
    gateway::{Callback, Operation, OperationKind, Outcome},
    id::GatewayId,
    links::Links,
    routing::Snapshot,
    time::Moment,
};
use core::fmt;
use serde::{Deserialize, Serialize};

/// What a decision is made under.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The time.
    pub now: Moment,
    /// Every gateway contract.
    pub gateways: &'a Gateways,
    /// Every shop.
    pub shops: &'a Shops,
    /// Where banks send shoppers back to.
    pub links: &'a Links,
}

/// One press of the pay button: everything that choosing a gateway, and the next one if it fails, needs from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// When the button was pressed.
    pub began: Moment,
    /// The gateway the shopper named.
    pub named: Option<GatewayId>,
    /// Gateways to leave out.
    pub without: Vec<GatewayId>,
    /// The shopper's mobile, `09…`.
    pub mobile: Option<String>,
    /// Everyone's health, as far as it is known.
    pub health: Option<Snapshot>,
    /// Fresh random bytes: order numbers are made of them.
    pub entropy: [u8; 16],
}

/// What is told to a payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// The shop asks for it.
    Create(Box<Created>),
    /// The shopper pays.
    Begin(Box<Run>),
    /// The browser came back to an attempt.
    Callback {
        /// Which.
        attempt: u32,
        /// As the adapter reads it.
        callback: Callback,
    },
    /// The claim registry answered.
    ClaimHeard {
        /// Which attempt.
        attempt: u32,
        /// When the claim was sent.
        sent_at: Moment,
        /// Whether the reference is ours; nothing if the registry could not be asked.
        ours: Option<bool>,
    },
    /// The bank answered, or did not.
    Heard {
        /// Which attempt.
        attempt: u32,
        /// Which call.
        call: OperationKind,
        /// When it was sent.
        sent_at: Moment,
        /// What came of it.
        outcome: Outcome,
        /// The press of the button that a token call belongs to: without it, a failure is not followed by another gateway.
        run: Option<Box<Run>>,
    },
    /// Time passed.
    Due,
}

/// What a payment asks to have done, after its events are written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Call the bank and bring back [`Command::Heard`].
    Call {
        /// For which attempt.
        attempt: u32,
        /// At which gateway.
        gateway: GatewayId,
        /// What to ask.
        operation: Operation,
        /// When: to be handed back.
        sent_at: Moment,
    },
    /// Claim a reference for this payment and bring back [`Command::ClaimHeard`].
    Claim {
        /// For which attempt.
        attempt: u32,
        /// At which gateway.
        gateway: GatewayId,
        /// The reference.
        reference: String,
        /// When: to be handed back.
        sent_at: Moment,
    },
}

/// Why a command changes nothing. Each is its own code for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It exists already, made by another request (I14).
    MadeOtherwise,
    /// It is paid.
    Paid,
    /// Its time is over.
    Expired,
    /// A bank's answer is awaited; nobody may pay twice meanwhile (F23, F24).
    InProgress,
    /// It was tried too often.
    TooManyAttempts,
    /// There is no such attempt.
    NoSuchAttempt,
    /// What was heard answers no call that is in flight.
    Stale,
    /// No gateway can take this payment.
    NoGateway,
    /// The shop or the gateway is not in the configuration any more.
    NotConfigured,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MadeOtherwise => "made by another request",
            Self::Paid => "paid already",
            Self::Expired => "the time to pay is over",
            Self::InProgress => "a bank's answer is awaited",
            Self::TooManyAttempts => "tried too often",
            Self::NoSuchAttempt => "no such attempt",
            Self::Stale => "answers no call in flight",
            Self::NoGateway => "no gateway can take it",
            Self::NotConfigured => "the shop or the gateway is not configured",
        })
    }
}
