//! The browser's way to the bank, and what it brought back: read without trust and without regard to letter case.

use super::{Class, Reference, Token};
use crate::text::ascii_digits;
use dargah_wire::{Field, Method, Redirect};
use serde::{Deserialize, Serialize};

/// The most fields of a callback that are read.
const FIELDS_MAX: usize = 64;

/// The longest value that is read.
const VALUE_MAX: usize = 512;

/// The fields of a callback, from query and body both.
#[derive(Clone, Debug, Default)]
pub struct CallbackForm {
    fields: Vec<(String, String)>,
}

impl CallbackForm {
    /// Reads `application/x-www-form-urlencoded` text: the query of the URL, then the body.
    #[must_use]
    pub fn read(query: &str, body: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body));
        let fields = pairs
            .filter(|(_, value)| value.len() <= VALUE_MAX)
            .take(FIELDS_MAX)
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Self { fields }
    }

    /// The value of a field, letter case of its name aside. Nothing if it is missing, empty, or said twice with two values:
    /// which of them the bank meant cannot be known.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.fields.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str());
        let first = values.next()?;
        (!first.is_empty() && values.all(|v| v == first)).then_some(first)
    }

    /// The value of a numeric field with its digits brought to ASCII.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<String> {
        self.get(name).map(ascii_digits)
    }
}

impl CallbackForm {
    /// Whether a field is this attempt's own. One that is not there says nothing.
    ///
    /// # Errors
    /// [`Foreign`] if it says another value.
    pub(crate) fn must_match(&self, name: &str, expected: &str) -> Result<(), Foreign> {
        let fits = self.get(name).is_none_or(|value| value == expected || ascii_digits(value) == expected);
        if fits { Ok(()) } else { Err(Foreign) }
    }
}

/// What the callback says happened. It moves no money; it decides what to ask the bank and what to tell the shopper meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// Paid: to be verified.
    Paid,
    /// The shopper cancelled.
    Cancelled,
    /// The shopper ran out of time.
    SessionEnded,
    /// Declined.
    Declined,
    /// A technical fault.
    Fault,
    /// Not understood.
    Unclear,
}

impl Hint {
    /// What a class means when a callback says it.
    pub(crate) const fn of(class: Class) -> Self {
        match class {
            Class::Ok | Class::Already => Self::Paid,
            Class::Cancel => Self::Cancelled,
            Class::Session => Self::SessionEnded,
            Class::Card | Class::Declined | Class::State | Class::Late | Class::Reversed => Self::Declined,
            Class::Tech | Class::Network | Class::Issuer | Class::Config | Class::Request | Class::Dup => Self::Fault,
            Class::Pending | Class::Unknown => Self::Unclear,
        }
    }
}

/// A callback as an adapter reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// What it says happened.
    pub hint: Hint,
    /// The class of its code.
    pub class: Class,
    /// Its code.
    pub code: String,
    /// The reference it carries.
    pub reference: Option<Reference>,
}

impl Callback {
    /// A callback of a provider whose later operations name our own token: there is something to ask the bank about unless
    /// the callback itself says that nothing was paid.
    pub(crate) fn of_token(hint: Hint, class: Class, code: &str, token: &Token) -> Self {
        let reference = matches!(hint, Hint::Paid | Hint::Unclear)
            .then(|| Reference { key: token.word().to_owned(), details: Default::default() });
        Self { hint, class, code: code.chars().take(16).collect(), reference }
    }
}

/// The way to a page that takes the token in its address.
pub(crate) fn by_get(page: String, name: &str, token: &str) -> Redirect {
    let token: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    Redirect { method: Method::Get, url: format!("{page}?{name}={token}"), fields: Vec::new() }
}

/// The way to a page that takes a posted form.
pub(crate) fn by_post(url: String, fields: &[(&str, &str)]) -> Redirect {
    let fields = fields.iter().map(|(name, value)| Field { name: (*name).to_owned(), value: (*value).to_owned() });
    Redirect { method: Method::Post, url, fields: fields.collect() }
}

/// The callback names another order or token than the attempt whose URL it came to. It has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign;
