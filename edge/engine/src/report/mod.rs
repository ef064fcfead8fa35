//! A shop's payments as a list and in sums.
//!
//! What lives here: the row that a payment is in a report ([`Row`]), which rows are asked for ([`Filter`], [`ListAsk`],
//! [`TotalsAsk`]), where a list goes on ([`Place`]), what may be said of sums ([`Sums`]), and how rows are written for a
//! spreadsheet ([`Csv`]). What must not: a database, and anything that the ledger does not say. A row is the fold of a payment's
//! events and of nothing else, so a report can be thrown away and made anew, and is the same.
//!
//! A row's status is the one after the newest event. A payment whose time ran out while a bank may still hold money for it stays
//! `open` here until that is known; `GET /v1/payments/{id}` says what is true at the moment.
//!
//! Days are those of Tehran, and a payment belongs to the day on which it was made, whenever it was paid: so no payment ever
//! moves from one day to another.

mod csv;
mod differ;
mod filter;
mod owed;
mod place;
mod row;
mod totals;

pub use csv::Csv;
pub use differ::{Difference, compare};
pub use filter::{Filter, ListAsk, SEARCH_MAX, read_export, read_list};
pub use owed::is_owed;
pub use place::{Place, Stretch};
pub use row::Row;
pub use totals::{By, DAYS_MAX, GroupKey, HOURS_DAYS_MAX, Sums, TotalsAsk, read_totals};
