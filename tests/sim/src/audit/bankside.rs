//! The banks' books, read after every request: what moved, on whose behalf, and whose it was.

use super::{Acting, Auditor, Case, books::Account, facts::FACTS};
use crate::{dice::Dice, wire::Subject, witness::Witness};
use dargah_bank::{Bank, Kind, ReversedBy, State, Transaction};
use dargah_engine::gateway::{OperationKind, Provider};
use dargah_wire::RefundStatus;
use std::collections::HashMap;

/// So long after its answer was lost a refund may still be carried out: a request can be that late.
const SETTLES_DOWN: i64 = 5 * 60 * 1_000;

/// A row of a bank's book, as it was last seen.
#[derive(Clone, Debug)]
pub(super) struct Mirror {
    /// Whose order it is.
    pub(super) sale: usize,
    pub(super) attempt: u32,
    pub(super) amount: i64,
    pub(super) state: State,
    pub(super) reversed_by: Option<ReversedBy>,
    pub(super) token: String,
    pub(super) reference: Option<String>,
    pub(super) refunded: i64,
    pub(super) debited: bool,
    pub(super) captured: bool,
    /// Who has claimed it when it was captured.
    pub(super) owner: Option<usize>,
}

/// Where a row's money is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Card,
    Pending,
    Shop,
}

fn place(state: State, verify_captures: bool) -> Place {
    match state {
        State::Settled => Place::Shop,
        State::Verified if verify_captures => Place::Shop,
        State::Debited | State::Verified => Place::Pending,
        _ => Place::Card,
    }
}

impl Mirror {
    /// Whether the row's money is the shop's now.
    pub(super) fn is_captured(&self, gateway: usize) -> bool {
        place(self.state, verify_captures(gateway)) == Place::Shop
    }
}

/// Whether a gateway's verify alone captures.
pub(super) fn verify_captures(gateway: usize) -> bool {
    Kind::named(Provider::ALL[gateway].as_str()).is_some_and(Kind::verify_captures)
}

fn rial(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

impl Auditor {
    /// Takes in what changed in a bank's book. Whether anything moved.
    pub(crate) fn reads_book(&mut self, gateway: usize, bank: &mut Bank, acting: Acting, now: i64) -> bool {
        if self.mirrors.is_empty() {
            self.mirrors = vec![HashMap::new(); Provider::ALL.len()];
        }
        let mut moved = false;
        for row in bank.book.take_changed().1 {
            moved |= self.reads_row(gateway, row, acting, now);
        }
        moved
    }

    fn reads_row(&mut self, gateway: usize, row: &Transaction, acting: Acting, now: i64) -> bool {
        let known = self.mirrors[gateway].get(&row.id).cloned();
        let Some(mut mirror) = known else {
            let Some(&(sale, attempt)) = self.orders.get(&(gateway, row.order.clone())) else {
                self.differs(acting.sale, format!("the bank has an order that nobody asked for: {}", row.order));
                return false;
            };
            if rial(row.amount) != self.models[sale].amount {
                self.differs(sale, format!("a token for {} rial (I13)", row.amount));
            }
            let mirror = Mirror {
                sale,
                attempt,
                amount: rial(row.amount),
                state: row.state,
                reversed_by: None,
                token: row.token.clone(),
                reference: None,
                refunded: 0,
                debited: false,
                captured: false,
                owner: None,
            };
            self.mirrors[gateway].insert(row.id, mirror);
            return true;
        };
        let refunded = rial(row.refunded());
        if mirror.state == row.state && mirror.refunded == refunded {
            return false;
        }
        let captures = verify_captures(gateway);
        let (before, after) = (place(mirror.state, captures), place(row.state, captures));
        mirror.reference.clone_from(&row.reference);
        mirror.reversed_by = row.reversed_by;
        mirror.debited |= row.debited_at_ms.is_some();
        if row.debited_at_ms.is_some() && before == Place::Card && mirror.state != State::Reversed {
            self.post((mirror.sale, Account::Shopper), (mirror.sale, Account::BankPending), mirror.amount);
        }
        let pending = before == Place::Pending || (before == Place::Card && row.debited_at_ms.is_some());
        match (pending, before, after) {
            (true, _, Place::Shop) => self.captures(gateway, &mut mirror, acting),
            (true, _, Place::Card) => {
                self.post((mirror.sale, Account::BankPending), (mirror.sale, Account::Shopper), mirror.amount);
                self.goes_back(gateway, &mirror, acting);
            }
            (_, Place::Shop, Place::Card) => {
                let owner = mirror.owner.unwrap_or(mirror.sale);
                self.post((owner, Account::Suspense), (mirror.sale, Account::Shopper), mirror.amount);
                self.goes_back(gateway, &mirror, acting);
            }
            _ => {}
        }
        if refunded > mirror.refunded {
            let owner = mirror.owner.unwrap_or(mirror.sale);
            self.post((owner, Account::Suspense), (mirror.sale, Account::Shopper), refunded - mirror.refunded);
            self.carries_out(gateway, &mirror, acting, refunded - mirror.refunded, now);
        }
        mirror.refunded = refunded;
        mirror.state = row.state;
        self.mirrors[gateway].insert(row.id, mirror);
        true
    }

    fn captures(&mut self, gateway: usize, mirror: &mut Mirror, acting: Acting) {
        let owner = self.owner(gateway, mirror);
        // What was verified some banks settle by themselves; whose it is was known before.
        match (owner, acting.subject) {
            (None, _) => self.differs(mirror.sale, "captured without a claim (I7)".to_owned()),
            (Some(owner), Some(_)) if owner != acting.sale && acting.kind != OperationKind::Inquire => {
                let by = acting.sale;
                self.differs(owner, format!("captured by payment {by} (I9, I17)"));
            }
            _ => {}
        }
        mirror.captured = true;
        mirror.owner = owner;
        let owner = owner.unwrap_or(mirror.sale);
        self.post((mirror.sale, Account::BankPending), (owner, Account::Suspense), mirror.amount);
        if self.models[owner].paid.is_some() {
            self.differs(owner, "captured a second time (I5)".to_owned());
        }
    }

    /// Money goes back as a whole: by its owner's word, or by the bank's.
    fn goes_back(&mut self, gateway: usize, mirror: &Mirror, acting: Acting) {
        let owner = self.owner(gateway, mirror).unwrap_or(mirror.sale);
        let model = &self.models[owner];
        let unwanted = !model.wants_money();
        let paid_by_it = model.paid == Some(mirror.attempt) && owner == mirror.sale;
        match (mirror.reversed_by, acting.subject) {
            (Some(ReversedBy::Shop), Some(subject)) => {
                if self.owner(gateway, mirror) != Some(acting.sale) {
                    self.differs(acting.sale, format!("sent payment {}'s money back (I9)", mirror.sale));
                }
                match subject {
                    Subject::Refund(_) => self.carries_out(gateway, mirror, acting, mirror.amount, 0),
                    Subject::Attempt(_) if paid_by_it => {
                        self.differs(owner, "sent back what it is paid with, and nobody asked for that".to_owned());
                    }
                    Subject::Attempt(_) => self.met(if unwanted && !mirror.captured {
                        Witness::UnwantedReversed
                    } else {
                        Witness::WrongAmountReversed
                    }),
                }
            }
            (Some(ReversedBy::Shop), None) => self.differs(owner, "reversed by nobody".to_owned()),
            (Some(ReversedBy::Auto), _) if !self.models[mirror.sale].wants_money() => self.met(Witness::UnwantedLeft),
            _ => {}
        }
    }

    /// A refund is carried out: for what was asked, once, by its own payment (F48, I9).
    fn carries_out(&mut self, gateway: usize, mirror: &Mirror, acting: Acting, rial: i64, _now: i64) {
        let owner = self.owner(gateway, mirror);
        let Some(Subject::Refund(number)) = acting.subject else {
            return self.differs(acting.sale, "refunded by a call that is no refund".to_owned());
        };
        if owner != Some(acting.sale) {
            self.differs(acting.sale, format!("refunded payment {}'s money (I9)", mirror.sale));
        }
        let Some(refund) = self.models[acting.sale].refund(number) else {
            return self.differs(acting.sale, format!("refund {number} is nobody's"));
        };
        let (twice, amount) = (refund.moved, refund.amount);
        refund.moved = true;
        if twice {
            self.differs(acting.sale, format!("refund {number} was carried out twice (F48)"));
        }
        if amount != rial {
            self.differs(acting.sale, format!("refund {number} of {amount} gave back {rial} (I13)"));
        }
    }

    /// Who has claimed a row.
    pub(super) fn owner(&self, gateway: usize, mirror: &Mirror) -> Option<usize> {
        let claimed = |key: &String| self.claims.get(&(gateway, key.clone())).copied();
        claimed(&mirror.token).or_else(|| mirror.reference.as_ref().and_then(claimed))
    }

    pub(super) fn post(&mut self, from: (usize, Account), to: (usize, Account), rial: i64) {
        if let Err(what) = self.books.post(from, to, rial) {
            self.differs(from.0, what);
        }
    }

    /// The row that an attempt's order made at its bank.
    pub(super) fn row_of(&self, sale: usize, attempt: u32) -> Option<&Mirror> {
        let gateway = self.models[sale].tries.get((attempt as usize).checked_sub(1)?)?.gateway;
        self.mirrors.get(gateway)?.values().find(|mirror| (mirror.sale, mirror.attempt) == (sale, attempt))
    }

    /// Whether the payment of a token was paid.
    pub(crate) fn is_debited(&self, gateway: usize, token: &String) -> bool {
        self.named(gateway, token).is_some_and(|row| row.debited)
    }

    /// The row that a call named, by its token or its reference.
    pub(super) fn named(&self, gateway: usize, key: &String) -> Option<&Mirror> {
        self.mirrors.get(gateway)?.values().find(|row| row.token == *key || row.reference.as_ref() == Some(key))
    }

    /// The row whose money is, or was, a payment's by an attempt: its order's own, or where verify is silent about the order
    /// another one's that it has claimed, another attempt's of the same payment too.
    pub(super) fn captured_for(&self, sale: usize, attempt: u32) -> Option<&Mirror> {
        let gateway = self.models[sale].tries.get((attempt as usize).checked_sub(1)?)?.gateway;
        let rows = self.mirrors.get(gateway)?;
        let own = |mirror: &&Mirror| mirror.owner == Some(sale) && (mirror.sale, mirror.attempt) == (sale, attempt);
        let taken = |mirror: &&Mirror| mirror.owner == Some(sale) && !FACTS[gateway].names_order;
        rows.values().find(own).or_else(|| rows.values().find(taken))
    }

    /// A shopper was seen not to come back from a bank.
    pub(crate) fn stays_away(&mut self, gateway: usize, order: &str) {
        if let Some(&(sale, attempt)) = self.orders.get(&(gateway, order.to_owned()))
            && let Some(attempt) = self.models[sale].attempt(attempt)
        {
            attempt.stayed_away = true;
        }
    }

    /// A captured row that a card's holder could win back: gateway, row, and whose it is.
    pub(crate) fn disputable(&self, dice: &mut Dice) -> Option<(usize, u64, usize)> {
        let mut all: Vec<(usize, u64, usize)> = Vec::new();
        for (gateway, rows) in self.mirrors.iter().enumerate() {
            for (id, mirror) in rows {
                let Some(owner) = mirror.owner.filter(|owner| self.models[*owner].paid.is_some()) else { continue };
                if mirror.is_captured(gateway) && mirror.refunded == 0 {
                    all.push((gateway, *id, owner));
                }
            }
        }
        all.sort_unstable();
        (!all.is_empty()).then(|| all[dice.below(all.len())])
    }

    /// What a person can say of a payment from the banks' statements, all of it true.
    pub(crate) fn open_cases(&self, sale: usize, now: i64) -> Vec<Case> {
        let model = &self.models[sale];
        let mut cases = Vec::new();
        for (number, refund) in (1..).zip(&model.refunds) {
            let settled = refund.unknown_since.is_some_and(|since| now - since > SETTLES_DOWN);
            if refund.status == RefundStatus::Unknown && settled {
                // Where the whole is undone, the statement says that it went back, by whosever word.
                let back = refund.reversal
                    && model
                        .paid
                        .and_then(|by| self.captured_for(sale, by))
                        .is_some_and(|row| row.state == State::Reversed);
                cases.push(Case::Refund { refund: number, done: refund.moved || back });
            }
        }
        for (attempt, tried) in (1..).zip(&model.tries) {
            let of_claim = self.captured_for(sale, attempt).or_else(|| self.row_of(sale, attempt));
            let Some(row) = of_claim else { continue };
            let disputed = row.state == State::Reversed && row.reversed_by == Some(ReversedBy::Bank);
            if model.paid == Some(attempt) {
                if disputed && !model.returned {
                    cases.push(Case::Returned { attempt });
                }
            } else if model.review.contains(&attempt) && row.state == State::Reversed {
                cases.push(Case::Returned { attempt });
            } else if model.wants_money() && matches!(row.state, State::Debited | State::Verified | State::Settled) {
                let told = row.reference.clone().filter(|_| row.sale == sale);
                if tried.deadline.is_some() && (told.is_some() || tried.touched) {
                    cases.push(Case::Held { attempt, reference: told });
                }
            }
        }
        cases
    }
}
