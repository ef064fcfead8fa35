//! How a provider speaks: one file per provider, behind one contract.
//!
//! What lives here: building requests, reading answers and callbacks, each provider's codes and capabilities as data. What
//! must not: any decision about a payment, any IO. The engine decides from [`Capabilities`], never from a gateway's name.
//!
//! # Why the contract has this shape
//! - **Operations are values** ([`Operation`]). The payment engine names what it wants to know or to have done; an adapter
//!   that cannot do it says so in its capabilities and is never asked.
//! - **An operation may take several exchanges.** [`Adapter::ask`] gives the first request and [`Adapter::hear`] reads its
//!   answer and either concludes or asks again: log in, then buy (Pasargad); renew a token on 401; fetch the provider's clock
//!   before the token (Asan Pardakht). Where an adapter stands is in [`Exchange::stage`], not in the adapter: it has no state.
//! - **What an answer establishes ([`Reply`]) is apart from how it is classed ([`Class`]).** The first moves the payment, the
//!   second feeds health. A timeout on verify establishes nothing and is the provider's fault; a declined card establishes a
//!   refusal and is nobody's.
//! - **Silence is an answer** ([`Answer::Silence`]), so that no adapter can forget it, and it never establishes anything.
//! - **What the provider says it did is compared in one place** ([`bind`]): adapters report amount, order, terminal and
//!   reference as they read them, and none of them decides that they fit.
//! - **Entropy, time and a cached session come in with the [`Desk`]**: signing envelopes need them, and an adapter stays a
//!   function.

mod account;
mod bind;
mod callback;
mod capabilities;
mod class;
mod codes;
mod http;
mod mellat;
mod outcome;
mod saman;
mod soap;

pub use account::{Account, AccountProblem, Name, Provider, Windows};
pub use bind::{Misfit, bind};
pub use callback::{Callback, CallbackForm, Foreign, Hint};
pub use capabilities::{Capabilities, OrderKind, ReferenceFrom, Refunds, SettleStep, Unit};
pub use class::{Class, Verdict};
pub use http::{ANSWER_MAX, Answer, HttpRequest, Silence, Verb};
pub use outcome::{Outcome, Receipt, Reference, Reply, Token};

use crate::{id::OrderNumber, money::Rial, time::Moment};
use dargah_wire::Redirect;
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
    /// The adapter's own mark, 0 for the first request.
    pub stage: u8,
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

    /// The first request of `operation`.
    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Exchange;

    /// Reads the answer to `stage` of `operation`.
    fn hear(&self, operation: &Operation, desk: &Desk<'_>, stage: u8, answer: &Answer<'_>) -> Next;

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

impl Provider {
    /// The provider's protocol.
    #[must_use]
    pub fn adapter(self) -> &'static dyn Adapter {
        match self {
            Self::Mellat => &mellat::Mellat,
            Self::Saman => &saman::Saman,
        }
    }
}
