//! A sale at Parsian from the token to the confirmation, and everything that may be repeated on the way.

use crate::common::parsian::{member, request, sale_fields, service, token_fields};
use crate::common::{CALLBACK, MINUTE, REFERER, Sandbox, between, hidden_fields, names, value};
use dargah_bank::{Request, Response, ReversedBy, State};
use serde_json::json;

const FIELDS: [&str; 8] = ["Token", "status", "OrderId", "TerminalNo", "RRN", "Amount", "HashCardNumber", "STraceNo"];

#[test]
fn token_page_pay_callback_confirm() {
    let mut sandbox = Sandbox::parsian();
    let token = sandbox.parsian_token("1001", "1500000");
    assert!(token.parse::<i64>().unwrap() > 1 << 53, "{token} must not fit a floating point number");
    let page = sandbox.parsian_page(&token);
    assert!(page.body.contains("۱٬۵۰۰٬۰۰۰ <span>ریال</span>") && page.body.contains("پارسیان"));
    let back = sandbox.parsian_press(&token, "pay");
    assert_eq!(between(&back.body, "method=\"post\" action=\"", "\""), Some(CALLBACK));
    let fields = hidden_fields(&back.body);
    assert_eq!(names(&fields), FIELDS);
    for (name, due) in [
        ("Token", token.as_str()),
        ("status", "0"),
        ("OrderId", "1001"),
        ("TerminalNo", "44001122"),
        ("Amount", "1,500,000"),
    ] {
        assert_eq!(value(&fields, name), due);
    }
    assert!(value(&fields, "RRN").parse::<i64>().unwrap() > 0);

    assert_eq!(sandbox.totals().held, 1_500_000);
    let mut bound = token_fields(&token);
    bound.extend([("OrderId", "1001"), ("Amount", "1500000")]);
    let answer = sandbox.parsian_call("ConfirmPaymentWithAmount", &bound);
    assert_eq!(member(&answer, "Status").as_deref(), Some("0"));
    assert_eq!(member(&answer, "RRN"), Some(value(&fields, "RRN")));
    assert_eq!(
        (member(&answer, "Token"), member(&answer, "CardNumberMasked")),
        (Some(token), sandbox.newest().masked_pan)
    );
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 1_500_000));
}

/// The names of all elements, outermost first, with their namespaces.
fn shape(xml: &str) -> Vec<(String, String)> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let elements = document.descendants().filter(roxmltree::Node::is_element);
    elements
        .map(|node| node.tag_name())
        .map(|name| (name.namespace().unwrap_or_default().to_owned(), name.name().to_owned()))
        .collect()
}

/// Sends a message of the fixtures, with the sandbox's own PIN.
fn ask(sandbox: &mut Sandbox, operation: &str, body: &str) -> Response {
    let (path, namespace) = service(operation);
    let post = Request::post(path, "text/xml; charset=utf-8", body.replace(">PIN<", ">parsian-sandbox-pin<"));
    sandbox.send(&post.with_header("SOAPAction", &format!("{namespace}/{operation}")))
}

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/gateways/parsian-", $name, ".xml"))
    };
}

#[test]
fn the_data_contracts_own_messages_are_read_and_answered_in_their_shape() {
    let mut sandbox = Sandbox::parsian();
    let sale = ask(&mut sandbox, "SalePaymentRequest", fixture!("sale-request"));
    assert_eq!(shape(&sale.body), shape(fixture!("sale-response")));
    let token = member(&sale, "Token").unwrap();
    let named = |body: &str| body.replace(">987654<", &format!(">{token}<"));
    let early = ask(&mut sandbox, "ConfirmPayment", &named(fixture!("confirm-request")));
    assert_eq!((member(&early, "Status").as_deref(), member(&early, "RRN").as_deref()), (Some("-1528"), Some("0")));
    sandbox.parsian_press(&token, "pay");
    let bound = ask(&mut sandbox, "ConfirmPaymentWithAmount", &named(fixture!("confirm-with-amount-request")));
    assert_eq!(shape(&bound.body), shape(fixture!("confirm-with-amount-response")));
    let again = ask(&mut sandbox, "ConfirmPayment", &named(fixture!("confirm-request")));
    assert_eq!(member(&again, "Status").as_deref(), Some("-1533"));
    let reversed = ask(&mut sandbox, "ReversalRequest", &named(fixture!("reversal-request")));
    assert_eq!(shape(&reversed.body), shape(fixture!("reversal-response")));
    assert_eq!(sandbox.totals().reversed, 150_000);
}

#[test]
fn a_plain_confirmation_has_the_contracts_shape_too() {
    let mut sandbox = Sandbox::parsian();
    let token = sandbox.parsian_paid("1", "10000");
    let answer = sandbox.parsian_call("ConfirmPayment", &token_fields(&token));
    assert_eq!(shape(&answer.body), shape(fixture!("confirm-response")));
}

#[test]
fn what_is_checked_before_a_token_is_given() {
    for (name, wrong, code) in [
        ("LoginAccount", "another-pin", "-101"),
        ("LoginAccount", "", "-101"),
        ("Amount", "0", "-132"),
        ("Amount", "-10", "-132"),
        ("OrderId", "0", "-113"),
        ("OrderId", "-4", "-113"),
        ("CallBackUrl", "", "-113"),
        ("CallBackUrl", "shop.example/back", "-127"),
        ("CallBackUrl", "javascript://x", "-127"),
    ] {
        let mut sandbox = Sandbox::parsian();
        let answer = sandbox.parsian_call("SalePaymentRequest", &sale_fields(&[(name, wrong)]));
        assert_eq!(member(&answer, "Status").as_deref(), Some(code), "{name} = {wrong}");
        assert_eq!(member(&answer, "Token").as_deref(), Some("0"), "{name} = {wrong}");
        assert_eq!(sandbox.bank.book.newest_first().count(), 0, "{name} = {wrong}");
    }
}

#[test]
fn an_order_number_is_used_for_ever() {
    let mut sandbox = Sandbox::parsian();
    let token = sandbox.parsian_token("9223372036854775807", "10000");
    sandbox.parsian_press(&token, "cancel");
    sandbox.pass(365 * 24 * 60 * MINUTE);
    let again = sale_fields(&[("OrderId", "9223372036854775807")]);
    assert_eq!(sandbox.parsian_do("SalePaymentRequest", &again), "-112");
    assert_eq!(sandbox.bank.book.newest_first().count(), 1);
}

#[test]
fn a_confirmation_repeated_says_so_and_captures_once() {
    let mut sandbox = Sandbox::parsian();
    let token = sandbox.parsian_paid("1", "10000");
    assert_eq!(sandbox.parsian_confirm(&token), "0");
    let again = sandbox.parsian_call("ConfirmPayment", &token_fields(&token));
    assert_eq!((member(&again, "Status").as_deref(), member(&again, "RRN").as_deref()), (Some("-1533"), Some("0")));
    assert_eq!(member(&again, "CardNumberMasked"), None);
    assert_eq!(sandbox.parsian_confirm_bound(&token, "1", "10000"), "-1533");
    assert_eq!((sandbox.totals().captured, sandbox.newest().calls.verify), (10_000, 3));
}

#[test]
fn a_confirmation_of_another_order_or_amount_confirms_nothing() {
    let mut sandbox = Sandbox::parsian();
    let token = sandbox.parsian_paid("1", "10000");
    assert_eq!(sandbox.parsian_confirm_bound(&token, "2", "10000"), "12");
    assert_eq!(sandbox.parsian_confirm_bound(&token, "1", "10001"), "13");
    assert_eq!(sandbox.parsian_confirm_bound(&token, "1", "-10000"), "13");
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (10_000, 0));
    assert_eq!(sandbox.parsian_confirm_bound(&token, "1", "10000"), "0");
}

#[test]
fn nobody_confirmed_within_the_hour() {
    let mut sandbox = Sandbox::parsian();
    let (late, kept) = (sandbox.parsian_paid("1", "10000"), sandbox.parsian_paid("2", "30000"));
    sandbox.pass(60 * MINUTE - 1);
    assert_eq!(sandbox.parsian_confirm(&kept), "0");
    sandbox.pass(1);
    assert_eq!(sandbox.parsian_confirm(&late), "-1507");
    assert_eq!(sandbox.parsian_reverse(&late), "-1551");
    let row = sandbox.bank.book.by_token(&late).cloned().unwrap();
    assert_eq!(row.reversed_by, Some(ReversedBy::Auto));
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (10_000, 30_000));
}

#[test]
fn a_reversal_comes_within_the_hour_of_the_payment() {
    let mut sandbox = Sandbox::parsian();
    let [unconfirmed, confirmed, late] = ["1", "2", "3"].map(|order| sandbox.parsian_paid(order, "10000"));
    assert_eq!((sandbox.parsian_confirm(&confirmed), sandbox.parsian_confirm(&late)), ("0".into(), "0".into()));
    assert_eq!(sandbox.parsian_reverse(&unconfirmed), "0");
    assert_eq!(sandbox.parsian_reverse(&unconfirmed), "-1551");
    assert_eq!(sandbox.parsian_confirm(&unconfirmed), "-1507");
    sandbox.pass(60 * MINUTE - 1);
    assert_eq!(sandbox.parsian_reverse(&confirmed), "0");
    sandbox.pass(1);
    assert_eq!(sandbox.parsian_reverse(&late), "-1549");
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (20_000, 10_000));
}

#[test]
fn cancel_decline_and_leaving_the_page() {
    let mut sandbox = Sandbox::parsian();
    for (order, action, wait, status, state) in [
        ("1", "cancel", 0, "-138", State::Cancelled),
        ("2", "decline", 0, "51", State::Declined),
        ("3", "pay", 15 * MINUTE + 1, "-130", State::Expired),
    ] {
        let token = sandbox.parsian_token(order, "10000");
        sandbox.parsian_page(&token);
        sandbox.pass(wait);
        let fields = hidden_fields(&sandbox.parsian_press(&token, action).body);
        assert_eq!(names(&fields), FIELDS);
        assert_eq!((value(&fields, "status").as_str(), value(&fields, "RRN").as_str()), (status, "0"));
        assert_eq!(sandbox.newest().state, state);
        assert_eq!(sandbox.parsian_confirm(&token), "-1531");
        assert_eq!(sandbox.parsian_reverse(&token), "-1552");
    }
    assert_eq!((sandbox.totals().debited, sandbox.parsian_confirm("987654")), (0, "-131".into()));
}

#[test]
fn the_page_is_a_link_and_wants_the_shops_referer() {
    let mut sandbox = Sandbox::parsian();
    let token = sandbox.parsian_token("1", "10000");
    let link = |name: &str| Request::get(&format!("/parsian/NewIPG/?{name}={token}"));
    assert_eq!(sandbox.send(&link("Token")).status, 403);
    assert_eq!(sandbox.send(&link("token").with_header("referer", REFERER)).status, 200);
    assert_eq!(sandbox.parsian_page("123").status, 404);
    sandbox.parsian_press(&token, "pay");
    assert_eq!(sandbox.parsian_page(&token).status, 409, "a token is good for one payment");
}

#[test]
fn parsian_says_refused_and_broken_in_its_own_words() {
    let mut sandbox = Sandbox::parsian();
    let token = sandbox.parsian_paid("1", "10000");
    sandbox.set(json!({ "token": "refuse", "verify": "refuse", "reverse": "code:-1550" }));
    assert_eq!(sandbox.parsian_do("SalePaymentRequest", &sale_fields(&[])), "-127");
    assert_eq!(sandbox.parsian_confirm(&token), "-127");
    assert_eq!(sandbox.parsian_reverse(&token), "-1550");
    sandbox.set(json!({ "verify": "soap_fault" }));
    let broken = sandbox.send(&request("ConfirmPayment", &token_fields(&token)));
    assert!(broken.status == 500 && broken.body.contains("<faultcode>soap:Server</faultcode>"), "{}", broken.body);
    assert_eq!(sandbox.totals().held, 10_000);
}

#[test]
fn magic_amounts_and_the_way_back() {
    let mut sandbox = Sandbox::parsian();
    let down = request("SalePaymentRequest", &sale_fields(&[("Amount", "125030")]));
    assert_eq!(sandbox.send(&down).status, 503);
    let lost = sandbox.parsian_paid("2", "125220");
    assert_eq!(sandbox.send(&request("ConfirmPayment", &token_fields(&lost))).status, 500);
    assert_eq!(sandbox.parsian_confirm(&lost), "-1533");
    let reversal = sandbox.parsian_paid("3", "125410");
    assert_eq!(sandbox.send(&request("ReversalRequest", &token_fields(&reversal))).status, 503);
    assert_eq!(sandbox.parsian_reverse(&reversal), "0");
    let mut press = |order: &str, amount: &str| {
        let token = sandbox.parsian_token(order, amount);
        hidden_fields(&sandbox.parsian_press(&token, "pay").body)
    };
    assert_eq!(value(&press("4", "1255610"), "Amount"), "627,805");
    assert_eq!(value(&press("5", "125720"), "status"), "91");
    let returned = sandbox.parsian_paid("6", "125620");
    assert_eq!(sandbox.parsian_confirm(&returned), "-1507", "the bank itself sent it back");
    sandbox.set(json!({ "callback": "lowercase" }));
    let token = sandbox.parsian_token("7", "10000");
    assert_eq!(names(&hidden_fields(&sandbox.parsian_press(&token, "pay").body))[..3], ["token", "status", "orderid"]);
}

#[test]
fn what_is_no_call_is_a_soap_fault_and_moves_nothing() {
    let good = request("SalePaymentRequest", &sale_fields(&[]));
    let body = String::from_utf8(good.body.clone()).unwrap();
    let bomb = body.replace("?><soap", "?><!DOCTYPE x [<!ENTITY a \"aaaa\">]><soap");
    for (wrong, code) in [
        (String::new(), "Client"),
        ("not xml".to_owned(), "Client"),
        (bomb, "Client"),
        (body.replace("<Amount>150000", "<Amount>15e4"), "Client"),
        (body.replace("<OrderId>1001", "<OrderId>9223372036854775808"), "Client"),
        (body.replace("requestData", "request"), "Server"),
        // The host part without its capital S is another namespace.
        (body.replace("pec.Shaparak", "pec.shaparak"), "Server"),
        (body.replace("schemas.xmlsoap.org", "other.example"), "Server"),
    ] {
        let mut sandbox = Sandbox::parsian();
        let mut sent = good.clone();
        sent.body = wrong.clone().into_bytes();
        let answer = sandbox.send(&sent);
        assert_eq!(answer.status, 500, "{wrong}");
        assert!(answer.body.contains(&format!("<faultcode>soap:{code}</faultcode>")), "{wrong}: {}", answer.body);
        assert!(roxmltree::Document::parse(&answer.body).is_ok(), "{}", answer.body);
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
}

#[test]
fn the_operation_is_chosen_by_its_header_and_lives_at_its_service() {
    let mut sandbox = Sandbox::parsian();
    let mut sent = request("SalePaymentRequest", &sale_fields(&[]));
    sent.headers.retain(|(name, _)| name != "SOAPAction");
    assert!(sandbox.send(&sent).body.contains("did not recognize the value of HTTP Header SOAPAction"));
    let mut elsewhere = request("SalePaymentRequest", &sale_fields(&[]));
    elsewhere.path = service("ConfirmPayment").0.to_owned();
    assert_eq!(sandbox.send(&elsewhere).status, 500);
    let mut json = request("SalePaymentRequest", &sale_fields(&[]));
    json.headers
        .iter_mut()
        .filter(|(name, _)| name == "content-type")
        .for_each(|header| header.1 = "text/plain".into());
    assert_eq!(sandbox.send(&json).status, 415);
    assert_eq!(sandbox.send(&Request::get(service("ConfirmPayment").0)).status, 405);
    assert_eq!(sandbox.bank.book.newest_first().count(), 0);
}
