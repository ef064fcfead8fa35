//! A sale at Mellat from the token to the settlement, and everything that may be repeated on the way.

use crate::common::{
    CALLBACK, MINUTE, REFERER, Sandbox, between, hidden_fields, names, pay_parameters, sale_parameters, soap_return,
    value,
};
use dargah_bank::{Request, ReversedBy, State};

#[test]
fn token_page_pay_callback_verify_settle() {
    let mut sandbox = Sandbox::mellat();
    let ref_id = sandbox.mellat_token("1001", "150000");
    assert!(ref_id.len() == 20 && ref_id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{ref_id}");
    let page = sandbox.mellat_page(&ref_id);
    assert!(page.body.contains("۱۵۰٬۰۰۰ <span>ریال</span>") && page.body.contains("معادل ۱۵٬۰۰۰ تومان"));
    assert_eq!(sandbox.newest().state, State::Opened);
    let back = sandbox.mellat_press(&ref_id, "pay");
    assert_eq!(between(&back.body, "method=\"post\" action=\"", "\""), Some(CALLBACK));
    let fields = hidden_fields(&back.body);
    assert_eq!(
        names(&fields),
        [
            "RefId",
            "ResCode",
            "SaleOrderId",
            "SaleReferenceId",
            "CardHolderPan",
            "CreditCardSaleResponseDetail",
            "FinalAmount"
        ]
    );
    assert_eq!((value(&fields, "RefId"), value(&fields, "ResCode")), (ref_id, "0".to_owned()));
    assert_eq!(
        (value(&fields, "SaleOrderId"), value(&fields, "FinalAmount")),
        ("1001".to_owned(), "150000".to_owned())
    );
    let pan = value(&fields, "CardHolderPan");
    assert!(pan.len() == 16 && &pan[6..12] == "******", "{pan}");

    let sale = crate::common::Sale { order: "1001".into(), reference: value(&fields, "SaleReferenceId"), fields };
    assert_eq!(sandbox.totals().held, 150_000);
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "0");
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (150_000, 0));
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &sale), "0");
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 150_000));
}

#[test]
fn every_call_may_be_repeated_and_says_so() {
    let mut sandbox = Sandbox::mellat();
    let sale = sandbox.mellat_paid("1", "10000");
    assert_eq!(sandbox.mellat_do("bpInquiryRequest", &sale), "44");
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &sale), "44");
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "0");
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "43");
    assert_eq!(sandbox.mellat_do("bpInquiryRequest", &sale), "0");
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &sale), "0");
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &sale), "45");
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "43");
    assert_eq!(sandbox.totals().captured, 10_000);
    assert_eq!((sandbox.newest().calls.verify, sandbox.newest().calls.settle), (3, 3));
}

#[test]
fn an_order_number_is_used_by_its_first_call() {
    let mut sandbox = Sandbox::mellat();
    sandbox.mellat_token("7", "10000");
    assert_eq!(sandbox.mellat_pay("7", "10000"), "41");
    assert_eq!(sandbox.mellat_pay("007", "10000"), "41");
    sandbox.mellat_token("8", "10000");
    assert_eq!(sandbox.bank.book.newest_first().count(), 2);
}

#[test]
fn what_is_checked_before_a_token_is_given() {
    let long = "x".repeat(1_001);
    for (name, wrong, code) in [
        ("terminalId", "7654321", "21"),
        ("userName", "someone", "24"),
        ("userPassword", "wrong", "24"),
        ("orderId", "a1", "32"),
        ("orderId", "-4", "32"),
        ("orderId", "9223372036854775808", "32"),
        ("amount", "0", "25"),
        ("amount", "-10", "25"),
        ("amount", "10.5", "25"),
        ("localDate", "14050820", "35"),
        ("localDate", "20241301", "35"),
        ("localTime", "10:20:30", "35"),
        ("localTime", "246060", "35"),
        ("additionalData", long.as_str(), "32"),
        ("callBackUrl", "shop.example/back", "62"),
        ("callBackUrl", "javascript://x", "62"),
        ("payerId", "5", "417"),
        ("payerId", "", "417"),
    ] {
        let mut sandbox = Sandbox::mellat();
        let response = sandbox.soap("bpPayRequest", &pay_parameters(&[(name, wrong)]));
        assert_eq!(soap_return("bpPayRequest", &response), code, "{name} = {wrong}");
        assert_eq!(sandbox.bank.book.newest_first().count(), 0, "{name} = {wrong}");
    }
}

#[test]
fn a_sale_is_named_by_order_and_reference_together() {
    let mut sandbox = Sandbox::mellat();
    let (one, two) = (sandbox.mellat_paid("1", "10000"), sandbox.mellat_paid("2", "10000"));
    let crossed = sandbox.soap("bpVerifyRequest", &sale_parameters(&one.order, &two.reference));
    assert_eq!(soap_return("bpVerifyRequest", &crossed), "42");
    let unknown = sandbox.soap("bpVerifyRequest", &sale_parameters("1", "123"));
    assert_eq!(soap_return("bpVerifyRequest", &unknown), "42");
    assert_eq!(sandbox.totals().held, 20_000);
}

#[test]
fn cancel_and_decline_move_no_money_and_have_no_reference() {
    let mut sandbox = Sandbox::mellat();
    for (order, action, code, state) in
        [("1", "cancel", "17", State::Cancelled), ("2", "decline", "12", State::Declined)]
    {
        let ref_id = sandbox.mellat_token(order, "10000");
        sandbox.mellat_page(&ref_id);
        let fields = hidden_fields(&sandbox.mellat_press(&ref_id, action).body);
        assert_eq!(names(&fields), ["RefId", "ResCode", "SaleOrderId"]);
        assert_eq!(value(&fields, "ResCode"), code);
        // Pressing pay afterwards is too late, and goes back with the same words.
        assert_eq!(value(&hidden_fields(&sandbox.mellat_press(&ref_id, "pay").body), "ResCode"), code);
        assert_eq!(sandbox.newest().state, state);
    }
    assert_eq!(sandbox.totals().debited, 0);
}

#[test]
fn a_press_repeated_debits_once() {
    let mut sandbox = Sandbox::mellat();
    let ref_id = sandbox.mellat_token("1", "10000");
    sandbox.mellat_page(&ref_id);
    let first = hidden_fields(&sandbox.mellat_press(&ref_id, "pay").body);
    assert_eq!(hidden_fields(&sandbox.mellat_press(&ref_id, "pay").body), first);
    assert_eq!((sandbox.totals().debited, sandbox.newest().callbacks), (10_000, 2));
}

#[test]
fn the_page_wants_a_post_a_known_token_and_the_shops_own_referer() {
    let mut sandbox = Sandbox::mellat();
    let ref_id = sandbox.mellat_token("1", "10000");
    let form = |ref_id: &str| Request::form("/mellat/pgwchannel/startpay.mellat", &[("RefId", ref_id)]);
    assert_eq!(sandbox.send(&form(&ref_id)).status, 403);
    assert_eq!(sandbox.send(&form(&ref_id).with_header("referer", "https://evil.example/")).status, 403);
    assert_eq!(sandbox.send(&form(&ref_id).with_header("referer", "https://shop.example.evil.example/")).status, 403);
    assert_eq!(sandbox.send(&form(&ref_id.to_lowercase()).with_header("referer", REFERER)).status, 404);
    let get =
        Request::get(&format!("/mellat/pgwchannel/startpay.mellat?RefId={ref_id}")).with_header("referer", REFERER);
    assert_eq!(sandbox.send(&get).status, 405);
    assert_eq!(sandbox.newest().state, State::Issued);
    sandbox.set(serde_json::json!({ "check_referer": false }));
    assert_eq!(sandbox.send(&form(&ref_id)).status, 200);
    sandbox.mellat_press(&ref_id, "pay");
    assert_eq!(sandbox.mellat_page(&ref_id).status, 409, "a token is good for one payment");
}

#[test]
fn the_english_page_is_english() {
    let mut sandbox = Sandbox::mellat();
    let ref_id = sandbox.mellat_token("1", "12345670");
    let form = Request::form("/mellat/pgwchannel/enstartpay.mellat", &[("RefId", &ref_id)]);
    let page = sandbox.send(&form.with_header("referer", REFERER));
    assert!(
        page.body.contains("lang=\"en\" dir=\"ltr\"")
            && page.body.contains("12,345,670 <span>rial")
            && page.body.contains("1,234,567 toman")
    );
}

#[test]
fn a_page_left_for_a_quarter_of_an_hour_is_over() {
    let mut sandbox = Sandbox::mellat();
    let ref_id = sandbox.mellat_token("1", "10000");
    sandbox.mellat_page(&ref_id);
    sandbox.pass(15 * MINUTE + 1);
    let fields = hidden_fields(&sandbox.mellat_press(&ref_id, "pay").body);
    assert_eq!(value(&fields, "ResCode"), "415");
    assert_eq!((sandbox.newest().state, sandbox.totals().debited), (State::Expired, 0));
}

#[test]
fn nobody_verified_within_twenty_minutes() {
    let mut sandbox = Sandbox::mellat();
    let (late, kept) = (sandbox.mellat_paid("1", "10000"), sandbox.mellat_paid("2", "30000"));
    sandbox.pass(20 * MINUTE - 1);
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &kept), "0");
    sandbox.pass(1);
    for operation in ["bpVerifyRequest", "bpSettleRequest", "bpInquiryRequest", "bpReversalRequest"] {
        assert_eq!(sandbox.mellat_do(operation, &late), "48", "{operation}");
    }
    let row = sandbox.bank.book.by_reference(&late.reference).cloned().expect("the late one");
    assert_eq!(row.reversed_by, Some(ReversedBy::Auto));
    assert_eq!(
        row.reversed_at_ms,
        row.debited_at_ms.map(|at| at + 20 * MINUTE),
        "when it was due, not when it was seen"
    );
    assert_eq!((sandbox.totals().reversed, sandbox.totals().held), (10_000, 30_000));
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &kept), "0");
}

#[test]
fn a_reversal_is_for_the_unsettled_and_for_three_hours() {
    let mut sandbox = Sandbox::mellat();
    let [unverified, verified, settled, late] = ["1", "2", "3", "4"].map(|order| sandbox.mellat_paid(order, "10000"));
    for sale in [&verified, &settled, &late] {
        assert_eq!(sandbox.mellat_do("bpVerifyRequest", sale), "0");
    }
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &settled), "0");
    assert_eq!(sandbox.mellat_do("bpReversalRequest", &unverified), "0");
    assert_eq!(sandbox.mellat_do("bpReversalRequest", &unverified), "48");
    assert_eq!(sandbox.mellat_do("bpReversalRequest", &settled), "45");
    sandbox.pass(180 * MINUTE);
    assert_eq!(sandbox.mellat_do("bpReversalRequest", &verified), "0");
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &verified), "48");
    sandbox.pass(1);
    assert_eq!(sandbox.mellat_do("bpReversalRequest", &late), "55");
    assert_eq!(sandbox.totals().reversed, 20_000);
}

#[test]
fn refunds_come_in_parts_and_never_over_the_sum() {
    let mut sandbox = Sandbox::mellat();
    let sale = sandbox.mellat_paid("1", "10000");
    let refund = |sandbox: &mut Sandbox, order: &str, amount: &str| {
        let mut parameters = sale_parameters(&sale.order, &sale.reference);
        parameters.iter_mut().filter(|(name, _)| *name == "orderId").for_each(|entry| entry.1 = order);
        parameters.push(("refundAmount", amount));
        soap_return("bpRefundRequest", &sandbox.soap("bpRefundRequest", &parameters))
    };
    assert_eq!(refund(&mut sandbox, "11", "1000"), "46");
    assert_eq!(sandbox.mellat_do("bpVerifyRequest", &sale), "0");
    assert_eq!(sandbox.mellat_do("bpSettleRequest", &sale), "0");
    assert_eq!(refund(&mut sandbox, "11", "4000"), "0");
    assert_eq!(refund(&mut sandbox, "11", "4000"), "41", "the answer to a lost refund's blind repetition");
    assert_eq!(refund(&mut sandbox, "12", "6001"), "25");
    assert_eq!(refund(&mut sandbox, "12", "6000"), "0");
    assert_eq!((sandbox.totals().captured, sandbox.totals().refunded), (0, 10_000));
    assert_eq!(sandbox.mellat_pay("12", "10000"), "41", "a refund's number is an order number");
}
