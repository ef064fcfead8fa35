//! The providers' own samples: what is sent has their shape, and what they answer is read as what they say it is. Mellat's and
//! SEP's are looked at beside the engine (`edge/engine/tests`).
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

use dargah_engine::gateway::{
    Callback, CallbackForm, Class, Foreign, Hint, Misfit, Next, Operation, Outcome, Provider, Receipt, RefundAsk,
    Reply, Token, bind,
};
use dargah_tests::contract::{Contract, claim, header, json, order, token_ask};
use roxmltree::{Document, Node};
use serde_json::{Value, json};

/// An element: its namespace, name and text, and what is in it, in order. Attributes, comments and layout say nothing here.
#[derive(Debug, PartialEq)]
struct Tree {
    name: (Option<String>, String),
    text: String,
    inside: Vec<Tree>,
}

impl Tree {
    fn of(node: Node<'_, '_>) -> Self {
        let text: String = node.children().filter(Node::is_text).filter_map(|text| text.text()).collect();
        Self {
            name: (node.tag_name().namespace().map(str::to_owned), node.tag_name().name().to_owned()),
            text: text.trim().to_owned(),
            inside: node.children().filter(Node::is_element).map(Self::of).collect(),
        }
    }

    fn read(xml: &str) -> Self {
        Self::of(Document::parse(xml).unwrap().root_element())
    }

    /// The element that holds an operation's parameters.
    fn parameters(&self) -> &[Self] {
        match self.inside.as_slice() {
            [only] => only.parameters(),
            several => several,
        }
    }
}

fn receipt(outcome: Outcome) -> Receipt {
    assert_eq!(outcome.class, Class::Ok, "{outcome:?}");
    match outcome.reply {
        Reply::Done(receipt) => receipt,
        other => panic!("not done: {other:?}"),
    }
}

const PARSIANS: &str = "987654";

fn parsian() -> Contract {
    Contract::changed(Provider::Parsian, |gateway| gateway["credentials"]["pin"] = "PIN".into())
}

#[test]
fn parsian_is_sent_its_envelopes() {
    let claim = || claim(1001, 150_000, PARSIANS);
    for (operation, sample) in [
        (
            Operation::Token(token_ask(1001, 150_000, "https://shop.example/callback", None)),
            include_str!("../fixtures/gateways/parsian-sale-request.xml"),
        ),
        (Operation::Verify(claim()), include_str!("../fixtures/gateways/parsian-confirm-with-amount-request.xml")),
        (Operation::Reverse(claim()), include_str!("../fixtures/gateways/parsian-reversal-request.xml")),
    ] {
        let sent = parsian().ask(&operation).request;
        assert_eq!(Tree::read(&sent.body), Tree::read(sample), "{operation:?}");
        // The sample names its action in a comment.
        let action = sample.split_once("SOAPAction: ").and_then(|(_, rest)| rest.split_once(' ')).unwrap().0;
        assert_eq!(header(&sent, "soapaction"), Some(format!("\"{action}\"").as_str()));
    }
    // The plain confirmation is not used, because it binds neither order nor amount: ours is the same and those two.
    let plain = Tree::read(include_str!("../fixtures/gateways/parsian-confirm-request.xml"));
    let sent = Tree::read(&parsian().ask(&Operation::Verify(claim())).request.body);
    let (same, more) = sent.parameters().split_at(plain.parameters().len());
    assert_eq!(same, plain.parameters());
    assert_eq!(more.iter().map(|tree| tree.name.1.as_str()).collect::<Vec<_>>(), ["OrderId", "Amount"]);
}

#[test]
fn parsians_envelopes_are_read() {
    let contract = parsian();
    let token = Operation::Token(token_ask(1001, 150_000, "https://shop.example/callback", None));
    let outcome = contract.concludes(&token, include_str!("../fixtures/gateways/parsian-sale-response.xml"));
    assert_eq!((outcome.class, outcome.reply), (Class::Ok, Reply::Token(Token(PARSIANS.to_owned()))));

    let ours = claim(1001, 150_000, PARSIANS);
    let confirmed = include_str!("../fixtures/gateways/parsian-confirm-with-amount-response.xml");
    let read = receipt(contract.concludes(&Operation::Verify(ours.clone()), confirmed));
    assert_eq!((read.reference.as_deref(), read.rrn.as_deref()), (Some(PARSIANS), Some("123456789")));
    let capabilities = contract.account.capabilities();
    assert_eq!(bind(capabilities, &contract.account, &ours, &read), Ok(()));
    let another = claim(1001, 150_000, "987655");
    assert_eq!(bind(capabilities, &contract.account, &another, &read), Err(Misfit::Reference));

    let reversed = include_str!("../fixtures/gateways/parsian-reversal-response.xml");
    let read = receipt(contract.concludes(&Operation::Reverse(ours.clone()), reversed));
    assert_eq!((read.reference.as_deref(), read.rrn), (Some(PARSIANS), None));

    // An answer to another operation is no answer to this one, however well it says.
    let plain = include_str!("../fixtures/gateways/parsian-confirm-response.xml");
    for (operation, body) in [
        (Operation::Verify(ours.clone()), plain),
        (Operation::Verify(ours.clone()), reversed),
        (Operation::Reverse(ours), confirmed),
        (token, confirmed),
    ] {
        let outcome = contract.concludes(&operation, body);
        assert_eq!((outcome.class, outcome.reply), (Class::Tech, Reply::Unknown), "{operation:?}");
    }
}

/// The samples of one file, by what they are of.
struct Samples(Vec<Value>);

impl Samples {
    fn read(text: &str, count: usize) -> Self {
        let cases = serde_json::from_str::<Value>(text).unwrap()["cases"].as_array().unwrap().clone();
        assert_eq!(cases.len(), count, "a new sample needs a test of its own");
        Self(cases)
    }

    fn of(&self, op: &str) -> &Value {
        self.0.iter().find(|case| case["op"] == op).unwrap_or_else(|| panic!("no sample of {op}"))
    }

    fn request(&self, op: &str) -> &Value {
        &self.of(op)["request"]
    }

    fn response(&self, op: &str) -> String {
        self.of(op)["response"].to_string()
    }

    /// What it says it is.
    fn class(&self, op: &str) -> Class {
        serde_json::from_value(self.of(op)["class"].clone()).unwrap()
    }
}

const URL_ID: &str = "8dcc5cd0ef7348548f8dc2ab29ebe11a7ad3eaad000000006217318";

/// The reference, and its reader's contract with a session in hand.
fn pasargad() -> (Samples, Contract) {
    let contract = Contract::changed(Provider::Pasargad, |gateway| {
        gateway["base_url"] = "https://pep.shaparak.ir/dorsa1".into();
        gateway["credentials"] = json!({ "terminal": "0", "user": "your-username", "password": "your-password" });
    });
    let samples = Samples::read(include_str!("../fixtures/gateways/pasargad-jwt-official.json"), 7);
    (samples, contract.with_session("a-session"))
}

#[test]
fn pasargads_login_is_the_references() {
    let (samples, contract) = pasargad();
    let contract = Contract { session: None, ..contract };
    let buy = Operation::Token(token_ask(123_456, 10_001, "http://pep.co.ir", None));
    let login = contract.ask(&buy);
    assert_eq!(json(&login.request), *samples.request("getToken"));
    assert_eq!(samples.class("getToken"), Class::Ok);
    let work = contract.goes_on(&buy, &login, &samples.response("getToken"));
    assert_eq!(
        (work.session.as_deref(), header(&work.request, "authorization")),
        (Some("<jwt>"), Some("Bearer <jwt>"))
    );
}

#[test]
fn pasargads_purchase_is_the_references() {
    let (samples, contract) = pasargad();
    let ask = token_ask(123_456, 10_001, "http://pep.co.ir", Some("09121234567"));
    let buy = Operation::Token(ask.clone());
    let (mut sent, mut sample) = (json(&contract.ask(&buy).request), samples.request("purchase").clone());
    // The sample's mail and mobile are masked, and nobody's mail is known here.
    let take = |body: &mut Value, name: &str| body.as_object_mut().unwrap().remove(name).map(|value| value.is_string());
    for (name, is_sent) in [("payerMail", None), ("mobileNumber", Some(true)), ("invoiceDate", Some(true))] {
        assert_eq!((take(&mut sent, name), take(&mut sample, name)), (is_sent, Some(true)), "{name}");
    }
    assert_eq!(sent, sample, "names, values and types");
    // A date, though of another calendar.
    let date = json(&contract.ask(&buy).request)["invoiceDate"].as_str().unwrap().to_owned();
    assert_eq!(date, "2024-05-01");

    let outcome = contract.concludes(&buy, &samples.response("purchase"));
    assert_eq!(outcome.class, samples.class("purchase"));
    let Reply::Token(token) = outcome.reply else { panic!("{:?}", outcome.reply) };
    assert_eq!(token.0, URL_ID);
    let redirect = contract.account.provider.adapter().redirect(&contract.account, &ask, &token);
    assert_eq!(json!(redirect.url), samples.of("purchase")["response"]["data"]["url"]);
    // A page that is not where the contract says is nobody's to be sent to.
    let elsewhere = samples.response("purchase").replace("/dorsa1/", "/dorsa2/");
    let outcome = contract.concludes(&buy, &elsewhere);
    assert_eq!((outcome.class, outcome.reply), (Class::Config, Reply::Unknown));
}

#[test]
fn pasargads_callback_is_the_references() {
    let (samples, contract) = pasargad();
    let form = CallbackForm::read(samples.of("callback")["callback"].as_str().unwrap(), b"");
    let read = |number| {
        let token = Token(URL_ID.to_owned());
        contract.account.provider.adapter().read_callback(&contract.account, order(number), &token, &form)
    };
    let Callback { hint, class, reference, .. } = read(123_456).unwrap();
    assert_eq!((hint, class), (Hint::Paid, Class::Ok));
    assert_eq!(reference.unwrap().key, URL_ID, "later calls name our own token");
    assert_eq!(read(123_457), Err(Foreign));
}

#[test]
fn pasargads_inquiry_and_confirmation_are_the_references() {
    let (samples, contract) = pasargad();
    let ours = || claim(123_456, 10_001, URL_ID);
    let inquire = Operation::Inquire(ours());
    assert_eq!(json(&contract.ask(&inquire).request), *samples.request("payment-inquiry"));
    let outcome = contract.concludes(&inquire, &samples.response("payment-inquiry"));
    assert_eq!((outcome.class, outcome.reply), (samples.class("payment-inquiry"), Reply::Held), "paid, not verified");

    let verify = Operation::Verify(ours());
    let confirm = contract.goes_on(&verify, &contract.ask(&verify), &samples.response("payment-inquiry"));
    assert_eq!(json(&confirm.request), *samples.request("confirm-transactions"));
    let Next::Done(outcome) = contract.hear(&verify, &confirm.mark, 200, &samples.response("confirm-transactions"))
    else {
        panic!("a confirmation is the end");
    };
    assert_eq!(outcome.class, samples.class("confirm-transactions"));
    let read = receipt(outcome);
    // The reference masks the number.
    assert_eq!(read.rrn.as_deref(), Some("*"));
    let fits = |claim| bind(contract.account.capabilities(), &contract.account, &claim, &read);
    assert_eq!(fits(ours()), Ok(()));
    assert_eq!(fits(claim(123_456, 10_002, URL_ID)), Err(Misfit::Amount));
    assert_eq!(fits(claim(123_457, 10_001, URL_ID)), Err(Misfit::Order));
    // What the inquiry says of another amount, order or page is not confirmed.
    for other in [claim(123_456, 10_002, URL_ID), claim(123_457, 10_001, URL_ID), claim(123_456, 10_001, "another")] {
        let outcome = contract.concludes(&Operation::Verify(other.clone()), &samples.response("payment-inquiry"));
        assert!(matches!(outcome.reply, Reply::Other(_)), "{other:?}: {outcome:?}");
    }
}

#[test]
fn pasargads_reversal_is_the_references() {
    let (samples, contract) = pasargad();
    let reverse = Operation::Reverse(claim(123_456, 10_001, URL_ID));
    assert_eq!(json(&contract.ask(&reverse).request), *samples.request("reverse-transactions"));
    let outcome = contract.concludes(&reverse, &samples.response("reverse-transactions"));
    assert_eq!(outcome.class, samples.class("reverse-transactions"));
    receipt(outcome);

    // The sample's request has fields of bills, too; its answer is one about a payment like ours.
    let (op, after) = ("payment-inquiry (reversed)", Operation::Inquire(claim(203_011_121_234, 10_001, URL_ID)));
    assert_eq!(json(&contract.ask(&after).request)["invoiceId"], samples.request(op)["invoiceId"]);
    for operation in [after, Operation::Verify(claim(123_456, 10_001, URL_ID))] {
        let outcome = contract.concludes(&operation, &samples.response(op));
        assert_eq!((outcome.class, outcome.reply), (samples.class(op), Reply::Returned), "{operation:?}");
    }
}

fn zarinpals() -> Samples {
    Samples::read(include_str!("../fixtures/gateways/zarinpal-official-sdk.json"), 6)
}

#[test]
fn zarinpals_answers_are_read() {
    let (samples, contract) = (zarinpals(), Contract::of(Provider::Zarinpal));
    let token = Operation::Token(token_ask(1, 15_000, "https://example.com/callback", None));
    let ours = || claim(1, 15_000, "A0000000000000000000000000012b4A6");

    let outcome = contract.concludes(&token, &samples.response("request"));
    assert_eq!((outcome.class, outcome.reply), (Class::Ok, Reply::Token(ours().token)), "without a code");

    let read = receipt(contract.concludes(&Operation::Verify(ours()), &samples.response("verify")));
    assert_eq!(read.rrn.as_deref(), Some("1234567890"));
    // Text here, a number elsewhere.
    let number = samples.response("verify").replace("\"1234567890\"", "1234567890");
    assert_eq!(receipt(contract.concludes(&Operation::Verify(ours()), &number)), read);
    assert_eq!(bind(contract.account.capabilities(), &contract.account, &ours(), &read), Ok(()));

    receipt(contract.concludes(&Operation::Reverse(ours()), &samples.response("reverse")));

    // An amount and no state, and a list that nobody asked for: nothing is known from that.
    for (operation, op) in [
        (Operation::Inquire(ours()), "inquiry"),
        (Operation::Verify(ours()), "inquiry"),
        (Operation::Reverse(ours()), "inquiry"),
        (token.clone(), "inquiry"),
        (Operation::Inquire(ours()), "unVerified"),
        (Operation::Verify(ours()), "unVerified"),
        (token, "unVerified"),
    ] {
        let outcome = contract.concludes(&operation, &samples.response(op));
        assert_eq!((outcome.class, outcome.reply), (Class::Tech, Reply::Unknown), "{op} to {operation:?}");
    }
}

#[test]
fn zarinpals_refund_is_the_sdks() {
    let (samples, contract) = (zarinpals(), Contract::of(Provider::Zarinpal));
    let sample = samples.of("graphql refund");
    let mut claim = claim(1, 50_000, "A1");
    // What verify told.
    let session = sample["request"]["session_id"].as_str().unwrap().to_owned();
    claim.reference.details = [("ref_id".to_owned(), session)].into();
    let amount = serde_json::from_value(sample["request"]["amount"].clone()).unwrap();
    let refund = Operation::Refund(RefundAsk { claim, amount, before: 0, order: order(42) });
    let sent = json(&contract.ask(&refund).request)["variables"].clone();
    for (name, value) in sample["request"].as_object().unwrap() {
        // The description is free text: ours is the refund's number.
        let due = if name == "description" { json!("42") } else { value.clone() };
        assert_eq!(sent[name], due, "{name}");
    }

    // The SDK's method returns what stands inside the answer; by itself that is no answer.
    let made = |body: Value| contract.concludes(&refund, &body.to_string());
    let read = receipt(made(json!({ "data": { "resource": sample["response"] } })));
    assert_eq!((read.amount, read.reference.as_deref()), (Some(amount), Some("1234567890")));
    assert_eq!(made(sample["response"].clone()).reply, Reply::Unknown);
    let doubtful = json!({ "data": { "resource": sample["response"] }, "errors": [{ "message": "no" }] });
    assert_eq!(made(doubtful).reply, Reply::Unknown, "made and not made");
}
