//! Known answers of the providers' cryptography (`fixtures/gateways/crypto-vectors.json`). Where an adapter signs, its own
//! request is looked at; the rest are known answers for whoever adds the services that need them, taken with the same crates.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

use aes::{Aes128, Aes256, cipher::KeyIvInit};
use base64ct::{Base64, Encoding};
use cbc::cipher::{BlockModeEncrypt, block_padding::Pkcs7};
use dargah_engine::{
    config::Gateways,
    gateway::{Claim, Desk, Operation, Reference, Token, TokenAsk},
    money::Rial,
    time::Moment,
};
use dargah_tests::{market::id, setting::gateways_json};
use des::{
    Des,
    cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use rsa::{Pkcs1v15Encrypt, Pkcs1v15Sign, PrivateKey, pkcs8::DecodePrivateKey};
use serde_json::Value;
use sha2::{Digest, Sha256};

fn vectors(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../fixtures/gateways/crypto-vectors.json")).unwrap();
    all[name].clone()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}"))
}

fn cases(of: &Value) -> &[Value] {
    let cases = of["cases"].as_array().expect("cases");
    assert!(!cases.is_empty(), "nothing to check");
    cases
}

fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "{text}");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn aes_128(key: &[u8], iv: &[u8], bytes: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<Aes128>::new_from_slices(key, iv).unwrap().encrypt_padded_vec::<Pkcs7>(bytes)
}

fn private_key() -> PrivateKey {
    PrivateKey::from_pkcs8_pem(text(&vectors("irankish_envelope"), "test_rsa_private_key_pem")).unwrap()
}

#[test]
fn no_section_is_left_out() {
    let all: Value = serde_json::from_str(include_str!("../fixtures/gateways/crypto-vectors.json")).unwrap();
    let mut names: Vec<&str> = all.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let checked = [
        "azki_signature",
        "irankish_envelope",
        "luhn_iranian_card",
        "mellat_encPan",
        "mellat_enc_national_code",
        "origin",
        "pasargad_old_rsa",
        "sadad_signdata",
        "sep_card_hash",
        "shaparak_identity_aes",
    ];
    assert_eq!(names, checked, "a new section needs a test of its own");
}

/// The body of the first request that an account of `gateway`, changed by `change`, makes for `operation`.
fn body(gateway: &str, change: impl Fn(&mut Value), operation: &Operation) -> Value {
    let text = gateways_json(|account| {
        if account["id"] == gateway {
            change(account);
        }
    });
    let gateways = Gateways::read(&text).unwrap_or_else(|problem| panic!("{problem}"));
    let account = gateways.get(&id(gateway)).unwrap();
    let desk = Desk { account, now: Moment(1_700_000_000_000), entropy: &[7; 32], session: None };
    let exchange = account.provider.adapter().ask(operation, &desk).unwrap();
    serde_json::from_str(&exchange.request.body).unwrap()
}

fn token_ask(order: &str, amount: i64) -> TokenAsk {
    TokenAsk {
        order: serde_json::from_str(order).unwrap(),
        amount: Rial::new(amount).unwrap(),
        callback_url: "https://pay.example/v1/callback/cb_1".to_owned(),
        mobile: None,
        basket: Vec::new(),
    }
}

#[test]
fn sadad_signs_as_the_vectors_do() {
    for case in cases(&vectors("sadad_signdata")) {
        let plain = text(case, "plaintext");
        let parts: Vec<&str> = plain.split(';').collect();
        let (terminal, operation) = match parts.as_slice() {
            [terminal, order, amount] => (*terminal, Operation::Token(token_ask(order, amount.parse().unwrap()))),
            _ => {
                let TokenAsk { order, amount, .. } = token_ask("1", 10_000);
                let reference = Reference { key: plain.to_owned(), details: Default::default() };
                ("1", Operation::Verify(Claim { order, amount, token: Token(plain.to_owned()), reference }))
            }
        };
        let change = |account: &mut Value| {
            account["credentials"]["terminal"] = terminal.into();
            account["credentials"]["key"] = case["terminal_key_base64"].clone();
        };
        assert_eq!(body("sadad", change, &operation)["SignData"], case["SignData"], "{plain}");
    }
}

/// What Iran Kish's envelope is made over, in hex digits. No adapter splits a payment, so that form is checked here alone.
fn irankish_base(all: &Value, case: &Value) -> String {
    let shares: Vec<&Value> = case["multiplex"].as_array().into_iter().flatten().collect();
    let flag = if shares.is_empty() { "00" } else { "01" };
    let amount = case["amount"].as_u64().unwrap();
    let mut base = format!("{}{}{amount:012}{flag}", text(all, "terminalId"), text(all, "passPhrase"));
    for share in shares {
        let digits = share[0].as_str().and_then(|iban| iban.strip_prefix("IR")).expect("an IBAN");
        base += &format!("2718{digits}{:012}", share[1].as_u64().unwrap());
    }
    base
}

#[test]
fn iran_kishs_envelope_holds_what_the_vectors_say() {
    let all = vectors("irankish_envelope");
    let key = private_key();
    for case in cases(&all) {
        // The recipe, with the vectors' own key.
        assert_eq!(irankish_base(&all, case), text(case, "base_hex_string"));
        let plain = unhex(text(case, "base_hex_string"));
        let sealed = aes_128(&unhex(text(&all, "aes_key_hex")), &unhex(text(case, "iv_hex")), &plain);
        assert_eq!(hex(&sealed), text(case, "aes_ciphertext_hex"));
        assert_eq!(hex(&Sha256::digest(&sealed)), text(case, "sha256_of_ciphertext_hex"));
        let sample = unhex(text(case, "sample_data_hex (RSA PKCS1v15 is random, decrypt to check)"));
        assert_eq!(hex(&key.decrypt(Pkcs1v15Encrypt, &sample).unwrap()), text(case, "rsa_plain_block_hex"));
        if !case["multiplex"].is_null() {
            continue;
        }
        // What the adapter sends: opened with the private key, and sealed again under what was in it.
        let ask = Operation::Token(token_ask("1", case["amount"].as_i64().unwrap()));
        let change = |account: &mut Value| {
            account["credentials"]["terminal"] = all["terminalId"].clone();
            account["credentials"]["pass_phrase"] = all["passPhrase"].clone();
            account["credentials"]["public_key"] = all["test_rsa_public_key_pem"].clone();
        };
        let envelope = body("irankish", change, &ask)["authenticationEnvelope"].clone();
        let block = key.decrypt(Pkcs1v15Encrypt, &unhex(text(&envelope, "data"))).unwrap();
        let (aes_key, hash) = block.split_at(16);
        let iv = unhex(text(&envelope, "iv"));
        assert_ne!(aes_key, iv, "the iv is told to everyone");
        let sealed = aes_128(aes_key, &iv, &plain);
        assert_eq!(hex(hash), hex(&Sha256::digest(&sealed)), "amount {}", case["amount"]);
    }
}

#[test]
fn the_same_entropy_never_makes_two_envelopes_of_one_key() {
    let ask = Operation::Token(token_ask("1", 10_000));
    let text = gateways_json(|_| {});
    let gateways = Gateways::read(&text).unwrap();
    let account = gateways.get(&id("irankish")).unwrap();
    let data = |entropy: [u8; 32]| {
        let desk = Desk { account, now: Moment(0), entropy: &entropy, session: None };
        account.provider.adapter().ask(&ask, &desk).unwrap().request.body
    };
    assert_eq!(data([1; 32]), data([1; 32]), "an adapter is a function");
    assert_ne!(data([1; 32]), data([2; 32]));
}

fn des_block(key: &str, block: &[u8]) -> Vec<u8> {
    let cipher = Des::new_from_slice(&unhex(key)).unwrap();
    let mut whole = Array::from([0; 8]);
    whole.copy_from_slice(block);
    cipher.encrypt_block(&mut whole);
    whole.to_vec()
}

#[test]
fn mellats_card_and_national_code() {
    let pans = vectors("mellat_encPan");
    // Published in the manual, which the vectors say behind it.
    let (key, _) = text(&pans, "key_hex").split_once(' ').unwrap();
    for case in cases(&pans) {
        assert_eq!(hex(&des_block(key, &unhex(text(case, "pan")))).to_uppercase(), text(case, "encPan"));
    }
    let cipher = Des::new_from_slice(&unhex(key)).unwrap();
    let mut sample = Array::from([0; 8]);
    sample.copy_from_slice(&unhex(text(&pans, "manual_example_cipher")));
    cipher.decrypt_block(&mut sample);
    assert_eq!(hex(&sample), text(&pans, "manual_example_decrypts_to"));
    for case in cases(&vectors("mellat_enc_national_code")) {
        let mut block = unhex(text(case, "national_code"));
        block.resize(8, 3);
        assert_eq!(hex(&des_block(key, &block)).to_uppercase(), text(case, "ENC"));
    }
}

#[test]
fn pasargads_old_signatures() {
    let key = private_key();
    for case in cases(&vectors("pasargad_old_rsa")) {
        let hash = sha1::Sha1::digest(text(case, "signed_text").as_bytes());
        let signed = key.sign(Pkcs1v15Sign::new::<sha1::Sha1>(), &hash).unwrap();
        assert_eq!(Base64::encode_string(&signed), text(case, "sign"));
    }
}

#[test]
fn azkis_signature_and_shaparaks_identity() {
    let azki = vectors("azki_signature");
    for case in cases(&azki) {
        let key = text(&azki, "key_hex");
        let plain = format!("{}#{}#{}#{key}", text(case, "sub_url"), case["unix_time"], text(case, "method"));
        let sealed = cbc::Encryptor::<Aes256>::new_from_slices(&unhex(key), &[0; 16]).unwrap();
        assert_eq!(hex(&sealed.encrypt_padded_vec::<Pkcs7>(plain.as_bytes())), text(case, "Signature"));
    }
    let identity = vectors("shaparak_identity_aes");
    let decoded = |name: &str| Base64::decode_vec(text(&identity, name)).unwrap();
    for case in cases(&identity) {
        let sealed = aes_128(&decoded("key_base64"), &decoded("iv_base64"), text(case, "national_code").as_bytes());
        assert_eq!(Base64::encode_string(&sealed), text(case, "out"));
    }
}

#[test]
fn seps_card_hashes_and_luhns_digit() {
    let case = vectors("sep_card_hash")["case"].clone();
    assert_eq!(hex(&md5::Md5::digest(text(&case, "pan"))), text(&case, "md5"));
    assert_eq!(hex(&Sha256::digest(text(&case, "pan"))), text(&case, "sha256"));
    let luhn = vectors("luhn_iranian_card");
    let is_card = |pan: &str| {
        let digits: Vec<u32> = pan.chars().filter_map(|c| c.to_digit(10)).collect();
        let weighed = digits.iter().enumerate().map(|(i, d)| match d * if i % 2 == 0 { 2 } else { 1 } {
            n if n > 9 => n - 9,
            n => n,
        });
        digits.len() == 16 && weighed.sum::<u32>() % 10 == 0 && digits.iter().any(|d| *d != digits[0])
    };
    let list = |name: &str| {
        luhn[name].as_array().unwrap().iter().map(|v| v.as_str().unwrap()[..16].to_owned()).collect::<Vec<_>>()
    };
    assert!(list("valid_made_up").iter().all(|pan| is_card(pan)));
    assert!(!list("invalid").iter().any(|pan| is_card(pan)));
}
