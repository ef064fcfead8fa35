//! The banks as their customers meet them. One program for all of it: each further one would link the banks anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test that cannot go on must say so"
)]

mod asanpardakht_payment;
mod common;
mod digipay_payment;
mod faults;
mod irankish_payment;
mod magic_amounts;
mod malformed;
mod mellat_payment;
mod operator;
mod parsian_payment;
mod pasargad_payment;
mod sadad_payment;
mod saman_payment;
mod sepehr_payment;
mod snapppay_payment;
mod speed;
mod zarinpal_payment;
mod zibal_payment;
