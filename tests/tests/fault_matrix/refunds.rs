//! F48 to F50: money that goes back after it was the shop's.

use super::scene::{AMOUNT, books_agree, count, log, named, paid, row, set, status, told};
use dargah_engine::{
    gateway::{Provider, Refunds},
    payment::{Command, Event, Learnt, Lesson, RefundPhase, Refusal},
    time::Span,
    webhook::Kind,
};
use dargah_tests::{
    fate::{Blow, Place},
    market::{Market, leave_alone},
    stage::Stage,
};
use dargah_wire::PaymentStatus;
use serde_json::json;

scenarios! {
    f48_the_answer_to_a_refund_is_lost
    f49_refunds_at_once_exceed_the_payment
    f50_refunded_and_then_reversed_by_the_bank
}

/// Where parts go back.
fn partial() -> Vec<&'static str> {
    let market = Market::new();
    let parts = |id: &&str| market.account(id).refunds().in_parts();
    Provider::ALL.map(Provider::as_str).into_iter().filter(parts).collect()
}

fn learn(stage: &mut Stage, what: Learnt) -> Result<(), Refusal> {
    let lesson = Lesson { what, note: "statement of the day".to_owned() };
    stage.market.tell(stage.sale, Command::Learn(lesson), &mut leave_alone)
}

fn f48_the_answer_to_a_refund_is_lost() {
    for gateway in partial() {
        for (fault, done) in [("lost", true), ("lost_hang", true), ("down", false), ("hang", false), ("html", false)] {
            let mut stage = paid(gateway);
            set(&mut stage, gateway, &json!({ "refund": fault }));
            stage.ask_refund("a", AMOUNT / 2).unwrap();
            set(&mut stage, gateway, &json!({ "refund": "ok" }));
            stage.wait(Span::minutes(24 * 60));
            let what = format!("{gateway}: {fault}");
            assert_eq!(stage.payment().refunds[0].phase, RefundPhase::Unknown, "{what}: {}", log(&stage));
            assert_eq!(row(&mut stage, 1).1.refund, 1, "{what}: never asked again");
            assert_eq!(stage.ask_refund("b", AMOUNT), Err(Refusal::OverCeiling), "{what}: its money stays reserved");
            assert_eq!(stage.ask_refund("a", AMOUNT / 2), Ok(()), "{what}: the same key does not send it either");
            assert_eq!(row(&mut stage, 1).1.refund, 1, "{what}");
            learn(&mut stage, Learnt::Refund { refund: 1, done }).unwrap();
            assert_eq!(stage.payment().refunded(), if done { AMOUNT / 2 } else { 0 }, "{what}");
            books_agree(&mut stage);
        }
    }
    named(
        "tests/worker/refunds.test.mjs",
        "a refund whose answer is lost is never sent twice, stays reserved, and is resolved by who knows",
    );
}

fn f49_refunds_at_once_exceed_the_payment() {
    for gateway in partial() {
        let mut stage = paid(gateway);
        // All of them are asked for while the first one's call is on its way.
        stage.market.fate.next(Place::Write, 0, Blow::After);
        let asked: Vec<_> = (0..100).map(|n| stage.ask_refund(&format!("key {n}"), AMOUNT / 8)).collect();
        let taken = asked.iter().filter(|asked| asked.is_ok()).count();
        assert_eq!(taken, 8, "{gateway}: as many as there is money for: {asked:?}");
        stage.wait(Span::minutes(10));
        let payment = stage.payment();
        let held: i64 = payment.refunds.iter().filter(|r| r.holds()).map(|r| r.amount.get()).sum();
        assert_eq!(held, AMOUNT, "{gateway}: done and unknown together (I10)");
        // The first one's call was lost with its process. A lender that is told what is left is told nothing until that is known.
        let waits = stage.market.account(gateway).refunds() == Refunds::Remainder;
        assert_eq!(row(&mut stage, 1).1.refund, if waits { 0 } else { 7 }, "{gateway}: each once");
        learn(&mut stage, Learnt::Refund { refund: 1, done: false }).unwrap();
        stage.wait(Span::minutes(10));
        assert_eq!(row(&mut stage, 1).1.refund, 7, "{gateway}: and the rest goes on");
        books_agree(&mut stage);
    }
    named("tests/worker/refunds.test.mjs", "many refunds at once never exceed what was paid");
}

fn f50_refunded_and_then_reversed_by_the_bank() {
    for gateway in partial() {
        // Reserved, and not sent: the bank's own reversal is all that goes back.
        let mut stage = paid(gateway);
        stage.market.fate.next(Place::Write, 0, Blow::Before);
        stage.ask_refund("a", AMOUNT / 2).unwrap();
        learn(&mut stage, Learnt::Returned { attempt: 1 }).unwrap();
        assert_eq!(status(&stage), PaymentStatus::Returned, "{gateway}");
        assert_eq!(stage.ask_refund("a", AMOUNT / 2), Err(Refusal::NotRefundable), "{gateway}: no double return");
        stage.wait(Span::minutes(24 * 60));
        assert_eq!(count(&stage, |e| matches!(e, Event::RefundSent { .. })), 0, "{gateway}");
        assert_eq!(row(&mut stage, 1).1.refund, 0, "{gateway}");
        assert_eq!(told(&stage), [Kind::PaymentPaid, Kind::PaymentReturned], "{gateway}");

        // Done before: both are told, and nothing more goes back.
        let mut stage = paid(gateway);
        stage.ask_refund("a", AMOUNT / 2).unwrap();
        learn(&mut stage, Learnt::Returned { attempt: 1 }).unwrap();
        assert_eq!(stage.ask_refund("b", AMOUNT / 2), Err(Refusal::NotRefundable), "{gateway}");
        assert_eq!(told(&stage), [Kind::PaymentPaid, Kind::RefundSucceeded, Kind::PaymentReturned], "{gateway}");
    }
    // A reversal that waits to be asked for again is not asked for again.
    let mut stage = paid("saman");
    set(&mut stage, "saman", &json!({ "reverse": "down" }));
    stage.ask_refund("a", AMOUNT).unwrap();
    learn(&mut stage, Learnt::Returned { attempt: 1 }).unwrap();
    let calls = row(&mut stage, 1).1.reverse;
    stage.wait(Span::minutes(24 * 60));
    assert_eq!(row(&mut stage, 1).1.reverse, calls);
    assert_eq!(stage.payment().refunds[0].phase, RefundPhase::Refused);
}
