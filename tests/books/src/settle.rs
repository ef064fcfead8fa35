//! Providers pay the operator: mostly what they owe, now and then less, too much, twice, or for nobody. And what follows for shops.

use crate::{
    truth::Difference,
    world::{Fate, World, bank, rial},
};
use dargah_engine::{
    books::{
        Account, Subject,
        rules::{
            AnomalyKind, Line, LineKind, Misfit, Settlement, correct_fee, release, reserve_freed, settlement,
            settlement_more,
        },
    },
    facilitator::ReleaseRule,
    money::Rial,
};

const RELEASE: ReleaseRule =
    ReleaseRule { working_days: 0, reserve_bps: 500, reserve_most: Some(3_000_000), reserve_days: 7 };

/// The most payments of one settlement.
const LINES_MAX: usize = 40;

impl World {
    /// A provider settles, honestly or not.
    pub(crate) fn settle(&mut self, number: usize, honest: bool) {
        let debtor = self.debtors[number].clone();
        let (mut lines, mut settled, mut sum) = (Vec::new(), Vec::new(), 0);
        let line = |payment, kind, amount| Line { payment, kind, amount: rial(amount) };
        let skip = if honest { 0 } else { 300 };
        for (at, payment) in self.truth.payments.iter().enumerate() {
            if payment.debtor != debtor || payment.by_debtor == 0 || lines.len() >= LINES_MAX {
                continue;
            }
            let mut is_settled = payment.settled;
            if !payment.settled && !self.dice.strikes(skip) {
                lines.push(line(payment.id, LineKind::Sale, payment.by_debtor));
                settled.push((at, LineKind::Sale));
                sum += payment.by_debtor;
                is_settled = true;
            }
            if !is_settled {
                continue;
            }
            for refund in payment.refunds.iter().filter(|refund| refund.to_settle) {
                lines.push(line(payment.id, LineKind::Refund(refund.number), refund.amount));
                settled.push((at, LineKind::Refund(refund.number)));
                sum -= refund.amount;
            }
            if payment.reversal_to_settle > 0 {
                lines.push(line(payment.id, LineKind::Reversal, payment.reversal_to_settle));
                settled.push((at, LineKind::Reversal));
                sum -= payment.reversal_to_settle;
            }
        }
        if lines.is_empty() || (sum < 0 && !honest) {
            return;
        }
        let cost = if honest { 0 } else { sum / 1_000 };
        let mut received = sum - cost;
        let owed: i64 = sum;
        let mut odd = Vec::new();
        if !honest {
            match self.dice.below(8) {
                0 if received > 0 => {
                    received -= self.dice.between(1, received);
                    self.seen.met("a settlement of less");
                }
                1 => {
                    let known = self
                        .truth
                        .payments
                        .iter()
                        .find(|payment| payment.settled && payment.debtor == debtor && payment.by_debtor > 0);
                    if let Some(payment) = known {
                        lines.push(line(payment.id, LineKind::Sale, payment.by_debtor));
                        received += payment.by_debtor;
                        odd.push(AnomalyKind::Twice);
                        self.seen.met("a payment settled twice");
                    }
                }
                2 => {
                    lines.push(line(self.fresh_payment(), LineKind::Sale, 4_321));
                    received += 4_321;
                    odd.push(AnomalyKind::Unknown);
                    self.seen.met("a line for nobody");
                }
                3 => {
                    if let Some(one) = lines.iter_mut().find(|one| one.kind == LineKind::Sale) {
                        odd.push(AnomalyKind::Amount { ours: one.amount });
                        one.amount = rial(one.amount.get() + 99);
                        received += 99;
                    }
                }
                _ => {}
            }
        }
        // A day on which more went back than came: the provider takes the rest off later.
        let received = received.max(0);
        let name = self.name("settlement-");
        let subject = Subject::settlement(&name).expect("a name");
        let whole = Settlement {
            subject,
            debtor: debtor.clone(),
            lines,
            cost: rial(cost),
            received: rial(received),
            bank: bank(),
        };
        if self.post_settlement(&whole, &odd) {
            self.seen.met("a settlement");
            self.truth.owes(&debtor, -owed);
            self.truth.bank += received;
            self.truth.costs += cost;
            let to_come = owed - cost - received;
            if to_come != 0 {
                self.truth.differences.push(Difference { name: whole.subject.to_string(), to_come });
            }
            for (at, kind) in settled {
                let payment = &mut self.truth.payments[at];
                match kind {
                    LineKind::Sale => payment.settled = true,
                    LineKind::Reversal => payment.reversal_to_settle = 0,
                    LineKind::Refund(number) => {
                        payment
                            .refunds
                            .iter_mut()
                            .filter(|one| one.number == number)
                            .for_each(|one| one.to_settle = false);
                    }
                }
            }
        }
    }

    /// In one piece or in two, and sometimes the whole of it once more.
    fn post_settlement(&mut self, whole: &Settlement, odd: &[AnomalyKind]) -> bool {
        let found = settlement(&self.store.books, whole).map(|(_, anomalies)| anomalies);
        let found: Option<Vec<_>> = found.ok().map(|anomalies| anomalies.into_iter().map(|one| one.kind).collect());
        if found.as_deref() != Some(odd) {
            self.differs(format!("{}: {found:?} is found odd, and not {odd:?}", whole.subject));
        }
        let what = format!("{} of {} lines", whole.subject, whole.lines.len());
        if self.dice.strikes(300) {
            let at = self.dice.below(whole.lines.len());
            let first = Settlement { lines: whole.lines[..at].to_vec(), ..whole.clone() };
            if matches!(self.fact(&what, |books| Ok(settlement(books, &first)?.0)), Fate::Misfit(_) | Fate::Refused(_))
            {
                self.differs(format!("{what}: its first piece is refused"));
            }
        }
        let done = self.must_or_nothing(&what, whole);
        if done
            && self.dice.strikes(200)
            && !matches!(self.fact(&what, |books| Ok(settlement(books, whole)?.0)), Fate::Nothing)
        {
            self.differs(format!("{what} told again is posted again"));
        }
        done
    }

    fn must_or_nothing(&mut self, what: &str, whole: &Settlement) -> bool {
        match self.fact(what, |books| Ok(settlement(books, whole)?.0)) {
            Fate::Done | Fate::Nothing => true,
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

    /// The rest of a settlement comes, or what was too much is taken back.
    pub(crate) fn rest_comes(&mut self) {
        if self.truth.differences.is_empty() {
            return;
        }
        let at = self.dice.below(self.truth.differences.len());
        let one = self.truth.differences.swap_remove(at);
        let subject = Subject::read(&one.name).expect("a name");
        let stands = -self.store.books.stands(&Account::Suspense(subject.clone()));
        if stands != one.to_come {
            self.differs(format!("{} misses {}, and its case says {stands}", one.name, one.to_come));
        }
        let (came, went) = (rial(one.to_come.max(0)), rial((-one.to_come).max(0)));
        if self.must(&format!("the rest of {}", one.name), |_| Ok(settlement_more(&subject, 1, &bank(), came, went))) {
            self.seen.met("a settlement's rest, late");
            self.truth.bank += one.to_come;
        }
    }

    /// A payment is released, or tried to be.
    pub(crate) fn release(&mut self) {
        if self.truth.payments.is_empty() {
            return;
        }
        let at = self.dice.below(self.truth.payments.len());
        let payment = self.truth.payments[at].clone();
        let Some(shop) = payment.shop else { return };
        let waits = !payment.settled || payment.refunds.iter().any(|refund| refund.asked);
        let has = self.store.books.free(&Account::Reserve(self.party(shop)));
        let owed = self.store.books.stands(&Account::Debt(self.party(shop)));
        let keeps = |_: &_, part| RELEASE.keeps(Rial::new(has).unwrap_or(Rial::ZERO), part);
        let fate = self.fact("a release", |books| release(books, &payment.id, keeps));
        match (fate, waits) {
            (Fate::Misfit(Misfit::NotNow), true) | (Fate::Nothing, false) => {}
            (Fate::Done, false) => {
                if self.store.books.free(&Account::Reserve(self.party(shop))) > has {
                    self.seen.met("a release with a reserve");
                }
                if owed > self.store.books.stands(&Account::Debt(self.party(shop))) {
                    self.seen.met("a debt paid off");
                }
            }
            (_, waits) => self.differs(format!("a release of a payment of s{shop} that waits: {waits}")),
        }
    }

    /// What is kept back of a payment is freed.
    pub(crate) fn free_reserve(&mut self) {
        if self.truth.payments.is_empty() {
            return;
        }
        let at = self.dice.below(self.truth.payments.len());
        let payment = self.truth.payments[at].clone();
        if payment.shop.is_none() || payment.refunds.iter().any(|refund| refund.asked) {
            return;
        }
        match self.fact("a reserve", |books| Ok(reserve_freed(books, &payment.id))) {
            Fate::Done => self.seen.met("a reserve freed"),
            Fate::Nothing => {}
            Fate::Misfit(_) | Fate::Refused(_) => self.differs("a reserve cannot be freed".to_owned()),
        }
    }

    /// A fee was wrong.
    pub(crate) fn correct(&mut self) {
        let shop = self.dice.below(4);
        let (amount, more) = (self.dice.between(1, 20_000), self.dice.strikes(500));
        let case = Subject::case(&self.name("fee-")).expect("a name");
        let party = self.party(shop);
        let (up, down) = if more { (amount, 0) } else { (0, amount) };
        if self.must("a fee is put right", |books| Ok(correct_fee(books, &case, &party, rial(up), rial(down)))) {
            self.seen.met("a fee corrected");
            self.truth.fees += up - down;
            self.truth.shops[shop] += down - up;
        }
    }
}
