//! The model checker over holds: every order of holding, posting, voiding, spending, filling, time passing and a clock that slips back,
//! each command told any number of times. The books themselves are asked; beside them goes a ghost, which is what the documentation
//! says in a few lines of arithmetic. They must agree on every verdict and every sum.

use dargah_engine::{
    books::{Account, Books, Command, Deed, HoldState, Subject, Transfer, TransferId, Why, decide},
    id::WalletId,
    identity::Iban,
    money::Rial,
    time::Moment,
};
use stateright::{Checker, Model, Property};
use std::hash::{Hash, Hasher};

/// One part of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Holds are numbered.
    Hold(usize),
    /// Of a hold, so much or all.
    Post(usize, Option<i64>),
    Void(usize),
    Spend(i64),
    Fill(i64),
}

/// What each hold holds, and when it lapses, in ticks.
const HOLDS: [(i64, Option<i64>); 6] = [(6, Some(2)), (6, None), (3, Some(3)), (4, None), (2, Some(1)), (1, Some(4))];

/// What the wallet has at first.
const START: i64 = 10;

/// What may be told, each any number of times.
const COMMANDS: [&[Part]; 21] = [
    &[Part::Hold(0)],
    &[Part::Hold(1)],
    &[Part::Hold(2)],
    &[Part::Post(0, None)],
    &[Part::Post(0, Some(2))],
    &[Part::Post(1, None)],
    &[Part::Post(2, None), Part::Spend(1)],
    &[Part::Void(0)],
    &[Part::Void(1)],
    &[Part::Void(2)],
    &[Part::Spend(5)],
    &[Part::Hold(3), Part::Post(3, Some(3))],
    &[Part::Fill(4)],
    &[Part::Post(1, Some(7))],
    &[Part::Void(1), Part::Spend(9)],
    &[Part::Hold(4)],
    &[Part::Post(4, Some(1))],
    &[Part::Void(4)],
    &[Part::Hold(5)],
    &[Part::Post(5, None), Part::Void(4)],
    &[Part::Void(5)],
];

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A command is told.
    Tell(usize),
    /// The alarm rings.
    Due,
    /// Time passes.
    Tick,
    /// The clock is set back.
    SlipBack,
}

/// What the documentation says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Ghost {
    wallet: i64,
    clearing: i64,
    holds: [Option<HoldState>; 6],
    told: u32,
    last_at: i64,
}

/// The books and the ghost.
#[derive(Clone, Debug)]
pub struct State {
    books: Books,
    ghost: Ghost,
    clock: i64,
    /// What they disagree on.
    broken: Option<&'static str>,
    refused: bool,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        (&self.ghost, self.clock, self.broken, self.refused) == (&other.ghost, other.clock, other.broken, other.refused)
    }
}

impl Eq for State {}

impl Hash for State {
    fn hash<H: Hasher>(&self, to: &mut H) {
        (&self.ghost, self.clock, self.broken, self.refused).hash(to);
        // When a transfer was recorded moves nothing; everything else of the books does.
        for (account, balance) in self.books.accounts() {
            (account, balance).hash(to);
        }
        for kept in self.books.transfers() {
            (&kept.transfer.id, kept.hold).hash(to);
        }
        (self.books.last_at, self.books.wake_at()).hash(to);
    }
}

/// The model: how many ticks the clock has, and how many of the commands are told.
pub struct Holds {
    /// The last tick.
    pub ticks: i64,
    /// The first so many of the commands.
    pub commands: usize,
}

fn wallet() -> Account {
    Account::Wallet(WalletId::new("w").expect("a name"))
}

fn bank() -> Account {
    Account::Bank(Iban::parse("IR160120000000001234567890").expect("an IBAN"))
}

fn id(step: &str) -> TransferId {
    Subject::case("model").expect("a name").step(step)
}

fn rial(n: i64) -> Rial {
    Rial::new(n).expect("an amount")
}

fn transfers(number: usize) -> Vec<Transfer> {
    let part = |(index, part): (usize, &Part)| {
        let own = id(&format!("c{number}.{index}"));
        let hold = |hold: usize| id(&format!("h{hold}"));
        let (id, deed) = match *part {
            Part::Hold(one) => {
                let (amount, until) = HOLDS[one];
                let until = until.map(Moment);
                (hold(one), Deed::Hold { debit: wallet(), credit: Account::Clearing, amount: rial(amount), until })
            }
            Part::Post(one, amount) => (own, Deed::Post { hold: hold(one), amount: amount.map(rial) }),
            Part::Void(one) => (own, Deed::Void { hold: hold(one) }),
            Part::Spend(n) => (own, Deed::Move { debit: wallet(), credit: Account::Clearing, amount: rial(n) }),
            Part::Fill(n) => (own, Deed::Move { debit: bank(), credit: wallet(), amount: rial(n) }),
        };
        Transfer { id, deed, why: Why::Spend }
    };
    COMMANDS[number].iter().enumerate().map(part).collect()
}

impl Ghost {
    fn free(&self) -> i64 {
        let held = self.holds.iter().zip(HOLDS).filter(|(state, _)| **state == Some(HoldState::Open));
        self.wallet - held.map(|(_, (amount, _))| amount).sum::<i64>()
    }

    /// Holds whose time is over are free; whether there were any.
    fn lapse(&mut self, at: i64) -> bool {
        let mut any = false;
        for (state, (_, until)) in self.holds.iter_mut().zip(HOLDS) {
            if *state == Some(HoldState::Open) && until.is_some_and(|until| until <= at) {
                *state = Some(HoldState::Expired);
                any = true;
            }
        }
        any
    }

    /// What is after a command; nothing if it is refused.
    fn after(&self, number: usize, clock: i64) -> Option<Self> {
        if self.told & (1 << number) != 0 {
            return Some(self.clone());
        }
        let at = clock.max(self.last_at);
        let mut next = self.clone();
        next.lapse(at);
        (next.told, next.last_at) = (next.told | 1 << number, at);
        for part in COMMANDS[number] {
            match *part {
                Part::Hold(one) => {
                    let (amount, until) = HOLDS[one];
                    let fits =
                        next.holds[one].is_none() && amount <= next.free() && until.is_none_or(|until| until > at);
                    next.holds[one] = fits.then_some(Some(HoldState::Open))?;
                }
                Part::Post(one, amount) => {
                    let amount = amount.unwrap_or(HOLDS[one].0);
                    let fits = next.holds[one] == Some(HoldState::Open) && amount <= HOLDS[one].0;
                    next.holds[one] = fits.then(|| Some(HoldState::Posted(rial(amount))))?;
                    next.wallet -= amount;
                    next.clearing += amount;
                }
                Part::Void(one) => {
                    let fits = next.holds[one] == Some(HoldState::Open);
                    next.holds[one] = fits.then_some(Some(HoldState::Voided))?;
                }
                Part::Spend(n) => {
                    (next.free() >= n).then_some(())?;
                    next.wallet -= n;
                    next.clearing += n;
                }
                Part::Fill(n) => next.wallet += n,
            }
        }
        Some(next)
    }
}

impl State {
    fn compare(&mut self) {
        let (books, ghost) = (&self.books, &self.ghost);
        let hold = |one: usize| books.kept(&id(&format!("h{one}"))).and_then(|kept| kept.hold);
        self.broken = if books.stands(&wallet()) != ghost.wallet {
            Some("another balance")
        } else if books.free(&wallet()) != ghost.free() {
            Some("another part of it is free")
        } else if books.stands(&Account::Clearing) != ghost.clearing {
            Some("another amount has gone")
        } else if (0..HOLDS.len()).any(|one| hold(one) != ghost.holds[one]) {
            Some("a hold is elsewhere")
        } else {
            None
        };
    }
}

impl Model for Holds {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let fill = Transfer::of(id("start"), Why::Capital, bank(), wallet(), rial(START));
        let mut books = Books::new();
        let events = decide(&books, Command::Post(vec![fill]), Moment(0)).expect("it is filled");
        events.iter().for_each(|event| books.apply(event));
        let ghost = Ghost { wallet: START, clearing: 0, holds: [None; 6], told: 0, last_at: 0 };
        vec![State { books, ghost, clock: 0, broken: None, refused: false }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        if state.broken.is_some() {
            return;
        }
        actions.extend((0..self.commands.min(COMMANDS.len())).map(Step::Tell));
        actions.push(Step::Due);
        if state.clock < self.ticks {
            actions.push(Step::Tick);
        }
        if state.clock > 0 {
            actions.push(Step::SlipBack);
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut next = last.clone();
        next.refused = false;
        let command = match step {
            Step::Tick => {
                next.clock += 1;
                return Some(next);
            }
            Step::SlipBack => {
                next.clock -= 1;
                return Some(next);
            }
            Step::Due => {
                let at = next.clock.max(next.ghost.last_at);
                if next.ghost.lapse(at) {
                    next.ghost.last_at = at;
                }
                Command::Due
            }
            Step::Tell(number) => Command::Post(transfers(number)),
        };
        let told = decide(&next.books, command, Moment(next.clock));
        let agreed = match step {
            Step::Tell(number) => match (last.ghost.after(number, last.clock), &told) {
                (Some(ghost), Ok(events)) => {
                    next.ghost = ghost;
                    events.is_empty() == (last.ghost.told & (1 << number) != 0)
                }
                (None, Err(_)) => {
                    next.refused = true;
                    true
                }
                _ => false,
            },
            _ => told.is_ok(),
        };
        for event in told.iter().flatten() {
            next.books.apply(event);
        }
        next.compare();
        if !agreed {
            next.broken = Some("another verdict");
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        fn met(state: &State, wanted: impl Fn(HoldState) -> bool) -> bool {
            state.ghost.holds.iter().flatten().any(|hold| wanted(*hold))
        }
        vec![
            Property::always("the books do what is documented", |_, state: &State| state.broken.is_none()),
            Property::always("nothing is spent that is not there", |_, state: &State| {
                state.books.free(&wallet()) >= 0 && state.books.stands(&wallet()) >= 0
            }),
            Property::always("what has gone is what is missing", |_, state: &State| {
                let filled = -state.books.balance(&wallet()).stands(&wallet()) + state.books.stands(&bank());
                filled == state.books.stands(&Account::Clearing)
            }),
            Property::sometimes("a hold is posted in part", |_, state: &State| {
                met(state, |hold| hold == HoldState::Posted(rial(2)))
            }),
            Property::sometimes("a hold is voided", |_, state: &State| met(state, |hold| hold == HoldState::Voided)),
            Property::sometimes("a hold lapses", |_, state: &State| met(state, |hold| hold == HoldState::Expired)),
            Property::sometimes("a command is refused", |_, state: &State| state.refused),
        ]
    }
}

/// What came of the model.
pub struct Checked {
    /// States, each counted once.
    pub states: u64,
    /// What does not hold, with the steps that lead there; and what never happens.
    pub violations: Vec<String>,
}

/// Explores the model to its end.
#[must_use]
pub fn check(model: Holds) -> Checked {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = model.checker().threads(threads).spawn_bfs().join();
    let mut violations = Vec::new();
    for property in checker.model().properties() {
        let found = checker.discovery(property.name);
        match (property.expectation, found) {
            (stateright::Expectation::Sometimes, None) => violations.push(format!("never: {}", property.name)),
            (stateright::Expectation::Always, Some(path)) => {
                let end = path.last_state().broken.unwrap_or_default();
                let steps = path.into_actions();
                let told: Vec<String> = steps
                    .iter()
                    .map(|step| match step {
                        Step::Tell(number) => format!("{:?}", COMMANDS[*number]),
                        other => format!("{other:?}"),
                    })
                    .collect();
                violations.push(format!("{} ({end}): {}", property.name, told.join(" -> ")));
            }
            _ => {}
        }
    }
    Checked { states: checker.unique_state_count() as u64, violations }
}
