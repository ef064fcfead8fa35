//! One request at the registrar, as we know it.

use crate::{
    registrar::{Part, Reason},
    time::Moment,
};
use serde::{Deserialize, Serialize};

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It was sent; whether it came is not known until the registrar is asked.
    Sent,
    /// It came and waits (states 8 and 20).
    Waiting,
    /// It came, and an inquiry behind the registrar is down (state 12). Not a failure.
    Delayed,
    /// The registrar has never seen it: the same body may be sent again.
    NotThere,
    /// Accepted, for good (state 14).
    Accepted,
    /// Refused, for good (state 5, or at once), and why.
    Refused(Vec<Reason>),
}

impl Phase {
    /// The word for programs and pages.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Waiting => "waiting",
            Self::Delayed => "delayed",
            Self::NotThere => "not_there",
            Self::Accepted => "accepted",
            Self::Refused(_) => "refused",
        }
    }

    /// Whether nothing more comes of it.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Accepted | Self::Refused(_))
    }
}

/// A request at the registrar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Which part of the registration.
    pub part: Part,
    /// Our own number for it.
    pub tracking: String,
    /// What was sent, letter by letter.
    pub body: String,
    /// When it was last sent.
    pub sent_at: Moment,
    /// Where it stands.
    pub phase: Phase,
    /// When it is to be looked at again.
    pub retry_at: Option<Moment>,
    /// Whether it is about the form as it is now, and not put aside.
    pub counts: bool,
}
