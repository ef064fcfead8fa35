//! Requests to a provider and what comes back, as values. The shell sends them; it follows no redirect, waits until a
//! deadline over the whole answer, and reads at most [`ANSWER_MAX`] bytes.

use super::{Outcome, json::Json};
use std::borrow::Cow;

/// The longest answer that is read, bytes (F28). The largest answer any provider documents is a few kilobytes.
pub const ANSWER_MAX: usize = 64 * 1024;

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// A request to a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Method.
    pub verb: Verb,
    /// Absolute address.
    pub url: String,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body, empty for GET.
    pub body: String,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The deadline passed; the provider may have done its work.
    Timeout,
    /// The connection failed or broke; the provider may have done its work.
    Broken,
    /// The answer was longer than [`ANSWER_MAX`].
    TooLong,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// An HTTP answer.
    Http {
        /// Status.
        status: u16,
        /// The whole body.
        body: &'a [u8],
    },
    /// None.
    Silence(Silence),
}

/// Why an answer cannot be read at all, before any provider's own reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    Silence(Silence),
    Status(u16),
    Empty,
    NotUtf8,
    Html,
}

impl Unreadable {
    /// For the event log.
    pub(crate) fn reason(self) -> Cow<'static, str> {
        match self {
            Self::Silence(Silence::Timeout) => "no answer before the deadline".into(),
            Self::Silence(Silence::Broken) => "the connection broke".into(),
            Self::Silence(Silence::TooLong) => "the answer was too long".into(),
            Self::Status(status) => format!("HTTP {status}").into(),
            Self::Empty => "an empty answer".into(),
            Self::NotUtf8 => "the answer is not UTF-8".into(),
            Self::Html => "an HTML page instead of an answer".into(),
        }
    }
}

/// Why an answer says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It cannot be a provider's answer at all.
    Unreadable(Unreadable),
    /// It is not the answer to what was asked: our reason.
    Shape(&'static str),
}

impl From<Unreadable> for Unread {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

impl From<Unread> for Outcome {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Unreadable(why) => Self::unreadable(why),
            Unread::Shape(reason) => Self::misshapen(reason),
        }
    }
}

impl<'a> Answer<'a> {
    /// The body as text, if it can be a provider's answer at all: status 200, or one of `others` that this provider answers
    /// with too; UTF-8, not empty, not a web page (F26).
    pub(crate) fn text(&self, others: &[u16]) -> Result<&'a str, Unreadable> {
        let (status, body) = match *self {
            Self::Silence(silence) => return Err(Unreadable::Silence(silence)),
            Self::Http { status, body } => (status, body),
        };
        if status != 200 && !others.contains(&status) {
            return Err(Unreadable::Status(status));
        }
        if body.len() > ANSWER_MAX {
            return Err(Unreadable::Silence(Silence::TooLong));
        }
        let text = core::str::from_utf8(body).map_err(|_| Unreadable::NotUtf8)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
        if text.is_empty() {
            return Err(Unreadable::Empty);
        }
        let start = text.get(..14).unwrap_or(text).to_ascii_lowercase();
        if start.starts_with("<!doctype html") || start.starts_with("<html") {
            return Err(if status == 200 { Unreadable::Html } else { Unreadable::Status(status) });
        }
        Ok(text)
    }

    /// The body as JSON.
    pub(crate) fn json(&self, others: &[u16]) -> Result<Json, Unread> {
        Json::read(self.text(others)?).ok_or(Unread::Shape("not JSON"))
    }
}

impl HttpRequest {
    /// A GET.
    pub(crate) fn get(url: String) -> Self {
        Self { verb: Verb::Get, url, headers: vec![accept_json()], body: String::new() }
    }

    /// A POST of JSON.
    pub(crate) fn post(url: String, body: &serde_json::Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned()), accept_json()];
        Self { verb: Verb::Post, url, headers, body: body.to_string() }
    }

    /// A POST of form fields.
    pub(crate) fn form(url: String, fields: &[(&str, &str)]) -> Self {
        let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned()), accept_json()];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { verb: Verb::Post, url, headers, body }
    }

    /// With one more header.
    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

fn accept_json() -> (&'static str, String) {
    ("accept", "application/json".to_owned())
}
