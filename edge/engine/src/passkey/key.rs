//! Public keys (COSE, RFC 9053) as the platform takes them (JWK), and signatures in its form.

use super::{Refusal, cbor::Cbor};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

/// A passkey's public key. Whether its numbers are on the curve, the platform sees when it takes the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "alg")]
pub enum PublicKey {
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256 {
        /// First coordinate, base64url.
        x: String,
        /// Second coordinate, base64url.
        y: String,
    },
    /// RSA PKCS#1 v1.5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256 {
        /// Modulus, base64url.
        n: String,
        /// Exponent, base64url.
        e: String,
    },
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    Ed25519 {
        /// The point, base64url.
        x: String,
    },
}

/// The algorithms' numbers, in the order in which we like them.
pub(super) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

impl PublicKey {
    /// Reads a COSE key.
    pub(super) fn read(cose: &Cbor<'_>) -> Result<Self, Refusal> {
        let number = |at| cose.at(at).and_then(Cbor::integer);
        let bytes = |at, lengths: core::ops::RangeInclusive<usize>| {
            let bytes = cose.at(at).and_then(Cbor::bytes).filter(|bytes| lengths.contains(&bytes.len()))?;
            Some(Base64UrlUnpadded::encode_string(bytes))
        };
        let key = match (number(1), number(3), number(-1)) {
            (Some(2), Some(ES256), Some(1)) => {
                bytes(-2, 32..=32).zip(bytes(-3, 32..=32)).map(|(x, y)| Self::Es256 { x, y })
            }
            (Some(1), Some(EDDSA), Some(6)) => bytes(-2, 32..=32).map(|x| Self::Ed25519 { x }),
            // From 2048 to 4096 bits; an exponent as everybody has it, in three bytes.
            (Some(3), Some(RS256), _) => bytes(-1, 256..=512).zip(bytes(-2, 3..=3)).map(|(n, e)| Self::Rs256 { n, e }),
            _ => None,
        };
        key.ok_or(Refusal::Key)
    }

    /// The key as a JWK.
    #[must_use]
    pub fn jwk(&self) -> String {
        let value = match self {
            Self::Es256 { x, y } => serde_json::json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }),
            Self::Rs256 { n, e } => serde_json::json!({ "kty": "RSA", "alg": "RS256", "n": n, "e": e }),
            Self::Ed25519 { x } => serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": x }),
        };
        value.to_string()
    }

    /// The algorithm as the platform's `importKey` and `verify` name it.
    #[must_use]
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Es256 { .. } => r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
            Self::Rs256 { .. } => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
            Self::Ed25519 { .. } => r#"{"name":"Ed25519"}"#,
        }
    }

    /// A signature as the platform takes it. Authenticators write an ECDSA signature in DER, the platform wants its two numbers
    /// side by side.
    pub(super) fn signature(&self, given: &[u8]) -> Result<Vec<u8>, Refusal> {
        match self {
            Self::Es256 { .. } => raw(given).ok_or(Refusal::Signature),
            Self::Rs256 { .. } if (256..=512).contains(&given.len()) => Ok(given.to_vec()),
            Self::Ed25519 { .. } if given.len() == 64 => Ok(given.to_vec()),
            Self::Rs256 { .. } | Self::Ed25519 { .. } => Err(Refusal::Signature),
        }
    }
}

/// `SEQUENCE { INTEGER r, INTEGER s }` in DER as `r || s`, 32 bytes each.
fn raw(der: &[u8]) -> Option<Vec<u8>> {
    let body = tagged(der, 0x30).and_then(|(body, rest)| rest.is_empty().then_some(body))?;
    let (r, rest) = tagged(body, 0x02)?;
    let (s, rest) = tagged(rest, 0x02)?;
    let mut raw = vec![0; 64];
    put(r, raw.get_mut(..32)?)?;
    put(s, raw.get_mut(32..)?)?;
    rest.is_empty().then_some(raw)
}

/// The content behind a tag, and what follows. An ECDSA signature on P-256 is shorter than 128 bytes, so a length is one byte.
fn tagged(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    if head[0] != tag || head[1] >= 0x80 {
        return None;
    }
    rest.split_at_checked(usize::from(head[1]))
}

/// Writes a positive DER integer, which has no byte too many, to the end of `place`.
fn put(integer: &[u8], place: &mut [u8]) -> Option<()> {
    let number = match integer {
        [0, number @ ..] if number.first().is_some_and(|first| *first >= 0x80) => number,
        number if number.first().is_some_and(|first| (1..0x80).contains(first)) => number,
        _ => return None,
    };
    let start = place.len().checked_sub(number.len())?;
    place.get_mut(start..)?.copy_from_slice(number);
    Some(())
}
