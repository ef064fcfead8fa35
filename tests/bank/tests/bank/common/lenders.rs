//! A shop at the lenders, and its shopper.

use super::{CALLBACK, REFERER, Sandbox, hidden_fields, value};
use dargah_bank::{Kind, Request, Response};
use serde_json::{Value, json};

/// `dargah-client:sandbox-secret`
const BASIC: &str = "Basic ZGFyZ2FoLWNsaWVudDpzYW5kYm94LXNlY3JldA==";

/// An order of one thing, as SnappPay is told it.
pub fn snapppay_order(number: &str, amount: u64) -> Value {
    json!({
        "amount": amount,
        "discountAmount": 0,
        "externalSourceAmount": 0,
        "mobile": "+989120000000",
        "paymentMethodTypeDto": "INSTALLMENT",
        "returnURL": CALLBACK,
        "transactionId": number,
        "cartList": [{
            "cartId": 7,
            "totalAmount": amount,
            "shippingAmount": 0,
            "taxAmount": 0,
            "isShipmentIncluded": true,
            "isTaxIncluded": true,
            "cartItems": [{ "id": 1, "name": "کتاب", "count": 1, "amount": amount, "category": "کتاب", "commissionType": 100 }],
        }],
    })
}

/// The same, as TorobPay is told it.
pub fn torobpay_order(number: &str, amount: u64) -> Value {
    let mut order = snapppay_order(number, amount);
    order["paymentMethodTypeDto"] = json!("ONLINE_CREDIT");
    order["cartList"][0]["cartId"] = json!("7");
    order["cartList"][0]["tax_amount"] = json!(0);
    order["cartList"][0].as_object_mut().unwrap().remove("taxAmount");
    order
}

pub fn digipay_ticket(number: &str, amount: u64) -> Value {
    json!({
        "amount": amount,
        "cellNumber": "09120000000",
        "providerId": number,
        "callbackUrl": CALLBACK,
        "basketDetailsDto": {
            "basketId": number,
            "items": [{ "sellerId": "1", "supplierId": "1", "productCode": "1", "brand": "", "productType": 1, "count": 1, "categoryId": "1" }],
        },
    })
}

impl Sandbox {
    pub fn lender(kind: Kind) -> Self {
        Self::new(kind)
    }

    fn lender_path(&self, path: &str) -> String {
        format!("/{}{path}", self.bank.kind.name())
    }

    /// The answer to a login at `path`.
    pub fn lender_login(&mut self, path: &str, password: &str) -> (u16, Value) {
        let fields =
            [("grant_type", "password"), ("scope", "online-merchant"), ("username", "dargah"), ("password", password)];
        let request = Request::form(&self.lender_path(path), &fields).with_header("Authorization", BASIC);
        let answer = self.send(&request);
        (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
    }

    /// A call of SnappPay's protocol with a fresh login; a GET where there is no body.
    pub fn snapppay_call(&mut self, path: &str, body: Option<&Value>) -> Value {
        let token = self.lender_login("/api/online/v1/oauth/token", "sandbox").1["access_token"].clone();
        let path = self.lender_path(&format!("/api/online/{path}"));
        let request = match body {
            Some(body) => Request::post(&path, "application/json", body.to_string()),
            None => Request::get(&path),
        };
        let bearer = format!("Bearer {}", token.as_str().unwrap_or_default());
        let answer = self.send(&request.with_header("Host", "127.0.0.1:8789").with_header("Authorization", &bearer));
        serde_json::from_str(&answer.body).unwrap()
    }

    /// What is done to a payment: verify, settle, revert, cancel.
    pub fn snapppay_do(&mut self, what: &str, token: &str) -> Value {
        self.snapppay_call(&format!("payment/v1/{what}"), Some(&json!({ "paymentToken": token })))
    }

    pub fn snapppay_status(&mut self, token: &str) -> String {
        let answer = self.snapppay_call(&format!("payment/v1/status?paymentToken={token}"), None);
        answer["response"]["status"].as_str().unwrap_or_default().to_owned()
    }

    /// The token of an order.
    pub fn snapppay_token(&mut self, order: &Value) -> String {
        let answer = self.snapppay_call("payment/v1/token", Some(order));
        let token = answer["response"]["paymentToken"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        let page = format!("http://127.0.0.1:8789/{}/pay?paymentToken={token}", self.bank.kind.name());
        assert_eq!(answer["response"]["paymentPageUrl"], page, "{answer}");
        token
    }

    /// The shopper at the lender's page: what comes back.
    pub fn snapppay_press(&mut self, token: &str, action: &str) -> Vec<(String, String)> {
        let page = Request::get(&self.lender_path(&format!("/pay?paymentToken={token}")));
        assert_eq!(self.send(&page.with_header("Referer", REFERER)).status, 200);
        let path = self.lender_path("/sandbox");
        let back = self.send(&Request::form(&path, &[("paymentToken", token), ("action", action)]));
        hidden_fields(&back.body)
    }

    /// A call of DigiPay's with a fresh login.
    pub fn digipay_call(&mut self, path: &str, body: Option<&Value>) -> (u16, Value) {
        let token = self.lender_login("/digipay/api/oauth/token", "sandbox").1["access_token"].clone();
        let bearer = format!("Bearer {}", token.as_str().unwrap_or_default());
        let path = self.lender_path(&format!("/digipay/api{path}"));
        let request = match body {
            Some(body) => Request::post(&path, "application/json", body.to_string()),
            None => Request::get(&path),
        };
        let request = request.with_header("Authorization", &bearer).with_header("Host", "127.0.0.1:8789");
        let answer: Response =
            self.send(&request.with_header("Digipay-Version", "2022-02-02").with_header("Agent", "WEB"));
        (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
    }

    /// The code of a call.
    pub fn digipay_code(&mut self, path: &str, body: Option<&Value>) -> i64 {
        let (_, answer) = self.digipay_call(path, body);
        answer["result"]["status"].as_i64().unwrap_or_else(|| panic!("{answer}"))
    }

    /// A paid purchase: what its later calls name.
    pub fn digipay_paid(&mut self, number: &str, amount: u64) -> Value {
        let (_, answer) = self.digipay_call("/tickets/business?type=11", Some(&digipay_ticket(number, amount)));
        let ticket = answer["ticket"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        assert_eq!(answer["redirectUrl"], format!("http://127.0.0.1:8789/digipay/pay/{ticket}"));
        let page = Request::get(&format!("/digipay/pay/{ticket}")).with_header("Referer", REFERER);
        assert_eq!(self.send(&page).status, 200);
        let back = self.send(&Request::form("/digipay/sandbox", &[("ticket", &ticket), ("action", "pay")]));
        let fields = hidden_fields(&back.body);
        assert_eq!((value(&fields, "result"), value(&fields, "providerId")), ("SUCCESS".to_owned(), number.to_owned()));
        json!({ "trackingCode": value(&fields, "trackingCode"), "providerId": number })
    }
}
