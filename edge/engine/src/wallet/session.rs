//! How long a shopper stays signed in to a wallet.

use crate::time::{Moment, Span};

/// How long a session holds without a request.
pub const IDLE: Span = Span::hours(30 * 24);

/// How exactly it is kept when a session was last used: a write for each request would be too many.
const SEEN_WITHIN: Span = Span::hours(1);

/// The time of a session: it holds for [`IDLE`] from its last use on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When it was last used.
    pub seen: Moment,
}

impl Session {
    /// Whether it still holds.
    #[must_use]
    pub fn holds(&self, now: Moment) -> bool {
        now < self.seen + IDLE
    }

    /// Whether the use of it is to be written down.
    #[must_use]
    pub fn is_due(&self, now: Moment) -> bool {
        now - self.seen >= SEEN_WITHIN
    }
}
