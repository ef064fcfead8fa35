//! F01 to F11: what a browser brings back, or does not.

use super::scene::{
    AMOUNT, at_bank, books_agree, can_be_asked, captured, come_back, count, events, everywhere, go, log, named, open,
    paid, phase, row, status, told,
};
use dargah_bank::State;
use dargah_engine::{
    gateway::{Callback, Class, Hint, Reference},
    payment::{Command, Dropped, Event},
    seal::claim_key,
    time::Span,
    webhook::Kind,
};
use dargah_tests::{
    fate::{Blow, Place},
    market::leave_alone,
    stage::Stage,
};
use dargah_wire::PaymentStatus;
use serde_json::json;

scenarios! {
    f01_the_callback_is_lost
    f02_the_callback_comes_twice
    f03_callbacks_race
    f04_a_success_is_forged
    f05_a_failure_is_forged
    f06_a_callback_of_another_payment
    f07_the_reference_of_another_order_is_replayed
    f08_the_reference_of_another_terminal
    f09_a_misfit_never_reverses_what_is_not_claimed
    f10_a_callback_after_the_time_to_pay
    f11_a_callback_after_the_banks_window
}

fn f01_the_callback_is_lost() {
    everywhere(|gateway| {
        let mut stage = open(gateway);
        stage.pay_at(gateway, "pay-no-return");
        let sent = stage.market.now;
        if can_be_asked(gateway) {
            stage.wait(Span::seconds(90));
            assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: found by our own token");
        } else {
            // Never failed by silence: by the time that it is said, the bank has sent the money back.
            while stage.payment().closed.is_none() {
                assert!(stage.market.now < sent + Span::minutes(180), "{gateway}: {}", log(&stage));
                stage.wait(Span::seconds(30));
            }
            assert_eq!(row(&mut stage, 1).0, State::Reversed, "{gateway}: {}", log(&stage));
            assert_eq!(status(&stage), PaymentStatus::Failed, "{gateway}");
        }
        books_agree(&mut stage);
    });
}

fn f02_the_callback_comes_twice() {
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        come_back(&mut stage, &back);
        let (events_before, calls) = (events(&stage).len(), row(&mut stage, 1).1);
        for _ in 0..20 {
            come_back(&mut stage, &back);
            stage.wait(Span::seconds(30));
        }
        assert_eq!(events(&stage).len(), events_before, "{gateway}: the same answer, and no trace");
        assert_eq!(row(&mut stage, 1).1, calls, "{gateway}: the bank is not asked again");
        assert_eq!(told(&stage), [Kind::PaymentPaid], "{gateway}");
        books_agree(&mut stage);
    });
}

fn f03_callbacks_race() {
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        // The first one's call is on its way, and a hundred more come in behind it.
        stage.market.fate.next(Place::Write, 0, Blow::After);
        come_back(&mut stage, &back);
        let (before, calls) = (events(&stage).len(), row(&mut stage, 1).1);
        for _ in 0..100 {
            come_back(&mut stage, &back);
        }
        assert_eq!(events(&stage).len(), before, "{gateway}: they wait for the first");
        assert_eq!(row(&mut stage, 1).1, calls, "{gateway}");
        stage.wait(Span::minutes(2));
        assert_eq!(row(&mut stage, 1).0, captured(gateway), "{gateway}");
        assert_eq!(told(&stage), [Kind::PaymentPaid], "{gateway}");
    });
    named("tests/worker/payment.test.mjs", "${gateway}: a callback that comes many times at once is one payment");
}

/// Somebody makes a callback up.
fn forge(stage: &mut Stage, hint: Hint, key: Option<&str>) {
    let reference = key.map(|key| Reference { key: key.to_owned(), details: [].into() });
    let callback = Callback { hint, class: Class::Ok, code: "0".to_owned(), reference };
    let payment = stage.payment();
    let attempt = payment.attempts.last().unwrap();
    let claimed = payment.claimable(attempt.number, &callback).map(|reference| reference.key.clone());
    let claimed = claimed.map(|key| stage.market.claim(payment.created.id, attempt.gateway.as_str(), &key));
    let command = Command::Callback { attempt: attempt.number, callback, claimed };
    stage.market.tell(stage.sale, command, &mut leave_alone).unwrap();
}

fn f04_a_success_is_forged() {
    everywhere(|gateway| {
        let mut stage = open(gateway);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        for n in 0..3 {
            forge(&mut stage, Hint::Paid, Some(&format!("made up {n}")));
            stage.wait(Span::seconds(20));
            assert!(stage.payment().paid_at.is_none(), "{gateway}: {}", log(&stage));
        }
        // And the real one behind them is found.
        let back = stage.market.at_bank(stage.sale, "pay");
        come_back(&mut stage, &back);
        stage.wait(Span::minutes(6));
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {}", log(&stage));
        assert_eq!(row(&mut stage, 1).0, captured(gateway), "{gateway}");
        books_agree(&mut stage);
    });
    named("tests/worker/payment.test.mjs", "${gateway}: a forged success pays nothing and does not stop the real one");
}

fn f05_a_failure_is_forged() {
    for hint in [Hint::Cancelled, Hint::Declined, Hint::SessionEnded, Hint::Fault] {
        everywhere(|gateway| {
            let mut stage = open(gateway);
            stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
            forge(&mut stage, hint, None);
            assert_eq!(phase(&stage), "at_bank", "{gateway}: {hint:?}: it is a hint, and the attempt lives");
            let back = stage.market.at_bank(stage.sale, "pay");
            come_back(&mut stage, &back);
            assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {hint:?}");
        });
    }
    // Without a callback behind it, the bank is asked all the same.
    let mut stage = open("zarinpal");
    stage.pay_at("zarinpal", "pay-no-return");
    forge(&mut stage, Hint::Cancelled, None);
    stage.wait(Span::seconds(90));
    assert_eq!(status(&stage), PaymentStatus::Paid);
    named("tests/worker/payment.test.mjs", "${gateway}: a forged cancel does not stop the real success");
}

fn f06_a_callback_of_another_payment() {
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        stage.sale = stage.market.sell(AMOUNT);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        let before = events(&stage).len();
        if come_back(&mut stage, &back) {
            // It names nothing at all, so the bank is asked about this attempt, whose shopper has not paid.
            stage.wait(Span::minutes(10));
            assert!(stage.payment().paid_at.is_none(), "{gateway}: {}", log(&stage));
            assert_eq!(row(&mut stage, 1).1.verify, 0, "{gateway}");
        } else {
            assert_eq!(
                events(&stage).len(),
                before,
                "{gateway}: it names another's order or token, and leaves no trace"
            );
        }
    });
    // The address itself cannot be made up, nor be changed into another attempt's.
    let stage = paid("saman");
    let links = &stage.market.setting.links;
    let url = stage.payment().attempts[0].ask.callback_url.clone();
    let ticket = url.rsplit('/').next().unwrap();
    let opened = links.open_callback(ticket).unwrap();
    for at in 3..ticket.len() {
        let mut changed = ticket.to_owned().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = links.open_callback(&String::from_utf8(changed).unwrap());
        assert!(changed.is_none_or(|ticket| ticket == opened), "at {at}");
    }
    named("tests/worker/payment.test.mjs", "a callback that fits nothing is a page with a reason, and changes nothing");
}

fn f07_the_reference_of_another_order_is_replayed() {
    everywhere(|gateway| {
        let mut stage = paid(gateway);
        let spent = stage.payment().attempts[0].claim().unwrap().reference.key;
        let calls = row(&mut stage, 1).1;
        let first = stage.sale;
        stage.sale = stage.market.sell(AMOUNT);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        forge(&mut stage, Hint::Paid, Some(&spent));
        stage.wait(Span::seconds(30));
        assert!(stage.payment().paid_at.is_none(), "{gateway}: one receipt pays one order");
        let dropped = |e: &Event| matches!(e, Event::ReferenceDropped { why: Dropped::ClaimedByOther, .. });
        assert_eq!(count(&stage, dropped), 1, "{gateway}: {}", log(&stage));
        stage.sale = first;
        assert_eq!(row(&mut stage, 1), (captured(gateway), calls), "{gateway}: the first one's money is not touched");
    });
    named("tests/worker/payment.test.mjs", "${gateway}: a receipt of one payment does not pay another");
}

fn f08_the_reference_of_another_terminal() {
    // SEP names the terminal it confirms for: another one's is nobody's success, and nobody's to reverse.
    let (mut stage, back) = at_bank("saman", "pay");
    let mut foreign =
        |_: usize, _: &dargah_engine::gateway::HttpRequest, carried: &mut dargah_tests::market::Carried| {
            let text = String::from_utf8(carried.body.clone()).unwrap();
            assert!(text.contains("2015"), "{text}");
            carried.body = text.replace("2015", "9999").into_bytes();
        };
    stage.market.come_back(stage.sale, &back, &mut foreign).unwrap();
    assert!(stage.payment().paid_at.is_none());
    assert_eq!(count(&stage, |e| matches!(e, Event::ReferenceDropped { why: Dropped::Foreign, .. })), 1);
    assert_eq!(row(&mut stage, 1).1.reverse, 0);
    // The same reference of another terminal is another claim.
    let one = stage.market.account("saman").clone();
    let two: serde_json::Value = serde_json::from_str(include_str!("../../fixtures/sandbox/gateways.json")).unwrap();
    let two = two.as_array().unwrap().iter().find(|gateway| gateway["id"] == "saman").unwrap().to_string();
    let two: dargah_engine::gateway::Account = serde_json::from_str(&two.replace("2015", "2016")).unwrap();
    assert_ne!(claim_key(&one, "R1"), claim_key(&two, "R1"));
}

fn f09_a_misfit_never_reverses_what_is_not_claimed() {
    everywhere(|gateway| {
        // A stranger names somebody else's payment, at a bank that tells wrong amounts besides.
        let mut stage = paid(gateway);
        let spent = stage.payment().attempts[0].claim().unwrap().reference.key;
        let first = stage.sale;
        stage.set(&json!({ "wrong_amount": true }));
        stage.sale = stage.market.sell(AMOUNT);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        forge(&mut stage, Hint::Paid, Some(&spent));
        stage.wait(Span::minutes(5));
        stage.sale = first;
        assert_eq!(row(&mut stage, 1).1.reverse, 0, "{gateway}: {}", log(&stage));
        assert_eq!(row(&mut stage, 1).0, captured(gateway), "{gateway}");
    });
}

fn f10_a_callback_after_the_time_to_pay() {
    everywhere(|gateway| {
        let mut stage = open(gateway);
        stage.wait(Span::minutes(25));
        let back = go(&mut stage, gateway, "pay");
        stage.wait(Span::seconds(50));
        stage.market.now = stage.market.now + Span::minutes(6);
        assert!(!stage.payment().is_payable(stage.market.now), "{gateway}: its time is over");
        come_back(&mut stage, &back);
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {}", log(&stage));
        books_agree(&mut stage);
    });
}

fn f11_a_callback_after_the_banks_window() {
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        stage.market.now = stage.market.now + Span::minutes(200);
        come_back(&mut stage, &back);
        stage.wait(Span::minutes(24 * 60));
        assert!(stage.payment().paid_at.is_none(), "{gateway}");
        assert_eq!(row(&mut stage, 1).0, State::Reversed, "{gateway}");
        let ended = stage.payment().standing(stage.market.now);
        assert_eq!(ended.status, PaymentStatus::Failed, "{gateway}: {}", log(&stage));
        assert!(ended.last.is_some(), "{gateway}: the shopper is told why");
        books_agree(&mut stage);
    });
}
