//! A mobile number in the form that services want. It is read as the checkout reads it.

use super::{Wrong, identifier, is_mark};
use dargah_words::mobile::mobile;

identifier! {
    /// An Iranian mobile number, `09…`.
    Mobile
}

impl Mobile {
    fn normalised(typed: &str) -> String {
        let seen: String = typed.chars().filter(|c| !is_mark(*c)).collect();
        mobile(&seen).unwrap_or(seen)
    }

    /// `+989…` (E.164).
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+98{}", self.0.get(1..).unwrap_or_default())
    }
}

fn checked(text: &str) -> Result<(), Wrong> {
    match mobile(text) {
        Some(national) if national == text => Ok(()),
        _ if text.is_empty() => Err(Wrong::Empty),
        _ => Err(Wrong::Kind),
    }
}
