//! What a service can be asked.

use crate::{
    calendar::Day,
    identity::{Iban, Mobile, NationalCode, PostalCode},
    seal::sha256_hex,
};
use serde::{Deserialize, Serialize};

/// Whose an account is said to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// A person's.
    Person {
        /// Their national code.
        national_code: NationalCode,
        /// When they were born.
        born: Day,
    },
    /// A company's, by its registered Persian name.
    Company(String),
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Is the mobile number this person's (Shahkar)?
    MobileOwner {
        /// The number.
        mobile: Mobile,
        /// The person.
        national_code: NationalCode,
    },
    /// Is the account theirs?
    IbanOwner {
        /// The account.
        iban: Iban,
        /// Whose.
        owner: Owner,
    },
    /// Does this person live, and are they called that (civil registry)?
    Person {
        /// National code.
        national_code: NationalCode,
        /// When they were born.
        born: Day,
        /// First name, Persian.
        first_name: String,
        /// Last name, Persian.
        last_name: String,
    },
    /// Is there such a postal code?
    Postal {
        /// The code.
        postal_code: PostalCode,
    },
}

impl Question {
    /// SHA-256 of all that is asked, hex: an answer is worth something for the very same question alone.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        sha256_hex(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }
}

/// A day as services write it, Jalali; `mark` between its parts.
pub(super) fn jalali(day: Day, mark: &str) -> String {
    let (year, month, day) = day.to_jalali().unwrap_or_default();
    format!("{year:04}{mark}{month:02}{mark}{day:02}")
}
