//! Jibit's identity service: a token first, then GETs.

use super::{Found, Mood, Settings, found};
use crate::http::{Method, Request, Response, field};
use serde_json::{Value, json};

const KEY: &str = "jibit-sandbox-key";
const SECRET: &str = "jibit-sandbox-secret";
const TOKEN: &str = "jibit.sandbox.token";

fn fault(status: u16, code: &str) -> Response {
    Response::json(status, &json!({ "code": code, "message": "sandbox" }))
}

pub(super) fn answer(request: &Request, path: &str, settings: &Settings) -> Response {
    if path == "tokens/generate" && request.method == Method::Post {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let known = body["apiKey"] == KEY && body["secretKey"] == SECRET && settings.jibit != Mood::Stranger;
        return if known {
            Response::json(200, &json!({ "accessToken": TOKEN, "refreshToken": "refresh" }))
        } else {
            fault(401, "unauthorized")
        };
    }
    if request.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return fault(403, "forbidden");
    }
    if settings.jibit == Mood::NoCredit {
        return fault(400, "balance.not_enough");
    }
    let fields = request.query_fields();
    match path {
        "services/matching" => matching(&fields, settings),
        "services/identity/similarity" => {
            let alike = |percent: u8| {
                Response::json(
                    200,
                    &json!({ "firstNameSimilarityPercentage": percent, "lastNameSimilarityPercentage": percent, "alive": true }),
                )
            };
            by(asked(&fields, "nationalCode"), settings, "identity_info.not_found", &alike(100), &alike(20))
        }
        "services/postal" => {
            let there =
                Response::json(200, &json!({ "addressInfo": { "province": "خراسان رضوی", "city": "نیشابور" } }));
            let missing = fault(400, "postalCode.not_found");
            by(asked(&fields, "code"), settings, "postalCode.not_found", &there, &missing)
        }
        _ => fault(404, "handler.not_found"),
    }
}

fn asked<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    field(fields, name).unwrap_or_default()
}

fn matching(fields: &[(String, String)], settings: &Settings) -> Response {
    let matched = |yes: bool| Response::json(200, &json!({ "matched": yes }));
    let [code, iban, birth] = ["nationalCode", "iban", "birthDate"].map(|name| asked(fields, name));
    if !code.is_empty() && (code.len() != 10 || !code.bytes().all(|b| b.is_ascii_digit())) {
        return fault(400, "nationalCode.not_valid");
    }
    if !iban.is_empty() {
        if iban.len() != 26 || !iban.starts_with("IR") {
            return fault(400, "iban.not_valid");
        }
        if code.is_empty() {
            // By name.
            return matched(!asked(fields, "name").is_empty());
        }
        if birth.len() != 8 {
            return fault(400, "birthDate.not_valid");
        }
    } else if asked(fields, "mobileNumber").len() != 11 {
        return fault(400, "mobileNumber.not_valid");
    }
    by(
        code,
        settings,
        if iban.is_empty() { "matching.unknown" } else { "iban.not_found" },
        &matched(true),
        &matched(false),
    )
}

fn by(number: &str, settings: &Settings, nobody: &str, yes: &Response, no: &Response) -> Response {
    match found(number) {
        Found::Yes => yes.clone(),
        Found::Slowly => yes.clone().after(settings.slow_ms),
        Found::No => no.clone(),
        Found::Nobody => fault(400, nobody),
        Found::Down => fault(400, "providers.not_available"),
    }
}
