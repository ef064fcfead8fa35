//! One-time codes: how one is made, what may be tried, and how often one may be asked for. A state machine over what the shell
//! keeps; a code itself is never kept.
//!
//! The rules are told to nobody who guesses: an unknown number, a code that is over and a wrong code differ in nothing that a
//! stranger sees, except that a person is told to ask for a new one when no try can help any more.

use super::Mobile;
use crate::{
    seal::{Key, same},
    time::{Moment, Span},
};
use base64ct::{Base64UrlUnpadded, Encoding};

/// How many digits.
pub const DIGITS: usize = 6;

/// How long a code holds.
pub const LIFE: Span = Span::minutes(2);

/// How often a code may be tried.
pub const TRIES: u8 = 5;

/// How long to wait before another is sent.
pub const RESEND_AFTER: Span = Span::seconds(60);

/// In what time the limits below count.
pub const WINDOW: Span = Span::hours(1);

/// How many codes a number gets in that time.
pub const PER_NUMBER: usize = 5;

/// How many codes one address may ask for in that time, unless the operator says otherwise. Whole neighbourhoods share one.
pub const PER_ADDRESS: usize = 30;

/// A code in the clear: it goes into a message, and is never printed.
pub struct Code(String);

impl Code {
    /// Six digits, each number as likely as the next: 128 bits over a million leave no bias that counts.
    #[must_use]
    pub fn new(entropy: [u8; 16]) -> Self {
        Self(format!("{:06}", u128::from_be_bytes(entropy) % 1_000_000))
    }

    /// What a person typed: the digits of any keyboard, blanks between them. Nothing if it cannot be a code.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let digits: String = crate::text::ascii_digits(typed).chars().filter(|c| !is_blank(*c)).collect();
        (digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Self(digits))
    }

    /// For the message.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// What keyboards and phones put between digits.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The secret with which codes are kept.
#[derive(Clone)]
pub struct Codes(Key);

impl Codes {
    /// Under the operator's root secret.
    #[must_use]
    pub fn new(root: &[u8]) -> Self {
        Self(Key::derive(root, "one-time-code"))
    }

    /// What is kept of a code: a hash that only fits this number and this browser. A plain hash of six digits would be guessed in
    /// no time.
    #[must_use]
    pub fn hash(&self, mobile: &Mobile, browser: &str, code: &Code) -> String {
        let mac = self.0.mac(&[mobile.national().as_bytes(), browser.as_bytes(), code.0.as_bytes()]);
        Base64UrlUnpadded::encode_string(&mac)
    }

    /// What is kept of an address, to count by.
    #[must_use]
    pub fn address(&self, address: &str) -> String {
        Base64UrlUnpadded::encode_string(&self.0.mac(&[b"address", address.as_bytes()])[..16])
    }
}

/// What is kept of a code that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Of the code.
    pub hash: String,
    /// When it was sent.
    pub sent: Moment,
    /// How often it was tried.
    pub tries: u8,
    /// Whether it has let somebody in, or was replaced.
    pub spent: bool,
}

/// What a try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is the code. It is spent now.
    Right,
    /// It is not, and may be tried this often again.
    Wrong(u8),
    /// No try can help: too late, too many, or spent. A new code has to be asked for.
    Over,
}

impl Kept {
    /// One that goes out now.
    #[must_use]
    pub const fn new(hash: String, now: Moment) -> Self {
        Self { hash, sent: now, tries: 0, spent: false }
    }

    /// Tries `hash`, that of what was typed; nothing if it was no code at all. Every try counts, and what is to be kept then has
    /// to be kept before anybody is let in: two tries at once must not both count as the first.
    #[must_use]
    pub fn attempt(&self, hash: Option<&str>, now: Moment) -> (Tried, Self) {
        if self.spent || self.tries >= TRIES || now >= self.sent + LIFE || now < self.sent {
            return (Tried::Over, self.clone());
        }
        let tries = self.tries + 1;
        if hash.is_some_and(|hash| same(self.hash.as_bytes(), hash.as_bytes())) {
            return (Tried::Right, Self { tries, spent: true, ..self.clone() });
        }
        let tried = if tries >= TRIES { Tried::Over } else { Tried::Wrong(TRIES - tries) };
        (tried, Self { tries, ..self.clone() })
    }
}

/// Why no code is sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// When to ask again.
    pub until: Moment,
}

/// Whether another code may be sent: `number` and `address` are the times at which codes were asked for by this number and from
/// this address, in any order.
///
/// # Errors
/// [`Wait`] with the time from which on it may.
pub fn may_send(number: &[Moment], address: &[Moment], per_address: usize, now: Moment) -> Result<(), Wait> {
    let pause = number.iter().max().map_or(now, |last| *last + RESEND_AFTER);
    let until = pause.max(free(number, PER_NUMBER, now)).max(free(address, per_address, now));
    if until <= now { Ok(()) } else { Err(Wait { until }) }
}

/// From when on fewer than `most` of `times` are within the window.
fn free(times: &[Moment], most: usize, now: Moment) -> Moment {
    let mut recent: Vec<Moment> = times.iter().copied().filter(|time| now - *time < WINDOW).collect();
    recent.sort_unstable_by(|a, b| b.cmp(a));
    match most.checked_sub(1).map(|last| recent.get(last)) {
        Some(Some(time)) => *time + WINDOW,
        Some(None) => now,
        None => now + WINDOW,
    }
}
