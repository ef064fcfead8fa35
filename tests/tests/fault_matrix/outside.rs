//! F51 to F55: the settlement file, attackers, and nobody at home.

use super::scene::{AMOUNT, books_agree, come_back, count, go, log, named, open, paid, run, says, status, told};
use dargah_engine::{
    gateway::{Class, Provider},
    id::GatewayId,
    money::Rial,
    payment::{Command, Event, Refusal},
    reconcile::{Class as Differs, EntryState, LedgerEntry, Report, SettlementFile, Suggestion, Window, reconcile},
    routing::{Evidence, Health, ONE, Step},
    time::{Moment, Span},
};
use dargah_tests::{
    market::{START, leave_alone},
    stage::Stage,
};
use dargah_wire::PaymentStatus;
use serde_json::json;

scenarios! {
    f51_the_settlement_file_differs
    f52_tokens_are_asked_for_in_floods
    f53_health_is_poisoned
    f54_every_gateway_is_down
    f55_the_edge_or_its_script_is_not_there
}

/// A payment, as matching is told of it.
fn entry(stage: &Stage, state: EntryState) -> LedgerEntry {
    let payment = stage.payment();
    let attempt = payment.attempts.last().unwrap();
    LedgerEntry {
        payment: payment.created.id,
        attempt: attempt.number,
        order: attempt.ask.order,
        references: attempt.sightings.iter().map(|sighting| sighting.reference.key.clone()).collect(),
        amount: attempt.ask.amount,
        state,
        at: payment.paid_at.unwrap_or(attempt.started_at),
        paid_elsewhere: false,
        refunds: Vec::new(),
    }
}

/// What a file of these lines differs in from the ledger.
fn differences(entries: &[LedgerEntry], lines: &[String]) -> Report {
    let text = format!("شماره سفارش,شماره مرجع,مبلغ (ریال),تاریخ\n{}\n", lines.join("\n"));
    let file =
        SettlementFile::read(text.as_bytes(), Provider::Saman, "2015").unwrap_or_else(|why| panic!("{why}: {text}"));
    let window = Window {
        from: Moment(START.0 - 86_400_000),
        to: START + Span::minutes(2 * 24 * 60),
        cut_off: START + Span::minutes(24 * 60),
    };
    reconcile(entries, &file, &window)
}

fn f51_the_settlement_file_differs() {
    let mut stage = paid("saman");
    let first = entry(&stage, EntryState::Captured);
    stage.sale = stage.market.sell(AMOUNT);
    let back = go(&mut stage, "saman", "pay");
    come_back(&mut stage, &back);
    let second = entry(&stage, EntryState::Captured);
    // Nobody came back from the third, and the bank has its money all the same.
    stage.sale = stage.market.sell(AMOUNT);
    stage.market.begin(stage.sale, "saman", &mut leave_alone).unwrap();
    stage.wait(Span::minutes(180));
    assert_eq!(status(&stage), PaymentStatus::Failed);
    let lost = entry(&stage, EntryState::Ended);
    let before: Vec<usize> = stage.market.payments.iter().map(Vec::len).collect();

    // 1402-08-24 is the day of the story, in the calendar of the file.
    let line = |entry: &LedgerEntry, rial: i64| {
        let reference = entry.references.first().cloned().unwrap_or_default();
        format!("{},{reference},{rial},۱۴۰۲/۰۸/۲۴", entry.order)
    };
    let all = [first.clone(), second.clone(), lost.clone()];
    let classes = |report: &Report| report.discrepancies.iter().map(|d| d.class).collect::<Vec<_>>();

    let agreed = differences(&all, &[line(&first, AMOUNT), line(&second, AMOUNT)]);
    assert_eq!((classes(&agreed), agreed.matched), (vec![], 2));
    let twice = differences(&all, &[line(&first, AMOUNT), line(&first, AMOUNT), line(&second, AMOUNT)]);
    assert_eq!(classes(&twice), [Differs::DuplicateInFile]);
    let missing = differences(&all, &[line(&first, AMOUNT)]);
    assert_eq!(classes(&missing), [Differs::MissingInFile]);
    let wrong = differences(&all, &[line(&first, AMOUNT / 10), line(&second, AMOUNT)]);
    assert_eq!(classes(&wrong), [Differs::AmountDiffers], "a factor of ten is a difference and no unit");
    let late = differences(&all, &[line(&first, AMOUNT), line(&second, AMOUNT), line(&lost, AMOUNT)]);
    assert_eq!(classes(&late), [Differs::CapturedThereNotHere]);
    let suggested = &late.discrepancies[0].suggestion;
    assert_eq!(*suggested, Suggestion::VerifyAgain { payment: lost.payment, attempt: 1 });
    let stranger = "999,nobody's,1000,۱۴۰۲/۰۸/۲۴".to_owned();
    let strange = differences(&all, &[line(&first, AMOUNT), line(&second, AMOUNT), stranger]);
    assert_eq!(classes(&strange), [Differs::MissingInLedger]);
    // What is newer than the bank's end of day is not missed yet.
    let newer = LedgerEntry { at: START + Span::minutes(25 * 60), ..second };
    let pending = differences(&[first.clone(), newer], &[line(&first, AMOUNT)]);
    assert_eq!((classes(&pending), pending.pending_cut_off), (vec![], 1));
    // Nothing of all this was put right by itself.
    assert_eq!(stage.market.payments.iter().map(Vec::len).collect::<Vec<_>>(), before);
    named(
        "tests/worker/reconcile.test.mjs",
        "what agrees is matched, every difference is listed, and one is confirmed",
    );
}

fn f52_tokens_are_asked_for_in_floods() {
    let mut stage = open("saman");
    let mut refused = None;
    for n in 0..100 {
        match stage.market.begin(stage.sale, "saman", &mut leave_alone) {
            Ok(()) => assert!(n < 20, "a person does not try {n} times"),
            Err(refusal) => refused = Some(refusal),
        }
        stage.wait(Span::seconds(1));
    }
    assert_eq!(refused, Some(Refusal::TooManyAttempts));
    assert_eq!(count(&stage, |e| matches!(e, Event::AttemptStarted { .. })), 20);
    // Cards that are tried out are declined, and that is the bank at work: its health does not suffer.
    let mut health = Health::default();
    let absorb = |health: &mut Health, class, n: i64| {
        let gateway = GatewayId::new("saman").unwrap();
        let at = START + Span(n);
        for step in
            [Step::Call { class, latency_ms: 80 }, Step::Sent { shopper: None }, Step::Ended { sent_at: at, class }]
        {
            health.absorb(&Evidence { gateway: gateway.clone(), at, step });
        }
    };
    (0..50).for_each(|n| absorb(&mut health, Class::Ok, n));
    let score = |health: &mut Health| health.publish(START + Span(1_000)).gateways[0].belief.mean();
    let before = score(&mut health);
    for class in [Class::Card, Class::Declined, Class::Cancel, Class::Session, Class::State, Class::Request, Class::Dup]
    {
        (0..200).for_each(|n| absorb(&mut health, class, 100 + n));
    }
    let after = score(&mut health);
    assert!(after >= before, "{before} and then {after}");
}

fn f53_health_is_poisoned() {
    // What a browser says, and however often, is no evidence: only the Worker's own calls to a bank are.
    let calls = ["api/callback.rs", "api/checkout.rs", "api/payments.rs", "page/mod.rs", "route.rs"];
    for file in calls {
        let text = super::scene::source(&format!("edge/src/{file}"));
        assert!(!text.contains("Evidence {"), "{file} makes evidence of its own");
    }
    says("edge/src/bank.rs", "Evidence { gateway: account.id.clone()");
    // One shopper's hundred visits that lead nowhere weigh as two, whatever the payments.
    let visits = |shopper: fn(u32) -> Option<u32>| {
        let mut health = Health::default();
        let mut tell = |at, step| {
            health.absorb(&Evidence { gateway: GatewayId::new("saman").unwrap(), at, step });
        };
        for n in 0..200 {
            let at = START + Span::seconds(n);
            tell(at, Step::Sent { shopper: None });
            let class = if n % 5 == 0 { Class::Tech } else { Class::Ok };
            tell(at, Step::Ended { sent_at: at, class });
        }
        let later = START + Span::seconds(200);
        (0..100).for_each(|n| tell(later, Step::Sent { shopper: shopper(n) }));
        health.publish(later + Span::minutes(3)).gateways[0].belief.mean()
    };
    let (one, many) = (visits(|_| Some(7)), visits(Some));
    assert!(one > ONE * 3 / 4 && many < ONE / 4, "{one} by one shopper, {many} by a hundred");
    // And a forged failure moves no money state, so nothing of it leads to a call that could fail.
    let mut stage = open("saman");
    stage.market.begin(stage.sale, "saman", &mut leave_alone).unwrap();
    let heard = stage.market.hearings.len();
    let back = stage.market.at_bank(stage.sale, "cancel");
    for _ in 0..100 {
        come_back(&mut stage, &back);
    }
    assert_eq!(stage.market.hearings.len(), heard, "no bank was asked because of it");
}

fn f54_every_gateway_is_down() {
    let mut stage = open("mellat");
    for bank in Provider::ALL {
        super::scene::set(&mut stage, bank.as_str(), &json!({ "token": "down" }));
    }
    let run = run(&stage, None);
    stage.market.tell_within(stage.sale, Command::Begin(Box::new(run.clone())), Some(&run), &mut leave_alone).unwrap();
    let payment = stage.payment();
    assert_eq!(payment.attempts.len(), 3, "not all ten while the shopper waits");
    assert!(payment.attempts.iter().all(|attempt| attempt.token.is_none()), "and nobody is sent anywhere");
    assert_eq!(status(&stage), PaymentStatus::Open, "the order is kept");
    assert!(payment.is_payable(stage.market.now) && told(&stage).is_empty());
    stage.market.banks.values_mut().for_each(|bank| bank.settings = Default::default());
    stage.wait(Span::seconds(5));
    let back = go(&mut stage, "mellat", "pay");
    come_back(&mut stage, &back);
    assert_eq!(status(&stage), PaymentStatus::Paid, "{}", log(&stage));
    books_agree(&mut stage);
    // No gateway at all is a refusal with a name.
    let setting = std::rc::Rc::clone(&stage.market.setting);
    let created = stage.payment().created;
    let shop = setting.shops.get(&created.shop).unwrap();
    let small = Rial::new(1).unwrap();
    assert_eq!(setting.gateways.for_payment(shop, &created, small, START).count(), 0);
    named(
        "tests/worker/payment.test.mjs",
        "with every gateway down there is an honest refusal, and the payment stays open",
    );
    named("tests/e2e/payment.test.mjs", "with every gateway down the widget says so and can be tried again");
}

fn f55_the_edge_or_its_script_is_not_there() {
    named("tests/e2e/payment.test.mjs", "without script the hosted page takes the payment");
    named("tests/e2e/readme.test.mjs", "the script tag it shows is served, and the documentation's pages are");
    // What the shop pastes leads to the payment by itself, when nothing of ours loads.
    let pasted = super::scene::source("README.md");
    let element = pasted.split("<dargah-checkout").nth(1).and_then(|rest| rest.split("</dargah-checkout>").next());
    assert!(element.unwrap().contains("<a href=\"https://pay.example/pay/"));
}
