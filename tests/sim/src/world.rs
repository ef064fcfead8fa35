//! One world: its time, everything in it, and what happens next.

use crate::{
    audit::Auditor,
    dice::Dice,
    ledger::Ledger,
    plan::Plan,
    process::Process,
    queue::Queue,
    services::{Hub, Registry},
    setting::{SHOPS, setting},
    shopper::Brought,
    wire::{Flight, Heard},
    witness::{Seen, Witness},
};
use dargah_bank::{Bank, Kind};
use dargah_engine::{
    gateway::{Callback, Provider},
    id::PaymentId,
    payment::{Command, Context},
    time::Moment,
};
use dargah_tests::{
    browser::{Page, Return},
    setting::Setting,
};
use dargah_wire::Redirect;

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// When every world begins.
pub(crate) const START: i64 = 1_700_000_000_000;

/// Until then things go wrong.
const TROUBLE: i64 = 4 * HOUR;

/// So long after that everything must have come right: the longest window of a bank is twelve hours, and an unknown is asked
/// about once an hour.
const REST: i64 = 30 * HOUR;

/// How often the sweep looks for what no alarm rang for.
const SWEEP: i64 = 10 * MINUTE;

/// What comes.
pub(crate) enum Task {
    Create(usize),
    Read(usize),
    Cancel(usize),
    Refund(usize, Box<crate::shop::Wish>),
    Press(usize),
    Open(usize, usize),
    Button(usize, usize),
    Back(usize, Box<Return>),
    Claimed(usize, u32, Box<Callback>, Option<bool>),
    Forge(usize),
    Statement,
    Weather,
    Alarm(usize, u32),
    Sweep,
    Arrive(usize),
    Answer(usize, u32, Box<Heard>),
    Deadline(usize, u32),
    Tell(usize, u32, Box<Command>),
    Settle,
    End,
}

/// A payment as its shop and its shopper know it.
pub(crate) struct Sale {
    pub(crate) shop: usize,
    pub(crate) id: PaymentId,
    pub(crate) live: bool,
    pub(crate) amount: i64,
    pub(crate) known: bool,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) presses: u32,
    pub(crate) wishes: Vec<crate::shop::Wish>,
}

/// A tab of the shopper's browser, on its way to a bank.
pub(crate) struct Tab {
    pub(crate) gateway: usize,
    pub(crate) order: String,
    pub(crate) token: String,
    pub(crate) redirect: Redirect,
    pub(crate) page: Option<Page>,
}

/// Everything there is.
pub(crate) struct World {
    pub(crate) now: i64,
    /// How far the ledger's clock is ahead of the banks'.
    pub(crate) skew: i64,
    pub(crate) dice: Dice,
    pub(crate) plan: Plan,
    pub(crate) queue: Queue<Task>,
    pub(crate) setting: &'static Setting,
    pub(crate) banks: Vec<Bank>,
    pub(crate) sessions: Vec<Option<String>>,
    pub(crate) ledger: Ledger,
    pub(crate) registry: Registry,
    pub(crate) hub: Hub,
    pub(crate) processes: Vec<Process>,
    pub(crate) flights: Vec<Option<Flight>>,
    /// The newest whole answer to a verify at each bank, and whose it was.
    pub(crate) overheard: Vec<Option<(usize, u16, String)>>,
    /// Each bank as it was before a payment was last paid there, when that was, and its token: what a lagging copy still says.
    pub(crate) copies: Vec<Option<(i64, String, Bank)>>,
    pub(crate) sales: Vec<Sale>,
    pub(crate) brought: Vec<Brought>,
    pub(crate) audit: Auditor,
    pub(crate) seen: Seen,
    pub(crate) log: Option<Vec<String>>,
    pub(crate) settled: bool,
    pub(crate) checks_fold: bool,
}

impl World {
    pub(crate) fn new(seed: u64, tells: bool) -> Self {
        let mut dice = Dice::new(seed);
        let plan = Plan::new(&mut dice);
        let plan_short = plan.short;
        let mut world = Self {
            now: START,
            skew: 0,
            plan,
            queue: Queue::default(),
            setting: setting(plan_short),
            banks: Provider::ALL.iter().filter_map(|p| Kind::named(p.as_str())).map(Bank::new).collect(),
            sessions: vec![None; Provider::ALL.len()],
            ledger: Ledger::default(),
            registry: Registry::default(),
            hub: Hub::default(),
            processes: Vec::new(),
            flights: Vec::new(),
            overheard: vec![None; Provider::ALL.len()],
            copies: vec![None; Provider::ALL.len()],
            sales: Vec::new(),
            brought: Vec::new(),
            audit: Auditor::default(),
            seen: Seen::default(),
            log: tells.then(Vec::new),
            settled: false,
            checks_fold: seed.is_multiple_of(32),
            dice,
        };
        world.open();
        world
    }

    /// Plans what begins by itself.
    fn open(&mut self) {
        let amounts = [self.dice.between(10_000, 900_000) * 10, self.dice.between(10_000, 900_000) * 10];
        for bank in &mut self.banks {
            bank.settings.magic_amounts = false;
            bank.settings.strict_window = self.dice.below(2) == 0;
        }
        for number in 0..self.plan.sales {
            let shop = self.dice.below(SHOPS.len());
            // Half the payments of a world cost the same: only then can one receipt pass for another.
            let amount = if self.dice.below(2) == 0 { amounts[0] } else { amounts[1] };
            let key = format!("key-{}", if self.dice.below(4) == 0 { 0 } else { number });
            let id = self.setting.links.payment_id(&SHOPS[shop].1, &key, 8);
            if self.sales.iter().any(|sale| sale.id == id) {
                continue;
            }
            let live = !self.plan.calm && self.dice.below(60) == 0;
            self.audit.opens(shop, amount, live, self.plan.short);
            self.sales.push(Sale {
                shop,
                id,
                live,
                amount,
                known: false,
                tabs: Vec::new(),
                presses: 0,
                wishes: Vec::new(),
            });
            let sale = self.sales.len() - 1;
            let at = START + self.dice.between(0, 20 * MINUTE);
            self.queue.at(at, Task::Create(sale));
            for _ in 0..self.dice.below(3) {
                let at = at + self.dice.between(0, 5 * HOUR);
                self.queue.at(at, Task::Read(sale));
            }
            if self.dice.strikes(self.plan.cancels) {
                let at = at + self.dice.between(0, 40 * MINUTE);
                self.queue.at(at, Task::Cancel(sale));
            }
            if self.plan.forged > 0 {
                for _ in 0..1 + self.dice.below(4) {
                    let at = at + self.dice.between(MINUTE, 2 * HOUR);
                    self.queue.at(at, Task::Forge(sale));
                }
            }
        }
        self.queue.at(START + SWEEP, Task::Sweep);
        if !self.plan.calm {
            self.queue.at(START, Task::Weather);
        }
        for hours in [1, 2, 3, 5, 14, 26] {
            self.queue.at(START + hours * HOUR, Task::Statement);
        }
        self.queue.at(START + TROUBLE, Task::Settle);
        self.queue.at(START + TROUBLE + REST, Task::End);
    }

    /// Lets everything happen.
    pub(crate) fn run(&mut self) {
        while let Some((at, task)) = self.queue.next() {
            self.now = at;
            match task {
                Task::Create(sale) => self.create(sale),
                Task::Read(sale) => self.read(sale),
                Task::Cancel(sale) => self.cancel(sale),
                Task::Refund(sale, wish) => self.refund(sale, *wish),
                Task::Press(sale) => self.press(sale),
                Task::Open(sale, tab) => self.open_page(sale, tab),
                Task::Button(sale, tab) => self.button(sale, tab),
                Task::Back(sale, back) => self.come_back(sale, &back),
                Task::Claimed(sale, attempt, callback, claimed) => self.bring(sale, attempt, *callback, claimed),
                Task::Forge(sale) => self.forge(sale),
                Task::Statement => self.read_statements(),
                Task::Weather => self.weather(),
                Task::Alarm(shard, number) => self.alarm(shard, number),
                Task::Sweep => self.sweep(SWEEP),
                Task::Arrive(flight) => self.arrive(flight),
                Task::Answer(process, serial, heard) => self.answered(process, serial, *heard),
                Task::Deadline(process, serial) => self.out_of_patience(process, serial),
                Task::Tell(process, serial, command) => self.tell_on(process, serial, *command),
                Task::Settle => self.settle(),
                Task::End => break,
            }
        }
        self.look_over_everything();
    }

    /// The ledger's clock.
    pub(crate) const fn ledger_now(&self) -> Moment {
        Moment(self.now + self.skew)
    }

    /// What a decision is made under.
    pub(crate) fn context(&self) -> Context<'static> {
        let setting = self.setting;
        Context { now: self.ledger_now(), gateways: &setting.gateways, shops: &setting.shops, links: &setting.links }
    }

    /// From here on nothing goes wrong any more.
    fn settle(&mut self) {
        self.say(|| "from here on everything works".to_owned());
        self.plan.settle();
        self.settled = true;
        for bank in &mut self.banks {
            let strict_window = bank.settings.strict_window;
            bank.settings = dargah_bank::Settings { magic_amounts: false, strict_window, ..Default::default() };
        }
    }

    /// Writes a line of the story, if anybody listens.
    pub(crate) fn say(&mut self, what: impl FnOnce() -> String) {
        if let Some(log) = &mut self.log {
            let since = (self.now - START) / SECOND;
            log.push(format!("{:>3}:{:02}:{:02} {}", since / 3_600, since / 60 % 60, since % 60, what()));
        }
    }

    pub(crate) fn met(&mut self, witness: Witness) {
        self.seen.met(witness);
    }

    /// The time in the banks' own clock.
    pub(crate) fn bank_now(&self) -> u64 {
        u64::try_from(self.now).unwrap_or(0)
    }
}
