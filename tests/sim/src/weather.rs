//! What changes by itself: banks break and heal, the ledger's clock jumps, a bank takes money back. And the operator, who reads
//! the banks' statements and says what stands in them.

use crate::{
    audit::{Acting, Case},
    process::Whose,
    witness::Witness,
    world::{MINUTE, SECOND, Task, World},
};
use dargah_bank::{Callback, Fault, Settings};
use dargah_engine::{
    gateway::OperationKind,
    payment::{Command, Learnt, Lesson},
};

impl World {
    /// Every quarter of an hour, while things go wrong.
    pub(crate) fn weather(&mut self) {
        if self.settled {
            return;
        }
        let wait = self.dice.between(5, 15) * MINUTE;
        self.queue.at(self.now + wait, Task::Weather);
        for gateway in 0..self.banks.len() {
            if self.dice.strikes(self.plan.bank_switch) {
                self.turn(gateway);
            }
        }
        if self.dice.strikes(self.plan.clock_jump) {
            let before = self.skew;
            self.skew = self.dice.between(-5 * 60, 5 * 60) * SECOND;
            self.met(if self.skew < before { Witness::ClockBack } else { Witness::ClockForward });
            let skew = self.skew;
            self.say(|| format!("the ledger's clock is {} s ahead now", skew / SECOND));
        }
        if self.dice.strikes(self.plan.dispute) {
            self.dispute();
        }
        if self.dice.strikes(self.plan.operator) {
            self.read_statements();
        }
    }

    /// A bank's switches are turned.
    fn turn(&mut self, gateway: usize) {
        let strict_window = self.banks[gateway].settings.strict_window;
        let mut settings = Settings { magic_amounts: false, strict_window, ..Settings::default() };
        if self.dice.below(3) > 0 {
            let faults = [
                Fault::Slow,
                Fault::Down,
                Fault::Hang,
                Fault::Refuse,
                Fault::Html,
                Fault::SoapFault,
                Fault::Huge,
                Fault::Lost,
                Fault::LostHang,
            ];
            for _ in 0..1 + self.dice.below(3) {
                let fault = faults[self.dice.below(faults.len())].clone();
                let switch = match self.dice.below(8) {
                    0 => &mut settings.token,
                    1 => &mut settings.page,
                    2 | 3 => &mut settings.verify,
                    4 => &mut settings.settle,
                    5 => &mut settings.reverse,
                    6 => &mut settings.inquiry,
                    _ => &mut settings.refund,
                };
                *switch = fault;
            }
            settings.slow_ms = u64::try_from(self.dice.between(500, 15_000)).unwrap_or(0);
            settings.probability_percent = [30, 70, 100][self.dice.below(3)];
            settings.callback = [Callback::Ok, Callback::Ok, Callback::Lowercase, Callback::Twice][self.dice.below(4)];
            settings.wrong_amount = self.dice.strikes(self.plan.wrong_amount);
        }
        self.say(|| format!("{} now: {settings:?}", dargah_engine::gateway::Provider::ALL[gateway].as_str()));
        self.banks[gateway].settings = settings;
    }

    /// A bank takes money back that was the shop's.
    fn dispute(&mut self) {
        let Some((gateway, row, sale)) = self.audit.disputable(&mut self.dice) else { return };
        let now = self.bank_now();
        if self.banks[gateway].book.take_back(row, now) {
            self.say(|| format!("a bank takes {sale}'s money back"));
            let acting = Acting { sale, subject: None, kind: OperationKind::Token };
            self.audit.reads_book(gateway, &mut self.banks[gateway], acting, self.now);
        }
    }

    /// A bank does what time has it do by itself.
    pub(crate) fn catch_up(&mut self, gateway: usize) {
        let now = self.bank_now();
        self.banks[gateway].catch_up(now);
        let acting = Acting { sale: 0, subject: None, kind: OperationKind::Token };
        self.audit.reads_book(gateway, &mut self.banks[gateway], acting, self.now);
    }

    /// An operator reads the banks' statements and tells each payment what stands there of it.
    pub(crate) fn read_statements(&mut self) {
        (0..self.banks.len()).for_each(|gateway| self.catch_up(gateway));
        for sale in 0..self.sales.len() {
            for case in self.audit.open_cases(sale, self.now) {
                let what = match case {
                    Case::Held { attempt, reference } => Learnt::Held { attempt, reference },
                    Case::Returned { attempt } => Learnt::Returned { attempt },
                    Case::Refund { refund, done } => Learnt::Refund { refund, done },
                };
                let lesson = Lesson { what, note: "the bank's statement".to_owned() };
                self.start(sale, Whose::Operator, Command::Learn(lesson), None);
            }
        }
    }

    /// The end: what the books say against what the ledger says.
    pub(crate) fn look_over_everything(&mut self) {
        (0..self.banks.len()).for_each(|gateway| self.catch_up(gateway));
        self.check_folds();
        for sale in 0..self.sales.len() {
            let (shop, id) = (self.sales[sale].shop, self.sales[sale].id);
            let Some(payment) = self.ledger.find(shop, id) else {
                self.audit.never_made(sale);
                continue;
            };
            let now = self.ledger_now();
            let reading = crate::audit::Reading::of(&payment, now);
            self.audit.ends(sale, &reading, now.0, self.plan.calm);
        }
    }
}
