//! The secrets of endpoints, and what they sign. A secret is derived from the operator's root secret whenever it is needed:
//! nothing that could leak is stored.
//!
//! Two schemes, side by side: `v1` (HMAC-SHA256) for who shares a secret, `v1a` (Ed25519) for who would rather hold a public
//! key. The Ed25519 signature itself is the platform's: a curve's code would be a tenth of the Worker.

use crate::{
    id::ShopId,
    seal::{Key, hmac_sha256},
};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};

/// What stands before the 32 bytes of an Ed25519 seed in PKCS#8 (RFC 8410).
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// Where the secrets come from.
#[derive(Clone)]
pub struct Secrets(Key);

impl Secrets {
    /// Under the operator's root secret.
    #[must_use]
    pub fn new(root: &[u8]) -> Self {
        Self(Key::derive(root, "webhooks"))
    }

    /// The secret of one version of one endpoint of `shop`.
    #[must_use]
    pub fn of(&self, shop: &ShopId, endpoint: &str, version: u32) -> Secret {
        let derive = |scheme: &[u8]| {
            self.0.mac(&[scheme, shop.as_str().as_bytes(), endpoint.as_bytes(), &version.to_be_bytes()])
        };
        Secret { key: derive(b"v1"), seed: derive(b"v1a") }
    }
}

/// A secret, for both schemes.
pub struct Secret {
    key: [u8; 32],
    seed: [u8; 32],
}

impl Secret {
    /// `whsec_…`, which the shop is told once.
    #[must_use]
    pub fn shared(&self) -> String {
        format!("whsec_{}", Base64::encode_string(&self.key))
    }

    /// The Ed25519 key as the platform takes it.
    #[must_use]
    pub fn pkcs8(&self) -> [u8; 48] {
        let mut der = [0; 48];
        der[..16].copy_from_slice(&PKCS8);
        der[16..].copy_from_slice(&self.seed);
        der
    }

    /// The two signatures of `content`, as the header lists them; `ed25519` is what the platform made of it.
    #[must_use]
    pub fn signatures(&self, content: &str, ed25519: &[u8]) -> String {
        let hmac = hmac_sha256(&self.key, &[content.as_bytes()]);
        format!("v1,{} v1a,{}", Base64::encode_string(&hmac), Base64::encode_string(ed25519))
    }
}

/// `whpk_…`, from a public key as the platform tells it (the `x` of its JWK).
#[must_use]
pub fn public_key(x: &str) -> Option<String> {
    Some(format!("whpk_{}", Base64::encode_string(&Base64UrlUnpadded::decode_vec(x).ok()?)))
}

/// What is signed.
#[must_use]
pub fn signed_content(id: &str, unix_seconds: i64, body: &str) -> String {
    format!("{id}.{unix_seconds}.{body}")
}
