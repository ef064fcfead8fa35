//! Numbers and amounts as people in Iran read them.

/// The same text with Persian digits.
pub(crate) fn digits(text: &str) -> String {
    text.chars()
        .map(|letter| match letter.to_digit(10) {
            Some(digit) => char::from_u32(0x06F0 + digit).unwrap_or(letter),
            None => letter,
        })
        .collect()
}

/// A number in groups of three.
pub(crate) fn grouped(number: u64, separator: char) -> String {
    let plain = number.to_string();
    let mut out = String::new();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// An amount with Persian digits and the Persian thousands separator.
pub(crate) fn amount(number: u64) -> String {
    digits(&grouped(number, '\u{066C}'))
}

/// An amount of rials in toman; a tenth of a toman stays visible, because hiding it would show another amount.
pub(crate) fn toman(rials: u64) -> String {
    match rials % 10 {
        0 => amount(rials / 10),
        rest => format!("{}\u{066B}{}", amount(rials / 10), digits(&rest.to_string())),
    }
}
