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

/// A member by its name, whatever the case: the binders of .NET do not mind it.
pub(crate) fn member<'a>(body: &'a Value, name: &str) -> Option<&'a Value> {
    body.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A number without sign or fraction; one in quotes is read as well.
pub(crate) fn whole(value: Option<&Value>) -> Option<u64> {
    let value = value?;
    value.as_u64().or_else(|| {
        let text = value.as_str()?;
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
    })
}

/// A text, or a number written down; empty for everything else.
pub(crate) fn written(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
