//! What a wallet's owner is shown of it.

use super::{
    decide::filling,
    limits::{Level, Levels, limits},
    state::{DayUse, Use, Wallet},
};
use crate::{
    books::{Account, Books},
    calendar::Day,
    dated::Dated,
    identity::{Iban, Mobile, NationalCode},
    time::Moment,
};
use serde::{Deserialize, Serialize};

/// A wallet at a moment; amounts in rial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whose number.
    pub mobile: Mobile,
    /// What is known of its owner.
    pub level: Level,
    /// Who that is.
    pub owner: Option<NationalCode>,
    /// Accounts of its owner.
    pub ibans: Vec<Iban>,
    /// Whether an operator has stopped it.
    pub is_frozen: bool,
    /// What is in it.
    pub stands: i64,
    /// Of that, what it can pay with.
    pub free: i64,
    /// What each use may still be today.
    pub left: DayUse,
    /// What still goes in before it has as much as it may, with what is on its way counted as if it were there.
    pub room: i64,
}

impl Standing {
    /// A wallet now, out of books that have its account and what its uses are about ([`Wallet::subjects`]). Where no row of limits
    /// is in force, nothing is left.
    #[must_use]
    pub fn of(wallet: &Wallet, books: &Books, rows: &[Dated<Levels>], now: Moment) -> Self {
        let account = Account::Wallet(wallet.id.clone());
        let day = Day::of(now.max(wallet.last_at));
        let (stands, free) = (books.stands(&account), books.free(&account));
        let (used, limits) = (wallet.used(day), limits(rows, wallet.level(), day));
        let left = |most: Option<i64>, what| most.unwrap_or(0).saturating_sub(used.of(what)).max(0);
        let room = limits.map_or(0, |limits| limits.balance).saturating_sub(stands);
        Self {
            mobile: wallet.mobile.clone(),
            level: wallet.level(),
            owner: wallet.owner.clone(),
            ibans: wallet.ibans.keys().cloned().collect(),
            is_frozen: wallet.frozen.is_some(),
            stands,
            free,
            left: DayUse {
                top_up: left(limits.map(|limits| limits.top_up), Use::TopUp),
                spend: left(limits.map(|limits| limits.spend), Use::Spend),
                withdraw: left(limits.map(|limits| limits.withdraw), Use::Withdraw),
            },
            room: room.saturating_sub(filling(wallet, books)).max(0),
        }
    }

    /// What is held for payments and payouts that are under way.
    #[must_use]
    pub const fn held(&self) -> i64 {
        self.stands.saturating_sub(self.free)
    }

    /// The most that can be filled in now.
    #[must_use]
    pub fn top_up_max(&self) -> i64 {
        if self.is_frozen { 0 } else { self.left.top_up.min(self.room) }
    }

    /// The most that can be taken out of it now.
    #[must_use]
    pub fn withdraw_max(&self) -> i64 {
        if self.is_frozen { 0 } else { self.left.withdraw.min(self.free).max(0) }
    }

    /// The most that can be paid with it now.
    #[must_use]
    pub fn spend_max(&self) -> i64 {
        if self.is_frozen { 0 } else { self.left.spend.min(self.free).max(0) }
    }
}
