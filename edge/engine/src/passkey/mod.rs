//! Passkeys (Web Authentication, level 3): what a browser is asked, and what its answer proves.
//!
//! What lives here: the options of both ceremonies ([`registration_options`], [`sign_in_options`]), strict readers of what comes
//! back (client data, authenticator data, CBOR, COSE keys), and the checks, which end in a value: a new passkey ([`register`]),
//! or bytes whose signature is to be verified under a key ([`assert`]). What must not: a curve's arithmetic. The platform has
//! it, and verifies.
//!
//! Decisions of this folder: passkeys are discoverable and verify their user, because a passkey alone lets somebody in; no
//! attestation is asked for, and one that comes is not looked at; keys are ES256, RS256 or Ed25519; a page in a frame of another
//! site is refused; a counter that does not grow is refused, one that stays zero is taken.

mod answer;
mod authenticator;
mod cbor;
mod client;
mod key;
mod options;

pub use answer::{Credential, NewPasskey, Proof, Registered, Registration, SignIn, Signed, assert, register};
pub use key::PublicKey;
pub use options::{Site, registration_options, sign_in_options};

use crate::time::{Moment, Span};
use core::fmt;

/// How long a challenge can be answered.
pub const CHALLENGE_LIFE: Span = Span::minutes(5);

/// The longest body with an answer, bytes: attestation that we do not look at can carry certificates.
pub const ANSWER_MAX: usize = 64 * 1024;

/// How many passkeys a person has at the most.
pub const PASSKEYS_MAX: usize = 20;

/// What a browser was asked, to be answered once. The shell forgets it when an answer comes, whatever the answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// 32 fresh random bytes in base64url.
    pub text: String,
    /// When it was made.
    pub made: Moment,
}

/// Whether the authenticator has to verify its user: by a finger, a face or a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// It has to: where a passkey alone lets somebody in.
    Required,
    /// It may: where the passkey comes beside something else.
    Preferred,
}

impl Verification {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
        }
    }
}

/// What an answer is held against.
#[derive(Clone, Copy, Debug)]
pub struct Ceremony<'a> {
    /// Ours.
    pub site: &'a Site,
    /// What was asked.
    pub challenge: &'a Challenge,
    /// Whether the user had to be verified.
    pub verification: Verification,
    /// The time.
    pub now: Moment,
}

/// Why an answer proves nothing. For the log; a person is told that it did not work, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The answer does not have its documented shape.
    Shape,
    /// The client data is not JSON as it must be.
    ClientData,
    /// It is the answer of another ceremony.
    WrongKind,
    /// It answers another challenge.
    WrongChallenge,
    /// It was made on another site.
    WrongOrigin,
    /// It was made in a frame of another site.
    CrossOrigin,
    /// The challenge's time is over.
    TooLate,
    /// The authenticator's data cannot be read.
    AuthenticatorData,
    /// It is for another site.
    WrongSite,
    /// Nobody touched the authenticator.
    NotPresent,
    /// The authenticator did not verify its user.
    NotVerified,
    /// It says that it is backed up and cannot be.
    Backup,
    /// There is no credential where there must be one, or its name is not as it was said.
    Credential,
    /// The key's kind is none that we take, or it is malformed.
    Key,
    /// The signature is malformed.
    Signature,
    /// It names another person than the passkey's.
    WrongPerson,
    /// The counter did not grow: there may be a copy of the authenticator.
    Counter,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
