//! What is told to a payment, what it asks to have done, and what it refuses.

use super::{attempt::Attempt, created::Created};
use crate::{
    config::{Gateways, Shops},
    gateway::{Account, Callback, Operation, OperationKind, Outcome},
    id::{GatewayId, WalletId},
    links::Links,
    money::Rial,
    routing::Snapshot,
    time::Moment,
    wallet,
};
use core::fmt;
use dargah_wire::{PayMethod, RefundTo};
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

impl<'a> Context<'a> {
    /// The contract of an attempt, with the credentials that it began with.
    pub(super) fn account(&self, attempt: &Attempt) -> Option<&'a Account> {
        self.gateways.as_of(&attempt.gateway, attempt.edition)
    }
}

/// One press of the pay button: everything that choosing a gateway, and the next one if it fails, needs from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// When the button was pressed.
    pub began: Moment,
    /// How the shopper pays, if that was said.
    #[serde(default)]
    pub method: Option<PayMethod>,
    /// The gateway the shopper named.
    pub named: Option<GatewayId>,
    /// Gateways to leave out.
    pub without: Vec<GatewayId>,
    /// The shopper's mobile, `09…`.
    pub mobile: Option<String>,
    /// Who pays, as a number that says no more than "the same one".
    pub shopper: Option<u32>,
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
    /// The shopper has a wallet pay, all of it or a part.
    UseWallet(PurseWish),
    /// The operator's books answered about the wallet's part, or did not.
    WalletHeard {
        /// When they were asked.
        sent_at: Moment,
        /// What they said.
        answer: WalletAnswer,
    },
    /// The browser came back to an attempt.
    Callback {
        /// Which.
        attempt: u32,
        /// As the adapter reads it.
        callback: Callback,
        /// What the claim registry said of the reference that [`super::Payment::claimable`] named; nothing if it was not asked.
        #[serde(default)]
        claimed: Option<bool>,
    },
    /// The shop withdraws it.
    Cancel,
    /// The shop wants money to go back.
    Refund(RefundWish),
    /// The bank answered a refund's call, or did not.
    RefundHeard {
        /// Which refund.
        refund: u32,
        /// When it was sent.
        sent_at: Moment,
        /// What came of it.
        outcome: Outcome,
    },
    /// What the shop is to be told was handed over, up to this number; nothing if it could not be.
    Published {
        /// Number of the newest notice.
        upto: Option<u32>,
    },
    /// A person, or the provider's statement, knows more.
    Learn(Lesson),
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

/// A refund as the shop asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundWish {
    /// How much; all that is left where it is not said.
    pub amount: Option<Rial>,
    /// Where it goes; where it came from, if that is not said.
    #[serde(default)]
    pub to: Option<RefundTo>,
    /// Why.
    pub reason: String,
    /// SHA-256 of the idempotency key: the same key is the same refund (I14).
    pub key: String,
    /// SHA-256 of the request.
    pub fingerprint: String,
    /// Fresh random bytes: its order number is made of them.
    pub entropy: [u8; 16],
}

/// What a wallet is to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurseWish {
    /// Whose wallet. That the shopper is its owner was seen before.
    pub wallet: WalletId,
    /// How much of the payment.
    pub amount: Rial,
}

/// What the operator's books said of a wallet's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WalletAnswer {
    /// It is done, now or before.
    Done,
    /// The wallet may not, or has too little.
    Refused(wallet::Refusal),
    /// They could not be asked.
    Silent,
}

/// What the books are asked to do with a wallet's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WalletDeed {
    /// Hold it.
    Hold {
        /// How much.
        amount: Rial,
        /// Until when.
        until: Moment,
    },
    /// Give it back.
    Release,
}

/// What is known from outside the providers' answers. It never makes a payment paid: that takes the bank's own word, and this
/// only has the bank asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// What.
    pub what: Learnt,
    /// Who says so, and where they have it from.
    pub note: String,
}

/// What a person or a statement knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Learnt {
    /// The bank may hold money for an attempt that was given up: ask it again, by this reference where ours is not enough.
    Held {
        /// Which attempt.
        attempt: u32,
        /// The bank's reference.
        reference: Option<String>,
    },
    /// The bank has sent an attempt's money back.
    Returned {
        /// Which attempt.
        attempt: u32,
    },
    /// What became of a refund whose answer was lost.
    Refund {
        /// Which refund.
        refund: u32,
        /// Whether the money went back.
        done: bool,
    },
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
    /// Call the bank for a refund and bring back [`Command::RefundHeard`].
    Refund {
        /// Which refund.
        refund: u32,
        /// At which gateway.
        gateway: GatewayId,
        /// What to ask.
        operation: Operation,
        /// When: to be handed back.
        sent_at: Moment,
    },
    /// Ask the operator's books about a wallet's part and bring back [`Command::WalletHeard`]. It can be asked again without harm: what
    /// is done is done once.
    Wallet {
        /// Whose.
        wallet: WalletId,
        /// What.
        deed: WalletDeed,
        /// When: to be handed back.
        sent_at: Moment,
    },
    /// Hand over what the shop is to be told, and bring back [`Command::Published`]. It can be done again without harm: the
    /// same notice has the same id.
    Publish,
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
    /// This payment cannot be paid by this method, or it has several and none was named.
    NoMethod,
    /// Who lends wants to know the shopper's mobile number.
    MobileNeeded,
    /// A wallet cannot pay this much of it: it is nothing, too much, or leaves less than a bank takes.
    PartDoesNotFit,
    /// The shop or the gateway is not in the configuration any more.
    NotConfigured,
    /// The shop withdrew it.
    Cancelled,
    /// It is not paid, so there is nothing to refund.
    NotPaid,
    /// More than is left to refund.
    OverCeiling,
    /// The provider cannot send this back through its API.
    NotRefundable,
    /// Too many refunds.
    TooManyRefunds,
    /// There is no such refund.
    NoSuchRefund,
    /// The same request is being carried out at this moment.
    InFlight,
    /// What is said does not fit where the payment stands.
    DoesNotFit,
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
            Self::NoMethod => "it cannot be paid by this method",
            Self::MobileNeeded => "the mobile number is needed",
            Self::PartDoesNotFit => "a wallet cannot pay this part of it",
            Self::NotConfigured => "the shop or the gateway is not configured",
            Self::Cancelled => "withdrawn by the shop",
            Self::NotPaid => "not paid",
            Self::OverCeiling => "more than is left to refund",
            Self::NotRefundable => "the provider cannot send it back",
            Self::TooManyRefunds => "refunded too often",
            Self::NoSuchRefund => "no such refund",
            Self::InFlight => "the same request is being carried out",
            Self::DoesNotFit => "does not fit where the payment stands",
        })
    }
}
