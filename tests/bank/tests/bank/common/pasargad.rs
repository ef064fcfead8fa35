//! A shop at Pasargad, and its shopper.

use super::{CALLBACK, REFERER, Sandbox, query_fields, value};
use dargah_bank::{Kind, Request, Response};
use serde_json::{Value, json};

pub const LOGIN: &str = "/pasargad/dorsa1/token/getToken";
pub const PURCHASE: &str = "/pasargad/dorsa1/api/payment/purchase";
pub const INQUIRY: &str = "/pasargad/dorsa1/api/payment/payment-inquiry";
pub const VERIFY: &str = "/pasargad/dorsa1/api/payment/verify-payment";
pub const CONFIRM: &str = "/pasargad/dorsa1/api/payment/confirm-transactions";
pub const REVERSE: &str = "/pasargad/dorsa1/api/payment/reverse-transactions";

pub fn purchase_body(invoice: &str, amount: u64) -> Value {
    json!({
        "amount": amount,
        "invoice": invoice,
        "invoiceDate": "1403-11-05",
        "serviceCode": 8,
        "serviceType": "PURCHASE",
        "callbackApi": CALLBACK,
        "mobileNumber": "09120000000",
        "terminalNumber": 10_010_203,
    })
}

/// A payment as the calls name it.
#[derive(Clone, Debug)]
pub struct Bill {
    pub invoice: String,
    pub url_id: String,
}

impl Bill {
    pub fn body(&self) -> Value {
        json!({ "invoice": self.invoice, "urlId": self.url_id })
    }
}

pub fn request(path: &str, body: &Value, bearer: &str) -> Request {
    let post = Request::post(path, "application/json", body.to_string());
    post.with_header("Host", "127.0.0.1:8789").with_header("Authorization", &format!("Bearer {bearer}"))
}

impl Sandbox {
    pub fn pasargad() -> Self {
        Self::new(Kind::Pasargad)
    }

    pub fn pasargad_login(&mut self) -> String {
        let body = json!({ "username": "dargah", "password": "sandbox" });
        let answer = self.send(&Request::post(LOGIN, "application/json", body.to_string()));
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(answer["resultCode"], 0, "{answer}");
        answer["token"].as_str().unwrap().to_owned()
    }

    /// A call with a fresh login.
    pub fn pasargad_post(&mut self, path: &str, body: &Value) -> Value {
        let bearer = self.pasargad_login();
        let response = self.send(&request(path, body, &bearer));
        assert_eq!(response.status, 200, "{}", response.body);
        serde_json::from_str(&response.body).unwrap()
    }

    /// The code of a call on a payment.
    pub fn pasargad_do(&mut self, path: &str, bill: &Bill) -> Value {
        self.pasargad_post(path, &bill.body())["resultCode"].clone()
    }

    pub fn pasargad_purchase(&mut self, invoice: &str, amount: u64) -> Bill {
        let answer = self.pasargad_post(PURCHASE, &purchase_body(invoice, amount));
        assert_eq!(answer["resultCode"], 0, "{answer}");
        Bill { invoice: invoice.to_owned(), url_id: answer["data"]["urlId"].as_str().unwrap().to_owned() }
    }

    pub fn pasargad_page(&mut self, bill: &Bill) -> Response {
        self.send(&Request::get(&format!("/pasargad/dorsa1/{}", bill.url_id)).with_header("Referer", REFERER))
    }

    pub fn pasargad_press(&mut self, bill: &Bill, action: &str) -> Response {
        let fields = [("urlId", bill.url_id.as_str()), ("lang", "fa"), ("action", action)];
        self.send(&Request::form("/pasargad/dorsa1/sandbox", &fields))
    }

    /// The callback's fields after a press.
    pub fn pasargad_back(&mut self, bill: &Bill, action: &str) -> Vec<(String, String)> {
        let back = self.pasargad_press(bill, action);
        assert_eq!(back.status, 303, "{}", back.body);
        query_fields(back.header("location").unwrap())
    }

    pub fn pasargad_paid(&mut self, invoice: &str, amount: u64) -> Bill {
        let bill = self.pasargad_purchase(invoice, amount);
        assert_eq!(self.pasargad_page(&bill).status, 200);
        assert_eq!(value(&self.pasargad_back(&bill, "pay"), "status"), "success");
        bill
    }

    /// What an inquiry says of a payment.
    pub fn pasargad_inquire(&mut self, invoice: &str) -> Value {
        let answer = self.pasargad_post(INQUIRY, &json!({ "invoiceId": invoice }));
        assert_eq!(answer["resultCode"], 0, "{answer}");
        answer["data"].clone()
    }
}
