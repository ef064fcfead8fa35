//! What an operator is told of a report.

use super::report::{Class, Discrepancy, Report, Sums};
use dargah_wire::{ClassCount, DiscrepancyView, ReconciledSums, Reconciliation};

/// The most discrepancies of one answer. A file of another contract differs in every row; a person who has put two thousand
/// right uploads the file again.
const LISTED_MAX: usize = 2_000;

impl Report {
    /// The report as the API tells it.
    #[must_use]
    pub fn view(&self) -> Reconciliation {
        let count = |class| {
            let n = self.discrepancies.iter().filter(|d| d.class == class).count();
            ClassCount { class: class.as_str().to_owned(), count: capped(n) }
        };
        Reconciliation {
            matched: self.matched,
            pending_cut_off: self.pending_cut_off,
            outside: self.outside,
            other_terminal: self.other_terminal,
            without_money: self.without_money,
            says_refunds: self.says_refunds,
            file: sums(self.file),
            ledger: sums(self.ledger),
            settled: self.settled,
            fees: self.fees,
            classes: Class::ALL.into_iter().map(count).filter(|of| of.count > 0).collect(),
            discrepancies: self.discrepancies.iter().take(LISTED_MAX).map(view).collect(),
            unlisted: capped(self.discrepancies.len().saturating_sub(LISTED_MAX)),
        }
    }
}

fn capped(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

const fn sums(sums: Sums) -> ReconciledSums {
    ReconciledSums { sales: sums.sales, refunds: sums.refunds, reversals: sums.reversals }
}

fn view(of: &Discrepancy) -> DiscrepancyView {
    DiscrepancyView {
        class: of.class.as_str().to_owned(),
        line: of.line,
        payment: of.payment.map(String::from),
        attempt: of.attempt,
        refund: of.refund.map(|order| order.to_string()),
        order: of.order.clone(),
        reference: of.reference.clone(),
        file_amount: of.file_amount.map(i64::from),
        ledger_amount: of.ledger_amount.map(i64::from),
        suggestion: of.suggestion.as_str().to_owned(),
        text: of.to_string(),
    }
}
