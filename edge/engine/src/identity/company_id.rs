//! A company's national id: eleven digits. The tenth enters every term of the sum, the last is the sum.

use super::{Wrong, digits, identifier, plain};

identifier! {
    /// A company's national id, eleven digits.
    CompanyId
}

impl CompanyId {
    fn normalised(typed: &str) -> String {
        plain(typed)
    }
}

const WEIGHTS: [u32; 10] = [29, 27, 23, 19, 17, 29, 27, 23, 19, 17];

fn checked(text: &str) -> Result<(), Wrong> {
    let digits = digits(text, 11)?;
    let digit = |at: usize| digits.get(at).copied().map(u32::from).unwrap_or_default();
    let added = digit(9) + 2;
    let sum: u32 = (0..10).zip(WEIGHTS).map(|(at, weight)| (digit(at) + added) * weight).sum();
    // Ten is written as zero.
    if sum % 11 % 10 == digit(10) { Ok(()) } else { Err(Wrong::CheckDigit) }
}
