//! Which language a request is answered in.

use dargah_words::Locale;
use worker::Request;

/// What `?lang=` asks for, else what the browser likes best of ours, else Persian.
pub(crate) fn of(request: &Request) -> Locale {
    said(request, "lang").and_then(|tag| Locale::spoken(&tag)).or_else(|| accepted(request)).unwrap_or(Locale::Fa)
}

/// What a parameter of the address says.
pub(crate) fn said(request: &Request, name: &str) -> Option<String> {
    let url = request.url().ok()?;
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The address of a page in this language.
pub(crate) fn within(page: &str, locale: Locale) -> String {
    format!("{page}?lang={}", locale.tag())
}

/// What the browser, or the widget in it, likes best of ours.
pub(crate) fn accepted(request: &Request) -> Option<Locale> {
    Locale::accepted(&request.headers().get("accept-language").ok()??)
}
