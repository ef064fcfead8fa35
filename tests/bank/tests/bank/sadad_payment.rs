//! A payment at Sadad from the token to the verify, and everything that may be repeated on the way.

use crate::common::sadad::{KEY, TOKEN_PATH, VERIFY_PATH, sign, token_body, verify_body};
use crate::common::{CALLBACK, MINUTE, REFERER, Sandbox, between, hidden_fields, names, value};
use dargah_bank::{Request, ReversedBy, State};
use serde_json::{Value, json};

const FIELDS: [&str; 7] =
    ["OrderId", "HashedCardNo", "PrimaryAccNo", "SwitchResCode", "ResCode", "Token", "CardHolderFullName"];

#[test]
fn token_page_pay_callback_verify() {
    let mut sandbox = Sandbox::sadad();
    let token = sandbox.sadad_token(1_001, 150_000);
    let page = sandbox.sadad_page(&token);
    assert!(page.body.contains("۱۵۰٬۰۰۰ <span>ریال</span>") && page.body.contains("سداد"));
    assert_eq!(between(&page.body, "<form method=\"post\" action=\"", "\""), Some("Sandbox"));
    let back = sandbox.sadad_press(&token, "pay");
    assert_eq!(between(&back.body, "method=\"post\" action=\"", "\""), Some(CALLBACK));
    let fields = hidden_fields(&back.body);
    assert_eq!(names(&fields), FIELDS);
    for (name, due) in [("OrderId", "1001"), ("ResCode", "0"), ("SwitchResCode", "00"), ("Token", &token)] {
        assert_eq!(value(&fields, name), due);
    }
    assert_eq!((value(&fields, "HashedCardNo").len(), value(&fields, "PrimaryAccNo").len()), (64, 16));

    assert_eq!(sandbox.totals().held, 150_000);
    let answer = sandbox.sadad_verify(&token);
    assert_eq!((&answer["ResCode"], &answer["Amount"]), (&json!(0), &json!(150_000)));
    assert_eq!((&answer["OrderId"], &answer["TransactionDate"]), (&json!(1_001), &json!("2023-11-15 01:43:20")));
    assert_eq!(answer["RetrivalRefNo"], json!(sandbox.newest().rrn), "misspelt, as by Sadad");
    assert_eq!(answer["SystemTraceNo"], json!(sandbox.newest().trace));
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 150_000));
}

#[test]
fn the_tests_own_signature_has_the_known_answers() {
    let vectors: Value = serde_json::from_str(include_str!("../../../fixtures/gateways/crypto-vectors.json")).unwrap();
    for case in vectors["sadad_signdata"]["cases"].as_array().unwrap() {
        let [key, text, due] =
            ["terminal_key_base64", "plaintext", "SignData"].map(|name| case[name].as_str().unwrap());
        assert_eq!(sign(key, text), due, "{text}");
    }
}

#[test]
fn a_token_call_is_signed_over_terminal_order_and_amount() {
    for signed in
        ["24000615;7;10001", "24000615;8;10000", "24000614;7;10000", "24000615;7;10000;", "24000615;10000;7", ""]
    {
        let mut sandbox = Sandbox::sadad();
        let mut body = token_body(7, 10_000);
        body["SignData"] = json!(sign(KEY, signed));
        assert_eq!(sandbox.sadad_post(TOKEN_PATH, &body)["ResCode"], "1025", "{signed}");
        body["SignData"] = json!(sign("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "24000615;7;10000"));
        assert_eq!(sandbox.sadad_post(TOKEN_PATH, &body)["ResCode"], "1025", "another key");
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
}

#[test]
fn what_is_checked_before_a_token_is_given() {
    for (name, wrong, code) in [
        ("MerchantId", json!("140212149"), "1027"),
        ("MerchantId", json!(140_212_149), "1027"),
        ("TerminalId", json!("24000616"), "1028"),
        ("Amount", json!(0), "1101"),
        ("Amount", json!(-10), "1101"),
        ("Amount", json!(10_000.5), "1101"),
        ("OrderId", json!("a1"), "1026"),
        ("OrderId", json!(-4), "1026"),
        ("OrderId", json!("9223372036854775808"), "1026"),
        ("LocalDateTime", json!("2024-05-01 15:20:30"), "1024"),
        ("LocalDateTime", json!("05/01/2024 15:20:30 PM"), "1024"),
        ("LocalDateTime", json!("05/01/2024 3:20:30"), "1024"),
        ("LocalDateTime", json!("13/01/2024 3:20:30 PM"), "1024"),
        ("LocalDateTime", json!("02/11/1403 3:20:30 PM"), "1024"),
        ("ReturnUrl", json!("shop.example/back"), "1023"),
        ("ReturnUrl", json!(null), "1023"),
    ] {
        let mut sandbox = Sandbox::sadad();
        let mut body = token_body(7, 10_000);
        body[name] = wrong;
        let answer = sandbox.sadad_post(TOKEN_PATH, &body);
        assert_eq!((&answer["ResCode"], &answer["Token"]), (&json!(code), &json!(null)), "{name} = {}", body[name]);
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
}

#[test]
fn a_number_may_stand_in_quotes_and_the_clock_in_small_letters() {
    let mut sandbox = Sandbox::sadad();
    let mut body = token_body(7, 10_000);
    (body["OrderId"], body["Amount"], body["TerminalId"]) = (json!("7"), json!("10000"), json!(24_000_615));
    body["LocalDateTime"] = json!("12/31/2024 12:00:00 am");
    assert_eq!(sandbox.sadad_post(TOKEN_PATH, &body)["ResCode"], "0");
}

#[test]
fn an_order_number_is_used_by_its_first_call() {
    let mut sandbox = Sandbox::sadad();
    sandbox.sadad_token(7, 10_000);
    assert_eq!(sandbox.sadad_post(TOKEN_PATH, &token_body(7, 10_000))["ResCode"], "1011");
    let mut body = token_body(7, 10_000);
    body["OrderId"] = json!("007");
    assert_eq!(sandbox.sadad_post(TOKEN_PATH, &body)["ResCode"], "1011");
    sandbox.sadad_token(8, 10_000);
    assert_eq!(sandbox.bank.book.newest_first().count(), 2);
}

#[test]
fn a_verify_repeated_says_so_and_captures_once() {
    let mut sandbox = Sandbox::sadad();
    let token = sandbox.sadad_paid(1, 10_000);
    let answers: Vec<Value> = (0..3).map(|_| sandbox.sadad_verify(&token)).collect();
    assert_eq!(answers.iter().map(|answer| answer["ResCode"].clone()).collect::<Vec<_>>(), [0, 100, 100]);
    assert_eq!(answers[0]["RetrivalRefNo"], answers[2]["RetrivalRefNo"]);
    sandbox.pass(15 * MINUTE);
    assert_eq!(sandbox.sadad_verify(&token)["ResCode"], 100);
    sandbox.set(json!({ "strict_window": true }));
    assert_eq!(sandbox.sadad_verify(&token)["ResCode"], 101);
    assert_eq!((sandbox.totals().captured, sandbox.newest().calls.verify), (10_000, 5));
}

#[test]
fn nobody_verified_within_a_quarter_of_an_hour() {
    let mut sandbox = Sandbox::sadad();
    let (late, kept) = (sandbox.sadad_paid(1, 10_000), sandbox.sadad_paid(2, 30_000));
    sandbox.pass(15 * MINUTE - 1);
    assert_eq!(sandbox.sadad_verify(&kept)["ResCode"], 0);
    sandbox.pass(1);
    let answer = sandbox.sadad_verify(&late);
    assert_eq!((&answer["ResCode"], &answer["Amount"]), (&json!(101), &json!(0)));
    let row = sandbox.bank.book.by_token(&late).cloned().unwrap();
    assert_eq!(row.reversed_by, Some(ReversedBy::Auto));
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (10_000, 30_000));
}

#[test]
fn a_verify_wants_a_paid_token_and_its_signature() {
    let mut sandbox = Sandbox::sadad();
    let (paid, open) = (sandbox.sadad_paid(1, 10_000), sandbox.sadad_token(2, 10_000));
    let crossed = json!({ "Token": paid, "SignData": sign(KEY, &open) });
    assert_eq!(sandbox.sadad_post(VERIFY_PATH, &crossed)["ResCode"], -1);
    assert_eq!(sandbox.sadad_post(VERIFY_PATH, &json!({ "Token": paid }))["ResCode"], -1);
    // The manual's known answer, good for a token that was never given out.
    let unknown = json!({ "Token": "token-1", "SignData": "moH1heko0Ng=" });
    assert_eq!(verify_body("token-1"), unknown);
    assert_eq!(sandbox.sadad_post(VERIFY_PATH, &unknown)["ResCode"], -1);
    assert_eq!(sandbox.sadad_verify(&open)["ResCode"], -1);
    assert_eq!(sandbox.totals().held, 10_000);
}

#[test]
fn cancel_decline_and_leaving_the_page() {
    let mut sandbox = Sandbox::sadad();
    for (order, action, wait, switch, state) in [
        (1, "cancel", 0, "17", State::Cancelled),
        (2, "decline", 0, "51", State::Declined),
        (3, "pay", 15 * MINUTE + 1, "1031", State::Expired),
    ] {
        let token = sandbox.sadad_token(order, 10_000);
        sandbox.sadad_page(&token);
        sandbox.pass(wait);
        let fields = hidden_fields(&sandbox.sadad_press(&token, action).body);
        assert_eq!(names(&fields), FIELDS);
        assert_eq!((value(&fields, "ResCode"), value(&fields, "SwitchResCode")), ("-1".to_owned(), switch.to_owned()));
        assert_eq!((sandbox.newest().state, sandbox.sadad_verify(&token)["ResCode"].clone()), (state, json!(-1)));
    }
    assert_eq!(sandbox.totals().debited, 0);
}

#[test]
fn the_page_is_reached_by_any_spelling_and_wants_the_shops_referer() {
    let mut sandbox = Sandbox::sadad();
    let token = sandbox.sadad_token(1, 10_000);
    let link = |path: &str| Request::get(&format!("/sadad{path}{token}"));
    assert_eq!(sandbox.send(&link("/VPG/Purchase?Token=")).status, 403);
    let evil = link("/VPG/Purchase?Token=").with_header("referer", "https://evil.example/");
    assert_eq!(sandbox.send(&evil).status, 403);
    for path in ["/VPG/Purchase?Token=", "/vpg/purchase?token=", "/Purchase?Token="] {
        assert_eq!(sandbox.send(&link(path).with_header("referer", REFERER)).status, 200, "{path}");
    }
    assert_eq!(sandbox.sadad_page("unknown").status, 404);
    assert_eq!(sandbox.sadad_post("/sadad/api/v0/request/PAYMENTREQUEST", &token_body(2, 10_000))["ResCode"], "0");
}

#[test]
fn sadad_says_refused_and_broken_in_its_own_words() {
    let mut sandbox = Sandbox::sadad();
    let token = sandbox.sadad_paid(1, 10_000);
    sandbox.set(json!({ "token": "refuse", "verify": "refuse" }));
    assert_eq!(sandbox.sadad_post(TOKEN_PATH, &token_body(2, 10_000))["ResCode"], "1003");
    assert_eq!(sandbox.sadad_verify(&token)["ResCode"], 1003);
    sandbox.set(json!({ "token": "code:1006", "verify": "soap_fault" }));
    assert_eq!(sandbox.sadad_post(TOKEN_PATH, &token_body(2, 10_000))["ResCode"], "1006");
    let broken = sandbox.send(&Request::post(VERIFY_PATH, "application/json", verify_body(&token).to_string()));
    assert_eq!((broken.status, broken.body.contains("\"Message\"")), (500, true));
    sandbox.set(json!({ "verify": "ok", "wrong_amount": true }));
    assert_eq!(sandbox.sadad_verify(&token)["Amount"], 5_000);
}

#[test]
fn magic_amounts_and_the_way_back() {
    let mut sandbox = Sandbox::sadad();
    let down = Request::post(TOKEN_PATH, "application/json", token_body(1, 125_030).to_string());
    assert_eq!(sandbox.send(&down).status, 503);
    let token = sandbox.sadad_paid(2, 125_210);
    let verify = Request::post(VERIFY_PATH, "application/json", verify_body(&token).to_string());
    assert_eq!(sandbox.send(&verify).status, 503);
    assert_eq!(sandbox.sadad_verify(&token)["ResCode"], 0);
    let issuer = sandbox.sadad_token(3, 125_720);
    assert_eq!(value(&hidden_fields(&sandbox.sadad_press(&issuer, "pay").body), "SwitchResCode"), "91");
    let returned = sandbox.sadad_paid(4, 125_620);
    assert_eq!(sandbox.sadad_verify(&returned)["ResCode"], 101, "the bank itself sent it back");
    sandbox.set(json!({ "callback": "lowercase" }));
    let small = sandbox.sadad_token(5, 10_000);
    assert_eq!(names(&hidden_fields(&sandbox.sadad_press(&small, "pay").body))[..2], ["orderid", "hashedcardno"]);
}

#[test]
fn what_is_no_call_is_answered_and_moves_nothing() {
    let mut sandbox = Sandbox::sadad();
    for body in ["", "nonsense", "[]", "null"] {
        let answer = sandbox.send(&Request::post(TOKEN_PATH, "application/json", body));
        assert!(answer.status == 200 && answer.body.contains("\"ResCode\":\"1001\""), "{body}: {}", answer.body);
        assert!(sandbox.send(&Request::post(VERIFY_PATH, "application/json", body)).body.contains("\"ResCode\":-1"));
    }
    assert_eq!(sandbox.send(&Request::form(TOKEN_PATH, &[("OrderId", "1")])).status, 415);
    assert_eq!(sandbox.send(&Request::get("/sadad/elsewhere")).status, 404);
    assert_eq!(sandbox.bank.book.newest_first().count(), 0);
}
