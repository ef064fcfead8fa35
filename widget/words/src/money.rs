//! How an amount is shown: toman large and rial beneath, for what is not a whole toman in rial alone.

use crate::{Locale, text::fill};
use alloc::string::String;

/// An amount as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    /// A whole number of toman, which people count in; with its rial.
    Toman {
        /// `rial / 10`.
        toman: i64,
        /// The amount of the payment.
        rial: i64,
    },
    /// Not a whole toman: shown in rial, so that nothing is rounded.
    Rial(i64),
}

/// How `rial` is shown.
#[must_use]
pub fn price(rial: i64) -> Price {
    if rial % 10 == 0 { Price::Toman { toman: rial / 10, rial } } else { Price::Rial(rial) }
}

/// An amount in words and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// What people say, and what the button says.
    pub large: String,
    /// What the bank will show, where it is another unit.
    pub beneath: Option<String>,
}

/// `rial` as a reader of `locale` is shown it.
#[must_use]
pub fn amount(rial: i64, locale: Locale) -> Amount {
    let t = locale.texts();
    match price(rial) {
        Price::Toman { toman, rial } => {
            Amount { large: fill(t.toman, &locale.number(toman)), beneath: Some(fill(t.rial, &locale.number(rial))) }
        }
        Price::Rial(rial) => Amount { large: fill(t.rial, &locale.number(rial)), beneath: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toman_is_a_tenth() {
        assert_eq!(price(1_250_000), Price::Toman { toman: 125_000, rial: 1_250_000 });
    }

    #[test]
    fn nothing_is_rounded() {
        assert_eq!(price(10_005), Price::Rial(10_005));
        assert_eq!(amount(10_005, Locale::En), Amount { large: "10,005 rial".into(), beneath: None });
    }

    #[test]
    fn an_amount_is_said_in_both_units() {
        for (locale, large, beneath) in [
            (Locale::Fa, "۱۲۵٬۰۰۰ تومان", "۱٬۲۵۰٬۰۰۰ ریال"),
            (Locale::Ar, "١٢٥٬٠٠٠ تومان", "١٬٢٥٠٬٠٠٠ ريال"),
            (Locale::En, "125,000 toman", "1,250,000 rial"),
        ] {
            assert_eq!(amount(1_250_000, locale), Amount { large: large.into(), beneath: Some(beneath.into()) });
        }
    }
}
