//! What is kept secret at rest: a provider's credentials, encrypted (AES-256-GCM, NIST SP 800-38D) under a key that is derived from
//! the operator's root secret. Whose it is and what it is for is authenticated with it, so that a sealed text that is moved to another
//! shop's row opens for nobody.

use crate::{
    id::{GatewayId, ShopId},
    seal::Key,
};
use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use base64ct::{Base64UrlUnpadded, Encoding};

/// What stands before every sealed text: the way in which it was sealed.
const VERSION: &str = "v1.";

/// Bytes of a nonce. It must be random each time: the same one twice under one key would give both texts away.
pub const NONCE: usize = 12;

/// Seals and opens.
#[derive(Clone)]
pub struct Vault(Key);

impl Vault {
    /// Under the operator's root secret.
    #[must_use]
    pub fn new(root: &[u8]) -> Self {
        Self(Key::derive(root, "vault"))
    }

    /// Seals `text` for one contract of one shop.
    #[must_use]
    pub fn seal(&self, nonce: [u8; NONCE], shop: &ShopId, contract: &GatewayId, text: &str) -> String {
        let bound = bound(shop, contract);
        let sealed = self.cipher().encrypt(&nonce.into(), Payload { msg: text.as_bytes(), aad: bound.as_bytes() });
        // Only a text of gigabytes cannot be sealed; nothing would open what stands here in its place.
        let bytes: Vec<u8> = nonce.into_iter().chain(sealed.unwrap_or_default()).collect();
        format!("{VERSION}{}", Base64UrlUnpadded::encode_string(&bytes))
    }

    /// Opens what was sealed for this contract of this shop; nothing else.
    #[must_use]
    pub fn open(&self, shop: &ShopId, contract: &GatewayId, sealed: &str) -> Option<String> {
        let bytes = Base64UrlUnpadded::decode_vec(sealed.strip_prefix(VERSION)?).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let bound = bound(shop, contract);
        let text = self.cipher().decrypt(&(*nonce).into(), Payload { msg: sealed, aad: bound.as_bytes() }).ok()?;
        String::from_utf8(text).ok()
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0.mac(&[b"contracts"]).into())
    }
}

/// Neither name can hold a slash.
fn bound(shop: &ShopId, contract: &GatewayId) -> String {
    format!("{shop}/{contract}")
}
