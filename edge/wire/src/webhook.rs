//! Webhooks as the shop's server sets them up and looks at them: `/v1/webhook_endpoints` and `/v1/events`.

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Why an endpoint is switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    /// The shop did.
    Shop,
    /// It answered 410: it is not there any more.
    Gone,
    /// Nothing reached it for days.
    Failing,
}

/// An endpoint as its shop sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointView {
    /// `we_…`
    pub id: String,
    /// Where messages are sent to.
    pub url: String,
    /// Which kinds; all of them where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// When it was made.
    pub created_at: i64,
    /// Whether messages are sent.
    pub enabled: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<OffReason>,
    /// Since when not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<i64>,
    /// Since when every call has failed, if the last one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<i64>,
    /// Number of its secret, from 1.
    pub version: u32,
    /// Until when messages carry the signature of the secret before as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_secret_until: Option<i64>,
    /// `whsec_…`, told when it is made and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// `whpk_…`, for who would rather check than share a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
}

/// How a message fares at an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It will be sent, or its answer is awaited.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It is not tried any more. It stays among the events, and can be replayed.
    Dead,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// None in time.
    Timeout,
    /// No connection, or it broke.
    Broken,
    /// The address is none that may be called.
    Refused,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    /// When it was made.
    pub at: i64,
    /// How long it took, milliseconds.
    pub ms: i64,
    /// The answer's HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
}

/// A message at an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// Number in the shop's stream.
    pub number: i64,
    /// `evt_…`
    pub event: String,
    /// What kind of event.
    #[serde(rename = "type")]
    pub kind: String,
    /// How it fares.
    pub state: DeliveryState,
    /// When it is sent next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<i64>,
    /// The newest calls, oldest first.
    pub tries: Vec<Try>,
}

/// An event of the shop's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// Number in the shop's stream, from 1.
    pub number: i64,
    /// `evt_…`, the `webhook-id` it is sent with.
    pub id: String,
    /// What kind of event.
    #[serde(rename = "type")]
    pub kind: String,
    /// `pay_…`
    pub payment: String,
    /// Number within the payment.
    pub sequence: u32,
    /// When it became true.
    pub at: i64,
    /// The very text that is sent.
    pub body: String,
}
