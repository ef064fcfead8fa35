//! Every way to fail: what the caller sees, and whether the work was done.

use crate::common::{MINUTE, Sandbox, hidden_fields, names, pay_parameters, soap_request, value};
use dargah_bank::{Bank, Kind, Settings, State};
use serde_json::{Value, json};

/// Status, wait, and whether a token was given out behind the answer.
fn token_call(fault: &str) -> (u16, u64, usize, String) {
    let mut sandbox = Sandbox::mellat();
    sandbox.set(json!({ "token": fault, "slow_ms": 3_000 }));
    let answer = sandbox.soap("bpPayRequest", &pay_parameters(&[]));
    (answer.status, answer.delay_ms, sandbox.bank.book.newest_first().count(), answer.body)
}

#[test]
fn each_fault_looks_and_does_as_it_says() {
    for (fault, status, delay, done, holds) in [
        ("ok", 200, 0, 1, "<return>0,"),
        ("slow", 200, 3_000, 1, "<return>0,"),
        ("down", 503, 0, 0, "503 Service"),
        ("hang", 504, 3_000, 0, "504"),
        ("refuse", 200, 0, 0, "<return>421</return>"),
        ("html", 200, 0, 0, "<html>"),
        ("soap_fault", 500, 0, 0, "<faultcode>soap:Server"),
        ("empty", 200, 0, 0, ""),
        ("huge", 200, 0, 0, "xxxx"),
        ("lost", 500, 0, 1, "500 Internal"),
        ("lost_hang", 504, 3_000, 1, "504"),
        ("code:34", 200, 0, 0, "<return>34</return>"),
    ] {
        let (seen, waited, tokens, body) = token_call(fault);
        assert_eq!((seen, waited, tokens), (status, delay, done), "{fault}");
        assert!(body.contains(holds), "{fault}: {:.200}", body);
    }
    assert!(token_call("empty").3.is_empty() && token_call("huge").3.len() == 2 * 1024 * 1024);
}

#[test]
fn a_lost_verify_was_a_verify() {
    let mut sandbox = Sandbox::mellat();
    let sale = sandbox.mellat_paid("1", "10000");
    sandbox.set(json!({ "verify": "lost" }));
    let request = soap_request("bpVerifyRequest", &crate::common::sale_parameters(&sale.order, &sale.reference));
    assert_eq!(sandbox.send(&request).status, 500);
    sandbox.set(json!({ "verify": "ok" }));
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "43");
}

#[test]
fn lose_answer_loses_every_server_answer_but_no_page() {
    let mut sandbox = Sandbox::saman();
    let reference = sandbox.sep_paid("a", 12_000);
    let token = sandbox.sep_token("b", 12_000);
    sandbox.set(json!({ "lose_answer": true }));
    assert_eq!(sandbox.sep_page(&token, "").status, 200);
    let body = crate::common::sep_reference(&reference).to_string();
    let verify =
        dargah_bank::Request::post("/saman/verifyTxnRandomSessionkey/ipg/VerifyTransaction", "application/json", body);
    assert_eq!(sandbox.send(&verify).status, 500);
    assert_eq!(sandbox.totals().captured, 12_000);
}

#[test]
fn saman_says_refused_and_broken_in_its_own_words() {
    let mut sandbox = Sandbox::saman();
    let reference = sandbox.sep_paid("a", 12_000);
    sandbox.set(json!({ "token": "refuse", "verify": "refuse" }));
    let token = sandbox.sep_post("/saman/onlinepg/onlinepg", &crate::common::sep_token_body("b", 12_000));
    assert_eq!(token["errorCode"], "8");
    assert_eq!(sandbox.sep_verify(&reference)["ResultCode"], -106);
    sandbox.set(json!({ "verify": "code:-104" }));
    assert_eq!(sandbox.sep_verify(&reference)["ResultCode"], -104);
}

#[test]
fn the_way_back_may_be_lost_doubled_or_spelt_small() {
    let mut sandbox = Sandbox::mellat();
    let mut press = |change: Value, order: &str, action: &str| {
        sandbox.set(change);
        let ref_id = sandbox.mellat_token(order, "10000");
        sandbox.mellat_page(&ref_id);
        (sandbox.mellat_press(&ref_id, action).body, sandbox.newest())
    };
    let dropped = press(json!({ "callback": "drop" }), "1", "pay");
    assert!(!dropped.0.contains("shop.example") && dropped.1.state == State::Debited && dropped.1.callbacks == 0);
    let twice = press(json!({ "callback": "twice" }), "2", "pay");
    assert!(
        twice.0.contains("name=\"first-return\"") && twice.0.contains("target=\"first\"") && twice.1.callbacks == 2
    );
    let small = press(json!({ "callback": "lowercase" }), "3", "pay");
    assert_eq!(names(&hidden_fields(&small.0))[..3], ["refid", "rescode", "saleorderid"]);
    let closed = press(json!({ "callback": "ok" }), "4", "pay-no-return");
    assert!(!closed.0.contains("shop.example") && closed.1.state == State::Debited);
    assert_eq!(press(json!({}), "5", "pay-return-twice").1.callbacks, 2);
}

#[test]
fn a_get_way_back_taken_twice_keeps_the_shops_own_query() {
    let mut sandbox = Sandbox::saman();
    let token = sandbox.sep_token("a", 12_000);
    sandbox.sep_page(&token, "true");
    let back = sandbox.sep_press(&token, "pay-return-twice");
    let fields = hidden_fields(&back.body);
    assert_eq!((names(&fields)[0], value(&fields, "p")), ("p", "1".to_owned()));
    assert!(back.body.contains("method=\"get\" action=\"https://shop.example/back\""));
}

#[test]
fn a_wrong_amount_is_half_of_the_right_one() {
    let mut sandbox = Sandbox::saman();
    sandbox.set(json!({ "wrong_amount": true }));
    let reference = sandbox.sep_paid("a", 12_000);
    assert_eq!(sandbox.sep_verify(&reference)["TransactionDetail"]["OrginalAmount"], 6_000);
    let mut sandbox = Sandbox::mellat();
    sandbox.set(json!({ "wrong_amount": true }));
    assert_eq!(value(&sandbox.mellat_paid("1", "10000").fields, "FinalAmount"), "5000");
}

#[test]
fn chance_strikes_about_as_often_as_it_is_told() {
    let mut sandbox = Sandbox::mellat();
    sandbox.set(json!({ "token": "down", "probability_percent": 30 }));
    let down = (1..=1_000)
        .filter(|order: &u32| {
            let order = order.to_string();
            sandbox.soap("bpPayRequest", &pay_parameters(&[("orderId", order.as_str())])).status == 503
        })
        .count();
    assert!((230..=370).contains(&down), "{down} of 1000 at 30 percent");
}

#[test]
fn speed_shortens_every_window() {
    let mut sandbox = Sandbox::mellat();
    sandbox.set(json!({ "speed": 600 }));
    let sale = sandbox.mellat_paid("1", "10000");
    sandbox.pass(1_999);
    assert_eq!(sandbox.totals().held, 10_000);
    sandbox.pass(1);
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "48");
    let ref_id = sandbox.mellat_token("2", "10000");
    sandbox.pass(15 * MINUTE / 600 + 1);
    assert_eq!(value(&hidden_fields(&sandbox.mellat_press(&ref_id, "pay").body), "ResCode"), "415");
}

#[test]
fn the_same_entropy_gives_the_same_bank() {
    let run = || {
        let mut sandbox = Sandbox::saman();
        sandbox.set(json!({ "token": "lost", "probability_percent": 0 }));
        let reference = sandbox.sep_paid("a", 12_000);
        sandbox.sep_verify(&reference);
        serde_json::to_string(&sandbox.bank).unwrap_or_default()
    };
    assert_eq!(run(), run());
}

#[test]
fn a_bank_written_down_and_read_again_goes_on() {
    let mut sandbox = Sandbox::mellat();
    let (sale, late) = (sandbox.mellat_paid("1", "10000"), sandbox.mellat_paid("2", "10000"));
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "0");
    let text = serde_json::to_string(&sandbox.bank).unwrap_or_default();
    let read: Result<Bank, _> = serde_json::from_str(&text);
    sandbox.bank = read.unwrap_or_else(|_| Bank::new(Kind::Mellat));
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &sale), "0");
    assert_eq!(sandbox.mellat_pay("1", "10000"), "41");
    sandbox.pass(20 * MINUTE);
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &late), "48");
}

#[test]
fn settings_are_changed_whole_or_not_at_all() {
    let well = Settings::default();
    for wrong in [
        json!({ "tokn": "down" }),
        json!({ "token": "sideways" }),
        json!({ "token": "code:DROP" }),
        json!({ "token": "down", "speed": 0 }),
        json!({ "probability_percent": 101 }),
        json!({ "slow_ms": 120_001 }),
        json!([]),
    ] {
        assert!(well.changed_by(&wrong).is_err(), "{wrong}");
    }
    let text = serde_json::to_string(&well).unwrap_or_default();
    assert_eq!(
        text,
        "{\"token\":\"ok\",\"page\":\"ok\",\"verify\":\"ok\",\"settle\":\"ok\",\"reverse\":\"ok\",\"inquiry\":\"ok\",\"refund\":\"ok\",\"eligible\":\"ok\",\
         \"callback\":\"ok\",\"slow_ms\":4000,\"speed\":1,\"probability_percent\":100,\"lose_answer\":false,\"wrong_amount\":false,\
         \"check_referer\":true,\"magic_amounts\":true,\"strict_window\":false}",
        "the format of the control address: change README.md with it"
    );
}
