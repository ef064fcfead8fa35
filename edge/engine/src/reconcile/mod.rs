//! A provider's settlement file against the ledger.
//!
//! What lives here: reading the file ([`SettlementFile`]), matching its rows with what the ledger knows ([`reconcile`]), and
//! saying what differs ([`Report`]). What must not: putting any of it right. Every difference is one of nine classes, is listed
//! with the file's line and with a [`Suggestion`], and waits for a person (F51).
//!
//! - `csv.rs` reads records and knows nothing of money; `date.rs` reads dates of both calendars; `format.rs` says as data under which
//!   headings each provider writes what; `words.rs` what the words in its cells mean; `file.rs` makes typed rows of all that.
//! - `entries.rs` makes the ledger's side of payments, and of a suggestion what a payment can be told.
//! - `index.rs` finds whose a row is, `matching.rs` compares, `refunds.rs` does so for refunds, `report.rs` is what comes out and `view.rs` what is told of it.
//!
//! Two rules hold whatever the file says, and the property test counts them out: a row belongs to one payment at most, and
//! every row and every captured payment is either matched, listed, or counted with the reason why it is not (yet) listed.

pub(crate) mod csv;
mod date;
mod entries;
mod fault;
pub(crate) mod file;
mod format;
mod index;
mod ledger;
mod matching;
mod refunds;
mod report;
mod view;
mod words;

pub use csv::{BYTES_MAX, COLUMNS_MAX, ROWS_MAX};
pub use date::Stamp;
pub use entries::{entries, lesson};
pub use fault::{FileFault, FileProblem};
pub use file::{Row, SettlementFile};
pub use format::{Field, Format};
pub use ledger::{EntryState, LedgerEntry, LedgerRefund, RefundState, Window};
pub use matching::reconcile;
pub use report::{Class, Discrepancy, Report, Suggestion, Sums};
pub use words::Kind;
