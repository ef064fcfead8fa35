//! What banks answer.

use bolero::{ValueGenerator, check, produce};
use dargah_engine::{
    gateway::{Claim, Mark, Next, Operation, Provider, Reference, RefundAsk, Token, TokenAsk},
    money::Rial,
};
use dargah_tests::{
    edits::{Edit, edited},
    laws,
    market::{Carried, Hearing, START, id},
    setting::Setting,
    stories::{Story, hearings},
};
use std::collections::BTreeSet;

/// HTTP statuses that mean something to one of the providers, or to what stands between.
const STATUSES: [u16; 20] =
    [200, 200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 422, 429, 471, 472, 473, 474, 500, 502, 571];

/// Any status, but a known one more often.
fn status(chosen: u16) -> u16 {
    STATUSES.get(usize::from(chosen % 32)).copied().unwrap_or(chosen)
}

/// The steps that adapters have, alone and with a mark on them, and some that none has.
const STAGES: [u8; 8] = [0, 1, 2, 3, 0x80, 0x81, 0x82, 0x83];

fn claim(provider: Provider) -> Claim {
    // A token that fits them all: Parsian's and Zibal's are numbers.
    let token = Token("123456789012".to_owned());
    let key = if provider == Provider::Mellat { "987654321".to_owned() } else { token.word().to_owned() };
    let order = serde_json::from_str("77001").unwrap();
    Claim { order, amount: Rial::new(1_230_000).unwrap(), token, reference: Reference { key, details: [].into() } }
}

fn operations(claim: Claim) -> [Operation; 6] {
    let (order, amount) = (claim.order, claim.amount);
    let ask =
        TokenAsk { order, amount, callback_url: "https://pay.example/cb".to_owned(), mobile: None, basket: Vec::new() };
    let refund = RefundAsk { claim: claim.clone(), amount, before: 0, order };
    [
        Operation::Token(ask),
        Operation::Verify(claim.clone()),
        Operation::Settle(claim.clone()),
        Operation::Inquire(claim.clone()),
        Operation::Reverse(claim),
        Operation::Refund(refund),
    ]
}

/// Every step of every operation of every provider, with an answer still to come.
fn every_step() -> Vec<Hearing> {
    let steps = |provider: Provider| {
        operations(claim(provider)).into_iter().flat_map(move |operation| {
            STAGES.into_iter().map(move |stage| Hearing {
                gateway: id(provider.as_str()),
                operation: operation.clone(),
                now: START,
                entropy: [7; 32],
                session: None,
                mark: Mark { stage, note: String::new() },
                answer: Carried { status: 200, body: Vec::new() },
            })
        })
    };
    Provider::ALL.into_iter().flat_map(steps).collect()
}

fn must_hold(setting: &Setting, hearing: &Hearing) {
    let account = setting.gateways.get(&hearing.gateway).unwrap();
    let next = hearing.hear(account);
    if let Err(broken) = laws::hold(hearing, account, &next) {
        panic!(
            "{}: {broken}\nto {:?}, {:?}\nHTTP {}: {}",
            hearing.gateway,
            hearing.operation,
            hearing.mark,
            hearing.answer.status,
            hearing.answer.body.escape_ascii()
        );
    }
}

#[test]
fn any_bytes_as_any_answer() {
    let setting = Setting::new();
    let mut steps = every_step();
    let notes = ["", "1", "2", "123456789012", "x"];
    let input = (produce::<u16>(), 0..notes.len(), produce::<bool>(), produce::<Vec<u8>>().with().len(0..200usize));
    check!().with_generator(input).with_iterations(300).for_each(|(chosen, note, logged_in, body)| {
        for hearing in &mut steps {
            notes[*note].clone_into(&mut hearing.mark.note);
            hearing.session = logged_in.then(|| "session".to_owned());
            hearing.answer = Carried { status: status(*chosen), body: body.clone() };
            must_hold(&setting, hearing);
        }
    });
}

/// What banks answered in every story, each once.
fn recorded() -> Vec<Hearing> {
    let mut seen = BTreeSet::new();
    let told =
        Provider::ALL.into_iter().flat_map(|provider| Story::ALL.map(|story| hearings(provider.as_str(), story)));
    told.flatten().filter(|hearing| seen.insert(format!("{hearing:?}"))).collect()
}

/// One of the answers, the one whose words may get in, the status, and the changes.
type Changes = (usize, usize, u16, Vec<Edit>);

fn changes(among: usize) -> impl ValueGenerator<Output = Changes> {
    (0..among, 0..among, produce::<u16>(), produce::<Vec<Edit>>().with().len(0..6usize))
}

fn must_hold_changed(setting: &Setting, recorded: &[Hearing], (which, other, chosen, edits): &Changes) {
    let (hearing, other) = (&recorded[*which], &recorded[*other]);
    let body = edited(&hearing.answer.body, &other.answer.body, edits);
    let status = if chosen % 4 == 0 { status(chosen / 4) } else { hearing.answer.status };
    must_hold(setting, &Hearing { answer: Carried { status, body }, ..hearing.clone() });
}

#[test]
fn a_right_answer_after_a_few_changes() {
    let (setting, recorded) = (Setting::new(), recorded());
    recorded.iter().for_each(|hearing| must_hold(&setting, hearing));
    let input = changes(recorded.len());
    check!().with_generator(input).with_iterations(30_000).for_each(|changes| {
        must_hold_changed(&setting, &recorded, changes);
    });
}

/// Where a false success would come from first: what the bank says when it has taken the money.
#[test]
fn a_confirmation_after_a_few_changes() {
    let setting = Setting::new();
    let confirms = |hearing: &Hearing| {
        let account = setting.gateways.get(&hearing.gateway).unwrap();
        match (&hearing.operation, hearing.hear(account)) {
            (Operation::Verify(claim), Next::Done(outcome)) => laws::pays(account, claim, &outcome),
            _ => false,
        }
    };
    let confirmations: Vec<Hearing> = Provider::ALL
        .into_iter()
        .flat_map(|provider| {
            let mut found = hearings(provider.as_str(), Story::Paid);
            found.retain(confirms);
            assert!(!found.is_empty(), "{provider:?} confirmed nothing");
            found
        })
        .collect();
    let input = changes(confirmations.len());
    check!().with_generator(input).with_iterations(60_000).for_each(|changes| {
        must_hold_changed(&setting, &confirmations, changes);
    });
}

#[test]
fn a_right_answer_to_another_question() {
    let setting = Setting::new();
    let recorded = recorded();
    let input = (0..recorded.len(), 0..recorded.len(), produce::<u8>());
    check!().with_generator(input).with_iterations(30_000).for_each(|(which, other, stage)| {
        let (hearing, other) = (&recorded[*which], &recorded[*other]);
        let stage = STAGES.get(usize::from(*stage)).copied().unwrap_or(hearing.mark.stage);
        let mark = Mark { stage, ..hearing.mark.clone() };
        must_hold(&setting, &Hearing { answer: other.answer.clone(), mark, ..hearing.clone() });
    });
}
