//! The setting `IDENTITY`: which services are asked, in the operator's order.

use serde::Deserialize;
use url::Url;

/// The services there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Jibit: a login, then plain answers.
    Jibit,
    /// Zohal: a key, answers in an envelope.
    Zohal,
}

impl Kind {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jibit => "jibit",
            Self::Zohal => "zohal",
        }
    }
}

/// One service's settings.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Which.
    pub service: Kind,
    /// Where it is, without a slash at the end.
    pub base: String,
    /// The operator's key.
    pub(super) key: String,
    /// The secret beside it, where the service wants one.
    #[serde(default)]
    pub(super) secret: String,
}

/// Every service, in the order in which they are asked.
#[derive(Clone, Default)]
pub struct Services(Vec<Settings>);

impl Services {
    /// Reads a JSON list.
    ///
    /// # Errors
    /// What is wrong with it, naming the service.
    pub fn read(json: &str) -> Result<Self, String> {
        let services: Vec<Settings> = serde_json::from_str(json).map_err(|problem| format!("identity: {problem}"))?;
        for settings in &services {
            let name = settings.service.as_str();
            let fits = Url::parse(&settings.base).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
            if !fits || settings.base.ends_with('/') {
                return Err(format!("identity: {name}: `base` must be an address without a slash at the end"));
            }
            if settings.key.is_empty() || (settings.service == Kind::Jibit && settings.secret.is_empty()) {
                return Err(format!("identity: {name}: a key is missing"));
            }
        }
        Ok(Self(services))
    }

    /// The service that is asked at the `turn`-th try (from 0): after one that did not answer comes the next.
    #[must_use]
    pub fn turn(&self, turn: u32) -> Option<&Settings> {
        let count = u32::try_from(self.0.len()).ok().filter(|count| *count > 0)?;
        self.0.get(usize::try_from(turn % count).ok()?)
    }
}
