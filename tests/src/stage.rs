//! One payment's people, who do what people do when something breaks under their hands: a shop repeats its request with the
//! same key, a shopper presses again, an operator reads the bank's statement.

use crate::{
    market::{Market, leave_alone},
    shopper::Return,
};
use dargah_bank::Kind as BankKind;
use dargah_engine::{
    money::Rial,
    payment::{Command, Learnt, Lesson, Payment, Phase, RefundPhase, RefundWish, Refusal, due_at},
    time::Span,
    webhook::Kind,
};
use dargah_wire::{PaymentStatus, RefundStatus};
use serde_json::Value;

/// 125,000 toman, which no bank takes for a magic amount.
pub const AMOUNT: i64 = 1_250_000;

/// A payment on its way through a market.
#[derive(Clone)]
pub struct Stage {
    /// Everything there is.
    pub market: Market,
    /// The payment.
    pub sale: usize,
    /// Where the shopper pays.
    pub gateway: String,
    /// What shoppers bring back from the bank, and to which attempt.
    pub brought: Vec<(u32, Return)>,
    refunds: u32,
}

/// How a payment ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// In one word.
    pub status: PaymentStatus,
    /// What the shop was told, in order.
    pub told: Vec<Kind>,
    /// The shop's money at all banks, refunds taken off.
    pub captured: u64,
    /// What banks hold and nobody verified, or nobody settled.
    pub held: u64,
    /// What went back after it was the shop's.
    pub refunded: u64,
    /// Every refund's end.
    pub refunds: Vec<RefundStatus>,
}

impl Stage {
    /// A payment that is to be paid at `gateway`. The shop asks until it has an answer (F47).
    #[must_use]
    pub fn new(market: Market, gateway: &str) -> Self {
        let gateway = gateway.to_owned();
        Self { market, sale: 0, gateway, brought: Vec::new(), refunds: 0 }
    }

    /// The shop makes the payment.
    pub fn order(&mut self) {
        self.sale = self.market.sell(AMOUNT);
        if self.market.fate.has_struck() {
            self.market.sell_again(self.sale, AMOUNT);
        }
    }

    /// The payment.
    #[must_use]
    pub fn payment(&self) -> Payment {
        self.market.payment(self.sale)
    }

    /// Changes a bank's switches.
    pub fn set(&mut self, change: &Value) {
        let bank = self.market.bank(&self.gateway);
        bank.settings = bank.settings.changed_by(change).unwrap_or_else(|problem| panic!("{problem}"));
    }

    /// Lets time pass, with alarms.
    pub fn wait(&mut self, span: Span) {
        self.market.pass(span);
        self.market.fate.has_struck();
    }

    /// Goes to the bank and presses a button there. A shopper whom something went wrong with tries again, for a while; a
    /// payment that is over, or turning into money, is left alone.
    pub fn pay_at(&mut self, gateway: &str, button: &str) {
        for _ in 0..4 {
            let begun = self.market.begin(self.sale, gateway, &mut leave_alone);
            self.market.fate.has_struck();
            let ready = self.payment().attempts.last().is_some_and(|a| a.phase == Phase::AtBank);
            if begun.is_ok()
                && ready
                && let Ok(back) = self.market.press(self.sale, button)
            {
                let attempt = self.payment().attempts.last().map_or(0, |a| a.number);
                self.brought.extend(back.map(|back| (attempt, back)));
                return;
            }
            if matches!(begun, Err(Refusal::Paid | Refusal::Expired | Refusal::Cancelled)) {
                return;
            }
            self.wait(Span::seconds(20));
        }
    }

    /// The browser comes back with what was brought from the bank as number `which`. Where the page says that something went
    /// wrong, it is loaded again; where the process dies, the shopper closes it.
    pub fn come_back(&mut self, which: usize) {
        let Some((attempt, back)) = self.brought.get(which).cloned() else { return };
        for _ in 0..2 {
            let _ = self.market.come_back_to(self.sale, attempt, &back, &mut leave_alone);
            if !self.market.fate.has_failed() {
                break;
            }
        }
        self.market.fate.has_struck();
    }

    /// The shop withdraws the payment, until it has an answer.
    pub fn withdraw(&mut self) {
        for _ in 0..3 {
            let _ = self.market.tell(self.sale, Command::Cancel, &mut leave_alone);
            if !self.market.fate.has_struck() {
                break;
            }
            self.wait(Span::seconds(20));
        }
    }

    /// The shop was told that it is paid, and asks for money back, with the same key until it has an answer.
    pub fn refund(&mut self, rial: i64) {
        for _ in 0..60 {
            if self.market.told.values().any(|message| message.kind == Kind::PaymentPaid) {
                break;
            }
            self.wait(Span::seconds(10));
        }
        self.refunds += 1;
        let key = format!("refund {}", self.refunds);
        for _ in 0..3 {
            let asked = self.ask_refund(&key, rial);
            if !self.market.fate.has_struck() && asked != Err(Refusal::InFlight) {
                break;
            }
            self.wait(Span::seconds(20));
        }
    }

    /// Asks once.
    ///
    /// # Errors
    /// The engine's refusal.
    pub fn ask_refund(&mut self, key: &str, rial: i64) -> Result<(), Refusal> {
        let mut entropy = [0; 16];
        entropy.iter_mut().zip(key.bytes().rev()).for_each(|(byte, letter)| *byte = letter);
        let wish = RefundWish {
            to: None,
            amount: Some(Rial::new(rial).expect("an amount")),
            reason: "returned".to_owned(),
            key: key.to_owned(),
            fingerprint: format!("{key} of {rial}"),
            entropy,
        };
        self.market.tell(self.sale, Command::Refund(wish), &mut leave_alone)
    }

    /// Everything works again, and time passes until nothing is due. Then an operator reads the bank's statement, and says of
    /// every refund whose answer was lost what became of it; the shop asks again for what was not sent. And says of a payment
    /// that is none of the bank's that its money went back (F20).
    pub fn end(&mut self) {
        self.market.banks.values_mut().for_each(|bank| bank.settings = Default::default());
        self.wait(Span::minutes(36 * 60));
        for _ in 0..3 {
            let payment = self.payment();
            let lost: Vec<_> = payment.refunds.iter().filter(|r| r.phase == RefundPhase::Unknown).collect();
            for refund in &lost {
                let back = AMOUNT.unsigned_abs() - self.totals().0;
                let done = back > self.payment().refunded().unsigned_abs();
                let what = Learnt::Refund { refund: refund.number, done };
                let lesson = Lesson { what, note: "statement of the day".to_owned() };
                self.market.tell(self.sale, Command::Learn(lesson), &mut leave_alone).expect("a lesson that fits");
                if !done {
                    self.refund(refund.amount.get());
                }
            }
            self.wait(Span::minutes(36 * 60));
            if lost.is_empty() {
                break;
            }
        }
        let payment = self.payment();
        if let Some(attempt) = payment.paid_by.filter(|_| payment.refunded() == 0 && self.totals() == (0, 0, 0)) {
            let lesson = Lesson { what: Learnt::Returned { attempt }, note: "statement of the day".to_owned() };
            self.market.tell(self.sale, Command::Learn(lesson), &mut leave_alone).expect("a lesson that fits");
        }
    }

    /// Captured, held and refunded, over all banks.
    fn totals(&mut self) -> (u64, u64, u64) {
        let now_ms = u64::try_from(self.market.now.0).expect("a time");
        let mut sums = (0, 0, 0);
        for bank in self.market.banks.values_mut() {
            bank.catch_up(now_ms);
            let totals = bank.book.totals(BankKind::verify_captures(bank.kind));
            sums = (sums.0 + totals.captured, sums.1 + totals.held, sums.2 + totals.refunded);
        }
        sums
    }

    /// How it ended, and whether what the shop was told is what was to be told, each once and in order (I4, I16).
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn ended(&mut self) -> Result<End, String> {
        let payment = self.payment();
        if let Some(due) = due_at(&payment).filter(|_| !payment.needs_person()) {
            return Err(format!("something is due still, in {} ms", (due - self.market.now).0));
        }
        let told: Vec<(u32, Kind)> = self.market.told.values().map(|m| (m.sequence, m.kind)).collect();
        let mut told = told;
        told.sort_by_key(|(sequence, _)| *sequence);
        let owed: Vec<(u32, Kind)> = (1..).zip(payment.notices.iter().map(|notice| notice.kind)).collect();
        if told != owed {
            return Err(format!("told {told:?}, and owed {owed:?}"));
        }
        let told: Vec<Kind> = told.into_iter().map(|(_, kind)| kind).collect();
        if told.iter().filter(|kind| **kind == Kind::PaymentPaid).count() > 1 {
            return Err("paid twice".to_owned());
        }
        let (captured, held, refunded) = self.totals();
        let status = payment.standing(self.market.now).status;
        let refunds = payment.refund_views().into_iter().map(|view| view.status).collect();
        Ok(End { status, told, captured, held, refunded, refunds })
    }
}
