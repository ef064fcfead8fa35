//! Rows against entries. Every row ends up matched, listed or counted, and so does every captured entry.

use super::{
    date::Stamp,
    file::{Row, SettlementFile},
    index::{Index, Owner, sorted, twins},
    ledger::{EntryState, LedgerEntry, LedgerRefund, RefundState, Window},
    refunds,
    report::{Class, Discrepancy, Report, Suggestion, Sums},
    words::Kind,
};

/// The rows that are an entry's, by their index in the file.
#[derive(Clone, Default)]
pub(super) struct Found {
    sale: Option<usize>,
    reversal: Option<usize>,
    /// With the refund where the row names it by its own order number.
    pub(super) refunds: Vec<(usize, Option<usize>)>,
}

/// What is at hand while a file is gone through.
pub(super) struct Desk<'a> {
    pub(super) file: &'a SettlementFile,
    pub(super) window: &'a Window,
    pub(super) twins: Vec<Option<usize>>,
    pub(super) report: Report,
}

/// Compares a file with what the ledger knows of the contract in the window, and [`Window::MARGIN`] around it. Nothing is put
/// right; the same input gives the same report whatever the order of `entries`.
#[must_use]
pub fn reconcile(entries: &[LedgerEntry], file: &SettlementFile, window: &Window) -> Report {
    let report = Report {
        without_money: file.without_money,
        says_refunds: file.says_refunds,
        settled: file.settled,
        fees: file.fees,
        ..Report::default()
    };
    let mut desk = Desk { file, window, twins: twins(file), report };
    let name = |i: usize| (entries[i].payment, entries[i].attempt);
    let in_order = sorted(entries.len(), &|a, b| name(a).cmp(&name(b)));
    let entries: Vec<&LedgerEntry> = in_order.into_iter().map(|i| &entries[i]).collect();
    let index = Index::new(&entries);
    let mut found = vec![Found::default(); entries.len()];
    for (i, row) in file.rows.iter().enumerate() {
        let counted = match index.owner(row) {
            Owner::Nobody => desk.nobodys(i, row),
            Owner::Doubt(e) => {
                let doubt = "its order number and its references do not all say this payment, and nothing else";
                desk.stray(i, Some(entries[e]), doubt);
                true
            }
            Owner::Refund(e, refund) => {
                found[e].refunds.push((i, Some(refund)));
                true
            }
            Owner::Entry(e) => {
                let slot = match row.kind {
                    Kind::Sale => &mut found[e].sale,
                    Kind::Reversal => &mut found[e].reversal,
                    Kind::Refund => {
                        found[e].refunds.push((i, None));
                        desk.sum(row);
                        continue;
                    }
                };
                match *slot {
                    Some(first) => desk.duplicate(i, first, Some(entries[e])),
                    None => *slot = Some(i),
                }
                true
            }
        };
        if counted {
            desk.sum(row);
        }
    }
    for (entry, found) in entries.into_iter().zip(&found) {
        desk.settle(entry, found);
        refunds::settle(&mut desk, entry, found);
    }
    let found = core::mem::take(&mut desk.report.discrepancies);
    let key = |i: usize| {
        let d: &Discrepancy = &found[i];
        (d.line.unwrap_or(u32::MAX), d.payment, d.attempt, d.refund, d.class)
    };
    let in_order = sorted(found.len(), &|a, b| key(a).cmp(&key(b)));
    let mut found: Vec<Option<Discrepancy>> = found.into_iter().map(Some).collect();
    desk.report.discrepancies = in_order.into_iter().filter_map(|i| found[i].take()).collect();
    desk.report
}

impl<'a> Desk<'a> {
    pub(super) fn row(&self, i: usize) -> &'a Row {
        &self.file.rows[i]
    }

    fn sum(&mut self, row: &Row) {
        let sums = &mut self.report.file;
        let sum = match row.kind {
            Kind::Sale => &mut sums.sales,
            Kind::Refund => &mut sums.refunds,
            Kind::Reversal => &mut sums.reversals,
        };
        Sums::add(sum, row.amount);
    }

    pub(super) fn list(&mut self, discrepancy: Discrepancy) {
        self.report.discrepancies.push(discrepancy);
    }

    /// Whether a row may be too new for the other side to have it.
    fn is_new(&self, at: Option<Stamp>) -> bool {
        at.is_some_and(|at| at.is_from(self.window.cut_off))
    }

    /// A row of no payment here. Says whether it belongs to this file's sums.
    fn nobodys(&mut self, i: usize, row: &Row) -> bool {
        if row.other_terminal {
            self.report.other_terminal += 1;
            return false;
        }
        if row.at.is_some_and(|at| !self.window.has(at.at)) {
            self.report.outside += 1;
            return false;
        }
        if self.twins[i].is_none() && self.is_new(row.at) {
            self.report.pending_cut_off += 1;
        } else {
            let reversal = if row.kind == Kind::Reversal { "it went back there" } else { "" };
            self.stray(i, None, reversal);
        }
        true
    }

    /// A row that is given to nobody.
    fn stray(&mut self, i: usize, like: Option<&LedgerEntry>, note: &'static str) {
        if let Some(first) = self.twins[i] {
            return self.duplicate(i, first, like);
        }
        let class =
            if self.row(i).kind == Kind::Refund { Class::RefundMissingInLedger } else { Class::MissingInLedger };
        let about = Discrepancy { note, ..self.about(class, Some(i), like) };
        self.list(Discrepancy { attempt: None, ledger_amount: None, ..about });
    }

    pub(super) fn duplicate(&mut self, i: usize, first: usize, entry: Option<&LedgerEntry>) {
        let (row, earlier) = (self.row(i), self.row(first));
        let note = if row.amount != earlier.amount {
            "with another amount: the money may have been taken twice"
        } else if row.references != earlier.references {
            "with another reference: the money may have been taken twice"
        } else {
            ""
        };
        let about = self.about(Class::DuplicateInFile, Some(i), entry);
        self.list(Discrepancy { note, first_line: Some(earlier.line), ..about });
    }

    /// A discrepancy about a row, an entry, or both, with what they say.
    pub(super) fn about(&self, class: Class, row: Option<usize>, entry: Option<&LedgerEntry>) -> Discrepancy {
        let row = row.map(|i| self.row(i));
        let known = |entry: &LedgerEntry| entry.references.first().cloned().unwrap_or_default();
        let order = row.map(|row| row.order.clone()).filter(|order| !order.is_empty());
        let reference = row.and_then(|row| row.references.first().cloned());
        Discrepancy {
            line: row.map(|row| row.line),
            class,
            payment: entry.map(|entry| entry.payment),
            attempt: entry.map(|entry| entry.attempt),
            refund: None,
            order: order.or_else(|| entry.map(|entry| entry.order.to_string())).unwrap_or_default(),
            reference: reference.or_else(|| entry.map(known)).unwrap_or_default(),
            file_amount: row.map(|row| row.amount),
            ledger_amount: entry.map(|entry| entry.amount),
            note: "",
            first_line: None,
            suggestion: Suggestion::Look,
        }
    }

    /// What an entry's sale and reversal come to.
    fn settle(&mut self, entry: &LedgerEntry, found: &Found) {
        let captured = entry.state == EntryState::Captured;
        if captured && (found.sale.is_some() || self.window.has(entry.at)) {
            Sums::add(&mut self.report.ledger.sales, entry.amount);
        }
        if let Some(i) = found.reversal {
            if captured {
                self.reversed(entry, i);
            } else {
                self.report.matched += 1;
            }
        }
        match (found.sale, found.reversal) {
            // Sold and sent back there, and not taken here: that is the same.
            (Some(_), Some(_)) if !captured => self.report.matched += 1,
            (Some(i), _) if !captured => self.late(entry, i),
            (Some(i), _) if self.row(i).amount != entry.amount => {
                let differs = self.about(Class::AmountDiffers, Some(i), Some(entry));
                self.list(differs);
            }
            (Some(_), _) => self.report.matched += 1,
            (None, None) if captured && self.window.has(entry.at) => {
                if entry.at >= self.window.cut_off {
                    self.report.pending_cut_off += 1;
                } else {
                    let missing = self.about(Class::MissingInFile, None, Some(entry));
                    self.list(missing);
                }
            }
            (None, _) => {}
        }
    }

    /// Sold there, and not captured here.
    fn late(&mut self, entry: &LedgerEntry, i: usize) {
        if self.is_new(self.row(i).at) {
            self.report.pending_cut_off += 1;
            return;
        }
        let again = Suggestion::VerifyAgain { payment: entry.payment, attempt: entry.attempt };
        let (note, suggestion) = if entry.paid_elsewhere {
            ("another attempt of the payment is captured: the shopper paid twice", Suggestion::Look)
        } else if self.row(i).amount != entry.amount {
            ("and the amounts differ", Suggestion::Look)
        } else {
            match entry.state {
                EntryState::Review => ("held for a person here", Suggestion::Look),
                EntryState::Ended => ("over without its money here", again),
                EntryState::Unknown | EntryState::Captured => ("the bank's answer is still awaited here", again),
            }
        };
        let about = self.about(Class::CapturedThereNotHere, Some(i), Some(entry));
        self.list(Discrepancy { note, suggestion, ..about });
    }

    /// Captured here, and sent back there.
    fn reversed(&mut self, entry: &LedgerEntry, i: usize) {
        let gave_back = |refund: &LedgerRefund| refund.state != RefundState::Pending;
        let (note, suggestion) = if entry.refunds.iter().any(gave_back) {
            ("and refunded here: it may have gone back twice", Suggestion::Look)
        } else if self.row(i).amount != entry.amount {
            ("and not all of it", Suggestion::Look)
        } else {
            ("", Suggestion::BankReturned { payment: entry.payment, attempt: entry.attempt })
        };
        let about = self.about(Class::ReversedThere, Some(i), Some(entry));
        self.list(Discrepancy { note, suggestion, ..about });
    }
}
