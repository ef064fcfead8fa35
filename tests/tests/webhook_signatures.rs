//! Webhook signatures against the specification's known answers. That the libraries which shops verify with take what is ours,
//! and nothing else, is seen in `tests/worker`.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is wrong"
)]

use base64ct::{Base64, Encoding};
use dargah_engine::{
    id::ShopId,
    webhook::{Secrets, pkcs8, public_key, signed_content, v1, v1a},
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey, pkcs8::DecodePrivateKey};

const ROOT: &[u8] = b"a root secret for tests, 32 long!";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIME: i64 = 1_614_265_330;
const BODY: &str = r#"{"test": 2432232314}"#;
const V1: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const V1A: &str = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
const PAIR: &str = "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
const PUBLIC: &str = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

fn key(secret: &str) -> Vec<u8> {
    Base64::decode_vec(secret.trim_start_matches("whsec_")).unwrap()
}

#[test]
fn hmac_gives_the_known_answers() {
    let second = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    let (second_id, user) =
        ("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", r#"{"email":"test@example.com","username":"test_user"}"#);
    for (secret, id, time, body, answer) in [
        (SECRET, ID, TIME, BODY, V1),
        (second, second_id, 1_649_367_553, user, "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="),
        (SECRET, ID, TIME, "", "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="),
        // The same JSON without its space is another text.
        (SECRET, ID, TIME, r#"{"test":2432232314}"#, "v1,Vif40peJBP7Iyl0XGmu61n4MwdrcHov5CFREBpE0svs="),
    ] {
        assert_eq!(v1(&key(secret), &signed_content(id, time, body)), answer, "{body}");
    }
}

#[test]
fn ed25519_gives_the_known_answer_from_the_key_as_the_platform_takes_it() {
    let pair = Base64::decode_vec(PAIR).unwrap();
    let seed: [u8; 32] = pair[..32].try_into().unwrap();
    let key = SigningKey::from_pkcs8_der(&pkcs8(&seed)).expect("PKCS#8");
    assert_eq!(key.verifying_key().as_bytes(), &pair[32..]);
    assert_eq!(v1a(&key.sign(signed_content(ID, TIME, BODY).as_bytes()).to_bytes()), V1A);
    let x = base64ct::Base64UrlUnpadded::encode_string(key.verifying_key().as_bytes());
    assert_eq!(public_key(&x).as_deref(), Some(PUBLIC));
    assert_eq!(public_key("not base64!"), None);
}

#[test]
fn a_header_lists_both_signatures_of_a_secret() {
    let secret = Secrets::new(ROOT).of(&ShopId::new("demo").unwrap(), "we_1", 1);
    let content = signed_content("evt_1", TIME, BODY);
    let ed25519 = SigningKey::from_pkcs8_der(&secret.pkcs8()).unwrap();
    let header = secret.signatures(&content, &ed25519.sign(content.as_bytes()).to_bytes());
    let (hmac, signature) = header.split_once(' ').expect("two signatures");
    assert_eq!(hmac, v1(&key(&secret.shared()), &content));
    let signature = Base64::decode_vec(signature.strip_prefix("v1a,").expect("the second is Ed25519")).unwrap();
    let public = VerifyingKey::from_bytes(ed25519.verifying_key().as_bytes()).unwrap();
    assert!(public.verify_strict(content.as_bytes(), &Signature::from_slice(&signature).unwrap()).is_ok());
}

#[test]
fn secrets_differ_by_root_shop_endpoint_and_version_and_stay_the_same() {
    let of = |root: &[u8], shop, endpoint, version| {
        Secrets::new(root).of(&ShopId::new(shop).unwrap(), endpoint, version).shared()
    };
    let first = of(ROOT, "demo", "we_1", 1);
    assert_eq!(first, of(ROOT, "demo", "we_1", 1));
    // A change here would leave every shop unable to verify.
    assert_eq!(first, "whsec_ARSvCl6UtNb1+NmGAGdgICYo+gFN4vAqt3uA+uS3hKk=");
    assert_eq!(key(&first).len(), 32);
    let others = [of(b"another root secret, long enough!", "demo", "we_1", 1), of(ROOT, "demi", "we_1", 1)];
    for other in others.into_iter().chain([of(ROOT, "demo", "we_2", 1), of(ROOT, "demo", "we_1", 2)]) {
        assert_ne!(first, other);
    }
}
