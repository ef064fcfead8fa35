//! Which language a request is answered in.

use dargah_words::Locale;
use worker::Request;

/// What `?lang=` asks for, else what the browser likes best of ours, else Persian.
pub(crate) fn of(request: &Request) -> Locale {
    let url = request.url().ok();
    let asked = url.as_ref().and_then(|url| url.query_pairs().find(|(name, _)| name == "lang").map(|(_, value)| value));
    asked.and_then(|tag| Locale::spoken(&tag)).or_else(|| accepted(request)).unwrap_or(Locale::Fa)
}

/// What the browser, or the widget in it, likes best of ours.
pub(crate) fn accepted(request: &Request) -> Option<Locale> {
    Locale::accepted(&request.headers().get("accept-language").ok()??)
}
