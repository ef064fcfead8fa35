//! A payment's money going back.

use super::{
    How, Legs, Misfit, as_posted,
    sale::{Debtor, Sale, amount},
};
use crate::{
    books::{
        account::Account,
        ledger::{Books, HoldState},
        transfer::{Deed, Subject, Transfer, Why},
    },
    facilitator::divide,
    id::{PaymentId, WalletId},
    money::Rial,
};

/// Where a refund's money goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Back {
    /// The way it came: the debtor pays the shopper and takes it off the next settlement.
    Debtor(Debtor),
    /// Into a wallet of the operator's.
    Wallet(WalletId),
}

/// Whether it is asked for, or has happened whatever we say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A shop asks: what it does not have is refused.
    Asked,
    /// A bank or a person has done it: what the shop does not have is its debt.
    Happened,
}

/// The transfers of refund `number` of a payment. To a debtor they are held when they are asked for, and go or are given up
/// when the answer is there ([`refund_done`], [`refund_refused`]); everything else goes at once. The shop's and the payees' parts
/// come from what of this very payment is still pending, each in proportion; then from what the shop can take, from its reserve,
/// and last, if it has happened, from nothing: that is its debt. `fee_back` of the amount is the operator's.
/// Reads the payment and what the shop can take, its reserve and its debt.
///
/// # Errors
/// [`Misfit::MoreThanPaid`], [`Misfit::MoreThanCard`], [`Misfit::ShopShort`], each with what is missing or left;
/// [`Misfit::DoesNotAddUp`] if more fee would go back than was taken; [`Misfit::DoneOtherwise`] under a number that is used.
pub fn refund(
    books: &Books,
    payment: &PaymentId,
    number: u32,
    wanted: Rial,
    back: &Back,
    fee_back: Rial,
    ask: Ask,
) -> Result<Vec<Transfer>, Misfit> {
    let subject = Subject::payment(payment);
    let prefix = format!("refund.{number}.leg.");
    let before = as_posted(books, &subject, |transfer| transfer.id.step().starts_with(&prefix));
    if !before.is_empty() {
        let sum: i64 = before.iter().filter_map(amount).sum();
        return if sum == wanted.get() { Ok(before) } else { Err(Misfit::DoneOtherwise) };
    }
    let sale = Sale::of(books, payment);
    let (credit, why) = match back {
        Back::Debtor(debtor) => (debtor.account(), Why::Refund),
        Back::Wallet(wallet) => (Account::Wallet(wallet.clone()), Why::Refund),
    };
    let how = match (back, ask) {
        (Back::Debtor(_), Ask::Asked) => How::Held(None),
        _ => How::Now,
    };
    legs_back(books, subject, &sale, &prefix, wanted, credit, fee_back, (how, ask), why)
}

/// The transfers of a payment that its bank has undone as a whole: everything that is left of it goes back, the fee too.
/// Reads what [`refund`] reads.
///
/// # Errors
/// [`Misfit::NotThere`] if nothing of it is left; [`Misfit::NotNow`] while a refund of it is held: its answer comes first.
pub fn reversal(books: &Books, payment: &PaymentId, debtor: &Debtor) -> Result<Vec<Transfer>, Misfit> {
    let subject = Subject::payment(payment);
    let before = as_posted(books, &subject, |transfer| transfer.id.step().starts_with("reversal.leg."));
    if !before.is_empty() {
        return Ok(before);
    }
    if books.about(&subject).any(|kept| kept.hold == Some(HoldState::Open) && kept.transfer.why != Why::Spend) {
        return Err(Misfit::NotNow);
    }
    let sale = Sale::of(books, payment);
    let left = Rial::new(sale.from_debtor - sale.to_debtor).map_err(|_| Misfit::NotThere)?;
    if left == Rial::ZERO {
        return Err(Misfit::NotThere);
    }
    let fee = Rial::new((sale.fee - sale.fee_back).clamp(0, left.get())).unwrap_or(Rial::ZERO);
    let how = (How::Now, Ask::Happened);
    legs_back(books, subject, &sale, "reversal.leg.", left, debtor.account(), fee, how, Why::Reversal)
}

#[expect(clippy::too_many_arguments, reason = "one place for both ways back")]
fn legs_back(
    books: &Books,
    subject: Subject,
    sale: &Sale,
    prefix: &str,
    wanted: Rial,
    credit: Account,
    fee_back: Rial,
    (how, ask): (How, Ask),
    why: Why,
) -> Result<Vec<Transfer>, Misfit> {
    let left = sale.gross - sale.refunded;
    // What a bank has undone, it has, though a wallet got the same money before: that is the shop's debt, and a case for a person.
    if wanted == Rial::ZERO || (ask == Ask::Asked && wanted.get() > left) {
        return Err(Misfit::MoreThanPaid { left });
    }
    let left = sale.from_debtor - sale.to_debtor;
    if !matches!(credit, Account::Wallet(_)) && wanted.get() > left {
        return Err(Misfit::MoreThanCard { left });
    }
    if fee_back > wanted || fee_back.get() > sale.fee - sale.fee_back {
        return Err(Misfit::DoesNotAddUp);
    }
    let shop = sale.shop.clone().ok_or(Misfit::NotThere)?;
    let mut legs = Legs::new(subject);
    let fee_why = if why == Why::Refund { Why::FeeBack } else { why };
    legs.leg(how, &format!("{prefix}fee"), fee_why, Account::Fees, credit.clone(), fee_back.get());
    let mut rest = wanted.get() - fee_back.get();
    let pending: Vec<i64> = sale.pending.iter().map(|(_, left)| (*left).max(0)).collect();
    let from_pending = rest.min(pending.iter().sum());
    for (index, (part, (party, _))) in divide(from_pending, &pending).into_iter().zip(&sale.pending).enumerate() {
        legs.leg(how, &format!("{prefix}{index}"), why, Account::Pending(party.clone()), credit.clone(), part);
        rest -= part;
    }
    for (name, account) in
        [("available", Account::Available(shop.clone())), ("reserve", Account::Reserve(shop.clone()))]
    {
        let part = books.free(&account).clamp(0, rest);
        legs.leg(how, &format!("{prefix}{name}"), why, account, credit.clone(), part);
        rest -= part;
    }
    match ask {
        Ask::Asked if rest > 0 => Err(Misfit::ShopShort { short: rest }),
        _ => {
            legs.leg(how, &format!("{prefix}debt"), why, Account::Debt(shop), credit, rest);
            Ok(legs.transfers)
        }
    }
}

/// The transfers of a refund that the bank has carried out. Reads the payment.
///
/// # Errors
/// [`Misfit::NotThere`] if nothing is, or was, held for it.
pub fn refund_done(books: &Books, payment: &PaymentId, number: u32) -> Result<Vec<Transfer>, Misfit> {
    close(books, payment, number, "done", |legs, step, why, hold| legs.post(step, why, hold))
}

/// The transfers of a refund that the bank has refused. Reads the payment.
///
/// # Errors
/// [`Misfit::NotThere`] if nothing is, or was, held for it.
pub fn refund_refused(books: &Books, payment: &PaymentId, number: u32) -> Result<Vec<Transfer>, Misfit> {
    close(books, payment, number, "refused", |legs, step, why, hold| legs.void(step, why, hold))
}

fn close(
    books: &Books,
    payment: &PaymentId,
    number: u32,
    word: &str,
    end: impl Fn(&mut Legs, &str, Why, crate::books::TransferId),
) -> Result<Vec<Transfer>, Misfit> {
    let prefix = format!("refund.{number}.leg.");
    let mut legs = Legs::new(Subject::payment(payment));
    for kept in books.about(&legs.subject.clone()) {
        let is_held = matches!(kept.transfer.deed, Deed::Hold { .. });
        if let Some(leg) = kept.transfer.id.step().strip_prefix(&prefix).filter(|_| is_held) {
            end(&mut legs, &format!("refund.{number}.{word}.{leg}"), kept.transfer.why, kept.transfer.id.clone());
        }
    }
    if legs.transfers.is_empty() { Err(Misfit::NotThere) } else { Ok(legs.transfers) }
}
