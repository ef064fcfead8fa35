//! The books as the fold of their events, or the part of them that a command needs.

use super::{
    account::{Account, Side},
    balance::Balance,
    event::{Event, Recorded},
    transfer::{Deed, Subject, Transfer, TransferId},
};
use crate::{money::Rial, time::Moment};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What became of a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// It stands.
    Open,
    /// So much of it went; the rest is free again.
    Posted(Rial),
    /// It was given up.
    Voided,
    /// Its time was over.
    Expired,
}

/// A transfer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// When it was recorded.
    pub at: Moment,
    /// The transfer.
    pub transfer: Transfer,
    /// For a hold, what became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldState>,
}

/// What a transfer does: to both accounts the same, each on its side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Movement<'a> {
    pub(super) debit: &'a Account,
    pub(super) credit: &'a Account,
    pub(super) posted: i64,
    pub(super) held: i64,
}

/// What a deed does, where `hold` is the transfer that it names; nothing if that is none.
pub(super) fn movement<'a>(deed: &'a Deed, hold: Option<&'a Transfer>) -> Option<Movement<'a>> {
    match deed {
        Deed::Move { debit, credit, amount } => Some(Movement { debit, credit, posted: amount.get(), held: 0 }),
        Deed::Hold { debit, credit, amount, .. } => Some(Movement { debit, credit, posted: 0, held: amount.get() }),
        Deed::Post { amount, .. } => {
            let (debit, credit, held) = held(hold?)?;
            Some(Movement { debit, credit, posted: amount.unwrap_or(held).get(), held: -held.get() })
        }
        Deed::Void { .. } => {
            let (debit, credit, held) = held(hold?)?;
            Some(Movement { debit, credit, posted: 0, held: -held.get() })
        }
    }
}

/// The two accounts and the amount of a hold; nothing for another transfer.
pub(super) const fn held(transfer: &Transfer) -> Option<(&Account, &Account, Rial)> {
    match &transfer.deed {
        Deed::Hold { debit, credit, amount, .. } => Some((debit, credit, *amount)),
        _ => None,
    }
}

/// The books. They may be a part of all of them: whoever loads the accounts and the transfers that a command
/// [names](super::Command::names), and everything about the subjects that a rule reads, gets the same answers as from the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    pub(super) balances: BTreeMap<Account, Balance>,
    pub(super) kept: BTreeMap<TransferId, Kept>,
    /// Open holds that lapse, by time.
    pub(super) ends: BTreeSet<(Moment, TransferId)>,
    /// When the newest event was recorded: the books' own time never runs backwards.
    pub last_at: Moment,
    /// Number of events: what a write is checked against.
    pub version: u64,
}

impl Default for Books {
    fn default() -> Self {
        Self::new()
    }
}

impl Books {
    /// Books with nothing in them.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            balances: BTreeMap::new(),
            kept: BTreeMap::new(),
            ends: BTreeSet::new(),
            last_at: Moment(i64::MIN),
            version: 0,
        }
    }

    /// The books that these events tell of.
    #[must_use]
    pub fn replay(events: &[Recorded]) -> Self {
        let mut books = Self::new();
        events.iter().for_each(|event| books.apply(event));
        books
    }

    /// The part of the books that was stored as rows.
    #[must_use]
    pub fn load(
        balances: impl IntoIterator<Item = (Account, Balance)>,
        kept: impl IntoIterator<Item = Kept>,
        last_at: Moment,
        version: u64,
    ) -> Self {
        let mut books = Self { balances: balances.into_iter().collect(), last_at, version, ..Self::new() };
        for one in kept {
            if let (Some(HoldState::Open), Deed::Hold { until: Some(until), .. }) = (one.hold, &one.transfer.deed) {
                books.ends.insert((*until, one.transfer.id.clone()));
            }
            books.kept.insert(one.transfer.id.clone(), one);
        }
        books
    }

    /// Takes an event in. It cannot fail: what may happen is decided before it is recorded.
    pub fn apply(&mut self, recorded: &Recorded) {
        self.version += 1;
        self.last_at = self.last_at.max(recorded.at);
        match &recorded.event {
            Event::Posted(transfers) => transfers.iter().for_each(|transfer| self.take(recorded.at, transfer)),
            Event::Expired(holds) => holds.iter().for_each(|hold| self.close(hold, HoldState::Expired)),
        }
    }

    fn take(&mut self, at: Moment, transfer: &Transfer) {
        let hold = match &transfer.deed {
            Deed::Move { debit, credit, amount } => {
                self.add(debit, Side::Debit, amount.get(), 0);
                self.add(credit, Side::Credit, amount.get(), 0);
                None
            }
            Deed::Hold { debit, credit, amount, until } => {
                self.add(debit, Side::Debit, 0, amount.get());
                self.add(credit, Side::Credit, 0, amount.get());
                if let Some(until) = until {
                    self.ends.insert((*until, transfer.id.clone()));
                }
                Some(HoldState::Open)
            }
            Deed::Post { hold, amount } => {
                let all = self.kept.get(hold).and_then(|kept| held(&kept.transfer)).map(|(_, _, amount)| amount);
                self.close(hold, HoldState::Posted(amount.or(all).unwrap_or(Rial::ZERO)));
                None
            }
            Deed::Void { hold } => {
                self.close(hold, HoldState::Voided);
                None
            }
        };
        self.kept.insert(transfer.id.clone(), Kept { at, transfer: transfer.clone(), hold });
    }

    fn add(&mut self, account: &Account, side: Side, posted: i64, held: i64) {
        let balance = match self.balances.get_mut(account) {
            Some(balance) => balance,
            None => self.balances.entry(account.clone()).or_default(),
        };
        // Whether it can be counted was decided before.
        *balance = balance.with(side, posted, held).unwrap_or(*balance);
    }

    fn close(&mut self, hold: &TransferId, state: HoldState) {
        let Some(kept) = self.kept.get_mut(hold) else { return };
        kept.hold = Some(state);
        let Deed::Hold { debit, credit, amount, until } = &kept.transfer.deed else { return };
        let posted = if let HoldState::Posted(amount) = state { amount.get() } else { 0 };
        let (debit, credit, held, until) = (debit.clone(), credit.clone(), -amount.get(), *until);
        self.add(&debit, Side::Debit, posted, held);
        self.add(&credit, Side::Credit, posted, held);
        if let Some(until) = until {
            self.ends.remove(&(until, hold.clone()));
        }
    }

    /// What stands on an account.
    #[must_use]
    pub fn balance(&self, account: &Account) -> Balance {
        self.balances.get(account).copied().unwrap_or_default()
    }

    /// What of it stands there, rial.
    #[must_use]
    pub fn stands(&self, account: &Account) -> i64 {
        self.balance(account).stands(account)
    }

    /// What of it can be used, rial.
    #[must_use]
    pub fn free(&self, account: &Account) -> i64 {
        self.balance(account).free(account)
    }

    /// Every account that was ever moved.
    pub fn accounts(&self) -> impl Iterator<Item = (&Account, Balance)> {
        self.balances.iter().map(|(account, balance)| (account, *balance))
    }

    /// A transfer by its id.
    #[must_use]
    pub fn kept(&self, id: &TransferId) -> Option<&Kept> {
        self.kept.get(id)
    }

    /// Every transfer that is kept, by id.
    pub fn transfers(&self) -> impl Iterator<Item = &Kept> {
        self.kept.values()
    }

    /// Everything about a subject, by step.
    pub fn about(&self, subject: &Subject) -> impl Iterator<Item = &Kept> {
        self.kept.range(TransferId::range(subject)).map(|(_, kept)| kept)
    }

    /// Which accounts a kept transfer moves, and how much went; what is held counts as `held`.
    pub(super) fn moves<'a>(&'a self, kept: &'a Kept) -> Option<Movement<'a>> {
        let hold = match &kept.transfer.deed {
            Deed::Post { hold, .. } | Deed::Void { hold } => self.kept.get(hold).map(|kept| &kept.transfer),
            _ => None,
        };
        movement(&kept.transfer.deed, hold)
    }

    /// What a kept transfer moved, on which side, rial: nothing for one that only holds or gives up.
    pub fn posted<'a>(&'a self, kept: &'a Kept) -> impl Iterator<Item = (&'a Account, Side, i64)> {
        let moves = self.moves(kept).filter(|moves| moves.posted != 0);
        moves
            .into_iter()
            .flat_map(|moves| [(moves.debit, Side::Debit, moves.posted), (moves.credit, Side::Credit, moves.posted)])
    }

    /// Every account that one subject's transfers moved, with what they left there.
    #[must_use]
    pub fn position(&self, subject: &Subject) -> BTreeMap<&Account, Balance> {
        let mut position: BTreeMap<&Account, Balance> = BTreeMap::new();
        for kept in self.about(subject) {
            let Some(Movement { debit, credit, posted, mut held }) = self.moves(kept) else { continue };
            if kept.hold == Some(HoldState::Expired) {
                held = 0;
            }
            for (account, side) in [(debit, Side::Debit), (credit, Side::Credit)] {
                let balance = position.entry(account).or_default();
                *balance = balance.with(side, posted, held).unwrap_or(*balance);
            }
        }
        position
    }

    /// When the next hold lapses.
    #[must_use]
    pub fn wake_at(&self) -> Option<Moment> {
        self.ends.first().map(|(at, _)| *at)
    }

    /// Cases that are not closed, with what stands there, rial: above zero, we have it and owe it; below, we miss it.
    pub fn suspense(&self) -> impl Iterator<Item = (&Subject, i64)> {
        self.balances.iter().filter_map(|(account, balance)| match account {
            Account::Suspense(case) => Some((case, balance.stands(account))).filter(|(_, stands)| *stands != 0),
            _ => None,
        })
    }
}
