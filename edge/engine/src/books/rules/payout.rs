//! A payout's money: held when it is prepared, in transit once the bank has the order, gone when the statement shows it, and back
//! if the bank sends it back, days later if need be.

use super::{Legs, Misfit};
use crate::{
    books::{
        account::{Account, Party},
        ledger::{Books, HoldState},
        transfer::{Deed, Subject, Transfer, Why},
    },
    id::{PayoutId, WalletId},
    identity::Iban,
    money::Rial,
};

/// Whose money is paid out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A shop's or a payee's.
    Party(Party),
    /// A shopper's.
    Wallet(WalletId),
}

impl Source {
    /// The account that it comes from.
    #[must_use]
    pub fn account(&self) -> Account {
        match self {
            Self::Party(party) => Account::Available(party.clone()),
            Self::Wallet(wallet) => Account::Wallet(wallet.clone()),
        }
    }
}

/// The transfers of a payout that is prepared: its money is held.
#[must_use]
pub fn prepared(payout: &PayoutId, source: &Source, amount: Rial) -> Vec<Transfer> {
    let mut legs = Legs::new(Subject::payout(payout));
    legs.leg(super::How::Held(None), "hold", Why::Payout, source.account(), Account::Transit, amount.get());
    legs.transfers
}

/// The transfers of one that is given up before it was sent.
#[must_use]
pub fn dropped(payout: &PayoutId) -> Vec<Transfer> {
    let mut legs = Legs::new(Subject::payout(payout));
    let hold = legs.subject.step("hold");
    legs.void("drop", Why::Payout, hold);
    legs.transfers
}

/// The transfers of one whose order the bank, or Shaparak, has.
#[must_use]
pub fn sent(payout: &PayoutId) -> Vec<Transfer> {
    let mut legs = Legs::new(Subject::payout(payout));
    let hold = legs.subject.step("hold");
    legs.post("send", Why::Payout, hold);
    legs.transfers
}

/// Amount and source account of a payout that was sent.
fn of(books: &Books, payout: &PayoutId) -> Result<(Account, i64), Misfit> {
    let hold = books.kept(&Subject::payout(payout).step("hold")).ok_or(Misfit::NotThere)?;
    match (&hold.transfer.deed, hold.hold) {
        (Deed::Hold { debit, .. }, Some(HoldState::Posted(amount))) => Ok((debit.clone(), amount.get())),
        _ => Err(Misfit::NotNow),
    }
}

/// The transfers of one that has left our account at `bank`. Reads the payout.
///
/// # Errors
/// [`Misfit::NotThere`] for an unknown one, [`Misfit::NotNow`] for one that was not sent, or never left.
pub fn settled(books: &Books, payout: &PayoutId, bank: &Iban) -> Result<Vec<Transfer>, Misfit> {
    let (_, amount) = of(books, payout)?;
    let mut legs = Legs::new(Subject::payout(payout));
    if books.kept(&legs.subject.step("bounce")).or(books.kept(&legs.subject.step("bounce.debt"))).is_some() {
        return Err(Misfit::NotNow);
    }
    legs.add("settle", Why::Payout, Account::Transit, Account::Bank(bank.clone()), amount);
    Ok(legs.transfers)
}

/// The transfers of one that was sent and refused: it never left. Reads the payout and the party's debt.
///
/// # Errors
/// [`Misfit::NotThere`] for an unknown one, [`Misfit::NotNow`] for one that was not sent, or has left.
pub fn bounced(books: &Books, payout: &PayoutId) -> Result<Vec<Transfer>, Misfit> {
    let subject = Subject::payout(payout);
    if books.kept(&subject.step("settle")).is_some() {
        return Err(Misfit::NotNow);
    }
    back(books, payout, "bounce", Account::Transit)
}

/// The transfers of one that had left and came back to our account at `bank`. Reads the payout and the party's debt.
///
/// # Errors
/// [`Misfit::NotThere`] for an unknown one, [`Misfit::NotNow`] for one that has not left.
pub fn returned(books: &Books, payout: &PayoutId, bank: &Iban) -> Result<Vec<Transfer>, Misfit> {
    let subject = Subject::payout(payout);
    if books.kept(&subject.step("settle")).is_none() {
        return Err(Misfit::NotNow);
    }
    back(books, payout, "return", Account::Bank(bank.clone()))
}

fn back(books: &Books, payout: &PayoutId, step: &str, from: Account) -> Result<Vec<Transfer>, Misfit> {
    let (source, amount) = of(books, payout)?;
    let subject = Subject::payout(payout);
    let before = super::as_posted(books, &subject, |transfer| transfer.id.step().starts_with(step));
    if !before.is_empty() {
        return Ok(before);
    }
    let mut legs = Legs::new(subject);
    match &source {
        Account::Available(party) => legs.give(books, step, Why::PayoutBack, from, party, amount),
        other => legs.add(step, Why::PayoutBack, from, other.clone(), amount),
    }
    Ok(legs.transfers)
}
