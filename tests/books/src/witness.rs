//! What must happen sometimes, or a run says nothing.

use std::collections::BTreeMap;

/// Everything that has to be met.
pub(crate) const ALL: [&str; 33] = [
    "a sale by card",
    "a sale on credit",
    "a sale by wallet",
    "a sale half by wallet and half by card",
    "a split of a payment",
    "a wallet's part given back",
    "a wallet's part lapsed",
    "a card's part kept after that",
    "two spends of one balance, one refused",
    "a top-up",
    "a refund held",
    "a refund done",
    "a refund refused by the bank",
    "a refund to a wallet",
    "a refund the shop had not enough for",
    "a refund that had happened",
    "a shop in debt",
    "a debt paid off",
    "a reversal",
    "a settlement",
    "a settlement of less",
    "a settlement's rest, late",
    "a payment settled twice",
    "a line for nobody",
    "a release with a reserve",
    "a reserve freed",
    "a fee corrected",
    "a payout settled",
    "a payout dropped",
    "a payout bounced",
    "a payout returned",
    "a wallet paid out",
    "a fact told again",
];

/// How often each was met.
#[derive(Clone, Debug, Default)]
pub struct Seen(BTreeMap<&'static str, u64>);

impl Seen {
    pub(crate) fn met(&mut self, what: &'static str) {
        debug_assert!(ALL.contains(&what), "{what} is not on the list");
        *self.0.entry(what).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            *self.0.entry(what).or_default() += count;
        }
    }

    /// How often each was met.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        ALL.iter().map(|what| (*what, self.0.get(what).copied().unwrap_or(0)))
    }

    /// What was never met.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        self.counts().filter(|(_, count)| *count == 0).map(|(what, _)| what).collect()
    }
}
