//! A provider pays the operator, and what follows for the shops.
//!
//! A settlement has a suspense account of its own. What the provider says that it pays goes there from what it owes, what the bank
//! has got and what was charged goes off it, and what stands there after that is the difference: too little, too much, a payment
//! paid twice or unknown. It is listed until the rest comes, is taken back, or somebody closes the case.

use super::{
    Legs, Misfit, as_posted,
    sale::{Debtor, Sale},
};
use crate::{
    books::{
        account::{Account, Party},
        ledger::Books,
        transfer::{Deed, Subject, Transfer, Why},
    },
    id::PaymentId,
    identity::Iban,
    money::Rial,
    time::Moment,
};

/// What a row of a settlement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A payment is paid to us.
    Sale,
    /// This refund of it is taken off.
    Refund(u32),
    /// The payment is undone, and its money taken off.
    Reversal,
}

/// A row of a settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The payment.
    pub payment: PaymentId,
    /// What of it.
    pub kind: LineKind,
    /// How much, as the provider says.
    pub amount: Rial,
}

/// What a provider says that it paid, and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Its name, by [`Subject::settlement`].
    pub subject: Subject,
    /// Who pays.
    pub debtor: Debtor,
    /// Rows, not more than [`super::super::LINKED_MAX`] less two: a longer one is told in pieces under the same subject.
    pub lines: Vec<Line>,
    /// What the provider took off for itself.
    pub cost: Rial,
    /// What came.
    pub received: Rial,
    /// Where.
    pub bank: Iban,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnomalyKind {
    /// We know of no such money.
    Unknown,
    /// It was settled before.
    Twice,
    /// It is another amount than ours, which counts.
    Amount {
        /// Ours.
        ours: Rial,
    },
}

/// A row that does not fit. Its difference stands on the settlement's suspense account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// The row.
    pub line: Line,
    /// What is wrong.
    pub kind: AnomalyKind,
}

/// The transfers of a settlement, and the rows that do not fit. What of it is posted already is left out, so it can be told again
/// and in pieces. Reads the payments of the rows and the settlement.
///
/// # Errors
/// [`Misfit::DoneOtherwise`] if another sum or cost was posted under its name.
pub fn settlement(books: &Books, settlement: &Settlement) -> Result<(Vec<Transfer>, Vec<Anomaly>), Misfit> {
    let case = Account::Suspense(settlement.subject.clone());
    let owed = settlement.debtor.account();
    let mut legs = Legs::new(settlement.subject.clone());
    let bank = Account::Bank(settlement.bank.clone());
    legs.add("bank", Why::Bank, bank, case.clone(), settlement.received.get());
    legs.add("cost", Why::Cost, Account::Costs, case.clone(), settlement.cost.get());
    let mut transfers = Vec::with_capacity(legs.transfers.len() + settlement.lines.len());
    for transfer in legs.transfers {
        match books.kept(&transfer.id) {
            Some(kept) if kept.transfer != transfer => return Err(Misfit::DoneOtherwise),
            Some(_) => {}
            None => transfers.push(transfer),
        }
    }
    let mut anomalies = Vec::new();
    for line in &settlement.lines {
        let subject = Subject::payment(&line.payment);
        let (step, debit, credit) = match line.kind {
            LineKind::Sale => ("settle".to_owned(), case.clone(), owed.clone()),
            LineKind::Refund(number) => (format!("refund.{number}.settle"), owed.clone(), case.clone()),
            LineKind::Reversal => ("reversal.settle".to_owned(), owed.clone(), case.clone()),
        };
        let mut wrong = |kind| anomalies.push(Anomaly { line: line.clone(), kind });
        let id = subject.step(&step);
        let in_this = transfers.iter().any(|one: &Transfer| one.id == id);
        match books.kept(&id) {
            // The same settlement again.
            Some(kept) if is_of(&kept.transfer, &case) => continue,
            Some(_) => {
                wrong(AnomalyKind::Twice);
                continue;
            }
            None if in_this => {
                wrong(AnomalyKind::Twice);
                continue;
            }
            None => {}
        }
        let Some(ours) = Rial::new(owed_for(books, line, &owed)).ok().filter(|ours| *ours != Rial::ZERO) else {
            wrong(AnomalyKind::Unknown);
            continue;
        };
        if ours != line.amount {
            wrong(AnomalyKind::Amount { ours });
        }
        transfers.push(Transfer::of(id, Why::Settlement, debit, credit, ours));
    }
    Ok((transfers, anomalies))
}

fn is_of(transfer: &Transfer, case: &Account) -> bool {
    matches!(&transfer.deed, Deed::Move { debit, credit, .. } if debit == case || credit == case)
}

/// What the books have on the debtor's account for such a row, rial.
fn owed_for(books: &Books, line: &Line, owed: &Account) -> i64 {
    let subject = Subject::payment(&line.payment);
    let wanted = |why: Why, step: &str| match line.kind {
        LineKind::Sale => matches!(why, Why::Sale | Why::Fee | Why::TopUp | Why::Kept),
        LineKind::Refund(number) => {
            matches!(why, Why::Refund | Why::FeeBack) && step.starts_with(&format!("refund.{number}."))
        }
        LineKind::Reversal => why == Why::Reversal,
    };
    let of = books.about(&subject).filter(|kept| wanted(kept.transfer.why, kept.transfer.id.step()));
    of.filter_map(|kept| books.moves(kept))
        .filter(|moves| moves.debit == owed || moves.credit == owed)
        .map(|m| m.posted)
        .sum()
}

/// What a debtor owes for payments captured before `before` and has not settled: each with when it came in and how much, rial. A late
/// provider is listed by it. Reads every transfer that is loaded: those of the debtor's account since the last one that is settled.
#[must_use]
pub fn unsettled(books: &Books, debtor: &Debtor, before: Moment) -> Vec<(Subject, Moment, i64)> {
    let owed = debtor.account();
    let mut found: Vec<(Subject, Moment, i64)> = Vec::new();
    for kept in books.transfers().filter(|kept| kept.at < before) {
        let is_capture = matches!(kept.transfer.why, Why::Sale | Why::Fee | Why::TopUp | Why::Kept);
        let Deed::Move { debit, amount, .. } = &kept.transfer.deed else { continue };
        let subject = kept.transfer.id.subject();
        if !is_capture || *debit != owed || books.kept(&subject.step("settle")).is_some() {
            continue;
        }
        match found.last_mut().filter(|(last, ..)| *last == subject) {
            Some((_, at, sum)) => (*at, *sum) = ((*at).min(kept.at), sum.saturating_add(amount.get())),
            None => found.push((subject, kept.at, amount.get())),
        }
    }
    found
}

/// The transfers of money that came, or was taken back, for a settlement after it: the `number`th time.
#[must_use]
pub fn settlement_more(subject: &Subject, number: u32, bank: &Iban, came: Rial, went: Rial) -> Vec<Transfer> {
    let (case, bank) = (Account::Suspense(subject.clone()), Account::Bank(bank.clone()));
    let mut legs = Legs::new(subject.clone());
    legs.add(&format!("bank.{number}.came"), Why::Bank, bank.clone(), case.clone(), came.get());
    legs.add(&format!("bank.{number}.went"), Why::Bank, case, bank, went.get());
    legs.transfers
}

/// The transfers that make what a settled payment left pending the shop's to take, less what `keeps` of each party's part is
/// kept back. None if nothing is pending. Reads the payment, and the parties' debts.
///
/// # Errors
/// [`Misfit::NotNow`] as long as nobody says that it is settled, or while a refund of it is held; [`Misfit::DoesNotAddUp`] if more
/// than all is kept back.
pub fn release(
    books: &Books,
    payment: &PaymentId,
    keeps: impl Fn(&Party, Rial) -> Rial,
) -> Result<Vec<Transfer>, Misfit> {
    let subject = Subject::payment(payment);
    let sale = Sale::of(books, payment);
    if !sale.settled || books.about(&subject).any(|kept| kept.hold == Some(crate::books::HoldState::Open)) {
        return Err(Misfit::NotNow);
    }
    let mut legs = Legs::new(subject);
    for (index, (party, left)) in sale.pending.iter().enumerate() {
        let Some(left) = Rial::new(*left).ok().filter(|left| *left != Rial::ZERO) else { continue };
        let kept = keeps(party, left);
        if kept > left {
            return Err(Misfit::DoesNotAddUp);
        }
        let pending = Account::Pending(party.clone());
        legs.add(
            &format!("release.{index}.kept"),
            Why::Reserve,
            pending.clone(),
            Account::Reserve(party.clone()),
            kept.get(),
        );
        legs.give(books, &format!("release.{index}"), Why::Release, pending, party, left.get() - kept.get());
    }
    Ok(legs.transfers)
}

/// The transfers that free what was kept back of a payment, as far as it is still there: a refund of another payment may have needed
/// it, and what fills the reserve later is freed when this is asked again. None if nothing is. Reads the payment, the reserves and the
/// debts.
#[must_use]
pub fn reserve_freed(books: &Books, payment: &PaymentId) -> Vec<Transfer> {
    let mut legs = Legs::new(Subject::payment(payment));
    let before = as_posted(books, &legs.subject, |transfer| transfer.id.step().starts_with("reserve.")).len();
    for (index, (party, kept)) in Sale::of(books, payment).reserve.iter().enumerate() {
        let reserve = Account::Reserve(party.clone());
        let left = (*kept).min(books.free(&reserve)).max(0);
        legs.give(books, &format!("reserve.{before}.{index}"), Why::Reserve, reserve, party, left);
    }
    legs.transfers
}
