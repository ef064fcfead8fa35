//! The panel's two languages, and how words, numbers and shares are written in each.

use dargah_wire::ShopName;
use dargah_words::{Locale, text::fill};

/// A language of the panel. Those who run shops in Iran read Persian or English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Persian: right to left, Persian digits, the Jalali calendar.
    Fa,
    /// English, with the Gregorian calendar.
    En,
}

impl Lang {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::Fa, Self::En];

    /// The language of a tag: `en`, `fa-IR`; nothing for any other.
    #[must_use]
    pub fn spoken(tag: &str) -> Option<Self> {
        match Locale::spoken(tag)? {
            Locale::Fa => Some(Self::Fa),
            Locale::En => Some(Self::En),
            Locale::Ar => None,
        }
    }

    /// The same language where shoppers are spoken to.
    #[must_use]
    pub const fn locale(self) -> Locale {
        match self {
            Self::Fa => Locale::Fa,
            Self::En => Locale::En,
        }
    }

    /// Its tag: `fa` or `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.locale().tag()
    }

    /// Which way it is written: the value of `dir`.
    #[must_use]
    pub const fn dir(self) -> &'static str {
        self.locale().dir()
    }

    /// The one that can be switched to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Fa => Self::En,
            Self::En => Self::Fa,
        }
    }

    /// One of two texts. For more than one text of a page there is [`words!`](crate::words).
    #[must_use]
    pub const fn either(self, fa: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Fa => fa,
            Self::En => en,
        }
    }

    /// A name in this language.
    #[must_use]
    pub fn name(self, name: &ShopName) -> &str {
        self.locale().name(name).0
    }

    /// A number with its groups: `۱٬۲۵۰`.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        self.locale().number(number)
    }

    /// How many there are.
    #[must_use]
    pub fn count(self, count: usize) -> String {
        self.number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A share in percent with one decimal: `۹۷٫۳٪`. Whole percents are written without it.
    #[must_use]
    pub fn percent(self, part: i64, of: i64) -> String {
        if of <= 0 {
            return "—".to_owned();
        }
        let tenths = (i128::from(part) * 2_000 + i128::from(of)) / (i128::from(of) * 2);
        let tenths = i64::try_from(tenths).unwrap_or(i64::MAX);
        let whole = self.number(tenths / 10);
        let tail = match tenths % 10 {
            0 => String::new(),
            rest => format!("{}{}", self.either("٫", "."), self.number(rest)),
        };
        format!("{whole}{tail}{}", self.either("٪", "%"))
    }

    /// `text` with `value` in place of its `{}`.
    #[must_use]
    pub fn fill(self, text: &str, value: &str) -> String {
        fill(text, value)
    }
}

/// Texts in both languages, beside each other. It makes a struct of them, with `of(lang)`; one that a language lacks does not
/// compile. `{}` in a text stands for a value, put in by [`Lang::fill`](crate::Lang::fill).
///
/// ```ignore
/// words! {
///     /// What the list of teapots says.
///     Words {
///         title: "قوری‌ها", "Teapots";
///         empty: "هنوز قوری‌ای نیست.", "There is no teapot yet.";
///     }
/// }
/// let w = Words::of(lang);
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($key:ident: $fa:literal, $en:literal;)* }) => {
        $(#[$doc])*
        pub(crate) struct $name { $(pub(crate) $key: &'static str,)* }

        impl $name {
            const FA: Self = Self { $($key: $fa,)* };
            const EN: Self = Self { $($key: $en,)* };

            /// The texts of a language.
            pub(crate) const fn of(lang: $crate::Lang) -> &'static Self {
                match lang {
                    $crate::Lang::Fa => &Self::FA,
                    $crate::Lang::En => &Self::EN,
                }
            }

            /// Every text of both languages with its name.
            #[cfg(test)]
            #[allow(dead_code, reason = "not every page's texts are all on one page")]
            pub(crate) fn all() -> Vec<(&'static str, &'static str, &'static str)> {
                vec![$((stringify!($key), $fa, $en),)*]
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_a_tenth() {
        assert_eq!(Lang::En.percent(1, 3), "33.3%");
        assert_eq!(Lang::Fa.percent(973, 1_000), "۹۷٫۳٪");
        assert_eq!(Lang::En.percent(1, 2), "50%");
        assert_eq!(Lang::En.percent(0, 0), "—");
        assert_eq!(Lang::En.percent(1_999, 2_000), "100%");
    }

    #[test]
    fn arabic_is_no_language_of_the_panel() {
        assert_eq!(
            [Lang::spoken("en-GB"), Lang::spoken("fa"), Lang::spoken("ar")],
            [Some(Lang::En), Some(Lang::Fa), None]
        );
    }
}
