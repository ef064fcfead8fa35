//! Text from outside, brought to one form before it is read.

use dargah_words::number::digit;

/// Persian and Arabic digits as ASCII; everything else as it is.
#[must_use]
pub fn ascii_digits(text: &str) -> String {
    text.chars().map(|c| digit(c).and_then(|value| char::from_digit(value.into(), 10)).unwrap_or(c)).collect()
}

/// A heading or a word as people write it, brought to the one form in which it is compared: Arabic yeh, kaf and their like as
/// the Persian letters, ASCII digits and lower case, and nothing but letters and digits (no half-space, vowel or punctuation).
/// `شماره‌ی`, `شمارهٔ` and `شماره` are one word.
#[must_use]
pub fn folded(text: &str) -> String {
    let letters: String = ascii_digits(text)
        .chars()
        .filter_map(|c| match c {
            'ي' | 'ى' | 'ئ' => Some('ی'),
            'ك' => Some('ک'),
            'ة' | 'ۀ' => Some('ه'),
            'أ' | 'إ' | 'آ' => Some('ا'),
            'ؤ' => Some('و'),
            'ـ' => None,
            '\u{0621}'..='\u{064A}' | '\u{0671}'..='\u{06D3}' => Some(c),
            _ => c.is_ascii_alphanumeric().then_some(c.to_ascii_lowercase()),
        })
        .collect();
    letters.replace("هی", "ه")
}

/// At most `max` characters without control characters, or nothing.
#[must_use]
pub fn line(text: &str, max: usize) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_the_same_however_it_is_typed() {
        for form in ["شماره‌ی مرجع", "شماره ي مرجع", "شماره\u{200f}_مرجع", "شُماره مـرجع:", "شمارۀ مرجع", "شمارهٔ مرجع"]
        {
            assert_eq!(folded(form), "شمارهمرجع", "{form}");
        }
        assert_eq!(folded("Order-ID ۱٢"), "orderid12");
        assert_eq!(folded("کد رهگیری (كد)"), folded("كد رهگيري کد"));
    }
}
