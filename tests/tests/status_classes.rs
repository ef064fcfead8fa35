//! Every documented code of the providers spoken here is known to its adapter, in the class the documentation gives it.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]

use dargah_engine::{
    config::Gateways,
    gateway::{Answer, CallbackForm, Claim, Class, Desk, Next, Operation, Provider, Reference, Token, TokenAsk},
    id::GatewayId,
    money::Rial,
    time::Moment,
};
use serde_json::Value;

const GATEWAYS: &str = r#"[
  {"id":"mellat","provider":"mellat","mode":"test","name":{"fa":"ملت","en":"Mellat"},
   "base_url":"https://mellat.example","credentials":{"terminal":"1","user":"u","password":"p"}},
  {"id":"saman","provider":"saman","mode":"test","name":{"fa":"سامان","en":"Saman"},
   "base_url":"https://saman.example","credentials":{"terminal":"2015"}}
]"#;

fn table(provider: &str, list: &str) -> Vec<(String, Class)> {
    let all: Value = serde_json::from_str(include_str!("../fixtures/gateways/status-classes.json")).expect("fixtures");
    let rows =
        all["gateways"][provider][list].as_array().unwrap_or_else(|| panic!("no list {provider}/{list}")).clone();
    rows.into_iter()
        .map(|row| {
            let class = serde_json::from_value(row["class"].clone()).expect("a class we know");
            (row["code"].as_str().unwrap_or_default().to_owned(), class)
        })
        .collect()
}

fn class_of(provider: Provider, operation: &Operation, body: &str) -> Class {
    let gateways = Gateways::read(GATEWAYS).expect("gateways");
    let account = gateways.get(&GatewayId::new(provider.as_str()).expect("a name")).expect("configured");
    let desk = Desk { account, now: Moment(0), entropy: &[0; 32], session: None };
    let answer = Answer::Http { status: 200, body: body.as_bytes() };
    match provider.adapter().hear(operation, &desk, 0, &answer) {
        Next::Done(outcome) => outcome.class,
        Next::Ask(_) => panic!("an answer that ends the operation was expected"),
    }
}

fn callback_class(provider: Provider, form: &str) -> Class {
    let gateways = Gateways::read(GATEWAYS).expect("gateways");
    let account = gateways.get(&GatewayId::new(provider.as_str()).expect("a name")).expect("configured");
    let order = serde_json::from_str("7").expect("an order number");
    let form = CallbackForm::read("", form.as_bytes());
    provider.adapter().read_callback(account, order, &Token("T".to_owned()), &form).expect("its own callback").class
}

fn claim() -> Claim {
    Claim {
        order: serde_json::from_str("7").expect("an order number"),
        amount: Rial::new(10_000).expect("an amount"),
        token: Token("T".to_owned()),
        reference: Reference { key: "R".to_owned(), details: Default::default() },
    }
}

fn ask() -> Operation {
    let claim = claim();
    Operation::Token(TokenAsk { order: claim.order, amount: claim.amount, callback_url: String::new(), mobile: None })
}

#[test]
fn mellat() {
    for (code, class) in table("mellat", "all operations (callback ResCode and SOAP return)") {
        let body = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><r:bpVerifyRequestResponse xmlns:r=\"http://interfaces.core.sw.bps.com/\"><return>{code}</return></r:bpVerifyRequestResponse></s:Body></s:Envelope>"
        );
        assert_eq!(class_of(Provider::Mellat, &Operation::Verify(claim()), &body), class, "verify {code}");
        assert_eq!(callback_class(Provider::Mellat, &format!("ResCode={code}")), class, "callback {code}");
    }
}

#[test]
fn saman() {
    for (code, class) in table("saman-sep", "callback Status (State text)") {
        assert_eq!(callback_class(Provider::Saman, &format!("Status={code}")), class, "callback {code}");
    }
    for (code, class) in table("saman-sep", "token errorCode") {
        for code in [format!("\"{code}\""), code] {
            let body = format!("{{\"status\":-1,\"errorCode\":{code},\"errorDesc\":\"\"}}");
            assert_eq!(class_of(Provider::Saman, &ask(), &body), class, "token {code}");
        }
    }
    for (code, class) in table("saman-sep", "verify / reverse ResultCode") {
        let body = format!(
            "{{\"TransactionDetail\":{{\"RefNum\":\"R\",\"TerminalNumber\":2015,\"OrginalAmount\":10000,\"AffectiveAmount\":10000}},\"ResultCode\":{code},\"Success\":{}}}",
            matches!(class, Class::Ok | Class::Already)
        );
        assert_eq!(class_of(Provider::Saman, &Operation::Verify(claim()), &body), class, "verify {code}");
    }
}
