//! Zohal: one POST a question under a key, an answer in an envelope `{result, response_body}`. A failure may come with HTTP 200, so
//! `result` has the last word.

use super::{Exchange, Finding, Next, Owner, Question, Service, Settings, Step, question::jalali};
use crate::{
    gateway::{Answer, HttpRequest, Json},
    identity::same_name,
};
use serde_json::json;

/// Statuses that come with an envelope.
const EXPLAINED: &[u16] = &[400, 401, 403, 404, 422, 429, 500, 502, 503];

pub(super) struct Zohal;

impl Service for Zohal {
    fn ask(&self, question: &Question, settings: &Settings) -> Exchange {
        let (path, body) = match question {
            Question::MobileOwner { mobile, national_code } => {
                ("shahkar", json!({ "mobile": mobile, "national_code": national_code }))
            }
            Question::IbanOwner { iban, owner: Owner::Person { national_code, born } } => (
                "check_iban_with_national_code",
                json!({ "IBAN": iban, "national_code": national_code, "birth_date": jalali(*born, "/") }),
            ),
            Question::IbanOwner { iban, owner: Owner::Company(name) } => {
                ("check_iban_with_name", json!({ "IBAN": iban, "name": name }))
            }
            Question::Person { national_code, born, .. } => (
                "national_identity_inquiry",
                json!({ "national_code": national_code, "birth_date": jalali(*born, "/") }),
            ),
            Question::Postal { postal_code } => ("postal_code_inquiry", json!({ "postal_code": postal_code })),
        };
        let request = HttpRequest::post(format!("{}/services/inquiry/{path}", settings.base), &body);
        Exchange { step: Step::Ask, request: request.with("authorization", format!("Bearer {}", settings.key)) }
    }

    fn hear(&self, question: &Question, _: &Settings, _: Step, answer: &Answer<'_>) -> Next {
        Next::Done(heard(question, answer))
    }
}

fn heard(question: &Question, answer: &Answer<'_>) -> Finding {
    let Ok(json) = answer.json(EXPLAINED) else { return Finding::silent() };
    if matches!(answer, Answer::Http { status: 401 | 403, .. }) {
        return Finding::Unauthorised;
    }
    let body = json.get("response_body");
    // An error's name says more than its number.
    match (json.get("result").code(), body.get("error_code").text()) {
        (_, Some(code)) if !code.is_empty() => by_error(code),
        (Some(1), _) if matches!(answer, Answer::Http { status: 200, .. }) => found(question, body.get("data")),
        (Some(1), _) => Finding::silent(),
        (Some(4), _) => Finding::Unauthorised,
        (Some(5), _) => Finding::behind(),
        (Some(6), _) => Finding::InvalidInput,
        (Some(other), _) => Finding::unknown(&other.to_string()),
        (None, _) => Finding::silent(),
    }
}

fn found(question: &Question, data: &Json) -> Finding {
    let matched = data.get("matched");
    match question {
        Question::MobileOwner { .. } | Question::IbanOwner { .. } => match matched {
            Json::Bool(true) => Finding::Matched,
            Json::Bool(false) => Finding::NotMatched,
            _ => Finding::silent(),
        },
        Question::Person { first_name, last_name, .. } => {
            if *data.get("is_dead") == Json::Bool(true) || *data.get("alive") == Json::Bool(false) {
                return Finding::OwnerDeceased;
            }
            // It says whether code and birth date belong together, and the names; it compares none.
            match (matched, data.get("first_name").text(), data.get("last_name").text()) {
                (Json::Bool(false), ..) => Finding::NotMatched,
                (Json::Bool(true), Some(first), Some(last)) => {
                    let same = same_name(first, first_name) && same_name(last, last_name);
                    if same { Finding::Matched } else { Finding::NotMatched }
                }
                _ => Finding::silent(),
            }
        }
        Question::Postal { .. } => match data.get("address") {
            Json::Object(_) => Finding::Matched,
            _ => Finding::silent(),
        },
    }
}

/// `error_code` is a word such as `CARD_NOT_FOUND`; no list of them is public, so they are read by how they end.
fn by_error(code: &str) -> Finding {
    let word = code.to_ascii_uppercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["_NOT_FOUND"]) {
        Finding::NotFound
    } else if word.starts_with("INVALID_") || ends(&["_INVALID", "_NOT_VALID"]) {
        Finding::InvalidInput
    } else if ends(&["_UNAVAILABLE", "_TIMEOUT", "SERVICE_DOWN"]) {
        Finding::behind()
    } else {
        Finding::unknown(code)
    }
}
