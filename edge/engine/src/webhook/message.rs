//! One piece of news.

use crate::{id::PaymentId, time::Moment};
use serde::{Deserialize, Serialize};

/// What kind of news it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The money is the shop's.
    #[serde(rename = "payment.paid")]
    PaymentPaid,
    /// It was tried, and no money of it is anywhere.
    #[serde(rename = "payment.failed")]
    PaymentFailed,
    /// Nobody tried in time.
    #[serde(rename = "payment.expired")]
    PaymentExpired,
    /// The shop withdrew it.
    #[serde(rename = "payment.cancelled")]
    PaymentCancelled,
    /// A person has to look.
    #[serde(rename = "payment.review")]
    PaymentReview,
    /// The bank sent its money back.
    #[serde(rename = "payment.returned")]
    PaymentReturned,
    /// A refund is on its way to the card.
    #[serde(rename = "refund.succeeded")]
    RefundSucceeded,
    /// A refund was refused.
    #[serde(rename = "refund.failed")]
    RefundFailed,
    /// Whether a refund happened is not known.
    #[serde(rename = "refund.review")]
    RefundReview,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `evt_…`
    pub id: String,
    /// About which payment.
    pub payment: PaymentId,
    /// Number within the payment.
    pub sequence: u32,
    /// What kind of news it is.
    pub kind: Kind,
    /// When it became true.
    pub at: Moment,
    /// The exact text.
    pub body: String,
}

impl Message {
    /// A message with its text.
    #[must_use]
    pub fn new(payment: PaymentId, sequence: u32, kind: Kind, at: Moment, data: &impl Serialize) -> Self {
        Self {
            id: format!("evt_{payment}_{sequence}"),
            payment,
            sequence,
            kind,
            at,
            body: serde_json::to_string(data).unwrap_or_default(),
        }
    }
}
