//! What the browser brought back from the bank: read without trust and without regard to letter case.

use super::{Class, Reference};
use crate::text::ascii_digits;
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

/// The callback names another order or token than the attempt whose URL it came to. It has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign;
