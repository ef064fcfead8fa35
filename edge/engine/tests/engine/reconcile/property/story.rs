//! A ledger, the file that agrees with it, and what is then done to the file.

use super::{
    dice::Dice,
    panel::{Column, Panel},
};
use dargah_engine::{
    id::{OrderNumber, PaymentId},
    money::Rial,
    reconcile::{Class, EntryState, Kind, LedgerEntry, LedgerRefund, RefundState, Window},
    time::{Moment, Span},
};

pub const TERMINAL: &str = "0012345";
/// 2025-11-26T00:00 in Tehran.
const FROM: Moment = Moment(1_764_102_600_000);
const DAYS: i64 = 3;

pub fn window() -> Window {
    let to = FROM + Span::minutes(DAYS * 1440);
    Window { from: FROM, to, cut_off: Moment(to.0 - 3_600_000) }
}

/// What is to be found: class, payment, and for a row its mark (lines are counted once all is done).
pub type Expected = (Class, Option<PaymentId>);

/// One row.
#[derive(Clone)]
pub struct Line {
    pub kind: Kind,
    pub order: String,
    pub reference: String,
    pub rrn: String,
    pub amount: i64,
    pub at: Moment,
    pub failed: bool,
    pub foreign: bool,
    /// What has to be listed with this row's line.
    pub listed: Option<Expected>,
}

/// How much of what is not listed there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub matched: u32,
    pub pending: u32,
    pub outside: u32,
    pub foreign: u32,
    pub failed: u32,
}

pub struct Story<'a> {
    panel: &'a Panel,
    dice: Dice,
    pub entries: Vec<LedgerEntry>,
    pub lines: Vec<Line>,
    /// Discrepancies without a line.
    pub missing: Vec<Expected>,
    pub counts: Counts,
    /// Entries that nothing was done to yet.
    whole: Vec<usize>,
}

impl<'a> Story<'a> {
    /// Tells one: a ledger and its file, up to three discrepancies of each class, and the rows nobody has to care for.
    pub fn tell(seed: u64, panel: &'a Panel) -> Self {
        let (entries, lines, missing) = (Vec::new(), Vec::new(), Vec::new());
        let whole = Vec::new();
        let mut story = Self { panel, dice: Dice(seed), entries, lines, missing, counts: Counts::default(), whole };
        for class in Class::ALL {
            for _ in 0..story.dice.below(4) {
                story.discrepancy(class);
            }
        }
        for _ in 0..story.dice.below(30) {
            story.agreement();
        }
        for _ in 0..story.dice.below(6) {
            story.aside();
        }
        let mut dice = Dice(story.dice.roll());
        dice.shuffle(&mut story.lines);
        dice.shuffle(&mut story.entries);
        story.duplicate(&mut dice);
        story
    }

    fn at(&mut self) -> Moment {
        // Whole seconds before the cut-off: files have no others.
        FROM + Span::seconds(i64::try_from(self.dice.below(DAYS as u64 * 86_400 - 3_600)).unwrap())
    }

    fn amount(&mut self) -> i64 {
        (1_000 + i64::try_from(self.dice.below(9_000_000)).unwrap()) * 10
    }

    fn order(&mut self) -> OrderNumber {
        let mut entropy = [0; 16];
        entropy[..8].copy_from_slice(&self.dice.roll().to_be_bytes());
        OrderNumber::derive(&entropy, 1)
    }

    fn payment(&mut self) -> PaymentId {
        let halves = [self.dice.roll().to_be_bytes(), self.dice.roll().to_be_bytes()].concat();
        PaymentId::from_bytes(halves.try_into().unwrap())
    }

    fn entry(&mut self, state: EntryState) -> LedgerEntry {
        LedgerEntry {
            payment: self.payment(),
            attempt: 1 + u32::try_from(self.dice.below(3)).unwrap(),
            order: self.order(),
            references: vec![self.reference(), self.rrn()],
            amount: Rial::new(self.amount()).unwrap(),
            state,
            at: self.at(),
            paid_elsewhere: false,
            refunds: Vec::new(),
        }
    }

    fn reference(&mut self) -> String {
        format!("Gm{:x}+/==", self.dice.roll())
    }

    fn rrn(&mut self) -> String {
        format!("{:012}", self.dice.below(1_000_000_000_000))
    }

    fn refund(&mut self, entry: &mut LedgerEntry, state: RefundState) {
        let amount = Rial::new(entry.amount.get() / 100 * 10).unwrap();
        let refund = LedgerRefund { order: self.order(), amount, state, at: self.at() };
        entry.refunds.push(refund);
    }

    /// The row of an entry. What the file has no column for is not there; where it has several, some may be empty.
    fn row(&mut self, kind: Kind, entry: &LedgerEntry) -> Line {
        let mut line = Line {
            kind,
            order: entry.order.to_string(),
            reference: entry.references[0].clone(),
            rrn: entry.references[1].clone(),
            amount: entry.amount.get(),
            at: entry.at,
            failed: false,
            foreign: false,
            listed: None,
        };
        let by_order = self.panel.has(Column::Order);
        let by_reference = self.panel.has(Column::Reference) || self.panel.has(Column::Rrn);
        match self.dice.below(4) {
            0 if by_order => (line.reference, line.rrn) = ("-".to_owned(), String::new()),
            1 if by_reference && kind != Kind::Refund => line.order = "-".to_owned(),
            _ => {}
        }
        line
    }

    fn refund_row(&mut self, entry: &LedgerEntry, r: usize) -> Line {
        let refund = entry.refunds[r];
        let mut line = self.row(Kind::Refund, entry);
        (line.amount, line.at) = (refund.amount.get(), refund.at);
        if self.panel.has(Column::Order) && self.dice.one_in(2) {
            line.order = refund.order.to_string();
        }
        line
    }

    fn keep(&mut self, entry: LedgerEntry) {
        self.entries.push(entry);
    }

    fn put(&mut self, line: Line, listed: Option<Expected>) {
        self.counts.matched += u32::from(listed.is_none());
        self.lines.push(Line { listed, ..line });
    }

    /// A payment on which both sides agree.
    fn agreement(&mut self) {
        let state = self.dice.of(&[
            EntryState::Captured,
            EntryState::Captured,
            EntryState::Captured,
            EntryState::Ended,
            EntryState::Unknown,
            EntryState::Review,
        ]);
        let mut entry = self.entry(state);
        if state == EntryState::Captured {
            let sale = self.row(Kind::Sale, &entry);
            self.put(sale, None);
            for _ in 0..self.dice.below(4) {
                let state = self.dice.of(&[RefundState::Done, RefundState::Done, RefundState::Pending]);
                self.refund(&mut entry, state);
            }
            for r in 0..entry.refunds.len() {
                if entry.refunds[r].state == RefundState::Done {
                    let refund = self.refund_row(&entry, r);
                    self.put(refund, None);
                }
            }
        } else if self.dice.one_in(2) {
            let (sale, back) = (self.row(Kind::Sale, &entry), self.row(Kind::Reversal, &entry));
            self.put(sale, None);
            self.put(back, None);
        }
        self.whole.push(self.entries.len());
        self.keep(entry);
    }

    fn discrepancy(&mut self, class: Class) {
        let mut entry = self.entry(EntryState::Captured);
        let expected = Some((class, Some(entry.payment)));
        match class {
            Class::MissingInFile => self.missing.extend(expected),
            Class::MissingInLedger => {
                let mut sale = self.row(Kind::Sale, &entry);
                sale.kind = self.dice.of(&[Kind::Sale, Kind::Sale, Kind::Reversal]);
                return self.put(sale, Some((class, None)));
            }
            Class::AmountDiffers => {
                let sale = self.row(Kind::Sale, &entry);
                self.put(Line { amount: sale.amount + 10, ..sale }, expected);
            }
            Class::CapturedThereNotHere => {
                entry.state = self.dice.of(&[EntryState::Ended, EntryState::Unknown, EntryState::Review]);
                let sale = self.row(Kind::Sale, &entry);
                self.put(sale, expected);
            }
            Class::ReversedThere => {
                let back = self.row(Kind::Reversal, &entry);
                self.put(back, expected);
                if self.dice.one_in(2) {
                    let sale = self.row(Kind::Sale, &entry);
                    self.put(sale, None);
                }
            }
            Class::RefundMissingInFile => {
                let state = self.dice.of(&[RefundState::Done, RefundState::Unknown]);
                self.refund(&mut entry, state);
                self.missing.extend(expected);
            }
            Class::RefundMissingInLedger => match self.dice.below(3) {
                0 => {
                    self.refund(&mut entry, RefundState::Unknown);
                    let refund = self.refund_row(&entry, 0);
                    self.put(refund, expected);
                }
                1 => {
                    let refund = self.row(Kind::Refund, &entry);
                    self.put(refund, expected);
                }
                _ => {
                    let refund = self.row(Kind::Refund, &entry);
                    return self.put(refund, Some((class, None)));
                }
            },
            Class::RefundAmountDiffers => {
                self.refund(&mut entry, RefundState::Done);
                let refund = self.refund_row(&entry, 0);
                self.put(Line { amount: refund.amount + 10, ..refund }, expected);
            }
            // Rows are copied when all of them are there.
            Class::DuplicateInFile => return,
        }
        // What is wrong with a refund is all that is wrong.
        if matches!(class, Class::RefundMissingInFile | Class::RefundMissingInLedger | Class::RefundAmountDiffers) {
            let sale = self.row(Kind::Sale, &entry);
            self.put(sale, None);
        }
        self.keep(entry);
    }

    /// What is neither matched nor listed.
    fn aside(&mut self) {
        let mut entry = self.entry(EntryState::Captured);
        match self.dice.below(6) {
            0 => {
                entry.at = window().cut_off;
                self.counts.pending += 1;
                self.keep(entry);
            }
            1 => {
                entry.at = window().cut_off + Span::seconds(5);
                self.counts.pending += 1;
                let row = self.row(Kind::Sale, &entry);
                self.lines.push(row);
            }
            2 => {
                entry.at = self.dice.of(&[Moment(FROM.0 - 1_000), window().to]);
                self.counts.outside += 1;
                let row = self.row(Kind::Sale, &entry);
                self.lines.push(row);
            }
            3 => {
                // The margin around the window: known here, and not missed.
                entry.at = self.dice.of(&[Moment(FROM.0 - 1_000), window().to]);
                self.keep(entry);
            }
            // A file of one terminal's has no other's; a ledger without rows of ours neither.
            4 if self.panel.has(Column::Terminal) && self.counts.matched > 0 => {
                self.counts.foreign += 1;
                let row = self.row(Kind::Sale, &entry);
                self.lines.push(Line { foreign: true, ..row });
            }
            5 if self.panel.has(Column::State) => {
                self.counts.failed += 1;
                let row = self.row(Kind::Sale, &entry);
                self.lines.push(Line { failed: true, ..row });
            }
            _ => {}
        }
    }

    /// Copies rows that are matched to somewhere behind themselves.
    fn duplicate(&mut self, dice: &mut Dice) {
        for _ in 0..dice.below(4) {
            let fits = |line: &Line| line.listed.is_none() && line.kind == Kind::Sale && !line.failed && !line.foreign;
            let of = |line: &Line| {
                self.entries.iter().find(|entry| {
                    let references = [&line.reference, &line.rrn];
                    line.order == entry.order.to_string()
                        || references.contains(&&entry.references[0])
                        || references.contains(&&entry.references[1])
                })
            };
            let all: Vec<(usize, PaymentId)> = self
                .lines
                .iter()
                .enumerate()
                .filter(|(_, line)| fits(line))
                .filter_map(|(i, line)| of(line).map(|entry| (i, entry.payment)))
                .collect();
            if all.is_empty() {
                return;
            }
            let (i, payment) = dice.of(&all);
            let copy = Line { listed: Some((Class::DuplicateInFile, Some(payment))), ..self.lines[i].clone() };
            let behind = i + 1 + usize::try_from(dice.below((self.lines.len() - i) as u64)).unwrap();
            self.lines.insert(behind, copy);
        }
    }
}
