//! The operator's books: transfers, and what facts become of them.

mod facts;
mod format;
mod shelf;
mod transfers;

use dargah_engine::{
    books::{
        Account, Books, Command, Party, Recorded, Refusal, Subject, Transfer, Why, decide,
        rules::{Debtor, Misfit},
    },
    id::{GatewayId, PaymentId, ShopId, WalletId},
    identity::Iban,
    money::Rial,
    time::Moment,
};

pub(crate) const T0: Moment = Moment(1_780_000_000_000);

pub(crate) fn rial(n: i64) -> Rial {
    Rial::new(n).unwrap()
}

pub(crate) fn shop() -> Party {
    Party::shop(ShopId::new("kooshk").unwrap())
}

pub(crate) fn payee(name: &str) -> Party {
    Party::try_from(format!("kooshk/{name}")).unwrap()
}

pub(crate) fn wallet() -> WalletId {
    WalletId::new("w1").unwrap()
}

pub(crate) fn gateway() -> Debtor {
    Debtor::Gateway(GatewayId::new("g1").unwrap())
}

pub(crate) fn bank() -> Iban {
    Iban::parse("IR160120000000001234567890").unwrap()
}

pub(crate) fn payment(n: u8) -> PaymentId {
    PaymentId::from_bytes([n; 16])
}

/// Books with their log beside them.
pub(crate) struct Desk {
    pub(crate) books: Books,
    pub(crate) log: Vec<Recorded>,
    pub(crate) now: Moment,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { books: Books::new(), log: Vec::new(), now: T0 }
    }

    pub(crate) fn tell(&mut self, command: Command) -> Result<usize, Refusal> {
        let events = decide(&self.books, command, self.now)?;
        events.iter().for_each(|event| self.books.apply(event));
        self.log.extend(events.iter().cloned());
        Ok(events.len())
    }

    pub(crate) fn post(&mut self, transfers: Vec<Transfer>) {
        self.tell(Command::Post(transfers)).unwrap();
        let (mut debits, mut credits) = (0_i128, 0_i128);
        for (_, balance) in self.books.accounts() {
            debits += i128::from(balance.debits);
            credits += i128::from(balance.credits);
        }
        assert_eq!(debits, credits, "the books balance");
        assert_eq!(self.books, Books::replay(&self.log), "the books are the fold of their log");
    }

    /// What a rule gives when a fact is told again changes nothing.
    pub(crate) fn repeats(&mut self, again: Result<Vec<Transfer>, Misfit>) {
        assert_eq!(self.tell(Command::Post(again.unwrap())), Ok(0), "told again, it is a repeat");
    }

    pub(crate) fn stands(&self, account: &Account) -> i64 {
        self.books.stands(account)
    }

    /// A wallet with money in it, whoever brought it.
    pub(crate) fn fill(&mut self, name: &str, amount: i64) {
        let id = Subject::case(name).unwrap().step("fill");
        self.post(vec![Transfer::of(id, Why::Capital, Account::Bank(bank()), Account::Wallet(wallet()), rial(amount))]);
    }
}
