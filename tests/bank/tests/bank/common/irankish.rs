//! A shop at Iran Kish, and its shopper.

use super::{CALLBACK, REFERER, Sandbox, hidden_fields, value};
use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use dargah_bank::{Kind, Request, Response};
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::{TryCryptoRng, TryRng};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::convert::Infallible;

pub const TOKEN_PATH: &str = "/irankish/api/v3/tokenization/make";
pub const CONFIRM_PATH: &str = "/irankish/api/v3/confirmation/purchase";
pub const REVERSE_PATH: &str = "/irankish/api/v3/confirmation/reversePurchase";
pub const INQUIRY_PATH: &str = "/irankish/api/v3/inquiry/single";
pub const PASS_PHRASE: &str = "A1B2C3D4E5F60718";

pub fn vectors() -> Value {
    let all: Value = serde_json::from_str(include_str!("../../../../fixtures/gateways/crypto-vectors.json")).unwrap();
    all["irankish_envelope"].clone()
}

/// Padding of 7s: what RSA wants is that they are no zeros, and a test that they are the same every time.
struct Sevens;

impl TryRng for Sevens {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0x0707_0707)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0x0707_0707_0707_0707)
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(7);
        Ok(())
    }
}

impl TryCryptoRng for Sevens {}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// The envelope over these hex digits, step by step as the guide tells it.
pub fn envelope(base: &str) -> Value {
    let plain: Vec<u8> =
        (0..base.len()).step_by(2).map(|at| u8::from_str_radix(&base[at..at + 2], 16).unwrap()).collect();
    let (key, iv) = ([0x5A; 16], [0xA5; 16]);
    let cipher = cbc::Encryptor::<Aes128>::new(&key.into(), &iv.into()).encrypt_padded_vec::<Pkcs7>(&plain);
    let block = [key.as_slice(), Sha256::digest(&cipher).as_slice()].concat();
    let public = rsa::PublicKey::from_public_key_pem(vectors()["test_rsa_public_key_pem"].as_str().unwrap()).unwrap();
    let data = public.pkcs1v15_encrypt_with_rng(&mut Sevens, &block).unwrap();
    json!({ "data": hex(&data), "iv": hex(&iv) })
}

/// A good tokenization/make.
pub fn token_body(request_id: &str, amount: u64, now_ms: u64) -> Value {
    json!({
        "authenticationEnvelope": envelope(&format!("08012345{PASS_PHRASE}{amount:012}00")),
        "request": {
            "transactionType": "Purchase",
            "terminalId": "08012345",
            "acceptorId": "000000000140332",
            "amount": amount,
            "requestId": request_id,
            "requestTimestamp": now_ms / 1_000,
            "revertUri": CALLBACK,
        },
    })
}

/// A paid payment, as the callback names it.
#[derive(Clone)]
pub struct Paid {
    pub token: String,
    pub rrn: String,
    pub trace: String,
    pub request_id: String,
}

pub fn confirm_body(paid: &Paid) -> Value {
    json!({
        "terminalId": "08012345",
        "retrievalReferenceNumber": paid.rrn,
        "systemTraceAuditNumber": paid.trace,
        "tokenIdentity": paid.token,
    })
}

pub fn inquiry_body(paid: &Paid, option: u64) -> Value {
    json!({
        "passPhrase": PASS_PHRASE,
        "terminalId": "08012345",
        "tokenIdentity": paid.token,
        "retrievalReferenceNumber": paid.rrn,
        "requestId": paid.request_id,
        "findOption": option,
    })
}

impl Sandbox {
    pub fn irankish() -> Self {
        Self::new(Kind::Irankish)
    }

    pub fn irankish_post(&mut self, path: &str, body: &Value) -> Value {
        let response = self.send(&Request::post(path, "application/json", body.to_string()));
        assert_eq!(response.status, 200, "{}", response.body);
        let answer: Value = serde_json::from_str(&response.body).unwrap();
        assert_eq!(answer["status"], answer["responseCode"] == "00", "{answer}");
        answer
    }

    pub fn irankish_token(&mut self, request_id: &str, amount: u64) -> String {
        let answer = self.irankish_post(TOKEN_PATH, &token_body(request_id, amount, self.now_ms));
        assert_eq!(answer["responseCode"], "00", "{answer}");
        answer["result"]["token"].as_str().unwrap().to_owned()
    }

    pub fn irankish_page(&mut self, token: &str) -> Response {
        let form = Request::form("/irankish/iuiv3/IPG/Index/", &[("tokenIdentity", token)]);
        self.send(&form.with_header("Referer", REFERER))
    }

    pub fn irankish_press(&mut self, token: &str, action: &str) -> Response {
        let fields = [("tokenIdentity", token), ("lang", "fa"), ("action", action)];
        self.send(&Request::form("/irankish/iuiv3/IPG/Index/Sandbox", &fields))
    }

    pub fn irankish_paid(&mut self, request_id: &str, amount: u64) -> Paid {
        let token = self.irankish_token(request_id, amount);
        assert_eq!(self.irankish_page(&token).status, 200);
        let fields = hidden_fields(&self.irankish_press(&token, "pay").body);
        assert_eq!(value(&fields, "responseCode"), "00");
        let [rrn, trace] = ["retrievalReferenceNumber", "systemTraceAuditNumber"].map(|name| value(&fields, name));
        Paid { token, rrn, trace, request_id: request_id.to_owned() }
    }

    pub fn irankish_confirm(&mut self, paid: &Paid) -> Value {
        self.irankish_post(CONFIRM_PATH, &confirm_body(paid))
    }

    pub fn irankish_reverse(&mut self, paid: &Paid) -> Value {
        self.irankish_post(REVERSE_PATH, &confirm_body(paid))
    }

    pub fn irankish_inquire(&mut self, paid: &Paid, option: u64) -> Value {
        self.irankish_post(INQUIRY_PATH, &inquiry_body(paid, option))
    }
}
