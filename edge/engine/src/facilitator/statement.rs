//! What happened to a shop's or a payee's money: the books' own transfers, read from its side.

use crate::{
    books::{Account, Books, Party, Side, Subject, Why},
    report::Csv,
    time::Moment,
};
use dargah_words::Locale;
use serde::{Deserialize, Serialize};

/// What a party has, rial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Not yet settled and released.
    pub pending: i64,
    /// To be taken.
    pub available: i64,
    /// Kept back.
    pub reserve: i64,
    /// Owed by it.
    pub debt: i64,
}

impl Standing {
    /// What a party has now.
    #[must_use]
    pub fn of(books: &Books, party: &Party) -> Self {
        Self {
            pending: books.stands(&Account::Pending(party.clone())),
            available: books.stands(&Account::Available(party.clone())),
            reserve: books.stands(&Account::Reserve(party.clone())),
            debt: books.stands(&Account::Debt(party.clone())),
        }
    }

    /// Everything together: what it has less what it owes.
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.pending.saturating_add(self.available).saturating_add(self.reserve).saturating_sub(self.debt)
    }

    pub(super) fn add(&mut self, account: &Account, side: Side, amount: i64) {
        let change = if account.grows() == side { amount } else { -amount };
        let of = match account {
            Account::Pending(_) => &mut self.pending,
            Account::Available(_) => &mut self.available,
            Account::Reserve(_) => &mut self.reserve,
            Account::Debt(_) => &mut self.debt,
            _ => return,
        };
        *of = of.saturating_add(change);
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            pending: self.pending.saturating_add(other.pending),
            available: self.available.saturating_add(other.available),
            reserve: self.reserve.saturating_add(other.reserve),
            debt: self.debt.saturating_add(other.debt),
        }
    }
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// When.
    pub at: Moment,
    /// What about.
    pub subject: Subject,
    /// What for.
    pub why: Why,
    /// What it changed.
    pub change: Standing,
    /// What the party has after it.
    pub after: Standing,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What the party had.
    pub opening: Standing,
    /// What happened, in order.
    pub lines: Vec<StatementLine>,
    /// What it has after that.
    pub closing: Standing,
}

impl Statement {
    /// A party's statement from `from` on and before `until`, in the order of time; what happened at one moment in that of ids. What
    /// lies before `from` in the books is added to `opening`: with the whole books, that is nothing.
    #[must_use]
    pub fn of(books: &Books, party: &Party, opening: Standing, from: Moment, until: Moment) -> Self {
        let mut all: Vec<_> = books.transfers().filter(|kept| kept.at < until).collect();
        all.sort_by(|a, b| (a.at, &a.transfer.id).cmp(&(b.at, &b.transfer.id)));
        let (mut statement, mut stands) = (Self { opening, lines: Vec::new(), closing: opening }, opening);
        for kept in all {
            let mut change = Standing::default();
            for (account, side, amount) in books.posted(kept) {
                if account.party() == Some(party) {
                    change.add(account, side, amount);
                }
            }
            if change == Standing::default() {
                continue;
            }
            stands = stands.plus(change);
            if kept.at < from {
                statement.opening = stands;
                continue;
            }
            let (subject, why) = (kept.transfer.id.subject(), kept.transfer.why);
            statement.lines.push(StatementLine { at: kept.at, subject, why, change, after: stands });
        }
        statement.closing = stands;
        statement
    }

    /// For a spreadsheet: one line each, with the sums of the party behind it.
    #[must_use]
    pub fn csv(&self, locale: Locale) -> String {
        let (csv, persian) = (Csv::new(locale), locale == Locale::Fa);
        let mut text = String::from("\u{feff}");
        let heads = [
            ("at", "زمان"),
            ("about", "شناسه"),
            ("kind", "نوع"),
            ("pending", "در انتظار تسویه (ریال)"),
            ("available", "قابل برداشت (ریال)"),
            ("reserve", "ذخیره (ریال)"),
            ("debt", "بدهی (ریال)"),
            ("total", "مانده (ریال)"),
        ];
        csv.line(&mut text, &heads.map(|(en, fa)| if persian { fa } else { en }));
        for line in &self.lines {
            let numbers = [line.change.pending, line.change.available, line.change.reserve, line.change.debt];
            let [pending, available, reserve, debt] = numbers.map(signed);
            let cells = [
                csv.time(line.at),
                line.subject.to_string(),
                if persian { in_persian(line.why) } else { line.why.as_str() }.to_owned(),
                pending,
                available,
                reserve,
                debt,
                signed(line.after.total()),
            ];
            csv.line(&mut text, &cells.each_ref().map(String::as_str));
        }
        text
    }
}

/// A number that a spreadsheet takes for one: the minus is U+2212, because a cell that begins with `-` might be a formula.
fn signed(n: i64) -> String {
    if n < 0 { format!("\u{2212}{}", n.unsigned_abs()) } else { n.to_string() }
}

/// What it is for, in Persian.
const fn in_persian(why: Why) -> &'static str {
    match why {
        Why::Sale => "فروش",
        Why::Fee => "کارمزد",
        Why::Refund => "بازگشت وجه",
        Why::FeeBack => "برگشت کارمزد",
        Why::Reversal => "برگشت تراکنش",
        Why::Settlement => "تسویه",
        Why::Bank => "گردش بانک",
        Why::Cost => "هزینه",
        Why::Release => "آزادسازی",
        Why::Reserve => "ذخیره",
        Why::DebtPaid => "تسویهٔ بدهی",
        Why::Correction => "اصلاح کارمزد",
        Why::Payout => "واریز",
        Why::PayoutBack => "برگشت واریز",
        Why::TopUp => "شارژ کیف پول",
        Why::Spend => "پرداخت با کیف پول",
        Why::Kept => "مانده در کیف پول",
        Why::Case => "بستن مورد",
        Why::Capital => "سرمایه",
    }
}
