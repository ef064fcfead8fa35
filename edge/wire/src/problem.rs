//! Errors as `application/problem+json` (RFC 9457), the same shape from every route.

use alloc::string::String;
use serde::{Deserialize, Serialize};

/// What went wrong. Programs act on `code`, people read `title` and `detail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Link to the documentation of this code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for every problem of this code.
    pub title: String,
    /// The HTTP status, again.
    pub status: u16,
    /// Stable word for programs, such as `amount_invalid`.
    pub code: String,
    /// What is wrong this time.
    pub detail: String,
    /// The field or header it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// Whether the same request can succeed later.
    pub retryable: bool,
    /// To quote when asking for help; also in the `x-request-id` header.
    pub request_id: String,
}
