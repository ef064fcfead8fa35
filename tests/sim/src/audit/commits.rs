//! What may become of a payment when something is told to it: every change that the API shows needs its cause, and some causes
//! leave no choice.

use super::{
    Asked, Auditor, Reading,
    bankside::verify_captures,
    books::Account,
    facts::{FACTS, SHORT_WHOLE_S},
    model::{Asking, Refunded, Try},
};
use crate::{
    setting::gateway_number,
    wire::{CallTruth, Subject},
    witness::Witness,
};
use dargah_bank::{Bank, State};
use dargah_engine::{
    gateway::{Operation, OperationKind, Provider},
    payment::Effect,
    webhook::Kind,
};
use dargah_wire::RefundStatus;

/// How long a call is left to whoever began it.
const LEASE: i64 = 15_000;

impl Auditor {
    /// A write was made: what was told, what really happened at the bank if that was an answer, what is to be done next, and
    /// what the API says now. `now` is the ledger's time, `at` the banks'.
    pub(crate) fn commits(
        &mut self,
        sale: usize,
        asked: &Asked,
        truth: Option<&CallTruth>,
        effects: &[Effect],
        reading: &Reading,
        (now, at): (i64, i64),
    ) {
        let model = &mut self.models[sale];
        let told = now.max(model.last_at);
        model.last_at = told;
        self.jumped |= now != at;
        self.takes_in(sale, asked, truth, told);
        self.gives_up_tokens(sale, told);
        for effect in effects {
            self.intends(sale, effect, matches!(asked, Asked::Heard { kind: OperationKind::Token, .. }));
        }
        self.compares_refunds(sale, asked, truth, reading, told, at);
        self.compares_notices(sale, asked, truth, reading, told);
        self.demands(sale, asked, truth, reading);
        self.reads(sale, reading, now);
        if self.books.sum() != 0 {
            self.differs(sale, "debits and credits differ (I21)".to_owned());
        }
    }

    /// What the command alone says.
    fn takes_in(&mut self, sale: usize, asked: &Asked, truth: Option<&CallTruth>, now: i64) {
        match asked {
            Asked::Create { fingerprint, amount, expires } => {
                if self.models[sale].amount != *amount {
                    self.differs(sale, "made for another amount".to_owned());
                }
                self.models[sale].made = Some((*expires, fingerprint.clone()));
            }
            Asked::Cancel => self.models[sale].cancelled = true,
            Asked::Callback { attempt, brings } => {
                let over = self.models[sale].closed.is_some();
                let Some(tried) = self.models[sale].attempt(*attempt) else { return };
                tried.came_back = true;
                if *brings {
                    let late = tried.deadline.is_some_and(|deadline| now >= deadline);
                    tried.touched = true;
                    if over || late {
                        self.met(Witness::Reopened);
                    }
                }
            }
            Asked::Refund { amount, key, fingerprint } => {
                let model = &mut self.models[sale];
                if model.refunds.iter().any(|refund| refund.key == *key) {
                    return;
                }
                let amount = amount.unwrap_or_else(|| model.left());
                let (reversal, may_turn) = model.way(amount, now).unwrap_or_default();
                model.refunds.push(Refunded {
                    amount,
                    key: key.clone(),
                    fingerprint: fingerprint.clone(),
                    status: RefundStatus::Pending,
                    reversal,
                    may_turn,
                    sends: 0,
                    lease: None,
                    moved: false,
                    unknown_since: None,
                });
                self.post((sale, Account::Merchant), (sale, Account::RefundPending), amount);
            }
            Asked::Held { attempt } => {
                self.met(Witness::Lesson);
                let model = &mut self.models[sale];
                model.review.remove(attempt);
                if let Some(tried) = model.attempt(*attempt) {
                    tried.touched = true;
                    tried.asking = Asking::Maybe;
                    tried.ended = false;
                }
            }
            Asked::Returned { attempt } => {
                let model = &mut self.models[sale];
                model.review.remove(attempt);
                if let Some(tried) = model.attempt(*attempt) {
                    tried.asking = Asking::No;
                    tried.ended = true;
                }
            }
            Asked::Heard { .. } => {
                if let Some(truth) = truth {
                    self.hears(sale, truth, now);
                }
            }
            Asked::RefundHeard { refund } => {
                if let Some(refund) = self.models[sale].refund(*refund) {
                    refund.lease = None;
                }
            }
            Asked::Begin | Asked::Resolved { .. } | Asked::Other => {}
        }
    }

    /// An answer about an attempt, or none, was taken in.
    fn hears(&mut self, sale: usize, truth: &CallTruth, now: i64) {
        let Subject::Attempt(attempt) = truth.subject else { return };
        let row = self.row_of(sale, attempt);
        let debited = row.is_some_and(|row| row.debited);
        let held = row.is_some_and(|row| row.state == State::Verified && !verify_captures(truth.gateway));
        // A "no" that was asked for before the deadline is no reason to stop asking (I2).
        let unknown = truth.lagged
            || (truth.clear && truth.named.as_ref().is_some_and(|key| self.named(truth.gateway, key).is_none()));
        let whole_s = if self.models[sale].short { SHORT_WHOLE_S } else { FACTS[truth.gateway].whole_s };
        let Some(tried) = self.models[sale].attempt(attempt) else { return };
        match truth.kind {
            OperationKind::Token => {
                tried.token_lease = None;
                if truth.clear && truth.moved {
                    tried.deadline = Some(now + whole_s * 1_000);
                }
            }
            OperationKind::Inquire => tried.touched |= debited || truth.misreported,
            OperationKind::Verify | OperationKind::Settle => {
                tried.answer_lost |= truth.silent;
                let early = unknown && tried.deadline.is_some_and(|deadline| truth.sent_at < deadline);
                // Silence leaves it as it was: asked about. Everything else is judged by what the API says.
                if !truth.silent && !early {
                    tried.asking = Asking::Maybe;
                }
                if truth.kind == OperationKind::Verify && truth.clear && !truth.misreported && held {
                    tried.verified = true;
                    if FACTS[truth.gateway].settles {
                        tried.asking = Asking::Sure;
                    }
                }
            }
            OperationKind::Reverse => {
                if !truth.silent {
                    tried.asking = Asking::Maybe;
                    tried.ended = true;
                }
            }
            OperationKind::Refund | OperationKind::Eligible => {}
        }
    }

    /// Token calls whose lease is over may have been given up with this write.
    fn gives_up_tokens(&mut self, sale: usize, now: i64) {
        for tried in &mut self.models[sale].tries {
            tried.token_late |= tried.token_lease.is_some_and(|lease| lease <= now);
        }
    }

    /// A call that is written down and about to be made.
    fn intends(&mut self, sale: usize, effect: &Effect, after_token: bool) {
        match effect {
            Effect::Call { attempt, gateway, operation, sent_at } => {
                let gateway = gateway_number(gateway);
                if let Operation::Token(ask) = operation {
                    if after_token {
                        self.met(Witness::FailedOver);
                    }
                    let order = ask.order.to_string();
                    if self.orders.insert((gateway, order.clone()), (sale, *attempt)).is_some() {
                        self.differs(sale, format!("the order number {order} is used twice (F21)"));
                    }
                    if *attempt as usize != self.models[sale].tries.len() + 1 {
                        self.differs(sale, format!("attempt {attempt} comes out of order"));
                    }
                    if ask.amount.get() != self.models[sale].amount
                        || !crate::setting::takes(self.models[sale].shop, gateway)
                    {
                        self.differs(
                            sale,
                            "a token is asked for at a gateway or for an amount that is not its own".to_owned(),
                        );
                    }
                    let token_lease = Some(sent_at.0 + LEASE);
                    self.models[sale].tries.push(Try { gateway, token_lease, ..Try::default() });
                    return;
                }
                let kind = operation.kind();
                if !self.models[sale].wants_money() && kind == OperationKind::Verify {
                    self.differs(sale, "verifies money that it does not want (I5, F25)".to_owned());
                }
                let others =
                    |number: usize, tried: &Try| number + 1 != *attempt as usize && tried.asking == Asking::Sure;
                let busy = self.models[sale].tries.iter().enumerate().any(|(number, tried)| others(number, tried));
                if busy && kind != OperationKind::Inquire {
                    self.differs(sale, format!("{kind:?} while another attempt is asked about (I5)"));
                }
                let Some(tried) = self.models[sale].attempt(*attempt) else { return };
                match kind {
                    OperationKind::Verify | OperationKind::Settle => {
                        tried.asking = Asking::Sure;
                        tried.verify_lease = Some(sent_at.0 + LEASE);
                    }
                    OperationKind::Reverse => tried.reversals += 1,
                    _ => {}
                }
            }
            Effect::Refund { refund, operation, sent_at, .. } => {
                let Some(known) = self.models[sale].refund(*refund) else {
                    return self.differs(sale, format!("refund {refund} was never asked for"));
                };
                let turned = known.reversal && operation.kind() == OperationKind::Refund;
                if turned {
                    (known.reversal, known.may_turn, known.sends) = (false, false, 0);
                }
                known.sends += 1;
                known.lease = Some(sent_at.0 + LEASE);
                let (sends, reversal, moved) = (known.sends, known.reversal, known.moved);
                if turned {
                    self.met(Witness::RefundTurned);
                    if moved {
                        self.differs(sale, "a reversal that happened is made again as a refund".to_owned());
                    }
                }
                if sends > 1 && reversal {
                    self.met(Witness::ReversalRepeated);
                }
                if sends > 1 && !reversal {
                    self.differs(sale, format!("refund {refund} is asked for a second time (F48)"));
                }
            }
            Effect::Claim { .. } | Effect::Publish => {}
            Effect::Wallet { .. } => self.differs(sale, "asks about a wallet, and nobody here has one".to_owned()),
        }
    }

    /// What leaves no choice.
    fn demands(&mut self, sale: usize, asked: &Asked, truth: Option<&CallTruth>, reading: &Reading) {
        if matches!(asked, Asked::Cancel) && !reading.notices.contains(&(Kind::PaymentCancelled, None)) {
            self.differs(sale, "was withdrawn, and the shop is not told".to_owned());
        }
        let Some(truth) = truth else { return };
        let Subject::Attempt(attempt) = truth.subject else { return };
        let step = if FACTS[truth.gateway].settles { OperationKind::Settle } else { OperationKind::Verify };
        if truth.kind != step || !truth.clear || truth.misreported {
            return;
        }
        // Read to the letter, two manuals have a verified payment that is verified again too late answered "too late".
        let again = matches!(Provider::ALL[truth.gateway], Provider::Saman | Provider::Sadad) && !truth.moved;
        let captured = truth.named.as_ref().and_then(|key| self.named(truth.gateway, key)).is_some_and(|row| {
            row.owner == Some(sale) && row.is_captured(truth.gateway) && row.amount == self.models[sale].amount
        });
        if captured && !again && self.models[sale].paid.is_none() {
            self.differs(sale, format!("the bank confirmed attempt {attempt}, and it is not paid"));
        }
    }

    /// What was heard of a call died with the process that heard it.
    pub(crate) fn unheard(&mut self, sale: usize, truth: &CallTruth) {
        if let (Subject::Attempt(attempt), OperationKind::Verify | OperationKind::Settle) = (truth.subject, truth.kind)
            && let Some(tried) = self.models[sale].attempt(attempt)
        {
            tried.died = true;
        }
    }

    /// Once a payment is said to be over, no bank has its money (I2); where the ledger's clock is not the bank's, they may
    /// differ by as much as the clocks.
    pub(crate) fn watch_books(&mut self, sale: usize, banks: &mut [Bank], at: i64) {
        if self.models[sale].closed.is_none() || self.models[sale].paid.is_some() {
            return;
        }
        let gateways: Vec<usize> = self.models[sale].tries.iter().map(|tried| tried.gateway).collect();
        for gateway in gateways {
            banks[gateway].catch_up(u64::try_from(at).unwrap_or(0));
            let acting = super::Acting { sale, subject: None, kind: OperationKind::Token };
            self.reads_book(gateway, &mut banks[gateway], acting, at);
        }
        if self.models[sale].tries.iter().any(|tried| tried.touched) || self.jumped || self.models[sale].short {
            return;
        }
        if self.books.balance(sale, Account::BankPending) + self.books.balance(sale, Account::Suspense) != 0 {
            self.differs(sale, "is over, and a bank has its money (I2)".to_owned());
        }
    }
}
