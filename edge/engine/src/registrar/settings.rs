//! The setting `SHAPARAK`: who the operator is to the registrar.

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use url::Url;

/// The operator's account.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the registrar is, without a slash at the end.
    pub base: String,
    user: String,
    password: String,
    /// Number of the switch, six to nine digits.
    pub(super) iin: String,
    /// The operator's own acceptor code, fifteen digits.
    pub(super) facilitator: String,
    /// Where payments enter: host and port, as registered.
    pub(super) access: String,
}

impl Settings {
    /// Reads the JSON object.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(json: &str) -> Result<Self, String> {
        let settings: Self = serde_json::from_str(json).map_err(|problem| format!("shaparak: {problem}"))?;
        let digits = |text: &str, lengths: core::ops::RangeInclusive<usize>| {
            lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
        };
        let fits = Url::parse(&settings.base).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
        if !fits || settings.base.ends_with('/') {
            return Err("shaparak: `base` must be an address without a slash at the end".to_owned());
        }
        if settings.user.is_empty() || settings.user.contains(':') || settings.password.is_empty() {
            return Err("shaparak: `user` and `password` must be there, and no colon in the name".to_owned());
        }
        if !digits(&settings.iin, 6..=9) || !digits(&settings.facilitator, 15..=15) {
            return Err("shaparak: `iin` has 6 to 9 digits, `facilitator` 15".to_owned());
        }
        Ok(settings)
    }

    pub(super) fn authorization(&self) -> String {
        let pair = format!("{}:{}", self.user, self.password);
        format!("Basic {}", Base64::encode_string(pair.as_bytes()))
    }
}
