//! The mobile number: read in whatever way it is typed. Persian and Arabic keyboards give their own digits, people put spaces
//! and hyphens, phones put invisible direction marks.

use crate::number::digit;
use alloc::string::String;

/// Marks that people and phones put between digits, the invisible direction marks included.
fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '(' | ')' | '.' | '+' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// An Iranian mobile number in any common form as `09xxxxxxxxx`, or nothing.
///
/// The prefix after `09` is not looked up: numbers are portable and new ranges appear.
#[must_use]
pub fn mobile(typed: &str) -> Option<String> {
    let mut digits = String::with_capacity(16);
    for c in typed.chars() {
        match digit(c) {
            Some(d) => digits.push((b'0' + d) as char),
            None if is_mark(c) => {}
            None => return None,
        }
    }
    let country = ["0098", "98", "0"].into_iter().find_map(|p| digits.strip_prefix(p));
    let rest = country.unwrap_or(&digits);
    let rest = rest.strip_prefix('0').unwrap_or(rest);
    if rest.len() != 10 || !rest.starts_with('9') {
        return None;
    }
    let mut national = String::with_capacity(11);
    national.push('0');
    national.push_str(rest);
    Some(national)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_common_form() {
        for typed in [
            "09121234567",
            "9121234567",
            "+989121234567",
            "00989121234567",
            "989121234567",
            "۰۹۱۲۱۲۳۴۵۶۷",
            "٠٩١٢١٢٣٤٥٦٧",
            "0912 123 4567",
            "0912-123-4567",
            "(0912) 1234567",
            "+98 0912 123 4567",
            "\u{200E}09121234567\u{200F}",
        ] {
            assert_eq!(mobile(typed).as_deref(), Some("09121234567"), "{typed}");
        }
    }

    #[test]
    fn refuses_what_is_not_an_iranian_mobile() {
        for typed in [
            "",
            "0912123456",
            "091212345678",
            "02112345678",
            "08121234567",
            "+14155550100",
            "+19121234567",
            "0912123456a",
            "00989",
            "12345",
        ] {
            assert_eq!(mobile(typed), None, "{typed}");
        }
    }
}
