//! The ciphers that providers sign their requests with, out of RustCrypto. None of them keeps a secret from the provider;
//! they prove to it who asks.

use crate::seal::hmac_sha256;
use aes::{Aes128, cipher::KeyIvInit};
use base64ct::{Base64, Encoding};
use cbc::cipher::{BlockModeEncrypt, block_padding::Pkcs7};
use core::convert::Infallible;
use des::{
    TdesEde3,
    cipher::{Array, BlockCipherEncrypt, KeyInit},
};
use rsa::{
    Pkcs1v15Encrypt, PublicKey,
    pkcs8::DecodePublicKey,
    rand_core::{TryCryptoRng, TryRng},
};

/// Base64 of the 3DES-ECB cipher text with PKCS#7 padding. Nothing unless `key` is base64 of 24 bytes.
pub(crate) fn triple_des(key: &str, text: &str) -> Option<String> {
    let key = Base64::decode_vec(key.trim()).ok()?;
    let cipher = TdesEde3::new_from_slice(&key).ok()?;
    let fill = 8 - text.len() % 8;
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(text.len() + fill, u8::try_from(fill).unwrap_or(8));
    for block in bytes.chunks_exact_mut(8) {
        let mut whole = Array::from([0; 8]);
        whole.copy_from_slice(block);
        cipher.encrypt_block(&mut whole);
        block.copy_from_slice(&whole);
    }
    Some(Base64::encode_string(&bytes))
}

/// AES-128-CBC with PKCS#7 padding.
pub(crate) fn aes_cbc(key: &[u8; 16], iv: &[u8; 16], bytes: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<Aes128>::new(&(*key).into(), &(*iv).into()).encrypt_padded_vec::<Pkcs7>(bytes)
}

/// RSA with PKCS#1 v1.5 padding under a public key in PEM. Nothing if the key is none, or too short for the bytes.
pub(crate) fn rsa(key: &str, bytes: &[u8], entropy: &[u8; 32]) -> Option<Vec<u8>> {
    let key = PublicKey::from_public_key_pem(key.trim()).ok()?;
    key.encrypt(&mut Stream { seed: *entropy, block: 0 }, Pkcs1v15Encrypt, bytes).ok()
}

/// Random bytes out of the operation's entropy: HMAC-SHA256 in counter mode (the expansion of NIST SP 800-108).
struct Stream {
    seed: [u8; 32],
    block: u32,
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for part in bytes.chunks_mut(32) {
            self.block = self.block.wrapping_add(1);
            part.copy_from_slice(&hmac_sha256(&self.seed, &[b"stream", &self.block.to_be_bytes()])[..part.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Stream {}
