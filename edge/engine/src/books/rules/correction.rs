//! What people put right.

use super::{Legs, Misfit};
use crate::{
    books::{
        account::{Account, Party},
        ledger::Books,
        transfer::{Subject, Transfer, Why},
    },
    identity::Iban,
    money::Rial,
};

/// The transfers of a fee that was wrong: `more` is taken from what the shop can take (and is its debt where it has less), `less`
/// is given back. `case` names the correction. Reads what the party can take, and its debt.
#[must_use]
pub fn correct_fee(books: &Books, case: &Subject, party: &Party, more: Rial, less: Rial) -> Vec<Transfer> {
    let before = super::as_posted(books, case, |transfer| transfer.id.step().starts_with("fee."));
    if !before.is_empty() {
        return before;
    }
    let mut legs = Legs::new(case.clone());
    let available = Account::Available(party.clone());
    let has = books.free(&available).clamp(0, more.get());
    legs.add("fee.more", Why::Correction, available, Account::Fees, has);
    legs.add("fee.debt", Why::Correction, Account::Debt(party.main()), Account::Fees, more.get() - has);
    legs.give(books, "fee.less", Why::Correction, Account::Fees, party, less.get());
    legs.transfers
}

/// The transfers of money that came to, or left, an account at a bank, and nobody knows why: a case of its own.
#[must_use]
pub fn open_case(case: &Subject, bank: &Iban, came: Rial, went: Rial) -> Vec<Transfer> {
    super::settlement_more(case, 0, bank, came, went)
}

/// The transfers that close a case: what stands there goes to, or comes from, `into`. None if nothing stands there. `number` tells
/// one closing from the next. Reads the case's account.
///
/// # Errors
/// [`Misfit::DoesNotAddUp`] if `into` is the case's own account.
pub fn close_case(books: &Books, case: &Subject, number: u32, into: &Account) -> Result<Vec<Transfer>, Misfit> {
    let account = Account::Suspense(case.clone());
    if account == *into {
        return Err(Misfit::DoesNotAddUp);
    }
    let before = super::as_posted(books, case, |transfer| transfer.id.step().starts_with(&format!("close.{number}.")));
    if !before.is_empty() {
        return Ok(before);
    }
    let stands = books.stands(&account);
    let mut legs = Legs::new(case.clone());
    legs.add(&format!("close.{number}.over"), Why::Case, account.clone(), into.clone(), stands);
    legs.add(&format!("close.{number}.short"), Why::Case, into.clone(), account, -stands);
    Ok(legs.transfers)
}
