//! The envelope that authenticates a token call: the shop makes an AES key, encrypts what it asks for, and sends key and hash
//! of the cipher text under Iran Kish's public key. The cipher text itself does not travel: the bank makes it again.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use rsa::PrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The bank's own key; a real terminal is given the public half.
static KEY: LazyLock<Option<PrivateKey>> =
    LazyLock::new(|| PrivateKey::from_pkcs8_pem(include_str!("test_key.pem")).ok());

const KEY_BYTES: usize = 16;

/// The part of a split payment that goes to one account.
pub(super) struct Share {
    pub(super) iban: String,
    pub(super) amount: u64,
}

impl Share {
    /// `IR` and 24 digits, for whom anything over zero is due.
    pub(super) fn is_sound(&self) -> bool {
        let digits = self.iban.strip_prefix("IR").unwrap_or_default();
        digits.len() == 24 && digits.bytes().all(|byte| byte.is_ascii_digit()) && self.amount > 0
    }
}

/// The hex digits that a token call is authenticated over.
pub(super) fn base(terminal: &str, pass_phrase: &str, amount: u64, shares: &[Share]) -> String {
    let flag = if shares.is_empty() { "00" } else { "01" };
    let mut base = format!("{terminal}{pass_phrase}{amount:012}{flag}");
    for Share { iban, amount } in shares {
        // `IR` in digits, as in the check of an IBAN.
        base += &format!("{}{amount:012}", iban.replacen("IR", "2718", 1));
    }
    base
}

/// Whether an envelope (`data`, `iv`, both hex) was made over these hex digits.
pub(super) fn holds(data: &str, iv: &str, base: &str) -> bool {
    opened(data).zip(bytes(iv)).zip(bytes(base)).is_some_and(|((opened, iv), base)| {
        let Some((key, hash)) = opened.split_at_checked(KEY_BYTES) else { return false };
        let Ok(cipher) = cbc::Encryptor::<Aes128>::new_from_slices(key, &iv) else { return false };
        Sha256::digest(cipher.encrypt_padded_vec::<Pkcs7>(&base)).as_slice() == hash
    })
}

/// The key and the hash. What was not padded properly opens to noise, and noise has no right hash.
fn opened(data: &str) -> Option<Vec<u8>> {
    KEY.as_ref()?.pkcs1v15_decrypt(&bytes(data)?).ok()
}

/// The bytes of hex digits of either case.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    let digits: Vec<u8> = digits.collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    Some(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use super::{Share, base, bytes, holds, opened};
    use serde_json::Value;

    #[test]
    fn known_answers() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../../fixtures/gateways/crypto-vectors.json")).unwrap();
        let envelope = &vectors["irankish_envelope"];
        let cases = envelope["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 3);
        for case in cases {
            let text = |name: &str| case[name].as_str().unwrap();
            let shares = case["multiplex"].as_array().into_iter().flatten();
            let shares: Vec<Share> = shares
                .map(|part| Share { iban: part[0].as_str().unwrap().to_owned(), amount: part[1].as_u64().unwrap() })
                .collect();
            assert!(shares.iter().all(Share::is_sound));
            let amount = case["amount"].as_u64().unwrap();
            let made = base(
                envelope["terminalId"].as_str().unwrap(),
                envelope["passPhrase"].as_str().unwrap(),
                amount,
                &shares,
            );
            assert_eq!(made, text("base_hex_string"));
            let data = text("sample_data_hex (RSA PKCS1v15 is random, decrypt to check)");
            assert_eq!(opened(data), bytes(text("rsa_plain_block_hex")), "{amount}");
            assert!(holds(data, text("iv_hex"), &made) && holds(&data.to_lowercase(), text("iv_hex"), &made));
            assert!(!holds(data, &text("iv_hex").replace('f', "e"), &made), "another vector");
            assert!(!holds(data, text("iv_hex"), &made.replacen("A1", "A2", 1)), "another phrase");
            assert!(!holds(&data.replacen("1", "2", 1), text("iv_hex"), &made), "another envelope");
        }
    }

    #[test]
    fn what_is_no_envelope_holds_nothing() {
        for data in ["", "00", "xyz", "abc"] {
            assert!(!holds(data, "f0e0d0c0b0a090807060504030201000", "00"), "{data}");
        }
    }
}
