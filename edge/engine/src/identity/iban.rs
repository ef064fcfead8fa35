//! An Iranian IBAN (Sheba): `IR`, two check digits, and 22 digits, of which the first three name the bank. What the bank makes of
//! the others is its own affair.

use super::{
    Wrong,
    bank_names::{self, Bank},
    identifier, plain,
};

identifier! {
    /// An Iranian IBAN, `IR` and 24 digits.
    Iban
}

const LENGTH: usize = 26;

impl Iban {
    /// Without spaces and hyphens, in capitals; with `IR` where somebody left it out.
    fn normalised(typed: &str) -> String {
        let text: String = plain(typed).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let text = text.to_ascii_uppercase();
        if text.len() == LENGTH - 2 && text.bytes().all(|b| b.is_ascii_digit()) { format!("IR{text}") } else { text }
    }

    /// The bank, if it is a known one.
    #[must_use]
    pub fn bank(&self) -> Option<&'static Bank> {
        bank_names::named(self.0.get(4..7)?)
    }

    /// Its first and last four letters, for lists.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{} … {}", self.0.get(..4).unwrap_or_default(), self.0.get(LENGTH - 4..).unwrap_or_default())
    }

    /// In groups of four, for people: always read from left to right.
    #[must_use]
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..LENGTH).step_by(4).filter_map(|at| self.0.get(at..LENGTH.min(at + 4))).collect();
        groups.join(" ")
    }
}

fn checked(text: &str) -> Result<(), Wrong> {
    if text.is_empty() {
        return Err(Wrong::Empty);
    }
    let Some(rest) = text.strip_prefix("IR") else { return Err(Wrong::Kind) };
    if !rest.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::NotDigits);
    }
    if text.len() != LENGTH {
        return Err(Wrong::Length);
    }
    let (check, account) = rest.split_at(2);
    // ISO 13616: what stands in front goes to the end, letters are numbers, and the whole is 1 modulo 97.
    let whole = account.bytes().chain(*b"1827").chain(check.bytes());
    let left = whole.fold(0_u32, |left, b| (left * 10 + u32::from(b - b'0')) % 97);
    if left == 1 { Ok(()) } else { Err(Wrong::CheckDigit) }
}
