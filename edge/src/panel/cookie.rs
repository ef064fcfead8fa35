//! The panel's cookies. `__Host-` binds each to this host and to https; a sandbox's `localhost` counts as such to browsers.

use worker::{Request, Response, Result};

/// The session's secret.
pub(super) const SESSION: &str = "__Host-dargah";

/// The secret of a browser that is signing in.
pub(super) const DOOR: &str = "__Host-dargah-door";

/// The language.
pub(super) const LANG: &str = "dargah-lang";

/// A cookie's value. One that came twice is nobody's.
pub(super) fn read(request: &Request, name: &str) -> Option<String> {
    let header = request.headers().get("cookie").ok().flatten()?;
    let mut found = header.split(';').filter_map(|pair| pair.trim().split_once('=')).filter(|(n, _)| *n == name);
    let (_, value) = found.next()?;
    (found.next().is_none() && !value.is_empty()).then(|| value.to_owned())
}

/// Sets one for `seconds`; with none, takes it away.
pub(super) fn set(response: &mut Response, name: &str, value: &str, seconds: i64) -> Result<()> {
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    response.headers_mut().append("set-cookie", &cookie)
}
