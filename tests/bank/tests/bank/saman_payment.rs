//! A payment at SEP from the token to the reversal, and everything that may be repeated on the way.

use crate::common::{
    MINUTE, REFERER, Sandbox, hidden_fields, names, query_fields, sep_reference, sep_token_body, value,
};
use dargah_bank::{Request, ReversedBy, State};
use serde_json::{Value, json};

const FIELDS: [&str; 14] = [
    "MID",
    "State",
    "Status",
    "RRN",
    "RefNum",
    "ResNum",
    "TerminalId",
    "TraceNo",
    "Amount",
    "Wage",
    "SecurePan",
    "HashedCardNumber",
    "Token",
    "AffectiveAmount",
];

#[test]
fn token_page_pay_callback_verify() {
    let mut sandbox = Sandbox::saman();
    let token = sandbox.sep_token("1qaz@WSX", 12_000);
    assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    assert_eq!(sandbox.sep_page(&token, "").status, 200);
    let fields = hidden_fields(&sandbox.sep_press(&token, "pay").body);
    assert_eq!(names(&fields), FIELDS);
    for (name, due) in [
        ("Status", "2"),
        ("State", "OK"),
        ("MID", "2015"),
        ("TerminalId", "2015"),
        ("ResNum", "1qaz@WSX"),
        ("Amount", "12000"),
    ] {
        assert_eq!(value(&fields, name), due);
    }
    let reference = value(&fields, "RefNum");
    assert!(reference.contains('/') && reference.contains('+') && reference.len() <= 50, "{reference}");
    assert_eq!(value(&fields, "HashedCardNumber").len(), 64);

    assert_eq!(sandbox.totals().held, 12_000);
    let answer = sandbox.sep_verify(&reference);
    assert_eq!((&answer["ResultCode"], &answer["Success"]), (&json!(0), &json!(true)));
    let detail = &answer["TransactionDetail"];
    assert_eq!((&detail["OrginalAmount"], &detail["AffectiveAmount"]), (&json!(12_000), &json!(12_000)));
    assert_eq!((&detail["RefNum"], &detail["TerminalNumber"]), (&json!(reference), &json!(2015)));
    assert_eq!(detail["RRN"], json!(value(&fields, "RRN")));
    assert_eq!(detail["StraceDate"], "2023-11-15 01:43:20", "Tehran's clock");
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 12_000));
}

#[test]
fn the_same_receipt_is_confirmed_again_and_again() {
    let mut sandbox = Sandbox::saman();
    let reference = sandbox.sep_paid("a", 12_000);
    let codes: Vec<Value> = (0..3).map(|_| sandbox.sep_verify(&reference)["ResultCode"].clone()).collect();
    assert_eq!(codes, [0, 2, 2]);
    assert_eq!(sandbox.totals().captured, 12_000);
    sandbox.pass(31 * MINUTE);
    assert_eq!(sandbox.sep_verify(&reference)["ResultCode"], 2);
    sandbox.set(json!({ "strict_window": true }));
    assert_eq!(sandbox.sep_verify(&reference)["ResultCode"], -6);
    assert_eq!(sandbox.totals().captured, 12_000);
}

#[test]
fn an_order_may_be_used_twice_because_sep_leaves_that_to_the_shop() {
    let mut sandbox = Sandbox::saman();
    let (one, two) = (sandbox.sep_paid("same", 12_000), sandbox.sep_paid("same", 12_000));
    assert_ne!(one, two);
    assert_eq!(sandbox.totals().held, 24_000);
}

#[test]
fn what_is_checked_before_a_token_is_given() {
    let long_url = format!("https://shop.example/{}", "x".repeat(2_083));
    for (name, wrong, code) in [
        ("action", json!("Token"), "5"),
        ("TerminalId", json!("2016"), "12"),
        ("TerminalId", json!(2015), "12"),
        ("Amount", json!(0), "5"),
        ("Amount", json!(-1), "5"),
        ("Amount", json!("12000"), "5"),
        ("ResNum", json!(""), "5"),
        ("RedirectUrl", json!("shop.example"), "5"),
        ("RedirectUrl", json!(long_url), "5"),
        ("TokenExpiryInMin", json!(19), "5"),
        ("TokenExpiryInMin", json!(3_601), "5"),
        ("ResNum1", json!("x".repeat(51)), "5"),
    ] {
        let mut sandbox = Sandbox::saman();
        let mut body = sep_token_body("a", 12_000);
        body[name] = wrong;
        let answer = sandbox.sep_post("/saman/onlinepg/onlinepg", &body);
        assert_eq!((&answer["status"], &answer["errorCode"]), (&json!(-1), &json!(code)), "{name} = {}", body[name]);
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
}

#[test]
fn the_way_back_by_get_carries_every_field_escaped() {
    let mut sandbox = Sandbox::saman();
    let token = sandbox.sep_token("a b&c", 12_000);
    sandbox.sep_page(&token, "true");
    let back = sandbox.sep_press(&token, "pay");
    assert_eq!(back.status, 303);
    let location = back.header("location").unwrap_or_default();
    assert!(location.starts_with("https://shop.example/back?p=1&MID=2015&"), "{location}");
    let fields = query_fields(location);
    assert_eq!(value(&fields, "ResNum"), "a b&c");
    assert_eq!(Some(value(&fields, "RefNum")), sandbox.newest().reference);
}

#[test]
fn the_page_is_reached_by_link_too_and_wants_a_referer() {
    let mut sandbox = Sandbox::saman();
    let token = sandbox.sep_token("a", 12_000);
    let link = Request::get(&format!("/saman/OnlinePG/SendToken?token={token}"));
    assert_eq!(sandbox.send(&link).status, 403);
    assert_eq!(sandbox.send(&link.with_header("referer", REFERER)).status, 200);
    assert_eq!(sandbox.sep_page("", "").status, 400);
    assert_eq!(sandbox.sep_page("unknown", "").status, 404);
}

#[test]
fn cancel_decline_and_leaving_the_page() {
    let mut sandbox = Sandbox::saman();
    for (action, wait, status, state) in [
        ("cancel", 0, "1", "CanceledByUser"),
        ("decline", 0, "3", "Failed"),
        ("pay", 20 * MINUTE + 1, "4", "SessionIsNull"),
    ] {
        let token = sandbox.sep_token(action, 12_000);
        sandbox.sep_page(&token, "");
        sandbox.pass(wait);
        let fields = hidden_fields(&sandbox.sep_press(&token, action).body);
        assert_eq!((value(&fields, "Status"), value(&fields, "State")), (status.to_owned(), state.to_owned()));
        assert_eq!((value(&fields, "RefNum"), names(&fields)), (String::new(), FIELDS.to_vec()));
    }
    assert_eq!(sandbox.totals().debited, 0);
}

#[test]
fn a_token_lives_as_long_as_it_was_asked_to() {
    let mut sandbox = Sandbox::saman();
    let mut body = sep_token_body("a", 12_000);
    body["TokenExpiryInMin"] = json!(60);
    let answer = sandbox.sep_post("/saman/onlinepg/onlinepg", &body);
    let token = answer["token"].as_str().unwrap_or_default().to_owned();
    sandbox.pass(60 * MINUTE);
    assert_eq!(sandbox.sep_page(&token, "").status, 200);
    sandbox.pass(1);
    assert_eq!(value(&hidden_fields(&sandbox.sep_press(&token, "pay").body), "Status"), "4");
    assert_eq!(sandbox.newest().state, State::Expired);
}

#[test]
fn nobody_verified_within_half_an_hour() {
    let mut sandbox = Sandbox::saman();
    let reference = sandbox.sep_paid("a", 12_000);
    sandbox.pass(30 * MINUTE);
    let answer = sandbox.sep_verify(&reference);
    assert_eq!((&answer["ResultCode"], &answer["Success"]), (&json!(-6), &json!(false)));
    assert_eq!(sandbox.sep_reverse(&reference)["ResultCode"], 5);
    assert_eq!((sandbox.newest().reversed_by, sandbox.totals().reversed), (Some(ReversedBy::Auto), 12_000));
}

#[test]
fn a_reversal_comes_within_fifty_minutes_of_the_payment() {
    let mut sandbox = Sandbox::saman();
    let [unverified, verified, late] = ["a", "b", "c"].map(|order| sandbox.sep_paid(order, 12_000));
    assert_eq!(sandbox.sep_reverse(&unverified)["ResultCode"], 0);
    assert_eq!(sandbox.sep_verify(&unverified)["ResultCode"], 5);
    assert_eq!(sandbox.sep_verify(&verified)["ResultCode"], 0);
    assert_eq!(sandbox.sep_verify(&late)["ResultCode"], 0);
    sandbox.pass(50 * MINUTE - 1);
    assert_eq!(sandbox.sep_reverse(&verified)["ResultCode"], 0);
    assert_eq!(sandbox.sep_reverse(&verified)["ResultCode"], 5);
    sandbox.pass(1);
    assert_eq!(sandbox.sep_reverse(&late)["ResultCode"], -6);
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (24_000, 12_000));
}

#[test]
fn a_receipt_is_found_by_its_exact_number_at_its_terminal() {
    let mut sandbox = Sandbox::saman();
    let reference = sandbox.sep_paid("a", 12_000);
    assert_eq!(sandbox.sep_verify(&reference.to_lowercase())["ResultCode"], -2);
    // What a form decoder makes of an unescaped `+`.
    assert_eq!(sandbox.sep_verify(&reference.replace('+', " "))["ResultCode"], -2);
    let mut body = sep_reference(&reference);
    body["TerminalNumber"] = json!(2016);
    let path = "/saman/verifyTxnRandomSessionkey/ipg/VerifyTransaction";
    assert_eq!(sandbox.sep_post(path, &body)["ResultCode"], -105);
    assert_eq!(sandbox.totals().held, 12_000);
}
