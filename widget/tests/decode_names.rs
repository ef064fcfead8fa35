//! `decode.rs` reads the edge's answers by hand. Every name that serde writes for the same types must stand in it.

use dargah_wire::{
    CheckoutView, Currency, GatewayChoice, LastAttempt, Method, Mode, OrderLine, PaymentStatus, Problem, Receipt,
    RedirectAnswer, ShopName, StatusReason, StatusView,
};
use serde_json::Value;

const SOURCE: &str = include_str!("../src/decode.rs");

/// What a problem holds for programs and operators (the widget shows its own words by `code`), and the fields of a form: the widget
/// goes by address alone.
const LEFT_OUT: [&str; 6] = ["type", "title", "status", "detail", "param", "fields"];

fn names(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                into.push(name.clone());
                names(inner, into);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| names(inner, into)),
        _ => {}
    }
}

fn shop_name() -> ShopName {
    ShopName { fa: "ف".into(), en: "e".into() }
}

fn assert_read(value: &Value) {
    let mut all = Vec::new();
    names(value, &mut all);
    for name in all.iter().filter(|name| !LEFT_OUT.contains(&name.as_str())) {
        assert!(SOURCE.contains(&["\"", name, "\""].concat()), "decode.rs does not read {name:?}");
    }
}

#[test]
fn the_checkout_view_is_read_in_full() {
    let view = CheckoutView {
        payment: "pay_1".into(),
        state: StatusView {
            status: PaymentStatus::Open,
            reason: Some(StatusReason::Declined),
            last: Some(LastAttempt { gateway: "g".into(), reason: StatusReason::Declined }),
            can_pay: true,
            expires_at: 1,
            receipt: Some(Receipt { reference: "r".into(), paid_at: 1 }),
            return_url: Some("https://shop.example/".into()),
        },
        amount: 10,
        currency: Currency::Irr,
        mode: Mode::Test,
        shop: shop_name(),
        order_id: "1".into(),
        description: Some("d".into()),
        lines: vec![OrderLine { title: "t".into(), quantity: 1, amount: 10 }],
        mobile: Some("0912".into()),
        gateways: vec![GatewayChoice { id: "g".into(), name: shop_name() }],
        other_ways: Some("https://edge.example/pay/cs_1".into()),
        redirect_origins: vec!["https://bank.example".into()],
    };
    assert_read(&serde_json::to_value(view).unwrap());
}

#[test]
fn the_way_to_the_bank_is_read_in_full() {
    let answer = RedirectAnswer {
        attempt: 1,
        gateway: "g".into(),
        gateway_name: shop_name(),
        method: Method::Get,
        url: "https://bank.example".into(),
        fields: Vec::new(),
    };
    assert_read(&serde_json::to_value(answer).unwrap());
}

#[test]
fn a_problem_is_read_as_far_as_it_is_shown() {
    let problem = Problem {
        kind: "t".into(),
        title: "t".into(),
        status: 500,
        code: "internal".into(),
        detail: "d".into(),
        param: Some("p".into()),
        retryable: true,
        request_id: "req_1".into(),
    };
    assert_read(&serde_json::to_value(problem).unwrap());
}
