//! Shoppers pay, and get their money back.

use crate::{
    truth::{Payment, Refund},
    world::{Fate, Held, World, rial},
};
use dargah_engine::{
    books::{
        Account, Refusal, Subject,
        rules::{
            Ask, Back, Capture, Debtor, Misfit, Source, capture, card_kept, refund, refund_done, refund_refused,
            reversal, top_up, wallet_hold,
        },
    },
    calendar::Day,
    dated::Dated,
    facilitator::Tariff,
    id::PaymentId,
    identity::{Iban, Mobile, NationalCode},
    member::code::Tried,
    time::Span,
    wallet::{self, Levels, Limits, VerifiedMobile, Wallet},
};

/// Wide enough that only the balance refuses.
pub(crate) fn limits() -> Dated<Levels> {
    let most = i64::MAX / 8;
    let limits = Limits { balance: most, top_up: most, spend: most, withdraw: most };
    Dated { from: Day(0), until: None, rule: Levels { mobile: limits, owner: limits } }
}

const TARIFF: Tariff = Tariff { bps: 100, plus: 10, least: 50, most: Some(40_000) };

impl World {
    pub(crate) fn open_wallets(&mut self) {
        for number in 0..5 {
            let id = dargah_engine::id::WalletId::new(&format!("w{number}")).expect("a name");
            let mobile = Mobile::parse(&format!("0912000000{number}")).expect("a number");
            let mobile = VerifiedMobile::by_code(Tried::Right, mobile).expect("a right code");
            let told = |wallet: Option<&Wallet>, command| {
                wallet::decide(wallet, &self.store.books, command, &[limits()], self.now).expect("nothing refuses this")
            };
            let mut log = told(None, wallet::Command::Open(id.clone(), mobile)).events;
            let owner = NationalCode::parse("0012345679").expect("a code");
            let wallet = Wallet::replay(&log).expect("it is opened");
            log.extend(told(Some(&wallet), wallet::Command::MatchOwner(owner)).events);
            let wallet = Wallet::replay(&log).expect("it is opened");
            log.extend(told(Some(&wallet), wallet::Command::MatchIban(owners_iban())).events);
            self.wallets.push((id, Wallet::replay(&log).expect("it is opened")));
        }
    }

    fn amount(&mut self) -> i64 {
        // Small, odd and large ones.
        match self.dice.below(3) {
            0 => self.dice.between(1_000, 20_000),
            1 => self.dice.between(1_000, 2_000_000),
            _ => self.dice.between(1, 50) * 100_000,
        }
    }

    fn capture(&self, payment: PaymentId, source: Source, shop: usize, amount: i64) -> Capture {
        let fee = TARIFF.of(rial(amount));
        let shop = &self.shops[shop];
        let parts = shop.split.of(&shop.id, rial(amount - fee.get())).expect("a split that fits");
        Capture { payment, source, amount: rial(amount), fee, parts }
    }

    /// A card or a provider of credit pays for everything.
    pub(crate) fn sale(&mut self) {
        let number = self.dice.below(3);
        let (debtor, shop) = (self.debtors[number].clone(), self.dice.below(4));
        let (amount, id) = (self.amount(), self.fresh_payment());
        let one = self.capture(id, Source::Debtor(debtor.clone()), shop, amount);
        if !self.must(&format!("a sale of {amount} to s{shop}"), |books| capture(books, &one)) {
            return;
        }
        self.seen.met(if number == 2 { "a sale on credit" } else { "a sale by card" });
        if one.parts.len() > 1 {
            self.seen.met("a split of a payment");
        }
        self.sold(id, Some(shop), debtor, (0, amount), one.fee.get());
    }

    /// A payment is in: what of it a wallet paid, and what a debtor owes.
    fn sold(
        &mut self,
        id: PaymentId,
        shop: Option<usize>,
        debtor: Debtor,
        (by_wallet, by_debtor): (i64, i64),
        fee: i64,
    ) {
        let gross = by_wallet + by_debtor;
        if by_debtor > 0 {
            self.truth.owes(&debtor, by_debtor);
        }
        if let Some(shop) = shop {
            self.truth.shops[shop] += gross - fee;
            self.truth.fees += fee;
        }
        self.payment(Payment {
            id,
            shop,
            debtor,
            by_debtor,
            gross,
            fee,
            back: 0,
            back_to_debtor: 0,
            fee_back: 0,
            refunds: Vec::new(),
            reversed: false,
            settled: false,
            reversal_to_settle: 0,
        });
    }

    pub(crate) fn fill(&mut self) {
        let (number, amount, id) = (self.dice.below(5), self.amount() * 3, self.fresh_payment());
        let gateway = self.dice.below(2);
        let (debtor, wallet) = (self.debtors[gateway].clone(), self.wallets[number].0.clone());
        if let Err(refusal) = self.tell_wallet(number, &wallet::Command::TopUp(id, rial(amount))) {
            return self.differs(format!("a top-up of {amount}: {refusal}"));
        }
        if self.dice.strikes(100) {
            let _ = self.tell_wallet(number, &wallet::Command::GiveBack(Subject::payment(&id)));
            return;
        }
        if self
            .must(&format!("a top-up of {amount} for w{number}"), |_| Ok(top_up(&id, &debtor, &wallet, rial(amount))))
        {
            self.seen.met("a top-up");
            self.truth.wallets[number] += amount;
            self.sold(id, None, debtor, (0, amount), 0);
        }
    }

    /// A wallet is to pay: all of it, or half. Its money is held.
    pub(crate) fn hold(&mut self) {
        let number = self.dice.below(5);
        let account = Account::Wallet(self.wallets[number].0.clone());
        let free = self.store.books.free(&account);
        let (by_wallet, by_card) = match self.dice.below(3) {
            0 => (self.amount(), 0),
            1 if free > 2 => (self.dice.between(1, free), self.amount()),
            _ => (self.amount(), self.amount()),
        };
        let until = self.now + Span::minutes(self.dice.between(1, 40));
        let (payment, shop, gateway) = (self.fresh_payment(), self.dice.below(4), self.dice.below(2));
        // The whole of a small split has to be there.
        let by_wallet = by_wallet.max(200);
        let told = self.tell_wallet(number, &wallet::Command::Hold(payment, rial(by_wallet), until));
        match told {
            Ok(_) if by_wallet <= free => {
                let debtor = self.debtors[gateway].clone();
                self.held.push(Held { payment, wallet: number, shop, by_wallet, by_card, debtor, until });
            }
            Err(_) if by_wallet > free => {}
            other => self.differs(format!("w{number} has {free}, and {by_wallet} of it: {other:?}")),
        }
    }

    /// Two devices spend one balance at once: neither has heard of the other.
    pub(crate) fn spend_twice(&mut self) {
        self.lapse();
        let number = self.dice.below(5);
        let wallet = self.wallets[number].0.clone();
        let free = self.store.books.free(&Account::Wallet(wallet.clone()));
        if free < 10 {
            return;
        }
        let amount = self.dice.between(free / 2 + 1, free);
        let (first, second) = (self.fresh_payment(), self.fresh_payment());
        let until = self.now + Span::minutes(10);
        let spends = [first, second].map(|payment| wallet_hold(&payment, &wallet, rial(amount), until));
        let fates = spends.map(|spend| self.fact("one of two spends", |_| Ok(spend.clone())));
        match fates {
            [Fate::Done, Fate::Refused(Refusal::Overdraft { .. })] => {
                self.seen.met("two spends of one balance, one refused");
            }
            _ => self.differs(format!("w{number} has {free}, and spends {amount} twice")),
        }
        self.must("the first of two is given back", |books| {
            dargah_engine::books::rules::wallet_released(books, &first)
        });
    }

    /// Something happens to a payment that a wallet's money is held for.
    pub(crate) fn go_on(&mut self) {
        if self.held.is_empty() {
            return;
        }
        let at = self.dice.below(self.held.len());
        let held = self.held[at].clone();
        if self.now >= held.until {
            self.held.swap_remove(at);
            return self.too_late(&held);
        }
        match self.dice.below(4) {
            0 => {
                self.held.swap_remove(at);
                self.give_back(&held);
            }
            1 => self.now = self.now.max(dargah_engine::time::Moment(held.until.0 - 1)),
            _ => {
                self.held.swap_remove(at);
                self.take(&held);
            }
        }
    }

    fn parts(&self, held: &Held) -> (Capture, Option<Capture>) {
        let of_wallet = self.capture(held.payment, Source::Wallet, held.shop, held.by_wallet);
        let of_card = (held.by_card > 0)
            .then(|| self.capture(held.payment, Source::Debtor(held.debtor.clone()), held.shop, held.by_card));
        (of_wallet, of_card)
    }

    fn take(&mut self, held: &Held) {
        let (of_wallet, of_card) = self.parts(held);
        let owed = self.store.books.stands(&Account::Debt(self.party(held.shop)));
        let done =
            self.must(&format!("w{} pays {} and a card {}", held.wallet, held.by_wallet, held.by_card), |books| {
                let mut transfers = capture(books, &of_wallet)?;
                if let Some(of_card) = &of_card {
                    transfers.extend(capture(books, of_card)?);
                }
                Ok(transfers)
            });
        if !done {
            return;
        }
        if owed > self.store.books.stands(&Account::Debt(self.party(held.shop))) {
            self.seen.met("a debt paid off");
        }
        self.seen.met(if of_card.is_some() { "a sale half by wallet and half by card" } else { "a sale by wallet" });
        let fee = of_wallet.fee.get() + of_card.map_or(0, |card| card.fee.get());
        self.truth.wallets[held.wallet] -= held.by_wallet;
        self.sold(held.payment, Some(held.shop), held.debtor.clone(), (held.by_wallet, held.by_card), fee);
    }

    pub(crate) fn give_back(&mut self, held: &Held) {
        let subject = Subject::payment(&held.payment);
        match self.tell_wallet(held.wallet, &wallet::Command::GiveBack(subject)) {
            Ok(_) => self.seen.met("a wallet's part given back"),
            Err(refusal) => self.differs(format!("w{} gets nothing back: {refusal}", held.wallet)),
        }
    }

    /// The hold's time is over: whoever would take it now is refused, and what a card has paid meanwhile is the shopper's.
    fn too_late(&mut self, held: &Held) {
        let (of_wallet, of_card) = self.parts(held);
        match self.fact("a wallet's part, too late", |books| capture(books, &of_wallet)) {
            Fate::Refused(Refusal::HoldExpired(_)) => self.seen.met("a wallet's part lapsed"),
            _ => self.differs(format!("a hold of w{} was taken after its time", held.wallet)),
        }
        if of_card.is_none() || self.dice.strikes(300) {
            return;
        }
        let (payment, wallet) = (held.payment, self.wallets[held.wallet].0.clone());
        let kept = |_: &_| Ok(card_kept(&payment, &held.debtor, &wallet, rial(held.by_card)));
        if self.must("a late card's part is kept", kept) {
            self.seen.met("a card's part kept after that");
            self.truth.wallets[held.wallet] += held.by_card;
            self.sold(payment, None, held.debtor.clone(), (0, held.by_card), 0);
        }
    }

    fn some_sale(&mut self) -> Option<usize> {
        let n = self.truth.payments.len();
        // Mostly a newer one.
        let at = if self.dice.strikes(700) { n.saturating_sub(1 + self.dice.below(40)) } else { self.dice.below(n) };
        self.truth.payments.get(at).filter(|payment| payment.shop.is_some()).map(|_| at)
    }

    pub(crate) fn refund(&mut self) {
        let Some(at) = self.some_sale() else { return };
        let payment = self.truth.payments[at].clone();
        let shop = payment.shop.unwrap_or(0);
        let to_wallet = self.dice.strikes(400);
        let left = payment.gross - payment.back;
        let left = if to_wallet { left } else { left.min(payment.by_debtor - payment.back_to_debtor) };
        let over = self.dice.strikes(50);
        if left <= 0 && !over {
            return;
        }
        let whole = self.dice.strikes(500);
        let amount = if over {
            left.max(0) + 1
        } else if whole {
            left
        } else {
            self.dice.between(1, left)
        };
        let fee_left = payment.fee - payment.fee_back;
        let fee_back = if self.dice.strikes(500) { 0 } else { (payment.fee * amount / payment.gross).min(fee_left) };
        let wallet = self.dice.below(5);
        let back =
            if to_wallet { Back::Wallet(self.wallets[wallet].0.clone()) } else { Back::Debtor(payment.debtor.clone()) };
        let ask = if self.dice.strikes(150) && !over { Ask::Happened } else { Ask::Asked };
        let number = u32::try_from(payment.refunds.len() + 1).unwrap_or(u32::MAX);
        let what = format!("refund {number} of {amount} ({fee_back} fee) of a payment of s{shop}");
        let fate =
            self.fact(&what, |books| refund(books, &payment.id, number, rial(amount), &back, rial(fee_back), ask));
        match fate {
            Fate::Misfit(Misfit::MoreThanPaid { .. } | Misfit::MoreThanCard { .. }) if over => return,
            Fate::Misfit(Misfit::ShopShort { .. }) if ask == Ask::Asked => {
                return self.seen.met("a refund the shop had not enough for");
            }
            Fate::Done if !over => {}
            _ => return self.differs(format!("{what}: neither done nor refused as it should be")),
        }
        let asked = !to_wallet && ask == Ask::Asked;
        let of = &mut self.truth.payments[at];
        of.back += amount;
        of.fee_back += fee_back;
        of.back_to_debtor += if to_wallet { 0 } else { amount };
        of.refunds.push(Refund { number, amount, fee_back, asked, to_settle: !to_wallet && !asked });
        if asked {
            return self.seen.met("a refund held");
        }
        self.went_back(shop, amount, fee_back);
        if to_wallet {
            self.truth.wallets[wallet] += amount;
            self.seen.met("a refund to a wallet");
        } else {
            self.truth.owes(&payment.debtor, -amount);
            self.seen.met("a refund that had happened");
        }
        if self.store.books.stands(&Account::Debt(self.party(shop))) > 0 {
            self.seen.met("a shop in debt");
        }
    }

    fn went_back(&mut self, shop: usize, amount: i64, fee_back: i64) {
        self.truth.shops[shop] -= amount - fee_back;
        self.truth.fees -= fee_back;
    }

    /// A bank answers a refund.
    pub(crate) fn answer(&mut self) {
        let waits = |payment: &Payment| payment.refunds.iter().any(|refund| refund.asked);
        let waiting: Vec<usize> =
            self.truth.payments.iter().enumerate().filter(|(_, payment)| waits(payment)).map(|(at, _)| at).collect();
        if waiting.is_empty() {
            return;
        }
        let at = waiting[self.dice.below(waiting.len())];
        let payment = self.truth.payments[at].clone();
        let Some(index) = payment.refunds.iter().position(|refund| refund.asked) else { return };
        let one = payment.refunds[index].clone();
        let refused = self.dice.strikes(300);
        let rule = |books: &_| match refused {
            true => refund_refused(books, &payment.id, one.number),
            false => refund_done(books, &payment.id, one.number),
        };
        if !self.must(&format!("the bank {} refund {}", if refused { "refuses" } else { "makes" }, one.number), rule) {
            return;
        }
        let of = &mut self.truth.payments[at];
        of.refunds[index].asked = false;
        if refused {
            of.back -= one.amount;
            of.back_to_debtor -= one.amount;
            of.fee_back -= one.fee_back;
            self.seen.met("a refund refused by the bank");
        } else {
            of.refunds[index].to_settle = true;
            self.truth.owes(&payment.debtor, -one.amount);
            self.went_back(payment.shop.unwrap_or(0), one.amount, one.fee_back);
            self.seen.met("a refund done");
        }
    }

    /// A bank undoes a payment.
    pub(crate) fn reverse(&mut self) {
        let Some(at) = self.some_sale() else { return };
        let payment = self.truth.payments[at].clone();
        let left = payment.by_debtor - payment.back_to_debtor;
        if payment.reversed || left <= 0 || payment.refunds.iter().any(|refund| refund.asked) {
            return;
        }
        if !self.must("a bank undoes a payment", |books| reversal(books, &payment.id, &payment.debtor)) {
            return;
        }
        let fee = (payment.fee - payment.fee_back).min(left);
        let of = &mut self.truth.payments[at];
        of.reversed = true;
        of.back += left;
        of.back_to_debtor += left;
        of.fee_back += fee;
        of.reversal_to_settle = left;
        self.truth.owes(&payment.debtor, -left);
        self.went_back(payment.shop.unwrap_or(0), left, fee);
        self.seen.met("a reversal");
    }
}

/// The account of every wallet's owner.
pub(crate) fn owners_iban() -> Iban {
    Iban::parse("IR080130000000000098765432").expect("an IBAN")
}
