//! A shop's side of Zibal.
use super::{CALLBACK, REFERER, Sandbox};
use dargah_bank::{Kind, Request, Response};
use serde_json::{Value, json};

pub fn request_body(order: &str, amount: u64) -> Value {
    json!({ "merchant": "zibal", "amount": amount, "callbackUrl": CALLBACK, "orderId": order, "description": "سفارش" })
}

impl Sandbox {
    pub fn zibal() -> Self {
        Self::new(Kind::Zibal)
    }

    pub fn zibal_post(&mut self, call: &str, body: &Value) -> Value {
        let response = self.send(&Request::post(&format!("/zibal/v1/{call}"), "application/json", body.to_string()));
        assert_eq!(response.status, 200, "{}", response.body);
        serde_json::from_str(&response.body).unwrap()
    }

    pub fn zibal_track(&mut self, order: &str, amount: u64) -> u64 {
        let answer = self.zibal_post("request", &request_body(order, amount));
        assert_eq!(answer["result"], 100, "{answer}");
        answer["trackId"].as_u64().unwrap()
    }

    pub fn zibal_page(&mut self, track: u64) -> Response {
        self.send(&Request::get(&format!("/zibal/start/{track}")).with_header("Referer", REFERER))
    }

    pub fn zibal_press(&mut self, track: u64, action: &str) -> Response {
        let fields = [("trackId", track.to_string()), ("action", action.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send(&Request::form("/zibal/start/sandbox", &fields))
    }

    /// The trackId of a paid payment.
    pub fn zibal_paid(&mut self, order: &str, amount: u64) -> u64 {
        let track = self.zibal_track(order, amount);
        assert_eq!(self.zibal_page(track).status, 200);
        assert_eq!(self.zibal_press(track, "pay").status, 303);
        track
    }

    pub fn zibal_ask(&mut self, call: &str, track: u64) -> Value {
        self.zibal_post(call, &json!({ "merchant": "zibal", "trackId": track }))
    }

    pub fn zibal_refund(&mut self, token: &str, body: &Value) -> (u16, Value) {
        let request = Request::post("/zibal/v1/account/refund", "application/json", body.to_string());
        let response = self.send(&request.with_header("Authorization", &format!("Bearer {token}")));
        (response.status, serde_json::from_str(&response.body).unwrap())
    }
}
