//! What `npm run measure ledger` prints: how fast the books take transfers on one core, what the simulator found, and the model.
//! `SEEDS=n` sets how long the simulator runs.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a measure prints, and needs a clock"
)]

use dargah_books::{Holds, check, run, seeds_from_env, simulate};
use dargah_engine::{
    books::{
        Account, Books, Command, Party, decide,
        rules::{Capture, Debtor, Part, Source, capture},
    },
    id::{GatewayId, PaymentId, ShopId},
    money::Rial,
    time::Moment,
};
use serde_json::json;
use std::{env, process::ExitCode, time::Instant};

/// Seeds of the long form: over a million operations.
const SEEDS: u64 = 800;
/// Payments whose capture is timed.
const PAYMENTS: u32 = 200_000;

/// Transfers a second: captures of payments, two transfers each, as the Worker would post them: by the rule, decided, applied.
fn transfers_per_s() -> f64 {
    let gateway = Debtor::Gateway(GatewayId::new("g1").expect("a name"));
    let party = |n: u32| Party::shop(ShopId::new(&format!("shop-{}", n % 50)).expect("a name"));
    let rial = |n| Rial::new(n).expect("an amount");
    let mut books = Books::new();
    let mut posted = 0_u64;
    let begin = Instant::now();
    for n in 0..PAYMENTS {
        let mut bytes = [7; 16];
        bytes[..4].copy_from_slice(&n.wrapping_mul(2_654_435_761).to_le_bytes());
        let one = Capture {
            payment: PaymentId::from_bytes(bytes),
            source: Source::Debtor(gateway.clone()),
            amount: rial(1_000_000),
            fee: rial(10_000),
            parts: vec![Part { party: party(n), amount: rial(990_000) }],
        };
        let transfers = capture(&books, &one).expect("a capture");
        posted += transfers.len() as u64;
        let events = decide(&books, Command::Post(transfers), Moment(n.into())).expect("nothing refuses it");
        events.iter().for_each(|event| books.apply(event));
    }
    let seconds = begin.elapsed().as_secs_f64();
    assert_eq!(books.stands(&Account::Fees), i64::from(PAYMENTS) * 10_000, "every fee is there");
    posted as f64 / seconds
}

fn main() -> ExitCode {
    let speed = transfers_per_s();
    let seeds = seeds_from_env(SEEDS);
    if env::var("SEED").is_ok() {
        run(seeds.start, true).story.iter().for_each(|line| eprintln!("{line}"));
    }
    let begin = Instant::now();
    let tally = simulate(seeds);
    eprintln!(
        "{} operations, {} transfers, {} deaths in {:.0} s",
        tally.operations,
        tally.transfers,
        tally.deaths,
        begin.elapsed().as_secs_f64()
    );
    for (what, count) in tally.seen.counts() {
        eprintln!("{count:>10}  {what}");
    }
    for (seed, differences) in tally.differing.iter().take(20) {
        eprintln!("SEED={seed}: {differences:#?}");
    }
    let begin = Instant::now();
    let model = check(Holds { ticks: 4, commands: usize::MAX });
    eprintln!("{} states in {:.0} s", model.states, begin.elapsed().as_secs_f64());
    model.violations.iter().for_each(|violation| eprintln!("{violation}"));
    let missing = tally.seen.missing();
    println!(
        "{}",
        json!({
            "transfers_per_s": speed.round(),
            "random_operations": tally.operations,
            "differences": tally.differing.len(),
            "imbalance_rial": i64::try_from(tally.imbalance).unwrap_or(i64::MAX),
            "overdrafts": tally.overdrafts,
            "suspense_rial": i64::try_from(tally.suspense).unwrap_or(i64::MAX),
            "model_states": model.states,
            "model_violations": model.violations.len(),
        })
    );
    if !missing.is_empty() {
        eprintln!("never met: {missing:?}");
    }
    let fine = tally.differing.is_empty() && model.violations.is_empty() && missing.is_empty();
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
