//! How long a session holds.

use crate::time::{Moment, Span};

/// How long it holds without a request.
pub const IDLE: Span = Span::hours(12);

/// How long it holds at the most.
pub const ABSOLUTE: Span = Span::hours(7 * 24);

/// How long one who has shown who they are counts as having just done so: for refunds, keys, contracts and the team.
pub const STRONG: Span = Span::minutes(10);

/// How exactly it is kept when a session was last used: a write for each request would be too many.
const SEEN_WITHIN: Span = Span::minutes(1);

/// The times of a session. It begins at each sign-in, under a fresh secret: what was there before is not carried over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When its person signed in.
    pub began: Moment,
    /// When it was last used.
    pub seen: Moment,
    /// When its person last showed who they are.
    pub shown: Moment,
}

impl Session {
    /// One that begins now: its person has just shown who they are.
    #[must_use]
    pub const fn begin(now: Moment) -> Self {
        Self { began: now, seen: now, shown: now }
    }

    /// Whether it still holds.
    #[must_use]
    pub fn holds(&self, now: Moment) -> bool {
        now < self.until()
    }

    /// Until when it holds if it is not used again.
    #[must_use]
    pub fn until(&self) -> Moment {
        (self.seen + IDLE).min(self.began + ABSOLUTE)
    }

    /// Until when what needs a fresh proof may be done.
    #[must_use]
    pub fn strong_until(&self) -> Moment {
        self.shown + STRONG
    }

    /// Whether that is so now.
    #[must_use]
    pub fn is_strong(&self, now: Moment) -> bool {
        now < self.strong_until()
    }

    /// Whether the use of it is to be written down.
    #[must_use]
    pub fn is_due(&self, now: Moment) -> bool {
        now - self.seen >= SEEN_WITHIN
    }
}
