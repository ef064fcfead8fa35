//! Payouts: days and ways, files, stages, and the bank's statement.

mod account;
mod desk;
mod files;
mod matching;
mod stages;
mod ways;
