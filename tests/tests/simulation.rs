//! Shoppers, shops and ten banks on virtual time, with faults, deaths and forgeries, from a seed: at the end every bank's book
//! and the ledger must agree. `SEED=n cargo test -p dargah-tests --test simulation` tells one seed's story again;
//! `SEEDS=n` tells so many.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test says what it found"
)]

use dargah_bank::{Kind, State};
use dargah_engine::{gateway::Provider, payment::Payment, time::Span};
use dargah_tests::{
    market::{Market, leave_alone},
    shopper::Return,
};
use dargah_wire::PaymentStatus;
use serde_json::json;
use std::env;

/// 125,000 toman, which no bank takes for a magic amount.
const AMOUNT: i64 = 1_250_000;

/// Told in an ordinary run.
const SEEDS: u64 = 800;

/// Pseudo-random numbers: SplitMix64 (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n as u64).unwrap()
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// One seed's story, told to its end. What happened, for whoever has to look.
fn tell(seed: u64) -> (Market, Vec<String>) {
    let mut dice = Dice(seed);
    let mut market = Market::seeded(seed);
    let mut log = Vec::new();
    let mut brought: Vec<(usize, String, Return)> = Vec::new();
    let gateways = Provider::ALL.map(Provider::as_str);
    for _ in 0..=dice.below(3) {
        market.sell(AMOUNT);
    }
    market.deaths_percent = [0, 0, 5, 20][dice.below(4)];
    for _ in 0..8 + dice.below(16) {
        let sale = dice.below(market.payments.len());
        let what = match dice.below(10) {
            0..=2 => {
                let gateway = dice.one(&gateways);
                let begun = market.begin(sale, gateway, &mut leave_alone);
                format!("{sale} begins at {gateway}: {begun:?}")
            }
            3..=4 => {
                let button = dice.one(&["pay", "pay", "pay", "cancel", "decline", "pay-no-return"]);
                let gateway = market.payment(sale).attempts.last().map(|attempt| attempt.gateway.to_string());
                match market.press(sale, button) {
                    Ok(Some(back)) => brought.push((sale, gateway.unwrap_or_default(), back)),
                    Ok(None) => {}
                    Err(_) => log.push("and finds no page".to_owned()),
                }
                format!("{sale} presses {button}")
            }
            5..=6 if !brought.is_empty() => {
                // Once, again, or to a payment that it does not belong to.
                let (owner, from, back) = brought[dice.below(brought.len())].clone();
                // SEP's answer does not name the order: a receipt pays whoever claims it, so its book has another order.
                let target = if dice.below(6) == 0 && from != "saman" { sale } else { owner };
                let at = market.payment(target).attempts.last().map(|attempt| attempt.gateway.to_string());
                let came = if at.as_deref() == Some(&from) {
                    format!("{:?}", market.come_back(target, &back, &mut leave_alone))
                } else {
                    "nowhere".to_owned()
                };
                format!("{target} comes back with {owner}'s: {came}")
            }
            7 => {
                let bank = dice.one(&gateways);
                let call = dice.one(&["token", "verify", "settle", "reverse", "inquiry"]);
                let fault = dice.one(&["ok", "lost", "down", "html", "empty", "soap_fault", "lost_hang"]);
                let settings = market.bank(bank).settings.changed_by(&json!({ call: fault })).unwrap();
                market.bank(bank).settings = settings;
                format!("{bank}'s {call} is {fault}")
            }
            _ => {
                let seconds = [1, 20, 90, 400, 1_300][dice.below(5)];
                market.pass(Span::seconds(seconds));
                format!("{seconds} s pass")
            }
        };
        log.push(what);
    }
    market.deaths_percent = 0;
    for bank in market.banks.values_mut() {
        bank.settings = Default::default();
    }
    market.pass(Span::minutes(30 * 60));
    (market, log)
}

/// What the books say against what the ledger says.
fn audit(market: &mut Market) -> Vec<String> {
    let now_ms = u64::try_from(market.now.0).unwrap();
    market.banks.values_mut().for_each(|bank| bank.catch_up(now_ms));
    let mut found = Vec::new();
    for (number, events) in market.payments.iter().enumerate() {
        let payment = Payment::replay(events).unwrap();
        let status = payment.standing(market.now).status;
        let mut captured = 0;
        for attempt in &payment.attempts {
            let name = attempt.gateway.as_str();
            let state = if Kind::named(name).unwrap().verify_captures() { State::Verified } else { State::Settled };
            let order = attempt.ask.order.to_string();
            let rows = market.banks[name].book.newest_first().filter(|row| row.order == order);
            for row in rows {
                captured += usize::from(row.state == state);
                if row.state == State::Debited {
                    found.push(format!("payment {number}: {name} still holds unverified money"));
                }
            }
        }
        let right = match status {
            PaymentStatus::Paid => captured == 1,
            // A person is told to look: the bank says that it is too late, after an answer that was lost.
            PaymentStatus::Review => captured <= 1,
            PaymentStatus::Failed
            | PaymentStatus::Expired
            | PaymentStatus::Open
            | PaymentStatus::Cancelled
            | PaymentStatus::Refunded
            | PaymentStatus::Returned => captured == 0,
            PaymentStatus::Processing => false,
        };
        if !right {
            found.push(format!("payment {number} is {status:?}, and {captured} of its orders are captured"));
        }
    }
    found
}

#[test]
fn the_books_and_the_ledger_agree_whatever_happens() {
    let given = |name: &str| env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seeds = match given("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..given("SEEDS").unwrap_or(SEEDS),
    };
    let mut ends = std::collections::BTreeMap::<String, usize>::new();
    for seed in seeds {
        let (mut market, log) = tell(seed);
        let found = audit(&mut market);
        assert!(
            found.is_empty(),
            "SEED={seed}: {found:#?}\nwhat happened: {log:#?}\nevents: {:#?}",
            market
                .payments
                .iter()
                .map(|events| events.iter().map(|e| format!("{e:?}")).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        );
        for number in 0..market.payments.len() {
            *ends.entry(format!("{:?}", market.payment(number).standing(market.now).status)).or_default() += 1;
        }
    }
    eprintln!("how payments ended: {ends:?}");
}
