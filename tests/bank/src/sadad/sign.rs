//! SignData: 3DES with the terminal's key, ECB, PKCS7, in base64.

use base64ct::{Base64, Encoding};
use des::TdesEde3;
use des::cipher::{Array, BlockCipherEncrypt, KeyInit};

const BLOCK: usize = 8;

/// What a text is signed with; `None` for a key that is no 24 bytes in base64.
pub(super) fn sign(key: &str, text: &str) -> Option<String> {
    let cipher = TdesEde3::new_from_slice(&Base64::decode_vec(key).ok()?).ok()?;
    let mut bytes = text.as_bytes().to_vec();
    // PKCS7: the padding says its own length, and a whole block of it follows a text that fills its last block.
    let padding = BLOCK - bytes.len() % BLOCK;
    bytes.resize(bytes.len() + padding, u8::try_from(padding).ok()?);
    for block in Array::slice_as_chunks_mut(&mut bytes).0 {
        cipher.encrypt_block(block);
    }
    Some(Base64::encode_string(&bytes))
}

#[cfg(test)]
mod tests {
    use super::sign;
    use serde_json::Value;

    #[test]
    fn known_answers() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../../fixtures/gateways/crypto-vectors.json")).unwrap();
        let cases = vectors["sadad_signdata"]["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 6);
        for case in cases {
            let [key, text, due] =
                ["terminal_key_base64", "plaintext", "SignData"].map(|name| case[name].as_str().unwrap());
            assert_eq!(sign(key, text).as_deref(), Some(due), "{text}");
        }
    }

    #[test]
    fn a_key_of_another_length_signs_nothing() {
        for key in ["", "not base64!", "MTIzNDU2Nzg5MDEyMzQ1Ng=="] {
            assert_eq!(sign(key, "text"), None, "{key}");
        }
    }
}
