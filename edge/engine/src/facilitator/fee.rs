//! What the operator takes of a payment.

use super::split::WHOLE_BPS;
use crate::{calendar::Day, dated::Dated, money::Rial};
use serde::{Deserialize, Serialize};

/// How somebody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By card, at a gateway.
    Card,
    /// Out of a wallet.
    Wallet,
    /// On credit.
    Credit,
}

/// A rate with its bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tariff {
    /// Basis points of the amount: 100 are one percent.
    pub bps: u32,
    /// What is added to that, rial.
    #[serde(default)]
    pub plus: i64,
    /// The least, rial.
    #[serde(default)]
    pub least: i64,
    /// The most, rial; none without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
}

impl Tariff {
    /// What it is of an amount: the share is rounded down to the rial, then `plus` is added, then the bounds hold; and it is never
    /// more than the amount itself.
    #[must_use]
    pub fn of(&self, amount: Rial) -> Rial {
        let share = i128::from(amount.get()) * i128::from(self.bps) / i128::from(WHOLE_BPS);
        let fee = (share + i128::from(self.plus)).max(i128::from(self.least));
        let fee = self.most.map_or(fee, |most| fee.min(i128::from(most)));
        let fee = i64::try_from(fee.clamp(0, i128::from(amount.get()))).unwrap_or(0);
        Rial::new(fee).unwrap_or(Rial::ZERO)
    }

    fn is_sound(&self) -> bool {
        let most = self.most.unwrap_or(i64::MAX);
        self.bps <= WHOLE_BPS && self.plus >= 0 && self.least >= 0 && self.least <= most
    }
}

/// Who bears a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// It is taken off what the shop gets.
    Shop,
    /// It is put on what the shopper pays.
    Shopper,
}

/// What becomes of the fee when the payment goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnRefund {
    /// The operator keeps it.
    Kept,
    /// It goes back in proportion.
    Returned,
}

/// A fee for what it fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRule {
    /// Payments by this method; by any without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Shops of this guild, four digits; of any without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How much.
    pub tariff: Tariff,
    /// Who bears it.
    pub payer: Payer,
    /// What becomes of it.
    pub on_refund: OnRefund,
}

/// What a payment of an amount comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What the shopper pays.
    pub pays: Rial,
    /// What the operator has of it.
    pub fee: Rial,
    /// What the shop and its payees have.
    pub net: Rial,
}

impl FeeRule {
    /// What an order of `amount` comes to.
    #[must_use]
    pub fn charge(&self, amount: Rial) -> Charge {
        let fee = self.tariff.of(amount);
        let sum = |n: i64| Rial::new(n).unwrap_or(Rial::ZERO);
        match self.payer {
            Payer::Shop => Charge { pays: amount, fee, net: sum(amount.get() - fee.get()) },
            Payer::Shopper => Charge { pays: sum(amount.get().saturating_add(fee.get())), fee, net: amount },
        }
    }
}

impl OnRefund {
    /// What of a fee goes back with a refund of `now`, after `before` of `gross` went back and `given` of the fee with it. All of
    /// it together is the fee's share of all refunds, rounded down; with the whole payment, the whole fee.
    #[must_use]
    pub fn back(self, fee: i64, gross: i64, before: i64, given: i64, now: Rial) -> Rial {
        if self == Self::Kept || gross <= 0 {
            return Rial::ZERO;
        }
        let back = i128::from(before.saturating_add(now.get()).min(gross));
        let due = i64::try_from(i128::from(fee) * back / i128::from(gross)).unwrap_or(0);
        Rial::new((due - given).clamp(0, now.get())).unwrap_or(Rial::ZERO)
    }
}

/// Every fee, by what it fits and since when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schedule(pub Vec<Dated<FeeRule>>);

/// What is wrong with a row of the schedule, by its number from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleFault {
    /// Shares over the whole, amounts below zero, or a least over the most.
    Tariff(usize),
    /// It ends before it begins.
    Days(usize),
    /// A guild that is not four digits.
    Category(usize),
}

impl Schedule {
    /// Whether every row can be used.
    ///
    /// # Errors
    /// The first one that cannot.
    pub fn check(&self) -> Result<(), ScheduleFault> {
        for (row, dated) in self.0.iter().enumerate() {
            let rule = &dated.rule;
            if !rule.tariff.is_sound() {
                return Err(ScheduleFault::Tariff(row));
            }
            if dated.until.is_some_and(|last| last < dated.from) {
                return Err(ScheduleFault::Days(row));
            }
            let is_guild = |text: &String| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
            if rule.category.as_ref().is_some_and(|text| !is_guild(text)) {
                return Err(ScheduleFault::Category(row));
            }
        }
        Ok(())
    }

    /// The most that may be taken of a payment of `amount` to a shop of `category`, whatever it is paid by, if it is paid on one of
    /// these days, both among them.
    #[must_use]
    pub fn most(&self, amount: Rial, category: &str, from: Day, until: Day) -> Rial {
        let fits = |row: &&Dated<FeeRule>| {
            let of_guild = row.rule.category.as_deref().is_none_or(|one| one == category);
            of_guild && row.from <= until && row.until.is_none_or(|last| last >= from)
        };
        self.0.iter().filter(fits).map(|row| row.rule.tariff.of(amount)).max().unwrap_or(Rial::ZERO)
    }

    /// The fee of a payment by `method` to a shop of `category` on a day: of the rows in force that fit, the one that says more (the
    /// guild before the method), then the one that began last, then the later row. Nothing if none fits.
    #[must_use]
    pub fn find(&self, method: Method, category: &str, day: Day) -> Option<&FeeRule> {
        let fits = |rule: &FeeRule| {
            rule.method.is_none_or(|one| one == method) && rule.category.as_deref().is_none_or(|one| one == category)
        };
        let rows = self.0.iter().filter(|row| row.holds(day) && fits(&row.rule));
        rows.max_by_key(|row| (row.rule.category.is_some(), row.rule.method.is_some(), row.from)).map(|row| &row.rule)
    }
}
