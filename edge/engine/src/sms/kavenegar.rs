//! Kavenegar's `verify/lookup`. Its key stands in the address, which therefore must never be logged. It answers errors with an
//! HTTP status of the same number as its code, and its code is what counts.

use super::{Outcome, meaning::Meaning, settings::Kavenegar, unreadable};
use crate::{
    gateway::{Answer, HttpRequest, Json, Verb},
    member::{Mobile, code::Code},
};

/// Its documented codes with what they mean for us.
const CODES: &[(u16, Meaning)] = &[
    (200, Meaning::Ok),
    (400, Meaning::Template),     // parameters incomplete
    (401, Meaning::Unauthorised), // account disabled
    (402, Meaning::Unknown),      // operation failed
    (403, Meaning::Unauthorised), // bad key
    (404, Meaning::Template),     // unknown method
    (405, Meaning::Template),     // wrong HTTP method
    (406, Meaning::Template),     // mandatory parameter empty
    (407, Meaning::Unauthorised), // no access
    (409, Meaning::Retry),        // server busy
    (411, Meaning::Number),       // bad receptor
    (412, Meaning::Template),     // bad sender line
    (413, Meaning::Template),     // message empty or too long
    (414, Meaning::Template),     // too many items
    (415, Meaning::Template),     // bad start index
    (416, Meaning::Unauthorised), // caller's IP does not match
    (417, Meaning::Template),     // bad date
    (418, Meaning::NoCredit),     // no credit
    (419, Meaning::Template),     // array lengths differ
    (420, Meaning::Template),     // links not allowed
    (422, Meaning::Template),     // characters not allowed
    (424, Meaning::Template),     // template not found
    (426, Meaning::Template),     // needs the advanced service
    (427, Meaning::Template),     // line's access level
    (428, Meaning::Template),     // voice call not possible
    (429, Meaning::Retry),        // caller's IP limited
    (431, Meaning::Template),     // token's structure wrong
    (432, Meaning::Template),     // template has no code parameter
    (451, Meaning::Retry),        // too many calls from this IP
    (501, Meaning::Unauthorised), // test account: only the owner
    (607, Meaning::Template),     // bad tag
];

/// A message's state: failed, and cancelled.
const FAILED: [i64; 2] = [6, 13];

/// A message's state: its receiver blocked the sender.
const BLOCKED: i64 = 14;

pub(super) fn ask(account: &Kavenegar, mobile: &Mobile, code: &Code) -> HttpRequest {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("receptor", mobile.national())
        .append_pair("token", code.reveal())
        .append_pair("template", &account.template)
        .append_pair("type", "sms")
        .finish();
    HttpRequest {
        verb: Verb::Post,
        url: format!("{}/v1/{}/verify/lookup.json", account.base, account.key),
        headers: vec![
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("accept", "application/json".to_owned()),
        ],
        body,
    }
}

pub(super) fn hear(answer: &Answer<'_>) -> Outcome {
    let statuses: Vec<u16> = CODES.iter().map(|(code, _)| *code).collect();
    let Ok(json) = answer.json(&statuses) else { return unreadable(answer) };
    let Some(code) = json.get("return").get("status").code() else { return unreadable(answer) };
    let meaning = CODES.iter().find(|(known, _)| i32::from(*known) == code).map_or(Meaning::Unknown, |(_, m)| *m);
    if meaning != Meaning::Ok {
        return meaning.outcome(None);
    }
    let Json::List(entries) = json.get("entries") else { return Outcome::Unknown };
    let [entry] = entries.as_slice() else { return Outcome::Unknown };
    match entry.get("status").number() {
        Some(BLOCKED) => Outcome::BadNumber,
        Some(state) if FAILED.contains(&state) => Outcome::Unknown,
        _ => meaning.outcome(entry.get("messageid").word()),
    }
}
