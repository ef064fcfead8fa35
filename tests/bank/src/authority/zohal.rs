//! Zohal: POSTs under a key; failures come in an HTTP 200 too.

use super::{Found, Mood, Settings, found};
use crate::http::{Request, Response};
use serde_json::{Value, json};

const KEY: &str = "zohal-sandbox-token";

fn wrapped(result: u8, data: &Value, error: Option<&str>) -> Response {
    let body =
        json!({ "result": result, "response_body": { "data": data, "message": "sandbox", "error_code": error } });
    Response::json(200, &body)
}

pub(super) fn answer(request: &Request, path: &str, settings: &Settings) -> Response {
    if request.header("authorization") != Some(&format!("Bearer {KEY}")) || settings.zohal == Mood::Stranger {
        return Response::json(401, &json!({ "result": 4 }));
    }
    if settings.zohal == Mood::NoCredit {
        return wrapped(29, &json!(null), None);
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let asked = |name: &str| body[name].as_str().unwrap_or_default();
    let matched = |yes: bool| wrapped(1, &json!({ "matched": yes }), None);
    let code = asked("national_code");
    let dated = asked("birth_date").split('/').count() == 3;
    match path {
        "services/inquiry/shahkar" if asked("mobile").len() == 11 => {
            by(code, settings, &matched(true), &matched(false))
        }
        "services/inquiry/check_iban_with_national_code" if dated && asked("IBAN").len() == 26 => {
            by(code, settings, &matched(true), &matched(false))
        }
        "services/inquiry/check_iban_with_name" if asked("IBAN").len() == 26 => matched(!asked("name").is_empty()),
        "services/inquiry/national_identity_inquiry" if dated => {
            // It tells names and compares none: here everybody is called so.
            let person = json!({ "matched": true, "first_name": "علي", "last_name": "رضايي", "father_name": "محمد", "alive": true });
            by(code, settings, &wrapped(1, &person, None), &matched(false))
        }
        "services/inquiry/postal_code_inquiry" => {
            let address = json!({ "address": { "province": "خراسان رضوی", "town": "نیشابور" } });
            by(
                asked("postal_code"),
                settings,
                &wrapped(1, &address, None),
                &wrapped(0, &json!(null), Some("POSTAL_CODE_NOT_FOUND")),
            )
        }
        _ => wrapped(6, &json!(null), None),
    }
}

fn by(number: &str, settings: &Settings, yes: &Response, no: &Response) -> Response {
    match found(number) {
        Found::Yes => yes.clone(),
        Found::Slowly => yes.clone().after(settings.slow_ms),
        Found::No => no.clone(),
        Found::Nobody => wrapped(0, &json!(null), Some("NATIONAL_CODE_NOT_FOUND")),
        Found::Down => wrapped(5, &json!(null), None),
    }
}
