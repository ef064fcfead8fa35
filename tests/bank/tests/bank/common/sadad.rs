//! A shop at Sadad, and its shopper.

use super::{CALLBACK, REFERER, Sandbox, hidden_fields, value};
use base64ct::{Base64, Encoding};
use dargah_bank::{Kind, Request, Response};
use des::Des;
use des::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use serde_json::{Value, json};

pub const KEY: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0";
pub const TOKEN_PATH: &str = "/sadad/VPG/api/v0/Request/PaymentRequest";
pub const VERIFY_PATH: &str = "/sadad/VPG/api/v0/Advice/Verify";

/// SignData spelt out: three single DES, encrypt, decrypt, encrypt. The bank takes another road to the same bytes.
pub fn sign(key: &str, text: &str) -> String {
    let key = Base64::decode_vec(key).unwrap();
    let [one, two, three] = [0, 8, 16].map(|at| Des::new_from_slice(&key[at..at + 8]).unwrap());
    let padding = 8 - text.len() % 8;
    let mut bytes = text.as_bytes().to_vec();
    bytes.extend(std::iter::repeat_n(u8::try_from(padding).unwrap(), padding));
    for block in Array::slice_as_chunks_mut(&mut bytes).0 {
        one.encrypt_block(block);
        two.decrypt_block(block);
        three.encrypt_block(block);
    }
    Base64::encode_string(&bytes)
}

/// A good PaymentRequest.
pub fn token_body(order: u64, amount: u64) -> Value {
    json!({
        "MerchantId": "000000140212149",
        "TerminalId": "24000615",
        "Amount": amount,
        "OrderId": order,
        "LocalDateTime": "05/01/2024 3:20:30 PM",
        "ReturnUrl": CALLBACK,
        "SignData": sign(KEY, &format!("24000615;{order};{amount}")),
    })
}

pub fn verify_body(token: &str) -> Value {
    json!({ "Token": token, "SignData": sign(KEY, token) })
}

impl Sandbox {
    pub fn sadad() -> Self {
        Self::new(Kind::Sadad)
    }

    pub fn sadad_post(&mut self, path: &str, body: &Value) -> Value {
        let response = self.send(&Request::post(path, "application/json", body.to_string()));
        assert_eq!(response.status, 200, "{}", response.body);
        serde_json::from_str(&response.body).unwrap()
    }

    pub fn sadad_token(&mut self, order: u64, amount: u64) -> String {
        let answer = self.sadad_post(TOKEN_PATH, &token_body(order, amount));
        assert_eq!(answer["ResCode"], "0", "{answer}");
        answer["Token"].as_str().unwrap().to_owned()
    }

    pub fn sadad_page(&mut self, token: &str) -> Response {
        self.send(&Request::get(&format!("/sadad/VPG/Purchase?Token={token}")).with_header("Referer", REFERER))
    }

    pub fn sadad_press(&mut self, token: &str, action: &str) -> Response {
        self.send(&Request::form("/sadad/VPG/Sandbox", &[("Token", token), ("lang", "fa"), ("action", action)]))
    }

    /// The token of a paid payment.
    pub fn sadad_paid(&mut self, order: u64, amount: u64) -> String {
        let token = self.sadad_token(order, amount);
        assert_eq!(self.sadad_page(&token).status, 200);
        let back = self.sadad_press(&token, "pay");
        assert_eq!(value(&hidden_fields(&back.body), "ResCode"), "0");
        token
    }

    pub fn sadad_verify(&mut self, token: &str) -> Value {
        self.sadad_post(VERIFY_PATH, &verify_body(token))
    }
}
