//! A process dies, or a ledger or a bank says something else than it did, at every place of every story: the payment ends as it
//! would have.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test says what it found"
)]

use dargah_engine::gateway::Provider;
use dargah_tests::{
    crash::{DIFFERENCE, Tally, tell_all},
    fate::Blow,
};

fn hold(tally: &Tally, least: usize) {
    eprintln!("{} of {} converged; other ends that are allowed: {:?}", tally.converged, tally.points, tally.allowed);
    let first: Vec<&str> = tally.differs.iter().take(3).map(String::as_str).collect();
    assert!(tally.differs.is_empty(), "{} ends differ; the first:\n{}", tally.differs.len(), first.join("\n"));
    assert!(tally.points >= least, "only {} places", tally.points);
}

#[test]
fn wherever_a_process_dies_the_payment_ends_as_it_would_have() {
    hold(&tell_all(Blow::deaths, 1), 1_000);
}

#[test]
fn whatever_a_ledger_or_a_bank_says_of_what_it_did_the_payment_ends_as_it_would_have() {
    // `bench/engine.rs` tells them all.
    hold(&tell_all(Blow::lies, 3), 700);
}

#[test]
fn a_bank_that_only_says_that_it_did_is_found_out_or_left_to_reconciliation() {
    let tally = tell_all(Blow::pretences, 1);
    hold(&tally, 300);
    let open = tally.allowed.get(DIFFERENCE).copied().unwrap_or(0);
    // A few at each provider.
    assert!(open <= 4 * Provider::ALL.len(), "{open} cases are left to reconciliation: {:?}", tally.allowed);
}
