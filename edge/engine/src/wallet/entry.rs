//! A line of a wallet's statement, from a row of the books.

use crate::{
    books::{Account, Books, Page, Subject, Why, rules::Sale},
    id::{PaymentId, ShopId},
    time::Moment,
};
use serde::{Deserialize, Serialize};

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number among the wallet's rows, from 1.
    pub n: u32,
    /// When.
    pub at: Moment,
    /// What about.
    pub subject: Subject,
    /// What for.
    pub why: Why,
    /// What came, rial; below zero, what went.
    pub change: i64,
    /// What stands in the wallet after it, rial.
    pub after: i64,
    /// Which shop was paid, or paid back; nothing where none was.
    pub shop: Option<ShopId>,
}

impl Entry {
    /// The line of a row of `account`, a wallet's; none where money was only set aside, or given up.
    #[must_use]
    pub fn of(n: u32, page: &Page, account: &Account) -> Option<Self> {
        let mut moved = page.moved.iter().filter(|moved| moved.account == *account && moved.posted != 0).peekable();
        let first = *moved.peek()?;
        let (subject, why) = (first.id.subject(), first.why);
        let change = moved.map(|moved| if moved.side == account.grows() { moved.posted } else { -moved.posted });
        let after = page.stands.get(account).map_or(0, |balance| balance.stands(account));
        Some(Self { n, at: page.at, subject, why, change: change.sum(), after, shop: None })
    }

    /// The payment that it is about, if it is about one.
    #[must_use]
    pub fn payment(&self) -> Option<PaymentId> {
        PaymentId::parse(self.subject.as_str())
    }

    /// The same with the shop, out of books that have everything about its subject.
    #[must_use]
    pub fn with_shop(self, books: &Books) -> Self {
        let shop = self.payment().and_then(|payment| Sale::of(books, &payment).shop).map(|party| party.shop);
        Self { shop, ..self }
    }
}
