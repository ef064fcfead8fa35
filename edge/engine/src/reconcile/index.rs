//! Whose a row is.

use super::{
    file::{Row, SettlementFile, bare},
    ledger::LedgerEntry,
    words::Kind,
};
use core::cmp::Ordering;

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

/// A name of a payment, and whose it is: an entry, and perhaps a refund of it.
struct Key {
    name: String,
    entry: usize,
    refund: Option<usize>,
}

/// The ledger's entries by every name they have. A sorted list: compact, and the same in every run.
pub(super) struct Index {
    keys: Vec<Key>,
    sorted: Vec<usize>,
}

/// How an order number is told from a reference of the same digits: no reference begins with the end of a line ([`bare`]).
fn order_name(number: u64) -> String {
    format!("\n{number}")
}

impl Index {
    pub(super) fn new(entries: &[&LedgerEntry]) -> Self {
        let mut keys = Vec::with_capacity(entries.len() * 3);
        for (entry, of) in entries.iter().enumerate() {
            let mut add = |name, refund| keys.push(Key { name, entry, refund });
            add(order_name(of.order.get()), None);
            for (r, refund) in of.refunds.iter().enumerate() {
                add(order_name(refund.order.get()), Some(r));
            }
            // A reference of zeros alone is none.
            for name in of.references.iter().map(|reference| bare(reference)).filter(|name| !name.is_empty()) {
                add(name, None);
            }
        }
        let key = |i: usize| (keys[i].name.as_str(), keys[i].entry, keys[i].refund);
        let sorted = sorted(keys.len(), &|a, b| key(a).cmp(&key(b)));
        Self { keys, sorted }
    }

    /// Everything with this name.
    fn named(&self, name: &str) -> impl Iterator<Item = &Key> {
        let from = self.sorted.partition_point(|&i| self.keys[i].name.as_str() < name);
        let found = self.sorted.get(from..).unwrap_or_default().iter().map(|&i| &self.keys[i]);
        found.take_while(move |key| key.name == name)
    }

    /// Whose a row is: by its order number first, then by its references.
    pub(super) fn owner(&self, row: &Row) -> Owner {
        let named = || row.references.iter().flat_map(|reference| self.named(reference)).map(|key| key.entry);
        // Zeros in front are no part of a number, and what is no number is no order of ours.
        let number = row.order.bytes().all(|b| b.is_ascii_digit()).then(|| row.order.parse().ok()).flatten();
        let order = number.map_or_else(String::new, order_name);
        let mut by_order = self.named(&order).map(|key| (key.entry, key.refund));
        let (by_order, another) = (by_order.next(), by_order.next());
        if let (Some((e, _)), Some(_)) = (by_order, another) {
            return Owner::Doubt(e);
        }
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
    let mut keys: Vec<(Kind, bool, &str, usize)> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        if !row.order.is_empty() {
            keys.push((row.kind, false, &row.order, i));
        }
        keys.extend(row.references.iter().map(|reference| (row.kind, true, reference.as_str(), i)));
    }
    let mut twins = vec![None; rows.len()];
    for pair in sorted(keys.len(), &|a, b| keys[a].cmp(&keys[b])).windows(2) {
        let [earlier, later] = pair else { continue };
        let ((kind, is, name, e), later) = (keys[*earlier], keys[*later]);
        let l = later.3;
        if (kind, is, name) == (later.0, later.1, later.2) && same(&rows[l], &rows[e]) {
            twins[l] = twins[l].max(Some(e));
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

/// The numbers below `n` in the order that `compare` gives the things they stand for. One sort for every list there is: each
/// further kind of thing that is sorted would be kilobytes of wasm.
pub(super) fn sorted(n: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..n).collect();
    numbers.sort_unstable_by(|&a, &b| compare(a, b));
    numbers
}
