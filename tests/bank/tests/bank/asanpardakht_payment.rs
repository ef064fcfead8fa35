//! A payment at Asan Pardakht from the token to the settlement, and everything that may be repeated on the way.

use crate::common::asanpardakht::{signed, token_body};
use crate::common::{CALLBACK, MINUTE, REFERER, Sandbox, between, hidden_fields};
use dargah_bank::{Request, ReversedBy, State};
use serde_json::{Value, json};

const HOUR: u64 = 60 * MINUTE;

#[test]
fn time_token_page_pay_result_verify_settle() {
    let mut sandbox = Sandbox::asan();
    let time = sandbox.send(&Request::get("/asanpardakht/v1/Time"));
    assert_eq!((time.status, time.body.as_str()), (200, "\"20231115 014320\""), "Tehran's clock, a JSON string");
    let token = sandbox.asan_token(1001, 150_000);
    let page = sandbox.asan_page(&token);
    assert!(page.body.contains("آسان پرداخت") && page.body.contains("۱۵۰٬۰۰۰ <span>ریال</span>"));
    assert_eq!(sandbox.asan_result(1001).status, 472, "nothing is paid yet");
    let back = sandbox.asan_press(&token, "pay");
    assert_eq!(between(&back.body, "method=\"post\" action=\"", "\""), Some(CALLBACK));
    assert!(hidden_fields(&back.body).is_empty(), "the browser brings nothing back");

    let answer = sandbox.asan_result(1001);
    let result: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    assert_eq!((&result["amount"], &result["salesOrderID"]), (&json!("150000"), &json!("1001")), "numbers are texts");
    assert_eq!((&result["refID"], &result["serviceStatusCode"]), (&json!(token), &Value::Null));
    assert_eq!(result["payGateTranDateEpoch"], json!(1_700_000_000.0));
    assert_eq!(result["payGateTranDate"], "2023-11-15T01:43:20");
    let card = result["cardNumber"].as_str().unwrap_or_default();
    assert!(card.len() == 16 && &card[6..12] == "******", "{card}");

    let transaction = result["payGateTranID"].as_str().unwrap_or_default().to_owned();
    assert_eq!(sandbox.asan_do("Verify", &transaction), 200);
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (150_000, 0));
    assert_eq!(sandbox.asan_do("Settlement", &transaction), 200);
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 150_000));
}

#[test]
fn every_call_may_be_repeated_and_says_so_in_its_own_table() {
    let mut sandbox = Sandbox::asan();
    let paid = sandbox.asan_paid(1, 10_000);
    for (step, status) in [
        ("Settlement", 472),
        ("Cancel", 472),
        ("Verify", 200),
        ("Verify", 472),
        ("Reverse", 472),
        ("Settlement", 200),
        ("Settlement", 474),
        ("Verify", 473),
        ("Reverse", 474),
        ("Cancel", 474),
    ] {
        assert_eq!(sandbox.asan_do(step, &paid), status, "{step}");
    }
    assert_eq!(sandbox.totals().captured, 10_000);
    let calls = sandbox.newest().calls;
    assert_eq!((calls.verify, calls.settle, calls.reverse, calls.inquiry), (3, 3, 4, 1));
}

#[test]
fn an_invoice_is_used_by_its_first_call() {
    let mut sandbox = Sandbox::asan();
    sandbox.asan_token(7, 10_000);
    assert_eq!(sandbox.asan_post("Token", &token_body(7, 10_000)).status, 489);
    let mut quoted = token_body(7, 10_000);
    quoted["localInvoiceId"] = json!("007");
    assert_eq!(sandbox.asan_post("Token", &quoted).status, 489);
    assert_eq!(sandbox.bank.book.newest_first().count(), 1);
}

#[test]
fn what_is_checked_before_a_token_is_given() {
    let iban = "IR160120000000001234567890";
    let portion = |amount: u64| json!({ "iban": iban, "amountInRials": amount, "paymentId": "0" });
    for (name, wrong, status) in [
        ("merchantConfigurationId", json!(5051), 471),
        ("serviceTypeId", json!(2), 479),
        ("localInvoiceId", json!("a1"), 475),
        ("localInvoiceId", json!(0), 475),
        ("localInvoiceId", json!(-4), 475),
        ("amountInRials", json!("ten"), 476),
        ("amountInRials", json!(10.5), 476),
        ("amountInRials", json!(999), 486),
        ("localDate", json!("20231115014320"), 477),
        ("localDate", json!("2023/11/15 0143"), 478),
        ("localDate", json!("14020824 014320"), 485),
        // UTC in the place of Tehran's time.
        ("localDate", json!("20231114 221320"), 485),
        ("additionalData", json!("x".repeat(101)), 400),
        ("callbackURL", json!("shop.example/back"), 488),
        ("paymentId", json!("a"), 480),
        ("settlementPortions", json!("all"), 481),
        ("settlementPortions", json!([{ "iban": "IR1", "amountInRials": 150_000 }]), 481),
        ("settlementPortions", json!([portion(149_999)]), 482),
        ("settlementPortions", json!(vec![portion(1); 8]), 491),
    ] {
        let mut sandbox = Sandbox::asan();
        let mut body = token_body(1, 150_000);
        body[name] = wrong;
        assert_eq!(sandbox.asan_post("Token", &body).status, status, "{name} = {}", body[name]);
        assert_eq!(sandbox.bank.book.newest_first().count(), 0, "{name} = {}", body[name]);
    }
    let mut body = token_body(1, 150_000);
    body["settlementPortions"] = json!([portion(100_000), portion(50_000)]);
    assert_eq!(Sandbox::asan().asan_post("Token", &body).status, 200);
}

#[test]
fn nothing_is_answered_without_the_headers() {
    let mut sandbox = Sandbox::asan();
    let token = Request::post("/asanpardakht/v1/Token", "application/json", token_body(1, 10_000).to_string());
    assert_eq!(sandbox.send(&token).status, 401);
    let wrong = token.clone().with_header("usr", "dargah").with_header("pwd", "guess");
    assert_eq!(sandbox.send(&wrong).status, 473);
    assert_eq!(sandbox.send(&Request::get("/asanpardakht/v1/TranResult?localInvoiceId=1")).status, 401);
    assert_eq!(sandbox.send(&signed(Request::get("/asanpardakht/v1/TranResult?localInvoiceId=1"))).status, 471);
    assert_eq!(sandbox.send(&signed(Request::post("/asanpardakht/v1/Verify", "application/json", "{"))).status, 400);
    assert_eq!(sandbox.send(&signed(Request::post("/asanpardakht/v1/Explode", "application/json", "{}"))).status, 404);
}

#[test]
fn a_payment_is_named_by_its_own_number_at_its_merchant() {
    let mut sandbox = Sandbox::asan();
    let paid = sandbox.asan_paid(1, 10_000);
    assert_eq!(sandbox.asan_do("Verify", "12345"), 471);
    let foreign = json!({ "merchantConfigurationId": 1, "payGateTranId": paid });
    assert_eq!(sandbox.asan_post("Verify", &foreign).status, 477);
    // .NET's binders take any case, and a number in quotes.
    let spelt = json!({ "merchantconfigurationid": "5050", "payGateTranID": paid });
    assert_eq!(sandbox.asan_post("Verify", &spelt).status, 200);
}

#[test]
fn cancel_decline_and_leaving_the_page_all_look_like_nothing_paid() {
    let mut sandbox = Sandbox::asan();
    for (invoice, action, wait, state) in [
        (1, "cancel", 0, State::Cancelled),
        (2, "decline", 0, State::Declined),
        (3, "pay", 15 * MINUTE + 1, State::Expired),
    ] {
        let token = sandbox.asan_token(invoice, 10_000);
        sandbox.asan_page(&token);
        sandbox.pass(wait);
        assert!(hidden_fields(&sandbox.asan_press(&token, action).body).is_empty());
        assert_eq!((sandbox.newest().state, sandbox.asan_result(invoice).status), (state, 472), "{action}");
    }
    assert_eq!((sandbox.asan_result(99).status, sandbox.totals().debited), (472, 0));
}

#[test]
fn nobody_verified_within_half_an_hour() {
    let mut sandbox = Sandbox::asan();
    let (late, kept) = (sandbox.asan_paid(1, 10_000), sandbox.asan_paid(2, 30_000));
    sandbox.pass(30 * MINUTE - 1);
    assert_eq!(sandbox.asan_do("Verify", &kept), 200);
    sandbox.pass(1);
    for (step, status) in [("Verify", 476), ("Settlement", 475), ("Reverse", 475), ("Cancel", 475)] {
        assert_eq!(sandbox.asan_do(step, &late), status, "{step}");
    }
    assert_eq!(sandbox.asan_result(1).status, 200, "the sale was, whatever became of it");
    assert_eq!((sandbox.totals().reversed, sandbox.totals().held), (10_000, 30_000));
}

#[test]
fn reverse_is_for_the_unverified_and_cancel_for_the_verified() {
    let mut sandbox = Sandbox::asan();
    let [unverified, verified, late] = [1, 2, 3].map(|invoice| sandbox.asan_paid(invoice, 10_000));
    assert_eq!(sandbox.asan_do("Cancel", &unverified), 472);
    assert_eq!(sandbox.asan_do("Reverse", &unverified), 200);
    assert_eq!((sandbox.asan_do("Reverse", &unverified), sandbox.asan_do("Verify", &unverified)), (473, 474));
    assert_eq!((sandbox.asan_do("Verify", &verified), sandbox.asan_do("Verify", &late)), (200, 200));
    sandbox.pass(3 * HOUR);
    assert_eq!((sandbox.asan_do("Reverse", &verified), sandbox.asan_do("Cancel", &verified)), (472, 200));
    for step in ["Cancel", "Settlement", "Verify"] {
        assert_eq!(sandbox.asan_do(step, &verified), 478, "{step}");
    }
    sandbox.pass(1);
    assert_eq!(sandbox.asan_do("Cancel", &late), 476);
    assert_eq!((sandbox.totals().reversed, sandbox.totals().held), (20_000, 10_000));
}

#[test]
fn what_was_verified_and_left_is_settled_by_the_bank() {
    let mut sandbox = Sandbox::asan();
    let left = sandbox.asan_paid(1, 10_000);
    sandbox.pass(MINUTE);
    assert_eq!(sandbox.asan_do("Verify", &left), 200);
    let text = serde_json::to_string(&sandbox.bank).unwrap_or_default();
    sandbox.bank = serde_json::from_str(&text).unwrap_or(sandbox.bank);
    sandbox.pass(12 * HOUR - 1);
    assert_eq!(sandbox.totals().held, 10_000);
    sandbox.pass(2);
    assert_eq!(sandbox.totals().captured, 10_000);
    let row = sandbox.newest();
    assert_eq!(row.settled_at_ms, row.verified_at_ms.map(|at| at + 12 * HOUR), "when it was due, not when it was seen");
    assert_eq!(sandbox.asan_do("Settlement", &left), 474);
}

#[test]
fn the_result_is_told_for_an_hour_or_by_the_letter_for_less() {
    let mut sandbox = Sandbox::asan();
    let paid = sandbox.asan_paid(1, 10_000);
    sandbox.asan_do("Verify", &paid);
    sandbox.pass(45 * MINUTE + 1);
    sandbox.set(json!({ "strict_window": true }));
    assert_eq!(sandbox.asan_result(1).status, 472);
    sandbox.set(json!({ "strict_window": false }));
    assert_eq!(sandbox.asan_result(1).status, 200);
    sandbox.pass(15 * MINUTE);
    assert_eq!(sandbox.asan_result(1).status, 472);
}

#[test]
fn the_page_takes_its_form_with_and_without_the_last_slash() {
    let mut sandbox = Sandbox::asan();
    let token = sandbox.asan_token(1, 10_000);
    let form = Request::form("/asanpardakht/page", &[("RefID", &token), ("mobileap", "09120000000")]);
    assert_eq!(sandbox.send(&form).status, 403);
    assert_eq!(sandbox.send(&form.with_header("referer", REFERER)).status, 200);
    assert_eq!((sandbox.asan_page("").status, sandbox.asan_page("unknown").status), (400, 404));
    sandbox.send(&Request::form("/asanpardakht/sandbox", &[("RefId", &token), ("action", "pay")]));
    assert_eq!((sandbox.newest().state, sandbox.asan_page(&token).status), (State::Debited, 409));
}

#[test]
fn faults_speak_in_statuses() {
    let mut sandbox = Sandbox::asan();
    let paid = sandbox.asan_paid(1, 10_000);
    sandbox.set(json!({ "token": "refuse", "verify": "refuse", "inquiry": "refuse" }));
    let refused = sandbox.asan_post("Token", &token_body(2, 10_000));
    assert_eq!((refused.status, refused.body.as_str()), (474, "192.0.2.1"), "the address that the bank saw");
    assert_eq!((sandbox.asan_result(1).status, sandbox.asan_do("Verify", &paid)), (474, 477));
    sandbox.set(json!({ "token": "soap_fault", "verify": "code:571", "settle": "code:7", "inquiry": "code:51" }));
    assert_eq!(sandbox.asan_post("Token", &token_body(2, 10_000)).status, 484);
    assert_eq!((sandbox.asan_do("Verify", &paid), sandbox.asan_do("Settlement", &paid)), (571, 484));
    assert!(sandbox.asan_result(1).body.contains("\"serviceStatusCode\":\"51\""));
    sandbox.set(json!({ "inquiry": "ok", "wrong_amount": true }));
    assert!(sandbox.asan_result(1).body.contains("\"amount\":\"5000\""));
    assert_eq!(sandbox.totals().held, 10_000);
}

#[test]
fn amounts_choose_what_happens() {
    let mut sandbox = Sandbox::asan();
    let mut press = |invoice: u64, end: u64| {
        let token = sandbox.asan_token(invoice, 120_000 + end * 10);
        sandbox.asan_page(&token);
        sandbox.asan_press(&token, "pay");
        sandbox.newest()
    };
    assert_eq!(press(1, 571).code.as_deref(), Some("51"));
    assert_eq!(press(2, 572).code.as_deref(), Some("84"));
    assert_eq!(press(3, 562).reversed_by, Some(ReversedBy::Bank));
    let lost = sandbox.asan_paid(4, 125_220);
    assert_eq!((sandbox.asan_do("Verify", &lost), sandbox.asan_do("Verify", &lost)), (500, 472));
}
