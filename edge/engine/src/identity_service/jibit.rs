//! Jibit's identity service: a login gives a token for half an hour, and an answer is a plain object or `{code, message}`. Checks are
//! rare, so each fetches its own token and none is kept.

use super::{Exchange, Finding, Next, Owner, Question, Service, Settings, Step, question::jalali};
use crate::gateway::{Answer, HttpRequest, Json};
use form_urlencoded::Serializer;
use serde_json::json;

/// From how many per cent of likeness a registered name is the one that was given. Jibit compares by itself and knows spellings.
const LIKE_ENOUGH: i64 = 80;

/// Statuses that Jibit explains in its body.
const EXPLAINED: &[u16] = &[400, 401, 403, 404, 422, 429, 500, 502, 503];

pub(super) struct Jibit;

impl Service for Jibit {
    fn ask(&self, _: &Question, settings: &Settings) -> Exchange {
        let body = json!({ "apiKey": settings.key, "secretKey": settings.secret });
        Exchange { step: Step::Login, request: HttpRequest::post(format!("{}/tokens/generate", settings.base), &body) }
    }

    fn hear(&self, question: &Question, settings: &Settings, step: Step, answer: &Answer<'_>) -> Next {
        let Ok(json) = answer.json(EXPLAINED) else { return Next::Done(Finding::silent()) };
        if let Some(code) = json.get("code").text() {
            return Next::Done(by_code(code));
        }
        if !matches!(answer, Answer::Http { status: 200, .. }) {
            return Next::Done(Finding::silent());
        }
        if step == Step::Ask {
            return Next::Done(found(question, &json));
        }
        match json.get("accessToken").text() {
            Some(token) if !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic()) => {
                let request = HttpRequest::get(address(question, &settings.base));
                let request = request.with("authorization", format!("Bearer {token}"));
                Next::Ask(Exchange { step: Step::Ask, request })
            }
            _ => Next::Done(Finding::silent()),
        }
    }
}

fn address(question: &Question, base: &str) -> String {
    let mut query = Serializer::new(String::new());
    let path = match question {
        Question::MobileOwner { mobile, national_code } => {
            query.append_pair("nationalCode", national_code.as_str()).append_pair("mobileNumber", mobile.as_str());
            "matching"
        }
        Question::IbanOwner { iban, owner } => {
            query.append_pair("iban", iban.as_str());
            match owner {
                Owner::Person { national_code, born } => query
                    .append_pair("nationalCode", national_code.as_str())
                    .append_pair("birthDate", &jalali(*born, "")),
                Owner::Company(name) => query.append_pair("name", name),
            };
            "matching"
        }
        Question::Person { national_code, born, first_name, last_name } => {
            query
                .append_pair("nationalCode", national_code.as_str())
                .append_pair("birthDate", &jalali(*born, ""))
                .append_pair("firstName", first_name)
                .append_pair("lastName", last_name)
                .append_pair("checkAliveness", "true");
            "identity/similarity"
        }
        Question::Postal { postal_code } => {
            query.append_pair("code", postal_code.as_str());
            "postal"
        }
    };
    format!("{base}/services/{path}?{}", query.finish())
}

fn found(question: &Question, answer: &Json) -> Finding {
    match question {
        Question::MobileOwner { .. } | Question::IbanOwner { .. } => match answer.get("matched") {
            Json::Bool(true) => Finding::Matched,
            Json::Bool(false) => Finding::NotMatched,
            _ => Finding::silent(),
        },
        Question::Person { .. } => {
            if *answer.get("alive") == Json::Bool(false) {
                return Finding::OwnerDeceased;
            }
            let like = |name| answer.get(name).integer();
            match (like("firstNameSimilarityPercentage"), like("lastNameSimilarityPercentage")) {
                (Some(first), Some(last)) if first >= LIKE_ENOUGH && last >= LIKE_ENOUGH => Finding::Matched,
                (Some(_), Some(_)) => Finding::NotMatched,
                _ => Finding::silent(),
            }
        }
        // What is there is found; which of its fields are filled differs from one code to the next.
        Question::Postal { .. } => match answer.get("addressInfo") {
            Json::Object(_) => Finding::Matched,
            _ => Finding::silent(),
        },
    }
}

/// What Jibit's codes mean to us.
pub(super) fn by_code(code: &str) -> Finding {
    match code {
        "matching.unknown"
        | "providers.not_available"
        | "card.source_bank_is_not_active"
        | "card.provider_is_not_active" => Finding::behind(),
        "forbidden" | "unauthorized" => Finding::Unauthorised,
        "daily_limit.reached" | "balance.not_enough" => Finding::QuotaOrCredit,
        "iban.not_found" | "iban.not_found_owner" | "identity_info.not_found" | "postalCode.not_found" => {
            Finding::NotFound
        }
        "iban.is_not_matched" => Finding::NotMatched,
        "card.is_expired"
        | "card.not_active"
        | "card.registered_as_lost"
        | "card.registered_as_stolen"
        | "card.account_number_not_valid"
        | "card.owner_not_authorized"
        | "card.black_listed" => Finding::AccountNotUsable,
        "invalid.request_body" | "parameters.not_acceptable" | "handler.not_found" => Finding::InvalidInput,
        other if other.ends_with(".not_valid") || other.ends_with(".is_required") => Finding::InvalidInput,
        other => Finding::unknown(other),
    }
}
