//! What survives a process: the log, as rows of text. The books in memory are made of it, and made anew after a death.

use crate::{dice::Dice, text_ledger::TextLedger};
use dargah_engine::{
    books::{Books, Command, Refusal, decide, read_event},
    time::Moment,
};

/// In how many of a thousand writes the process dies before, and in how many after it.
const DEATHS: u64 = 25;

/// What a write came to, as the writer sees it.
pub(crate) enum Told {
    /// It is written: so many rows, none for a repeat.
    Done(usize),
    /// It is refused.
    Refused(Refusal),
    /// The process died. Whether it was written, nobody was told; the simulator knows.
    Died { written: bool },
}

/// The log, the books made of it, and the auditor's.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) log: Vec<String>,
    pub(crate) books: Books,
    pub(crate) text: TextLedger,
    pub(crate) deaths: u64,
}

impl Store {
    /// Tells the books something, and writes what follows.
    pub(crate) fn tell(&mut self, dice: &mut Dice, command: Command, now: Moment) -> Told {
        let events = match decide(&self.books, command, now) {
            Ok(events) => events,
            Err(refusal) => return Told::Refused(refusal),
        };
        if dice.strikes(DEATHS) {
            self.die(dice);
            return Told::Died { written: false };
        }
        for event in &events {
            let row = serde_json::to_string(event).expect("an event is JSON");
            self.text.take(&row);
            self.log.push(row);
            self.books.apply(event);
        }
        if dice.strikes(DEATHS) {
            self.die(dice);
            return Told::Died { written: !events.is_empty() };
        }
        Told::Done(events.len())
    }

    /// The memory is lost. Now and then, for it takes time, the books are made anew from the log at once.
    fn die(&mut self, dice: &mut Dice) {
        self.deaths += 1;
        if dice.strikes(100) {
            self.books = self.replayed();
        }
    }

    /// The books that the log's rows tell of.
    pub(crate) fn replayed(&self) -> Books {
        let mut books = Books::new();
        for row in &self.log {
            books.apply(&read_event(row).expect("a row that was written can be read"));
        }
        books
    }
}
