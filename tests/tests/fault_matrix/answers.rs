//! F26 to F34: what comes back from a bank is no answer. `bad_answers.rs` and `readers_hold/` put thousands more of each into every
//! step; here each kind is met by a payment on its way.

use super::scene::{at_bank, books_agree, come_back, everywhere, log, named, open, says, status, undecided};
use dargah_engine::{
    gateway::{ANSWER_MAX, Answer, Class, Desk, Mark, Next, Operation, Provider, Reply, Silence},
    time::Span,
};
use dargah_tests::{
    laws,
    market::{Carried, Hearing, START, leave_alone},
    setting::Setting,
    stories::{Story, hearings},
    wrong::{Wrong, wrong},
};
use dargah_wire::PaymentStatus;
use serde_json::json;

scenarios! {
    f26_a_page_instead_of_an_answer
    f27_an_answer_that_never_ends
    f28_an_answer_without_measure
    f29_bytes_and_digits_of_another_kind
    f30_xml_that_is_an_attack
    f31_json_that_is_an_attack
    f32_statuses_and_redirects
    f33_no_connection
    f34_fields_by_another_name
}

/// Before the redirect the attempt ends and the shopper may go on; after it, nothing is known until the bank answers.
fn no_answer(fault: &str) {
    everywhere(|gateway| {
        let mut stage = open(gateway);
        stage.set(&json!({ "token": fault }));
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        assert_eq!(super::scene::phase(&stage), "abandoned", "{gateway}: {fault}");
        assert!(stage.payment().is_payable(stage.market.now), "{gateway}: {fault}");

        let (mut stage, back) = at_bank(gateway, "pay");
        stage.set(&json!({ "verify": fault, "inquiry": fault, "settle": fault }));
        come_back(&mut stage, &back);
        stage.wait(Span::minutes(2));
        assert!(undecided(&stage), "{gateway}: {fault}: {}", log(&stage));
        stage.set(&json!({ "verify": "ok", "inquiry": "ok", "settle": "ok" }));
        stage.wait(Span::minutes(6));
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {fault}: {}", log(&stage));
        books_agree(&mut stage);
    });
}

/// Silence, as the Worker tells it, at every operation and step: it establishes nothing, and is the bank's fault.
fn silent(silence: Silence) {
    let setting = Setting::new();
    for account in setting.gateways.iter() {
        let gateway = account.provider.as_str();
        for operation in operations(gateway) {
            for stage in [0, 1, 2, 3] {
                let desk = Desk { account, now: START, entropy: &[1; 32], session: Some("session") };
                let mark = Mark { stage, note: "1".to_owned() };
                let next = account.provider.adapter().hear(&operation, &desk, &mark, &Answer::Silence(silence));
                let Next::Done(outcome) = next else { panic!("{gateway}: {silence:?} leads on: {next:?}") };
                assert_eq!((outcome.reply, outcome.class), (Reply::Unknown, Class::Tech), "{gateway}: {silence:?}");
            }
        }
    }
}

fn operations(gateway: &str) -> Vec<Operation> {
    let mut kinds = std::collections::BTreeSet::new();
    let all = hearings(gateway, Story::Paid).into_iter().map(|hearing| hearing.operation);
    all.filter(|operation| kinds.insert(operation.kind())).collect()
}

/// Every confirmation of every provider, made wrong in the ways that `pick` picks: how many, none of which confirms.
fn made_wrong(pick: impl Fn(&Wrong) -> bool, confirms_nothing: bool) -> usize {
    let setting = Setting::new();
    let mut tried = 0;
    for account in setting.gateways.iter() {
        let heard = hearings(account.provider.as_str(), Story::Paid);
        for hearing in heard.iter().filter(|hearing| matches!(hearing.operation, Operation::Verify(_))) {
            for Wrong { what, body, .. } in wrong(&hearing.answer.body).into_iter().filter(&pick) {
                // One provider confirms by its status alone.
                if account.provider == Provider::Asanpardakht && hearing.mark.stage > 0 {
                    continue;
                }
                tried += 1;
                let answer = Carried { status: hearing.answer.status, body };
                let changed = Hearing { answer, ..hearing.clone() };
                let next = changed.hear(account);
                laws::hold(&changed, account, &next).unwrap_or_else(|law| panic!("{}: {what}: {law}", account.id));
                let Operation::Verify(claim) = &hearing.operation else { continue };
                if let Next::Done(outcome) = &next {
                    let pays = laws::pays(account, claim, outcome);
                    assert!(!(pays && confirms_nothing), "{}: {what}: {outcome:?}", account.id);
                }
            }
        }
    }
    tried
}

fn f26_a_page_instead_of_an_answer() {
    no_answer("html");
    assert!(made_wrong(|w| w.what.starts_with("a page"), true) > 50);
}

fn f27_an_answer_that_never_ends() {
    no_answer("hang");
    silent(Silence::Timeout);
    // One deadline over the whole exchange, shorter than the lease on it: a byte a second does not move it.
    says("edge/src/outside.rs", "AbortSignal::timeout_with_u32(ms)");
    says("edge/src/bank.rs", "outside::within(deadline)");
    named(
        "tests/worker/payment.test.mjs",
        "${gateway}: a verify that is ${fault} ends neither as success nor as failure",
    );
    named("tests/relay/relay.test.mjs", "a bank that hangs gives 504 within the limit");
}

fn f28_an_answer_without_measure() {
    no_answer("huge");
    silent(Silence::TooLong);
    assert!(made_wrong(|w| w.what == "longer than may be", true) > 5);
    const { assert!(ANSWER_MAX <= 256 * 1024) };
    says("edge/src/outside.rs", "read.len() + chunk.len() <= max");
    says("edge/src/bank.rs", "&signal, ANSWER_MAX)");
}

fn f29_bytes_and_digits_of_another_kind() {
    let bytes = ["no UTF-8", "Windows-1256", "in UTF-16"];
    assert!(made_wrong(|w| bytes.iter().any(|b| w.what.starts_with(b)), true) > 50);
    // Digits of another script are read as the same number, or not at all: the law compares what is confirmed.
    let digits = ["Persian digits", "Arabic digits", "wide digits", "separators", "a unit"];
    assert!(made_wrong(|w| digits.iter().any(|d| w.what.contains(d)), false) > 100);
}

fn f30_xml_that_is_an_attack() {
    let attacks =
        ["a DTD", "a bomb", "an entity", "elements without end", "deep elements", "too deep", "an element inside"];
    assert!(made_wrong(|w| attacks.iter().any(|a| w.what.contains(a)), true) > 100);
}

fn f31_json_that_is_an_attack() {
    let attacks = ["lists without end", "objects without end", "deep lists", "repeated", "too deep"];
    let numbers = ["64 bits", "over 64 bits", "huge", "negative", "1e999", "NaN"];
    assert!(made_wrong(|w| attacks.iter().any(|a| w.what.contains(a)) && !w.what.contains("retyped"), true) > 500);
    // A number that nobody can be asked for is a misfit where it is compared, and never a panic.
    assert!(made_wrong(|w| numbers.iter().any(|n| w.what.contains(n)) || w.what.contains("retyped"), false) > 500);
}

fn f32_statuses_and_redirects() {
    for status_code in [302, 308, 403, 429, 500, 503] {
        everywhere(|gateway| {
            let (mut stage, back) = at_bank(gateway, "pay");
            let mut change = |_: usize, _: &dargah_engine::gateway::HttpRequest, carried: &mut Carried| {
                *carried = Carried { status: status_code, body: b"<html><body>0</body></html>".to_vec() };
            };
            stage.market.come_back(stage.sale, &back, &mut change).unwrap();
            assert!(undecided(&stage), "{gateway}: {status_code}: {}", log(&stage));
            stage.wait(Span::minutes(2));
            assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {status_code}: {}", log(&stage));
        });
    }
    // Credentials go nowhere else.
    says("edge/src/outside.rs", "with_redirect(RequestRedirect::Manual)");
    named("tests/relay/relay.test.mjs", "a redirect is handed back, not followed, and the bank's own status stays");
}

fn f33_no_connection() {
    no_answer("down");
    silent(Silence::Broken);
    named("tests/relay/relay.test.mjs", "a connection that breaks is told, and the call is not made again");
    named("tests/relay/relay.test.mjs", "a bank without a certificate that holds for its name is told nothing");
}

fn f34_fields_by_another_name() {
    assert!(made_wrong(|w| w.what.contains("missing") || w.what.contains("elsewhere"), false) > 50);
    // Every name in another way at once: no answer of the kind that is known.
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        let mut renamed = |_: usize, _: &dargah_engine::gateway::HttpRequest, carried: &mut Carried| {
            let text = String::from_utf8_lossy(&carried.body).into_owned();
            let names = text.replace("\":", "_2\":").replace("return>", "back>").replace("Status>", "State>");
            carried.body = names.into_bytes();
            // What says all by its status says nothing by one that it never had.
            carried.status = if carried.body.trim_ascii().is_empty() { 299 } else { carried.status };
        };
        stage.market.come_back(stage.sale, &back, &mut renamed).unwrap();
        assert!(undecided(&stage), "{gateway}: {}", log(&stage));
        stage.wait(Span::minutes(2));
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: once it answers as documented: {}", log(&stage));
    });
}
