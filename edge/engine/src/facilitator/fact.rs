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
    id::{PaymentId, ShopId, WalletId},
    money::Rial,
    payment::{Payment, RefundPhase},
};
use dargah_wire::PayMethod;
use serde::{Deserialize, Serialize};

/// A fact about a payment. It can be told any number of times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The payment.
    pub payment: PaymentId,
    /// Whose it is.
    pub shop: ShopId,
    /// Who has its money, and owes it to the operator.
    pub debtor: Debtor,
    /// What happened.
    pub what: What,
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

/// A paid payment whose money is the operator's to hand on.
struct Passing<'a> {
    payment: &'a Payment,
    debtor: Debtor,
    fee: Rial,
    on_refund: OnRefund,
}

impl<'a> Passing<'a> {
    /// Nothing if it is not paid, or by a contract of the shop's own, or fills a wallet: that is no shop's.
    fn of(payment: &'a Payment, gateways: &Gateways, terms: &Terms) -> Option<Self> {
        if payment.created.top_up.is_some() {
            return None;
        }
        let attempt = payment.paid_by.and_then(|number| payment.attempt(number))?;
        let account = gateways.get(&attempt.gateway).filter(|account| account.settles == Settles::Operator)?;
        let method = match account.capabilities().method {
            PayMethod::Card => Method::Card,
            PayMethod::Credit => Method::Credit,
        };
        // What the fee was on the day of the payment holds for what becomes of it.
        let rule = terms.fees.find(method, &terms.category, Day::of(payment.paid_at?));
        let fee = rule.map_or(Rial::ZERO, |rule| rule.tariff.of(payment.created.amount));
        let on_refund = rule.map_or(OnRefund::Kept, |rule| rule.on_refund);
        Some(Self { payment, debtor: debtor(account), fee, on_refund })
    }

    fn fact(&self, what: What) -> Fact {
        let created = &self.payment.created;
        Fact { payment: created.id, shop: created.shop.clone(), debtor: self.debtor.clone(), what }
    }

    fn refunded(&self, number: u32, amount: Rial) -> Fact {
        self.fact(What::Refunded { number, amount, on_refund: self.on_refund })
    }
}

/// What the next refund of a payment would be to the books: of `amount`, or of all that is left. Nothing if it is none of theirs.
#[must_use]
pub fn next_refund(payment: &Payment, amount: Option<Rial>, gateways: &Gateways, terms: &Terms) -> Option<Fact> {
    let passing = Passing::of(payment, gateways, terms)?;
    let amount = amount.or_else(|| Rial::new(payment.refundable()).ok())?;
    let last = payment.refunds.iter().map(|refund| refund.number).max().unwrap_or(0);
    Some(passing.refunded(last.saturating_add(1), amount))
}

/// What the books are to know of a payment as it is now, in the order in which it happened.
#[must_use]
pub fn facts(payment: &Payment, gateways: &Gateways, terms: &Terms) -> Vec<Fact> {
    if let Some(wallet) = &payment.created.top_up {
        return topped_up(payment, wallet);
    }
    let Some(passing) = Passing::of(payment, gateways, terms) else { return Vec::new() };
    let mut facts = vec![passing.fact(What::Captured { amount: payment.created.amount, fee: passing.fee })];
    for refund in payment.refunds.iter().filter(|refund| refund.phase == RefundPhase::Done) {
        facts.push(passing.refunded(refund.number, refund.amount));
    }
    if payment.returned_at.is_some() {
        facts.push(passing.fact(What::Returned));
    }
    facts
}

/// The same of a payment that fills a wallet. Whatever has become of the contract since, it was the operator's when it took the money.
fn topped_up(payment: &Payment, wallet: &WalletId) -> Vec<Fact> {
    let created = &payment.created;
    let Some(attempt) = payment.paid_by.and_then(|number| payment.attempt(number)) else { return Vec::new() };
    let debtor = Debtor::Gateway(attempt.gateway.clone());
    let fact = |what| Fact { payment: created.id, shop: created.shop.clone(), debtor: debtor.clone(), what };
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
        let back = Back::Debtor(self.debtor.clone());
        refund(books, &self.payment, number, amount, &back, fee_back, ask)
    }

    /// It in transfers.
    ///
    /// # Errors
    /// The [`Misfit`] with what the books know.
    pub fn transfers(&self, books: &Books) -> Result<Vec<Transfer>, Misfit> {
        match &self.what {
            What::Captured { amount, fee } => {
                let net = amount.get().saturating_sub(fee.get());
                let net = Rial::new(net).map_err(|_| Misfit::DoesNotAddUp)?;
                let of_shop = Capture {
                    payment: self.payment,
                    source: Source::Debtor(self.debtor.clone()),
                    amount: *amount,
                    fee: *fee,
                    parts: vec![Part { party: self.party(), amount: net }],
                };
                capture(books, &of_shop)
            }
            What::ToppedUp { wallet, amount } => Ok(top_up(&self.payment, &self.debtor, wallet, *amount)),
            What::Refunded { number, amount, on_refund } => {
                self.refund(books, *number, *amount, *on_refund, Ask::Happened)
            }
            What::Returned => reversal(books, &self.payment, &self.debtor),
        }
    }
}
