//! Shaparak's comprehensive merchant system, as a payment facilitator speaks to it: a request to register a shop, and where a request
//! stands.
//!
//! Two requests make a shop: customer and shop ([`Part::Shop`], type 13, or 14 where they are known and changed), then its terminal
//! ([`Part::Terminal`], type 5). The registrar takes the same tracking number twice without a word, so who sends what again is
//! `onboarding`'s to decide: [`body`] is made once and kept before it is sent.
//!
//! A state that waits is not a failure, an answer that cannot be read is not a refusal.

mod answer;
mod body;
mod settings;

pub use answer::{hear_read, hear_write};
pub use body::{Wish, body};
pub use settings::Settings;

use crate::gateway::HttpRequest;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What is registered by one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The customer and their shop.
    Shop,
    /// The shop's terminal.
    Terminal,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 2] = [Self::Shop, Self::Terminal];

    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Terminal => "terminal",
        }
    }

    /// The number of the request's type. `known`: the registrar has accepted this part before.
    const fn request_type(self, known: bool) -> u8 {
        match self {
            Self::Shop if known => 14,
            Self::Shop => 13,
            Self::Terminal => 5,
        }
    }
}

/// One reason for a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The registrar's code.
    pub code: i32,
    /// The field it is about, at most 64 characters.
    pub field: String,
}

/// The request that hands in this body.
#[must_use]
pub fn write(body: &str, settings: &Settings) -> HttpRequest {
    posted(format!("{}/webService/writeExternalRequest", settings.base), body.to_owned(), settings)
}

/// The request that asks where the one of this tracking number stands.
#[must_use]
pub fn read(tracking: &str, settings: &Settings) -> HttpRequest {
    let filter = json!({ "trackingNumberPsps": [tracking] });
    posted(format!("{}/webService/readRequestCartableWithFilter", settings.base), filter.to_string(), settings)
}

fn posted(url: String, body: String, settings: &Settings) -> HttpRequest {
    let mut request = HttpRequest::post(url, &json!(null)).with("authorization", settings.authorization());
    request.body = body;
    request
}
