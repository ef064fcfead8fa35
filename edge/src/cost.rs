//! Rows that this isolate's objects wrote, index entries and alarms with them: what the platform bills most for. The sweep logs
//! the sum, so a change that writes more is seen.

use std::cell::Cell;

thread_local! {
    static ROWS: Cell<usize> = const { Cell::new(0) };
}

/// Counts rows.
pub(crate) fn wrote(rows: usize) {
    ROWS.set(ROWS.get().saturating_add(rows));
}

/// All rows since the isolate began.
pub(crate) fn rows() -> usize {
    ROWS.get()
}
