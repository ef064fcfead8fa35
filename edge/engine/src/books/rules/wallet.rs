//! A wallet's money in the books. Who may do it, and how much a day, is `wallet`'s to say.

use super::{How, Legs, Misfit, sale::Debtor};
use crate::{
    books::{
        account::Account,
        ledger::{Books, HoldState},
        transfer::{Subject, Transfer, Why},
    },
    id::{PaymentId, WalletId},
    money::Rial,
    time::Moment,
};

/// The transfers of a wallet that was filled by a card.
#[must_use]
pub fn top_up(payment: &PaymentId, debtor: &Debtor, wallet: &WalletId, amount: Rial) -> Vec<Transfer> {
    let mut legs = Legs::new(Subject::payment(payment));
    legs.add("topup", Why::TopUp, debtor.account(), Account::Wallet(wallet.clone()), amount.get());
    legs.transfers
}

/// The transfers that hold a payment's part of a wallet, until `until`. It has to outlast every moment at which the other part can
/// still be captured. Taken by [`super::capture`] from [`super::Source::Wallet`].
#[must_use]
pub fn hold(payment: &PaymentId, wallet: &WalletId, amount: Rial, until: Moment) -> Vec<Transfer> {
    let mut legs = Legs::new(Subject::payment(payment));
    let how = How::Held(Some(until));
    legs.leg(how, "wallet.hold", Why::Spend, Account::Wallet(wallet.clone()), Account::Clearing, amount.get());
    legs.transfers
}

/// The transfers that give the wallet's part back: the card part failed, or nobody paid. None if it has lapsed. Reads the payment.
///
/// # Errors
/// [`Misfit::NotThere`] without a hold, [`Misfit::NotNow`] if it was taken: that is a refund's to undo.
pub fn released(books: &Books, payment: &PaymentId) -> Result<Vec<Transfer>, Misfit> {
    let mut legs = Legs::new(Subject::payment(payment));
    let hold = legs.subject.step("wallet.hold");
    match books.kept(&hold).ok_or(Misfit::NotThere)?.hold {
        Some(HoldState::Expired) => return Ok(Vec::new()),
        Some(HoldState::Posted(_)) => return Err(Misfit::NotNow),
        _ => legs.void("wallet.void", Why::Spend, hold),
    }
    Ok(legs.transfers)
}

/// The transfers of a card part that was captured although the order is no more, because the wallet's part had lapsed: the shopper
/// keeps it in the wallet.
#[must_use]
pub fn kept(payment: &PaymentId, debtor: &Debtor, wallet: &WalletId, amount: Rial) -> Vec<Transfer> {
    let mut legs = Legs::new(Subject::payment(payment));
    legs.add("kept", Why::Kept, debtor.account(), Account::Wallet(wallet.clone()), amount.get());
    legs.transfers
}
