//! A postal code: ten digits, the first not zero. There is no public check digit, and the stricter pattern that goes round refuses
//! codes that exist; whether one exists, the post office says.

use super::{Wrong, identifier, plain};

identifier! {
    /// A postal code, ten digits.
    PostalCode
}

impl PostalCode {
    fn normalised(typed: &str) -> String {
        plain(typed)
    }
}

fn checked(text: &str) -> Result<(), Wrong> {
    if text.is_empty() {
        return Err(Wrong::Empty);
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::NotDigits);
    }
    if text.len() != 10 {
        return Err(Wrong::Length);
    }
    if text.starts_with('0') { Err(Wrong::Kind) } else { Ok(()) }
}
