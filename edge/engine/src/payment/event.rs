//! What is written down, for ever. The JSON of these types is the ledger's format: a test pins it, and a change needs a
//! migration.

use super::{
    attempt::{Cause, Dropped},
    created::Created,
    refund::Way,
};
use crate::{
    gateway::{Class, Edition, Hint, OperationKind, Outcome, Receipt, Reference, Token, TokenAsk},
    id::{GatewayId, OrderNumber, WalletId},
    money::Rial,
    time::Moment,
    wallet,
};
use serde::{Deserialize, Serialize};

/// An event and when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When.
    pub at: Moment,
    /// What.
    pub event: Event,
}

/// Reads a payment's events as they are stored, a JSON list. One that this version does not know stands as [`Event::Unheard`]:
/// a newer version wrote it, and what it means to that version is lost by nobody, because stored text is never rewritten (I22).
///
/// # Errors
/// If it is no list of things that happened at a time.
pub fn read_events(text: &str) -> Result<Vec<Recorded>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Unknown {
        at: Moment,
    }
    serde_json::from_str(text).or_else(|_| {
        let all: Vec<serde_json::Value> = serde_json::from_str(text)?;
        let read = |one: serde_json::Value| {
            let text = one.to_string();
            serde_json::from_str(&text).or_else(|_| {
                let Unknown { at } = serde_json::from_str(&text)?;
                Ok(Recorded { at, event: Event::Unheard })
            })
        };
        all.into_iter().map(read).collect()
    })
}

/// Why this gateway: enough to replay the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The gateway.
    pub gateway: GatewayId,
    /// Version of the health snapshot it was made from; 0 where none was known.
    pub snapshot: u64,
    /// The candidates' weights, in 1/65536.
    pub weights: Vec<(GatewayId, u32)>,
    /// The probability with which it was made, in 1/65536.
    pub propensity: u32,
    /// Who decided.
    pub by: crate::routing::ChosenBy,
    /// Which of the shop's rules decided, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<u32>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The shop asked for a payment.
    Created(Box<Created>),
    /// A try at a gateway began: its token call is about to be made.
    AttemptStarted {
        /// Number of the attempt.
        attempt: u32,
        /// What the bank is asked.
        ask: TokenAsk,
        /// Why this gateway.
        choice: Choice,
        /// Until when the answer is waited for.
        lease: Moment,
        /// Which of the contract's credentials it began with.
        #[serde(default, skip_serializing_if = "Edition::is_first")]
        edition: Edition,
    },
    /// The bank issued a token; the shopper may be sent there from now on.
    TokenIssued {
        /// Number of the attempt.
        attempt: u32,
        /// The token.
        token: Token,
        /// After this no unverified money of the attempt can be left at the bank.
        deadline: Moment,
        /// When the bank is asked how it stands if nobody comes back; nothing where it can only be asked with what the
        /// shopper brings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        probe_at: Option<Moment>,
    },
    /// The attempt ended before the shopper was sent anywhere. No money can have moved.
    AttemptAbandoned {
        /// Number of the attempt.
        attempt: u32,
        /// Whose doing.
        class: Class,
        /// The provider's code or our reason.
        code: String,
    },
    /// The browser came back.
    CallbackSeen {
        /// Number of the attempt.
        attempt: u32,
        /// What it says happened.
        hint: Hint,
        /// The class of its code.
        class: Class,
        /// Its code.
        code: String,
        /// The reference it carries.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Reference>,
    },
    /// Nobody came back, and the bank says that it holds money for the attempt.
    FoundPaid {
        /// Number of the attempt.
        attempt: u32,
        /// What it is verified by.
        reference: Reference,
    },
    /// A reference is about to be claimed.
    ClaimSent {
        /// Number of the attempt.
        attempt: u32,
        /// Which of its references.
        reference: Reference,
        /// Until when the answer is waited for.
        lease: Moment,
    },
    /// The reference is this payment's alone.
    Claimed {
        /// Number of the attempt.
        attempt: u32,
    },
    /// The current reference leads nowhere: it belongs to another payment, or the bank's word on it is final.
    ReferenceDropped {
        /// Number of the attempt.
        attempt: u32,
        /// Why.
        why: Dropped,
        /// The provider's code or our reason.
        code: String,
    },
    /// A call to the bank is about to be made.
    CallSent {
        /// Number of the attempt.
        attempt: u32,
        /// Which call.
        call: OperationKind,
        /// Until when the answer is waited for.
        lease: Moment,
    },
    /// A call established nothing; it will be repeated.
    Inconclusive {
        /// Number of the attempt.
        attempt: u32,
        /// Which call.
        call: OperationKind,
        /// Whose doing.
        class: Class,
        /// The provider's code or our reason.
        code: String,
        /// When it is repeated.
        retry_at: Moment,
    },
    /// The bank confirmed, and what it confirmed fits.
    Verified {
        /// Number of the attempt.
        attempt: u32,
        /// What the bank said.
        receipt: Receipt,
    },
    /// The money is the shop's.
    Captured {
        /// Number of the attempt.
        attempt: u32,
    },
    /// The bank confirmed something that does not fit. It is held, and given back if the bank can.
    Mismatched {
        /// Number of the attempt.
        attempt: u32,
        /// What does not fit.
        what: String,
        /// What the bank said.
        receipt: Receipt,
    },
    /// The attempt ended without the shop's money.
    AttemptEnded {
        /// Number of the attempt.
        attempt: u32,
        /// How.
        cause: Cause,
        /// The provider's code or our reason.
        code: String,
    },
    /// A person has to look: the bank will not undo what it should not have done.
    ReviewNeeded {
        /// Number of the attempt.
        attempt: u32,
        /// The provider's code or our reason.
        code: String,
    },
    /// The payment is over without being paid.
    Closed {
        /// How.
        how: super::Closed,
    },
    /// The shop withdrew it. Money that comes all the same goes back (F25).
    Cancelled,
    /// The attempt's money is not wanted any more, because the payment is paid or withdrawn: it is sent back at once (F24).
    Unwanted {
        /// Number of the attempt.
        attempt: u32,
    },
    /// New evidence about an attempt that was given up, or that a person looks at: the bank is asked again.
    Reopened {
        /// Number of the attempt.
        attempt: u32,
        /// What it is verified by, where only a statement tells it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Reference>,
        /// Who says so, and where they have it from.
        note: String,
    },
    /// The provider's statement says that the bank has sent the attempt's money back (F20).
    BankReturned {
        /// Number of the attempt.
        attempt: u32,
        /// Who says so, and where they have it from.
        note: String,
    },
    /// The shop wants money back: so much is reserved from now on (I10).
    RefundRequested {
        /// Number of the refund.
        refund: u32,
        /// How much.
        amount: Rial,
        /// Why, in the shop's words.
        reason: String,
        /// SHA-256 of the idempotency key.
        key: String,
        /// SHA-256 of the request: the same key with another one is refused (I14).
        fingerprint: String,
        /// Its own number at the bank.
        order: OrderNumber,
        /// How the money goes back.
        way: Way,
        /// Whether the other way is left if the bank refuses this one.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        may_turn: bool,
    },
    /// The bank is about to be asked for a refund.
    RefundSent {
        /// Number of the refund.
        refund: u32,
        /// Until when the answer is waited for.
        lease: Moment,
    },
    /// A call for a refund established nothing.
    RefundInconclusive {
        /// Number of the refund.
        refund: u32,
        /// Whose doing.
        class: Class,
        /// The provider's code or our reason.
        code: String,
        /// When it is repeated; nothing where that could pay twice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_at: Option<Moment>,
    },
    /// The bank refused one way back, and the other one is tried.
    RefundTurned {
        /// Number of the refund.
        refund: u32,
        /// The class of the refusal.
        class: Class,
        /// The provider's code.
        code: String,
    },
    /// The money is on its way to the card.
    RefundDone {
        /// Number of the refund.
        refund: u32,
        /// The provider's code, or who says so.
        code: String,
    },
    /// The bank said no; nothing went back.
    RefundRefused {
        /// Number of the refund.
        refund: u32,
        /// The class of the refusal.
        class: Class,
        /// The provider's code, or who says so.
        code: String,
    },
    /// A wallet is about to be asked to hold a part of the payment, or all of it.
    WalletAsked {
        /// Whose.
        wallet: WalletId,
        /// How much.
        amount: Rial,
        /// Until when.
        until: Moment,
        /// Until when the answer is waited for.
        lease: Moment,
    },
    /// It holds it.
    WalletHeld,
    /// It said no; nothing is held.
    WalletRefused {
        /// Why.
        refusal: wallet::Refusal,
    },
    /// The operator's books did not answer: they are asked again.
    WalletSilent {
        /// When.
        retry_at: Moment,
    },
    /// All of the payment was held by the wallet: the money is the shop's.
    PaidByWallet,
    /// The wallet's part is about to be given back.
    WalletReleaseSent {
        /// Until when the answer is waited for.
        lease: Moment,
    },
    /// It is the wallet's again.
    WalletReleased,
    /// What the shop is to be told was handed over for delivery, up to this number.
    Published {
        /// Number of the newest notice that was handed over.
        upto: u32,
    },
    /// It could not be handed over; it will be tried again.
    PublishFailed {
        /// When.
        retry_at: Moment,
    },
    /// Written by a version that knew more: it changes nothing here (I22).
    Unheard,
}

impl Event {
    /// What an inconclusive or negative outcome is recorded as.
    pub(crate) fn inconclusive(attempt: u32, call: OperationKind, outcome: &Outcome, retry_at: Moment) -> Self {
        Self::Inconclusive { attempt, call, class: outcome.class, code: outcome.code.clone(), retry_at }
    }
}
