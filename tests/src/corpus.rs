//! Answers and callbacks, right and wrong, of every provider: what the native and the wasm build must agree on.

use crate::{
    codes::{case, documented},
    market::{Carried, Hearing, id},
    mutate::mutations,
    stories::{Story, hearings, scene},
    wrong::wrong,
};
use dargah_bank::encode_form;
use dargah_engine::gateway::Provider;
use dargah_verdicts::{Case, Told, text_of};
use std::collections::BTreeSet;

/// One changed answer in so many. A prime: changes come in rows of equal length, and every kind of them must have its turn.
const EVERY: usize = 53;

/// One known way of being wrong in so many; they are fewer.
const EVERY_WRONG: usize = 7;

/// The whole corpus, the same in every run. Each case is there once.
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut seen = BTreeSet::new();
    let told = Provider::ALL
        .into_iter()
        .flat_map(|provider| Story::ALL.into_iter().flat_map(move |story| of(provider, story)));
    told.chain(documented().iter().map(case)).filter(|case| seen.insert(format!("{case:?}"))).collect()
}

/// What a story has in it.
fn of(provider: Provider, story: Story) -> Vec<Case> {
    let mut all: Vec<Case> = callbacks(provider, story);
    let mut seen = BTreeSet::new();
    for (number, hearing) in hearings(provider.as_str(), story).into_iter().enumerate() {
        let Carried { status, body } = hearing.answer.clone();
        all.push(as_case(&hearing));
        // Many answers differ in their numbers alone: changes of one stand for those of the others.
        let shape = body.iter().filter(|byte| !byte.is_ascii_digit()).count();
        if !seen.insert((hearing.operation.kind(), hearing.mark.stage, status, shape)) {
            continue;
        }
        let changed =
            |status: u16, body: Vec<u8>| as_case(&Hearing { answer: Carried { status, body }, ..hearing.clone() });
        // Each takes others than the one before.
        let sampled = mutations(status, &body, None).into_iter().skip(number % EVERY).step_by(EVERY);
        all.extend(sampled.map(|mutation| changed(mutation.status, mutation.body)));
        let sampled = wrong(&body).into_iter().filter(|wrong| wrong.body.len() < 4_096);
        all.extend(sampled.skip(number % EVERY_WRONG).step_by(EVERY_WRONG).map(|wrong| changed(status, wrong.body)));
    }
    all
}

fn as_case(hearing: &Hearing) -> Case {
    let Hearing { gateway, operation, now, entropy, session, mark, answer } = hearing.clone();
    let told = Told::Answer {
        operation: Box::new(operation),
        now,
        entropy,
        session,
        stage: mark.stage,
        note: mark.note,
        status: answer.status,
        body: text_of(&answer.body),
    };
    Case { gateway, told }
}

/// What the browser brings back, and the same with each field missing, empty or another.
fn callbacks(provider: Provider, story: Story) -> Vec<Case> {
    let scene = scene(provider.as_str(), story);
    let attempt = scene.market.payment(scene.sale).attempts.last().expect("an attempt").clone();
    let (order, token) = (attempt.ask.order, attempt.token.expect("a token"));
    let right = scene.back.fields;
    let mut forms = vec![right.clone()];
    for at in 0..right.len() {
        let mut without = right.clone();
        without.remove(at);
        forms.push(without);
        for value in ["", "0", "-1", "1", "OK", "۰", " 7 ", "<b>", "\u{0}"] {
            let mut other = right.clone();
            value.clone_into(&mut other[at].1);
            forms.push(other);
        }
    }
    let as_case = |form: &Vec<(String, String)>| Case {
        gateway: id(provider.as_str()),
        told: Told::Callback { order, token: token.clone(), form: encode_form(form) },
    };
    forms.iter().map(as_case).collect()
}
