//! How an amount is shown: toman large and rial beneath, for what is not a whole toman in rial alone. Pure.

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
    }
}
