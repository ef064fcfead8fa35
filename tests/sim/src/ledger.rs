//! Where payments are kept: shards of each shop, one row a payment, a version check on every write, one alarm a shard. What the
//! Worker's ledger object does, with every way in which a storage can fail.

use crate::{
    audit::{Asked, Reading},
    setting::SHOPS,
    wire::CallTruth,
    witness::Witness,
    world::{MINUTE, SECOND, Task, World},
};
use dargah_engine::{
    id::PaymentId,
    payment::{Command, Effect, Payment, Recorded, Refusal, decide, due_at, read_events, wake_at},
    time::Moment,
};
use std::{collections::BTreeMap, rc::Rc};

/// Every shard that holds anything.
#[derive(Default)]
pub(crate) struct Ledger {
    shards: Vec<Shard>,
}

struct Shard {
    name: (usize, u8),
    rows: BTreeMap<PaymentId, Row>,
    /// When the alarm rings, in the ledger's time, as far as the object knows; and which one it is.
    armed: Option<i64>,
    alarm: u32,
}

struct Row {
    sale: usize,
    payment: Rc<Payment>,
    /// The copy that a twin of the object holds.
    old: Option<Rc<Payment>>,
    events: Vec<Recorded>,
    due: Option<i64>,
}

/// What comes of telling a payment something.
pub(crate) enum Told {
    /// What it is now, and what is to be done.
    Done(Rc<Payment>, Vec<Effect>),
    /// Nothing changed.
    Refused(Refusal),
    /// There is no such payment.
    Unknown,
    /// The storage did not say that it worked.
    Unavailable,
}

impl Ledger {
    fn shard(&mut self, shop: usize, id: PaymentId) -> usize {
        let name = (shop, id.shard());
        if let Some(at) = self.shards.iter().position(|shard| shard.name == name) {
            return at;
        }
        self.shards.push(Shard { name, rows: BTreeMap::new(), armed: None, alarm: 0 });
        self.shards.len() - 1
    }

    /// A payment as a shop finds it; nothing if that shop has none.
    pub(crate) fn find(&mut self, shop: usize, id: PaymentId) -> Option<Rc<Payment>> {
        let at = self.shard(shop, id);
        Some(Rc::clone(&self.shards[at].rows.get(&id)?.payment))
    }

    /// Every payment.
    pub(crate) fn all(&self) -> impl Iterator<Item = (usize, &Rc<Payment>, &[Recorded])> {
        let rows = self.shards.iter().flat_map(|shard| shard.rows.values());
        rows.map(|row| (row.sale, &row.payment, row.events.as_slice()))
    }
}

impl World {
    /// Reads a payment of a sale's shop. The storage may fail.
    pub(crate) fn look_up(&mut self, sale: usize) -> Result<Option<Rc<Payment>>, ()> {
        if self.dice.strikes(self.plan.unread) {
            return Err(());
        }
        let (shop, id) = (self.sales[sale].shop, self.sales[sale].id);
        Ok(self.ledger.find(shop, id))
    }

    /// Tells a payment something: load, decide and save, with nothing in between.
    pub(crate) fn tell(&mut self, sale: usize, command: Command, truth: Option<&CallTruth>) -> Told {
        if self.dice.strikes(self.plan.unread) {
            self.say(|| "the storage cannot be read".to_owned());
            return Told::Unavailable;
        }
        let (shop, id) = (self.sales[sale].shop, self.sales[sale].id);
        let at = self.ledger.shard(shop, id);
        let row = self.ledger.shards[at].rows.get(&id);
        let twin = row.and_then(|row| row.old.clone()).filter(|_| self.dice.strikes(self.plan.twin));
        let payment = twin.clone().or_else(|| row.map(|row| Rc::clone(&row.payment)));
        if payment.is_none() && !matches!(command, Command::Create(_)) {
            return Told::Unknown;
        }
        let (asked, now) = (Asked::of(&command), self.ledger_now());
        let shown = self.log.is_some().then(|| short(&command));
        let expected = self.audit.expects(sale, &asked, now.0);
        let decision = match decide(payment.as_deref(), command, &self.context()) {
            Ok(decision) => decision,
            Err(refusal) => {
                self.say(|| format!("{sale} is told {}: {refusal:?}", shown.unwrap_or_default()));
                if twin.is_none() {
                    self.audit.refused(sale, &asked, &expected, refusal);
                    self.met_refusal(&asked, refusal);
                }
                return Told::Refused(refusal);
            }
        };
        if twin.is_none() {
            self.audit.accepted(sale, &asked, &expected, &decision.payment);
        }
        if self.log.is_some() {
            let events: Vec<String> = decision.events.iter().map(|recorded| shorter(&recorded.event)).collect();
            self.say(|| format!("{sale} is told {}: {events:?}", shown.unwrap_or_default()));
        }
        if decision.events.is_empty() {
            self.met_repeat(&asked, decision.effects.is_empty());
            return Told::Done(Rc::new(decision.payment), decision.effects);
        }
        if self.dice.strikes(self.plan.write_fails) {
            self.say(|| "and the write fails".to_owned());
            return Told::Unavailable;
        }
        if self.dice.strikes(self.plan.write_lies) {
            // The platform lets nothing out of an object that rests on a write which it has not confirmed.
            self.say(|| "and the write is said to be made, and is not".to_owned());
            self.met(Witness::WriteLied);
            return Told::Unavailable;
        }
        let before = payment.as_ref().map_or(0, |payment| payment.version);
        let held = self.ledger.shards[at].rows.get(&id).map_or(0, |row| row.payment.version);
        if held != before {
            self.say(|| "and the write is refused: decided from an old copy".to_owned());
            self.met(Witness::StaleWrite);
            return Told::Unavailable;
        }
        let hidden = self.dice.strikes(self.plan.write_hides);
        let payment = Rc::new(decision.payment);
        let stored = self.ledger.shards[at].rows.get(&id).and_then(|row| row.due);
        let due = wake_at(stored.map(Moment), due_at(&payment), now);
        self.save(at, id, sale, Rc::clone(&payment), decision.events, due);
        let reading = Reading::of(&payment, now);
        self.audit.commits(sale, &asked, truth, &decision.effects, &reading, (now.0, self.now));
        self.audit.watch_books(sale, &mut self.banks, self.now);
        if hidden {
            self.say(|| "and the write is made, and said to have failed".to_owned());
            self.met(Witness::WriteHidden);
            return Told::Unavailable;
        }
        if let Some(due) = due {
            self.arm(at, due.0);
        }
        Told::Done(payment, decision.effects)
    }

    fn save(
        &mut self,
        at: usize,
        id: PaymentId,
        sale: usize,
        payment: Rc<Payment>,
        events: Vec<Recorded>,
        due: Option<Moment>,
    ) {
        let keeps = self.plan.twin > 0;
        let rows = &mut self.ledger.shards[at].rows;
        let row = rows.entry(id).or_insert_with(|| Row {
            sale,
            payment: Rc::clone(&payment),
            old: None,
            events: Vec::new(),
            due: None,
        });
        row.old = keeps.then(|| std::mem::replace(&mut row.payment, Rc::clone(&payment)));
        row.payment = payment;
        row.due = due.map(|due| due.0);
        if self.checks_fold || self.log.is_some() {
            row.events.extend(events);
        }
    }

    /// Arms a shard's alarm, unless it is armed for an earlier time already.
    fn arm(&mut self, at: usize, due: i64) {
        let shard = &mut self.ledger.shards[at];
        if shard.armed.is_some_and(|armed| armed <= due) {
            return;
        }
        shard.armed = Some(due);
        shard.alarm += 1;
        let alarm = shard.alarm;
        if self.dice.strikes(self.plan.alarm_lost) {
            return;
        }
        let rings = (due - self.skew).max(self.now);
        self.queue.at(rings, Task::Alarm(at, alarm));
    }

    /// A shard's alarm rings: what is due is done, and the alarm is armed again.
    pub(crate) fn alarm(&mut self, at: usize, number: u32) {
        if self.ledger.shards[at].alarm != number {
            return;
        }
        self.ledger.shards[at].armed = None;
        for sale in self.due(at, 0) {
            self.start(sale, crate::process::Whose::Alarm, Command::Due, None);
        }
        self.arm_next(at);
    }

    fn arm_next(&mut self, at: usize) {
        let next = self.ledger.shards[at].rows.values().filter_map(|row| row.due).min();
        if let Some(due) = next {
            self.arm(at, due.max(self.now + self.skew + SECOND));
        }
    }

    fn due(&self, at: usize, late: i64) -> Vec<usize> {
        let now = self.now + self.skew - late;
        self.ledger.shards[at]
            .rows
            .values()
            .filter(|row| row.due.is_some_and(|due| due <= now))
            .map(|r| r.sale)
            .collect()
    }

    /// Looks through every shard for what should have been done a minute ago.
    pub(crate) fn sweep(&mut self, every: i64) {
        self.queue.at(self.now + every, Task::Sweep);
        for at in 0..self.ledger.shards.len() {
            let late = self.due(at, MINUTE);
            if late.is_empty() {
                continue;
            }
            self.ledger.shards[at].armed = None;
            for sale in late {
                self.say(|| format!("{sale} is found by the sweep"));
                self.met(Witness::SweepFound);
                self.start(sale, crate::process::Whose::Sweep, Command::Due, None);
            }
            self.arm_next(at);
        }
    }

    /// At the end: the fold of every payment's events is the payment, also through the text that is stored.
    pub(crate) fn check_folds(&mut self) {
        if !self.checks_fold {
            return;
        }
        let mut torn = Vec::new();
        for (sale, payment, events) in self.ledger.all() {
            let text = serde_json::to_string(events).unwrap_or_default();
            let read = read_events(&text).unwrap_or_default();
            if Payment::replay(&read).as_ref() != Some(&**payment) {
                torn.push(sale);
            }
        }
        for sale in torn {
            self.audit.differs(sale, "its events, read back, tell another payment".to_owned());
        }
    }

    /// Another shop asks for a sale's payment.
    pub(crate) fn ask_as_another_shop(&mut self, sale: usize) {
        let other = (self.sales[sale].shop + 1) % SHOPS.len();
        let found = self.ledger.find(other, self.sales[sale].id);
        self.met(Witness::WrongShop);
        if found.is_some() {
            self.audit.differs(sale, "another shop sees it (I17)".to_owned());
        }
    }
}

fn short(command: &Command) -> String {
    shorter(command)
}

/// A value's words, without what is as long as it is dull.
fn shorter(what: &impl std::fmt::Debug) -> String {
    let text = format!("{what:?}");
    if text.len() > 320 { format!("{}…", text.chars().take(320).collect::<String>()) } else { text }
}
