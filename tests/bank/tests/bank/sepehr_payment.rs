//! A payment at Sepehr from the token to the rollback, and everything that may be repeated on the way.

use crate::common::sepehr::{TERMINAL, duplicate, ok, refused, token_body};
use crate::common::{CALLBACK, MINUTE, REFERER, Sandbox, between, hidden_fields, names, value};
use dargah_bank::{Request, ReversedBy, State};
use serde_json::json;

const FIELDS: [&str; 12] = [
    "respcode",
    "respmsg",
    "amount",
    "invoiceid",
    "payload",
    "terminalid",
    "tracenumber",
    "rrn",
    "datePaid",
    "digitalreceipt",
    "issuerbank",
    "cardnumber",
];

#[test]
fn token_page_pay_callback_advice() {
    let mut sandbox = Sandbox::sepehr();
    let token = sandbox.sepehr_token("1001", 150_000);
    let page = sandbox.sepehr_page(&token);
    assert!(page.body.contains("سپهر") && page.body.contains("۱۵۰٬۰۰۰ <span>ریال</span>"));
    let back = sandbox.sepehr_press(&token, "pay");
    assert_eq!(between(&back.body, "method=\"post\" action=\"", "\""), Some(CALLBACK));
    let fields = hidden_fields(&back.body);
    assert_eq!(names(&fields), FIELDS);
    for (name, due) in [
        ("respcode", "0"),
        ("amount", "150000"),
        ("invoiceid", "1001"),
        ("payload", "p=1&amp;q"),
        ("terminalid", TERMINAL),
        ("datePaid", "2023-11-15 01:43:20"),
    ] {
        assert_eq!(value(&fields, name), due);
    }
    assert!(value(&fields, "issuerbank").starts_with("بانک"));
    let card = value(&fields, "cardnumber");
    assert!(card.len() == 16 && &card[6..12] == "******", "{card}");
    assert_eq!(sandbox.totals().held, 150_000);
    assert_eq!(sandbox.sepehr_do("Advice", &value(&fields, "digitalreceipt")), ok(150_000));
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (0, 150_000));
}

#[test]
fn a_receipt_is_used_once_and_then_a_duplicate() {
    let mut sandbox = Sandbox::sepehr();
    let receipt = sandbox.sepehr_paid("1", 10_000);
    assert_eq!(sandbox.sepehr_do("Advice", &receipt), ok(10_000));
    assert_eq!(sandbox.sepehr_do("Advice", &receipt), duplicate(10_000));
    sandbox.pass(31 * MINUTE);
    assert_eq!(sandbox.sepehr_do("Advice", &receipt), duplicate(10_000));
    assert_eq!((sandbox.totals().captured, sandbox.newest().calls.verify), (10_000, 3));
}

#[test]
fn an_advice_may_be_bound_to_its_invoice() {
    let mut sandbox = Sandbox::sepehr();
    let (one, two) = (sandbox.sepehr_paid("1", 10_000), sandbox.sepehr_paid("2", 10_000));
    let bound =
        |receipt: &str, invoice: &str| json!({ "digitalreceipt": receipt, "InvoiceID": invoice, "Tid": TERMINAL });
    assert_eq!(sandbox.sepehr_ask("AdviceWithInvoicId", &bound(&two, "1")), refused(-7));
    assert_eq!(sandbox.sepehr_ask("AdviceWithInvoicId", &bound(&one, "1")), ok(10_000));
    assert_eq!(sandbox.sepehr_ask("AdviceWithInvoicId", &bound(&one, "1")), duplicate(10_000));
    assert_eq!((sandbox.totals().held, sandbox.totals().captured), (10_000, 10_000));
}

#[test]
fn an_invoice_may_be_used_twice_because_sepehr_leaves_that_to_the_shop() {
    let mut sandbox = Sandbox::sepehr();
    assert_ne!(sandbox.sepehr_paid("same", 10_000), sandbox.sepehr_paid("same", 10_000));
    assert_eq!(sandbox.totals().held, 20_000);
}

#[test]
fn what_is_checked_before_a_token_is_given() {
    for (name, wrong, status) in [
        ("TerminalID", json!(0), -2),
        ("TerminalID", json!("98000002"), -2),
        ("Amount", json!("0"), -1),
        ("Amount", json!(-10), -1),
        ("Amount", json!("10.5"), -1),
        ("InvoiceID", json!(""), -1),
        ("callbackURL", json!("shop.example/back"), -1),
    ] {
        let mut sandbox = Sandbox::sepehr();
        let mut body = token_body("1", 10_000);
        body[name] = wrong;
        let answer = sandbox.sepehr_post("GetToken", &body);
        assert_eq!(answer, json!({ "Status": status, "Accesstoken": "" }), "{name} = {}", body[name]);
        assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    }
    let nonsense = Request::post("/sepehr/Rest/V1/PeymentApi/GetToken", "application/json", "nonsense");
    assert!(Sandbox::sepehr().send(&nonsense).body.contains("\"Status\":-3"));
}

#[test]
fn a_form_is_as_good_as_json_and_names_have_no_case() {
    let mut sandbox = Sandbox::sepehr();
    let form = [("terminalid", TERMINAL), ("AMOUNT", "10000"), ("invoiceId", "1"), ("CallBackUrl", CALLBACK)];
    let answer = sandbox.send(&Request::form("/sepehr/rest/v1/peymentapi/gettoken", &form));
    assert!(answer.body.contains("\"Status\":0"), "{}", answer.body);
    assert_eq!((sandbox.newest().amount, sandbox.newest().order), (10_000, "1".to_owned()));
}

#[test]
fn the_page_is_reached_three_ways_and_wants_terminal_and_referer() {
    let mut sandbox = Sandbox::sepehr();
    let token = sandbox.sepehr_token("1", 10_000);
    let link = Request::get(&format!("/sepehr/Pay?token={token}&terminalID={TERMINAL}"));
    assert_eq!(sandbox.send(&link).status, 403);
    assert_eq!(sandbox.send(&link.clone().with_header("referer", "https://evil.example/")).status, 403);
    assert_eq!(sandbox.send(&link.with_header("referer", REFERER)).status, 200);
    let form = |terminal: &str| {
        Request::form("/sepehr/Pay", &[("token", &token), ("TerminalID", terminal)]).with_header("referer", REFERER)
    };
    assert_eq!((sandbox.send(&form(TERMINAL)).status, sandbox.send(&form("1")).status), (200, 400));
    assert_eq!((sandbox.sepehr_page("").status, sandbox.sepehr_page("unknown").status), (400, 404));
    sandbox.send(&Request::form("/sepehr/Sandbox", &[("token", &token), ("action", "pay")]));
    assert_eq!((sandbox.newest().state, sandbox.sepehr_page(&token).status), (State::Debited, 409));
}

#[test]
fn cancel_decline_and_leaving_the_page() {
    let mut sandbox = Sandbox::sepehr();
    for (action, wait, code, message, state) in [
        ("cancel", 0, "-1", "انصراف", State::Cancelled),
        ("decline", 0, "-1", "ناموفق", State::Declined),
        ("pay", 15 * MINUTE + 1, "-2", "زمان", State::Expired),
    ] {
        let token = sandbox.sepehr_token(action, 10_000);
        sandbox.sepehr_page(&token);
        sandbox.pass(wait);
        let fields = hidden_fields(&sandbox.sepehr_press(&token, action).body);
        assert_eq!((value(&fields, "respcode"), names(&fields)), (code.to_owned(), FIELDS.to_vec()), "{action}");
        assert!(value(&fields, "respmsg").contains(message) && value(&fields, "digitalreceipt").is_empty());
        assert_eq!(sandbox.newest().state, state);
    }
    assert_eq!(sandbox.totals().debited, 0);
}

#[test]
fn nobody_advised_within_half_an_hour() {
    let mut sandbox = Sandbox::sepehr();
    let receipt = sandbox.sepehr_paid("1", 10_000);
    sandbox.pass(30 * MINUTE);
    assert_eq!(sandbox.sepehr_do("Advice", &receipt), refused(-2));
    assert_eq!(sandbox.sepehr_do("Rollback", &receipt), refused(-2));
    assert_eq!((sandbox.newest().reversed_by, sandbox.totals().reversed), (Some(ReversedBy::Auto), 10_000));
}

#[test]
fn a_rollback_comes_within_a_day_of_the_payment() {
    let mut sandbox = Sandbox::sepehr();
    let [unadvised, advised, late] = ["1", "2", "3"].map(|invoice| sandbox.sepehr_paid(invoice, 10_000));
    assert_eq!(sandbox.sepehr_do("Rollback", &unadvised), ok(10_000));
    assert_eq!(sandbox.sepehr_do("Advice", &unadvised), refused(-2));
    assert_eq!((sandbox.sepehr_do("Advice", &advised), sandbox.sepehr_do("Advice", &late)), (ok(10_000), ok(10_000)));
    sandbox.pass(24 * 60 * MINUTE - 1);
    assert_eq!(sandbox.sepehr_do("Rollback", &advised), ok(10_000));
    assert_eq!(sandbox.sepehr_do("Rollback", &advised), refused(-2));
    sandbox.pass(1);
    assert_eq!(sandbox.sepehr_do("Rollback", &late), refused(-4));
    assert_eq!((sandbox.totals().reversed, sandbox.totals().captured), (20_000, 10_000));
}

#[test]
fn a_receipt_is_found_by_its_exact_number_at_its_terminal() {
    let mut sandbox = Sandbox::sepehr();
    let receipt = sandbox.sepehr_paid("1", 10_000);
    assert_eq!(sandbox.sepehr_do("Advice", "12345"), refused(-1));
    assert_eq!(sandbox.sepehr_ask("Advice", &json!({ "digitalreceipt": receipt, "Tid": "1" })), refused(-1));
    assert_eq!(sandbox.sepehr_ask("Advice", &json!([])), refused(-3));
    // The terminal is a number to some and a text to others.
    assert_eq!(sandbox.sepehr_ask("Advice", &json!({ "digitalreceipt": receipt, "Tid": 98_000_001 })), ok(10_000));
}

#[test]
fn a_wrong_amount_is_half_of_the_right_one() {
    let mut sandbox = Sandbox::sepehr();
    let receipt = sandbox.sepehr_paid("1", 125_610);
    assert_eq!(sandbox.sepehr_do("Advice", &receipt), ok(62_805));
    assert_eq!(sandbox.sepehr_do("Advice", &receipt), duplicate(62_805));
}

#[test]
fn faults_speak_in_sepehrs_own_words() {
    let mut sandbox = Sandbox::sepehr();
    let receipt = sandbox.sepehr_paid("1", 10_000);
    sandbox.set(json!({ "token": "refuse", "verify": "refuse", "reverse": "code:-6" }));
    assert_eq!(sandbox.sepehr_post("GetToken", &token_body("2", 10_000))["Status"], -2);
    assert_eq!(
        (sandbox.sepehr_do("Advice", &receipt), sandbox.sepehr_do("Rollback", &receipt)),
        (refused(-5), refused(-6))
    );
    sandbox.set(json!({ "verify": "soap_fault", "callback": "lowercase", "token": "ok" }));
    let body = json!({ "digitalreceipt": receipt, "Tid": TERMINAL }).to_string();
    let broken = sandbox.send(&Request::post("/sepehr/Rest/V1/PeymentApi/Advice", "application/json", body));
    assert_eq!((broken.status, broken.body.as_str()), (500, "{\"Message\":\"An error has occurred.\"}"));
    let token = sandbox.sepehr_token("3", 10_000);
    assert!(names(&hidden_fields(&sandbox.sepehr_press(&token, "pay").body)).contains(&"datepaid"));
    assert_eq!(sandbox.totals().held, 20_000);
}
