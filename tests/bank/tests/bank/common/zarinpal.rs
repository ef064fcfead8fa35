//! A shop's side of ZarinPal.
use super::{CALLBACK, REFERER, Sandbox, query_fields, value};
use dargah_bank::{Kind, Request, Response};
use serde_json::{Value, json};

pub const MERCHANT: &str = "1344b5d4-0048-11e8-94db-005056a205be";

/// The official SDK's query.
pub const ADD_REFUND: &str = "mutation AddRefund($session_id: ID!, $amount: BigInteger!, $description: String, \
    $method: InstantPayoutActionTypeEnum, $reason: RefundReasonEnum) { resource: AddRefund(session_id: $session_id, \
    amount: $amount, description: $description, method: $method, reason: $reason) { terminal_id, id, amount, \
    timeline { refund_amount, refund_time, refund_status } } }";

pub fn request_body(order: &str, amount: u64) -> Value {
    json!({
        "merchant_id": MERCHANT, "amount": amount, "currency": "IRR", "description": "سفارش", "callback_url": CALLBACK,
        "metadata": { "mobile": "09120000000", "order_id": order },
    })
}

impl Sandbox {
    pub fn zarinpal() -> Self {
        Self::new(Kind::Zarinpal)
    }

    pub fn zarinpal_send(&mut self, call: &str, body: &Value) -> Response {
        let target = format!("/zarinpal/pg/v4/payment/{call}.json");
        self.send(&Request::post(&target, "application/json", body.to_string()))
    }

    /// The code of an answer, whichever half of it holds one, and its data.
    pub fn zarinpal_post(&mut self, call: &str, body: &Value) -> (i64, Value) {
        let response = self.zarinpal_send(call, body);
        let answer: Value = serde_json::from_str(&response.body).unwrap();
        if answer["errors"].is_array() {
            assert_eq!((response.status, &answer["errors"]), (200, &json!([])), "{answer}");
            return (answer["data"]["code"].as_i64().unwrap(), answer["data"].clone());
        }
        assert_eq!((response.status, &answer["data"]), (422, &json!([])), "{answer}");
        (answer["errors"]["code"].as_i64().unwrap(), answer["errors"].clone())
    }

    pub fn zarinpal_authority(&mut self, order: &str, amount: u64) -> String {
        let (code, data) = self.zarinpal_post("request", &request_body(order, amount));
        assert_eq!(code, 100, "{data}");
        data["authority"].as_str().unwrap().to_owned()
    }

    pub fn zarinpal_page(&mut self, authority: &str) -> Response {
        let link = Request::get(&format!("/zarinpal/pg/StartPay/{authority}"));
        self.send(&link.with_header("Referer", REFERER))
    }

    pub fn zarinpal_press(&mut self, authority: &str, action: &str) -> Response {
        self.send(&Request::form("/zarinpal/pg/StartPay/sandbox", &[("authority", authority), ("action", action)]))
    }

    /// The authority of a paid payment.
    pub fn zarinpal_paid(&mut self, order: &str, amount: u64) -> String {
        let authority = self.zarinpal_authority(order, amount);
        assert_eq!(self.zarinpal_page(&authority).status, 200);
        let back = self.zarinpal_press(&authority, "pay");
        assert_eq!(value(&query_fields(back.header("location").unwrap()), "Status"), "OK");
        authority
    }

    pub fn zarinpal_verify(&mut self, authority: &str, amount: u64) -> (i64, Value) {
        self.zarinpal_post("verify", &json!({ "merchant_id": MERCHANT, "amount": amount, "authority": authority }))
    }

    /// The code of a call that names no more than an authority.
    pub fn zarinpal_do(&mut self, call: &str, authority: &str) -> (i64, Value) {
        self.zarinpal_post(call, &json!({ "merchant_id": MERCHANT, "authority": authority }))
    }

    pub fn zarinpal_status(&mut self, authority: &str) -> String {
        self.zarinpal_do("inquiry", authority).1["status"].as_str().unwrap().to_owned()
    }

    pub fn zarinpal_refund(&mut self, token: &str, variables: &Value) -> (u16, Value) {
        let body = json!({ "query": ADD_REFUND, "variables": variables }).to_string();
        let request = Request::post("/zarinpal/api/v4/graphql/", "application/json", body);
        let response = self.send(&request.with_header("Authorization", &format!("Bearer {token}")));
        (response.status, serde_json::from_str(&response.body).unwrap())
    }
}
