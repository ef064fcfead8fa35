//! A payment at SnappPay from its offer to the last part that goes back, and what is otherwise at TorobPay.

use crate::common::lenders::{snapppay_order, torobpay_order};
use crate::common::{MINUTE, Sandbox, value};
use dargah_bank::{Kind, ReversedBy};
use serde_json::{Value, json};

fn snapppay() -> Sandbox {
    Sandbox::lender(Kind::Snapppay)
}

fn done(answer: &Value) -> bool {
    answer["successful"].as_bool().unwrap_or_else(|| panic!("{answer}"))
}

/// A payment that the shopper has agreed to.
fn agreed(sandbox: &mut Sandbox, number: &str, amount: u64) -> String {
    let token = sandbox.snapppay_token(&snapppay_order(number, amount));
    let back = sandbox.snapppay_press(&token, "pay");
    assert_eq!((value(&back, "state"), value(&back, "transactionId")), ("OK".to_owned(), number.to_owned()));
    token
}

#[test]
fn offer_token_page_verify_settle() {
    let mut sandbox = snapppay();
    let offer = sandbox.snapppay_call("offer/v1/eligible?amount=150000", None);
    assert!(done(&offer) && offer["response"]["eligible"] == true, "{offer}");
    let token = sandbox.snapppay_token(&snapppay_order("1001", 150_000));
    assert_eq!(sandbox.snapppay_status(&token), "INIT");
    sandbox.snapppay_press(&token, "pay");
    assert_eq!((sandbox.snapppay_status(&token), sandbox.totals().held), ("PENDING".to_owned(), 150_000));
    let answer = sandbox.snapppay_do("verify", &token);
    assert_eq!((done(&answer), &answer["response"]["transactionId"]), (true, &json!("1001")));
    assert_eq!((sandbox.snapppay_status(&token), sandbox.totals().captured), ("VERIFY".to_owned(), 0));
    assert!(!done(&sandbox.snapppay_do("verify", &token)), "a repeated verify is refused, and the status says why");
    assert!(done(&sandbox.snapppay_do("settle", &token)));
    assert_eq!((sandbox.snapppay_status(&token), sandbox.totals().captured), ("SETTLE".to_owned(), 150_000));
}

#[test]
fn an_amount_that_nobody_lends_is_not_eligible() {
    let mut sandbox = snapppay();
    for amount in [49_999_u64, 500_000_001] {
        let offer = sandbox.snapppay_call(&format!("offer/v1/eligible?amount={amount}"), None);
        assert!(done(&offer) && offer["response"]["eligible"] == false, "{offer}");
    }
    assert!(!done(&sandbox.snapppay_call("payment/v1/token", Some(&snapppay_order("1", 500_000_001)))));
}

#[test]
fn an_order_whose_parts_do_not_make_it_up_is_refused() {
    for (pointer, wrong) in [
        ("/amount", json!(149_999)),
        ("/discountAmount", json!(1)),
        ("/cartList/0/totalAmount", json!(1)),
        ("/cartList/0/cartItems/0/count", json!(2)),
        ("/cartList/0/cartItems", json!([])),
        ("/mobile", json!("09120000000")),
        ("/paymentMethodTypeDto", json!("ONLINE_CREDIT")),
    ] {
        let mut order = snapppay_order("1", 150_000);
        *order.pointer_mut(pointer).unwrap() = wrong;
        let answer = snapppay().snapppay_call("payment/v1/token", Some(&order));
        assert!(!done(&answer), "{pointer}: {answer}");
    }
}

#[test]
fn a_part_goes_back_by_a_smaller_order_and_the_rest_by_cancelling() {
    let mut sandbox = snapppay();
    let token = agreed(&mut sandbox, "1", 150_000);
    let mut smaller = snapppay_order("1", 100_000);
    smaller["paymentToken"] = json!(token);
    assert!(!done(&sandbox.snapppay_call("payment/v1/update", Some(&smaller))), "nothing is settled yet");
    assert!(done(&sandbox.snapppay_do("verify", &token)) && done(&sandbox.snapppay_do("settle", &token)));
    assert!(done(&sandbox.snapppay_call("payment/v1/update", Some(&smaller))));
    assert_eq!((sandbox.totals().captured, sandbox.totals().refunded), (100_000, 50_000));
    assert!(!done(&sandbox.snapppay_call("payment/v1/update", Some(&smaller))), "it is as small already");
    assert!(done(&sandbox.snapppay_do("cancel", &token)));
    assert_eq!((sandbox.snapppay_status(&token), sandbox.totals().refunded), ("CANCEL".to_owned(), 150_000));
}

#[test]
fn what_is_not_settled_is_reverted_and_what_nobody_verified_goes_back_by_itself() {
    let mut sandbox = snapppay();
    let token = agreed(&mut sandbox, "1", 150_000);
    assert!(done(&sandbox.snapppay_do("verify", &token)) && done(&sandbox.snapppay_do("revert", &token)));
    assert_eq!((sandbox.snapppay_status(&token), sandbox.totals().reversed), ("REVERT".to_owned(), 150_000));
    assert!(!done(&sandbox.snapppay_do("settle", &token)));
    let left = agreed(&mut sandbox, "2", 150_000);
    sandbox.pass(30 * MINUTE);
    assert!(!done(&sandbox.snapppay_do("verify", &left)));
    assert_eq!(sandbox.newest().reversed_by, Some(ReversedBy::Auto));
}

#[test]
fn who_cancels_or_is_declined_comes_back_with_failed() {
    for action in ["cancel", "decline"] {
        let mut sandbox = snapppay();
        let token = sandbox.snapppay_token(&snapppay_order("1", 150_000));
        assert_eq!(value(&sandbox.snapppay_press(&token, action), "state"), "FAILED");
        assert_eq!((sandbox.snapppay_status(&token), sandbox.totals().debited), ("FAILED".to_owned(), 0));
        assert!(!done(&sandbox.snapppay_do("verify", &token)));
    }
}

#[test]
fn nothing_is_said_without_a_login() {
    let mut sandbox = snapppay();
    assert_eq!(sandbox.lender_login("/api/online/v1/oauth/token", "wrong").0, 401);
    let bare = dargah_bank::Request::get("/snapppay/api/online/offer/v1/eligible?amount=150000");
    assert_eq!(sandbox.send(&bare).status, 401);
}

#[test]
fn at_torobpay_verify_captures_and_the_order_is_written_otherwise() {
    let mut sandbox = Sandbox::lender(Kind::Torobpay);
    assert!(!done(&sandbox.snapppay_call("payment/v1/token", Some(&snapppay_order("1", 150_000)))));
    let token = sandbox.snapppay_token(&torobpay_order("1", 150_000));
    assert_eq!(value(&sandbox.snapppay_press(&token, "pay"), "status"), "OK");
    assert!(done(&sandbox.snapppay_do("verify", &token)));
    assert_eq!((sandbox.snapppay_status(&token), sandbox.totals().captured), ("VERIFY".to_owned(), 150_000));
    assert!(!done(&sandbox.snapppay_do("revert", &token)), "what is verified is final");
    assert!(done(&sandbox.snapppay_do("cancel", &token)));
    assert_eq!(sandbox.totals().refunded, 150_000);
}
