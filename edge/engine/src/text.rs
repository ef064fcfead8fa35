//! Text from outside, brought to one form before it is read.

/// Persian (U+06F0..) and Arabic (U+0660..) digits as ASCII; everything else as it is.
#[must_use]
pub fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{06F0}'..='\u{06F9}' => shifted(c, 0x06F0),
            '\u{0660}'..='\u{0669}' => shifted(c, 0x0660),
            _ => c,
        })
        .collect()
}

fn shifted(c: char, zero: u32) -> char {
    char::from_digit((c as u32).saturating_sub(zero), 10).unwrap_or(c)
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

/// An Iranian mobile number in the form `09xxxxxxxxx`, or nothing. Takes `+98…`, `0098…`, `98…`, `9…`, spaces, hyphens, and
/// Persian or Arabic digits.
#[must_use]
pub fn mobile(text: &str) -> Option<String> {
    let digits: String =
        ascii_digits(text).chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '\u{200c}')).collect();
    let bare = digits.strip_prefix('+').unwrap_or(&digits);
    let bare = bare.strip_prefix("00").unwrap_or(bare);
    let national = match bare.len() {
        12 => bare.strip_prefix("98")?,
        11 => bare.strip_prefix('0')?,
        10 => bare,
        _ => return None,
    };
    (national.starts_with('9') && national.bytes().all(|b| b.is_ascii_digit())).then(|| format!("0{national}"))
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

    #[test]
    fn a_mobile_number_is_read_in_every_common_form() {
        for form in [
            "09121234567",
            "+989121234567",
            "00989121234567",
            "989121234567",
            "9121234567",
            "۰۹۱۲ ۱۲۳ ۴۵۶۷",
            "٠٩١٢١٢٣٤٥٦٧",
        ] {
            assert_eq!(mobile(form).as_deref(), Some("09121234567"), "{form}");
        }
        for form in ["", "0912123456", "02112345678", "091212345678", "0912123456x", "+19121234567"] {
            assert_eq!(mobile(form), None, "{form}");
        }
    }
}
