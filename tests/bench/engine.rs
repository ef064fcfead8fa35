//! What `npm run measure engine` prints of the payment core: how many failure modes are met rightly, and after how many deaths and
//! lies, each at another place, a payment ends as it has to. What does not hold is named on the other stream.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    dead_code,
    reason = "a measure prints, and what the scenarios need as tests is not needed here"
)]

#[path = "../tests/fault_matrix/main.rs"]
mod fault_matrix;

use dargah_tests::{
    crash::{DIFFERENCE, Tally, tell_all},
    fate::Blow,
};
use serde_json::json;
use std::panic::catch_unwind;

fn main() {
    let right = fault_matrix::all()
        .into_iter()
        .filter(|(name, scenario)| catch_unwind(scenario).inspect_err(|_| eprintln!("{name} does not hold")).is_ok())
        .count();
    let told = |name: &str, tally: Tally| {
        eprintln!("{name}: {} of {} converged; allowed: {:?}", tally.converged, tally.points, tally.allowed);
        tally.differs.iter().for_each(|differs| eprintln!("{differs}"));
        tally
    };
    let deaths = told("deaths", tell_all(Blow::deaths, 1));
    let lies = told("lies", tell_all(Blow::lies, 1));
    let pretences = told("pretences", tell_all(Blow::pretences, 1));
    println!(
        "{}",
        json!({
            "fault_matrix_right": right,
            "crash_points": deaths.points,
            "crash_points_converged": deaths.converged,
            "lies": lies.points,
            "lies_converged": lies.converged,
            "bank_pretences": pretences.points,
            "bank_pretences_found_out": pretences.converged,
            "bank_pretences_for_reconciliation": pretences.allowed.get(DIFFERENCE).copied().unwrap_or(0),
        })
    );
}
