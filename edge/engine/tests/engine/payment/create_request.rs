//! `POST /v1/payments`: what is taken, and the code that each wrong body is refused with.

use dargah_engine::{
    config::{Shop, Shops},
    id::ShopId,
    problem::Code,
    request::{read_create, read_pay},
};
use dargah_wire::Mode;
use serde_json::{Value, json};

fn with_shop<T>(test: impl FnOnce(&Shop) -> T) -> T {
    test(Shops::read(crate::common::SHOPS).unwrap().get(&ShopId::new("demo").unwrap()).unwrap())
}

fn right() -> Value {
    json!({"amount": 1_250_000, "currency": "IRR", "order_id": "A-1001", "return_url": "https://shop.example/orders/1"})
}

fn code_of(body: &str) -> Code {
    with_shop(|shop| read_create(body.as_bytes(), shop, Mode::Test).expect_err(body).code)
}

fn code_with(field: &str, value: Value) -> Code {
    let mut body = right();
    body[field] = value;
    code_of(&body.to_string())
}

#[test]
fn a_right_body_is_taken() {
    with_shop(|shop| {
        let mut body = right();
        body["customer"] = json!({"mobile": "+98 912 123 4567"});
        body["description"] = json!("ماگ سفالی");
        let new = read_create(body.to_string().as_bytes(), shop, Mode::Test).unwrap();
        assert_eq!((new.amount.get(), new.mobile.as_deref()), (1_250_000, Some("09121234567")));
    });
}

#[test]
fn wrong_amounts() {
    for (amount, code) in [
        (json!(0), Code::AmountInvalid),
        (json!(-5000), Code::AmountInvalid),
        (json!(1000.5), Code::AmountInvalid),
        (json!(1000.0), Code::AmountInvalid),
        (json!("125000"), Code::AmountInvalid),
        (json!(null), Code::AmountInvalid),
        (json!([1000]), Code::AmountInvalid),
        (json!(999), Code::AmountTooSmall),
        (json!(100_000_000_001_i64), Code::AmountTooLarge),
        (json!(u64::MAX), Code::AmountTooLarge),
        (json!(1e300), Code::AmountInvalid),
    ] {
        assert_eq!(code_with("amount", amount.clone()), code, "{amount}");
    }
}

#[test]
fn wrong_return_urls() {
    for url in [
        "https://evil.example/orders/1",
        "https://shop.example.evil.example/",
        "http://shop.example/",
        "https://shop.example:8443/",
        "https://user@shop.example/",
        "https://u:p@shop.example/",
        "//shop.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "orders/1",
        "https://shop.example@evil.example/",
    ] {
        assert_eq!(code_with("return_url", json!(url)), Code::ReturnUrlInvalid, "{url}");
    }
}

#[test]
fn wrong_bodies() {
    for (body, code) in [
        ("", Code::JsonMalformed),
        ("{", Code::JsonMalformed),
        ("{\"amount\":1e999}", Code::JsonMalformed),
        ("\u{feff}{}", Code::JsonMalformed),
        ("[]", Code::BodyInvalid),
        ("null", Code::BodyInvalid),
        ("{}", Code::AmountInvalid),
    ] {
        assert_eq!(code_of(body), code, "{body:?}");
    }
    let broken = read_pay(b"{\n  \"mobile\": \"\xff\"}").unwrap_err();
    assert_eq!((broken.code, broken.detail.as_str()), (Code::JsonMalformed, "line 2, column 14"));
    let deep = format!("{{\"amount\":{}1{}}}", "[".repeat(500), "]".repeat(500));
    assert_eq!(code_of(&deep), Code::JsonMalformed);
    assert_eq!(code_with("currency", json!("IRT")), Code::CurrencyUnsupported);
    assert_eq!(code_with("order_id", json!("")), Code::OrderIdInvalid);
    assert_eq!(code_with("order_id", json!("x".repeat(65))), Code::OrderIdInvalid);
    assert_eq!(code_with("order_id", json!("a\nb")), Code::OrderIdInvalid);
    assert_eq!(code_with("description", json!("x".repeat(201))), Code::DescriptionInvalid);
    assert_eq!(code_with("metadata", json!({"": "x"})), Code::BodyInvalid);
    assert_eq!(code_with("metadata", json!({"name": "x".repeat(201)})), Code::BodyInvalid);
    assert_eq!(code_with("metadata", json!({"name": 7})), Code::BodyInvalid);
    let many: Value = (0..21).map(|n| (n.to_string(), json!("x"))).collect::<serde_json::Map<_, _>>().into();
    assert_eq!(code_with("metadata", many), Code::BodyInvalid);
    assert_eq!(code_with("customer", json!({"mobile": "12"})), Code::MobileInvalid);
    assert_eq!(code_with("card", json!("6037990000000000")), Code::BodyInvalid, "an unknown field is not ignored");
    let twice = right().to_string().replace("\"order_id\"", "\"order_id\":\"B\",\"order_id\"");
    assert_eq!(code_of(&twice), Code::BodyInvalid, "a repeated field is refused");
}

fn line(title: &str, quantity: i64, amount: i64) -> Value {
    json!({"title": title, "quantity": quantity, "amount": amount})
}

#[test]
fn an_orders_lines_are_taken_whatever_their_sum() {
    with_shop(|shop| {
        let mut body = right();
        body["lines"] = json!([line(" ماگ سفالی ", 2, 1_300_000), line("تخفیف", 1, -100_000)]);
        let new = read_create(body.to_string().as_bytes(), shop, Mode::Test).unwrap();
        let read: Vec<_> = new.lines.iter().map(|l| (l.title.as_str(), l.quantity, l.amount)).collect();
        assert_eq!(read, [("ماگ سفالی", 2, 1_300_000), ("تخفیف", 1, -100_000)]);
        assert_eq!(new.amount.get(), 1_250_000, "the amount is the shop's own");
    });
}

#[test]
fn wrong_lines() {
    for (lines, code) in [
        (vec![line("", 1, 0)], Code::LinesInvalid),
        (vec![line(&"x".repeat(101), 1, 0)], Code::LinesInvalid),
        (vec![line("a\nb", 1, 0)], Code::LinesInvalid),
        (vec![line("x", 0, 0)], Code::LinesInvalid),
        (vec![line("x", 10_001, 0)], Code::LinesInvalid),
        (vec![line("x", 1, 100_000_000_001)], Code::LinesInvalid),
        (vec![line("x", 1, i64::MIN)], Code::LinesInvalid),
        (vec![line("x", 1, -1)], Code::LinesInvalid),
        (vec![line("x", 1, 100_000_000_000), line("y", 1, 1)], Code::LinesInvalid),
        (vec![line("x", 1, 0); 21], Code::LinesInvalid),
        (vec![line("x", -1, 0)], Code::BodyInvalid),
        (vec![json!({"title": "x", "quantity": 1})], Code::BodyInvalid),
        (vec![json!({"title": "x", "quantity": 1, "amount": 1, "price": 1})], Code::BodyInvalid),
    ] {
        assert_eq!(code_with("lines", json!(lines)), code, "{lines:?}");
    }
    let mut body = right();
    body["lines"] = json!([line("x", 1, 1), line("", 1, 1)]);
    let fault = with_shop(|shop| read_create(body.to_string().as_bytes(), shop, Mode::Test).unwrap_err());
    assert!(fault.detail.starts_with("line 2:"), "{}", fault.detail);
}

#[test]
fn the_same_request_has_the_same_fingerprint_and_another_has_another() {
    with_shop(|shop| {
        let print = |body: &str, mode| read_create(body.as_bytes(), shop, mode).unwrap().fingerprint;
        let body = right().to_string();
        let spaced = serde_json::to_string_pretty(&right()).unwrap();
        assert_eq!(print(&body, Mode::Test), print(&spaced, Mode::Test));
        assert_ne!(print(&body, Mode::Test), print(&body.replace("A-1001", "A-1002"), Mode::Test));
        assert_ne!(print(&body, Mode::Test), print(&body, Mode::Live));
    });
}

#[test]
fn a_pay_request_may_be_empty_and_its_mobile_is_checked() {
    assert!(read_pay(b"").is_ok());
    assert!(read_pay(b"{}").is_ok());
    assert_eq!(read_pay("{\"mobile\":\"۰۹۱۲۱۲۳۴۵۶۷\"}".as_bytes()).unwrap().mobile.as_deref(), Some("09121234567"));
    assert_eq!(read_pay(b"{\"mobile\":\"123\"}").unwrap_err().code, Code::MobileInvalid);
    assert_eq!(read_pay(b"{\"card\":\"1\"}").unwrap_err().code, Code::BodyInvalid);
    assert_eq!(read_pay(b"nonsense").unwrap_err().code, Code::JsonMalformed);
}
