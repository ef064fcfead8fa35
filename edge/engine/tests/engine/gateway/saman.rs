//! Saman SEP: what is sent, and what each answer and callback is taken for.

use crate::common::Desk;
use dargah_engine::{
    gateway::{
        Account, Answer, CallbackForm, Claim, Class, Desk as Table, Hint, Mark, Next, Operation, Outcome, Provider,
        Reference, Reply, Token, TokenAsk,
    },
    id::{GatewayId, OrderNumber},
    money::Rial,
    time::Moment,
};
use serde_json::{Value, json};

fn account(desk: &Desk) -> &Account {
    desk.gateways.get(&GatewayId::new("saman").unwrap()).unwrap()
}

fn order() -> OrderNumber {
    serde_json::from_str("1001").unwrap()
}

fn token_ask() -> Operation {
    Operation::Token(TokenAsk {
        order: order(),
        amount: Rial::new(12_000).unwrap(),
        callback_url: "https://pay.example/cb".to_owned(),
        mobile: Some("09120000000".to_owned()),
        basket: Vec::new(),
    })
}

fn verify() -> Operation {
    Operation::Verify(Claim {
        order: order(),
        amount: Rial::new(1000).unwrap(),
        token: Token("T".to_owned()),
        reference: Reference { key: "50".to_owned(), details: Default::default() },
    })
}

fn hear(operation: &Operation, body: &str) -> Outcome {
    let desk = Desk::new();
    let table = Table { account: account(&desk), now: Moment(0), entropy: &[0; 32], session: None };
    match Provider::Saman.adapter().hear(
        operation,
        &table,
        &Mark::default(),
        &Answer::Http { status: 200, body: body.as_bytes() },
    ) {
        Next::Done(outcome) => outcome,
        Next::Ask(_) => unreachable!("SEP answers at once"),
    }
}

fn samples() -> Vec<Value> {
    let text = include_str!("../../../../../tests/fixtures/gateways/saman-sep-official-manual-3.3.json");
    serde_json::from_str::<Value>(text).unwrap()["cases"].as_array().unwrap().clone()
}

#[test]
fn the_manuals_samples_are_read() {
    for case in samples() {
        let operation = match case["op"].as_str().unwrap() {
            "token" => token_ask(),
            "verify" => verify(),
            "reverse" => match verify() {
                Operation::Verify(claim) => Operation::Reverse(claim),
                other => other,
            },
            _ => continue,
        };
        let outcome = hear(&operation, &case["response"]["json"].to_string());
        let class = serde_json::to_value(outcome.class).unwrap();
        assert_eq!(class, case["class"], "{case}");
    }
}

#[test]
fn the_token_request_has_the_manuals_fields() {
    let desk = Desk::new();
    let table = Table { account: account(&desk), now: Moment(0), entropy: &[0; 32], session: None };
    let sent: Value =
        serde_json::from_str(&Provider::Saman.adapter().ask(&token_ask(), &table).unwrap().request.body).unwrap();
    let sample = &samples()[0]["request"]["json"];
    let names = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sent), names(sample));
    assert_eq!(sent["Amount"], json!(12_000));
    assert_eq!(sent["CellNumber"], json!("9120000000"));
}

fn result(code: i64, success: bool) -> Value {
    json!({
        "TransactionDetail": {"RRN": "1", "RefNum": "50", "TerminalNumber": 2015, "OrginalAmount": 1000, "AffectiveAmount": 1000},
        "ResultCode": code, "ResultDescription": "", "Success": success,
    })
}

#[test]
fn verified_before_is_verified() {
    let outcome = hear(&verify(), &result(2, true).to_string());
    assert!(matches!(outcome.reply, Reply::Done(_)));
    assert_eq!(outcome.class, Class::Already);
}

#[test]
fn a_success_that_contradicts_itself_establishes_nothing() {
    let mut without_detail = result(0, true);
    without_detail["TransactionDetail"] = Value::Null;
    let mut without_reference = result(0, true);
    without_reference["TransactionDetail"]["RefNum"] = Value::Null;
    for body in [result(0, false), without_detail, without_reference] {
        assert_eq!(hear(&verify(), &body.to_string()).reply, Reply::Unknown, "{body}");
    }
}

#[test]
fn amounts_that_differ_are_no_amount() {
    let mut body = result(0, true);
    body["TransactionDetail"]["AffectiveAmount"] = json!(900);
    let Reply::Done(receipt) = hear(&verify(), &body.to_string()).reply else { unreachable!() };
    assert_eq!(receipt.amount, None);
}

#[test]
fn what_is_not_an_answer_establishes_nothing() {
    let repeated = result(0, true).to_string().replace("\"Success\":true", "\"Success\":true,\"ResultCode\":-2");
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "0",
        "<html></html>",
        "{\"ResultCode\":0,\"Success\":true",
        &repeated,
        &deep,
        &result(0, true).to_string().replace("1000", "1e3"),
        &result(0, true).to_string().replace("1000", "\"1000\""),
    ] {
        assert_eq!(hear(&verify(), body).reply, Reply::Unknown, "{body}");
    }
}

#[test]
fn codes_mean_what_they_mean() {
    for (code, reply) in [
        (-2, Reply::Refused),
        (-6, Reply::Returned),
        (5, Reply::Returned),
        (-104, Reply::Unknown),
        (-105, Reply::Unknown),
        (-106, Reply::Unknown),
        (77, Reply::Unknown),
    ] {
        assert_eq!(hear(&verify(), &result(code, false).to_string()).reply, reply, "{code}");
    }
}

#[test]
fn a_callback_is_bound_to_its_attempt() {
    let desk = Desk::new();
    let read = |query: &str, body: &str| {
        let form = CallbackForm::read(query, body.as_bytes());
        Provider::Saman.adapter().read_callback(account(&desk), order(), &Token("T".to_owned()), &form)
    };
    let paid = read("", "State=OK&Status=2&RefNum=jJ%2FnB%2B%3D&ResNum=1001&TerminalId=2015").unwrap();
    assert_eq!((paid.hint, paid.reference.unwrap().key.as_str()), (Hint::Paid, "jJ/nB+="));
    let by_get = read("state=OK&status=2&refnum=abc&resnum=1001", "").unwrap();
    assert_eq!(by_get.hint, Hint::Paid);
    assert!(read("", "Status=2&RefNum=x&ResNum=1002").is_err());
    assert!(read("", "Status=2&RefNum=x&ResNum=1001&TerminalId=1").is_err());
    assert!(read("", "Status=2&RefNum=x&ResNum=1001&Token=other").is_err());
    assert_eq!(read("", "Status=1&ResNum=1001").unwrap().hint, Hint::Cancelled);
    assert_eq!(read("", "Status=3&ResNum=1001").unwrap().hint, Hint::Declined);
    assert_eq!(read("", "Status=4&ResNum=1001").unwrap().hint, Hint::SessionEnded);
    assert_eq!(read("", "Status=2&ResNum=1001").unwrap().hint, Hint::Unclear);
}
