//! What the operator sets for applications: `IDENTITY`, `SHAPARAK`, and `ONBOARDING` for how fast things go on. All of them may be
//! missing: then questions stay open and nothing is registered, and the operator sees that.

use dargah_engine::{identity_service::Services, onboarding::Rules, registrar};
use serde::Deserialize;

/// The settings.
pub(crate) struct Settings {
    pub(crate) services: Services,
    pub(crate) registrar: Option<registrar::Settings>,
    pub(crate) rules: Rules,
    /// The resolver that is asked for TXT records (DNS over HTTPS, JSON).
    pub(crate) resolver: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Pace {
    resolver: String,
    rules: Rules,
}

impl Default for Pace {
    fn default() -> Self {
        Self { resolver: "https://cloudflare-dns.com/dns-query".to_owned(), rules: Rules::default() }
    }
}

impl Settings {
    /// Reads them; `text` gives a setting's text.
    pub(crate) fn read(text: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let pace: Pace = match text("ONBOARDING") {
            Some(json) => serde_json::from_str(&json).map_err(|problem| format!("onboarding: {problem}"))?,
            None => Pace::default(),
        };
        Ok(Self {
            services: Services::read(&text("IDENTITY").unwrap_or_else(|| "[]".to_owned()))?,
            registrar: text("SHAPARAK").map(|json| registrar::Settings::read(&json)).transpose()?,
            rules: pace.rules,
            resolver: pace.resolver,
        })
    }
}
