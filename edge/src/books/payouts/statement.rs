//! A bank's statement taken in: payouts that left or came back are told so, and what nobody knows becomes a case of the books.

use super::{super::payout_store as rows, Kept, broken, tell};
use crate::books::Store;
use dargah_engine::{
    books::{Account, rules},
    id::PayoutId,
    identity::Iban,
    payout::{Command, Payout, StatementRow, Terms, Told, names, read_rows},
    time::Moment,
};
use dargah_wire::{StatementRowKind, StatementRowTaken, StatementTaken};
use std::collections::{BTreeMap, BTreeSet};
use worker::{Result, SqlStorage};

/// What came of a row.
struct Fate {
    what: StatementRowKind,
    payouts: Vec<PayoutId>,
    case: Option<Account>,
}

/// Takes the rows of a statement of the account `bank` in. Rows that were taken in before change nothing.
pub(super) fn take(
    store: &Store,
    sql: &SqlStorage,
    bank: &Iban,
    statement: Vec<StatementRow>,
    terms: &Terms,
    now: Moment,
) -> Result<StatementTaken> {
    let payouts = named(sql, &statement)?;
    let cases = cases(store, sql, &statement)?;
    let told = read_rows(statement.clone(), bank, &payouts, |row| cases.contains(&row.id));
    let fates = carry_out(store, sql, bank, told, terms, now)?;
    Ok(view(&statement, &fates))
}

/// The payouts that these rows may speak of.
fn named(sql: &SqlStorage, statement: &[StatementRow]) -> Result<Vec<Payout>> {
    let mut found: BTreeMap<PayoutId, Kept> = BTreeMap::new();
    for name in names(statement) {
        let mut ids: Vec<PayoutId> = PayoutId::new(&name.to_ascii_lowercase()).into_iter().collect();
        if let Some(kept) = rows::file(sql, &name)? {
            ids.extend(kept.file.batch.rows.into_iter().map(|row| row.payout));
        }
        for id in ids {
            if let Some(kept) = rows::one(sql, &id)? {
                found.insert(id, kept);
            }
        }
    }
    found.values().map(Kept::payout).collect()
}

/// The rows that are cases of the books already.
fn cases(store: &Store, sql: &SqlStorage, statement: &[StatementRow]) -> Result<BTreeSet<String>> {
    let mut known = BTreeSet::new();
    for row in statement {
        let Some(case) = row.case() else { continue };
        let books = store.load(sql, core::slice::from_ref(&case), [])?;
        if books.about(&case).next().is_some() {
            known.insert(row.id.clone());
        }
    }
    Ok(known)
}

fn carry_out(
    store: &Store,
    sql: &SqlStorage,
    bank: &Iban,
    told: Told,
    terms: &Terms,
    now: Moment,
) -> Result<BTreeMap<String, Fate>> {
    let mut fates: BTreeMap<String, Fate> = BTreeMap::new();
    for (id, command) in told.commands {
        let (row, what) = match &command {
            Command::Settle { row, .. } => (row.clone(), StatementRowKind::Settled),
            Command::Return { row, .. } => (row.clone(), StatementRowKind::Returned),
            other => return Err(broken(&format!("a statement says {other:?}"))),
        };
        tell(store, sql, &id, command, terms, now)?.map_err(|no| broken(&format!("{id}: {no:?}")))?;
        fates.entry(row).or_insert_with(|| Fate { what, payouts: Vec::new(), case: None }).payouts.push(id);
    }
    for (row, payout) in told.cases {
        let case = row.case().ok_or_else(|| broken("a row has no name"))?;
        let transfers = rules::open_case(&case, bank, row.came, row.went);
        store.post(sql, transfers, &[], now)?.map_err(|refusal| broken(&refusal.to_string()))?;
        let fate = Fate {
            what: StatementRowKind::Case,
            payouts: payout.into_iter().collect(),
            case: Some(Account::Suspense(case)),
        };
        fates.insert(row.id, fate);
    }
    for (row, _) in told.shaparak {
        fates.insert(row.id, Fate { what: StatementRowKind::Acceptor, payouts: Vec::new(), case: None });
    }
    Ok(fates)
}

fn view(statement: &[StatementRow], fates: &BTreeMap<String, Fate>) -> StatementTaken {
    let mut taken = StatementTaken { settled: 0, returned: 0, cases: 0, acceptors: 0, known: 0, rows: Vec::new() };
    for row in statement {
        let fate = fates.get(&row.id);
        let what = fate.map_or(StatementRowKind::Known, |fate| fate.what);
        let payouts: Vec<String> = fate.into_iter().flat_map(|fate| &fate.payouts).map(ToString::to_string).collect();
        let (count, more) = match what {
            StatementRowKind::Settled => (&mut taken.settled, u32::try_from(payouts.len()).unwrap_or(u32::MAX)),
            StatementRowKind::Returned => (&mut taken.returned, 1),
            StatementRowKind::Case => (&mut taken.cases, 1),
            StatementRowKind::Acceptor => (&mut taken.acceptors, 1),
            StatementRowKind::Known => (&mut taken.known, 1),
        };
        *count = count.saturating_add(more);
        taken.rows.push(StatementRowTaken {
            line: row.line,
            at: row.at.0,
            came: row.came.get(),
            went: row.went.get(),
            says: row.says.clone(),
            what,
            payouts,
            case: fate.and_then(|fate| fate.case.as_ref()).map(ToString::to_string),
        });
    }
    taken
}
