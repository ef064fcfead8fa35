//! Refunds of one payment against the file's. Parts of a payment may be refunded one after another, and a file may name them
//! by the payment alone, so they are told apart by their amounts; where that is not enough, nothing is paired.

use super::{
    ledger::{LedgerEntry, RefundState},
    matching::{Desk, Found},
    report::{Class, Discrepancy, Suggestion, Sums},
};

/// What an entry's refunds come to.
pub(super) fn settle(desk: &mut Desk<'_>, entry: &LedgerEntry, found: &Found) {
    let mut taken: Vec<Option<usize>> = vec![None; entry.refunds.len()];
    let mut left: Vec<usize> = Vec::new();
    // By the refund's own order number; then by the amount, done ones before those that are only hoped for.
    for &(i, named) in &found.refunds {
        match named {
            Some(r) => match taken[r] {
                Some(first) => desk.duplicate(i, first, Some(entry)),
                None => taken[r] = Some(i),
            },
            None => left.push(i),
        }
    }
    left.retain(|&i| {
        let free = entry
            .refunds
            .iter()
            .enumerate()
            .filter(|(r, refund)| taken[*r].is_none() && refund.amount == desk.row(i).amount);
        match free.min_by_key(|(r, refund)| (refund.state, *r)) {
            Some((r, _)) => taken[r] = Some(i),
            None => return true,
        }
        false
    });
    left.retain(|&i| match desk.twins[i] {
        Some(first) => {
            desk.duplicate(i, first, Some(entry));
            false
        }
        None => true,
    });
    // One row and one refund that are left are each other's, at different amounts.
    if let ([i], Some(r)) = (left.as_slice(), only(&taken)) {
        taken[r] = Some(*i);
        left.clear();
    }
    for i in left {
        let about = desk.about(Class::RefundMissingInLedger, Some(i), Some(entry));
        let note = "the payment has no refund of this amount here";
        desk.list(Discrepancy { ledger_amount: None, note, ..about });
    }
    for (r, row) in taken.into_iter().enumerate() {
        one(desk, entry, r, row);
    }
}

/// The one that is not taken, if it is one.
fn only(taken: &[Option<usize>]) -> Option<usize> {
    let mut free = taken.iter().enumerate().filter(|(_, row)| row.is_none()).map(|(r, _)| r);
    free.next().filter(|_| free.next().is_none())
}

fn one(desk: &mut Desk<'_>, entry: &LedgerEntry, r: usize, row: Option<usize>) {
    let (payment, refund) = (entry.payment, &entry.refunds[r]);
    let done = refund.state == RefundState::Done;
    if done && (row.is_some() || desk.window.has(refund.at)) {
        Sums::add(&mut desk.report.ledger.refunds, refund.amount);
    }
    let (class, note, suggestion) = match row {
        Some(i) if desk.row(i).amount != refund.amount => (Class::RefundAmountDiffers, "", Suggestion::Look),
        Some(_) if done => {
            desk.report.matched += 1;
            return;
        }
        Some(_) => {
            let suggestion = Suggestion::RefundDone { payment, refund: refund.order };
            (Class::RefundMissingInLedger, "its answer is still awaited here", suggestion)
        }
        // A file that cannot say "refund" does not deny one; one that the bank was not asked for is not expected there.
        None if !desk.report.says_refunds || refund.state == RefundState::Pending => return,
        None if !desk.window.has(refund.at) => return,
        None if refund.at >= desk.window.cut_off => {
            desk.report.pending_cut_off += 1;
            return;
        }
        None if done => (Class::RefundMissingInFile, "", Suggestion::Look),
        None => {
            let suggestion = Suggestion::RefundRefused { payment, refund: refund.order };
            (Class::RefundMissingInFile, "its answer is still awaited here", suggestion)
        }
    };
    let about = desk.about(class, row, Some(entry));
    let (refund, ledger_amount) = (Some(refund.order), Some(refund.amount));
    desk.list(Discrepancy { refund, ledger_amount, note, suggestion, ..about });
}
