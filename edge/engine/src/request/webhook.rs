//! `POST /v1/webhook_endpoints`, `POST /v1/webhook_endpoints/{id}/replay`, and the parameters of lists.

use super::{NUMBERS, object};
use crate::{
    links::Links,
    problem::{Code, Fault},
    time::Moment,
    webhook::{Kind, receiver},
};
use serde_json::Value;

/// The most entries of a list.
pub const PAGE_MAX: i64 = 100;

/// What is to be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// One event, by its id.
    Event(String),
    /// Every event since.
    Since(Moment),
}

/// Reads and checks the body of `POST /v1/webhook_endpoints`, `{"url", "kinds"?}`: the address, and the words of the kinds with
/// spaces between, none for all.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_endpoint(body: &[u8], links: &Links) -> Result<(String, String), Fault> {
    let [url, kinds] = fields(body, ["url", "kinds"])?;
    let invalid = |why| Fault::of(Code::WebhookUrlInvalid, "url", why);
    let url = receiver(url.as_str().ok_or_else(|| invalid("it must be text"))?, links).map_err(invalid)?;
    let invalid = |why| Fault::of(Code::WebhookKindsInvalid, "kinds", why);
    let mut words = String::new();
    if !kinds.is_null() {
        let list = kinds.as_array().filter(|list| !list.is_empty());
        for word in list.ok_or_else(|| invalid("a list of at least one; leave it out for all"))? {
            let kind = word.as_str().and_then(Kind::parse).ok_or_else(|| invalid("one of them is no kind of event"))?;
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(kind.as_str());
        }
    }
    Ok((url, words))
}

/// Reads and checks the body of a replay, `{"event"}` or `{"since"}`.
///
/// # Errors
/// `body_invalid` unless it names an event or a time, and not both.
pub fn read_replay(body: &[u8]) -> Result<Replay, Fault> {
    let [event, since] = fields(body, ["event", "since"])?;
    match (event, since.as_i64()) {
        (Value::String(event), None) if since.is_null() => Ok(Replay::Event(event)),
        (Value::Null, Some(since)) if NUMBERS.contains(&since) => Ok(Replay::Since(Moment(since))),
        _ => Err(Fault::new(Code::BodyInvalid, "name `event`, text, or `since`, milliseconds; one of the two")),
    }
}

/// The fields of an object that has no others. What is not said is null.
fn fields<const N: usize>(body: &[u8], names: [&str; N]) -> Result<[Value; N], Fault> {
    let mut object = object(body)?;
    let found = names.map(|name| object.remove(name).unwrap_or_default());
    match object.keys().next() {
        None => Ok(found),
        Some(name) => Err(Fault::new(Code::BodyInvalid, format!("unknown field `{name}`"))),
    }
}

/// Reads a list's parameters: where it goes on, by `cursor`'s name, and `limit`.
///
/// # Errors
/// `query_invalid` for a value that is no whole number from 0, a limit over [`PAGE_MAX`], and a parameter that is not known.
pub fn read_page(query: &str, cursor: &'static str) -> Result<(Option<i64>, i64), Fault> {
    let (mut after, mut limit) = (None, PAGE_MAX);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let number = value.parse::<i64>().ok();
        if name == cursor {
            after = number.filter(|n| NUMBERS.contains(n));
            after.ok_or_else(|| Fault::of(Code::QueryInvalid, cursor, "a whole number"))?;
        } else if name == "limit" {
            let fits = number.filter(|n| (1..=PAGE_MAX).contains(n));
            limit = fits.ok_or_else(|| Fault::of(Code::QueryInvalid, "limit", "1 to 100"))?;
        } else {
            return Err(Fault::new(Code::QueryInvalid, "there is a parameter that is not known"));
        }
    }
    Ok((after, limit))
}
