//! Fields of a JSON body, read as the providers' frameworks do: a number may stand in quotes, an absent text is empty.

use serde_json::Value;

/// A field's text; absent, null or of another type is empty.
pub(crate) fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A field's whole number, bare or in quotes.
pub(crate) fn long(body: &Value, name: &str) -> Option<i64> {
    let value = body.get(name)?;
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A field that must be a number over zero: an amount, an order.
pub(crate) fn positive(body: &Value, name: &str) -> Option<u64> {
    long(body, name).and_then(|number| u64::try_from(number).ok()).filter(|number| *number > 0)
}
