//! One amount in several parts that always add up to it.

use crate::{
    books::{Party, rules::Part},
    id::{PayeeId, ShopId},
    money::Rial,
};
use core::fmt;
use dargah_wire::SplitPart;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portion {
    /// So much.
    Fixed(Rial),
    /// Of what is left after the fixed ones, in basis points.
    Share(u32),
}

/// How a payment is split: the payees in order, and the rest to the shop. Wherever it is written, it is a list of [`SplitPart`]s.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<SplitPart>", into = "Vec<SplitPart>")]
pub struct Split(pub Vec<(PayeeId, Portion)>);

/// Why a split cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitFault {
    /// A part, by its number from 1, that names nobody.
    NoPayee(usize),
    /// A part, by its number from 1, that says an amount and a share, neither of them, or an amount below zero.
    NotOnePortion(usize),
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

impl TryFrom<Vec<SplitPart>> for Split {
    type Error = SplitFault;

    fn try_from(parts: Vec<SplitPart>) -> Result<Self, SplitFault> {
        let read = |(index, part): (usize, SplitPart)| {
            let number = index.saturating_add(1);
            let payee = PayeeId::new(&part.payee).map_err(|_| SplitFault::NoPayee(number))?;
            let portion = match (part.amount, part.share_bps) {
                (Some(amount), None) => Rial::new(amount).ok().map(Portion::Fixed),
                (None, Some(share)) => Some(Portion::Share(share)),
                _ => None,
            };
            portion.map(|portion| (payee, portion)).ok_or(SplitFault::NotOnePortion(number))
        };
        parts.into_iter().enumerate().map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl From<Split> for Vec<SplitPart> {
    fn from(split: Split) -> Self {
        let part = |(payee, portion): (PayeeId, Portion)| {
            let (amount, share_bps) = match portion {
                Portion::Fixed(amount) => (Some(amount.get()), None),
                Portion::Share(share) => (None, Some(share)),
            };
            SplitPart { payee: payee.into(), amount, share_bps }
        };
        split.0.into_iter().map(part).collect()
    }
}

impl fmt::Display for SplitFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPayee(number) => write!(f, "part {number}: a payee's id is 1 to 32 of a-z, 0-9, _ and -"),
            Self::NotOnePortion(number) => write!(f, "part {number}: say `amount` or `share_bps`, one of the two"),
            Self::TooManyPayees => {
                write!(f, "at most {} payees: the network takes ten, and the shop is one", PAYEES_MAX - 1)
            }
            Self::PayeeTwice => f.write_str("a payee is named twice"),
            Self::NoPart => f.write_str("a part is of nothing; leave it out"),
            Self::OverTheWhole => f.write_str("the shares are more than 10000 together, which is the whole"),
            Self::FixedOverAmount => f.write_str(
                "the amounts are more than what is left of the payment after the largest fee that it may have",
            ),
        }
    }
}

impl Split {
    /// Whether nobody but the shop gets anything.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Who gets a part beside the shop.
    pub fn payees(&self) -> impl Iterator<Item = &PayeeId> {
        self.0.iter().map(|(payee, _)| payee)
    }

    /// Without those who may not have a part any more: theirs is the shop's.
    #[must_use]
    pub fn among(self, may: impl Fn(&PayeeId) -> bool) -> Self {
        Self(self.0.into_iter().filter(|(payee, _)| may(payee)).collect())
    }

    /// The amounts that do not depend on the payment's, together.
    fn fixed(&self) -> i64 {
        let of = |portion: &Portion| if let Portion::Fixed(fixed) = portion { fixed.get() } else { 0 };
        self.0.iter().map(|(_, portion)| of(portion)).fold(0, i64::saturating_add)
    }

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
        let rest = amount.get() - self.fixed();
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

    /// The parts of what a payment that was paid has left after the fee. It never fails, because the money is there: where the amounts
    /// that were promised are more than that (the operator has raised its fee meanwhile), they share it in proportion.
    #[must_use]
    pub fn settled(&self, shop: &ShopId, amount: Rial) -> Vec<Part> {
        let own = |payee: Option<&PayeeId>, amount: i64| {
            let amount = Rial::new(amount).ok().filter(|amount| *amount != Rial::ZERO)?;
            Some(Part { party: Party { shop: shop.clone(), payee: payee.cloned() }, amount })
        };
        match self.of(shop, amount) {
            Ok(parts) => parts,
            Err(SplitFault::FixedOverAmount) => {
                let weight = |portion: &Portion| if let Portion::Fixed(fixed) = portion { fixed.get() } else { 0 };
                let weights: Vec<i64> = self.0.iter().map(|(_, portion)| weight(portion)).collect();
                let parts = divide(amount.get(), &weights);
                self.payees().zip(parts).filter_map(|(payee, part)| own(Some(payee), part)).collect()
            }
            // Nothing that was checked is written down so; the shop has all of it, and loses nothing.
            Err(_) => own(None, amount.get()).into_iter().collect(),
        }
    }
}
