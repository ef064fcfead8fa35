//! The way out. Providers let registered addresses in alone, and a Worker has none of its own: where a contract names a
//! relay, every request to the provider goes through it. `edge/relay` is that relay.

use super::{Account, HttpRequest};
use core::fmt;
use serde::Deserialize;

/// A relay with a fixed address.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relay {
    /// Where it listens, without a slash at the end.
    pub url: String,
    /// What it knows us by.
    secret: String,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay").field("url", &self.url).finish_non_exhaustive()
    }
}

/// The header that carries the relay's secret. Not `authorization`: some providers take that one themselves.
const KEY: &str = "x-relay-key";

impl Account {
    /// The request as it leaves here: as it is, or by the contract's relay, whose path begins with the provider's host.
    #[must_use]
    pub fn route(&self, request: HttpRequest) -> HttpRequest {
        let Some(relay) = &self.relay else {
            return request;
        };
        // `check` has seen that the provider's address has a scheme; `http` is left for a sandbox, which needs no relay.
        let target = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
        let url = format!("{}/{target}", relay.url);
        HttpRequest { url, ..request }.with(KEY, relay.secret.clone())
    }
}
