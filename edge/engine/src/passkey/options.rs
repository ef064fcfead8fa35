//! What a browser is asked: the options of both ceremonies as JSON, bytes in base64url.

use super::{CHALLENGE_LIFE, Ceremony, key::ALGORITHMS};
use crate::{links::Links, member::MemberId};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use url::Url;

/// The site that passkeys are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its host: passkeys are bound to it.
    pub id: String,
    /// Its origin, exactly.
    pub origin: String,
}

impl Site {
    /// Our own.
    #[must_use]
    pub fn of(links: &Links) -> Self {
        let origin = links.origin();
        let id = Url::parse(&origin).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        Self { id, origin }
    }
}

/// A new passkey for `member`, whom lists show as `name`. Those they have, `known`, are not made twice on one authenticator.
#[must_use]
pub fn registration_options(ceremony: &Ceremony<'_>, member: &MemberId, name: &str, known: &[String]) -> Value {
    json!({
        "challenge": ceremony.challenge.text,
        "rp": { "id": ceremony.site.id, "name": "Dargah" },
        "user": {
            "id": Base64UrlUnpadded::encode_string(member.as_str().as_bytes()),
            "name": name,
            "displayName": name,
        },
        "pubKeyCredParams": ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg })),
        "timeout": CHALLENGE_LIFE.0,
        "excludeCredentials": listed(known),
        "authenticatorSelection": { "residentKey": "required", "requireResidentKey": true, "userVerification": ceremony.verification.as_str() },
        "attestation": "none",
    })
}

/// A sign-in: by whichever passkey the browser has for us, or by one of `known` where the person is known already.
#[must_use]
pub fn sign_in_options(ceremony: &Ceremony<'_>, known: &[String]) -> Value {
    json!({
        "challenge": ceremony.challenge.text,
        "rpId": ceremony.site.id,
        "timeout": CHALLENGE_LIFE.0,
        "allowCredentials": listed(known),
        "userVerification": ceremony.verification.as_str(),
    })
}

fn listed(ids: &[String]) -> Vec<Value> {
    ids.iter().map(|id| json!({ "type": "public-key", "id": id })).collect()
}
