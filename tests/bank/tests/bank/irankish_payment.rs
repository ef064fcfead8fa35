//! A payment at Iran Kish from the envelope to the confirmation, and everything that may be repeated on the way.

use crate::common::irankish::{
    CONFIRM_PATH, INQUIRY_PATH, PASS_PHRASE, Paid, REVERSE_PATH, TOKEN_PATH, confirm_body, envelope, inquiry_body,
    token_body, vectors,
};
use crate::common::{CALLBACK, MINUTE, REFERER, Sandbox, between, hidden_fields, names, value};
use dargah_bank::{Request, ReversedBy, State};
use serde_json::{Value, json};

const FIELDS: [&str; 10] = [
    "token",
    "acceptorId",
    "responseCode",
    "paymentId",
    "requestId",
    "sha256OfPan",
    "retrievalReferenceNumber",
    "amount",
    "maskedPan",
    "systemTraceAuditNumber",
];

#[test]
fn token_page_pay_callback_confirm() {
    let mut sandbox = Sandbox::irankish();
    let answer = sandbox.irankish_post(TOKEN_PATH, &token_body("r-1001", 150_000, sandbox.now_ms));
    let result = &answer["result"];
    assert_eq!((&answer["responseCode"], &answer["status"]), (&json!("00"), &json!(true)));
    assert_eq!(
        (&result["initiateTimeStamp"], &result["expiryTimeStamp"]),
        (&json!(1_700_000_000), &json!(1_700_000_900))
    );
    let token = result["token"].as_str().unwrap();
    let page = sandbox.irankish_page(token);
    assert!(page.body.contains("۱۵۰٬۰۰۰ <span>ریال</span>") && page.body.contains("ایران کیش"));
    let back = sandbox.irankish_press(token, "pay");
    assert_eq!(between(&back.body, "method=\"post\" action=\"", "\""), Some(CALLBACK));
    let fields = hidden_fields(&back.body);
    assert_eq!(names(&fields), FIELDS);
    for (name, due) in [
        ("token", token),
        ("responseCode", "00"),
        ("acceptorId", "000000000140332"),
        ("requestId", "r-1001"),
        ("amount", "150000"),
    ] {
        assert_eq!(value(&fields, name), due);
    }
    let [rrn, trace] = ["retrievalReferenceNumber", "systemTraceAuditNumber"].map(|name| value(&fields, name));

    assert_eq!(sandbox.totals().held, 150_000);
    let paid = Paid { token: token.to_owned(), rrn, trace, request_id: "r-1001".to_owned() };
    let answer = sandbox.irankish_confirm(&paid);
    let inner = &answer["result"];
    assert_eq!((&answer["responseCode"], &inner["responseCode"]), (&json!("00"), &json!("00")));
    assert_eq!((&inner["amount"], &inner["retrievalReferenceNumber"]), (&json!("150000"), &json!(paid.rrn)));
    assert_eq!((&inner["transactionDate"], &inner["transactionTime"]), (&json!("20231115"), &json!("014320")));
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 150_000));
}

#[test]
fn the_known_envelopes_open_a_payment_each() {
    let vectors = vectors();
    for case in vectors["cases"].as_array().unwrap() {
        let mut sandbox = Sandbox::irankish();
        let amount = case["amount"].as_u64().unwrap();
        let mut body = token_body("a", amount, sandbox.now_ms);
        body["authenticationEnvelope"] = json!({
            "data": case["sample_data_hex (RSA PKCS1v15 is random, decrypt to check)"],
            "iv": case["iv_hex"],
        });
        if let Some(parts) = case["multiplex"].as_array() {
            let parts: Vec<Value> = parts.iter().map(|part| json!({ "iban": part[0], "amount": part[1] })).collect();
            body["request"]["multiplexParameters"] = json!(parts);
        }
        assert_eq!(sandbox.irankish_post(TOKEN_PATH, &body)["responseCode"], "00", "{amount}");
        assert_eq!(sandbox.newest().amount, amount);
    }
}

#[test]
fn an_envelope_is_good_for_its_terminal_phrase_and_amount() {
    for base in [
        format!("08012346{PASS_PHRASE}00000001000100"),
        "08012345A1B2C3D4E5F6071900000001000100".to_owned(),
        format!("08012345{PASS_PHRASE}00000001000000"),
        format!("08012345{PASS_PHRASE}00000001000101"),
        format!("08012345{PASS_PHRASE}000000010001"),
        String::new(),
    ] {
        let mut sandbox = Sandbox::irankish();
        let mut body = token_body("a", 10_001, sandbox.now_ms);
        body["authenticationEnvelope"] = envelope(&base);
        assert_eq!(sandbox.irankish_post(TOKEN_PATH, &body)["responseCode"], "922", "{base}");
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
}

#[test]
fn what_is_no_envelope_is_a_broken_one() {
    let mut sandbox = Sandbox::irankish();
    let good = token_body("a", 10_000, sandbox.now_ms);
    let text = |name: &str| good["authenticationEnvelope"][name].as_str().unwrap().to_owned();
    for (name, wrong) in [
        ("iv", json!("00112233445566778899AABBCCDDEEFF")),
        ("iv", json!("A5")),
        ("iv", json!(null)),
        ("data", json!("")),
        ("data", json!("zz")),
        ("data", json!(text("data").replacen(&text("data")[..2], "01", 1))),
        ("data", json!(text("data")[2..])),
        ("data", json!("FF".repeat(256))),
    ] {
        let mut body = good.clone();
        body["authenticationEnvelope"][name] = wrong;
        assert_eq!(sandbox.irankish_post(TOKEN_PATH, &body)["responseCode"], "922", "{name}");
    }
    let mut none = good.clone();
    none.as_object_mut().unwrap().remove("authenticationEnvelope");
    assert_eq!(sandbox.irankish_post(TOKEN_PATH, &none)["responseCode"], "922");
    assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    let mut small = good.clone();
    small["authenticationEnvelope"] = json!({ "data": text("data").to_lowercase(), "iv": text("iv").to_lowercase() });
    assert_eq!(sandbox.irankish_post(TOKEN_PATH, &small)["responseCode"], "00", "hex has no case");
}

#[test]
fn what_is_checked_before_a_token_is_given() {
    let sum = json!([{ "iban": "IR062960000000100324200001", "amount": 9_999 }]);
    let iban = json!([{ "iban": "062960000000100324200001", "amount": 10_000 }]);
    for (name, wrong, code) in [
        ("terminalId", json!("08012346"), "915"),
        ("terminalId", json!(8_012_345), "915"),
        ("acceptorId", json!("140332"), "916"),
        ("transactionType", json!("Sale"), "917"),
        ("amount", json!(0), "928"),
        ("amount", json!(-10), "928"),
        ("amount", json!(1_000_000_000_000_u64), "928"),
        ("requestId", json!(""), "905"),
        ("requestId", json!("x".repeat(21)), "905"),
        ("requestTimestamp", json!(null), "906"),
        ("requestTimestamp", json!(1_700_000_000_000_u64), "906"),
        ("requestTimestamp", json!(1_700_000_000 - 301), "906"),
        ("requestTimestamp", json!(1_700_000_000 + 301), "906"),
        ("revertUri", json!("shop.example/back"), "907"),
        ("multiplexParameters", sum, "64"),
        ("multiplexParameters", iban, "911"),
        ("multiplexParameters", json!({}), "911"),
    ] {
        let mut sandbox = Sandbox::irankish();
        let mut body = token_body("a", 10_000, sandbox.now_ms);
        body["request"][name] = wrong;
        let answer = sandbox.irankish_post(TOKEN_PATH, &body);
        assert_eq!((&answer["responseCode"], &answer["result"]), (&json!(code), &json!(null)), "{name}");
        assert_eq!(sandbox.bank.book.newest_first().count(), 0, "{name}");
    }
    let mut sandbox = Sandbox::irankish();
    let mut body = token_body("12345678901234567890", 10_000, sandbox.now_ms);
    body["request"]["requestTimestamp"] = json!(1_700_000_000 - 300);
    assert_eq!(sandbox.irankish_post(TOKEN_PATH, &body)["responseCode"], "00");
}

#[test]
fn a_request_number_is_used_by_its_first_call() {
    let mut sandbox = Sandbox::irankish();
    sandbox.irankish_token("a", 10_000);
    let again = token_body("a", 10_000, sandbox.now_ms);
    assert_eq!(sandbox.irankish_post(TOKEN_PATH, &again)["responseCode"], "94");
    sandbox.irankish_token("b", 10_000);
    assert_eq!(sandbox.bank.book.newest_first().count(), 2);
}

#[test]
fn a_confirmation_repeated_is_a_duplicate_and_the_inquiry_tells_the_rest() {
    let mut sandbox = Sandbox::irankish();
    let paid = sandbox.irankish_paid("a", 10_000);
    let before = sandbox.irankish_inquire(&paid, 2)["result"].clone();
    assert_eq!((&before["responseCode"], &before["isVerified"]), (&json!("00"), &json!(false)));
    assert_eq!(sandbox.irankish_confirm(&paid)["responseCode"], "00");
    let again = sandbox.irankish_confirm(&paid);
    assert_eq!((&again["responseCode"], &again["result"]), (&json!("94"), &json!(null)));
    let after = sandbox.irankish_inquire(&paid, 2)["result"].clone();
    assert_eq!(
        (&after["isVerified"], &after["isReversed"], &after["amount"]),
        (&json!(true), &json!(false), &json!(10_000))
    );
    assert_eq!(
        (sandbox.totals().captured, sandbox.newest().calls.verify, sandbox.newest().calls.inquiry),
        (10_000, 2, 2)
    );
}

#[test]
fn an_inquiry_finds_by_reference_token_or_request_number() {
    let mut sandbox = Sandbox::irankish();
    let (one, _two) = (sandbox.irankish_paid("a", 10_000), sandbox.irankish_paid("b", 20_000));
    assert_eq!(sandbox.irankish_inquire(&one, 1)["result"]["requestId"], "a");
    assert_eq!(sandbox.irankish_inquire(&one, 2)["result"]["requestId"], "a");
    assert_eq!(sandbox.irankish_inquire(&one, 3)["result"][0]["retrievalReferenceNumber"], json!(one.rrn));
    assert_eq!(sandbox.irankish_inquire(&one, 4)["responseCode"], "25");
    let open = sandbox.irankish_token("c", 10_000);
    let open = Paid { token: open, request_id: "c".to_owned(), ..one.clone() };
    assert_eq!(sandbox.irankish_inquire(&open, 3)["responseCode"], "25", "nobody paid it yet");
    let mut wrong = inquiry_body(&one, 2);
    wrong["passPhrase"] = json!("A1B2C3D4E5F60719");
    assert_eq!(sandbox.irankish_post(INQUIRY_PATH, &wrong)["responseCode"], "922");
    wrong = inquiry_body(&one, 2);
    wrong["terminalId"] = json!("08012346");
    assert_eq!(sandbox.irankish_post(INQUIRY_PATH, &wrong)["responseCode"], "915");
    sandbox.pass(7 * 24 * 60 * MINUTE);
    assert_eq!(sandbox.irankish_inquire(&one, 2)["responseCode"], "25", "seven days are over");
}

#[test]
fn nobody_confirmed_within_twenty_minutes() {
    let mut sandbox = Sandbox::irankish();
    let (late, kept) = (sandbox.irankish_paid("a", 10_000), sandbox.irankish_paid("b", 30_000));
    sandbox.pass(20 * MINUTE - 1);
    assert_eq!(sandbox.irankish_confirm(&kept)["responseCode"], "00");
    sandbox.pass(1);
    assert_eq!(sandbox.irankish_confirm(&late)["responseCode"], "02");
    assert_eq!(sandbox.irankish_reverse(&late)["responseCode"], "02");
    let standing = sandbox.irankish_inquire(&late, 1)["result"].clone();
    assert_eq!((&standing["isVerified"], &standing["isReversed"]), (&json!(false), &json!(true)));
    let row = sandbox.bank.book.by_token(&late.token).cloned().unwrap();
    assert_eq!(row.reversed_by, Some(ReversedBy::Auto));
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (10_000, 30_000));
}

#[test]
fn a_reversal_comes_within_the_hour_of_the_payment() {
    let mut sandbox = Sandbox::irankish();
    let [unconfirmed, confirmed, late] = ["a", "b", "c"].map(|id| sandbox.irankish_paid(id, 10_000));
    assert_eq!(sandbox.irankish_reverse(&unconfirmed)["result"]["responseCode"], "00");
    assert_eq!(sandbox.irankish_reverse(&unconfirmed)["responseCode"], "02");
    assert_eq!(sandbox.irankish_confirm(&unconfirmed)["responseCode"], "02");
    assert_eq!(sandbox.irankish_confirm(&confirmed)["responseCode"], "00");
    assert_eq!(sandbox.irankish_confirm(&late)["responseCode"], "00");
    sandbox.pass(60 * MINUTE - 1);
    assert_eq!(sandbox.irankish_reverse(&confirmed)["responseCode"], "00");
    sandbox.pass(1);
    assert_eq!(sandbox.irankish_reverse(&late)["responseCode"], "25");
    let standing = sandbox.irankish_inquire(&confirmed, 2)["result"].clone();
    assert_eq!((&standing["isVerified"], &standing["isReversed"]), (&json!(true), &json!(true)));
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (20_000, 10_000));
}

#[test]
fn a_payment_is_named_by_token_reference_and_trace_together() {
    let mut sandbox = Sandbox::irankish();
    let (one, two) = (sandbox.irankish_paid("a", 10_000), sandbox.irankish_paid("b", 10_000));
    for crossed in [
        Paid { rrn: two.rrn.clone(), ..one.clone() },
        Paid { trace: two.trace.clone(), ..one.clone() },
        Paid { token: two.token.clone(), ..one.clone() },
    ] {
        assert_eq!(sandbox.irankish_confirm(&crossed)["responseCode"], "25");
    }
    let unknown = Paid { token: "unknown".to_owned(), ..one.clone() };
    assert_eq!(sandbox.irankish_confirm(&unknown)["responseCode"], "920");
    let mut wrong = confirm_body(&one);
    wrong["terminalId"] = json!("08012346");
    assert_eq!(sandbox.irankish_post(CONFIRM_PATH, &wrong)["responseCode"], "915");
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (20_000, 0));
}

#[test]
fn cancel_decline_and_leaving_the_page() {
    let mut sandbox = Sandbox::irankish();
    for (id, action, wait, code, state) in [
        ("a", "cancel", 0, "17", State::Cancelled),
        ("b", "decline", 0, "51", State::Declined),
        ("c", "pay", 15 * MINUTE + 1, "921", State::Expired),
    ] {
        let token = sandbox.irankish_token(id, 10_000);
        sandbox.irankish_page(&token);
        sandbox.pass(wait);
        let fields = hidden_fields(&sandbox.irankish_press(&token, action).body);
        assert_eq!(names(&fields), FIELDS);
        assert_eq!(
            (value(&fields, "responseCode").as_str(), value(&fields, "retrievalReferenceNumber").as_str()),
            (code, "")
        );
        assert_eq!(sandbox.newest().state, state);
        let unpaid = Paid { token, rrn: String::new(), trace: String::new(), request_id: id.to_owned() };
        assert_eq!(sandbox.irankish_confirm(&unpaid)["responseCode"], "25");
        assert_eq!(sandbox.irankish_inquire(&unpaid, 2)["result"]["responseCode"], code);
    }
    assert_eq!(sandbox.totals().debited, 0);
}

#[test]
fn the_page_wants_a_post_a_known_token_and_the_shops_referer() {
    let mut sandbox = Sandbox::irankish();
    let token = sandbox.irankish_token("a", 10_000);
    let form = Request::form("/irankish/iuiv3/IPG/Index/", &[("tokenIdentity", &token)]);
    assert_eq!(sandbox.send(&form).status, 403);
    assert_eq!(sandbox.send(&form.with_header("referer", REFERER)).status, 200);
    let link = format!("/irankish/iuiv3/IPG/Index/?tokenIdentity={token}");
    assert_eq!(sandbox.send(&Request::get(&link).with_header("referer", REFERER)).status, 405);
    assert_eq!(sandbox.irankish_page("unknown").status, 404);
}

#[test]
fn irankish_says_refused_and_broken_in_its_own_words() {
    let mut sandbox = Sandbox::irankish();
    let paid = sandbox.irankish_paid("a", 10_000);
    sandbox.set(json!({ "token": "refuse", "verify": "refuse", "inquiry": "refuse", "reverse": "code:86" }));
    let body = token_body("b", 10_000, sandbox.now_ms);
    assert_eq!(sandbox.irankish_post(TOKEN_PATH, &body)["responseCode"], "914");
    assert_eq!(sandbox.irankish_confirm(&paid)["responseCode"], "914");
    assert_eq!(sandbox.irankish_inquire(&paid, 2)["responseCode"], "914");
    assert_eq!(sandbox.irankish_reverse(&paid)["responseCode"], "86");
    sandbox.set(json!({ "reverse": "soap_fault" }));
    let broken = sandbox.send(&Request::post(REVERSE_PATH, "application/json", confirm_body(&paid).to_string()));
    assert_eq!((broken.status, broken.body.contains("\"title\"")), (500, true));
    sandbox.set(json!({ "verify": "ok", "inquiry": "ok", "wrong_amount": true }));
    assert_eq!(sandbox.irankish_inquire(&paid, 2)["result"]["amount"], 5_000);
    assert_eq!(sandbox.irankish_confirm(&paid)["result"]["amount"], "5000");
}

#[test]
fn magic_amounts_and_the_way_back() {
    let mut sandbox = Sandbox::irankish();
    let down = token_body("a", 125_030, sandbox.now_ms).to_string();
    assert_eq!(sandbox.send(&Request::post(TOKEN_PATH, "application/json", down)).status, 503);
    let lost = sandbox.irankish_paid("b", 125_220);
    let confirm = Request::post(CONFIRM_PATH, "application/json", confirm_body(&lost).to_string());
    assert_eq!(sandbox.send(&confirm).status, 500);
    assert_eq!(sandbox.irankish_confirm(&lost)["responseCode"], "94");
    let issuer = sandbox.irankish_token("c", 125_720);
    assert_eq!(value(&hidden_fields(&sandbox.irankish_press(&issuer, "pay").body), "responseCode"), "91");
    let returned = sandbox.irankish_paid("d", 125_620);
    assert_eq!(sandbox.irankish_confirm(&returned)["responseCode"], "02", "the bank itself sent it back");
    sandbox.set(json!({ "callback": "lowercase" }));
    let small = sandbox.irankish_token("e", 10_000);
    let fields = hidden_fields(&sandbox.irankish_press(&small, "pay").body);
    assert_eq!(names(&fields)[..3], ["token", "acceptorid", "responsecode"]);
}

#[test]
fn what_is_no_call_is_answered_and_moves_nothing() {
    let mut sandbox = Sandbox::irankish();
    for body in ["", "nonsense", "[]", "null", "{}", "{\"request\":7}"] {
        let code = |answer: &str| between(answer, "\"responseCode\":\"", "\"").map(str::to_owned);
        let answer = sandbox.send(&Request::post(TOKEN_PATH, "application/json", body));
        assert_eq!((answer.status, code(&answer.body).as_deref()), (200, Some("901")), "{body}");
        let answer = sandbox.send(&Request::post(CONFIRM_PATH, "application/json", body));
        assert_eq!((answer.status, code(&answer.body).as_deref()), (200, Some("915")), "{body}");
    }
    assert_eq!(sandbox.send(&Request::form(TOKEN_PATH, &[("requestId", "1")])).status, 415);
    assert_eq!(sandbox.send(&Request::form("/irankish/elsewhere", &[("requestId", "1")])).status, 404);
    assert_eq!(sandbox.bank.book.newest_first().count(), 0);
}
