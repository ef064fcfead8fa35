//! Cases of the books: money that nobody knows the reason of, until a person says where it belongs.

use super::Store;
use crate::world;
use dargah_engine::books::{Account, Side, Subject, rules};
use serde::{Deserialize, Serialize};
use worker::{Error, Result, SqlStorage};

/// Where a case's money can go, or come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Into {
    /// A bank's or provider's charge.
    Costs,
    /// The operator earned it.
    Fees,
    /// The operator put it in, or took it out.
    Capital,
    /// It stands in the books already: the same row of the bank, told in another way.
    Bank,
}

/// What is known of a case.
#[derive(Serialize, Deserialize)]
pub(crate) struct Case {
    /// What stands there, rial; below zero, what is missing.
    pub(crate) stands: i64,
    /// Since when, ms.
    pub(crate) since: i64,
    /// Whether its money came to, or left, an account of the operator's at a bank.
    pub(crate) is_of_bank: bool,
}

/// Looks at a case; nothing where nothing was ever posted for it.
pub(crate) fn look(store: &Store, sql: &SqlStorage, case: &Subject) -> Result<Option<Case>> {
    let account = Account::Suspense(case.clone());
    let books = store.load(sql, core::slice::from_ref(case), [account.clone()])?;
    let Some(since) = books.about(case).map(|kept| kept.at.0).min() else { return Ok(None) };
    Ok(Some(Case { stands: books.stands(&account), since, is_of_bank: bank_of(&books, case).is_some() }))
}

/// The bank's account that a case's money came to, or left.
fn bank_of(books: &dargah_engine::books::Books, case: &Subject) -> Option<Account> {
    books
        .about(case)
        .flat_map(|kept| books.posted(kept))
        .find_map(|(account, _, _): (&Account, Side, i64)| matches!(account, Account::Bank(_)).then(|| account.clone()))
}

/// Closes a case: all that stands there goes to, or comes from, where it belongs. How much that was, rial; nothing where there is
/// nothing to close.
pub(crate) fn close(store: &Store, sql: &SqlStorage, case: &Subject, into: Into) -> Result<Option<i64>> {
    let account = Account::Suspense(case.clone());
    let books = store.load(sql, core::slice::from_ref(case), [account.clone()])?;
    let stands = books.stands(&account);
    let into = match into {
        Into::Costs => Some(Account::Costs),
        Into::Fees => Some(Account::Fees),
        Into::Capital => Some(Account::Capital),
        Into::Bank => bank_of(&books, case),
    };
    let Some(into) = into.filter(|_| stands != 0) else { return Ok(None) };
    let closings = books.about(case).filter(|kept| kept.transfer.id.step().starts_with("close.")).count();
    let number = u32::try_from(closings).unwrap_or(u32::MAX).saturating_add(1);
    let broken = |why: String| Error::RustError(format!("books: {case}: {why}"));
    let transfers = rules::close_case(&books, case, number, &into).map_err(|misfit| broken(misfit.to_string()))?;
    let posted = store.post(sql, transfers, core::slice::from_ref(case), world::now())?;
    posted.map_err(|refusal| broken(refusal.to_string()))?;
    Ok(Some(stands))
}
