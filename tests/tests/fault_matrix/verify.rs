//! F12 to F20: the bank is asked to take the money, and says something else than "yes".

use super::scene::{
    AMOUNT, at_bank, books_agree, captured, come_back, count, dies_when, everywhere, log, named, paid, phase, row,
    status, those, told, undecided,
};
use dargah_bank::State;
use dargah_engine::{
    gateway::{Class, Operation, OperationKind, Outcome, Provider, Reply, Reversal, SettleStep},
    payment::{Command, Event, Learnt, Lesson, Phase, Refusal},
    time::{Moment, Span},
    webhook::Kind,
};
use dargah_tests::{
    codes::{documented, heard},
    fate::{Blow, Place},
    market::leave_alone,
    stage::Stage,
};
use dargah_wire::PaymentStatus;
use serde_json::json;

scenarios! {
    f12_the_request_to_verify_is_lost
    f13_the_answer_to_verify_is_lost
    f14_answers_come_late_and_out_of_order
    f15_not_found_yet
    f16_another_amount
    f17_verified_and_then_a_crash
    f18_verified_and_settle_fails
    f19_settled_twice
    f20_the_bank_takes_it_back_after_verify
}

/// Verify fails so, until it does not.
fn mended(fault: &str) {
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        stage.set(&json!({ "verify": fault }));
        come_back(&mut stage, &back);
        stage.wait(Span::seconds(40));
        assert!(undecided(&stage), "{gateway}: {fault}: neither paid nor failed");
        stage.set(&json!({ "verify": "ok" }));
        stage.wait(Span::minutes(4));
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {fault}: {}", log(&stage));
        assert_eq!(row(&mut stage, 1).0, captured(gateway), "{gateway}: {fault}");
        assert_eq!(told(&stage), [Kind::PaymentPaid], "{gateway}: {fault}");
        books_agree(&mut stage);
    });
}

fn f12_the_request_to_verify_is_lost() {
    ["down", "hang"].into_iter().for_each(mended);
}

fn f13_the_answer_to_verify_is_lost() {
    ["lost", "lost_hang"].into_iter().for_each(mended);
    // However long it takes: unknown is no failure, and no number of questions makes it one.
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        stage.set(&json!({ "verify": "lost", "settle": "lost" }));
        come_back(&mut stage, &back);
        for hour in 1..=24 {
            stage.wait(Span::minutes(60));
            let status = status(&stage);
            assert!(
                matches!(status, PaymentStatus::Processing | PaymentStatus::Paid | PaymentStatus::Review),
                "{gateway}, hour {hour}: {status:?}: {}",
                log(&stage)
            );
        }
        stage.set(&json!({ "verify": "ok", "settle": "ok" }));
        stage.wait(Span::minutes(120));
        // A bank that forgets what it was paid after an hour leaves it to a person.
        if status(&stage) == PaymentStatus::Review {
            assert_eq!(told(&stage), [Kind::PaymentReview], "{gateway}");
            return;
        }
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {}", log(&stage));
        books_agree(&mut stage);
    });
    named(
        "tests/worker/payment.test.mjs",
        "${gateway}: a verify that is ${fault} ends neither as success nor as failure",
    );
}

/// A shopper is back, and the process that asks the bank to verify is not heard of. When it asked.
fn asking(gateway: &str) -> (Stage, Moment) {
    let (stage, back) = at_bank(gateway, "pay");
    let told = (0..8).map(|write| {
        let mut stage = stage.clone();
        stage.market.fate.next(Place::Write, write, Blow::After);
        come_back(&mut stage, &back);
        stage
    });
    let in_flight = |stage: Stage| match stage.payment().attempts[0].phase {
        Phase::Verifying(Some(sent)) => Some((stage, sent.at)),
        _ => None,
    };
    told.filter_map(in_flight).next().expect("a call in flight")
}

fn hear(stage: &mut Stage, sent_at: Moment, outcome: Outcome) -> Result<(), Refusal> {
    let command = Command::Heard { attempt: 1, call: OperationKind::Verify, sent_at, outcome, run: None };
    stage.market.tell(stage.sale, command, &mut leave_alone)
}

fn f14_answers_come_late_and_out_of_order() {
    everywhere(|gateway| {
        let no = Outcome { reply: Reply::Refused, class: Class::State, code: "-1".to_owned() };
        let (mut stage, first) = asking(gateway);
        hear(&mut stage, first, no.clone()).unwrap();
        assert_eq!(phase(&stage), "unknown", "{gateway}: a no before the deadline is no news");
        stage.market.fate.next(Place::Write, 0, Blow::After);
        stage.wait(Span::seconds(5));
        assert!(matches!(stage.payment().attempts[0].phase, Phase::Verifying(Some(sent)) if sent.at > first));
        assert_eq!(hear(&mut stage, first, no), Err(Refusal::Stale), "{gateway}: an answer to an older question");
        stage.wait(Span::minutes(2));
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {}", log(&stage));

        // A yes counts whenever it comes.
        let (mut stage, first) = asking(gateway);
        let claim = stage.payment().attempts[0].claim().unwrap();
        let yes = stage.market.call(gateway, &Operation::Verify(claim));
        stage.market.now = stage.market.now + Span::minutes(300);
        hear(&mut stage, first, yes).unwrap();
        assert!(matches!(phase(&stage), "captured" | "settling"), "{gateway}: {}", phase(&stage));
    });
}

fn f15_not_found_yet() {
    let mut tried = 0;
    for provider in Provider::ALL {
        let gateway = provider.as_str();
        let lists = |list: &str| !list.contains("token") && !list.contains("callback") && !list.contains("refund");
        let codes = documented().into_iter().filter(|code| code.provider == provider && code.class == Class::State);
        // What the bank can be made to say by a switch, and the adapter hears so.
        let fit = |code: &str| code.len() <= 6 && code.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        for code in codes.filter(|code| lists(&code.list) && fit(&code.code) && heard(code) == Some(Class::State)) {
            let (mut stage, back) = at_bank(gateway, "pay");
            stage.set(&json!({ "verify": format!("code:{}", code.code), "inquiry": format!("code:{}", code.code) }));
            come_back(&mut stage, &back);
            assert!(undecided(&stage), "{gateway}: {}", code.code);
            stage.set(&json!({ "verify": "ok", "inquiry": "ok" }));
            stage.wait(Span::minutes(2));
            assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {}: {}", code.code, log(&stage));
            tried += 1;
        }
    }
    assert!(tried >= 20, "only {tried} codes");
}

fn f16_another_amount() {
    for gateway in those(|c| c.verify_says_amount) {
        let (mut stage, back) = at_bank(gateway, "pay");
        stage.set(&json!({ "wrong_amount": true }));
        come_back(&mut stage, &back);
        stage.wait(Span::minutes(180));
        assert!(stage.payment().paid_at.is_none(), "{gateway}: never fulfilled");
        assert!(!told(&stage).contains(&Kind::PaymentPaid), "{gateway}");
        let (state, calls) = row(&mut stage, 1);
        if those(|c| c.reversal != Reversal::Never).contains(&gateway) {
            assert_eq!(state, State::Reversed, "{gateway}: {}", log(&stage));
        } else {
            assert_eq!((status(&stage), calls.reverse), (PaymentStatus::Review, 0), "{gateway}: a person is called");
            assert_eq!(told(&stage), [Kind::PaymentReview], "{gateway}");
        }
        if calls.reverse > 0 {
            assert_eq!(count(&stage, |e| matches!(e, Event::Claimed { .. })), 1, "{gateway}: claimed first");
        }
    }
    named("tests/worker/payment.test.mjs", "saman: another amount is given back and never fulfilled");
}

fn f17_verified_and_then_a_crash() {
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        stage = dies_when(&stage, &back, &[State::Verified, State::Settled]);
        assert!(undecided(&stage), "{gateway}: the bank has done it, and nobody knows");
        stage.wait(Span::minutes(2));
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {}", log(&stage));
        assert_eq!(told(&stage), [Kind::PaymentPaid], "{gateway}");
        books_agree(&mut stage);
    });
}

fn f18_verified_and_settle_fails() {
    for gateway in those(|c| c.settle == SettleStep::Separate) {
        for fault in ["down", "lost", "hang"] {
            let (mut stage, back) = at_bank(gateway, "pay");
            stage.set(&json!({ "settle": fault }));
            come_back(&mut stage, &back);
            stage.wait(Span::minutes(3));
            assert_eq!((phase(&stage), status(&stage)), ("settling", PaymentStatus::Processing), "{gateway}: {fault}");
            assert_eq!(
                row(&mut stage, 1).1.verify,
                1,
                "{gateway}: {fault}: settle is asked for again, and verify is not"
            );
            assert!(told(&stage).is_empty(), "{gateway}: {fault}: verified is not yet paid");
            stage.set(&json!({ "settle": "ok" }));
            stage.wait(Span::minutes(10));
            assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {fault}: {}", log(&stage));
            assert_eq!(row(&mut stage, 1).0, State::Settled, "{gateway}: {fault}");
        }
    }
}

fn f19_settled_twice() {
    for gateway in those(|c| c.settle == SettleStep::Separate) {
        let (mut stage, back) = at_bank(gateway, "pay");
        stage = dies_when(&stage, &back, &[State::Settled]);
        stage.wait(Span::minutes(2));
        assert_eq!(row(&mut stage, 1).1.settle, 2, "{gateway}");
        assert_eq!((status(&stage), told(&stage)), (PaymentStatus::Paid, vec![Kind::PaymentPaid]), "{gateway}");
        books_agree(&mut stage);
    }
    named(
        "tests/worker/payment.test.mjs",
        "mellat: a settle whose answer is lost is asked again, and settled before is settled",
    );
}

fn f20_the_bank_takes_it_back_after_verify() {
    let mut taken_back = 0;
    for gateway in those(|c| c.settle == SettleStep::WithVerify) {
        let (mut stage, back) = at_bank(gateway, "pay");
        // It says "verified", and its book does not: the money goes back at the end of its window.
        stage.market.fate.next(Place::Exchange, 0, Blow::Pretended);
        come_back(&mut stage, &back);
        stage.wait(Span::minutes(24 * 60));
        if row(&mut stage, 1).0 != State::Reversed {
            // The first exchange changed nothing at the bank, so nothing was pretended.
            continue;
        }
        taken_back += 1;
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: that is what the bank said");
        let lesson = Lesson { what: Learnt::Returned { attempt: 1 }, note: "settlement file".to_owned() };
        stage.market.tell(stage.sale, Command::Learn(lesson), &mut leave_alone).unwrap();
        assert_eq!(status(&stage), PaymentStatus::Returned, "{gateway}");
        assert_eq!(told(&stage), [Kind::PaymentPaid, Kind::PaymentReturned], "{gateway}: never silently");
        assert_eq!(stage.ask_refund("late", AMOUNT), Err(Refusal::NotRefundable), "{gateway}");
        books_agree(&mut stage);
    }
    assert!(taken_back >= 5, "only {taken_back} banks");
    let mut stage = paid("mellat");
    let lesson = Lesson { what: Learnt::Returned { attempt: 1 }, note: "settlement file".to_owned() };
    stage.market.tell(stage.sale, Command::Learn(lesson), &mut leave_alone).unwrap();
    assert_eq!(told(&stage), [Kind::PaymentPaid, Kind::PaymentReturned]);
}
