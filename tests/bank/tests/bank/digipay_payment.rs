//! A payment at DigiPay from its ticket to the refund that is asked about.

use crate::common::lenders::digipay_ticket;
use crate::common::{MINUTE, Sandbox};
use dargah_bank::{Kind, ReversedBy};
use serde_json::json;

const TICKET: &str = "/tickets/business?type=11";
const VERIFY: &str = "/purchases/verify?type=11";
const REVERSE: &str = "/reverse?type=11";
const REFUNDS: &str = "/refunds?type=11";

fn digipay() -> Sandbox {
    Sandbox::lender(Kind::Digipay)
}

#[test]
fn ticket_page_callback_verify() {
    let mut sandbox = digipay();
    let purchase = sandbox.digipay_paid("1001", 150_000);
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (150_000, 0));
    for _ in 0..2 {
        let (_, answer) = sandbox.digipay_call(VERIFY, Some(&purchase));
        assert_eq!((&answer["result"]["status"], &answer["amount"]), (&json!(0), &json!(150_000)));
        assert_eq!((&answer["providerId"], &answer["trackingCode"]), (&json!("1001"), &purchase["trackingCode"]));
        assert_eq!(sandbox.totals().captured, 150_000);
    }
}

#[test]
fn a_ticket_needs_a_number_a_basket_and_its_own_kind() {
    let mut sandbox = digipay();
    assert_eq!(sandbox.digipay_code("/tickets/business?type=5", Some(&digipay_ticket("1", 150_000))), 1054);
    let mut ticket = digipay_ticket("1", 150_000);
    ticket["cellNumber"] = json!(null);
    let (status, answer) = sandbox.digipay_call(TICKET, Some(&ticket));
    assert_eq!((status, &answer["result"]["status"]), (422, &json!(15_805)));
    let mut ticket = digipay_ticket("1", 150_000);
    ticket["basketDetailsDto"]["items"] = json!([]);
    assert_eq!(sandbox.digipay_code(TICKET, Some(&ticket)), 1054);
    assert_eq!(sandbox.digipay_code(TICKET, Some(&digipay_ticket("1", 150_000))), 0);
    assert_eq!(sandbox.digipay_code(TICKET, Some(&digipay_ticket("1", 150_000))), 9008);
}

#[test]
fn a_purchase_is_named_by_both_of_its_numbers() {
    let mut sandbox = digipay();
    let mut purchase = sandbox.digipay_paid("1", 150_000);
    purchase["providerId"] = json!("2");
    assert_eq!(sandbox.digipay_code(VERIFY, Some(&purchase)), 9000);
    assert_eq!(sandbox.totals().held, 150_000);
}

#[test]
fn what_nobody_verified_goes_back_and_says_that_it_is_late() {
    let mut sandbox = digipay();
    let purchase = sandbox.digipay_paid("1", 150_000);
    sandbox.pass(30 * MINUTE);
    assert_eq!(sandbox.digipay_code(VERIFY, Some(&purchase)), 9009);
    assert_eq!(sandbox.newest().reversed_by, Some(ReversedBy::Auto));
}

#[test]
fn the_whole_is_reversed_while_that_lasts() {
    let mut sandbox = digipay();
    let early = sandbox.digipay_paid("1", 150_000);
    assert_eq!(sandbox.digipay_code(VERIFY, Some(&early)), 0);
    for _ in 0..2 {
        assert_eq!(sandbox.digipay_code(REVERSE, Some(&early)), 0, "it says again what it did");
    }
    assert_eq!(sandbox.digipay_code(VERIFY, Some(&early)), 9012);
    let late = sandbox.digipay_paid("2", 150_000);
    assert_eq!(sandbox.digipay_code(VERIFY, Some(&late)), 0);
    sandbox.pass(25 * MINUTE);
    assert_eq!(sandbox.digipay_code(REVERSE, Some(&late)), 9012);
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (150_000, 150_000));
}

#[test]
fn parts_are_refunded_up_to_the_sum_and_each_can_be_asked_about() {
    let mut sandbox = digipay();
    let purchase = sandbox.digipay_paid("1", 150_000);
    let refund = |number: &str, amount: u64| json!({ "providerId": number, "amount": amount, "saleTrackingCode": purchase["trackingCode"] });
    assert_eq!(sandbox.digipay_code(REFUNDS, Some(&refund("r1", 1_000))), 9012, "it is not verified yet");
    assert_eq!(sandbox.digipay_code(VERIFY, Some(&purchase)), 0);
    assert_eq!(sandbox.digipay_code(REFUNDS, Some(&refund("r1", 100_000))), 0);
    assert_eq!(sandbox.digipay_code(REFUNDS, Some(&refund("r1", 1_000))), 9008);
    assert_eq!(sandbox.digipay_code(REFUNDS, Some(&refund("r2", 50_001))), 9012);
    let (_, asked) = sandbox.digipay_call("/refunds/r1?type=11", None);
    assert_eq!((&asked["result"]["status"], &asked["status"]), (&json!(0), &json!(0)));
    assert_eq!(sandbox.digipay_code("/refunds/r2?type=11", None), 9000);
    assert_eq!((sandbox.totals().captured, sandbox.totals().refunded), (50_000, 100_000));
}
