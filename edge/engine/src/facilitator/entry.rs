//! A line of what a shop is shown of its money, from a row of the books.

use super::statement::Standing;
use crate::{
    books::{Page, Subject, Why},
    time::Moment,
};
use dargah_wire::{BalanceEntry, BalanceView, Currency};
use serde::{Deserialize, Serialize};

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number among the party's, from 1.
    pub n: u32,
    /// When.
    pub at: Moment,
    /// What about.
    pub subject: Subject,
    /// What for: of what happened together, the first.
    pub why: Why,
    /// What it changed.
    pub change: Standing,
    /// What the party has after it.
    pub after: Standing,
}

impl Standing {
    /// What stands on a party's accounts by the newest row.
    #[must_use]
    pub fn by(page: &Page) -> Self {
        let mut standing = Self::default();
        for (account, balance) in &page.stands {
            standing.add(account, account.grows(), balance.stands(account));
        }
        standing
    }
}

impl Entry {
    /// The line of a row; none where money was only set aside, or given up.
    #[must_use]
    pub fn of(n: u32, page: &Page) -> Option<Self> {
        let mut change = Standing::default();
        page.moved.iter().for_each(|moved| change.add(&moved.account, moved.side, moved.posted));
        let first = page.moved.iter().find(|moved| moved.posted != 0)?;
        let (subject, why) = (first.id.subject(), first.why);
        Some(Self { n, at: page.at, subject, why, change, after: Standing::by(page) })
    }
}

impl From<Standing> for BalanceView {
    fn from(standing: Standing) -> Self {
        let Standing { pending, available, reserve, debt } = standing;
        Self { pending, available, reserve, debt, total: standing.total(), currency: Currency::Irr }
    }
}

impl From<&Entry> for BalanceEntry {
    fn from(entry: &Entry) -> Self {
        Self {
            n: entry.n,
            at: entry.at.0,
            about: entry.subject.to_string(),
            kind: entry.why.as_str().to_owned(),
            change: entry.change.into(),
            after: entry.after.into(),
        }
    }
}
