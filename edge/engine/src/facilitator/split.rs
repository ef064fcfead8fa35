//! One amount in several parts that always add up to it.

use crate::{
    books::{Party, rules::Part},
    id::{PayeeId, ShopId},
    money::Rial,
};
use serde::{Deserialize, Serialize};

/// The most IBANs that one payment is split to: Shaparak's own limit.
pub const PAYEES_MAX: usize = 10;

/// The whole, in basis points.
pub const WHOLE_BPS: u32 = 10_000;

/// `amount` in proportion to the weights, by the largest remainder: each part is rounded down, and the rial that are left go one by
/// one to the parts that lost most by it, the earlier one first where they lost the same. The parts add up to the amount. With no
/// weight at all, or less than nothing to divide, they are all nothing.
#[must_use]
pub fn divide(amount: i64, weights: &[i64]) -> Vec<i64> {
    let whole: i128 = weights.iter().map(|weight| i128::from((*weight).max(0))).sum();
    if whole == 0 || amount <= 0 {
        return vec![0; weights.len()];
    }
    let exact = weights.iter().map(|weight| i128::from(amount) * i128::from((*weight).max(0)));
    let mut parts: Vec<(usize, i128, i128)> =
        exact.enumerate().map(|(index, exact)| (index, exact / whole, exact % whole)).collect();
    let given: i128 = parts.iter().map(|(_, part, _)| part).sum();
    let left = usize::try_from(i128::from(amount) - given).unwrap_or(0);
    // Stable: of equal remainders the first one stays first.
    parts.sort_by_key(|(_, _, lost)| core::cmp::Reverse(*lost));
    parts.iter_mut().take(left).for_each(|(_, part, _)| *part += 1);
    parts.sort_by_key(|(index, ..)| *index);
    parts.into_iter().map(|(_, part, _)| i64::try_from(part).unwrap_or(0)).collect()
}

/// What somebody gets of each payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Portion {
    /// So much.
    Fixed(Rial),
    /// Of what is left after the fixed ones, in basis points.
    Share(u32),
}

/// How a shop splits its payments: the payees in order, and the rest to the shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Split(pub Vec<(PayeeId, Portion)>);

/// Why a split cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitFault {
    /// More payees than Shaparak takes, the shop itself counted.
    TooManyPayees,
    /// One payee twice.
    PayeeTwice,
    /// A part of nothing.
    NoPart,
    /// The shares are more than the whole.
    OverTheWhole,
    /// The fixed parts are more than the payment has.
    FixedOverAmount,
}

impl Split {
    /// Whether it can be used at all.
    ///
    /// # Errors
    /// The first [`SplitFault`] that does not depend on an amount.
    pub fn check(&self) -> Result<(), SplitFault> {
        if self.0.len() >= PAYEES_MAX {
            return Err(SplitFault::TooManyPayees);
        }
        let mut shares = 0_u32;
        for (index, (payee, portion)) in self.0.iter().enumerate() {
            if self.0[..index].iter().any(|(one, _)| one == payee) {
                return Err(SplitFault::PayeeTwice);
            }
            match portion {
                Portion::Fixed(Rial::ZERO) | Portion::Share(0) => return Err(SplitFault::NoPart),
                Portion::Fixed(_) => {}
                Portion::Share(bps) => shares = shares.saturating_add(*bps),
            }
        }
        if shares > WHOLE_BPS { Err(SplitFault::OverTheWhole) } else { Ok(()) }
    }

    /// The parts of `amount`, which is what is left of a payment after the fee. The shop's own part comes first; parts of nothing
    /// are left out. They add up to the amount.
    ///
    /// # Errors
    /// What is wrong with the split, or with it for this amount.
    pub fn of(&self, shop: &ShopId, amount: Rial) -> Result<Vec<Part>, SplitFault> {
        self.check()?;
        let fixed = |portion: &Portion| if let Portion::Fixed(fixed) = portion { fixed.get() } else { 0 };
        let taken = self.0.iter().map(|(_, portion)| fixed(portion)).fold(0, i64::saturating_add);
        let rest = amount.get() - taken;
        if rest < 0 {
            return Err(SplitFault::FixedOverAmount);
        }
        let share = |portion: &Portion| if let Portion::Share(bps) = portion { i64::from(*bps) } else { 0 };
        let own = i64::from(WHOLE_BPS) - self.0.iter().map(|(_, portion)| share(portion)).sum::<i64>();
        let mut weights = vec![own];
        weights.extend(self.0.iter().map(|(_, portion)| share(portion)));
        let shares = divide(rest, &weights);
        let fixed = core::iter::once(0).chain(self.0.iter().map(|(_, portion)| fixed(portion)));
        let payees = core::iter::once(None).chain(self.0.iter().map(|(payee, _)| Some(payee.clone())));
        let parts = shares.into_iter().zip(fixed).zip(payees).filter_map(|((share, fixed), payee)| {
            let amount = Rial::new(share + fixed).ok().filter(|amount| *amount != Rial::ZERO)?;
            Some(Part { party: Party { shop: shop.clone(), payee }, amount })
        });
        Ok(parts.collect())
    }
}
