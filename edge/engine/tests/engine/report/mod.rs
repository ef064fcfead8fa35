//! Payments as a list and in sums.

mod asked;
mod csv;
mod owed;
mod rows;
