//! How a provider speaks: one file per provider, behind one contract.
//!
//! What lives here: building requests, reading answers and callbacks, each provider's codes and capabilities as data. What
//! must not: any decision about a payment, any IO. The engine decides from [`Capabilities`], never from a gateway's name.
//!
//! # Why the contract has this shape
//! - **Operations are values** ([`Operation`]). The payment engine names what it wants to know or to have done; an adapter
//!   that cannot do it says so in its capabilities, and has no request to make for it.
//! - **An operation may take several exchanges.** [`Adapter::ask`] gives the first request and [`Adapter::hear`] reads its
//!   answer and either concludes or asks again: log in, then buy (Pasargad); renew a token on 401; fetch the provider's clock
//!   before the token (Asan Pardakht). Where an adapter stands, and what it has to remember until the next answer, is in the
//!   exchange's [`Mark`], not in the adapter: it has no state.
//! - **What an answer establishes ([`Reply`]) is apart from how it is classed ([`Class`]).** The first moves the payment, the
//!   second feeds health. A timeout on verify establishes nothing and is the provider's fault; a declined card establishes a
//!   refusal and is nobody's.
//! - **Silence is an answer** ([`Answer::Silence`]), so that no adapter can forget it, and it never establishes anything.
//! - **What the provider says it did is compared in one place** ([`bind`]): adapters report amount, order, terminal and
//!   reference as they read them, and none of them decides that they fit.
//! - **Entropy, time and a cached session come in with the [`Desk`]**: signing envelopes need them, and an adapter stays a
//!   function.

mod account;
mod asanpardakht;
mod bind;
mod callback;
mod capabilities;
mod class;
mod codes;
mod crypt;
mod digipay;
mod egress;
mod http;
mod irankish;
mod json;
mod mellat;
mod oauth;
mod outcome;
mod parsian;
mod pasargad;
mod provider;
mod sadad;
mod saman;
mod sepehr;
mod snapppay;
mod soap;
mod zarinpal;
mod zibal;

pub use account::{Account, AccountProblem, Edition, Maintenance, Name, Settles, Windows};
pub use bind::{Misfit, bind};
pub use callback::{Callback, CallbackForm, Foreign, Hint};
pub use capabilities::{Capabilities, OrderKind, ReferenceFrom, Refunds, Reversal, SettleStep, Unit};
pub use class::{Class, Verdict};
pub use egress::Relay;
pub use http::{ANSWER_MAX, Answer, HttpRequest, Silence, Verb};
pub(crate) use json::Json;
pub use outcome::{Eligibility, Outcome, Receipt, Reference, Reply, Token};
pub use provider::Provider;

use crate::{id::OrderNumber, money::Rial, time::Moment};
use dargah_wire::{OrderLine, Redirect};
use serde::{Deserialize, Serialize};

/// What the engine wants from a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Begin a payment.
    Token(TokenAsk),
    /// Take the money for the shop: without this the network sends it back.
    Verify(Claim),
    /// Ask for the money to be paid out, where that is a step of its own.
    Settle(Claim),
    /// Ask how a payment stands, changing nothing.
    Inquire(Claim),
    /// Give the money back before it is settled.
    Reverse(Claim),
    /// Give settled money back, or a part of it.
    Refund(RefundAsk),
    /// Ask whether an amount would be taken, before there is a payment.
    Eligible(Rial),
}

impl Operation {
    /// The operation's name, for evidence and logs.
    #[must_use]
    pub const fn kind(&self) -> OperationKind {
        match self {
            Self::Token(_) => OperationKind::Token,
            Self::Verify(_) => OperationKind::Verify,
            Self::Settle(_) => OperationKind::Settle,
            Self::Inquire(_) => OperationKind::Inquire,
            Self::Reverse(_) => OperationKind::Reverse,
            Self::Refund(_) => OperationKind::Refund,
            Self::Eligible(_) => OperationKind::Eligible,
        }
    }

    /// The payment it is about; none before there is one.
    #[must_use]
    pub const fn claim(&self) -> Option<&Claim> {
        match self {
            Self::Token(_) | Self::Eligible(_) => None,
            Self::Verify(claim) | Self::Settle(claim) | Self::Inquire(claim) | Self::Reverse(claim) => Some(claim),
            Self::Refund(ask) => Some(&ask.claim),
        }
    }
}

/// An operation's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Begin a payment.
    Token,
    /// Take the money.
    Verify,
    /// Have it paid out.
    Settle,
    /// Ask how it stands.
    Inquire,
    /// Give it back.
    Reverse,
    /// Give it back after settlement.
    Refund,
    /// Ask whether an amount would be taken.
    Eligible,
}

/// What a payment is begun with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAsk {
    /// Fresh for each attempt.
    pub order: OrderNumber,
    /// How much.
    pub amount: Rial,
    /// Where the bank sends the shopper back to.
    pub callback_url: String,
    /// The shopper's mobile, `09…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// What is bought, where the provider wants to know: together the amount, and at least one line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basket: Vec<OrderLine>,
}

/// One payment at the bank, as this side knows it: what every operation after the token names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The order number of the attempt.
    pub order: OrderNumber,
    /// How much was asked for.
    pub amount: Rial,
    /// What the bank issued for it.
    pub token: Token,
    /// The bank's reference, claimed for this payment alone.
    pub reference: Reference,
}

/// What a refund is asked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundAsk {
    /// The payment.
    pub claim: Claim,
    /// How much of it goes back.
    pub amount: Rial,
    /// How much of it other refunds took before, rial: for providers who want to be told what is left.
    #[serde(default)]
    pub before: i64,
    /// The refund's own number, fresh for each refund and the same when it is asked again.
    pub order: OrderNumber,
}

/// What an adapter works with besides the operation.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The contract: addresses and credentials.
    pub account: &'a Account,
    /// The moment the request is made.
    pub now: Moment,
    /// Fresh random bytes for this operation, for envelopes and nonces.
    pub entropy: &'a [u8; 32],
    /// A session the provider gave before (a JWT, say), if the shell still holds one.
    pub session: Option<&'a str>,
}

/// One request of an operation, and where in the operation it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What is sent.
    pub request: HttpRequest,
    /// Handed back with the answer.
    pub mark: Mark,
    /// A session that the provider has just given: to be kept, and on the [`Desk`] from now on.
    pub session: Option<String>,
}

/// Where an adapter stands in an operation of several exchanges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The adapter's own number of the step, 0 for the first request.
    pub stage: u8,
    /// What an earlier answer said that a later step needs.
    pub note: String,
}

impl Exchange {
    /// The only request of an operation, or its first.
    pub(crate) fn first(request: HttpRequest) -> Self {
        Self { request, mark: Mark::default(), session: None }
    }

    /// A later request.
    pub(crate) fn later(stage: u8, note: String, request: HttpRequest) -> Self {
        Self { request, mark: Mark { stage, note }, session: None }
    }
}

/// What follows from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// One more request is needed.
    Ask(Exchange),
    /// The operation is over.
    Done(Outcome),
}

/// One provider's protocol.
pub trait Adapter: Sync {
    /// What the provider can do.
    fn capabilities(&self) -> &'static Capabilities;

    /// The first request of `operation`; none if the provider has no such operation.
    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange>;

    /// Reads the answer to the request that was marked so.
    fn hear(&self, operation: &Operation, desk: &Desk<'_>, mark: &Mark, answer: &Answer<'_>) -> Next;

    /// The shopper's way to the bank's page.
    fn redirect(&self, account: &Account, ask: &TokenAsk, token: &Token) -> Redirect;

    /// Reads what the browser brought back. It is a hint: only the bank's own answer moves money (I8).
    ///
    /// # Errors
    /// [`Foreign`] if it names another order or token than this attempt's (F06).
    fn read_callback(
        &self,
        account: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign>;
}
