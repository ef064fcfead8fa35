//! Outcome classes: what an attempt told us about whom (`gateways.md` part 2). Health counts by class; the payment moves by
//! [`Verdict`].

use serde::{Deserialize, Serialize};

/// What a provider's code or silence means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Done.
    Ok,
    /// Done before.
    Already,
    /// The provider's own technical failure.
    Tech,
    /// Shaparak or Shetab: hits every provider.
    Network,
    /// The card's bank, refusing technically.
    Issuer,
    /// The shopper pressed cancel.
    Cancel,
    /// The shopper ran out of time.
    Session,
    /// Funds, PIN, expiry, limits.
    Card,
    /// Address, key, domain, terminal: this gateway is out for this shop until a person mends it.
    Config,
    /// Our request was wrong.
    Request,
    /// An order number used before.
    Dup,
    /// Not possible in the payment's state, or no such payment.
    State,
    /// A window passed; the money went back.
    Late,
    /// The money was sent back.
    Reversed,
    /// Refused, cause hidden.
    Declined,
    /// Not known yet at the provider.
    Pending,
    /// Not understood, or known to a later version alone (I22).
    #[serde(other)]
    Unknown,
}

/// What a class establishes about the money of one payment, when it answers verify, settle or inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is done.
    Positive,
    /// The bank says the money went back.
    Returned,
    /// The bank says no. Believed only if asked after its deadline (I2): before it, "not found" may be a lagging replica.
    Negative,
    /// Nothing is established (I3).
    Inconclusive,
}

impl Class {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Already => "already",
            Self::Tech => "tech",
            Self::Network => "network",
            Self::Issuer => "issuer",
            Self::Cancel => "cancel",
            Self::Session => "session",
            Self::Card => "card",
            Self::Config => "config",
            Self::Request => "request",
            Self::Dup => "dup",
            Self::State => "state",
            Self::Late => "late",
            Self::Reversed => "reversed",
            Self::Declined => "declined",
            Self::Pending => "pending",
            Self::Unknown => "unknown",
        }
    }

    /// Done, now or before.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Ok | Self::Already)
    }

    /// What this class establishes about money.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Ok | Self::Already => Verdict::Positive,
            Self::Reversed | Self::Late => Verdict::Returned,
            Self::Cancel | Self::Session | Self::Card | Self::State | Self::Declined => Verdict::Negative,
            // A provider that could not do its work, or did not accept ours, said nothing about the money.
            Self::Tech
            | Self::Network
            | Self::Issuer
            | Self::Config
            | Self::Request
            | Self::Dup
            | Self::Pending
            | Self::Unknown => Verdict::Inconclusive,
        }
    }
}
