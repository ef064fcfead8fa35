//! What is known to go wrong with answers, one by one: put into every provider's answers to the token call and to verify, at
//! each of their steps, it establishes nothing, and says why.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

use dargah_engine::gateway::{
    Account, Answer, Class, Desk, Mark, Next, Operation, OperationKind, Outcome, Provider, Receipt, Reply, Silence,
};
use dargah_tests::{
    laws,
    market::{Carried, Hearing, START},
    setting::Setting,
    stories::{Story, hearings},
    wrong::{Allowed, Wrong, wrong},
};
use std::collections::BTreeSet;

/// The right answers to the token call and to verify, each step's once for each way in which it is answered.
fn right(account: &Account) -> Vec<Hearing> {
    let stories = [Story::Paid, Story::PaidLost, Story::Misreported, Story::SentBack];
    let mut all = stories.map(|story| hearings(account.provider.as_str(), story)).concat();
    all.retain(|hearing| matches!(hearing.operation, Operation::Token(_) | Operation::Verify(_)));
    // What Asan Pardakht refuses, or did before, it says by status alone.
    all.retain(|hearing| account.provider != Provider::Asanpardakht || hearing.answer.status == 200);
    let digitless = |body: &[u8]| body.iter().filter(|byte| !byte.is_ascii_digit()).count();
    let shape = |h: &Hearing| {
        let came = match h.hear(account) {
            Next::Ask(exchange) => exchange.request.url,
            Next::Done(outcome) => format!("{:?}", outcome.class),
        };
        (h.operation.kind(), h.mark.stage, h.answer.status, digitless(&h.answer.body), came)
    };
    let mut seen = BTreeSet::new();
    all.retain(|hearing| seen.insert(shape(hearing)));
    all
}

/// What is read more kindly than the rest, and why that harms nobody.
const KIND: [(Provider, &str); 3] = [
    // A session that is nothing is refused with 401, and the login is made once more.
    (Provider::Pasargad, "/token: retyped: \"\""),
    // The inquiry's numbers go back to the bank as it wrote them, and name no payment if they are none.
    (Provider::Irankish, "/result/retrievalReferenceNumber"),
    (Provider::Irankish, "/result/systemTraceAuditNumber"),
];

/// What came of an answer: without what is for people alone, and without an amount that the provider need not name.
fn plain(account: &Account, next: &Next) -> Next {
    match next {
        Next::Done(Outcome { reply: Reply::Done(receipt), class, code }) => {
            let amount = receipt.amount.filter(|_| account.capabilities().verify_says_amount);
            let receipt = Receipt { amount, rrn: None, details: [].into(), ..receipt.clone() };
            Next::Done(Outcome { reply: Reply::Done(receipt), class: *class, code: code.clone() })
        }
        next => next.clone(),
    }
}

/// What is wrong with what came of a wrong answer.
fn fault(hearing: &Hearing, account: &Account, right: &Next, allowed: Allowed) -> Option<String> {
    let next = hearing.hear(account);
    if let Err(broken) = laws::hold(hearing, account, &next) {
        return Some(broken);
    }
    let pays = |next: &Next| match (next, &hearing.operation) {
        (Next::Done(outcome), Operation::Verify(claim)) => laws::pays(account, claim, outcome),
        _ => false,
    };
    let same = plain(account, &next) == plain(account, right) && pays(&next) == pays(right);
    let nothing = matches!(&next, Next::Done(outcome) if outcome.reply == Reply::Unknown);
    let named = matches!(&next, Next::Done(outcome) if matches!(outcome.reply, Reply::Done(_) | Reply::Other(_)));
    let fits = match allowed {
        Allowed::Same => same,
        Allowed::Nothing => nothing,
        Allowed::SameOrNothing => same || nothing || (named && !pays(&next)),
        // Where the right answer leads on to the next one, what a success has to say is the laws' to judge.
        Allowed::NoSuccess => same || !pays(&next) || matches!(right, Next::Ask(_)),
    };
    (!fits).then(|| format!("{next:?}"))
}

#[test]
fn a_wrong_answer_establishes_nothing() {
    let setting = Setting::new();
    let mut found = Vec::new();
    let mut tried = 0;
    for account in setting.gateways.iter() {
        let all = right(account);
        assert!(all.iter().any(|h| matches!(h.operation, Operation::Verify(_))), "{} confirmed nothing", account.id);
        for hearing in all {
            let right = hearing.hear(account);
            for Wrong { what, body, allowed } in wrong(&hearing.answer.body) {
                tried += 1;
                let kind = |(kind, begin): &(Provider, &str)| *kind == account.provider && what.starts_with(begin);
                if hearing.mark.stage == 0 && KIND.iter().any(kind) {
                    continue;
                }
                let answer = Carried { status: hearing.answer.status, body };
                let changed = Hearing { answer, ..hearing.clone() };
                if let Some(fault) = fault(&changed, account, &right, allowed) {
                    let step = format!("{} {:?} {}", account.id, hearing.operation.kind(), hearing.mark.stage);
                    let said: String = changed.answer.body.escape_ascii().to_string().chars().take(400).collect();
                    found.push(format!("{step}: {what} ({allowed:?}): {fault}\n    {said}"));
                }
            }
        }
    }
    assert!(tried > 20_000, "only {tried}");
    assert!(found.is_empty(), "{} of {tried}:\n{}", found.len(), found.join("\n"));
}

/// Every operation at every step that an adapter has, of a payment that could be anybody's.
fn every_step(account: &Account) -> Vec<(Operation, u8)> {
    let mut all: Vec<Operation> =
        Story::ALL.iter().flat_map(|story| hearings(account.provider.as_str(), *story)).map(|h| h.operation).collect();
    let mut seen = BTreeSet::new();
    all.retain(|operation| seen.insert(operation.kind()));
    all.into_iter().flat_map(|operation| [0, 1, 2, 3, 0x81, 0x82].map(|stage| (operation.clone(), stage))).collect()
}

#[test]
fn silence_establishes_nothing() {
    let setting = Setting::new();
    for account in setting.gateways.iter() {
        for (operation, stage) in every_step(account) {
            for silence in [Silence::Timeout, Silence::Broken, Silence::TooLong] {
                let desk = Desk { account, now: START, entropy: &[1; 32], session: Some("session") };
                let mark = Mark { stage, note: "1".to_owned() };
                let next = account.provider.adapter().hear(&operation, &desk, &mark, &Answer::Silence(silence));
                let Next::Done(outcome) = next else { panic!("{}: {silence:?} leads on: {next:?}", account.id) };
                assert_eq!(
                    (outcome.reply, outcome.class),
                    (Reply::Unknown, Class::Tech),
                    "{}: {silence:?}",
                    account.id
                );
                assert!(!outcome.code.is_empty());
            }
        }
    }
}

#[test]
fn a_page_with_any_status_establishes_nothing() {
    let setting = Setting::new();
    let page = b"<!DOCTYPE html><html><head><title>502</title></head><body>0</body></html>";
    for account in setting.gateways.iter() {
        for (operation, stage) in every_step(account) {
            for status in
                [200, 201, 204, 301, 302, 307, 400, 402, 403, 404, 405, 418, 429, 451, 500, 502, 503, 504, 520]
            {
                let desk = Desk { account, now: START, entropy: &[1; 32], session: Some("session") };
                let mark = Mark { stage, note: "1".to_owned() };
                let answer = Answer::Http { status, body: page };
                let next = account.provider.adapter().hear(&operation, &desk, &mark, &answer);
                let outcome = match next {
                    Next::Done(outcome) => outcome,
                    // A settlement that had to verify first goes on with status 200 alone, and is its own judge.
                    Next::Ask(_) if (operation.kind(), stage, status) == (OperationKind::Settle, 3, 200) => continue,
                    Next::Ask(_) => panic!("{}: a page leads on: {next:?}", account.id),
                };
                // Asan Pardakht's refusals are statuses, some of them everybody's.
                let refused = account.provider == Provider::Asanpardakht && outcome.reply == Reply::Refused;
                assert!(outcome.reply == Reply::Unknown || refused, "{}: HTTP {status}: {outcome:?}", account.id);
                assert!(!outcome.code.is_empty());
            }
        }
    }
}
