//! How the books are laid out in rows, so that a command needs a few of them and not all.
//!
//! A row holds everything about one subject. And each event adds a row to each owner whose accounts it moved, with what stands on
//! all of the owner's accounts after it: the newest row is the balance, and all of them are the statement. Nothing is stored twice.

use super::{
    account::{Account, Party, Side},
    balance::{Balance, is_zero},
    event::{Event, Recorded},
    ledger::{Books, HoldState, Kept, Movement, held},
    transfer::{Subject, TransferId, Why},
};
use crate::time::Moment;
use core::fmt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose rows: a party's, with its four accounts, or those of an account that is nobody's but itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner(String);

impl Owner {
    /// Whose an account is.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        account.party().map_or_else(|| Self(account.to_string()), Self::party)
    }

    /// A party.
    #[must_use]
    pub fn party(party: &Party) -> Self {
        // No account is called so.
        Self(format!("party:{party}"))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a transfer did to one account, rial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The transfer; of a hold that lapsed, the hold.
    pub id: TransferId,
    /// What for.
    pub why: Why,
    /// Which account.
    pub account: Account,
    /// Which of its sides.
    pub side: Side,
    /// How much went.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub posted: i64,
    /// How much is held more, or below zero, less.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held: i64,
}

/// An owner's row of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// When.
    pub at: Moment,
    /// What happened, in order.
    pub moved: Vec<Moved>,
    /// What stands on the owner's accounts after it.
    pub stands: BTreeMap<Account, Balance>,
}

/// The rows that events add, where `after` are the books after them.
#[must_use]
pub fn pages(after: &Books, recorded: &[Recorded]) -> BTreeMap<Owner, Page> {
    let mut pages: BTreeMap<Owner, Page> = BTreeMap::new();
    for Recorded { at, event } in recorded {
        let ids: Vec<&TransferId> = match event {
            Event::Posted(transfers) => transfers.iter().map(|transfer| &transfer.id).collect(),
            Event::Expired(holds) => holds.iter().collect(),
        };
        for kept in ids.into_iter().filter_map(|id| after.kept(id)) {
            let Some(movement) = movement(after, kept, event) else { continue };
            for (account, side) in [(movement.debit, Side::Debit), (movement.credit, Side::Credit)] {
                let page = pages.entry(Owner::of(account)).or_insert_with(|| Page {
                    at: *at,
                    moved: Vec::new(),
                    stands: BTreeMap::new(),
                });
                let (id, why, account) = (kept.transfer.id.clone(), kept.transfer.why, account.clone());
                page.moved.push(Moved { id, why, account, side, posted: movement.posted, held: movement.held });
            }
        }
    }
    for (account, balance) in after.accounts() {
        if let Some(page) = pages.get_mut(&Owner::of(account)) {
            page.stands.insert(account.clone(), balance);
        }
    }
    pages
}

fn movement<'a>(books: &'a Books, kept: &'a Kept, event: &Event) -> Option<Movement<'a>> {
    match event {
        Event::Posted(_) => books.moves(kept),
        Event::Expired(_) => held(&kept.transfer).map(|(debit, credit, amount)| Movement {
            debit,
            credit,
            posted: 0,
            held: -amount.get(),
        }),
    }
}

/// The subjects whose row changes with events: each one's own, and those of the holds that end.
#[must_use]
pub fn subjects(recorded: &[Recorded]) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    for Recorded { event, .. } in recorded {
        match event {
            Event::Posted(transfers) => {
                for transfer in transfers {
                    subjects.push(transfer.id.subject());
                    subjects.extend(transfer.deed.hold().map(TransferId::subject));
                }
            }
            Event::Expired(holds) => subjects.extend(holds.iter().map(TransferId::subject)),
        }
    }
    subjects.sort_unstable();
    subjects.dedup();
    subjects
}

impl Kept {
    /// The accounts that it holds money of and for, while it does.
    #[must_use]
    pub fn held_accounts(&self) -> Option<[&Account; 2]> {
        let open = self.hold == Some(HoldState::Open);
        held(&self.transfer).filter(|_| open).map(|(debit, credit, _)| [debit, credit])
    }
}
