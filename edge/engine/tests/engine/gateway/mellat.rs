//! Behpardakht Mellat: what is sent, and what each answer and callback is taken for.

use crate::common::Desk;
use dargah_engine::{
    gateway::{
        Account, Answer, CallbackForm, Claim, Class, Desk as Table, Hint, Mark, Next, Operation, Outcome, Provider,
        Reference, Reply, Silence, Token, TokenAsk,
    },
    id::{GatewayId, OrderNumber},
    money::Rial,
    time::Moment,
};

fn account(desk: &Desk) -> &Account {
    desk.gateways.get(&GatewayId::new("mellat").unwrap()).unwrap()
}

fn order() -> OrderNumber {
    serde_json::from_str("1001").unwrap()
}

fn token_ask() -> Operation {
    Operation::Token(TokenAsk {
        order: order(),
        amount: Rial::new(150_000).unwrap(),
        callback_url: "https://shop.example/callback?a=1&b=2".to_owned(),
        mobile: Some("09121234567".to_owned()),
        basket: Vec::new(),
    })
}

fn claim() -> Claim {
    Claim {
        order: order(),
        amount: Rial::new(150_000).unwrap(),
        token: Token("AF82".to_owned()),
        reference: Reference { key: "127926981246".to_owned(), details: Default::default() },
    }
}

fn hear(operation: &Operation, answer: &Answer<'_>) -> Outcome {
    let desk = Desk::new();
    let table = Table { account: account(&desk), now: Moment(1_714_547_430_000), entropy: &[0; 32], session: None };
    match Provider::Mellat.adapter().hear(operation, &table, &Mark::default(), answer) {
        Next::Done(outcome) => outcome,
        Next::Ask(_) => unreachable!("Mellat answers at once"),
    }
}

fn returned(operation: &str, value: &str) -> Vec<u8> {
    format!(
        r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns2:{operation}Response xmlns:ns2="http://interfaces.core.sw.bps.com/"><return>{value}</return></ns2:{operation}Response></soap:Body></soap:Envelope>"#
    )
    .into_bytes()
}

fn http(body: &[u8]) -> Answer<'_> {
    Answer::Http { status: 200, body }
}

#[test]
fn the_token_request_is_the_manuals() {
    let desk = Desk::new();
    let table = Table { account: account(&desk), now: Moment(1_714_547_430_000), entropy: &[0; 32], session: None };
    let request = Provider::Mellat.adapter().ask(&token_ask(), &table).unwrap().request;
    let sent = roxmltree::Document::parse(&request.body).unwrap();
    let sample = include_str!("../../../../../tests/fixtures/gateways/mellat-bpPayRequest-request.xml");
    let sample = roxmltree::Document::parse(sample).unwrap();
    let shape = |document: &roxmltree::Document<'_>| {
        let is_call = |n: &roxmltree::Node<'_, '_>| n.tag_name().name() == "bpPayRequest";
        let call = document.descendants().find(is_call).unwrap();
        let fields = call.children().filter(roxmltree::Node::is_element);
        let names: Vec<_> =
            fields.map(|n| (n.tag_name().namespace().is_some(), n.tag_name().name().to_owned())).collect();
        (call.tag_name().namespace().map(str::to_owned), names)
    };
    assert_eq!(shape(&sent), shape(&sample));
    let value = |name: &str| sent.descendants().find(|n| n.has_tag_name(name)).unwrap().text().unwrap_or("").to_owned();
    assert_eq!(value("amount"), "150000");
    assert_eq!(value("localDate"), "20240501", "in Tehran");
    assert_eq!(value("localTime"), "104030", "in Tehran");
    assert_eq!(value("callBackUrl"), "https://shop.example/callback?a=1&b=2", "escaped, not cut");
}

#[test]
fn the_manuals_answers_are_read() {
    let token = hear(
        &token_ask(),
        &http(include_bytes!("../../../../../tests/fixtures/gateways/mellat-bpPayRequest-response.xml")),
    );
    assert_eq!(token.reply, Reply::Token(Token("AF82041a2Bf6989c7fF9".to_owned())));
    for (operation, sample) in [
        (
            Operation::Verify(claim()),
            include_bytes!("../../../../../tests/fixtures/gateways/mellat-bpVerifyRequest-response.xml").as_slice(),
        ),
        (
            Operation::Settle(claim()),
            include_bytes!("../../../../../tests/fixtures/gateways/mellat-bpSettleRequest-response.xml"),
        ),
        (
            Operation::Inquire(claim()),
            include_bytes!("../../../../../tests/fixtures/gateways/mellat-bpInquiryRequest-response.xml"),
        ),
        (
            Operation::Reverse(claim()),
            include_bytes!("../../../../../tests/fixtures/gateways/mellat-bpReversalRequest-response.xml"),
        ),
    ] {
        assert!(matches!(hear(&operation, &http(sample)).reply, Reply::Done(_)), "{operation:?}");
    }
}

#[test]
fn codes_mean_what_they_mean_to_their_operation() {
    let (verify, settle, reverse) =
        (Operation::Verify(claim()), Operation::Settle(claim()), Operation::Reverse(claim()));
    let is = |operation: &Operation, name: &str, code: &str| hear(operation, &http(&returned(name, code)));
    assert!(matches!(is(&verify, "bpVerifyRequest", "43").reply, Reply::Done(_)), "verified before is verified");
    assert!(matches!(is(&settle, "bpSettleRequest", "45").reply, Reply::Done(_)), "settled before is settled");
    assert_eq!(is(&settle, "bpSettleRequest", "43").reply, Reply::Unknown, "verified is not settled");
    assert_eq!(is(&verify, "bpVerifyRequest", "48").reply, Reply::Returned);
    assert!(matches!(is(&reverse, "bpReversalRequest", "48").reply, Reply::Done(_)), "reversed before is reversed");
    assert_eq!(is(&reverse, "bpReversalRequest", "45").reply, Reply::Refused, "settled money is not reversed");
    for inconclusive in ["34", "112", "113", "421", "24", "999", "23"] {
        assert_eq!(is(&verify, "bpVerifyRequest", inconclusive).reply, Reply::Unknown, "{inconclusive}");
    }
    assert_eq!(is(&verify, "bpVerifyRequest", "42").reply, Reply::Refused);
}

#[test]
fn what_is_not_an_answer_establishes_nothing() {
    let verify = Operation::Verify(claim());
    let dtd = br#"<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns2:bpVerifyRequestResponse xmlns:ns2="http://interfaces.core.sw.bps.com/"><return>0</return></ns2:bpVerifyRequestResponse></soap:Body></soap:Envelope>"#;
    let twice = String::from_utf8(returned("bpVerifyRequest", "0"))
        .unwrap()
        .replace("<return>0</return>", "<return>0</return><return>42</return>");
    let huge = vec![b' '; 70_000];
    let bodies: [(&str, &[u8]); 12] = [
        ("empty", b""),
        ("html", b"<!DOCTYPE html><html><body>0</body></html>"),
        ("html without doctype", b"  <html>0</html>"),
        ("json", br#"{"return":"0"}"#),
        ("plain", b"0"),
        ("truncated", &returned("bpVerifyRequest", "0")[..120]),
        ("another operation", &returned("bpSettleRequest", "0")),
        ("a DTD", dtd),
        ("two returns", twice.as_bytes()),
        ("not UTF-8", b"\xff\xfe0"),
        ("more than a code", &returned("bpVerifyRequest", "0,1")),
        ("huge", &huge),
    ];
    for (name, body) in bodies {
        let outcome = hear(&verify, &http(body));
        assert_eq!((outcome.reply, outcome.class), (Reply::Unknown, Class::Tech), "{name}");
    }
    for code in ["", " ", "0x0", "۰", "00000000", "zero"] {
        assert_eq!(hear(&verify, &http(&returned("bpVerifyRequest", code))).reply, Reply::Unknown, "{code:?}");
    }
    for silence in [Silence::Timeout, Silence::Broken, Silence::TooLong] {
        assert_eq!(hear(&verify, &Answer::Silence(silence)).reply, Reply::Unknown);
    }
    for status in [204, 301, 302, 403, 404, 429, 502, 503] {
        let answer = Answer::Http { status, body: &returned("bpVerifyRequest", "0") };
        assert_eq!(hear(&verify, &answer).reply, Reply::Unknown, "HTTP {status}");
    }
    let fault = br#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>0</faultcode></soap:Fault></soap:Body></soap:Envelope>"#;
    assert_eq!(hear(&verify, &Answer::Http { status: 500, body: fault }).reply, Reply::Unknown);
}

#[test]
fn a_callback_is_bound_to_its_attempt() {
    let desk = Desk::new();
    let read = |body: &str| {
        let form = CallbackForm::read("", body.as_bytes());
        Provider::Mellat.adapter().read_callback(account(&desk), order(), &Token("AF82".to_owned()), &form)
    };
    let paid = read("RefId=AF82&ResCode=0&saleOrderId=1001&SaleReferenceId=127926981246").unwrap();
    assert_eq!((paid.hint, paid.reference.unwrap().key.as_str()), (Hint::Paid, "127926981246"));
    let persian = read("refid=AF82&rescode=۰&saleorderid=۱۰۰۱&salereferenceid=۱۲۷").unwrap();
    assert_eq!((persian.hint, persian.reference.unwrap().key.as_str()), (Hint::Paid, "127"));
    assert!(read("RefId=OTHER&ResCode=0&SaleOrderId=1001&SaleReferenceId=1").is_err());
    assert!(read("RefId=af82&ResCode=0&SaleOrderId=1001&SaleReferenceId=1").is_err(), "RefId is case-sensitive");
    assert!(read("RefId=AF82&ResCode=0&SaleOrderId=1002&SaleReferenceId=1").is_err());
    assert_eq!(read("RefId=AF82&ResCode=17&SaleOrderId=1001").unwrap().hint, Hint::Cancelled);
    assert_eq!(read("RefId=AF82&ResCode=12&SaleOrderId=1001").unwrap().hint, Hint::Declined);
    assert_eq!(
        read("RefId=AF82&ResCode=0&SaleOrderId=1001").unwrap().hint,
        Hint::Unclear,
        "paid, but nothing to verify"
    );
    assert_eq!(read("").unwrap().hint, Hint::Unclear);
    let double = read("RefId=AF82&ResCode=0&ResCode=17&SaleOrderId=1001&SaleReferenceId=1").unwrap();
    assert_eq!(double.hint, Hint::Unclear, "said twice with two values, it says nothing");
    let nonsense = read("RefId=AF82&ResCode=0&SaleOrderId=1001&SaleReferenceId=1%20OR%201").unwrap();
    assert_eq!(nonsense.reference, None);
}

#[test]
fn the_shopper_is_sent_by_a_posted_form() {
    let desk = Desk::new();
    let Operation::Token(ask) = token_ask() else { unreachable!() };
    let redirect = Provider::Mellat.adapter().redirect(account(&desk), &ask, &Token("AF82".to_owned()));
    assert_eq!(redirect.method, dargah_wire::Method::Post);
    assert_eq!(redirect.url, "https://mellat.example/pgwchannel/startpay.mellat");
    let fields: Vec<_> = redirect.fields.iter().map(|f| (f.name.as_str(), f.value.as_str())).collect();
    assert_eq!(fields, [("RefId", "AF82"), ("MobileNo", "989121234567")]);
}
