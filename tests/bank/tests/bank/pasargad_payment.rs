//! A payment at Pasargad from the login to the confirmation, and everything that may be repeated on the way.

use crate::common::pasargad::{Bill, CONFIRM, INQUIRY, LOGIN, PURCHASE, REVERSE, VERIFY, purchase_body, request};
use crate::common::{CALLBACK, MINUTE, REFERER, Sandbox, between, hidden_fields, names, query_fields, value};
use dargah_bank::{Request, ReversedBy, State};
use serde_json::{Value, json};

const FIELDS: [&str; 4] = ["invoiceId", "status", "referenceNumber", "trackId"];

#[test]
fn login_purchase_page_pay_callback_inquiry_confirm() {
    let mut sandbox = Sandbox::pasargad();
    let answer = sandbox.pasargad_post(PURCHASE, &purchase_body("1001", 150_000));
    let url_id = answer["data"]["urlId"].as_str().unwrap().to_owned();
    assert_eq!(answer["data"]["url"], json!(format!("http://127.0.0.1:8789/pasargad/dorsa1/{url_id}")));
    let bill = Bill { invoice: "1001".to_owned(), url_id };
    let page = sandbox.pasargad_page(&bill);
    assert!(page.body.contains("۱۵۰٬۰۰۰ <span>ریال</span>") && page.body.contains("پاسارگاد"));
    assert_eq!(between(&page.body, "<form method=\"post\" action=\"", "\""), Some("sandbox"));
    assert_eq!(sandbox.pasargad_inquire("1001")["status"], 13_049);
    let back = sandbox.pasargad_press(&bill, "pay");
    let location = back.header("location").unwrap();
    assert!(
        back.status == 303 && location.starts_with(&format!("{CALLBACK}&invoiceId=1001&status=success&")),
        "{location}"
    );
    let fields = query_fields(location);
    assert_eq!(names(&fields)[1..], FIELDS, "behind the shop's own");

    let standing = sandbox.pasargad_inquire("1001");
    assert_eq!((&standing["status"], &standing["amount"]), (&json!(2), &json!(150_000)));
    assert_eq!((&standing["invoice"], &standing["url"]), (&json!("1001"), &json!(bill.url_id)));
    assert_eq!(standing["referenceNumber"], json!(value(&fields, "referenceNumber")));
    assert_eq!(standing["trackId"], json!(value(&fields, "trackId")));
    assert_eq!(standing["requestDate"], "2023-11-15T01:43:20.000", "Tehran's clock");
    assert_eq!(sandbox.totals().held, 150_000);
    let answer = sandbox.pasargad_post(CONFIRM, &bill.body());
    assert_eq!((&answer["resultCode"], &answer["data"]["amount"]), (&json!(0), &json!(150_000)));
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 150_000));
    assert_eq!(
        (sandbox.newest().state, sandbox.pasargad_inquire("1001")["status"].clone()),
        (State::Settled, json!(13_029))
    );
}

/// The names of an object's members and of the objects in it.
fn shape(value: &Value) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    members.flat_map(|(name, value)| [vec![name.clone()], shape(value)].concat()).collect()
}

#[test]
fn answers_have_the_official_samples_shape() {
    let samples: Value =
        serde_json::from_str(include_str!("../../../fixtures/gateways/pasargad-jwt-official.json")).unwrap();
    let sample = |op: &str| {
        let cases = samples["cases"].as_array().unwrap();
        shape(&cases.iter().find(|case| case["op"] == op).unwrap()["response"])
    };
    let mut sandbox = Sandbox::pasargad();
    let login = json!({ "username": "dargah", "password": "sandbox" });
    assert_eq!(shape(&sandbox.pasargad_post(LOGIN, &login)), sample("getToken"));
    assert_eq!(shape(&sandbox.pasargad_post(PURCHASE, &purchase_body("1", 10_001))), sample("purchase"));
    let (bill, other) = (sandbox.pasargad_paid("2", 10_001), sandbox.pasargad_paid("3", 10_001));
    assert_eq!(shape(&sandbox.pasargad_post(INQUIRY, &json!({ "invoiceId": "2" }))), sample("payment-inquiry"));
    assert_eq!(shape(&sandbox.pasargad_post(CONFIRM, &bill.body())), sample("confirm-transactions"));
    assert_eq!(shape(&sandbox.pasargad_post(REVERSE, &other.body())), sample("reverse-transactions"));
    assert_eq!(sandbox.pasargad_inquire("3")["status"], 13_033);
}

#[test]
fn without_a_login_that_lasts_there_is_nothing() {
    let mut sandbox = Sandbox::pasargad();
    let good = sandbox.pasargad_login();
    let body = purchase_body("1", 10_000);
    let (signed, mac) = good.rsplit_once('.').unwrap();
    for wrong in
        ["", "guess", signed, &format!("{signed}."), &format!("{signed}.{}", mac.to_lowercase()), &format!("x{good}")]
    {
        let answer = sandbox.send(&request(PURCHASE, &body, wrong));
        assert_eq!((answer.status, answer.body.contains("\"resultCode\":401")), (401, true), "{wrong}");
    }
    let bare = Request::post(PURCHASE, "application/json", body.to_string());
    assert_eq!(sandbox.send(&bare).status, 401);
    for path in [INQUIRY, VERIFY, CONFIRM, REVERSE] {
        assert_eq!(sandbox.send(&request(path, &json!({}), "")).status, 401, "{path}");
    }
    sandbox.pass(10 * MINUTE - 1);
    assert_eq!(sandbox.send(&request(PURCHASE, &body, &good)).status, 200);
    sandbox.pass(1);
    assert_eq!(sandbox.send(&request(PURCHASE, &purchase_body("2", 10_000), &good)).status, 401);
    sandbox.set(json!({ "speed": 600 }));
    let hurried = sandbox.pasargad_login();
    sandbox.pass(999);
    assert_eq!(sandbox.send(&request(INQUIRY, &json!({}), &hurried)).status, 200);
    sandbox.pass(1);
    assert_eq!(sandbox.send(&request(INQUIRY, &json!({}), &hurried)).status, 401);
    assert_eq!(sandbox.bank.book.newest_first().count(), 1);
}

#[test]
fn a_login_wants_name_and_password() {
    let mut sandbox = Sandbox::pasargad();
    for body in [
        json!({ "username": "dargah", "password": "wrong" }),
        json!({ "username": "someone", "password": "sandbox" }),
        json!({}),
        json!([]),
    ] {
        let answer = sandbox.pasargad_post(LOGIN, &body);
        assert_eq!((&answer["resultCode"], answer.get("token")), (&json!(13_368), None), "{body}");
    }
}

#[test]
fn what_is_checked_before_a_page_is_given() {
    for (name, wrong, code) in [
        ("terminalNumber", json!(0), 13_399),
        ("serviceCode", json!(7), 13_060),
        ("serviceType", json!("SALE"), 13_060),
        ("amount", json!(0), 13_055),
        ("amount", json!(-10), 13_055),
        ("amount", json!(10_000.5), 13_055),
        ("invoice", json!(""), 13_351),
        ("invoiceDate", json!(null), 13_350),
        ("callbackApi", json!("shop.example/back"), 13_028),
        ("callbackApi", json!("javascript://x"), 13_028),
    ] {
        let mut sandbox = Sandbox::pasargad();
        let mut body = purchase_body("1", 10_000);
        body[name] = wrong;
        let answer = sandbox.pasargad_post(PURCHASE, &body);
        assert_eq!((&answer["resultCode"], answer.get("data")), (&json!(code), None), "{name} = {}", body[name]);
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
}

#[test]
fn an_invoice_is_used_by_its_first_call() {
    let mut sandbox = Sandbox::pasargad();
    sandbox.pasargad_purchase("7", 10_000);
    assert_eq!(sandbox.pasargad_post(PURCHASE, &purchase_body("7", 10_000))["resultCode"], 13_003);
    sandbox.pasargad_purchase("8", 10_000);
    assert_eq!(sandbox.bank.book.newest_first().count(), 2);
}

#[test]
fn every_call_may_be_repeated_and_says_so() {
    let mut sandbox = Sandbox::pasargad();
    let bill = sandbox.pasargad_paid("1", 10_000);
    assert_eq!(sandbox.pasargad_do(VERIFY, &bill), 0);
    assert_eq!((sandbox.totals().held, sandbox.pasargad_inquire("1")["status"].clone()), (10_000, json!(13_034)));
    assert_eq!(sandbox.pasargad_do(VERIFY, &bill), 13_428);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &bill), 0);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &bill), 13_046);
    assert_eq!(sandbox.pasargad_do(VERIFY, &bill), 13_029);
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 10_000));
    assert_eq!((sandbox.newest().calls.verify, sandbox.newest().calls.settle), (5, 0));
}

#[test]
fn the_switch_confirms_what_was_held_and_left() {
    let mut sandbox = Sandbox::pasargad();
    let bill = sandbox.pasargad_paid("1", 10_000);
    sandbox.pass(20 * MINUTE);
    assert_eq!(sandbox.pasargad_do(VERIFY, &bill), 0);
    sandbox.pass(25 * MINUTE - 1);
    assert_eq!(sandbox.totals().held, 10_000);
    sandbox.pass(1);
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 10_000));
    assert_eq!(sandbox.pasargad_inquire("1")["status"], 13_029);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &bill), 13_046);
    assert_eq!(sandbox.pasargad_do(REVERSE, &bill), 13_076);
}

#[test]
fn nobody_held_or_confirmed_within_twenty_five_minutes() {
    let mut sandbox = Sandbox::pasargad();
    let (late, kept) = (sandbox.pasargad_paid("1", 10_000), sandbox.pasargad_paid("2", 30_000));
    sandbox.pass(25 * MINUTE - 1);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &kept), 0);
    sandbox.pass(1);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &late), 13_075);
    assert_eq!(sandbox.pasargad_do(VERIFY, &late), 13_075);
    assert_eq!(sandbox.pasargad_do(REVERSE, &late), 13_033);
    assert_eq!(sandbox.pasargad_inquire("1")["status"], 13_033);
    let row = sandbox.bank.book.by_token(&late.url_id).cloned().unwrap();
    assert_eq!(row.reversed_by, Some(ReversedBy::Auto));
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (10_000, 30_000));
}

#[test]
fn a_reversal_is_for_what_is_not_confirmed() {
    let mut sandbox = Sandbox::pasargad();
    let [paid, held, confirmed] = ["1", "2", "3"].map(|invoice| sandbox.pasargad_paid(invoice, 10_000));
    assert_eq!(sandbox.pasargad_do(VERIFY, &held), 0);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &confirmed), 0);
    assert_eq!(sandbox.pasargad_do(REVERSE, &paid), 0);
    assert_eq!(sandbox.pasargad_do(REVERSE, &paid), 13_033);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &paid), 13_033);
    assert_eq!(sandbox.pasargad_do(REVERSE, &held), 0);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &held), 13_033);
    assert_eq!(sandbox.pasargad_do(REVERSE, &confirmed), 13_029);
    sandbox.pass(25 * MINUTE);
    assert_eq!(sandbox.pasargad_do(REVERSE, &confirmed), 13_076);
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (20_000, 10_000));
}

#[test]
fn a_payment_is_named_by_invoice_and_page_together() {
    let mut sandbox = Sandbox::pasargad();
    let (one, two) = (sandbox.pasargad_paid("1", 10_000), sandbox.pasargad_paid("2", 10_000));
    let crossed = Bill { invoice: one.invoice.clone(), url_id: two.url_id.clone() };
    let open = sandbox.pasargad_purchase("3", 10_000);
    for path in [VERIFY, CONFIRM] {
        assert_eq!(sandbox.pasargad_do(path, &crossed), 13_016, "{path}");
        assert_eq!(sandbox.pasargad_do(path, &open), 13_016, "{path}");
    }
    assert_eq!(
        (sandbox.pasargad_do(REVERSE, &crossed), sandbox.pasargad_do(REVERSE, &open)),
        (json!(13_016), json!(13_324))
    );
    assert_eq!(sandbox.pasargad_post(INQUIRY, &json!({ "invoiceId": "4" }))["resultCode"], 13_016);
    assert_eq!(sandbox.totals().held, 20_000);
}

#[test]
fn cancel_decline_and_leaving_the_page() {
    let mut sandbox = Sandbox::pasargad();
    for (invoice, action, wait, word, cause, state) in [
        ("1", "cancel", 0, "cancel", 13_045, State::Cancelled),
        ("2", "decline", 0, "failed", 13_063, State::Declined),
        ("3", "pay", 15 * MINUTE + 1, "expire", 13_307, State::Expired),
    ] {
        let bill = sandbox.pasargad_purchase(invoice, 10_000);
        sandbox.pasargad_page(&bill);
        sandbox.pass(wait);
        let fields = sandbox.pasargad_back(&bill, action);
        assert_eq!((value(&fields, "status").as_str(), value(&fields, "referenceNumber").as_str()), (word, ""));
        assert_eq!(
            (sandbox.pasargad_inquire(invoice)["status"].clone(), sandbox.newest().state),
            (json!(cause), state)
        );
        assert_eq!(sandbox.pasargad_do(CONFIRM, &bill), 13_025);
        assert_eq!(sandbox.pasargad_do(REVERSE, &bill), 13_324);
    }
    assert_eq!(sandbox.totals().debited, 0);
}

#[test]
fn the_page_is_named_by_the_shops_own_way_to_the_bank_and_wants_its_referer() {
    let mut sandbox = Sandbox::pasargad();
    let bearer = sandbox.pasargad_login();
    let mut url = |invoice: &str, host: &str| {
        let mut asked = request(PURCHASE, &purchase_body(invoice, 10_000), &bearer);
        asked.headers.retain(|(name, _)| name != "Host");
        let asked = asked.with_header("host", host).with_header("x-forwarded-proto", "https");
        let answer: Value = serde_json::from_str(&sandbox.send(&asked).body).unwrap();
        answer["data"]["url"].as_str().unwrap().to_owned()
    };
    assert!(url("1", "bank.example").starts_with("https://bank.example/pasargad/dorsa1/"));
    assert!(url("2", "evil.example/?").starts_with("https://localhost/pasargad/dorsa1/"));
    let bill = sandbox.pasargad_purchase("3", 10_000);
    let link = Request::get(&format!("/pasargad/dorsa1/{}", bill.url_id));
    assert_eq!(sandbox.send(&link).status, 403);
    assert_eq!(sandbox.send(&link.clone().with_header("referer", "https://evil.example/")).status, 403);
    assert_eq!(sandbox.send(&link.with_header("referer", REFERER)).status, 200);
    assert_eq!(sandbox.send(&Request::get("/pasargad/dorsa1/unknown").with_header("referer", REFERER)).status, 404);
}

#[test]
fn pasargad_says_refused_and_broken_in_its_own_words() {
    let mut sandbox = Sandbox::pasargad();
    let bearer = sandbox.pasargad_login();
    let bill = sandbox.pasargad_paid("1", 10_000);
    let mut code = |path: &str, body: &Value| {
        sandbox.set(json!({ "token": "refuse", "verify": "refuse", "inquiry": "code:500", "reverse": "soap_fault" }));
        let answer = sandbox.send(&request(path, body, &bearer));
        (answer.status, between(&answer.body, "\"resultCode\":", ",").map(str::to_owned))
    };
    let refused = (200, Some("13422".to_owned()));
    assert_eq!(code(LOGIN, &json!({})), refused);
    assert_eq!(code(PURCHASE, &purchase_body("2", 10_000)), refused);
    assert_eq!((code(CONFIRM, &bill.body()), code(VERIFY, &bill.body())), (refused.clone(), refused));
    assert_eq!(code(INQUIRY, &json!({ "invoiceId": "1" })), (200, Some("500".to_owned())));
    assert_eq!(code(REVERSE, &bill.body()), (500, None));
    sandbox.bank.settings = dargah_bank::Settings::default();
    sandbox.set(json!({ "wrong_amount": true }));
    assert_eq!(sandbox.pasargad_inquire("1")["amount"], 5_000);
    assert_eq!(sandbox.pasargad_post(CONFIRM, &bill.body())["data"]["amount"], 5_000);
}

#[test]
fn magic_amounts_and_the_way_back() {
    let mut sandbox = Sandbox::pasargad();
    let bearer = sandbox.pasargad_login();
    assert_eq!(sandbox.send(&request(PURCHASE, &purchase_body("1", 125_030), &bearer)).status, 503);
    let lost = sandbox.pasargad_paid("2", 125_220);
    assert_eq!(sandbox.send(&request(CONFIRM, &lost.body(), &bearer)).status, 500);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &lost), 13_046);
    let reversal = sandbox.pasargad_paid("3", 125_410);
    assert_eq!(sandbox.send(&request(REVERSE, &reversal.body(), &bearer)).status, 503);
    assert_eq!(sandbox.pasargad_do(REVERSE, &reversal), 0);
    let issuer = sandbox.pasargad_purchase("4", 125_720);
    assert_eq!(value(&sandbox.pasargad_back(&issuer, "pay"), "status"), "failed");
    assert_eq!(sandbox.pasargad_inquire("4")["status"], 13_085);
    let returned = sandbox.pasargad_paid("5", 125_620);
    assert_eq!(sandbox.pasargad_do(CONFIRM, &returned), 13_033, "the bank itself sent it back");
    let twice = sandbox.pasargad_purchase("6", 10_000);
    let page = sandbox.pasargad_press(&twice, "pay-return-twice");
    assert!(
        page.body.contains("method=\"get\"")
            && names(&hidden_fields(&page.body)) == ["p", "invoiceId", "status", "referenceNumber", "trackId"]
    );
    sandbox.set(json!({ "callback": "lowercase" }));
    let small = sandbox.pasargad_purchase("7", 10_000);
    assert_eq!(
        names(&sandbox.pasargad_back(&small, "pay"))[1..],
        ["invoiceid", "status", "referencenumber", "trackid"]
    );
}

#[test]
fn what_is_no_call_is_answered_and_moves_nothing() {
    let mut sandbox = Sandbox::pasargad();
    let bearer = sandbox.pasargad_login();
    for body in ["", "nonsense", "[]", "null"] {
        let post = |path: &str| {
            let post = Request::post(path, "application/json", body);
            post.with_header("authorization", &format!("Bearer {bearer}"))
        };
        assert!(sandbox.send(&post(PURCHASE)).body.contains("\"resultCode\":13000"), "{body}");
        assert!(sandbox.send(&post(CONFIRM)).body.contains("\"resultCode\":13016"), "{body}");
    }
    assert_eq!(sandbox.send(&Request::form(PURCHASE, &[("invoice", "1")])).status, 415);
    assert_eq!(sandbox.send(&Request::get("/pasargad/dorsa2/token/getToken")).status, 404);
    assert_eq!(sandbox.send(&Request::form("/pasargad/dorsa1/elsewhere", &[("a", "b")])).status, 404);
    assert_eq!(sandbox.bank.book.newest_first().count(), 0);
}
