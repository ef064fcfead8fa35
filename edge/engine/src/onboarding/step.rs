//! The steps, whose turn it is at each, and how long each may take.

use crate::time::{Moment, Span};
use serde::{Deserialize, Serialize};

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The form is being filled in.
    Form,
    /// The request and the site are looked at.
    Review,
    /// Documents are handed in and looked at.
    Documents,
    /// Registries are asked.
    Identity,
    /// The contract waits to be accepted.
    Contract,
    /// Shaparak registers the shop.
    Registration,
    /// A test payment is awaited.
    Activation,
    /// The shop takes real payments.
    Live,
    /// The application was refused.
    Refused,
}

impl Step {
    /// The way, in order.
    pub const WAY: [Self; 8] = [
        Self::Form,
        Self::Review,
        Self::Documents,
        Self::Identity,
        Self::Contract,
        Self::Registration,
        Self::Activation,
        Self::Live,
    ];

    /// Every step.
    pub const ALL: [Self; 9] = [
        Self::Form,
        Self::Review,
        Self::Documents,
        Self::Identity,
        Self::Contract,
        Self::Registration,
        Self::Activation,
        Self::Live,
        Self::Refused,
    ];

    /// The word for programs and the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Review => "review",
            Self::Documents => "documents",
            Self::Identity => "identity",
            Self::Contract => "contract",
            Self::Registration => "registration",
            Self::Activation => "activation",
            Self::Live => "live",
            Self::Refused => "refused",
        }
    }

    /// The step of this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }

    /// How long it may take. Together they are [`PROMISE`]; the form's time is the shop's own.
    #[must_use]
    pub const fn limit(self) -> Option<Span> {
        Some(Span::hours(match self {
            Self::Review => 12,
            Self::Documents => 24,
            Self::Identity => 4,
            Self::Contract => 4,
            Self::Registration => 24,
            Self::Activation => 4,
            Self::Form | Self::Live | Self::Refused => return None,
        }))
    }
}

/// From the form handed in to the test payment: three days.
pub const PROMISE: Span = Span::hours(72);

/// Who has to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The shop.
    Shop,
    /// An operator.
    Operator,
    /// The service: it asks, waits and asks again.
    Service,
    /// Nobody.
    Nobody,
}

impl Turn {
    /// The word for programs and the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Operator => "operator",
            Self::Service => "service",
            Self::Nobody => "nobody",
        }
    }
}

/// How far one step of the way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which.
    pub step: Step,
    /// Since when the application stands there, if it does or did.
    pub since: Option<Moment>,
    /// Whether it is behind.
    pub done: bool,
    /// Until when it should be done, while it is the current one.
    pub until: Option<Moment>,
    /// Whether that is over.
    pub late: bool,
}

/// The longest message, characters.
const SAYS_MAX: usize = 1_000;

/// A message as it is kept: lines of text without other control characters and without marks that turn the reading direction.
/// Nothing for one that is empty or too long.
#[must_use]
pub fn said(text: &str) -> Option<String> {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let kept: String = text.chars().filter(|c| (*c == '\n' || !c.is_control()) && !turns(*c)).collect();
    let kept = kept.trim();
    (1..=SAYS_MAX).contains(&kept.chars().count()).then(|| kept.to_owned())
}
