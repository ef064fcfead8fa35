//! The envelope that proves who asks for a token: terminal, pass phrase and amount under a random AES key, which with the
//! hash of the cipher text goes under Iran Kish's RSA key. Source: guide rev. 9 through multipay and Parbad.

use crate::{
    gateway::{Account, crypt},
    money::Rial,
    seal::{hex, hmac_sha256, sha256},
};

/// `(data, iv)`, both in hex; nothing if the account's numbers or key cannot be read.
pub(super) fn seal(account: &Account, amount: Rial, entropy: &[u8; 32]) -> Option<(String, String)> {
    let text = format!("{}{}{:012}00", account.terminal(), account.credential("pass_phrase"), amount.get());
    let random = hmac_sha256(entropy, &[b"envelope"]);
    let (mut key, mut iv) = ([0; 16], [0; 16]);
    key.copy_from_slice(&random[..16]);
    iv.copy_from_slice(&random[16..]);
    let sealed = crypt::aes_cbc(&key, &iv, &unhex(&text)?);
    let mut block = key.to_vec();
    block.extend_from_slice(&sha256(&sealed));
    Some((hex(&crypt::rsa(account.credential("public_key"), &block, entropy)?), hex(&iv)))
}

/// Bytes of hex digits in any letter case.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}
