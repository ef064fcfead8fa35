//! A shop's side of Sepehr.
use super::{CALLBACK, REFERER, Sandbox, hidden_fields, value};
use dargah_bank::{Kind, Request, Response};
use serde_json::{Value, json};

pub const TERMINAL: &str = "98000001";

pub fn token_body(invoice: &str, amount: u64) -> Value {
    json!({
        "TerminalID": TERMINAL, "Amount": amount.to_string(), "InvoiceID": invoice, "callbackURL": CALLBACK,
        "payload": "p=1&q", "CellNumber": "09120000000",
    })
}

impl Sandbox {
    pub fn sepehr() -> Self {
        Self::new(Kind::Sepehr)
    }

    pub fn sepehr_post(&mut self, call: &str, body: &Value) -> Value {
        let target = format!("/sepehr/Rest/V1/PeymentApi/{call}");
        let response = self.send(&Request::post(&target, "application/json", body.to_string()));
        assert_eq!(response.status, 200, "{}", response.body);
        serde_json::from_str(&response.body).unwrap()
    }

    pub fn sepehr_token(&mut self, invoice: &str, amount: u64) -> String {
        let answer = self.sepehr_post("GetToken", &token_body(invoice, amount));
        assert_eq!(answer["Status"], 0, "{answer}");
        answer["Accesstoken"].as_str().unwrap().to_owned()
    }

    pub fn sepehr_page(&mut self, token: &str) -> Response {
        let form = Request::form("/sepehr/Payment/Pay", &[("token", token), ("TerminalID", TERMINAL)]);
        self.send(&form.with_header("Referer", REFERER))
    }

    pub fn sepehr_press(&mut self, token: &str, action: &str) -> Response {
        self.send(&Request::form("/sepehr/Payment/Sandbox", &[("token", token), ("action", action)]))
    }

    /// The digital receipt of a paid invoice.
    pub fn sepehr_paid(&mut self, invoice: &str, amount: u64) -> String {
        let token = self.sepehr_token(invoice, amount);
        assert_eq!(self.sepehr_page(&token).status, 200);
        let back = self.sepehr_press(&token, "pay");
        value(&hidden_fields(&back.body), "digitalreceipt")
    }

    /// Status and ReturnId of a call on a receipt.
    pub fn sepehr_do(&mut self, call: &str, receipt: &str) -> (String, i64) {
        self.sepehr_ask(call, &json!({ "digitalreceipt": receipt, "Tid": TERMINAL }))
    }

    pub fn sepehr_ask(&mut self, call: &str, body: &Value) -> (String, i64) {
        let answer = self.sepehr_post(call, body);
        (answer["Status"].as_str().unwrap().to_owned(), answer["ReturnId"].as_i64().unwrap())
    }
}

pub fn ok(amount: i64) -> (String, i64) {
    ("Ok".to_owned(), amount)
}

pub fn duplicate(amount: i64) -> (String, i64) {
    ("Duplicate".to_owned(), amount)
}

pub fn refused(code: i64) -> (String, i64) {
    ("NOk".to_owned(), code)
}
