//! The languages, and which of them to speak.

use dargah_wire::ShopName;

/// A language that shoppers are spoken to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// Persian, right to left, Persian digits, the Jalali calendar.
    Fa,
    /// Arabic, right to left, Arabic-Indic digits.
    Ar,
    /// English.
    En,
}

/// The one language that this build speaks, if it was built for one: a shopper downloads no other's words. The build of the widget
/// sets `DARGAH_LOCALE`; the edge speaks all of them.
const ONLY: Option<Locale> = match option_env!("DARGAH_LOCALE") {
    None => None,
    Some(tag) => match tag.as_bytes() {
        b"fa" => Some(Locale::Fa),
        b"ar" => Some(Locale::Ar),
        b"en" => Some(Locale::En),
        _ => None,
    },
};

impl Locale {
    /// This language, as the compiler knows it: in a build for one language what is for others is left out.
    pub(crate) const fn built(self) -> Self {
        match ONLY {
            Some(only) => only,
            None => self,
        }
    }

    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Fa, Self::Ar, Self::En];

    /// From a language tag such as `ar-IQ`; whatever is neither Arabic nor English is Persian.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        ONLY.or_else(|| Self::spoken(tag)).unwrap_or(Self::Fa)
    }

    /// The language of a tag, if it is one of ours.
    #[must_use]
    pub fn spoken(tag: &str) -> Option<Self> {
        let (first, second, rest) = match tag.as_bytes() {
            [first, second, rest @ ..] => (first | 32, second | 32, rest),
            _ => return None,
        };
        // `arn` and `eng` are other tags; `en-GB` and `en_GB` are English.
        if rest.first().is_some_and(u8::is_ascii_alphanumeric) {
            return None;
        }
        match [first, second] {
            [b'f', b'a'] => Some(Self::Fa),
            [b'a', b'r'] => Some(Self::Ar),
            [b'e', b'n'] => Some(Self::En),
            _ => None,
        }
    }

    /// The one of ours that an `Accept-Language` header likes best; of those it likes equally, the first.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best = None;
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let locale = Self::spoken(pieces.next().unwrap_or("").trim());
            let liking = pieces.find_map(|piece| piece.trim().strip_prefix("q=")).map_or(1_000, thousandths);
            if let Some(locale) = locale
                && liking > best.map_or(0, |(_, most)| most)
            {
                best = Some((locale, liking));
            }
        }
        best.map(|(locale, _)| locale)
    }

    /// The language tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fa => "fa",
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    /// Which way it is written: the value of `dir`.
    #[must_use]
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Fa | Self::Ar => "rtl",
            Self::En => "ltr",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Fa => "فارسی",
            Self::Ar => "العربية",
            Self::En => "English",
        }
    }

    /// The name as a reader of this language can read it, and the tag of the language it is in where that is another. Shops and
    /// banks have a Persian and an English name; a reader of Arabic reads the Persian.
    #[must_use]
    pub fn name(self, name: &ShopName) -> (&str, Option<&'static str>) {
        match self.built() {
            Self::Fa => (&name.fa, None),
            Self::Ar => (&name.fa, Some(Self::Fa.tag())),
            Self::En => (&name.en, None),
        }
    }
}

/// `0.8` as 800. What is no such number is not liked at all.
fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut value = match whole {
        "0" => 0,
        "1" => 1_000,
        _ => return 0,
    };
    let mut unit = 100;
    for digit in fraction.bytes() {
        if !digit.is_ascii_digit() {
            return 0;
        }
        value += u32::from(digit - b'0') * unit;
        unit /= 10;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_tag() {
        for (tag, locale) in [
            ("en", Locale::En),
            ("EN-gb", Locale::En),
            ("en_US", Locale::En),
            ("ar", Locale::Ar),
            ("ar-IQ", Locale::Ar),
            ("fa-IR", Locale::Fa),
            ("arn", Locale::Fa),
            ("eng", Locale::Fa),
            ("de", Locale::Fa),
            ("", Locale::Fa),
        ] {
            assert_eq!(Locale::of(tag), locale, "{tag}");
        }
        assert!(Locale::ALL.into_iter().all(|locale| Locale::of(locale.tag()) == locale));
    }

    #[test]
    fn a_header_is_weighed() {
        for (header, locale) in [
            ("fa-IR,fa;q=0.9,en;q=0.8", Some(Locale::Fa)),
            ("de,en;q=0.5", Some(Locale::En)),
            ("en;q=0.3, ar;q=0.75", Some(Locale::Ar)),
            ("en;q=0.5,ar;q=0.5", Some(Locale::En)),
            ("en;q=0", None),
            ("en;q=2, ar;q=x", None),
            ("en ; q=0.001", Some(Locale::En)),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(Locale::accepted(header), locale, "{header}");
        }
    }
}
