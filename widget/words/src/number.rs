//! Digits: read in three scripts, written in the reader's own, with the separators that CLDR has for it.

use crate::Locale;
use alloc::string::String;

/// The value of a digit in any of the three scripts that Iranian keyboards give.
#[must_use]
pub fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{660}'..='\u{669}' => '\u{660}',
        _ => return None,
    };
    Some((c as u32 - zero as u32) as u8)
}

impl Locale {
    /// The digit of this value, 0 to 9.
    const fn digit(self, value: u8) -> char {
        match self.built() {
            Self::En => (b'0' + value % 10) as char,
            Self::Fa => FA[(value % 10) as usize],
            Self::Ar => AR[(value % 10) as usize],
        }
    }

    /// `number` in this language's digits, in groups of three: `۱٬۲۵۰٬۰۰۰`.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        self.written(number.unsigned_abs(), 1, true, number < 0)
    }

    /// `number` in this language's digits without groups, at least `width` of them: a year, a day, an hour.
    #[must_use]
    pub fn plain(self, number: u64, width: usize) -> String {
        self.written(number, width, false, false)
    }

    fn written(self, mut rest: u64, width: usize, grouped: bool, negative: bool) -> String {
        let mut digits = [0u8; 20];
        let mut count = 0;
        while rest > 0 || count < width.clamp(1, 20) {
            digits[count] = (rest % 10) as u8;
            rest /= 10;
            count += 1;
        }
        let mut text = String::with_capacity(count * 3 + 8);
        if negative {
            text.push_str(match self.built() {
                Self::Fa => "\u{200E}\u{2212}",
                Self::Ar => "\u{061C}-",
                Self::En => "-",
            });
        }
        while count > 0 {
            count -= 1;
            text.push(self.digit(digits[count]));
            if grouped && count > 0 && count % 3 == 0 {
                text.push(if self.built() == Self::En { ',' } else { '٬' });
            }
        }
        text
    }
}

const FA: [char; 10] = ['۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹'];
const AR: [char; 10] = ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'];

/// `text` with its ASCII digits in this language's: a time, a number that is quoted.
#[must_use]
pub fn localized(text: &str, locale: Locale) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { locale.digit(c as u8 - b'0') } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // What `Intl.NumberFormat` of Node 22 (ICU 77) writes for fa-IR, ar-IQ and en.
    #[test]
    fn numbers_are_written_as_the_browsers_own_formatter_does() {
        for (number, fa, ar, en) in [
            (0, "۰", "٠", "0"),
            (7, "۷", "٧", "7"),
            (999, "۹۹۹", "٩٩٩", "999"),
            (1_000, "۱٬۰۰۰", "١٬٠٠٠", "1,000"),
            (125_000, "۱۲۵٬۰۰۰", "١٢٥٬٠٠٠", "125,000"),
            (100_000_000_000, "۱۰۰٬۰۰۰٬۰۰۰٬۰۰۰", "١٠٠٬٠٠٠٬٠٠٠٬٠٠٠", "100,000,000,000"),
            (i64::MAX, "۹٬۲۲۳٬۳۷۲٬۰۳۶٬۸۵۴٬۷۷۵٬۸۰۷", "٩٬٢٢٣٬٣٧٢٬٠٣٦٬٨٥٤٬٧٧٥٬٨٠٧", "9,223,372,036,854,775,807"),
            (-1_234, "\u{200E}\u{2212}۱٬۲۳۴", "\u{061C}-١٬٢٣٤", "-1,234"),
        ] {
            assert_eq!([Locale::Fa, Locale::Ar, Locale::En].map(|l| l.number(number)), [fa, ar, en], "{number}");
        }
    }

    #[test]
    fn plain_numbers_keep_their_width() {
        assert_eq!(Locale::Fa.plain(1405, 4), "۱۴۰۵");
        assert_eq!(Locale::Ar.plain(7, 2), "٠٧");
        assert_eq!(Locale::En.plain(0, 2), "00");
    }

    #[test]
    fn what_is_written_is_read_again() {
        for locale in Locale::ALL {
            let read: Option<alloc::vec::Vec<u8>> = locale.plain(9_876_543_210, 1).chars().map(digit).collect();
            assert_eq!(read, Some([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].to_vec()));
        }
    }
}
