//! A shop at Parsian, and its shopper.

use super::{CALLBACK, REFERER, Sandbox, between, hidden_fields, value};
use dargah_bank::{Kind, Request, Response};

const HOST: &str = "https://pec.Shaparak.ir/NewIPGServices";

/// Where an operation is called, and its namespace.
pub fn service(operation: &str) -> (&'static str, String) {
    let (path, name) = match operation {
        "SalePaymentRequest" => ("/parsian/NewIPGServices/Sale/SaleService.asmx", "Sale/SaleService"),
        "ReversalRequest" => ("/parsian/NewIPGServices/Reverse/ReversalService.asmx", "Reversal/ReversalService"),
        _ => ("/parsian/NewIPGServices/Confirm/ConfirmService.asmx", "Confirm/ConfirmService"),
    };
    (path, format!("{HOST}/{name}"))
}

pub fn request(operation: &str, fields: &[(&str, &str)]) -> Request {
    let (path, namespace) = service(operation);
    let inside: String = fields.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <{operation} xmlns=\"{namespace}\"><requestData>{inside}</requestData></{operation}></soap:Body></soap:Envelope>"
    );
    Request::post(path, "text/xml; charset=utf-8", body)
        .with_header("SOAPAction", &format!("\"{namespace}/{operation}\""))
}

/// A good SalePaymentRequest, with some fields changed.
pub fn sale_fields<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("LoginAccount", "parsian-sandbox-pin"),
        ("Amount", "150000"),
        ("OrderId", "1001"),
        ("CallBackUrl", CALLBACK),
        ("AdditionalData", ""),
        ("Originator", ""),
    ];
    for (name, value) in changed {
        all.iter_mut().filter(|(known, _)| known == name).for_each(|entry| entry.1 = value);
    }
    all
}

pub fn token_fields(token: &str) -> Vec<(&str, &str)> {
    vec![("LoginAccount", "parsian-sandbox-pin"), ("Token", token)]
}

/// A member of a result; `None` when it was left out.
pub fn member(response: &Response, name: &str) -> Option<String> {
    assert_eq!(response.status, 200, "{}", response.body);
    between(&response.body, &format!("<{name}>"), &format!("</{name}>")).map(str::to_owned)
}

impl Sandbox {
    pub fn parsian() -> Self {
        Self::new(Kind::Parsian)
    }

    pub fn parsian_call(&mut self, operation: &str, fields: &[(&str, &str)]) -> Response {
        let response = self.send(&request(operation, fields));
        assert!(response.body.contains(&format!("<{operation}Response xmlns=")), "{}", response.body);
        response
    }

    /// The status of an operation.
    pub fn parsian_do(&mut self, operation: &str, fields: &[(&str, &str)]) -> String {
        member(&self.parsian_call(operation, fields), "Status").unwrap()
    }

    pub fn parsian_token(&mut self, order: &str, amount: &str) -> String {
        let answer = self.parsian_call("SalePaymentRequest", &sale_fields(&[("OrderId", order), ("Amount", amount)]));
        assert_eq!(member(&answer, "Status").as_deref(), Some("0"), "{}", answer.body);
        member(&answer, "Token").unwrap()
    }

    pub fn parsian_page(&mut self, token: &str) -> Response {
        self.send(&Request::get(&format!("/parsian/NewIPG/?Token={token}")).with_header("Referer", REFERER))
    }

    pub fn parsian_press(&mut self, token: &str, action: &str) -> Response {
        self.send(&Request::form("/parsian/NewIPG/Sandbox", &[("Token", token), ("lang", "fa"), ("action", action)]))
    }

    /// The token of a paid sale.
    pub fn parsian_paid(&mut self, order: &str, amount: &str) -> String {
        let token = self.parsian_token(order, amount);
        assert_eq!(self.parsian_page(&token).status, 200);
        let back = self.parsian_press(&token, "pay");
        assert_eq!(value(&hidden_fields(&back.body), "status"), "0");
        token
    }

    pub fn parsian_confirm(&mut self, token: &str) -> String {
        self.parsian_do("ConfirmPayment", &token_fields(token))
    }

    /// The confirmation that binds order and amount.
    pub fn parsian_confirm_bound(&mut self, token: &str, order: &str, amount: &str) -> String {
        let mut fields = token_fields(token);
        fields.extend([("OrderId", order), ("Amount", amount)]);
        self.parsian_do("ConfirmPaymentWithAmount", &fields)
    }

    pub fn parsian_reverse(&mut self, token: &str) -> String {
        self.parsian_do("ReversalRequest", &token_fields(token))
    }
}
