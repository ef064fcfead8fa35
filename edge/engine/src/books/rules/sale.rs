//! A payment's money coming in, and what the books know of a payment.

use super::{Legs, Misfit, as_posted};
use crate::{
    books::{
        account::{Account, Party},
        ledger::{Books, HoldState, Kept},
        transfer::{Deed, Subject, Transfer, Why},
    },
    id::{GatewayId, PaymentId},
    money::Rial,
};
use serde::{Deserialize, Serialize};

/// Who owes the operator what a shopper paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Debtor {
    /// A card gateway under the operator's contract.
    Gateway(GatewayId),
    /// A provider of credit under the operator's contract.
    Credit(GatewayId),
}

impl Debtor {
    /// Its account.
    #[must_use]
    pub fn account(&self) -> Account {
        match self {
            Self::Gateway(id) => Account::Gateway(id.clone()),
            Self::Credit(id) => Account::Credit(id.clone()),
        }
    }
}

/// Where a payment's money comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A contract of the shop's own: its bank pays the shop, and nothing of it is the operator's.
    OwnContract,
    /// The operator's contract: somebody owes it to the operator.
    Debtor(Debtor),
    /// The wallet's part, held before ([`super::wallet_hold`]).
    Wallet,
}

/// What a party gets of a payment, the fee taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Who.
    pub party: Party,
    /// How much.
    pub amount: Rial,
}

/// A payment was captured, or one of its two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The payment.
    pub payment: PaymentId,
    /// Where from.
    pub source: Source,
    /// How much came in this way.
    pub amount: Rial,
    /// The operator's part.
    pub fee: Rial,
    /// Everybody else's.
    pub parts: Vec<Part>,
}

/// The transfers of a captured payment. From a debtor, it waits on [`Account::Pending`] until it is settled and released; out of a
/// wallet, whose money the operator has, it can be taken at once. Reads the payment and the shop's debt.
///
/// # Errors
/// [`Misfit::DoesNotAddUp`] if parts and fee are not the amount, or not what is held of the wallet; [`Misfit::NotThere`] without a
/// hold; [`Misfit::DoneOtherwise`] if this way was captured before with another amount.
pub fn capture(books: &Books, capture: &Capture) -> Result<Vec<Transfer>, Misfit> {
    let parts: i64 = capture.parts.iter().map(|part| part.amount.get()).fold(0, i64::saturating_add);
    if parts.saturating_add(capture.fee.get()) != capture.amount.get() {
        return Err(Misfit::DoesNotAddUp);
    }
    let (way, from, why) = match &capture.source {
        Source::OwnContract => return Ok(Vec::new()),
        Source::Debtor(debtor @ Debtor::Gateway(_)) => ("card", debtor.account(), Why::Sale),
        Source::Debtor(debtor @ Debtor::Credit(_)) => ("credit", debtor.account(), Why::Sale),
        Source::Wallet => ("wallet", Account::Clearing, Why::Sale),
    };
    let subject = Subject::payment(&capture.payment);
    let of_way = |transfer: &Transfer| transfer.id.step().starts_with(&format!("{way}.part"));
    let before = as_posted(books, &subject, of_way);
    if !before.is_empty() {
        // What went to a debt when it was posted may not be the debt now: the recorded ones are the answer.
        let sum: i64 = before.iter().filter_map(amount).sum();
        return if sum == capture.amount.get() { Ok(before) } else { Err(Misfit::DoneOtherwise) };
    }
    let mut legs = Legs::new(subject);
    if capture.source == Source::Wallet {
        let hold = legs.subject.step("wallet.hold");
        let held = books.kept(&hold).ok_or(Misfit::NotThere)?;
        if amount(&held.transfer) != Some(capture.amount.get()) {
            return Err(Misfit::DoesNotAddUp);
        }
        legs.post("wallet.part.taken", Why::Spend, hold);
    }
    for (index, part) in capture.parts.iter().enumerate() {
        let step = format!("{way}.part.{index}");
        let from = from.clone();
        match capture.source {
            Source::Wallet => legs.give(books, &step, why, from, &part.party, part.amount.get()),
            _ => legs.add(&step, why, from, Account::Pending(part.party.clone()), part.amount.get()),
        }
    }
    legs.add(&format!("{way}.part.fee"), Why::Fee, from, Account::Fees, capture.fee.get());
    Ok(legs.transfers)
}

/// The amount that a transfer moves or holds, if it says one itself.
pub(super) fn amount(transfer: &Transfer) -> Option<i64> {
    match &transfer.deed {
        Deed::Move { amount, .. } | Deed::Hold { amount, .. } => Some(amount.get()),
        Deed::Post { .. } | Deed::Void { .. } => None,
    }
}

/// What the books know of a payment under the operator's contract, rial. Derived from its transfers alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sale {
    /// What came in: from a card or credit, and out of a wallet.
    pub gross: i64,
    /// Of that, what a debtor owes or owed.
    pub from_debtor: i64,
    /// The operator's part of it.
    pub fee: i64,
    /// What of the operator's part went back.
    pub fee_back: i64,
    /// What went back to the shopper, or is held for it.
    pub refunded: i64,
    /// Of that, what goes the way of the debtor.
    pub to_debtor: i64,
    /// What of it waits to be settled and released, by party.
    pub pending: Vec<(Party, i64)>,
    /// What of it is kept back, by party.
    pub reserve: Vec<(Party, i64)>,
    /// Whether its debtor says that it has paid it.
    pub settled: bool,
    /// The shop, if it sold something: a top-up is no sale.
    pub shop: Option<Party>,
}

impl Sale {
    /// What the books know of a payment.
    #[must_use]
    pub fn of(books: &Books, payment: &PaymentId) -> Self {
        let subject = Subject::payment(payment);
        let mut sale = Self::default();
        for kept in books.about(&subject) {
            sale.take(kept);
        }
        for (account, balance) in books.position(&subject) {
            match account {
                Account::Pending(party) => sale.pending.push((party.clone(), balance.free(account))),
                Account::Reserve(party) => sale.reserve.push((party.clone(), balance.free(account))),
                _ => {}
            }
        }
        sale
    }

    fn take(&mut self, kept: &Kept) {
        let (debit, credit, amount) = match (&kept.transfer.deed, kept.hold) {
            (Deed::Move { debit, credit, amount }, _) => (debit, credit, amount.get()),
            (Deed::Hold { debit, credit, amount, .. }, Some(HoldState::Open)) => (debit, credit, amount.get()),
            (Deed::Hold { debit, credit, .. }, Some(HoldState::Posted(amount))) => (debit, credit, amount.get()),
            _ => return,
        };
        let is_debtor = |account: &Account| matches!(account, Account::Gateway(_) | Account::Credit(_));
        match kept.transfer.why {
            Why::Sale | Why::Fee | Why::TopUp | Why::Kept => {
                self.gross += amount;
                self.from_debtor += if is_debtor(debit) { amount } else { 0 };
                self.fee += if kept.transfer.why == Why::Fee { amount } else { 0 };
                self.shop = self.shop.take().or_else(|| credit.party().map(Party::main));
            }
            // A wallet's part that paid off a debt of the shop's came in as well.
            Why::DebtPaid if *debit == Account::Clearing => {
                self.gross += amount;
                self.shop = self.shop.take().or_else(|| credit.party().map(Party::main));
            }
            Why::Refund | Why::FeeBack | Why::Reversal => {
                self.refunded += amount;
                self.to_debtor += if is_debtor(credit) { amount } else { 0 };
                self.fee_back += if *debit == Account::Fees { amount } else { 0 };
            }
            Why::Settlement if kept.transfer.id.step() == "settle" => self.settled = true,
            _ => {}
        }
    }
}
