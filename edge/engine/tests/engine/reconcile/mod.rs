//! A settlement file against the ledger.

mod dates;
mod file;
mod matching;
mod property;
