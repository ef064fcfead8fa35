//! The request and response that banks speak: plain data, so that the same bank runs in a Worker, in a native test and in
//! a simulator on virtual time.

use serde::{Deserialize, Serialize};

/// The two methods any provider's side takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// A link, a `SendToken`, or a person looking.
    Get,
    /// A call or a form.
    Post,
    /// Anything else; no bank takes it.
    Other,
}

/// A request as a bank sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, with its leading `/`, without the query.
    pub path: String,
    /// The query without its `?`; empty when there is none.
    pub query: String,
    /// Names and values as they came.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Request {
    /// A GET of a path, with a query behind `?` when there is one.
    pub fn get(target: &str) -> Self {
        Self::new(Method::Get, target)
    }

    /// A POST of a body of this content type.
    pub fn post(target: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut request = Self::new(Method::Post, target).with_header("content-type", content_type);
        request.body = body.into();
        request
    }

    /// A POST of form fields, as a browser sends them.
    pub fn form(target: &str, fields: &[(&str, &str)]) -> Self {
        Self::post(target, "application/x-www-form-urlencoded", encode_form(fields))
    }

    /// The same request with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn new(method: Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self { method, path: path.to_owned(), query: query.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// A header's value; header names have no case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the content type is this one, whatever parameters follow it.
    pub fn is_type(&self, mime: &str) -> bool {
        self.header("content-type")
            .and_then(|value| value.split(';').next())
            .is_some_and(|value| value.trim().eq_ignore_ascii_case(mime))
    }

    /// The form fields of the body.
    pub fn form_fields(&self) -> Vec<(String, String)> {
        decode_form(&String::from_utf8_lossy(&self.body))
    }

    /// Scheme and host as the shop used them: a bank does not know under which address it is reached, and must name one.
    pub(crate) fn origin(&self) -> String {
        let plain = |host: &&str| {
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
        };
        let host = self.header("host").filter(plain).unwrap_or("localhost");
        let scheme = if self.header("x-forwarded-proto") == Some("https") { "https" } else { "http" };
        format!("{scheme}://{host}")
    }

    /// The token of an `Authorization: Bearer`; empty where there is none.
    pub(crate) fn bearer(&self) -> &str {
        self.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default()
    }

    /// The parameters of the query.
    pub fn query_fields(&self) -> Vec<(String, String)> {
        decode_form(&self.query)
    }
}

/// The value of a field, names compared exactly.
pub(crate) fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// A bank's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body; every answer of every bank is text.
    pub body: String,
    /// How long the caller must wait for it. The bank has no clock to wait on: whoever carries the answer waits.
    pub delay_ms: u64,
}

impl Response {
    /// An answer of this status, type and body.
    pub fn new(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        let headers = vec![
            ("content-type".to_owned(), content_type.to_owned()),
            ("cache-control".to_owned(), "no-store".to_owned()),
        ];
        Self { status, headers, body: body.into(), delay_ms: 0 }
    }

    /// An HTML page.
    pub fn html(status: u16, body: impl Into<String>) -> Self {
        Self::new(status, "text/html; charset=utf-8", body)
    }

    /// A JSON answer.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    /// A redirect that the browser follows with GET.
    pub fn see_other(location: &str) -> Self {
        Self::new(303, "text/plain; charset=utf-8", "").with_header("location", location)
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same answer, later.
    #[must_use]
    pub fn after(mut self, delay_ms: u64) -> Self {
        self.delay_ms = delay_ms;
        self
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// `a=1&b=2`, with every byte escaped that could be misread.
pub fn encode_form<K: AsRef<str>, V: AsRef<str>>(fields: &[(K, V)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        escape_into(&mut out, name.as_ref());
        out.push('=');
        escape_into(&mut out, value.as_ref());
    }
    out
}

fn escape_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
                }
            }
        }
    }
}

/// The fields of `a=1&b=2`, in order.
pub fn decode_form(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (unescape(name), unescape(value)))
        .collect()
}

fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped =
            (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, escaped) {
            (_, Some(value)) => {
                out.push(value);
                at += 2;
            }
            (b'+', None) => out.push(b' '),
            (other, None) => out.push(other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The host, without port, of an absolute http(s) address; `None` for anything else.
pub(crate) fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit('@').next()?;
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => authority.split(':').next()?,
    };
    (!host.is_empty() && !url.contains(char::is_whitespace)).then(|| host.to_ascii_lowercase())
}
