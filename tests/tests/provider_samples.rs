//! The providers' own samples: what is sent has their shape, and what they answer is read as what they say it is.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

use dargah_engine::{
    config::Gateways,
    gateway::{
        Account, Answer, CallbackForm, Claim, Class, Desk, Exchange, Hint, Mark, Next, Operation, Outcome, Provider,
        Reference, RefundAsk, Reply, Token, TokenAsk,
    },
    money::Rial,
    time::Moment,
};
use dargah_tests::{market::id, setting::gateways_json};
use roxmltree::Document;
use serde_json::Value;

/// Works with the sandbox's account of `provider`, changed by `change`.
fn with<T>(provider: Provider, change: impl Fn(&mut Value), work: impl FnOnce(&Account) -> T) -> T {
    let gateways = Gateways::read(&gateways_json(|account| {
        if account["id"] == provider.as_str() {
            change(account);
        }
    }))
    .unwrap_or_else(|problem| panic!("{problem}"));
    work(gateways.get(&id(provider.as_str())).unwrap())
}

fn claim(order: &str, amount: i64, token: &str) -> Claim {
    Claim {
        order: serde_json::from_str(order).unwrap(),
        amount: Rial::new(amount).unwrap(),
        token: Token(token.to_owned()),
        reference: Reference { key: token.to_owned(), details: [("ref_id".to_owned(), "385404539".to_owned())].into() },
    }
}

fn token_ask(order: &str, amount: i64, callback_url: &str) -> Operation {
    let Claim { order, amount, .. } = claim(order, amount, "");
    Operation::Token(TokenAsk { order, amount, callback_url: callback_url.to_owned(), mobile: None })
}

fn ask(account: &Account, operation: &Operation) -> Exchange {
    let desk = Desk { account, now: Moment(1_700_000_000_000), entropy: &[7; 32], session: Some("jwt") };
    account.provider.adapter().ask(operation, &desk).unwrap()
}

fn hear(account: &Account, operation: &Operation, stage: u8, body: &str) -> Next {
    let desk = Desk { account, now: Moment(1_700_000_000_000), entropy: &[7; 32], session: Some("jwt") };
    let mark = Mark { stage, note: String::new() };
    account.provider.adapter().hear(operation, &desk, &mark, &Answer::Http { status: 200, body: body.as_bytes() })
}

fn done(next: Next) -> Outcome {
    match next {
        Next::Done(outcome) => outcome,
        Next::Ask(more) => panic!("one more request: {:?}", more.request),
    }
}

/// Elements with their namespace and text, in order.
fn tree(xml: &str) -> Vec<(String, String, String)> {
    let document = Document::parse(xml).unwrap();
    let of = |node: roxmltree::Node<'_, '_>| {
        let leaf = !node.children().any(|child| child.is_element());
        let text = if leaf { node.text().unwrap_or("").trim().to_owned() } else { String::new() };
        (node.tag_name().namespace().unwrap_or("").to_owned(), node.tag_name().name().to_owned(), text)
    };
    document.descendants().filter(roxmltree::Node::is_element).map(of).collect()
}

#[test]
fn parsians_envelopes() {
    let pin = |account: &mut Value| account["credentials"]["pin"] = "PIN".into();
    with(Provider::Parsian, pin, |account| {
        let claim = claim("1001", 150_000, "987654");
        for (operation, request, response, is_done) in [
            (
                token_ask("1001", 150_000, "https://shop.example/callback"),
                include_str!("../fixtures/gateways/parsian-sale-request.xml"),
                include_str!("../fixtures/gateways/parsian-sale-response.xml"),
                false,
            ),
            (
                Operation::Verify(claim.clone()),
                include_str!("../fixtures/gateways/parsian-confirm-with-amount-request.xml"),
                include_str!("../fixtures/gateways/parsian-confirm-with-amount-response.xml"),
                true,
            ),
            (
                Operation::Reverse(claim.clone()),
                include_str!("../fixtures/gateways/parsian-reversal-request.xml"),
                include_str!("../fixtures/gateways/parsian-reversal-response.xml"),
                true,
            ),
        ] {
            let sent = ask(account, &operation).request;
            assert_eq!(tree(&sent.body), tree(request), "{operation:?}");
            let action = &sent.headers.iter().find(|(name, _)| *name == "soapaction").unwrap().1;
            assert!(request.contains(action.trim_matches('"')), "{action}");
            let outcome = done(hear(account, &operation, 0, response));
            assert_eq!(outcome.class, Class::Ok);
            match outcome.reply {
                Reply::Token(token) => assert_eq!(token.0, "987654"),
                Reply::Done(receipt) => assert!(is_done && receipt.reference.as_deref() == Some("987654")),
                other => panic!("{operation:?}: {other:?}"),
            }
        }
        // The answer to the plain confirmation is no answer to the one that binds order and amount.
        let plain = include_str!("../fixtures/gateways/parsian-confirm-response.xml");
        assert_eq!(done(hear(account, &Operation::Verify(claim), 0, plain)).reply, Reply::Unknown);
    });
}

fn samples(text: &str) -> Vec<Value> {
    serde_json::from_str::<Value>(text).unwrap()["cases"].as_array().unwrap().clone()
}

#[test]
fn pasargads_reference() {
    const URL_ID: &str = "8dcc5cd0ef7348548f8dc2ab29ebe11a7ad3eaad000000006217318";
    let change = |account: &mut Value| account["base_url"] = "https://pep.shaparak.ir/dorsa1".into();
    with(Provider::Pasargad, change, |account| {
        let all = samples(include_str!("../fixtures/gateways/pasargad-jwt-official.json"));
        let of = |op: &str| all.iter().find(|case| case["op"] == op).unwrap_or_else(|| panic!("no sample of {op}"));
        let answer = |op: &str| of(op)["response"].to_string();
        let asked =
            |operation: &Operation| -> Value { serde_json::from_str(&ask(account, operation).request.body).unwrap() };
        let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();

        let buy = token_ask("123456", 10_001, "http://pep.co.ir");
        let theirs = names(&of("purchase")["request"]);
        assert!(names(&asked(&buy)).iter().all(|name| theirs.contains(name)), "{theirs:?}");
        assert_eq!(done(hear(account, &buy, 1, &answer("purchase"))).reply, Reply::Token(Token(URL_ID.to_owned())));

        let verify = Operation::Verify(claim("123456", 10_001, URL_ID));
        assert_eq!(names(&asked(&verify)), names(&of("payment-inquiry")["request"]));
        let Next::Ask(confirm) = hear(account, &verify, 1, &answer("payment-inquiry")) else {
            panic!("paid, not verified")
        };
        let confirmed: Value = serde_json::from_str(&confirm.request.body).unwrap();
        assert_eq!(confirmed, of("confirm-transactions")["request"]);
        let outcome = done(hear(account, &verify, confirm.mark.stage, &answer("confirm-transactions")));
        let Reply::Done(receipt) = outcome.reply else { panic!("{outcome:?}") };
        assert_eq!((receipt.amount.map(Rial::get), receipt.order.as_deref()), (Some(10_001), Some("123456")));

        let reverse = Operation::Reverse(claim("123456", 10_001, URL_ID));
        assert_eq!(asked(&reverse), of("reverse-transactions")["request"]);
        assert!(matches!(done(hear(account, &reverse, 1, &answer("reverse-transactions"))).reply, Reply::Done(_)));
        assert_eq!(done(hear(account, &verify, 1, &answer("payment-inquiry (reversed)"))).reply, Reply::Returned);

        let form = CallbackForm::read(of("callback")["callback"].as_str().unwrap(), b"");
        let order = serde_json::from_str("123456").unwrap();
        let callback = account.provider.adapter().read_callback(account, order, &Token(URL_ID.to_owned()), &form);
        assert_eq!(callback.unwrap().hint, Hint::Paid);
    });
}

#[test]
fn pasargads_session_is_renewed_once() {
    with(
        Provider::Pasargad,
        |_| {},
        |account| {
            let adapter = account.provider.adapter();
            let operation = token_ask("1", 10_000, "https://pay.example/cb");
            let desk = |session| Desk { account, now: Moment(0), entropy: &[7; 32], session };
            let login = adapter.ask(&operation, &desk(None)).unwrap();
            assert!(login.request.url.ends_with("/token/getToken"), "{}", login.request.url);
            let unauthorized = Answer::Http { status: 401, body: b"" };
            let stale = adapter.ask(&operation, &desk(Some("old"))).unwrap();
            let Next::Ask(again) = adapter.hear(&operation, &desk(Some("old")), &stale.mark, &unauthorized) else {
                panic!("a session that ran out is renewed");
            };
            let given = Answer::Http { status: 200, body: br#"{"resultCode":0,"token":"new"}"# };
            let Next::Ask(bought) = adapter.hear(&operation, &desk(Some("old")), &again.mark, &given) else {
                panic!("the login is followed by the call");
            };
            assert_eq!(bought.session.as_deref(), Some("new"));
            assert!(bought.request.headers.contains(&("authorization", "Bearer new".to_owned())));
            let outcome = done(adapter.hear(&operation, &desk(Some("new")), &bought.mark, &unauthorized));
            assert_eq!((outcome.reply, outcome.class), (Reply::Unknown, Class::Config), "and not for ever");
        },
    );
}

#[test]
fn zarinpals_sdk() {
    with(
        Provider::Zarinpal,
        |_| {},
        |account| {
            for case in samples(include_str!("../fixtures/gateways/zarinpal-official-sdk.json")) {
                let claim = claim("1", 20_000, "A1");
                let refund = RefundAsk { claim: claim.clone(), amount: claim.amount, order: claim.order };
                let (operation, body) = match case["op"].as_str().unwrap() {
                    "request" => (token_ask("1", 20_000, ""), case["response"].to_string()),
                    "verify" => (Operation::Verify(claim), case["response"].to_string()),
                    "inquiry" => (Operation::Inquire(claim), case["response"].to_string()),
                    "reverse" => (Operation::Reverse(claim), case["response"].to_string()),
                    "graphql refund" => (
                        Operation::Refund(refund),
                        serde_json::json!({ "data": { "resource": case["response"] } }).to_string(),
                    ),
                    _ => continue,
                };
                let outcome = done(hear(account, &operation, 0, &body));
                let expected = match operation {
                    Operation::Token(_) => matches!(outcome.reply, Reply::Token(_)),
                    // The sample says an amount and no state: nothing is known from that.
                    Operation::Inquire(_) => outcome.reply == Reply::Unknown,
                    _ => matches!(outcome.reply, Reply::Done(_)),
                };
                assert!(expected, "{case}: {outcome:?}");
            }
        },
    );
}

#[test]
fn asan_pardakhts_clock_goes_back_as_it_came() {
    with(
        Provider::Asanpardakht,
        |_| {},
        |account| {
            let operation = token_ask("1", 10_000, "https://pay.example/cb");
            assert!(ask(account, &operation).request.url.ends_with("/v1/Time"));
            let Next::Ask(token) = hear(account, &operation, 0, "\"20231115 014320\"") else {
                panic!("then the token")
            };
            let body: Value = serde_json::from_str(&token.request.body).unwrap();
            assert_eq!(body["localDate"], "20231115 014320");
        },
    );
}

#[test]
fn what_goes_by_a_relay_names_the_provider_in_its_path() {
    let change = |account: &mut Value| {
        account["base_url"] = "https://gateway.zibal.ir".into();
        account["relay"] = serde_json::json!({ "url": "https://relay.example", "secret": "s3cret-of-the-relay" });
    };
    with(Provider::Zibal, change, |account| {
        let request = ask(account, &token_ask("1", 10_000, "https://pay.example/cb")).request;
        let routed = account.route(request.clone());
        assert_eq!(routed.url, "https://relay.example/gateway.zibal.ir/v1/request");
        assert!(routed.headers.contains(&("x-relay-key", "s3cret-of-the-relay".to_owned())));
        assert_eq!(routed.body, request.body);
        let shown = format!("{account:?} {:?}", account.relay);
        assert!(!shown.contains("s3cret") && !shown.contains("sandbox-token"), "{shown}");
    });
}
