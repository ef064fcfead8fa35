//! Writes the corpus and what the native build makes of it: the gateways' configuration, what the router
//! drew, then a line for each case, the case and
//! the verdict with a tab between them, both as JSON. `tests/worker/verdicts.test.mjs` compares it with the wasm build.
#![allow(clippy::expect_used, reason = "a harness stops at the first thing that is wrong")]

use dargah_tests::{corpus::cases, setting::gateways_json};
use dargah_verdicts::{Reader, router::weigh};
use std::{
    fs::File,
    io::{BufWriter, Write},
};

/// Draws that are compared.
const DRAWS: u32 = 1_000;

fn main() {
    let path = std::env::args().nth(1).expect("where to write");
    let mut file = BufWriter::new(File::create(&path).expect("a file"));
    let gateways = gateways_json(|_| {});
    writeln!(file, "{gateways}").expect("written");
    writeln!(file, "{}", weigh(DRAWS)).expect("written");
    let reader = Reader::new(&gateways);
    for case in cases() {
        let text = serde_json::to_string(&case).expect("JSON");
        // Read back from its text, as the other build reads it.
        writeln!(file, "{text}\t{}", reader.verdict(&text)).expect("written");
    }
    file.flush().expect("written");
}
