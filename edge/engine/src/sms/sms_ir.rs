//! sms.ir's `send/verify`. Its key is a header; its code, in the body, is what counts.

use super::{Outcome, meaning::Meaning, settings::SmsIr, unreadable};
use crate::{
    gateway::{Answer, HttpRequest},
    member::{Mobile, code::Code},
};
use serde_json::json;

/// Its documented codes with what they mean for us.
const CODES: &[(i32, Meaning)] = &[
    (0, Meaning::Unknown), // error
    (1, Meaning::Ok),
    (10, Meaning::Unauthorised), // bad key
    (11, Meaning::Unauthorised), // key inactive
    (12, Meaning::Unauthorised), // caller's IP
    (13, Meaning::Unauthorised), // account inactive
    (14, Meaning::Unauthorised), // suspended
    (15, Meaning::Unauthorised), // plan too low
    (16, Meaning::Template),     // bad parameter
    (20, Meaning::Retry),        // rate limit
    (101, Meaning::Template),    // bad line
    (102, Meaning::NoCredit),    // no credit
    (103, Meaning::Template),    // empty text
    (104, Meaning::Number),      // bad mobile
    (105, Meaning::Template),    // over 100 mobiles
    (106, Meaning::Template),    // over 100 texts
    (107, Meaning::Template),    // empty mobile list
    (108, Meaning::Template),    // empty text list
    (109, Meaning::Template),    // bad time
    (110, Meaning::Template),    // counts differ
    (111, Meaning::Template),    // not found
    (112, Meaning::Template),    // nothing to delete
    (113, Meaning::Template),    // template not found
    (114, Meaning::Template),    // parameter over 25 characters
    (115, Meaning::Number),      // blacklisted
    (116, Meaning::Template),    // parameter's name missing
    (117, Meaning::Template),    // text not approved
    (118, Meaning::Retry),       // too many messages
    (119, Meaning::Template),    // plan needed for a template of one's own
    (123, Meaning::Template),    // line needs activation
];

/// With which it answers besides 200, its code in the body.
const STATUSES: &[u16] = &[400, 401, 403, 429, 500];

pub(super) fn ask(account: &SmsIr, mobile: &Mobile, code: &Code) -> HttpRequest {
    let body = json!({
        "mobile": mobile.national(),
        "templateId": account.template,
        "parameters": [{ "name": account.parameter, "value": code.reveal() }],
    });
    HttpRequest::post(format!("{}/v1/send/verify", account.base), &body).with("x-api-key", account.key.clone())
}

pub(super) fn hear(answer: &Answer<'_>) -> Outcome {
    let Ok(json) = answer.json(STATUSES) else { return unreadable(answer) };
    let Some(code) = json.get("status").code() else { return unreadable(answer) };
    let meaning = CODES.iter().find(|(known, _)| *known == code).map_or(Meaning::Unknown, |(_, m)| *m);
    meaning.outcome(json.get("data").get("messageId").word())
}
