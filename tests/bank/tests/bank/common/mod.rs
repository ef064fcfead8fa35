//! A shop and a shopper, written down as plainly as the providers' manuals: no code of the banks is used to speak to them.

pub mod asanpardakht;
pub mod irankish;
pub mod lenders;
pub mod parsian;
pub mod pasargad;
pub mod sadad;
pub mod sepehr;
pub mod zarinpal;
pub mod zibal;

use dargah_bank::{Bank, Kind, Request, Response, Totals, Transaction, decode_form};
use serde_json::{Value, json};

pub const CALLBACK: &str = "https://shop.example/back?p=1";
pub const REFERER: &str = "https://shop.example/";
pub const MINUTE: u64 = 60_000;

/// A bank with the time and entropy that a test hands it.
pub struct Sandbox {
    pub bank: Bank,
    pub now_ms: u64,
    calls: u64,
}

impl Sandbox {
    pub fn new(kind: Kind) -> Self {
        Self { bank: Bank::new(kind), now_ms: 1_700_000_000_000, calls: 0 }
    }

    pub fn mellat() -> Self {
        Self::new(Kind::Mellat)
    }

    pub fn saman() -> Self {
        Self::new(Kind::Saman)
    }

    pub fn set(&mut self, change: Value) {
        self.bank.settings = self.bank.settings.changed_by(&change).unwrap();
    }

    pub fn pass(&mut self, ms: u64) {
        self.now_ms += ms;
    }

    pub fn send(&mut self, request: &Request) -> Response {
        self.calls += 1;
        let mut entropy = [7; 16];
        entropy[..8].copy_from_slice(&self.calls.to_le_bytes());
        self.bank.handle(request, self.now_ms, entropy)
    }

    pub fn totals(&mut self) -> Totals {
        self.bank.catch_up(self.now_ms);
        let totals = self.bank.book.totals(self.bank.kind.verify_captures());
        let parts = totals.held + totals.captured + totals.reversed + totals.refunded;
        assert_eq!(totals.debited, parts, "money was lost or made: {totals:?}");
        totals
    }

    pub fn newest(&self) -> Transaction {
        self.bank.book.newest_first().next().unwrap().clone()
    }

    // Mellat

    pub fn soap(&mut self, operation: &str, parameters: &[(&str, &str)]) -> Response {
        self.send(&soap_request(operation, parameters))
    }

    /// The string of a bpPayRequest's answer.
    pub fn mellat_pay(&mut self, order: &str, amount: &str) -> String {
        let changed = [("orderId", order), ("amount", amount)];
        let response = self.soap("bpPayRequest", &pay_parameters(&changed));
        soap_return("bpPayRequest", &response)
    }

    pub fn mellat_token(&mut self, order: &str, amount: &str) -> String {
        let answer = self.mellat_pay(order, amount);
        answer.strip_prefix("0,").unwrap_or_else(|| panic!("no token: {answer}")).to_owned()
    }

    pub fn mellat_page(&mut self, ref_id: &str) -> Response {
        let form = Request::form("/mellat/pgwchannel/startpay.mellat", &[("RefId", ref_id)]);
        self.send(&form.with_header("Referer", REFERER))
    }

    pub fn mellat_press(&mut self, ref_id: &str, action: &str) -> Response {
        let fields = [("RefId", ref_id), ("lang", "fa"), ("action", action)];
        self.send(&Request::form("/mellat/pgwchannel/sandbox.mellat", &fields))
    }

    /// A paid sale: its order and its reference.
    pub fn mellat_paid(&mut self, order: &str, amount: &str) -> Sale {
        let ref_id = self.mellat_token(order, amount);
        assert_eq!(self.mellat_page(&ref_id).status, 200);
        let back = self.mellat_press(&ref_id, "pay");
        let fields = hidden_fields(&back.body);
        Sale { order: order.to_owned(), reference: value(&fields, "SaleReferenceId"), fields }
    }

    /// The code of an operation on a sale.
    pub fn mellat_do(&mut self, operation: &str, sale: &Sale) -> String {
        let response = self.soap(operation, &sale_parameters(&sale.order, &sale.reference));
        soap_return(operation, &response)
    }

    // Saman

    pub fn sep_post(&mut self, path: &str, body: &Value) -> Value {
        let response = self.send(&Request::post(path, "application/json", body.to_string()));
        assert_eq!(response.status, 200, "{}", response.body);
        serde_json::from_str(&response.body).unwrap()
    }

    pub fn sep_token(&mut self, order: &str, amount: u64) -> String {
        let answer = self.sep_post("/saman/onlinepg/onlinepg", &sep_token_body(order, amount));
        assert_eq!(answer["status"], 1, "{answer}");
        answer["token"].as_str().unwrap().to_owned()
    }

    pub fn sep_page(&mut self, token: &str, get_method: &str) -> Response {
        let form = Request::form("/saman/OnlinePG/OnlinePG", &[("Token", token), ("GetMethod", get_method)]);
        self.send(&form.with_header("Referer", REFERER))
    }

    pub fn sep_press(&mut self, token: &str, action: &str) -> Response {
        self.send(&Request::form("/saman/OnlinePG/Sandbox", &[("Token", token), ("action", action)]))
    }

    /// The RefNum of a paid payment.
    pub fn sep_paid(&mut self, order: &str, amount: u64) -> String {
        let token = self.sep_token(order, amount);
        assert_eq!(self.sep_page(&token, "").status, 200);
        let back = self.sep_press(&token, "pay");
        value(&hidden_fields(&back.body), "RefNum")
    }

    pub fn sep_verify(&mut self, reference: &str) -> Value {
        self.sep_post("/saman/verifyTxnRandomSessionkey/ipg/VerifyTransaction", &sep_reference(reference))
    }

    pub fn sep_reverse(&mut self, reference: &str) -> Value {
        self.sep_post("/saman/verifyTxnRandomSessionkey/ipg/ReverseTransaction", &sep_reference(reference))
    }
}

pub struct Sale {
    pub order: String,
    pub reference: String,
    pub fields: Vec<(String, String)>,
}

pub fn soap_request(operation: &str, parameters: &[(&str, &str)]) -> Request {
    let inside: String = parameters.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:int=\"http://interfaces.core.sw.bps.com/\"><soapenv:Header/><soapenv:Body><int:{operation}>{inside}</int:{operation}>\
         </soapenv:Body></soapenv:Envelope>"
    );
    Request::post("/mellat/pgwchannel/services/pgw", "text/xml; charset=utf-8", body)
}

/// A good bpPayRequest, with some parameters changed.
pub fn pay_parameters<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("terminalId", "1234567"),
        ("userName", "dargah"),
        ("userPassword", "sandbox"),
        ("orderId", "1001"),
        ("amount", "150000"),
        ("localDate", "20240501"),
        ("localTime", "102030"),
        ("additionalData", ""),
        ("callBackUrl", CALLBACK),
        ("payerId", "0"),
    ];
    for (name, value) in changed {
        all.iter_mut().filter(|(known, _)| known == name).for_each(|entry| entry.1 = value);
    }
    all
}

pub fn sale_parameters<'a>(order: &'a str, reference: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("terminalId", "1234567"),
        ("userName", "dargah"),
        ("userPassword", "sandbox"),
        ("orderId", order),
        ("saleOrderId", order),
        ("saleReferenceId", reference),
    ]
}

pub fn soap_return(operation: &str, response: &Response) -> String {
    assert_eq!(response.status, 200, "{}", response.body);
    assert!(response.body.contains(&format!("{operation}Response ")), "{}", response.body);
    between(&response.body, "<return>", "</return>")
        .unwrap_or_else(|| panic!("no return: {}", response.body))
        .to_owned()
}

pub fn sep_token_body(order: &str, amount: u64) -> Value {
    json!({ "action": "token", "TerminalId": "2015", "Amount": amount, "ResNum": order, "RedirectUrl": CALLBACK, "CellNumber": "9120000000" })
}

pub fn sep_reference(reference: &str) -> Value {
    json!({ "RefNum": reference, "TerminalNumber": 2015 })
}

pub fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    text.split_once(from)?.1.split_once(to).map(|(inside, _)| inside)
}

/// The fields of the form that leads back to the shop.
pub fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let form = between(page, "name=\"return\"", "</form>").unwrap_or_else(|| panic!("no way back: {page}"));
    form.split("<input type=\"hidden\" ")
        .skip(1)
        .map(|input| {
            (between(input, "name=\"", "\"").unwrap().to_owned(), between(input, "value=\"", "\"").unwrap().to_owned())
        })
        .collect()
}

pub fn query_fields(location: &str) -> Vec<(String, String)> {
    decode_form(location.split_once('?').unwrap().1)
}

pub fn value(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(key, _)| key == name).unwrap_or_else(|| panic!("no {name} in {fields:?}")).1.clone()
}

pub fn names(fields: &[(String, String)]) -> Vec<&str> {
    fields.iter().map(|(name, _)| name.as_str()).collect()
}
