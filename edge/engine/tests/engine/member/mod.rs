//! People: what they are called, what they may, and how they prove who they are.
mod audit;
mod code;
mod passkey;
mod session;
mod sms;
mod team;

use serde_json::Value;

/// A file of vectors.
fn vectors(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// A list in it.
fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap()
}

/// A text in it.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}
