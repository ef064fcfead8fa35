//! A world: shops, wallets and providers on virtual time, the books, and the truth beside them.

use crate::{
    dice::Dice,
    store::{Store, Told},
    truth::{Payment, Truth},
    witness::Seen,
};
use dargah_engine::{
    books::{
        Account, Books, Command, Party, Refusal, Subject, Transfer, Why,
        rules::{Debtor, Misfit},
    },
    facilitator::{Portion, Split},
    id::{GatewayId, PayeeId, PaymentId, ShopId, WalletId},
    identity::Iban,
    money::Rial,
    time::Moment,
    wallet::{self, Wallet},
};

/// 1 Azar 1405.
const START: i64 = 1_795_300_000_000;
/// Transfers of old facts that are kept to be told again.
const OLDER_MAX: usize = 64;

/// What a fact came to.
pub(crate) enum Fate {
    /// It is in the books, from now on.
    Done,
    /// There was nothing to post, or it was there before.
    Nothing,
    /// A rule refused it.
    Misfit(Misfit),
    /// The books refused it.
    Refused(Refusal),
}

/// A shop.
pub(crate) struct Shop {
    pub(crate) id: ShopId,
    pub(crate) split: Split,
}

/// A payment, or a part of one, for which a wallet's money is held.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) payment: PaymentId,
    pub(crate) wallet: usize,
    pub(crate) shop: usize,
    pub(crate) by_wallet: i64,
    pub(crate) by_card: i64,
    pub(crate) debtor: Debtor,
    pub(crate) until: Moment,
}

/// A world.
pub(crate) struct World {
    pub(crate) dice: Dice,
    pub(crate) store: Store,
    pub(crate) truth: Truth,
    pub(crate) now: Moment,
    pub(crate) shops: Vec<Shop>,
    pub(crate) wallets: Vec<(WalletId, Wallet)>,
    pub(crate) debtors: Vec<Debtor>,
    pub(crate) held: Vec<Held>,
    pub(crate) outs: Vec<(crate::truth::Out, Option<dargah_engine::payout::Payout>)>,
    pub(crate) serial: u32,
    pub(crate) seen: Seen,
    pub(crate) operations: u64,
    pub(crate) differences: Vec<String>,
    pub(crate) story: Option<Vec<String>>,
    older: Vec<Vec<Transfer>>,
}

pub(crate) fn rial(n: i64) -> Rial {
    Rial::new(n).expect("an amount is not negative")
}

pub(crate) fn bank() -> Iban {
    Iban::parse("IR160120000000001234567890").expect("an IBAN")
}

impl World {
    pub(crate) fn new(seed: u64, tells: bool) -> Self {
        let shops = (0..4_u32).map(|n| {
            let payee = |name: &str| PayeeId::new(name).expect("a name");
            let split = match n {
                0 | 1 => Split::default(),
                2 => Split(vec![(payee("p0"), Portion::Share(3_333))]),
                _ => Split(vec![(payee("p0"), Portion::Share(1_000)), (payee("p1"), Portion::Fixed(rial(7)))]),
            };
            Shop { id: ShopId::new(&format!("s{n}")).expect("a name"), split }
        });
        let debtors = ["g0", "g1"].map(|name| Debtor::Gateway(GatewayId::new(name).expect("a name")));
        let mut debtors = debtors.to_vec();
        debtors.push(Debtor::Credit(GatewayId::new("c0").expect("a name")));
        let mut world = Self {
            dice: Dice::new(seed),
            store: Store::default(),
            truth: Truth { shops: vec![0; 4], wallets: vec![0; 5], ..Truth::default() },
            now: Moment(START),
            shops: shops.collect(),
            wallets: Vec::new(),
            debtors,
            held: Vec::new(),
            outs: Vec::new(),
            serial: 0,
            seen: Seen::default(),
            operations: 0,
            differences: Vec::new(),
            story: tells.then(Vec::new),
            older: Vec::new(),
        };
        world.open_wallets();
        let capital = 1_000_000_000_000;
        world.fact("the operator brings money", |_| {
            let id = Subject::case("capital").expect("a name").step("start");
            Ok(vec![Transfer::of(id, Why::Capital, Account::Bank(bank()), Account::Capital, rial(capital))])
        });
        world.truth.bank = capital;
        world
    }

    pub(crate) fn say(&mut self, text: impl FnOnce() -> String) {
        let at = self.now.0 - START;
        if let Some(story) = &mut self.story {
            story.push(format!("{:>9} s  {}", at / 1_000, text()));
        }
    }

    pub(crate) fn differs(&mut self, text: String) {
        self.say(|| format!("!! {text}"));
        self.differences.push(format!("after {} operations: {text}", self.operations));
    }

    /// Has a fact posted, however often the process dies over it: then it is told again, and must be there once.
    pub(crate) fn fact(&mut self, what: &str, rule: impl Fn(&Books) -> Result<Vec<Transfer>, Misfit>) -> Fate {
        let mut written = false;
        loop {
            self.operations += 1;
            let transfers = match rule(&self.store.books) {
                Ok(transfers) if transfers.is_empty() => return if written { Fate::Done } else { Fate::Nothing },
                Ok(transfers) => transfers,
                Err(misfit) => {
                    if written {
                        self.differs(format!("{what} was posted, and told again it is {misfit:?}"));
                    }
                    return Fate::Misfit(misfit);
                }
            };
            match self.store.tell(&mut self.dice, Command::Post(transfers.clone()), self.now) {
                Told::Done(rows) => {
                    if written && rows > 0 {
                        self.differs(format!("{what} was posted twice"));
                    }
                    self.say(|| format!("{what}: {rows} rows, {} transfers", transfers.len()));
                    self.remember(transfers);
                    return if written || rows > 0 { Fate::Done } else { Fate::Nothing };
                }
                Told::Refused(refusal) => {
                    if written {
                        self.differs(format!("{what} was posted, and told again it is {refusal:?}"));
                    }
                    self.say(|| format!("{what}: {refusal:?}"));
                    return Fate::Refused(refusal);
                }
                Told::Died { written: now } => {
                    written |= now;
                    self.say(|| {
                        format!("{what}: the process dies, {}", if now { "written" } else { "nothing written" })
                    });
                }
            }
        }
    }

    /// A fact that nothing may refuse.
    pub(crate) fn must(&mut self, what: &str, rule: impl Fn(&Books) -> Result<Vec<Transfer>, Misfit>) -> bool {
        match self.fact(what, rule) {
            Fate::Done => true,
            Fate::Nothing => {
                self.differs(format!("{what} posted nothing"));
                false
            }
            Fate::Misfit(misfit) => {
                self.differs(format!("{what}: {misfit:?}"));
                false
            }
            Fate::Refused(refusal) => {
                self.differs(format!("{what}: {refusal:?}"));
                false
            }
        }
    }

    fn remember(&mut self, transfers: Vec<Transfer>) {
        if self.older.len() < OLDER_MAX {
            self.older.push(transfers);
        } else {
            let at = self.dice.below(OLDER_MAX);
            self.older[at] = transfers;
        }
    }

    /// Something old is told again, as it was.
    pub(crate) fn again(&mut self) {
        let at = self.dice.below(self.older.len());
        let Some(transfers) = self.older.get(at).cloned() else { return };
        self.operations += 1;
        let id = transfers[0].id.clone();
        match self.store.tell(&mut self.dice, Command::Post(transfers), self.now) {
            Told::Done(0) | Told::Died { written: false } => self.seen.met("a fact told again"),
            Told::Done(_) | Told::Died { .. } => self.differs(format!("{id} was posted a second time")),
            Told::Refused(refusal) => self.differs(format!("{id}, told again as it was, is {refusal:?}")),
        }
    }

    /// Somebody tries to end a hold that has ended, or to do something else under an id that is used.
    pub(crate) fn wrong(&mut self) {
        let at = self.dice.below(self.older.len());
        let Some(old) = self.older.get(at).and_then(|chain| chain.first()).cloned() else { return };
        let ended =
            self.store.books.kept(&old.id).is_some_and(|kept| kept.hold != Some(dargah_engine::books::HoldState::Open));
        if !ended {
            return;
        }
        self.operations += 1;
        self.serial += 1;
        let id = Subject::case("wrong").expect("a name").step(&self.serial.to_string());
        let hold = old.id.clone();
        let deed = match self.dice.below(3) {
            0 => dargah_engine::books::Deed::Post { hold, amount: None },
            1 => dargah_engine::books::Deed::Void { hold },
            _ => dargah_engine::books::Deed::Move { debit: Account::Costs, credit: Account::Fees, amount: rial(1) },
        };
        let used = matches!(deed, dargah_engine::books::Deed::Move { .. });
        let transfer = Transfer { id: if used { old.id.clone() } else { id }, deed, why: Why::Case };
        if let Told::Done(_) | Told::Died { written: true } =
            self.store.tell(&mut self.dice, Command::Post(vec![transfer]), self.now)
        {
            self.differs(format!("{} was ended, or made, a second time", old.id));
        }
    }

    /// Time passes.
    pub(crate) fn wait(&mut self, most_ms: i64) {
        self.now = Moment(self.now.0 + self.dice.between(1, most_ms));
        self.operations += 1;
        if self.dice.strikes(500) {
            // Whoever dies over this is followed by the next alarm.
            let _ = self.store.tell(&mut self.dice, Command::Due, self.now);
        }
    }

    /// Every hold whose time is over has lapsed after this.
    pub(crate) fn lapse(&mut self) {
        for _ in 0..1_000 {
            if self.store.books.wake_at().is_none_or(|at| at > self.now) {
                return;
            }
            self.operations += 1;
            let _ = self.store.tell(&mut self.dice, Command::Due, self.now);
        }
        self.differs("holds whose time is over never lapse".to_owned());
    }

    pub(crate) fn fresh_payment(&mut self) -> PaymentId {
        PaymentId::from_bytes(self.dice.bytes())
    }

    pub(crate) fn payment(&mut self, payment: Payment) {
        self.truth.payments.push(payment);
    }

    pub(crate) fn name(&mut self, prefix: &str) -> String {
        self.serial += 1;
        format!("{prefix}{}", self.serial)
    }

    pub(crate) fn party(&self, shop: usize) -> Party {
        Party::shop(self.shops[shop].id.clone())
    }

    /// Tells a wallet something, with its transfers in the same write.
    pub(crate) fn tell_wallet(&mut self, number: usize, command: &wallet::Command) -> Result<bool, String> {
        let rows = vec![crate::sales::limits()];
        let mut written = false;
        loop {
            self.operations += 1;
            let (_, one) = &self.wallets[number];
            let decision = wallet::decide(Some(one), &self.store.books, command.clone(), &rows, self.now);
            let decision = decision.map_err(|refusal| format!("{refusal:?}"))?;
            if written && !decision.events.is_empty() {
                self.differs(format!("wallet {number} did {command:?} twice"));
            }
            let told = match decision.transfers.is_empty() {
                true => Told::Done(0),
                false => self.store.tell(&mut self.dice, Command::Post(decision.transfers), self.now),
            };
            let changed = !decision.events.is_empty();
            match told {
                Told::Refused(refusal) => return Err(format!("{refusal:?}")),
                Told::Died { written: false } => {}
                Told::Died { written: true } => {
                    decision.events.iter().for_each(|event| self.wallets[number].1.apply(event));
                    written = true;
                }
                Told::Done(_) => {
                    decision.events.iter().for_each(|event| self.wallets[number].1.apply(event));
                    return Ok(written || changed);
                }
            }
        }
    }
}
