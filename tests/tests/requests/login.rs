//! Pasargad's session: asked for before anything else, and once more when it has run out.

use crate::{AMOUNT, ORDER, ask, operations};
use dargah_engine::gateway::{Class, Exchange, Next, Operation, Outcome, Provider, Reply};
use dargah_tests::contract::{Contract, claim, header, json, path};
use serde_json::json;

const LOGIN: &str = "/pasargad/dorsa1/token/getToken";

fn bearer(exchange: &Exchange) -> Option<&str> {
    header(&exchange.request, "authorization")
}

#[test]
fn pasargad_is_logged_in_to_first() {
    let contract = Contract::of(Provider::Pasargad);
    for operation in operations(Provider::Pasargad) {
        let login = contract.ask(&operation);
        assert_eq!((path(&login.request), bearer(&login), &login.session), (LOGIN, None, &None), "{operation:?}");
        assert_eq!(json(&login.request), json!({ "username": "dargah", "password": "sandbox" }));
        let work = contract.goes_on(&operation, &login, r#"{"resultCode":0,"token":"new"}"#);
        assert_eq!(bearer(&work), Some("Bearer new"), "{operation:?}");
        assert_eq!(work.session.as_deref(), Some("new"), "to be kept");
        // With a session in hand the same is asked at once.
        let at_once = contract.clone().with_session("new").ask(&operation);
        assert_eq!((at_once.request, at_once.session), (work.request, None), "{operation:?}");
    }
}

#[test]
fn a_login_that_gives_no_session_is_the_end() {
    let (contract, operation) = (Contract::of(Provider::Pasargad), Operation::Token(ask()));
    let login = contract.ask(&operation);
    for (status, body) in [
        (401, r#"{"resultCode":0,"token":"new"}"#),
        (200, r#"{"resultCode":13368}"#),
        (200, r#"{"resultCode":0}"#),
        (200, r#"{"resultCode":0,"token":7}"#),
        // It would go into a header.
        (200, r#"{"resultCode":0,"token":"new\r\nx-more: 1"}"#),
    ] {
        match contract.hear(&operation, &login.mark, status, body) {
            Next::Done(outcome) => assert!(!matches!(outcome.reply, Reply::Token(_)), "{body}"),
            Next::Ask(more) => panic!("{status} {body}: {more:?}"),
        }
    }
}

/// Runs an operation against a Pasargad that lets in only with the sessions in `good`, gives `new` to who logs in, and says a
/// payment is waiting to be confirmed. What was asked, and what it came to.
fn at_pasargad(
    held: Option<&str>,
    good: impl Fn(&str, usize) -> bool,
    operation: &Operation,
) -> (Vec<String>, Outcome) {
    let waiting =
        json!({ "resultCode": 0, "data": { "status": 2, "amount": AMOUNT, "invoice": ORDER.to_string(), "url": "5" } });
    let mut contract = Contract::of(Provider::Pasargad);
    contract.session = held.map(str::to_owned);
    let (mut asked, mut exchange) = (Vec::new(), contract.ask(operation));
    loop {
        contract.session = exchange.session.take().or(contract.session);
        let name = exchange.request.url.rsplit('/').next().unwrap().to_owned();
        let session = bearer(&exchange).and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("").to_owned();
        let (status, body) = match name.as_str() {
            "getToken" => (200, r#"{"resultCode":0,"token":"new"}"#.to_owned()),
            _ if good(&session, asked.len()) => (200, waiting.to_string()),
            _ => (401, String::new()),
        };
        asked.push(format!("{name} {session}").trim().to_owned());
        assert!(asked.len() < 10, "for ever: {asked:?}");
        match contract.hear(operation, &exchange.mark, status, &body) {
            Next::Ask(more) => exchange = more,
            Next::Done(outcome) => return (asked, outcome),
        }
    }
}

#[test]
fn pasargads_session_is_renewed_once_and_not_for_ever() {
    for operation in operations(Provider::Pasargad) {
        let (asked, outcome) = at_pasargad(Some("old"), |_, _| false, &operation);
        let work = asked[0].strip_suffix(" old").expect("with the session in hand").to_owned();
        assert_eq!(asked, [format!("{work} old"), "getToken".to_owned(), format!("{work} new")]);
        assert_eq!((outcome.reply, outcome.class), (Reply::Unknown, Class::Config), "{operation:?}");
        // One that was just given is not asked for again.
        let (asked, outcome) = at_pasargad(None, |_, _| false, &operation);
        assert_eq!(asked, ["getToken".to_owned(), format!("{work} new")]);
        assert_eq!((outcome.reply, outcome.class), (Reply::Unknown, Class::Config), "{operation:?}");
    }
}

#[test]
fn pasargads_session_may_run_out_before_the_confirmation() {
    let verify = Operation::Verify(claim(ORDER, AMOUNT, "5"));
    let (asked, outcome) = at_pasargad(Some("old"), |session, at| session == "new" || at == 0, &verify);
    let renewed = ["payment-inquiry old", "confirm-transactions old", "getToken", "confirm-transactions new"];
    assert_eq!(asked, renewed);
    assert!(matches!(outcome.reply, Reply::Done(_)), "{outcome:?}");
    let (asked, outcome) = at_pasargad(Some("old"), |_, at| at == 0, &verify);
    assert_eq!(asked, renewed, "and no further");
    assert_eq!(outcome.reply, Reply::Unknown);
}
