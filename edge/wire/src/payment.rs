//! A payment as the shop's server makes it and reads it: `POST /v1/payments`, `GET /v1/payments/{id}`.

use crate::{PartView, SplitPart};
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Where a payment stands, as a shop or a shopper needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Not paid yet; the shopper can pay until `expires_at`.
    Open,
    /// A bank may have taken money and its answer is awaited. Never a failure: ask again later.
    Processing,
    /// The bank confirmed the money for this payment. Final but for a later refund or reversal.
    Paid,
    /// Final: no money was taken, or what was taken went back.
    Failed,
    /// Final: the time to pay ran out and no bank holds money for it.
    Expired,
    /// The bank's answer contradicts what was asked (another amount, another order). Held for a person.
    Review,
    /// Final: the shop withdrew it before it was paid. What a shopper paid all the same goes back.
    Cancelled,
    /// It was paid, and all of its money went back by the shop's refunds.
    Refunded,
    /// It was paid, and the bank took the money back later.
    Returned,
}

/// Why a payment is in its status, where there is more to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusReason {
    /// The shopper pressed cancel on the bank's page.
    Cancelled,
    /// The bank or the card's issuer declined.
    Declined,
    /// The shopper ran out of time on the bank's page.
    SessionEnded,
    /// A technical fault at the bank.
    BankFault,
    /// No gateway could take the payment.
    NoGateway,
    /// The bank has not answered yet.
    AwaitingBank,
    /// Money that was taken is going back to the card.
    Reversed,
    /// The bank's answer does not fit the payment.
    Mismatch,
    /// The time to pay ran out.
    TimeOver,
}

/// The only currency of the API. Toman exists in front of people alone: 1 toman is 10 rial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Currency {
    /// Iranian rial.
    #[serde(rename = "IRR")]
    Irr,
}

/// Whether real money moves. It follows from the secret key alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Sandbox banks.
    Test,
    /// Real banks.
    Live,
}

impl Mode {
    /// Its word: in JSON, in the database, in names of objects and addresses of pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

/// What a shop may tell of its customer. None of it is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Mobile number in any common Iranian form; handed to the bank so that it can offer saved cards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
}

/// One line of what is bought, as the shop shows it to its customer. It is shown again, and never counted with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderLine {
    /// What, 1 to 100 characters.
    pub title: String,
    /// How many, 1 to 10,000.
    pub quantity: u32,
    /// Integer rial for all of them together; below zero for a discount.
    pub amount: i64,
}

/// Body of `POST /v1/payments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreatePayment {
    /// Integer rial.
    pub amount: i64,
    /// `IRR`; said aloud so that nobody sends toman by habit.
    pub currency: Currency,
    /// The shop's own number for the order, 1 to 64 characters.
    pub order_id: String,
    /// Where the shopper comes back to, on one of the shop's registered origins.
    pub return_url: String,
    /// Shown to the shopper, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What is bought, line by line, at most 20. Shown to the shopper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<OrderLine>,
    /// The customer, if the shop wants to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// What the shop notes of it, for itself and for its rules.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Who gets a part of it; the rest is the shop's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<SplitPart>,
}

/// One try of a payment at one gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    /// Number within the payment, from 1.
    pub number: u32,
    /// Gateway it was made at.
    pub gateway: String,
    /// Where the attempt stands, in the engine's words.
    pub state: String,
    /// Class of the last outcome, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The bank's own reference, once claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When it began.
    pub started_at: i64,
}

/// A payment as its shop sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentView {
    /// `pay_…`
    pub id: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// Why, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<StatusReason>,
    /// Integer rial.
    pub amount: i64,
    /// Always `IRR`.
    pub currency: Currency,
    /// The shop's own number.
    pub order_id: String,
    /// Test or live.
    pub mode: Mode,
    /// For the page: `<dargah-checkout payment="…">`. Safe to show to the shopper.
    pub client_token: String,
    /// The same checkout as a page of ours, for links and for browsers without wasm or script.
    pub checkout_url: String,
    /// When it was made.
    pub created_at: i64,
    /// Until when it can be paid.
    pub expires_at: i64,
    /// When the bank's confirmation was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<i64>,
    /// Integer rial of it that a wallet paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_wallet: Option<i64>,
    /// What the shop noted of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Every try, in order.
    pub attempts: Vec<AttemptView>,
    /// Integer rial that went back by refunds.
    pub refunded: i64,
    /// Every refund, in order.
    pub refunds: Vec<RefundView>,
    /// Who gets a part of it; the rest is the shop's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<SplitPart>,
    /// What everybody got of it when it was paid, the fee taken off and before refunds; for a payment that is split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartView>,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// The bank is being asked.
    Pending,
    /// The money is on its way to the card.
    Succeeded,
    /// The bank said no; nothing went back.
    Failed,
    /// The bank's answer was lost, and asking twice could pay twice. Its amount stays reserved until the provider's statement
    /// or a person says what happened.
    Unknown,
}

/// Where a refund goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundTo {
    /// To the card that paid.
    #[default]
    Card,
    /// Into the wallet that paid, or paid a part.
    Wallet,
}

/// A refund as its shop sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundView {
    /// Number within the payment, from 1.
    pub number: u32,
    /// Integer rial.
    pub amount: i64,
    /// Why, in the shop's words.
    pub reason: String,
    /// Where it goes.
    #[serde(default)]
    pub to: RefundTo,
    /// Where it stands.
    pub status: RefundStatus,
    /// Class of the last thing heard from the bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The provider's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// When it was asked for.
    pub requested_at: i64,
}

/// Body of `POST /v1/payments/{id}/refunds`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateRefund {
    /// Integer rial; all that is left where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Where it goes; where it came from, if that is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<RefundTo>,
    /// Why, 1 to 200 characters on one line.
    pub reason: String,
}

/// What a webhook's `data` says: the payment as it was when the event was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventData {
    /// `pay_…`
    pub payment: String,
    /// Number of the event within the payment, from 1, without gaps.
    pub sequence: u32,
    /// The shop's own number.
    pub order_id: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// Why, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<StatusReason>,
    /// Integer rial.
    pub amount: i64,
    /// Always `IRR`.
    pub currency: Currency,
    /// Test or live.
    pub mode: Mode,
    /// When the bank's confirmation was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<i64>,
    /// Gateway whose money it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// The bank's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Integer rial that went back by refunds.
    pub refunded: i64,
    /// The refund that the event is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<RefundView>,
}
