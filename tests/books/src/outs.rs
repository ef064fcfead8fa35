//! Money goes out to IBANs, and sometimes comes back.

use crate::{
    sales::owners_iban,
    truth::{From, Out},
    world::{World, bank, rial},
};
use dargah_engine::{
    books::{Account, Command as Post, Subject, rules::PayoutSource},
    id::PayoutId,
    member::MemberId,
    payout::{Beneficiary, Command, Payout, Prepared, Preparer, Sending, Stage, Terms, decide},
    time::Span,
    wallet,
};

const TERMS: Terms = Terms { least: dargah_engine::money::Rial::ZERO, match_life: Span::hours(1) };

impl World {
    /// Tells a payout something, with its transfers in the same write, however often the process dies over it.
    fn tell_payout(&mut self, at: usize, command: &Command) -> Result<(), String> {
        let mut written = false;
        loop {
            self.operations += 1;
            let decision = decide(self.outs[at].1.as_ref(), &self.store.books, command.clone(), &TERMS, self.now);
            let decision = decision.map_err(|refusal| format!("{refusal:?}"))?;
            if written && !decision.events.is_empty() {
                self.differs(format!("payout {} did {command:?} twice", self.outs[at].0.id));
            }
            let told = match decision.transfers.is_empty() {
                true => crate::store::Told::Done(0),
                false => self.store.tell(&mut self.dice, Post::Post(decision.transfers), self.now),
            };
            let done = match told {
                crate::store::Told::Refused(refusal) => return Err(format!("{refusal:?}")),
                crate::store::Told::Died { written: false } => continue,
                crate::store::Told::Died { written: true } => false,
                crate::store::Told::Done(_) => true,
            };
            for event in &decision.events {
                match &mut self.outs[at].1 {
                    Some(payout) => payout.apply(event),
                    none => *none = Payout::replay(core::slice::from_ref(event)),
                }
            }
            if done {
                return Ok(());
            }
            written = true;
        }
    }

    /// Somebody prepares a payout: mostly of what there is, sometimes of more.
    pub(crate) fn prepare(&mut self) {
        let of_wallet = self.dice.strikes(250);
        let number = self.dice.below(if of_wallet { 5 } else { 4 });
        let source = if of_wallet {
            PayoutSource::Wallet(self.wallets[number].0.clone())
        } else {
            PayoutSource::Party(self.party(number))
        };
        self.lapse();
        let free = self.store.books.free(&source.account());
        let over = self.dice.strikes(100);
        if free <= 0 && !over {
            return;
        }
        let amount = if over { free.max(0) + 1 } else { self.dice.between(1, free) };
        let id = PayoutId::new(&self.name("po")).expect("a name");
        if of_wallet {
            let command = wallet::Command::Withdraw(id.clone(), rial(amount), owners_iban());
            match self.tell_wallet(number, &command) {
                Ok(_) if !over => {}
                Err(_) if over => return,
                other => return self.differs(format!("w{number} has {free} and withdraws {amount}: {other:?}")),
            }
        }
        let to = Beneficiary { iban: owners_iban(), name: "somebody".to_owned(), matched_at: Some(self.now) };
        let by = if of_wallet { Preparer::Owner } else { Preparer::Member(MemberId::new([1; 16])) };
        let prepared = Prepared { id: id.clone(), source, amount: rial(amount), to, by };
        let from = if of_wallet { From::Wallet(number) } else { From::Shop(number) };
        self.outs.push((Out { id, amount, from }, None));
        let at = self.outs.len() - 1;
        match self.tell_payout(at, &Command::Prepare(Box::new(prepared))) {
            Ok(()) if !over => {}
            Err(_) if over => {
                self.outs.pop();
            }
            other => {
                self.outs.pop();
                self.differs(format!("a payout of {amount}, where {free} is free: {other:?}"));
            }
        }
    }

    /// A payout goes on.
    pub(crate) fn move_out(&mut self, only_to_end: bool) {
        if self.outs.is_empty() {
            return;
        }
        let at = self.dice.below(self.outs.len());
        let (out, Some(payout)) = (self.outs[at].0.clone(), self.outs[at].1.clone()) else { return };
        let wrong = !only_to_end && self.dice.strikes(100);
        let row = |name: &str| format!("{name}-{}", out.id);
        let (command, fits) = match (payout.stage, self.dice.below(10)) {
            _ if wrong => (Command::Approve(MemberId::new([1; 16])), false),
            (Stage::Prepared, 0) | (Stage::Approved, 0) => {
                (Command::Drop(MemberId::new([2; 16]), "no".to_owned()), true)
            }
            (Stage::Prepared, _) => (Command::Approve(MemberId::new([2; 16])), true),
            (Stage::Approved, _) => (Command::Send(Sending::Shaparak { file: "f".to_owned() }), true),
            (Stage::Sent, 0) => (Command::Bounce("no".to_owned()), true),
            (Stage::Sent, _) => (Command::Settle { row: row("row"), bank: bank() }, true),
            (Stage::Settled, 0) if !only_to_end => (Command::Return { row: row("back"), bank: bank() }, true),
            (Stage::Settled | Stage::Returned, 1) => (Command::Settle { row: row("another"), bank: bank() }, false),
            _ => return,
        };
        let told = self.tell_payout(at, &command);
        let owners = matches!(payout.prepared.by, Preparer::Owner);
        if wrong && owners && (payout.stage == Stage::Prepared || payout.approved_by == Some(MemberId::new([1; 16]))) {
            // Whoever is not the owner may approve what the owner asked for.
            return;
        }
        if told.is_ok() != fits {
            return self.differs(format!("payout {} at {:?}, told {command:?}: {told:?}", out.id, payout.stage));
        }
        if fits {
            self.went_out(&out, &command);
        }
    }

    fn went_out(&mut self, out: &Out, command: &Command) {
        let (source, transit, bank) = match command {
            Command::Send(_) => (-1, 1, 0),
            Command::Bounce(_) => (1, -1, 0),
            Command::Settle { .. } => (0, -1, -1),
            Command::Return { .. } => (1, 0, 1),
            _ => (0, 0, 0),
        };
        match out.from {
            From::Shop(shop) => self.truth.shops[shop] += source * out.amount,
            From::Wallet(wallet) => self.truth.wallets[wallet] += source * out.amount,
        }
        self.truth.transit += transit * out.amount;
        self.truth.bank += bank * out.amount;
        match command {
            Command::Drop(..) => self.seen.met("a payout dropped"),
            Command::Bounce(_) => self.seen.met("a payout bounced"),
            Command::Return { .. } => self.seen.met("a payout returned"),
            Command::Settle { .. } => {
                self.seen.met("a payout settled");
                if matches!(out.from, From::Wallet(_)) {
                    self.seen.met("a wallet paid out");
                }
            }
            _ => {}
        }
        let back = matches!(command, Command::Drop(..) | Command::Bounce(_) | Command::Return { .. });
        if let (true, From::Wallet(wallet)) = (back, out.from) {
            let subject = Subject::payout(&out.id);
            if let Err(refusal) = self.tell_wallet(wallet, &wallet::Command::GiveBack(subject)) {
                self.differs(format!("w{wallet} is given nothing back: {refusal}"));
            }
        }
    }

    /// What a payout's account has that is not the truth's.
    pub(crate) fn transit(&self) -> i64 {
        self.store.books.stands(&Account::Transit)
    }
}
