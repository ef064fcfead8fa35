//! What a service's code means for us, whichever service it is.

use super::{Outcome, PAUSE};

/// What a code means for us.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Ok,
    Number,
    NoCredit,
    Retry,
    Template,
    Unauthorised,
    Unknown,
}

impl Meaning {
    /// As an outcome; a success needs a name beside it.
    pub(super) fn outcome(self, id: Option<String>) -> Outcome {
        match (self, id) {
            (Self::Ok, Some(id)) => Outcome::Sent { id },
            (Self::Ok, None) | (Self::Unknown, _) => Outcome::Unknown,
            (Self::Number, _) => Outcome::BadNumber,
            (Self::NoCredit, _) => Outcome::NoCredit,
            (Self::Retry, _) => Outcome::Retry(PAUSE),
            (Self::Template, _) => Outcome::TemplateTrouble,
            (Self::Unauthorised, _) => Outcome::Unauthorised,
        }
    }
}
