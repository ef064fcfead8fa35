//! The client data: what the browser says of the ceremony. JSON, and letter by letter what is signed.

use super::{CHALLENGE_LIFE, Ceremony, Refusal};
use crate::seal::same;
use serde::Deserialize;

/// The ceremonies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Create,
    Get,
}

/// What is looked at of it. Browsers add fields, and are told to; a field said twice is refused.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
    #[serde(default, rename = "topOrigin")]
    top_origin: Option<String>,
}

/// Checks that `json` is the client data of this ceremony, on this site and for this challenge.
pub(super) fn check(json: &[u8], kind: Kind, ceremony: &Ceremony<'_>) -> Result<(), Refusal> {
    let Ceremony { challenge, site, now, .. } = *ceremony;
    let text = core::str::from_utf8(json).map_err(|_| Refusal::ClientData)?;
    let said: ClientData = serde_json::from_str(text).map_err(|_| Refusal::ClientData)?;
    let wanted = match kind {
        Kind::Create => "webauthn.create",
        Kind::Get => "webauthn.get",
    };
    if said.kind != wanted {
        return Err(Refusal::WrongKind);
    }
    if !same(said.challenge.as_bytes(), challenge.text.as_bytes()) {
        return Err(Refusal::WrongChallenge);
    }
    if said.origin != site.origin {
        return Err(Refusal::WrongOrigin);
    }
    if said.cross_origin || said.top_origin.is_some() {
        return Err(Refusal::CrossOrigin);
    }
    if now < challenge.made || now >= challenge.made + CHALLENGE_LIFE {
        return Err(Refusal::TooLate);
    }
    Ok(())
}
