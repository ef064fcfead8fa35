//! What a provider can do, as data. The payment engine and the router decide from this and never from a name.

use super::Windows;
use crate::money::Rial;
use dargah_wire::PayMethod;

/// Where the reference that verify needs comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceFrom {
    /// Our own token or order number is enough: a lost callback loses nothing, the bank can be asked at any time.
    Token,
    /// Only the callback carries it: without a callback nobody can verify, and the bank sends the money back by itself.
    Callback,
}

/// Whether the money is paid out after verify, or only after a call of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettleStep {
    /// Verify is enough.
    WithVerify,
    /// A settle call must follow; without it there is no payout.
    Separate,
}

/// Until when money can be sent back without being a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reversal {
    /// Never by the shop: what nobody verifies goes back by itself, and nothing else does.
    Never,
    /// Until it is verified.
    Unverified,
    /// After verify too, for so many seconds of it.
    Within(i64),
}

/// How money goes back after settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunds {
    /// Not through the API.
    None,
    /// The whole amount alone.
    Full,
    /// Parts of it, up to the sum.
    Partial,
    /// Parts of it, by saying what is left: an answer that is lost has to be cleared up before the next.
    Remainder,
}

impl Refunds {
    /// Whether a part can go back.
    #[must_use]
    pub const fn in_parts(self) -> bool {
        matches!(self, Self::Partial | Self::Remainder)
    }
}

/// What the provider takes as an order number. [`crate::id::OrderNumber`] fits every one of them; this says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderKind {
    /// A positive 64-bit integer.
    Integer,
    /// Text of at most this many characters.
    Text(u8),
}

/// The unit in which the provider counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Rial.
    Rial,
    /// Toman: amounts must be multiples of 10 rial.
    Toman,
}

/// What a provider can do. That what nobody verifies goes back to the card by the provider's own rule is no capability: the
/// engine rests on it, and a provider that kept such money could not be driven by it.
#[derive(Debug)]
pub struct Capabilities {
    /// How a shopper pays there.
    pub method: PayMethod,
    /// Names of the credentials its protocol needs. The first is what its references are unique within: the terminal, or
    /// what it has in its place.
    pub credentials: &'static [&'static str],
    /// Names of credentials that its refunds alone need.
    pub optional_credentials: &'static [&'static str],
    /// Where the reference for verify comes from.
    pub reference: ReferenceFrom,
    /// Whether asking to verify again is answered as "already", however late.
    pub verify_repeats: bool,
    /// Whether verify is enough.
    pub settle: SettleStep,
    /// Whether a payment's state can be asked without changing it.
    pub inquiry: bool,
    /// Whether it says beforehand if it would take an amount ([`super::Operation::Eligible`]). Where it does not, its limits decide.
    pub says_eligible: bool,
    /// Whether it begins no payment without the shopper's mobile number and what is bought.
    pub wants_basket: bool,
    /// Whether money can be sent back before settlement.
    pub reversal: Reversal,
    /// How money goes back after settlement.
    pub refunds: Refunds,
    /// What it takes as an order number.
    pub order: OrderKind,
    /// Its unit.
    pub unit: Unit,
    /// Least and largest amount.
    pub limits: (Rial, Rial),
    /// Its documented windows.
    pub windows: Windows,
    /// Whether its verify answer always names the amount, so that one without it is a misfit. Where it does not, the request
    /// binds the amount, or the token did.
    pub verify_says_amount: bool,
    /// Whether verify binds the order, by its request or its answer. Where it does not, a receipt pays whoever of the terminal's
    /// payments claims it first, and the claim alone keeps it from paying two (I6).
    pub verify_binds_order: bool,
    /// Whether its callback tells why a payment failed, or only that it did.
    pub callback_says_why: bool,
}
