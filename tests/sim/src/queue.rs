//! What is to come, in the order of time; what comes at one moment comes in the order in which it was planned.

use std::{cmp::Ordering, collections::BinaryHeap};

struct Due<T> {
    at: i64,
    number: u64,
    what: T,
}

impl<T> PartialEq for Due<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<T> Eq for Due<T> {}

impl<T> PartialOrd for Due<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Due<T> {
    // The earliest first, in a heap that has the greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.number).cmp(&(self.at, self.number))
    }
}

/// What is to come.
pub(crate) struct Queue<T> {
    heap: BinaryHeap<Due<T>>,
    planned: u64,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), planned: 0 }
    }
}

impl<T> Queue<T> {
    /// Plans something.
    pub(crate) fn at(&mut self, at: i64, what: T) {
        self.planned += 1;
        self.heap.push(Due { at, number: self.planned, what });
    }

    /// The next thing.
    pub(crate) fn next(&mut self) -> Option<(i64, T)> {
        self.heap.pop().map(|due| (due.at, due.what))
    }
}
