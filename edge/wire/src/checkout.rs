//! A payment as the shopper's browser sees it: `GET /v1/checkout/{token}` and what follows from it.
//! Nothing here names the shop's other payments, a card, or a gateway's credentials.

use crate::payment::{Currency, Mode, OrderLine, PaymentStatus, StatusReason};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A name in the languages we have it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopName {
    /// Persian.
    pub fa: String,
    /// English.
    pub en: String,
}

/// How a payment is paid. It is written as its word, by the code that writes any word: the widget has no byte to spare for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", into = "&'static str")]
pub enum PayMethod {
    /// By card, at a bank or a facilitator.
    Card,
    /// Now bought and later paid, in instalments to who lends.
    Credit,
}

impl PayMethod {
    /// Every method.
    pub const ALL: [Self; 2] = [Self::Card, Self::Credit];

    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Credit => "credit",
        }
    }
}

impl From<PayMethod> for &'static str {
    fn from(method: PayMethod) -> Self {
        method.as_str()
    }
}

/// A gateway the shopper may name instead of leaving the choice to the router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayChoice {
    /// The id to send in [`PayRequest::gateway`].
    pub id: String,
    /// Its name for people.
    pub name: ShopName,
}

/// How the newest attempt ended, so that a page can say it and offer another gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastAttempt {
    /// Gateway it was made at.
    pub gateway: String,
    /// What came of it.
    pub reason: StatusReason,
}

/// What a shopper keeps of a payment that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The bank's own reference: what it and the shop are asked by.
    pub reference: String,
    /// When the bank's confirmation was recorded.
    pub paid_at: i64,
}

/// Answer of `GET /v1/checkout/{token}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutAnswer {
    /// All that the form needs. The widget itself has no choice of methods, and reads this alone.
    #[serde(flatten)]
    pub view: CheckoutView,
    /// Every method that can take this payment, the one that is taken where none is named first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<MethodChoice>,
}

/// All that the form needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutView {
    /// `pay_…`
    pub payment: String,
    /// Where it stands, why, and what can be done.
    pub state: StatusView,
    /// Integer rial.
    pub amount: i64,
    /// Always `IRR`.
    pub currency: Currency,
    /// Test or live.
    pub mode: Mode,
    /// The shop.
    pub shop: ShopName,
    /// The shop's own order number.
    pub order_id: String,
    /// What is bought, in the shop's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The same line by line, if the shop told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<OrderLine>,
    /// The customer's mobile number as the shop gave it, to fill the form in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// Gateways that can take this payment by the method that a payment takes where none is named: by card, or the only one there is.
    pub gateways: Vec<GatewayChoice>,
    /// Where the other methods of payment are chosen (the hosted page, without a language), if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_ways: Option<String>,
    /// Origins (`https://host`) a redirect may lead to; the widget refuses any other.
    pub redirect_origins: Vec<String>,
}

/// One method of a checkout, with the gateways that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodChoice {
    /// What to send in [`PayRequest::method`].
    pub method: PayMethod,
    /// Gateways that can take this payment by it.
    pub gateways: Vec<GatewayChoice>,
}

/// Whether something is open to this payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Eligible {
    /// It is.
    Yes,
    /// It is not known now: who would say so does not answer. It may be tried.
    Unknown,
    /// It is not.
    No,
}

/// A gateway and whether it takes this payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedGateway {
    /// The id to send in [`PayRequest::gateway`].
    pub id: String,
    /// Its name for people.
    pub name: ShopName,
    /// Whether it takes this payment.
    pub eligible: Eligible,
    /// What it offers, in its own Persian words: four instalments without interest, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A method and whether this payment can be paid by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedMethod {
    /// What to send in [`PayRequest::method`].
    pub method: PayMethod,
    /// As the best of its gateways.
    pub eligible: Eligible,
    /// What the best of them offers, in its own Persian words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its gateways, the eligible ones first.
    pub gateways: Vec<OfferedGateway>,
}

/// Answer of `GET /v1/checkout/{token}/methods`: the eligible ones first, the card before others that are as eligible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodsView {
    /// The methods that the shop has.
    pub methods: Vec<OfferedMethod>,
}

/// Answer of `GET /v1/checkout/{token}/status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    /// Where the payment stands.
    pub status: PaymentStatus,
    /// Why, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<StatusReason>,
    /// The newest attempt, once it has an end the shopper can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastAttempt>,
    /// Whether `POST …/pay` would be taken now.
    pub can_pay: bool,
    /// Until when it can be paid.
    pub expires_at: i64,
    /// What the shopper keeps of it, once it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// The signed way back to the shop, once there is a result to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

/// Body of `POST /v1/checkout/{token}/pay`. All of it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayRequest {
    /// Mobile number, any common Iranian form, Persian and Arabic digits welcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// How the shopper pays; the named gateway's method, else by card, or by the only method there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<PayMethod>,
    /// The gateway the shopper named; otherwise the router chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// Gateways to leave out, such as the one that just failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}
