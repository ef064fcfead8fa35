//! What scenarios share: a payment at each gateway, and what the bank's book says of it.

use dargah_bank::{Calls, Kind as BankKind, State};
use dargah_engine::{
    gateway::{Capabilities, Provider, ReferenceFrom},
    id::GatewayId,
    payment::{Event, Run},
    webhook::Kind,
};
use dargah_tests::{
    fate::{Blow, Place},
    market::{Market, START, leave_alone},
    shopper::Return,
    stage::Stage,
};
use dargah_wire::PaymentStatus;
use serde_json::Value;
use std::{fs, path::Path};

pub use dargah_tests::stage::AMOUNT;

/// Does something at every gateway.
pub fn everywhere(check: impl Fn(&str)) {
    Provider::ALL.map(Provider::as_str).into_iter().for_each(check);
}

/// Where, of all gateways.
pub fn those(fit: impl Fn(&Capabilities) -> bool) -> Vec<&'static str> {
    let market = Market::new();
    Provider::ALL.map(Provider::as_str).into_iter().filter(|id| fit(market.account(id).capabilities())).collect()
}

/// Whether the bank can be asked about a payment from which nobody came back.
pub fn can_be_asked(gateway: &str) -> bool {
    those(|c| c.reference == ReferenceFrom::Token && c.inquiry).contains(&gateway)
}

/// Somebody who will pay at `gateway`.
pub fn open(gateway: &str) -> Stage {
    let mut stage = Stage::new(Market::new(), gateway);
    stage.order();
    stage
}

/// A shopper who pressed a button at the bank of `gateway`, and is on the way back.
pub fn at_bank(gateway: &str, button: &str) -> (Stage, Return) {
    let mut stage = open(gateway);
    let back = go(&mut stage, gateway, button);
    (stage, back)
}

/// The shopper begins (another) attempt, and presses a button there.
pub fn go(stage: &mut Stage, gateway: &str, button: &str) -> Return {
    stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
    stage.market.at_bank(stage.sale, button)
}

/// A paid payment.
pub fn paid(gateway: &str) -> Stage {
    let (mut stage, back) = at_bank(gateway, "pay");
    come_back(&mut stage, &back);
    assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {}", log(&stage));
    stage
}

/// The browser comes back to the newest attempt. Whether what it brings is the attempt's own.
pub fn come_back(stage: &mut Stage, back: &Return) -> bool {
    stage.market.come_back(stage.sale, back, &mut leave_alone).unwrap()
}

/// Where the payment stands.
pub fn status(stage: &Stage) -> PaymentStatus {
    stage.payment().standing(stage.market.now).status
}

/// Whether nothing is decided yet: neither paid nor over, and nothing was told. Where a callback does not say what happened, the
/// payment stays open until the bank was asked.
pub fn undecided(stage: &Stage) -> bool {
    matches!(status(stage), PaymentStatus::Processing | PaymentStatus::Open) && told(stage).is_empty()
}

/// The same shopper's way back, told until a process dies before its n-th write, for the first n at which the bank's book says
/// what is wanted and nobody here knows.
pub fn dies_when(stage: &Stage, back: &Return, wanted: &[State]) -> Stage {
    let told = (0..8).map(|write| {
        let mut stage = stage.clone();
        stage.market.fate.next(Place::Write, write, Blow::Before);
        come_back(&mut stage, back);
        stage
    });
    let mut told = told.filter(|stage| stage.payment().paid_at.is_none());
    told.find(|stage| wanted.contains(&row(&mut stage.clone(), 1).0)).expect("a death at that moment")
}

/// Where the newest attempt stands.
pub fn phase(stage: &Stage) -> &'static str {
    stage.payment().attempts.last().unwrap().phase_name()
}

/// What was written down.
pub fn events(stage: &Stage) -> Vec<Event> {
    stage.market.payments[stage.sale].iter().map(|recorded| recorded.event.clone()).collect()
}

/// What was written down, for who has to look.
pub fn log(stage: &Stage) -> String {
    let lines = stage.market.payments[stage.sale].iter();
    lines.map(|recorded| format!("\n  {} s {:?}", (recorded.at - START).0 / 1000, recorded.event)).collect()
}

/// How many events fit.
pub fn count(stage: &Stage, fits: impl Fn(&Event) -> bool) -> usize {
    events(stage).iter().filter(|event| fits(event)).count()
}

/// What the shop was told, in order.
pub fn told(stage: &Stage) -> Vec<Kind> {
    let mut told: Vec<_> = stage.market.told.values().map(|message| (message.sequence, message.kind)).collect();
    told.sort_by_key(|(sequence, _)| *sequence);
    told.into_iter().map(|(_, kind)| kind).collect()
}

/// What the bank's book says of the payment's attempt of this number.
pub fn row(stage: &mut Stage, attempt: u32) -> (State, Calls) {
    let payment = stage.payment();
    let attempt = payment.attempt(attempt).unwrap();
    let order = attempt.ask.order.to_string();
    let now_ms = u64::try_from(stage.market.now.0).unwrap();
    let bank = stage.market.bank(attempt.gateway.as_str());
    bank.catch_up(now_ms);
    let row = bank.book.newest_first().find(|row| row.order == order).expect("the bank knows the order");
    (row.state, row.calls.clone())
}

/// What the bank's book says of money that is the shop's.
pub fn captured(gateway: &str) -> State {
    if BankKind::named(gateway).unwrap().verify_captures() { State::Verified } else { State::Settled }
}

/// The ledger's money and the books', over all banks, to the rial; and nothing held.
pub fn books_agree(stage: &mut Stage) {
    let now_ms = u64::try_from(stage.market.now.0).unwrap();
    let ledger: i64 = (0..stage.market.payments.len())
        .map(|sale| stage.market.payment(sale))
        .filter(|payment| payment.paid_at.is_some() && payment.returned_at.is_none())
        .map(|payment| payment.created.amount.get() - payment.refunded())
        .sum();
    let (mut book, mut held) = (0, 0);
    for bank in stage.market.banks.values_mut() {
        bank.catch_up(now_ms);
        let totals = bank.book.totals(bank.kind.verify_captures());
        assert_eq!(totals.debited, totals.held + totals.captured + totals.reversed + totals.refunded);
        (book, held) = (book + totals.captured, held + totals.held);
    }
    assert_eq!((i64::try_from(book).unwrap(), held), (ledger, 0), "book and ledger: {}", log(stage));
}

/// A press of the button without a wish, with no health known.
pub fn run(stage: &Stage, named: Option<&str>) -> Run {
    Run {
        began: stage.market.now,
        named: named.map(|id| GatewayId::new(id).unwrap()),
        method: None,
        without: Vec::new(),
        mobile: None,
        shopper: None,
        health: None,
        entropy: [7; 16],
    }
}

/// Changes a bank's switches.
pub fn set(stage: &mut Stage, gateway: &str, change: &Value) {
    let bank = stage.market.bank(gateway);
    bank.settings = bank.settings.changed_by(change).unwrap();
}

/// A file of the project.
pub fn source(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}

/// That a test of this title stands in a file which runs against the built Worker, a browser or the relay.
pub fn named(path: &str, title: &str) {
    let titled = format!("{title}\"");
    let templated = format!("{title}`");
    let text = source(path);
    assert!(text.contains(&titled) || text.contains(&templated), "{path} has no test named `{title}`");
}

/// That a line of the Worker, on which this rests and which nothing native can run, is still there.
pub fn says(path: &str, text: &str) {
    assert!(source(path).contains(text), "{path} does not say `{text}` any more");
}
