//! The desk that many payouts pass: which of them go in the next files, and what a bank's statement says of them all. Each payout's own
//! steps are [`super::order`]'s.

use super::{
    bank_days::BankDays,
    batch::{Batch, BatchFault, BatchRow},
    choose::{NoWay, Plan, Purpose, choose},
    order::{Command, Payout, Sending, Stage},
    rails::{Rail, Rails},
    shaparak::DepositId,
    statement::{Expected, Found, StatementRow, match_rows},
};
use crate::{
    books::{LINKED_MAX, rules::PayoutSource},
    calendar::Day,
    dated::of_day,
    id::PayoutId,
    identity::Iban,
    time::Moment,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From where, and by which rules, payouts go.
#[derive(Clone, Copy, Debug)]
pub struct House<'a> {
    /// The account that pays.
    pub from: &'a Iban,
    /// Its owner, as the bank has the name.
    pub owner: &'a str,
    /// Cycles, hours and limits.
    pub rails: &'a Rails,
    /// Days on which the banks are closed.
    pub days: &'a BankDays,
}

/// A file to be handed in: the payouts of one way and one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextFile {
    /// What stands in it.
    pub batch: Batch,
    /// When it goes.
    pub plan: Plan,
}

impl NextFile {
    /// What each of its payouts is told once the file is handed in.
    pub fn sendings(&self) -> impl Iterator<Item = (&PayoutId, Command)> {
        let how = Sending::Batch { id: self.batch.id(), plan: self.plan };
        self.batch.rows.iter().map(move |row| (&row.payout, Command::Send(how.clone())))
    }
}

/// The files that can be made, and the payouts that go in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// One for each way that a payout goes, full ones first if there are more than a file takes.
    pub files: Vec<NextFile>,
    /// No way takes these now, and why.
    pub left: Vec<(PayoutId, NoWay)>,
}

/// Why no file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// No row of the rails says how files are made on this day.
    NotConfigured,
    /// A file would not be one that a bank takes.
    Batch(BatchFault),
}

/// The files of what is approved, the oldest first. `last` is the serial of the newest file of this account, 0 before the first.
///
/// # Errors
/// [`NoFile`]; nothing is made then.
pub fn next_files(house: &House<'_>, payouts: &[Payout], last: u32, now: Moment) -> Result<Next, NoFile> {
    let rows_most = of_day(&house.rails.files, Day::of(now)).ok_or(NoFile::NotConfigured)?.rows_most;
    // A file's payouts are sent in one write of the books, all of them or none.
    let rows_most = rows_most.min(LINKED_MAX);
    let mut approved: Vec<&Payout> = payouts.iter().filter(|payout| payout.stage == Stage::Approved).collect();
    approved.sort_by(|a, b| (a.prepared_at, &a.prepared.id).cmp(&(b.prepared_at, &b.prepared.id)));
    let mut next = Next::default();
    // The way and the cycle decide: a large order and a small one are cleared apart.
    let mut by_way: BTreeMap<(Rail, Moment), (Plan, Vec<BatchRow>)> = BTreeMap::new();
    for payout in approved {
        let prepared = &payout.prepared;
        let purpose = match prepared.source {
            PayoutSource::Party(_) => Purpose::Settlement,
            PayoutSource::Wallet(_) => Purpose::Ordinary,
        };
        match choose(house.rails, house.days, prepared.amount, purpose, now) {
            Ok(plan) => {
                let (_, rows) = by_way.entry((plan.rail, plan.goes_at)).or_insert_with(|| (plan, Vec::new()));
                rows.push(BatchRow {
                    payout: prepared.id.clone(),
                    name: prepared.to.name.clone(),
                    iban: prepared.to.iban.clone(),
                    amount: prepared.amount,
                    about: about(&prepared.source),
                });
            }
            Err(why) => next.left.push((prepared.id.clone(), why)),
        }
    }
    let mut serial = last;
    for (plan, rows) in by_way.into_values() {
        for rows in rows.chunks(rows_most.max(1)) {
            serial = serial.checked_add(1).ok_or(NoFile::Batch(BatchFault::Serial))?;
            let batch = Batch {
                from: house.from.clone(),
                owner: house.owner.to_owned(),
                serial,
                made_at: now,
                day: Day::of(plan.goes_at),
                rows: rows.to_vec(),
            };
            batch.check(rows_most).map_err(NoFile::Batch)?;
            next.files.push(NextFile { batch, plan });
        }
    }
    Ok(next)
}

/// What the receiver reads.
fn about(source: &PayoutSource) -> String {
    match source {
        PayoutSource::Party(party) => format!("settlement {party}"),
        PayoutSource::Wallet(_) => "wallet".to_owned(),
    }
}

/// What follows from a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What each payout is told, in the order of the rows.
    pub commands: Vec<(PayoutId, Command)>,
    /// Rows that are cases for a person: nobody knows them, or a payout does, otherwise. Each with the payout that it names.
    pub cases: Vec<(StatementRow, Option<PayoutId>)>,
    /// Rows by which Shaparak pays acceptors.
    pub shaparak: Vec<(StatementRow, DepositId)>,
    /// How many rows were taken in before.
    pub known: usize,
}

/// What a statement of the account `bank` says. `taken` says which rows are cases of the books already.
#[must_use]
pub fn read_rows(
    rows: Vec<StatementRow>,
    bank: &Iban,
    payouts: &[Payout],
    taken: impl Fn(&StatementRow) -> bool,
) -> Told {
    let expected: Vec<Expected> = payouts.iter().map(expected).collect();
    let found = match_rows(&rows, &expected, taken);
    let mut told = Told::default();
    for (row, found) in rows.into_iter().zip(found) {
        let (id, bank) = (row.id.clone(), bank.clone());
        match found {
            Found::Known => told.known += 1,
            Found::Settled(ids) => {
                // A row that shows what no bank has had, or what one has refused, is for a person.
                let waits =
                    |id: &&PayoutId| payouts.iter().any(|one| one.prepared.id == **id && one.stage == Stage::Sent);
                if let Some(odd) = ids.iter().find(|id| !waits(id)) {
                    told.cases.push((row, Some(odd.clone())));
                    continue;
                }
                let settle = |payout| (payout, Command::Settle { row: id.clone(), bank: bank.clone() });
                told.commands.extend(ids.into_iter().map(settle));
            }
            Found::Returned(payout) => told.commands.push((payout, Command::Return { row: id, bank })),
            Found::Shaparak(deposit) => told.shaparak.push((row, deposit)),
            Found::Odd(payout) => told.cases.push((row, Some(payout))),
            Found::Unknown => told.cases.push((row, None)),
        }
    }
    told
}

/// What a statement may say of a payout.
fn expected(payout: &Payout) -> Expected {
    let batch = match &payout.sent {
        // What the bank has refused is no part of what it shows of the file.
        Some((Sending::Batch { .. }, _)) if payout.stage == Stage::Bounced => None,
        Some((Sending::Batch { id, .. }, _)) => Some(id.clone()),
        Some((Sending::Shaparak { .. }, _)) | None => None,
    };
    Expected {
        id: payout.prepared.id.clone(),
        amount: payout.prepared.amount,
        batch,
        settled_row: payout.settled_row.clone(),
        returned_row: payout.returned_row.clone(),
    }
}
