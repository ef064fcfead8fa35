//! A payment at Zibal from the request to the refund, and everything that may be repeated on the way.

use crate::common::zibal::request_body;
use crate::common::{MINUTE, REFERER, Sandbox, hidden_fields, query_fields, value};
use dargah_bank::{Request, Response, ReversedBy, State};
use serde_json::{Value, json};

fn back(response: &Response) -> Vec<(String, String)> {
    query_fields(response.header("location").unwrap_or("?"))
}

#[test]
fn request_page_pay_callback_verify() {
    let mut sandbox = Sandbox::zibal();
    let track = sandbox.zibal_track("1001", 150_000);
    assert_eq!(sandbox.zibal_ask("inquiry", track)["status"], -1);
    let page = sandbox.zibal_page(track);
    assert!(page.body.contains("زیبال") && page.body.contains("۱۵۰٬۰۰۰ <span>ریال</span>"));
    let way = sandbox.zibal_press(track, "pay");
    let due = format!("https://shop.example/back?p=1&success=1&trackId={track}&orderId=1001&status=2");
    assert_eq!((way.status, way.header("location")), (303, Some(due.as_str())));
    assert_eq!((&sandbox.zibal_ask("inquiry", track)["status"], sandbox.totals().held), (&json!(2), 150_000));

    let answer = sandbox.zibal_ask("verify", track);
    assert_eq!((&answer["result"], &answer["status"], &answer["amount"]), (&json!(100), &json!(1), &json!(150_000)));
    assert_eq!((&answer["orderId"], &answer["description"]), (&json!("1001"), &json!("سفارش")));
    assert_eq!(
        (&answer["paidAt"], &answer["refNumber"]),
        (&json!("2023-11-15T01:43:20.000000"), &json!(sandbox.newest().rrn))
    );
    let card = answer["cardNumber"].as_str().unwrap_or_default();
    assert!(card.len() == 16 && &card[6..12] == "******", "{card}");
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 150_000));
}

#[test]
fn a_verify_repeated_says_so_without_the_amount() {
    let mut sandbox = Sandbox::zibal();
    let track = sandbox.zibal_paid("1", 10_000);
    assert_eq!(sandbox.zibal_ask("verify", track)["result"], 100);
    for wait in [0, 31 * MINUTE] {
        sandbox.pass(wait);
        let again = sandbox.zibal_ask("verify", track);
        assert_eq!((&again["result"], &again["amount"]), (&json!(201), &Value::Null));
    }
    let asked = sandbox.zibal_ask("inquiry", track);
    assert_eq!((&asked["status"], &asked["amount"], &asked["result"]), (&json!(1), &json!(10_000), &json!(100)));
    assert_eq!((sandbox.totals().captured, sandbox.newest().calls.verify), (10_000, 3));
}

#[test]
fn an_order_may_be_repeated_or_left_out() {
    let mut sandbox = Sandbox::zibal();
    assert_ne!(sandbox.zibal_paid("same", 10_000), sandbox.zibal_paid("same", 10_000));
    let mut body = request_body("1", 10_000);
    body["orderId"] = Value::Null;
    assert_eq!(sandbox.zibal_post("request", &body)["result"], 100);
    assert_eq!((sandbox.newest().order, sandbox.totals().held), (String::new(), 20_000));
}

#[test]
fn what_is_checked_before_a_track_id_is_given() {
    let part = |amount: u64| json!({ "bankAccount": "IR160120000000001234567890", "amount": amount });
    for (name, wrong, result) in [
        ("merchant", json!("someone"), 102),
        ("amount", json!(999), 105),
        ("amount", json!(-10_000), 105),
        ("amount", json!(1_000_000_001), 113),
        ("callbackUrl", json!("shop.example/back"), 106),
        ("percentMode", json!(2), 107),
        ("percentMode", json!("half"), 107),
        ("multiplexingInfos", json!([part(9_999)]), 111),
    ] {
        let mut sandbox = Sandbox::zibal();
        let mut body = request_body("1", 10_000);
        body[name] = wrong;
        assert_eq!(sandbox.zibal_post("request", &body)["result"], result, "{name} = {}", body[name]);
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
    assert_eq!(Sandbox::zibal().zibal_post("request", &json!("nonsense"))["result"], 102);
    let mut body = request_body("1", 10_000);
    body["multiplexingInfos"] = json!([part(4_000), part(6_000)]);
    assert_eq!(Sandbox::zibal().zibal_post("request", &body)["result"], 100);
    body["percentMode"] = json!(1);
    body["multiplexingInfos"] = json!([part(40), part(60)]);
    assert_eq!(Sandbox::zibal().zibal_post("request", &body)["result"], 100);
}

#[test]
fn a_payment_is_found_by_its_number_at_its_merchant() {
    let mut sandbox = Sandbox::zibal();
    let track = sandbox.zibal_paid("1", 10_000);
    for call in ["verify", "inquiry"] {
        assert_eq!(sandbox.zibal_ask(call, 12_345)["result"], 203);
        assert_eq!(sandbox.zibal_post(call, &json!({ "trackId": track }))["result"], 102);
    }
    let quoted = json!({ "merchant": "zibal", "trackId": track.to_string() });
    assert_eq!(sandbox.zibal_post("verify", &quoted)["result"], 100);
}

#[test]
fn cancel_decline_and_leaving_the_page() {
    let mut sandbox = Sandbox::zibal();
    for (action, wait, status, state) in [
        ("cancel", 0, "3", State::Cancelled),
        ("decline", 0, "5", State::Declined),
        ("pay", 15 * MINUTE + 1, "3", State::Expired),
    ] {
        let track = sandbox.zibal_track(action, 10_000);
        sandbox.zibal_page(track);
        assert_eq!(sandbox.zibal_ask("verify", track)["result"], 202, "not paid yet");
        sandbox.pass(wait);
        let fields = back(&sandbox.zibal_press(track, action));
        assert_eq!(
            (value(&fields, "success"), value(&fields, "status")),
            ("0".to_owned(), status.to_owned()),
            "{action}"
        );
        assert_eq!((sandbox.newest().state, &sandbox.zibal_ask("verify", track)["result"]), (state, &json!(202)));
        assert_eq!(sandbox.zibal_ask("inquiry", track)["status"].to_string(), status);
    }
    assert_eq!(sandbox.totals().debited, 0);
}

#[test]
fn nobody_verified_within_half_an_hour() {
    let mut sandbox = Sandbox::zibal();
    let track = sandbox.zibal_paid("1", 10_000);
    sandbox.pass(30 * MINUTE);
    assert_eq!(
        (&sandbox.zibal_ask("verify", track)["result"], &sandbox.zibal_ask("inquiry", track)["status"]),
        (&json!(202), &json!(18))
    );
    assert_eq!((sandbox.newest().reversed_by, sandbox.totals().reversed), (Some(ReversedBy::Auto), 10_000));
}

#[test]
fn refunds_come_in_parts_and_never_over_the_sum() {
    let mut sandbox = Sandbox::zibal();
    let track = sandbox.zibal_paid("1", 10_000);
    let refund = |sandbox: &mut Sandbox, body: Value| sandbox.zibal_refund("zibal-sandbox-token", &body).1;
    let part = |amount: u64| json!({ "trackId": track, "amount": amount });
    assert_eq!(refund(&mut sandbox, part(1_000))["result"], 202, "unverified money goes back by itself");
    sandbox.zibal_ask("verify", track);
    let first = refund(&mut sandbox, part(4_000));
    assert_eq!((&first["result"], &first["data"]["amount"]), (&json!(1), &json!(4_000)));
    assert_eq!(sandbox.zibal_ask("inquiry", track)["status"], 1);
    assert_eq!(refund(&mut sandbox, part(6_001))["result"], 113);
    assert_eq!(refund(&mut sandbox, part(0))["result"], 113);
    assert_eq!(refund(&mut sandbox, json!({ "trackId": track }))["data"]["amount"], 6_000, "all that is left");
    assert_eq!(refund(&mut sandbox, json!({ "trackId": track }))["result"], 113);
    assert_eq!(sandbox.zibal_ask("inquiry", track)["status"], 15);
    assert_eq!((sandbox.totals().captured, sandbox.totals().refunded), (0, 10_000));
    assert_eq!(refund(&mut sandbox, json!({ "trackId": 1 }))["result"], 203);
    assert_eq!(sandbox.zibal_refund("guess", &part(1_000)).0, 401);
}

#[test]
fn the_page_is_a_link_and_wants_a_referer() {
    let mut sandbox = Sandbox::zibal();
    let track = sandbox.zibal_track("1", 10_000);
    let link = Request::get(&format!("/zibal/start/{track}/direct"));
    assert_eq!(sandbox.send(&link).status, 403);
    assert_eq!(sandbox.send(&link.with_header("referer", REFERER)).status, 200);
    assert_eq!(sandbox.zibal_page(1).status, 404);
    // The buttons of the page at `/direct` are one level deeper.
    let track_id = track.to_string();
    let press = [("trackId", track_id.as_str()), ("action", "pay")];
    assert_eq!(sandbox.send(&Request::form(&format!("/zibal/start/{track}/sandbox"), &press)).status, 303);
    assert_eq!((sandbox.newest().state, sandbox.zibal_page(track).status), (State::Debited, 409));
}

#[test]
fn the_way_back_may_be_lost_doubled_or_spelt_small() {
    let mut sandbox = Sandbox::zibal();
    let mut press = |change: Value, order: &str| {
        sandbox.set(change);
        let track = sandbox.zibal_track(order, 10_000);
        (sandbox.zibal_press(track, "pay"), sandbox.newest().callbacks)
    };
    let dropped = press(json!({ "callback": "drop" }), "1");
    assert!(!dropped.0.body.contains("shop.example") && dropped.1 == 0);
    let twice = press(json!({ "callback": "twice" }), "2");
    assert_eq!((value(&hidden_fields(&twice.0.body), "success"), twice.1), ("1".to_owned(), 2));
    let small = press(json!({ "callback": "lowercase" }), "3");
    assert_eq!(value(&back(&small.0), "orderid"), "3");
}

#[test]
fn amounts_choose_what_happens() {
    let mut sandbox = Sandbox::zibal();
    let mut press = |end: u64| {
        let track = sandbox.zibal_track("1", 120_000 + end * 10);
        (value(&back(&sandbox.zibal_press(track, "pay")), "status"), track)
    };
    assert_eq!((press(571).0.as_str(), press(572).0.as_str()), ("5", "12"));
    let reversed = press(562).1;
    assert_eq!(sandbox.zibal_ask("inquiry", reversed)["status"], 18);
    let wrong = sandbox.zibal_paid("2", 125_610);
    assert_eq!(
        (&sandbox.zibal_ask("inquiry", wrong)["amount"], &sandbox.zibal_ask("verify", wrong)["amount"]),
        (&json!(62_805), &json!(62_805))
    );
}

#[test]
fn faults_speak_in_zibals_own_words() {
    let mut sandbox = Sandbox::zibal();
    let track = sandbox.zibal_paid("1", 10_000);
    sandbox.set(json!({ "token": "refuse", "verify": "code:103", "refund": "code:112" }));
    assert_eq!(sandbox.zibal_post("request", &request_body("2", 10_000))["result"], 115);
    assert_eq!(sandbox.zibal_ask("verify", track)["result"], 103);
    assert_eq!(sandbox.zibal_refund("zibal-sandbox-token", &json!({ "trackId": track })).1["result"], 112);
    sandbox.set(json!({ "verify": "soap_fault" }));
    let body = json!({ "merchant": "zibal", "trackId": track }).to_string();
    let broken = sandbox.send(&Request::post("/zibal/v1/verify", "application/json", body));
    assert!(broken.status == 500 && broken.body.contains("Internal server error"));
    assert_eq!(sandbox.totals().held, 10_000);
}
