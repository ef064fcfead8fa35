//! The authenticator data: what the authenticator says, and signs.

use super::{Ceremony, Refusal, Verification, cbor::Cbor};
use crate::seal::{same, sha256};

/// What it says.
pub(super) struct Authenticator<'a> {
    pub(super) counter: u32,
    /// Whether other devices of its person have the passkey too.
    pub(super) backed_up: bool,
    /// The credential, at registration.
    pub(super) credential: Option<Attested<'a>>,
}

/// A credential that was just made.
pub(super) struct Attested<'a> {
    /// Its name.
    pub(super) id: &'a [u8],
    /// Its public key (COSE).
    pub(super) key: Cbor<'a>,
}

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;

/// The longest name of a credential (WebAuthn 6.5.1).
const ID_MAX: usize = 1023;

impl<'a> Authenticator<'a> {
    /// Reads it as a whole and checks that it is for our site, and that a person was there, and verified where that is wanted.
    pub(super) fn read(data: &'a [u8], ceremony: &Ceremony<'_>) -> Result<Self, Refusal> {
        let broken = Refusal::AuthenticatorData;
        let (site_hash, rest) = data.split_first_chunk::<32>().ok_or(broken)?;
        let (&flags, rest) = rest.split_first().ok_or(broken)?;
        let (counter, mut rest) = rest.split_first_chunk::<4>().ok_or(broken)?;
        let is = |flag: u8| flags & flag != 0;
        if !same(site_hash, &sha256(ceremony.site.id.as_bytes())) {
            return Err(Refusal::WrongSite);
        }
        if !is(PRESENT) {
            return Err(Refusal::NotPresent);
        }
        if ceremony.verification == Verification::Required && !is(VERIFIED) {
            return Err(Refusal::NotVerified);
        }
        if is(BACKED_UP) && !is(BACKUP_ELIGIBLE) {
            return Err(Refusal::Backup);
        }
        let mut credential = None;
        if is(ATTESTED) {
            // Sixteen bytes say which model of authenticator it is, which is nobody's business here.
            let (_, after) = rest.split_first_chunk::<16>().ok_or(broken)?;
            let (length, after) = after.split_first_chunk::<2>().ok_or(broken)?;
            let length = usize::from(u16::from_be_bytes(*length));
            let (id, after) =
                after.split_at_checked(length).filter(|_| (1..=ID_MAX).contains(&length)).ok_or(broken)?;
            let (key, after) = Cbor::first(after).ok_or(broken)?;
            credential = Some(Attested { id, key });
            rest = after;
        }
        if is(EXTENDED) {
            let (Cbor::Map(_), after) = Cbor::first(rest).ok_or(broken)? else { return Err(broken) };
            rest = after;
        }
        if !rest.is_empty() {
            return Err(broken);
        }
        Ok(Self { counter: u32::from_be_bytes(*counter), backed_up: is(BACKED_UP), credential })
    }
}
