//! What becomes of a payment, as far as it concerns the operator's books: nothing, unless a contract of the operator's took the
//! money.

use super::{
    fee::{Method, OnRefund},
    terms::Terms,
};
use crate::{
    books::{
        Account, Books, Party, Subject, Transfer,
        rules::{Ask, Back, Capture, Debtor, Misfit, Part, Sale, Source, capture, refund, reversal, top_up},
    },
    calendar::Day,
    config::Gateways,
    gateway::{Account as Contract, Settles},
    id::{GatewayId, PaymentId, ShopId, WalletId},
    money::Rial,
    payment::{Payment, PursePhase, RefundPhase, Way},
};
use dargah_wire::{PartView, PayMethod, RefundTo};
use serde::{Deserialize, Serialize};

/// A fact about a payment. It can be told any number of times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The payment.
    pub payment: PaymentId,
    /// Whose it is.
    pub shop: ShopId,
    /// Who paid this, and so where its money stands.
    #[serde(rename = "debtor")]
    pub payer: PaidBy,
    /// What happened.
    pub what: What,
}

/// Who paid. A payment has two where a wallet paid a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaidBy {
    /// A card, at a gateway under the operator's contract, who owes it to the operator.
    Gateway(GatewayId),
    /// A lender under the operator's contract, likewise.
    Credit(GatewayId),
    /// A wallet, whose money the operator has.
    Wallet(WalletId),
}

impl From<Debtor> for PaidBy {
    fn from(debtor: Debtor) -> Self {
        match debtor {
            Debtor::Gateway(id) => Self::Gateway(id),
            Debtor::Credit(id) => Self::Credit(id),
        }
    }
}

impl PaidBy {
    /// Who owes it to the operator; nobody what a wallet paid.
    fn debtor(&self) -> Option<Debtor> {
        match self {
            Self::Gateway(id) => Some(Debtor::Gateway(id.clone())),
            Self::Credit(id) => Some(Debtor::Credit(id.clone())),
            Self::Wallet(_) => None,
        }
    }

    fn back(&self) -> Back {
        match self {
            Self::Gateway(id) => Back::Debtor(Debtor::Gateway(id.clone())),
            Self::Credit(id) => Back::Debtor(Debtor::Credit(id.clone())),
            Self::Wallet(wallet) => Back::Wallet(wallet.clone()),
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A shopper paid it.
    Captured {
        /// How much.
        amount: Rial,
        /// The operator's part of it.
        fee: Rial,
        /// Who gets what of the rest; the shop all of it, where nobody is named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        parts: Vec<Part>,
    },
    /// A shopper paid it, and it fills their wallet: no fee is taken, and no shop has any of it.
    ToppedUp {
        /// Which one.
        wallet: WalletId,
        /// How much.
        amount: Rial,
    },
    /// A refund of it was carried out.
    Refunded {
        /// The refund's number.
        number: u32,
        /// How much.
        amount: Rial,
        /// What becomes of the fee.
        on_refund: OnRefund,
    },
    /// The bank has taken all of it back.
    Returned,
}

/// Who owes the operator what a contract of its own took.
#[must_use]
pub fn debtor(account: &Contract) -> Debtor {
    match account.capabilities().method {
        PayMethod::Card => Debtor::Gateway(account.id.clone()),
        PayMethod::Credit => Debtor::Credit(account.id.clone()),
    }
}

/// What somebody paid of a payment, whose money is the operator's to hand on.
struct Passing<'a> {
    payment: &'a Payment,
    payer: PaidBy,
    amount: Rial,
    fee: Rial,
    on_refund: OnRefund,
}

impl<'a> Passing<'a> {
    /// What a bank or a lender paid of it. Nothing if none did, or under a contract of the shop's own, or if it fills a wallet: that is
    /// no shop's.
    fn by_contract(payment: &'a Payment, gateways: &Gateways, terms: &Terms) -> Option<Self> {
        if payment.created.top_up.is_some() {
            return None;
        }
        let attempt = payment.paid_by.and_then(|number| payment.attempt(number))?;
        let account = gateways.get(&attempt.gateway).filter(|account| account.settles == Settles::Operator)?;
        let method = match account.capabilities().method {
            PayMethod::Card => Method::Card,
            PayMethod::Credit => Method::Credit,
        };
        Self::of(payment, debtor(account).into(), method, attempt.ask.amount, terms)
    }

    /// What a wallet paid of it.
    fn by_wallet(payment: &'a Payment, terms: &Terms) -> Option<Self> {
        let purse = payment.purse.as_ref().filter(|purse| purse.phase == PursePhase::Spent)?;
        Self::of(payment, PaidBy::Wallet(purse.wallet.clone()), Method::Wallet, purse.amount, terms)
    }

    fn of(payment: &'a Payment, payer: PaidBy, method: Method, amount: Rial, terms: &Terms) -> Option<Self> {
        // What the fee was on the day of the payment holds for what becomes of it.
        let rule = terms.fees.find(method, &terms.category, Day::of(payment.paid_at?));
        let fee = rule.map_or(Rial::ZERO, |rule| rule.tariff.of(amount));
        let on_refund = rule.map_or(OnRefund::Kept, |rule| rule.on_refund);
        Some(Self { payment, payer, amount, fee, on_refund })
    }

    /// What is left of it after the fee, rial.
    const fn net(&self) -> i64 {
        self.amount.get().saturating_sub(self.fee.get())
    }

    fn fact(&self, what: What) -> Fact {
        let created = &self.payment.created;
        Fact { payment: created.id, shop: created.shop.clone(), payer: self.payer.clone(), what }
    }

    fn refunded(&self, number: u32, amount: Rial) -> Fact {
        self.fact(What::Refunded { number, amount, on_refund: self.on_refund })
    }
}

/// Who paid a payment, as far as it is the operator's affair.
struct Payers<'a> {
    payment: &'a Payment,
    contract: Option<Passing<'a>>,
    wallet: Option<Passing<'a>>,
}

impl<'a> Payers<'a> {
    fn of(payment: &'a Payment, gateways: &Gateways, terms: &Terms) -> Self {
        let (contract, wallet) = (Passing::by_contract(payment, gateways, terms), Passing::by_wallet(payment, terms));
        Self { payment, contract, wallet }
    }

    fn both(&self) -> impl Iterator<Item = &Passing<'a>> {
        self.contract.iter().chain(&self.wallet)
    }

    /// What everybody gets of it, the fees taken off.
    fn parts(&self) -> Vec<Part> {
        let created = &self.payment.created;
        let net = self.both().map(Passing::net).fold(0, i64::saturating_add);
        created.split.settled(&created.shop, Rial::new(net).unwrap_or(Rial::ZERO))
    }

    /// That it was captured, of each who paid. Where both did, what everybody gets is filled from the bank's first.
    fn captured(&self) -> Vec<Fact> {
        let is_split = !self.payment.created.split.is_none();
        let mut left = if is_split { self.parts() } else { Vec::new() };
        let fact = |passing: &Passing<'_>| {
            let parts = cut(&mut left, passing.net());
            passing.fact(What::Captured { amount: passing.amount, fee: passing.fee, parts })
        };
        self.both().map(fact).collect()
    }
}

/// Takes parts that come to `amount` off the front of a list, the last of them cut where it has to be.
fn cut(list: &mut Vec<Part>, amount: i64) -> Vec<Part> {
    let (mut taken, mut wanted) = (Vec::new(), amount);
    list.retain_mut(|part| {
        let takes = part.amount.get().min(wanted);
        wanted -= takes;
        let rest = Rial::new(part.amount.get() - takes).unwrap_or(Rial::ZERO);
        if let Ok(amount) = Rial::new(takes)
            && amount != Rial::ZERO
        {
            taken.push(Part { party: part.party.clone(), amount });
        }
        part.amount = rest;
        rest != Rial::ZERO
    });
    taken
}

/// What everybody got of a payment that is split, the fee taken off and before anything went back; nothing of one that is not paid.
#[must_use]
pub fn gained(payment: &Payment, gateways: &Gateways, terms: &Terms) -> Vec<Part> {
    if payment.created.split.is_none() { Vec::new() } else { Payers::of(payment, gateways, terms).parts() }
}

/// What the next refund of a payment would be to the books: of `amount`, or of all that is left. Nothing if it is none of theirs.
#[must_use]
pub fn next_refund(
    payment: &Payment,
    amount: Option<Rial>,
    to: Option<RefundTo>,
    gateways: &Gateways,
    terms: &Terms,
) -> Option<Fact> {
    let amount = amount.or_else(|| Rial::new(payment.refundable()).ok())?;
    let passing = match payment.goes_back(amount.get(), to) {
        RefundTo::Card => Passing::by_contract(payment, gateways, terms),
        RefundTo::Wallet => Passing::by_wallet(payment, terms),
    }?;
    let last = payment.refunds.iter().map(|refund| refund.number).max().unwrap_or(0);
    Some(passing.refunded(last.saturating_add(1), amount))
}

/// What the books are to know of a payment as it is now, in the order in which it happened.
#[must_use]
pub fn facts(payment: &Payment, gateways: &Gateways, terms: &Terms) -> Vec<Fact> {
    if let Some(wallet) = &payment.created.top_up {
        return topped_up(payment, wallet);
    }
    let payers = Payers::of(payment, gateways, terms);
    let mut facts = payers.captured();
    let Payers { contract, wallet, .. } = payers;
    for refund in payment.refunds.iter().filter(|refund| refund.phase == RefundPhase::Done) {
        let passing = if refund.way == Way::Wallet { &wallet } else { &contract };
        facts.extend(passing.as_ref().map(|passing| passing.refunded(refund.number, refund.amount)));
    }
    if payment.returned_at.is_some() {
        facts.extend(contract.map(|passing| passing.fact(What::Returned)));
    }
    facts
}

/// The same of a payment that fills a wallet. Whatever has become of the contract since, it was the operator's when it took the money.
fn topped_up(payment: &Payment, wallet: &WalletId) -> Vec<Fact> {
    let created = &payment.created;
    let Some(attempt) = payment.paid_by.and_then(|number| payment.attempt(number)) else { return Vec::new() };
    let debtor = Debtor::Gateway(attempt.gateway.clone());
    let fact = |what| Fact { payment: created.id, shop: created.shop.clone(), payer: debtor.clone().into(), what };
    let mut facts = vec![fact(What::ToppedUp { wallet: wallet.clone(), amount: created.amount })];
    if payment.returned_at.is_some() {
        facts.push(fact(What::Returned));
    }
    facts
}

impl Fact {
    /// What it is about: everything of it has to be there for [`Self::transfers`].
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::payment(&self.payment)
    }

    /// An account of each owner that has to be there as well.
    #[must_use]
    pub fn accounts(&self) -> Vec<Account> {
        vec![Account::Available(self.party())]
    }

    fn party(&self) -> Party {
        Party::shop(self.shop.clone())
    }

    /// What the shop lacks for this if it only asks for it: nothing where the books have enough of its, do not know the payment yet, or
    /// have another reason that the payment itself will give.
    #[must_use]
    pub fn short(&self, books: &Books) -> Option<i64> {
        let What::Refunded { number, amount, on_refund } = self.what else { return None };
        match self.refund(books, number, amount, on_refund, Ask::Asked) {
            Err(Misfit::ShopShort { short }) => Some(short),
            _ => None,
        }
    }

    fn refund(
        &self,
        books: &Books,
        number: u32,
        amount: Rial,
        on_refund: OnRefund,
        ask: Ask,
    ) -> Result<Vec<Transfer>, Misfit> {
        let sale = Sale::of(books, &self.payment);
        let fee_back = on_refund.back(sale.fee, sale.gross, sale.refunded, sale.fee_back, amount);
        refund(books, &self.payment, number, amount, &self.payer.back(), fee_back, ask)
    }

    /// It in transfers.
    ///
    /// # Errors
    /// The [`Misfit`] with what the books know.
    pub fn transfers(&self, books: &Books) -> Result<Vec<Transfer>, Misfit> {
        match &self.what {
            What::Captured { amount, fee, parts } => {
                let net = Rial::new(amount.get().saturating_sub(fee.get())).map_err(|_| Misfit::DoesNotAddUp)?;
                let of_shop = || vec![Part { party: self.party(), amount: net }];
                let captured = Capture {
                    payment: self.payment,
                    source: self.payer.debtor().map_or(Source::Wallet, Source::Debtor),
                    amount: *amount,
                    fee: *fee,
                    parts: if parts.is_empty() { of_shop() } else { parts.clone() },
                };
                capture(books, &captured)
            }
            What::ToppedUp { wallet, amount } => {
                let debtor = self.payer.debtor().ok_or(Misfit::DoesNotAddUp)?;
                Ok(top_up(&self.payment, &debtor, wallet, *amount))
            }
            What::Refunded { number, amount, on_refund } => {
                self.refund(books, *number, *amount, *on_refund, Ask::Happened)
            }
            What::Returned => {
                // A wallet takes nothing back by itself.
                let debtor = self.payer.debtor().ok_or(Misfit::DoesNotAddUp)?;
                reversal(books, &self.payment, &debtor)
            }
        }
    }
}

impl From<&Part> for PartView {
    fn from(part: &Part) -> Self {
        Self { payee: part.party.payee.as_ref().map(ToString::to_string), amount: part.amount.get() }
    }
}
