//! F21 to F25: more than one way to pay, and none of them twice.

use super::scene::{
    AMOUNT, at_bank, books_agree, captured, come_back, count, everywhere, go, log, named, open, paid, phase, row, run,
    status, told,
};
use dargah_bank::State;
use dargah_engine::{
    gateway::Provider,
    payment::{Command, Event, Refusal},
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
    f21_the_answer_to_a_token_call_is_lost
    f22_the_shopper_never_goes_to_the_bank
    f23_nobody_is_sent_on_after_a_redirect
    f24_two_tabs_pay
    f25_paid_after_it_was_withdrawn
}

/// Presses "pay" and leaves the choice to us.
fn press(stage: &mut Stage) {
    let run = run(stage, None);
    let command = Command::Begin(Box::new(run.clone()));
    stage.market.tell_within(stage.sale, command, Some(&run), &mut leave_alone).unwrap();
}

fn f21_the_answer_to_a_token_call_is_lost() {
    for fault in ["lost", "lost_hang", "hang", "down", "html", "empty", "soap_fault", "refuse"] {
        let mut stage = open("mellat");
        stage.set(&json!({ "token": fault }));
        press(&mut stage);
        let payment = stage.payment();
        let [first, second] = payment.attempts.as_slice() else { panic!("{fault}: {}", log(&stage)) };
        assert_eq!((first.phase_name(), first.token.as_ref()), ("abandoned", None), "{fault}: nobody is sent there");
        assert_eq!((first.gateway.as_str(), second.gateway.as_str()), ("mellat", "saman"), "{fault}");
        assert_ne!(first.ask.order, second.ask.order, "{fault}: a number is used once");
        assert_ne!(first.ask.callback_url, second.ask.callback_url, "{fault}");
        let back = stage.market.at_bank(stage.sale, "pay");
        come_back(&mut stage, &back);
        assert_eq!(status(&stage), PaymentStatus::Paid, "{fault}");
        assert_eq!(stage.market.bank("mellat").book.totals(false).debited, 0, "{fault}");
        books_agree(&mut stage);
    }
    // A process that died with the answer leaves the same: the next press is another attempt.
    everywhere(|gateway| {
        let mut stage = open(gateway);
        stage.market.fate.next(Place::Write, 1, Blow::Before);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        assert_eq!(stage.market.begin(stage.sale, gateway, &mut leave_alone), Err(Refusal::InProgress), "{gateway}");
        stage.wait(Span::seconds(16));
        let back = go(&mut stage, gateway, "pay");
        come_back(&mut stage, &back);
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}");
        let payment = stage.payment();
        assert_ne!(payment.attempts[0].ask.order, payment.attempts[1].ask.order, "{gateway}");
        assert_eq!(payment.attempts[0].token, None, "{gateway}");
    });
}

fn f22_the_shopper_never_goes_to_the_bank() {
    everywhere(|gateway| {
        let mut stage = open(gateway);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        stage.wait(Span::minutes(180));
        assert_eq!(status(&stage), PaymentStatus::Failed, "{gateway}: {}", log(&stage));
        assert_eq!(told(&stage), [Kind::PaymentFailed], "{gateway}");
        let captures = dargah_bank::Kind::named(gateway).unwrap().verify_captures();
        assert_eq!(stage.market.bank(gateway).book.totals(captures).debited, 0, "{gateway}: no money moved");
    });
}

fn f23_nobody_is_sent_on_after_a_redirect() {
    everywhere(|gateway| {
        // Whatever the first bank does after its page was handed out, no other is asked for a token.
        let (mut stage, back) = at_bank(gateway, "pay");
        stage.set(&json!({ "verify": "down", "inquiry": "down", "settle": "down" }));
        come_back(&mut stage, &back);
        stage.wait(Span::minutes(10));
        assert_eq!(count(&stage, |e| matches!(e, Event::AttemptStarted { .. })), 1, "{gateway}");
        // And the shopper is not sent there either, once this one's bank is known to have been paid.
        let again = stage.market.begin(stage.sale, "saman", &mut leave_alone);
        let said = phase(&stage) == "at_bank";
        assert!(said || again == Err(Refusal::InProgress), "{gateway}: {again:?}");
    });
}

fn f24_two_tabs_pay() {
    everywhere(|gateway| {
        for provider in Provider::ALL {
            let other = provider.as_str();
            if other == gateway {
                continue;
            }
            let mut stage = open(gateway);
            let first = go(&mut stage, gateway, "pay");
            stage.market.now = stage.market.now + Span::seconds(5);
            let second = go(&mut stage, other, "pay");
            for (attempt, back) in [(2, &second), (1, &first), (2, &second)] {
                stage.market.come_back_to(stage.sale, attempt, back, &mut leave_alone).unwrap();
                stage.wait(Span::seconds(2));
            }
            let pair = format!("{gateway}, then {other}");
            assert_eq!(status(&stage), PaymentStatus::Paid, "{pair}: {}", log(&stage));
            assert_eq!(row(&mut stage, 2).0, captured(other), "{pair}: the first to come back is kept");
            stage.wait(Span::minutes(180));
            assert_eq!(row(&mut stage, 1).0, State::Reversed, "{pair}: the other one's money went back");
            assert_eq!(told(&stage), [Kind::PaymentPaid], "{pair}: the shop is told once");
            books_agree(&mut stage);
        }
    });
    named("tests/worker/payment.test.mjs", "two presses at once make one attempt that leads to a bank");
    named("tests/e2e/payment.test.mjs", "a double click makes one attempt");
}

fn f25_paid_after_it_was_withdrawn() {
    everywhere(|gateway| {
        let mut stage = open(gateway);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        stage.market.tell(stage.sale, Command::Cancel, &mut leave_alone).unwrap();
        let back = stage.market.at_bank(stage.sale, "pay");
        come_back(&mut stage, &back);
        stage.wait(Span::minutes(180));
        assert_eq!(status(&stage), PaymentStatus::Cancelled, "{gateway}");
        assert_eq!(row(&mut stage, 1).0, State::Reversed, "{gateway}: {}", log(&stage));
        assert_eq!(told(&stage), [Kind::PaymentCancelled], "{gateway}");
        books_agree(&mut stage);
    });
    let mut stage = paid("saman");
    assert_eq!(stage.market.tell(stage.sale, Command::Cancel, &mut leave_alone), Err(Refusal::Paid));
    assert_eq!(stage.payment().created.amount.get(), AMOUNT);
    named("tests/worker/refunds.test.mjs", "a cancelled payment takes no money: what was paid all the same goes back");
}
