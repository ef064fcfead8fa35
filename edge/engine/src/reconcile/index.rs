//! Whose a row is.

use super::{
    file::{Row, SettlementFile, bare},
    ledger::LedgerEntry,
    words::Kind,
};
use std::cmp::Reverse;

/// Whose a row is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// This entry's.
    Entry(usize),
    /// This refund's of this entry, by the refund's own order number.
    Refund(usize, usize),
    /// Nobody's here.
    Nobody,
    /// It could be this entry's, and something speaks against it: the order number says one payment and the reference another,
    /// or either says two. It is not given to anybody.
    Doubt(usize),
}

/// What an order number is of: an entry, and perhaps a refund of it.
type Target = (u64, usize, Option<usize>);

/// The ledger's entries by order number and by reference. Sorted lists: compact, and the same in every run.
pub(super) struct Index {
    orders: Vec<Target>,
    references: Vec<(String, usize)>,
}

impl Index {
    pub(super) fn new(entries: &[&LedgerEntry]) -> Self {
        let mut index = Self { orders: Vec::new(), references: Vec::new() };
        for (e, entry) in entries.iter().enumerate() {
            index.orders.push((entry.order.get(), e, None));
            for (r, refund) in entry.refunds.iter().enumerate() {
                index.orders.push((refund.order.get(), e, Some(r)));
            }
            index.references.extend(entry.references.iter().map(|reference| (bare(reference), e)));
        }
        index.orders.sort_unstable();
        index.references.sort_unstable();
        index.references.dedup();
        index
    }

    /// Everything under an order number.
    fn by_order(&self, order: &str) -> &[Target] {
        let number = order.bytes().all(|b| b.is_ascii_digit()).then(|| order.parse().ok()).flatten().unwrap_or(0);
        let from = self.orders.partition_point(|(key, ..)| *key < number);
        let to = self.orders.partition_point(|(key, ..)| *key <= number);
        self.orders.get(from..to).unwrap_or_default()
    }

    fn by_reference(&self, reference: &str) -> &[(String, usize)] {
        let from = self.references.partition_point(|(key, _)| key.as_str() < reference);
        let to = self.references.partition_point(|(key, _)| key.as_str() <= reference);
        self.references.get(from..to).unwrap_or_default()
    }

    /// Whose a row is: by its order number first, then by its references.
    pub(super) fn owner(&self, row: &Row) -> Owner {
        let named = || row.references.iter().flat_map(|reference| self.by_reference(reference)).map(|(_, e)| *e);
        let by_order = match self.by_order(&row.order) {
            [] => None,
            [(_, e, refund)] => Some((*e, *refund)),
            [(_, e, _), ..] => return Owner::Doubt(*e),
        };
        if let Some((e, _)) = by_order.filter(|_| row.other_terminal) {
            return Owner::Doubt(e);
        }
        match by_order {
            // One reference that fits is enough: the others may be of a kind that comes again.
            Some((e, None)) if named().next().is_none() || named().any(|other| other == e) => Owner::Entry(e),
            Some((_, None)) => Owner::Doubt(named().next().unwrap_or_default()),
            Some((e, Some(refund))) if row.kind == Kind::Refund => Owner::Refund(e, refund),
            _ => match named().next().filter(|_| !row.other_terminal) {
                None => Owner::Nobody,
                Some(e) if named().any(|other| other != e) => Owner::Doubt(e),
                // A refund may have an order number of the bank's own; a sale under another number than ours is somebody
                // else's sale with our reference, or our reference with somebody else's receipt.
                Some(e) if row.order.is_empty() || row.kind == Kind::Refund => Owner::Entry(e),
                Some(e) => Owner::Doubt(e),
            },
        }
    }
}

/// For each row, the row before it that says the same.
pub(super) fn twins(file: &SettlementFile) -> Vec<Option<usize>> {
    let rows = &file.rows;
    let mut keys: Vec<(Kind, bool, &str, Reverse<usize>)> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        if !row.order.is_empty() {
            keys.push((row.kind, false, &row.order, Reverse(i)));
        }
        keys.extend(row.references.iter().map(|reference| (row.kind, true, reference.as_str(), Reverse(i))));
    }
    keys.sort_unstable();
    let mut twins = vec![None; rows.len()];
    for pair in keys.windows(2) {
        let [later, earlier] = pair else { continue };
        if (later.0, later.1, later.2) == (earlier.0, earlier.1, earlier.2) {
            let (l, e) = (later.3.0, earlier.3.0);
            if same(&rows[l], &rows[e]) {
                twins[l] = twins[l].max(Some(e));
            }
        }
    }
    twins
}

/// Whether two rows of a kind, with an order number or a reference in common, are one row written twice. A payment is sold once
/// and goes back once; it may be refunded in equal parts, which differ in something at least.
fn same(a: &Row, b: &Row) -> bool {
    if a.kind == Kind::Refund {
        return a.order == b.order && a.references == b.references && a.amount == b.amount && a.at == b.at;
    }
    a.order == b.order || a.order.is_empty() || b.order.is_empty()
}
