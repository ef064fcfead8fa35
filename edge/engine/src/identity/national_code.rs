//! A person's national code: ten digits, the last of which is made of the others.

use super::{Wrong, digits, identifier, plain};

identifier! {
    /// A person's national code, ten digits.
    NationalCode
}

impl NationalCode {
    fn normalised(typed: &str) -> String {
        plain(typed)
    }
}

fn checked(text: &str) -> Result<(), Wrong> {
    let digits = digits(text, 10)?;
    let sum: u32 = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let rest = sum % 11;
    let check = if rest < 2 { rest } else { 11 - rest };
    if digits.last().is_some_and(|last| u32::from(*last) == check) { Ok(()) } else { Err(Wrong::CheckDigit) }
}
