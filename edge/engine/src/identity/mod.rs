//! Iranian identifiers, checked before anybody outside is asked: a person's national code, a company's id, an IBAN, a postal
//! code, a mobile number, and names as two registries spell them.
//!
//! Each is a type that holds nothing but a well-formed value in its one form. `read` takes what a person typed (Persian and Arabic
//! digits, spaces around it, invisible marks) and says in one word what is wrong; `parse` takes the one form alone. What only a
//! registry knows (whether such a person lives, whose the account is) is `identity_service`'s to ask. No prefix is looked up to
//! refuse anything: cities get new codes and numbers are portable.

pub mod bank_names;
mod company_id;
mod iban;
mod mobile;
mod name;
mod national_code;
mod postal_code;

pub use company_id::CompanyId;
pub use iban::Iban;
pub use mobile::Mobile;
pub use name::same_name;
pub use national_code::NationalCode;
pub use postal_code::PostalCode;

use crate::text::ascii_digits;
use core::fmt;

/// What is wrong with an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing is there.
    Empty,
    /// It is too short or too long. A zero that was lost in front is never guessed.
    Length,
    /// Something in it is no digit.
    NotDigits,
    /// The check digit does not fit: it was mistyped.
    CheckDigit,
    /// One digit throughout: the sum fits and nobody has such a number.
    OneDigit,
    /// It is of another country or kind.
    Kind,
}

impl Wrong {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Length => "length",
            Self::NotDigits => "not_digits",
            Self::CheckDigit => "check_digit",
            Self::OneDigit => "one_digit",
            Self::Kind => "kind",
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A character that copying leaves in a number and nobody sees: half-spaces, direction marks, a byte-order mark.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// What was typed, with ASCII digits, without invisible marks and without what stands around it.
fn plain(typed: &str) -> String {
    let seen: String = typed.chars().filter(|c| !is_mark(*c)).collect();
    ascii_digits(seen.trim())
}

/// The digits of `text`, which must be `length` of them and not all the same.
fn digits(text: &str, length: usize) -> Result<Vec<u8>, Wrong> {
    if text.is_empty() {
        return Err(Wrong::Empty);
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::NotDigits);
    }
    if text.len() != length {
        return Err(Wrong::Length);
    }
    let digits: Vec<u8> = text.bytes().map(|b| b - b'0').collect();
    match digits.first() {
        Some(first) if digits.iter().all(|d| d == first) => Err(Wrong::OneDigit),
        _ => Ok(digits),
    }
}

/// Makes a type out of a text that [`checked`](self) holds to be well-formed.
macro_rules! identifier {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// Reads what a person typed.
            ///
            /// # Errors
            /// What is wrong with it.
            pub fn read(typed: &str) -> Result<Self, crate::identity::Wrong> {
                Self::parse(&Self::normalised(typed))
            }

            /// Takes the one form alone.
            ///
            /// # Errors
            /// What is wrong with it.
            pub fn parse(text: &str) -> Result<Self, crate::identity::Wrong> {
                checked(text)?;
                Ok(Self(text.to_owned()))
            }

            /// The one form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = crate::identity::Wrong;

            fn try_from(text: String) -> Result<Self, crate::identity::Wrong> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
use identifier;
