//! A shop's side of Asan Pardakht.
use super::{CALLBACK, REFERER, Sandbox};
use dargah_bank::{Kind, Request, Response};
use serde_json::{Value, json};

/// A call with the headers that the sandbox takes.
pub fn signed(request: Request) -> Request {
    request.with_header("usr", "dargah").with_header("pwd", "sandbox")
}

/// A good token call; `localDate` is the sandbox's first moment, 15 November 2023 at 01:43:20 in Tehran.
pub fn token_body(invoice: u64, amount: u64) -> Value {
    json!({
        "serviceTypeId": 1, "merchantConfigurationId": 5050, "localInvoiceId": invoice, "amountInRials": amount,
        "localDate": "20231115 014320", "additionalData": "", "callbackURL": CALLBACK, "paymentId": "0",
    })
}

impl Sandbox {
    pub fn asan() -> Self {
        Self::new(Kind::Asanpardakht)
    }

    pub fn asan_post(&mut self, call: &str, body: &Value) -> Response {
        let target = format!("/asanpardakht/v1/{call}");
        self.send(&signed(Request::post(&target, "application/json", body.to_string())))
    }

    pub fn asan_token(&mut self, invoice: u64, amount: u64) -> String {
        let mut body = token_body(invoice, amount);
        let time = self.send(&Request::get("/asanpardakht/v1/Time"));
        body["localDate"] = serde_json::from_str(&time.body).unwrap();
        let answer = self.asan_post("Token", &body);
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    pub fn asan_page(&mut self, token: &str) -> Response {
        self.send(&Request::form("/asanpardakht/page/", &[("RefId", token)]).with_header("Referer", REFERER))
    }

    pub fn asan_press(&mut self, token: &str, action: &str) -> Response {
        self.send(&Request::form("/asanpardakht/page/sandbox", &[("RefId", token), ("action", action)]))
    }

    pub fn asan_result(&mut self, invoice: u64) -> Response {
        let target = format!("/asanpardakht/v1/TranResult?merchantConfigurationId=5050&localInvoiceId={invoice}");
        self.send(&signed(Request::get(&target)))
    }

    /// The payGateTranID of a paid invoice.
    pub fn asan_paid(&mut self, invoice: u64, amount: u64) -> String {
        let token = self.asan_token(invoice, amount);
        assert_eq!(self.asan_page(&token).status, 200);
        self.asan_press(&token, "pay");
        let result: Value = serde_json::from_str(&self.asan_result(invoice).body).unwrap();
        result["payGateTranID"].as_str().unwrap().to_owned()
    }

    /// The status of a step.
    pub fn asan_do(&mut self, step: &str, transaction: &str) -> u16 {
        let id: u64 = transaction.parse().unwrap();
        self.asan_post(step, &json!({ "merchantConfigurationId": 5050, "payGateTranId": id })).status
    }
}
