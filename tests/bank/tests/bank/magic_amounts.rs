//! The last three digits of an amount in toman choose a scenario, with no switch touched.

use crate::common::{Sandbox, hidden_fields, pay_parameters, sale_parameters, soap_request, value};
use dargah_bank::{ReversedBy, State};
use serde_json::json;

/// An amount of 12,xyz toman, in rial.
fn rials(toman_end: u64) -> String {
    (120_000 + toman_end * 10).to_string()
}

#[test]
fn token_calls_fail_by_amount() {
    for (end, status) in
        [(501, 500), (502, 200), (503, 503), (504, 504), (505, 200), (506, 500), (507, 200), (500, 200)]
    {
        let mut sandbox = Sandbox::mellat();
        let amount = rials(end);
        let response = sandbox.soap("bpPayRequest", &pay_parameters(&[("amount", amount.as_str())]));
        assert_eq!(response.status, status, "{end}");
        assert_eq!(response.body.contains("<return>0,"), end == 500, "{end}");
        assert_eq!(sandbox.bank.book.newest_first().count(), usize::from(end == 500 || end == 506), "{end}");
    }
}

#[test]
fn verify_fails_once_and_a_retry_mends_it() {
    for (end, first, then) in [(521, 503, "0"), (522, 500, "43"), (523, 504, "0"), (525, 504, "43")] {
        let mut sandbox = Sandbox::mellat();
        let sale = sandbox.mellat_paid("1", &rials(end));
        let request = soap_request("bpVerifyRequest", &sale_parameters(&sale.order, &sale.reference));
        assert_eq!(sandbox.send(&request).status, first, "{end}");
        assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), then, "{end}");
    }
}

#[test]
fn settle_and_reverse_fail_once() {
    for (end, operation, first, then) in [
        (531, "bpSettleRequest", 503, "0"),
        (532, "bpSettleRequest", 500, "45"),
        (541, "bpReversalRequest", 503, "0"),
        (542, "bpReversalRequest", 500, "48"),
    ] {
        let mut sandbox = Sandbox::mellat();
        let sale = sandbox.mellat_paid("1", &rials(end));
        assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "0");
        let request = soap_request(operation, &sale_parameters(&sale.order, &sale.reference));
        assert_eq!(sandbox.send(&request).status, first, "{end}");
        assert_eq!(sandbox.mellat_do(operation, &sale), then, "{end}");
    }
}

#[test]
fn some_amounts_never_verify_or_settle() {
    let mut sandbox = Sandbox::mellat();
    for (order, end, operation) in [("1", 524, "bpVerifyRequest"), ("2", 533, "bpSettleRequest")] {
        let sale = sandbox.mellat_paid(order, &rials(end));
        if end == 533 {
            assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "0");
        }
        let request = soap_request(operation, &sale_parameters(&sale.order, &sale.reference));
        assert!((0..5).all(|_| sandbox.send(&request).status == 503), "{end}");
    }
    assert_eq!(sandbox.totals().captured, 0);
}

#[test]
fn the_page_and_the_way_back_follow_the_amount() {
    let mut sandbox = Sandbox::mellat();
    let down = sandbox.mellat_token("1", &rials(511));
    assert_eq!(sandbox.mellat_page(&down).status, 503);
    let slow = sandbox.mellat_token("2", &rials(512));
    assert_eq!(sandbox.mellat_page(&slow).delay_ms, 4_000);
    let mut press = |order: &str, end: u64| {
        let ref_id = sandbox.mellat_token(order, &rials(end));
        sandbox.mellat_page(&ref_id);
        (sandbox.mellat_press(&ref_id, "pay").body, sandbox.newest())
    };
    assert_eq!(press("3", 551).1.callbacks, 0);
    assert_eq!(press("4", 552).1.callbacks, 2);
    let wrong = press("5", 561);
    assert_eq!(value(&hidden_fields(&wrong.0), "FinalAmount"), (wrong.1.amount / 2).to_string());
    assert_eq!(press("6", 562).1.reversed_by, Some(ReversedBy::Bank));
    assert_eq!(value(&hidden_fields(&press("7", 571).0), "ResCode"), "12");
    let issuer = press("8", 572);
    assert_eq!((value(&hidden_fields(&issuer.0), "ResCode"), issuer.1.state), ("112".to_owned(), State::Declined));
}

#[test]
fn a_price_is_only_a_price_when_magic_is_off_or_no_whole_toman() {
    let mut sandbox = Sandbox::mellat();
    sandbox.mellat_token("1", "125031");
    sandbox.set(json!({ "magic_amounts": false }));
    sandbox.mellat_token("2", "125030");
}
