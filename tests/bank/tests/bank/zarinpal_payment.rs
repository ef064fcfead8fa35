//! A payment at ZarinPal from the request to the reversal, and everything that may be repeated on the way.

use crate::common::zarinpal::{MERCHANT, request_body};
use crate::common::{MINUTE, REFERER, Sandbox, hidden_fields, query_fields, value};
use dargah_bank::{Request, ReversedBy, State};
use serde_json::{Value, json};

#[test]
fn request_page_pay_callback_verify() {
    let mut sandbox = Sandbox::zarinpal();
    let authority = sandbox.zarinpal_authority("1001", 150_000);
    assert!(authority.len() == 36 && authority.starts_with('S'), "{authority}");
    assert_eq!(sandbox.zarinpal_status(&authority), "IN_BANK");
    let page = sandbox.zarinpal_page(&authority);
    assert!(page.body.contains("زرین‌پال") && page.body.contains("۱۵۰٬۰۰۰ <span>ریال</span>"));
    let back = sandbox.zarinpal_press(&authority, "pay");
    assert_eq!(back.status, 303);
    let location = back.header("location").unwrap_or_default();
    assert_eq!(location, format!("https://shop.example/back?p=1&Authority={authority}&Status=OK"));
    assert_eq!((sandbox.zarinpal_status(&authority), sandbox.totals().held), ("PAID".to_owned(), 150_000));

    let (code, data) = sandbox.zarinpal_verify(&authority, 150_000);
    assert_eq!((code, &data["fee_type"]), (100, &json!("Merchant")));
    assert_eq!(data["ref_id"].as_u64().map(|number| number.to_string()), sandbox.newest().reference);
    let card = data["card_pan"].as_str().unwrap_or_default();
    assert!(card.len() == 16 && &card[6..12] == "******", "{card}");
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 150_000));
    assert_eq!(
        (sandbox.zarinpal_status(&authority), sandbox.newest().order),
        ("VERIFIED".to_owned(), "1001".to_owned())
    );
}

#[test]
fn the_same_payment_is_confirmed_again_and_again() {
    let mut sandbox = Sandbox::zarinpal();
    let authority = sandbox.zarinpal_paid("1", 10_000);
    let first = sandbox.zarinpal_verify(&authority, 10_000);
    let again = sandbox.zarinpal_verify(&authority, 10_000);
    assert_eq!((first.0, again.0, &first.1["ref_id"]), (100, 101, &again.1["ref_id"]));
    sandbox.pass(31 * MINUTE);
    assert_eq!(sandbox.zarinpal_verify(&authority, 10_000).0, 101);
    assert_eq!((sandbox.totals().captured, sandbox.newest().calls.verify), (10_000, 3));
}

#[test]
fn an_amount_is_what_was_asked_in_the_currency_it_was_asked_in() {
    let mut sandbox = Sandbox::zarinpal();
    let mut body = request_body("1", 15_000);
    body["currency"] = json!("IRT");
    let authority = sandbox.zarinpal_post("request", &body).1["authority"].as_str().unwrap_or_default().to_owned();
    assert_eq!(sandbox.newest().amount, 150_000);
    sandbox.zarinpal_press(&authority, "pay");
    assert_eq!(sandbox.zarinpal_do("inquiry", &authority).1["amount"], 15_000);
    for wrong in [150_000, 14_999, 0] {
        assert_eq!(sandbox.zarinpal_verify(&authority, wrong).0, -50, "{wrong}");
    }
    assert_eq!(sandbox.totals().held, 150_000);
    assert_eq!(sandbox.zarinpal_verify(&authority, 15_000).0, 100);
    body["currency"] = Value::Null;
    sandbox.zarinpal_post("request", &body);
    assert_eq!(sandbox.newest().amount, 15_000, "rial where no currency is named");
}

#[test]
fn an_order_may_be_repeated_or_left_out() {
    let mut sandbox = Sandbox::zarinpal();
    assert_ne!(sandbox.zarinpal_paid("same", 10_000), sandbox.zarinpal_paid("same", 10_000));
    let mut body = request_body("1", 10_000);
    body["metadata"] = json!([]);
    assert_eq!(sandbox.zarinpal_post("request", &body).0, 100);
    assert_eq!((sandbox.newest().order, sandbox.totals().held), (String::new(), 20_000));
}

#[test]
fn what_is_checked_before_an_authority_is_given() {
    for (name, wrong, code) in [
        ("merchant_id", json!("1344b5d4"), -9),
        ("merchant_id", json!("1344b5d4-0048-11e8-94db-005056a205bz"), -9),
        ("currency", json!("USD"), -9),
        ("metadata", json!("1001"), -9),
        ("callback_url", json!("shop.example/back"), -2),
        ("callback_url", Value::Null, -2),
        ("description", json!(""), -3),
        ("description", json!("x".repeat(501)), -3),
        ("amount", json!(999), -4),
        ("amount", json!(-10_000), -4),
        ("amount", json!(1_000_000_001), -41),
    ] {
        let mut sandbox = Sandbox::zarinpal();
        let mut body = request_body("1", 10_000);
        body[name] = wrong;
        let (found, errors) = sandbox.zarinpal_post("request", &body);
        assert_eq!(found, code, "{name} = {}", body[name]);
        assert_eq!(errors["validations"].as_array().map(Vec::len), Some(usize::from(code == -9)), "{errors}");
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
    assert_eq!(Sandbox::zarinpal().zarinpal_post("request", &json!("nonsense")).0, -9);
}

#[test]
fn a_payment_is_its_merchants_own() {
    let mut sandbox = Sandbox::zarinpal();
    let authority = sandbox.zarinpal_paid("1", 10_000);
    assert_eq!(sandbox.zarinpal_verify("S00000000000000000000000000000000000", 10_000).0, -54);
    let mut body =
        json!({ "merchant_id": "00000000-0000-0000-0000-000000000000", "amount": 10_000, "authority": authority });
    for call in ["verify", "inquiry", "reverse"] {
        assert_eq!(sandbox.zarinpal_post(call, &body).0, -53, "{call}");
    }
    assert_eq!(sandbox.zarinpal_post("unVerified", &body).1["authorities"], json!([]));
    body["merchant_id"] = json!("me");
    assert_eq!(sandbox.zarinpal_post("verify", &body).0, -9);
    assert_eq!(sandbox.totals().held, 10_000);
}

#[test]
fn cancel_decline_and_leaving_the_page_are_one_word() {
    let mut sandbox = Sandbox::zarinpal();
    for (action, wait, state) in
        [("cancel", 0, State::Cancelled), ("decline", 0, State::Declined), ("pay", 15 * MINUTE + 1, State::Expired)]
    {
        let authority = sandbox.zarinpal_authority(action, 10_000);
        sandbox.zarinpal_page(&authority);
        assert_eq!(sandbox.zarinpal_verify(&authority, 10_000).0, -51, "not paid yet");
        sandbox.pass(wait);
        let back = sandbox.zarinpal_press(&authority, action);
        assert_eq!(value(&query_fields(back.header("location").unwrap_or_default()), "Status"), "NOK", "{action}");
        assert_eq!((sandbox.newest().state, sandbox.zarinpal_verify(&authority, 10_000).0), (state, -51));
        assert_eq!(
            (sandbox.zarinpal_status(&authority), sandbox.zarinpal_do("reverse", &authority).0),
            ("FAILED".to_owned(), -61)
        );
    }
    assert_eq!(sandbox.totals().debited, 0);
}

#[test]
fn nobody_verified_within_half_an_hour() {
    let mut sandbox = Sandbox::zarinpal();
    let authority = sandbox.zarinpal_paid("1", 10_000);
    sandbox.pass(30 * MINUTE);
    assert_eq!(sandbox.zarinpal_verify(&authority, 10_000).0, -51);
    assert_eq!(
        (sandbox.zarinpal_status(&authority), sandbox.zarinpal_do("reverse", &authority).0),
        ("REVERSED".to_owned(), -61)
    );
    assert_eq!((sandbox.newest().reversed_by, sandbox.totals().reversed), (Some(ReversedBy::Auto), 10_000));
}

#[test]
fn the_unverified_are_listed_newest_first_and_never_over_a_hundred() {
    let mut sandbox = Sandbox::zarinpal();
    let [one, two, three] = ["1", "2", "3"].map(|order| {
        sandbox.pass(1_000);
        sandbox.zarinpal_paid(order, 10_000)
    });
    sandbox.zarinpal_verify(&two, 10_000);
    sandbox.zarinpal_authority("4", 10_000);
    let mut list = || sandbox.zarinpal_post("unVerified", &json!({ "merchant_id": MERCHANT })).1["authorities"].clone();
    let listed = list();
    assert_eq!(
        (&listed[0]["authority"], &listed[1]["authority"], &listed[2]),
        (&json!(three), &json!(one), &Value::Null)
    );
    assert_eq!((&listed[1]["amount"], &listed[1]["date"]), (&json!(10_000), &json!("2023-11-15 01:43:21")));
    for order in 0..120 {
        sandbox.zarinpal_paid(&order.to_string(), 10_000);
    }
    let (_, data) = sandbox.zarinpal_post("unVerified", &json!({ "merchant_id": MERCHANT }));
    assert_eq!(data["authorities"].as_array().map(Vec::len), Some(100));
}

#[test]
fn a_reversal_comes_within_half_an_hour_of_the_payment() {
    let mut sandbox = Sandbox::zarinpal();
    let [unverified, verified, late] = ["1", "2", "3"].map(|order| sandbox.zarinpal_paid(order, 10_000));
    assert_eq!(sandbox.zarinpal_do("reverse", &unverified).0, 100);
    assert_eq!(sandbox.zarinpal_verify(&unverified, 10_000).0, -51);
    assert_eq!((sandbox.zarinpal_verify(&verified, 10_000).0, sandbox.zarinpal_verify(&late, 10_000).0), (100, 100));
    sandbox.pass(30 * MINUTE);
    assert_eq!(sandbox.zarinpal_do("reverse", &verified).0, 100);
    assert_eq!(sandbox.zarinpal_do("reverse", &verified).0, -61);
    assert_eq!(sandbox.zarinpal_status(&verified), "REVERSED");
    sandbox.pass(1);
    assert_eq!(sandbox.zarinpal_do("reverse", &late).0, -63);
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (20_000, 10_000));
}

#[test]
fn refunds_come_in_parts_by_graphql_and_never_over_the_sum() {
    let mut sandbox = Sandbox::zarinpal();
    let authority = sandbox.zarinpal_paid("1", 100_000);
    let session = sandbox.newest().reference.unwrap_or_default();
    let mut refund = |session: &str, amount: u64| {
        let variables = json!({ "session_id": session, "amount": amount, "method": "CARD", "reason": "OTHER" });
        sandbox.zarinpal_refund("zarinpal-sandbox-token", &variables).1
    };
    let code = |answer: &Value| answer["errors"][0]["extensions"]["code"].as_i64();
    assert_eq!(code(&refund(&session, 20_000)), Some(-61), "unverified money is reversed, not refunded");
    sandbox.zarinpal_verify(&authority, 100_000);
    let mut refund = |session: &str, amount: u64| {
        let variables = json!({ "session_id": session, "amount": amount });
        sandbox.zarinpal_refund("zarinpal-sandbox-token", &variables).1
    };
    let first = refund(&session, 20_000);
    let resource = &first["data"]["resource"];
    assert_eq!((&resource["amount"], &resource["terminal_id"]), (&json!(100_000), &json!(MERCHANT)));
    let timeline =
        json!({ "refund_amount": 20_000, "refund_time": "2023-11-15T01:43:20+03:30", "refund_status": "PENDING" });
    assert_eq!(resource["timeline"], timeline);
    assert_eq!(code(&refund(&session, 19_999)), Some(-9));
    assert_eq!(code(&refund(&authority, 80_001)), Some(-61));
    assert_eq!(code(&refund("1", 20_000)), Some(-54));
    assert_eq!(code(&refund(&authority, 80_000)), None);
    assert_eq!((sandbox.totals().captured, sandbox.totals().refunded), (0, 100_000));
    assert_eq!(sandbox.zarinpal_do("reverse", &authority).0, -61, "what was refunded is not reversed as well");
    assert_eq!(sandbox.newest().calls.refund, 5);
}

#[test]
fn a_refund_wants_its_own_token_and_a_known_mutation() {
    let mut sandbox = Sandbox::zarinpal();
    sandbox.zarinpal_paid("1", 100_000);
    let variables = json!({ "session_id": "1", "amount": 20_000 });
    assert_eq!(sandbox.zarinpal_refund("guess", &variables).0, 401);
    let mut ask = |query: &str| {
        let body = json!({ "query": query, "variables": { "session_id": "1", "amount": 20_000 } }).to_string();
        let request = Request::post("/zarinpal/api/v4/graphql", "application/json", body);
        let answer = sandbox.send(&request.with_header("authorization", "Bearer zarinpal-sandbox-token"));
        serde_json::from_str::<Value>(&answer.body).unwrap_or_default()["errors"][0]["extensions"]["code"].clone()
    };
    assert_eq!((ask("{ me { id } }"), ask("mutation AddRefund { id }")), (json!(-9), json!(-9)));
    assert_eq!(ask("mutation { AddRefund(session_id: $session_id, amount: $amount) { id } }"), -54, "no such session");
}

#[test]
fn the_page_is_a_link_and_wants_a_referer() {
    let mut sandbox = Sandbox::zarinpal();
    let authority = sandbox.zarinpal_authority("1", 10_000);
    let link = Request::get(&format!("/zarinpal/pg/StartPay/{authority}"));
    assert_eq!(sandbox.send(&link).status, 403);
    assert_eq!(sandbox.send(&link.with_header("referer", REFERER)).status, 200);
    assert_eq!(sandbox.zarinpal_page("unknown").status, 404);
    sandbox.zarinpal_press(&authority, "pay");
    assert_eq!(sandbox.zarinpal_page(&authority).status, 409);
}

#[test]
fn the_way_back_may_be_lost_doubled_or_spelt_small() {
    let mut sandbox = Sandbox::zarinpal();
    let mut press = |change: Value, order: &str| {
        sandbox.set(change);
        let authority = sandbox.zarinpal_authority(order, 10_000);
        (sandbox.zarinpal_press(&authority, "pay"), sandbox.newest().callbacks)
    };
    let dropped = press(json!({ "callback": "drop" }), "1");
    assert!(!dropped.0.body.contains("shop.example") && dropped.1 == 0);
    let twice = press(json!({ "callback": "twice" }), "2");
    assert_eq!((value(&hidden_fields(&twice.0.body), "p"), twice.1), ("1".to_owned(), 2));
    let small = press(json!({ "callback": "lowercase" }), "3");
    assert!(small.0.header("location").unwrap_or_default().contains("&status=OK"));
}

#[test]
fn a_wrong_amount_is_half_of_the_right_one() {
    let mut sandbox = Sandbox::zarinpal();
    let authority = sandbox.zarinpal_paid("1", 125_610);
    assert_eq!(sandbox.zarinpal_do("inquiry", &authority).1["amount"], 62_805);
    assert_eq!(sandbox.zarinpal_verify(&authority, 125_610).0, -50);
    assert_eq!(sandbox.totals().held, 125_610);
}

#[test]
fn faults_speak_in_zarinpals_own_words() {
    let mut sandbox = Sandbox::zarinpal();
    let authority = sandbox.zarinpal_paid("1", 100_000);
    sandbox.set(json!({ "token": "refuse", "verify": "code:-12", "reverse": "refuse", "refund": "code:-60" }));
    assert_eq!(sandbox.zarinpal_post("request", &request_body("2", 10_000)).0, -10);
    assert_eq!(
        (sandbox.zarinpal_verify(&authority, 100_000).0, sandbox.zarinpal_do("reverse", &authority).0),
        (-12, -62)
    );
    let refused = sandbox.zarinpal_refund("zarinpal-sandbox-token", &json!({ "session_id": authority })).1;
    assert_eq!(refused["errors"][0]["extensions"]["code"], -60);
    sandbox.set(json!({ "verify": "soap_fault" }));
    let body = json!({ "merchant_id": MERCHANT, "amount": 100_000, "authority": authority });
    let broken = sandbox.zarinpal_send("verify", &body);
    assert!(broken.status == 500 && broken.body.contains("\"code\":-52"), "{}", broken.body);
    assert_eq!(sandbox.totals().held, 100_000);
}
