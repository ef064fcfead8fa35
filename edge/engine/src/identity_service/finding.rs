//! What a service found out, in words that are the same for all of them.

use serde::{Deserialize, Serialize};

/// Why nothing was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unavailable {
    /// No answer, a broken one, or one that says "later".
    Silent,
    /// The service answers, and the registry behind it does not.
    Behind,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It is so.
    Matched,
    /// It is not so: another's number, account or name.
    NotMatched,
    /// The registry takes the question for malformed.
    InvalidInput,
    /// Nobody, or nothing, of that number is there.
    NotFound,
    /// The person is dead.
    OwnerDeceased,
    /// The account exists and takes no money.
    AccountNotUsable,
    /// Nothing is known: ask again.
    ProviderUnavailable {
        /// Why.
        why: Unavailable,
        /// After how many seconds the service wants to be asked, where it says so.
        retry_after_s: Option<u32>,
    },
    /// The operator's credit or quota at the service is used up.
    QuotaOrCredit,
    /// The service does not know the operator's key.
    Unauthorised,
    /// A code that nobody explained, at most 64 characters.
    Unknown(String),
}

impl Finding {
    /// No answer that could be read.
    #[must_use]
    pub const fn silent() -> Self {
        Self::ProviderUnavailable { why: Unavailable::Silent, retry_after_s: None }
    }

    /// The registry behind the service does not answer.
    #[must_use]
    pub const fn behind() -> Self {
        Self::ProviderUnavailable { why: Unavailable::Behind, retry_after_s: None }
    }

    /// A code that nobody explained.
    #[must_use]
    pub fn unknown(code: &str) -> Self {
        Self::Unknown(code.chars().filter(|c| !c.is_control()).take(64).collect())
    }

    /// Whether the question is answered, for or against. All else leaves it open.
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        !matches!(self, Self::ProviderUnavailable { .. } | Self::QuotaOrCredit | Self::Unauthorised | Self::Unknown(_))
    }

    /// Whether only the operator can mend it.
    #[must_use]
    pub const fn is_operators(&self) -> bool {
        matches!(self, Self::QuotaOrCredit | Self::Unauthorised | Self::Unknown(_))
    }

    /// The word for programs.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::NotMatched => "not_matched",
            Self::InvalidInput => "invalid_input",
            Self::NotFound => "not_found",
            Self::OwnerDeceased => "owner_deceased",
            Self::AccountNotUsable => "account_not_usable",
            Self::ProviderUnavailable { .. } => "provider_unavailable",
            Self::QuotaOrCredit => "quota_or_credit",
            Self::Unauthorised => "unauthorised",
            Self::Unknown(_) => "unknown",
        }
    }
}
