//! Answers, with the headers that every one of them carries.

use dargah_engine::problem::{Code, Fault};
use dargah_wire::Problem;
use serde::Serialize;
use worker::{Headers, Response, Result};

/// A JSON answer.
pub(crate) fn json<T: Serialize>(value: &T, status: u16) -> Result<Response> {
    bytes(serde_json::to_vec(value)?, status)
}

/// An answer that is JSON already, or nothing.
pub(crate) fn bytes(json: Vec<u8>, status: u16) -> Result<Response> {
    let kind = if status < 400 { "application/json" } else { "application/problem+json" };
    let response = if json.is_empty() { Response::empty() } else { Response::from_bytes(json) };
    with(response?, status, kind)
}

/// An error as `application/problem+json` (RFC 9457).
pub(crate) fn problem(fault: &Fault, request_id: &str, public_url: &str) -> Result<Response> {
    let code = fault.code;
    let problem = Problem {
        kind: format!("{public_url}/docs/errors.html#{}", code.as_str()),
        title: code.title().to_owned(),
        status: code.status(),
        code: code.as_str().to_owned(),
        detail: fault.detail.clone(),
        param: fault.param.map(str::to_owned),
        retryable: code.retryable(),
        request_id: request_id.to_owned(),
    };
    let mut response = json(&problem, code.status())?;
    let headers = response.headers_mut();
    if let Some(seconds) = code.retry_after_s() {
        headers.set("retry-after", &seconds.to_string())?;
    }
    if code == Code::KeyInvalid {
        headers.set("www-authenticate", "Bearer")?;
    }
    Ok(response)
}

/// A page of the checkout, in the language `lang`. `form_actions` are the only origins besides ours that its forms may be sent
/// to. Its script asks us how the payment stands.
pub(crate) fn page(html: String, status: u16, lang: &str, form_actions: &[String]) -> Result<Response> {
    let more = format!("connect-src 'self'; form-action 'self' {}", form_actions.join(" "));
    guarded(html, status, lang, more.trim_end())
}

/// A page whose script asks us for the same page again, and that has no form.
pub(crate) fn live_page(html: String, lang: &str) -> Result<Response> {
    guarded(html, 200, lang, "form-action 'none'; connect-src 'self'")
}

/// A page for somebody who is signed in, to the panel or to a wallet: its forms and scripts are for us alone, and other sites do not learn which page it was.
pub(crate) fn panel_page(html: String, status: u16, lang: &str) -> Result<Response> {
    let mut response = guarded(html, status, lang, "connect-src 'self'; form-action 'self'")?;
    let headers = response.headers_mut();
    headers.set("referrer-policy", "same-origin")?;
    headers.set("vary", "cookie")?;
    Ok(response)
}

/// A page that may do nothing but what `more` of its policy says, and use our own style and script.
fn guarded(html: String, status: u16, lang: &str, more: &str) -> Result<Response> {
    let mut response = with(Response::from_bytes(html.into_bytes())?, status, "text/html; charset=utf-8")?;
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; {more}"
    );
    let headers = response.headers_mut();
    headers.set("content-security-policy", &policy)?;
    headers.set("content-language", lang)?;
    headers.set("vary", "accept-language")?;
    // Banks look at where the shopper comes from (Referer): the origin must be told to them, and nothing more.
    headers.set("referrer-policy", "origin")?;
    Ok(response)
}

/// A file to be saved, whatever is in it: no browser shows it as a page of ours. `name` is made of letters of ours.
pub(crate) fn file(response: Response, kind: &str, name: &str) -> Result<Response> {
    let mut response = with(response, 200, kind)?;
    let headers = response.headers_mut();
    headers.set("content-disposition", &format!("attachment; filename=\"{name}\""))?;
    headers.set("content-security-policy", "default-src 'none'; sandbox")?;
    headers.set("cross-origin-resource-policy", "same-origin")?;
    Ok(response)
}

/// On to another address, by GET whatever came. `referrer` is what the next site learns of this one: a policy's name.
pub(crate) fn see_other(url: &str, referrer: &str) -> Result<Response> {
    let mut response = with(Response::empty()?, 303, "text/plain")?;
    response.headers_mut().set("location", url)?;
    response.headers_mut().set("referrer-policy", referrer)?;
    Ok(response)
}

fn with(response: Response, status: u16, kind: &str) -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", kind)?;
    headers.set("cache-control", "no-store")?;
    headers.set("x-content-type-options", "nosniff")?;
    Ok(response.with_headers(headers).with_status(status))
}
