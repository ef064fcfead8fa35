//! Money that goes back because the shop asks for it.

use crate::common::{Desk, SHOPS, done, every_gateway, outcome, receipt, refused, unknown, wish};
use dargah_engine::{
    gateway::{Class, Operation, OperationKind, Provider, Receipt, Refunds, Reply},
    payment::{Command, Effect, Event, LEASE, Learnt, Lesson, RefundPhase, Refusal, Way},
    time::Span,
    webhook::Kind,
};
use dargah_wire::PaymentStatus;

const AMOUNT: i64 = 1_250_000;

fn sent_back() -> dargah_engine::gateway::Outcome {
    done(Receipt::default())
}

/// Paid at a provider that refunds in parts, by a step of its own.
fn paid_at_mellat() -> Desk {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    desk
}

#[test]
fn what_goes_back_never_exceeds_what_was_captured() {
    let mut desk = paid_at_mellat();
    assert_eq!(desk.refund("a", AMOUNT + 1), Err(Refusal::OverCeiling));
    desk.refund("b", AMOUNT - 1).unwrap();
    assert_eq!(desk.refund("c", 2), Err(Refusal::OverCeiling), "what is under way is reserved");
    desk.hear_refund(sent_back());
    assert_eq!(desk.payment().refunded(), AMOUNT - 1);
    assert_eq!(desk.status(), PaymentStatus::Paid, "a part of it is still the shop's");
    assert_eq!(desk.refund("d", 2), Err(Refusal::OverCeiling), "what is done is gone");
    desk.tell(Command::Refund(wish("e", None))).unwrap();
    desk.hear_refund(sent_back());
    assert_eq!(desk.status(), PaymentStatus::Refunded);
    assert_eq!(desk.payment().refundable(), 0);
    assert_eq!(desk.refund("f", 1), Err(Refusal::OverCeiling));
}

#[test]
fn of_a_hundred_at_once_so_many_are_taken_as_there_is_money_for() {
    let mut desk = paid_at_mellat();
    let asked: Vec<_> = (0..100).map(|n| desk.refund(&format!("key {n}"), 50_000)).collect();
    assert_eq!(asked.iter().filter(|asked| asked.is_ok()).count(), 25);
    assert!(asked.iter().all(|asked| matches!(asked, Ok(()) | Err(Refusal::OverCeiling))));
    assert_eq!(desk.count(|e| matches!(e, Event::RefundSent { .. })), 1, "one at a time");
    // The first one's call went to whoever asked for it.
    let Event::RefundSent { refund, .. } =
        desk.events.iter().rev().map(|r| &r.event).find(|e| matches!(e, Event::RefundSent { .. })).unwrap()
    else {
        unreachable!()
    };
    assert_eq!(*refund, 1);
    desk.until_due();
    assert_eq!(desk.refund_phase(1), RefundPhase::Unknown);
    for _ in 2..=25 {
        desk.hear_refund(sent_back());
    }
    assert_eq!(desk.payment().refunded(), 24 * 50_000);
    assert_eq!(desk.payment().refundable(), 0, "the one that is not known stays reserved");
}

#[test]
fn a_lender_that_is_told_what_is_left_is_told_nothing_while_that_is_not_known() {
    for (done, left) in [(true, 400_000), (false, 900_000)] {
        let mut desk = Desk::everywhere();
        desk.paid_at("snapppay");
        desk.refund("a", 500_000).unwrap();
        desk.hear_refund(unknown());
        assert_eq!(desk.refund_phase(1), RefundPhase::Unknown);
        desk.refund("b", 350_000).unwrap();
        assert!(desk.effects.is_empty(), "{:?}", desk.effects);
        desk.wait(Span::minutes(24 * 60));
        desk.due();
        assert!(desk.effects.is_empty(), "it waits: {:?}", desk.effects);
        let lesson = Lesson { what: Learnt::Refund { refund: 1, done }, note: "statement".to_owned() };
        desk.tell(Command::Learn(lesson)).unwrap();
        let [Effect::Refund { operation: Operation::Refund(ask), .. }] = desk.effects.as_slice() else {
            panic!("{:?}", desk.effects)
        };
        assert_eq!(AMOUNT - ask.before - ask.amount.get(), left);
    }
}

#[test]
fn each_refund_has_an_order_number_of_its_own() {
    let mut desk = paid_at_mellat();
    let mut orders = vec![desk.payment().attempt(1).unwrap().ask.order];
    for key in ["a", "b"] {
        desk.refund(key, 100_000).unwrap();
        let [Effect::Refund { operation: Operation::Refund(ask), .. }] = desk.effects.as_slice() else {
            unreachable!()
        };
        assert_eq!(ask.amount.get(), 100_000);
        orders.push(ask.order);
        desk.hear_refund(sent_back());
    }
    orders.dedup();
    assert_eq!(orders.len(), 3);
}

#[test]
fn the_same_key_is_the_same_refund() {
    let mut desk = paid_at_mellat();
    desk.refund("a", 500_000).unwrap();
    assert_eq!(desk.refund("a", 500_000), Err(Refusal::InFlight), "while the bank is asked");
    assert_eq!(desk.refund("a", 400_000), Err(Refusal::MadeOtherwise), "the same key with another body");
    desk.hear_refund(sent_back());
    let events = desk.events.len();
    desk.refund("a", 500_000).unwrap();
    assert_eq!(desk.refund("a", 400_000), Err(Refusal::MadeOtherwise));
    assert_eq!(desk.events.len(), events, "and nothing happens");
    assert!(desk.effects.is_empty());
    assert_eq!(desk.payment().refunds.len(), 1);
}

#[test]
fn the_whole_is_undone_where_the_bank_still_can() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.refund("a", AMOUNT).unwrap();
    assert_eq!(desk.refund_call().1, OperationKind::Reverse);
    desk.hear_refund(sent_back());
    assert_eq!(desk.status(), PaymentStatus::Refunded);
    assert_eq!(desk.told(), [(1, Kind::PaymentPaid), (2, Kind::RefundSucceeded)]);
}

#[test]
fn a_reversal_names_what_the_payment_has_claimed() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.refund("a", AMOUNT).unwrap();
    let [Effect::Refund { operation: Operation::Reverse(claim), .. }] = desk.effects.as_slice() else { unreachable!() };
    assert_eq!(claim.reference.key, "R1");
}

#[test]
fn a_part_is_never_undone_and_neither_is_the_rest_of_it() {
    let mut desk = Desk::everywhere();
    desk.paid_at("zarinpal");
    desk.refund("a", AMOUNT / 2).unwrap();
    assert_eq!(desk.refund_call().1, OperationKind::Refund);
    desk.hear_refund(sent_back());
    desk.refund("b", AMOUNT / 2).unwrap();
    assert_eq!(desk.refund_call().1, OperationKind::Refund);
}

#[test]
fn the_window_of_the_reversal_ends_a_minute_early() {
    // Saman reverses for so many seconds after verify, and has no refunds.
    let window = Span::seconds(
        match Desk::everywhere().gateways.iter().find(|a| a.id.as_str() == "saman").unwrap().capabilities().reversal {
            dargah_engine::gateway::Reversal::Within(seconds) => seconds,
            other => panic!("{other:?}"),
        },
    );
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    let verified = desk.now;
    desk.now = verified + window + Span::seconds(-61);
    let mut late = Desk::everywhere();
    late.paid_at("saman");
    late.now = verified + window + Span::seconds(-60);
    desk.refund("a", AMOUNT).unwrap();
    assert_eq!(late.refund("a", AMOUNT), Err(Refusal::NotRefundable));
}

#[test]
fn a_refused_reversal_is_turned_to_a_refund_where_the_provider_has_one() {
    let mut desk = Desk::everywhere();
    desk.paid_at("zarinpal");
    desk.refund("a", AMOUNT).unwrap();
    assert_eq!(desk.refund_call().1, OperationKind::Reverse);
    desk.hear_refund(refused());
    assert_eq!(desk.refund_call().1, OperationKind::Refund, "at once");
    assert_eq!(desk.payment().refund(1).unwrap().way, Way::Refund);
    desk.hear_refund(sent_back());
    assert_eq!(desk.status(), PaymentStatus::Refunded);
    assert_eq!(desk.told().last(), Some(&(2, Kind::RefundSucceeded)), "one refund to the shop");
}

#[test]
fn a_refused_refund_gives_its_reservation_back() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.refund("a", AMOUNT).unwrap();
    desk.hear_refund(refused());
    assert_eq!(desk.refund_phase(1), RefundPhase::Refused);
    assert_eq!(desk.payment().refundable(), AMOUNT);
    assert_eq!(desk.told().last(), Some(&(2, Kind::RefundFailed)));
    desk.refund("b", AMOUNT).unwrap();
}

#[test]
fn a_request_that_the_bank_did_not_accept_was_not_carried_out() {
    for class in [Class::Config, Class::Request] {
        let mut desk = paid_at_mellat();
        desk.refund("a", AMOUNT).unwrap();
        desk.hear_refund(outcome(Reply::Unknown, class));
        assert_eq!(desk.refund_phase(1), RefundPhase::Refused, "{class:?}");
    }
}

#[test]
fn a_refund_whose_answer_is_lost_is_unknown_and_never_sent_again() {
    for answer in [Some(unknown()), Some(outcome(Reply::Unknown, Class::Already)), None] {
        let mut desk = paid_at_mellat();
        desk.refund("a", AMOUNT).unwrap();
        match answer {
            Some(answer) => desk.hear_refund(answer),
            // The process died with it.
            None => desk.until_due(),
        }
        assert_eq!(desk.refund_phase(1), RefundPhase::Unknown);
        assert_eq!(desk.refund("b", 1), Err(Refusal::OverCeiling), "it stays reserved");
        desk.until_rest();
        assert_eq!(desk.count(|e| matches!(e, Event::RefundSent { .. })), 1);
        assert_eq!(desk.refund("a", AMOUNT), Ok(()), "the same key says how it stands");
        assert!(desk.effects.is_empty());
        assert_eq!(desk.told().last(), Some(&(2, Kind::RefundReview)));
        assert!(desk.payment().needs_person());
    }
}

#[test]
fn a_reversal_whose_answer_is_lost_is_asked_for_again() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.refund("a", AMOUNT).unwrap();
    desk.hear_refund(unknown());
    assert_eq!(desk.refund_phase(1), RefundPhase::Waiting);
    desk.until_due();
    assert_eq!(desk.refund_call().1, OperationKind::Reverse);
    // The process dies with the next one.
    desk.wait(LEASE);
    desk.until_due();
    assert_eq!(desk.refund_call().1, OperationKind::Reverse);
    desk.hear_refund(outcome(Reply::Done(receipt("R1")), Class::Already));
    assert_eq!(desk.status(), PaymentStatus::Refunded);
}

#[test]
fn the_longer_a_bank_is_silent_about_a_reversal_the_less_often_it_is_asked() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.refund("a", AMOUNT).unwrap();
    let mut waits = Vec::new();
    for _ in 0..8 {
        desk.hear_refund(unknown());
        let before = desk.now;
        desk.until_due();
        waits.push(desk.now - before);
    }
    let seconds = [5, 30, 120, 300, 600, 1800, 3600, 3600];
    assert_eq!(waits, seconds.map(Span::seconds));
}

#[test]
fn a_refusal_after_a_lost_reversal_is_no_refusal() {
    let mut desk = Desk::everywhere();
    desk.paid_at("zarinpal");
    desk.refund("a", AMOUNT).unwrap();
    desk.hear_refund(unknown());
    desk.until_due();
    // "Cannot be reversed": because it was, or because it never will be.
    desk.hear_refund(refused());
    assert_eq!(
        desk.refund_phase(1),
        RefundPhase::Unknown,
        "neither refused nor turned to a refund that could pay twice"
    );
    assert_eq!(desk.payment().refundable(), 0);
    assert_eq!(desk.told().last(), Some(&(2, Kind::RefundReview)));
}

#[test]
fn an_answer_to_an_older_call_is_not_taken_for_the_new_ones() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.refund("a", AMOUNT).unwrap();
    let (refund, _, first) = desk.refund_call();
    desk.hear_refund(unknown());
    desk.until_due();
    let stale = desk.tell(Command::RefundHeard { refund, sent_at: first, outcome: refused() });
    assert_eq!(stale, Err(Refusal::Stale));
    let nobodys = desk.tell(Command::RefundHeard { refund: 9, sent_at: first, outcome: refused() });
    assert_eq!(nobodys, Err(Refusal::NoSuchRefund));
}

#[test]
fn fifty_are_enough() {
    let mut desk = paid_at_mellat();
    for n in 0..50 {
        desk.refund(&format!("key {n}"), 1_000).unwrap();
        desk.hear_refund(sent_back());
    }
    assert_eq!(desk.refund("one more", 1_000), Err(Refusal::TooManyRefunds));
    assert_eq!(desk.refund("key 7", 1_000), Ok(()), "a key that is known is no new one");
}

#[test]
fn what_is_not_paid_is_not_given_back() {
    let mut desk = Desk::everywhere();
    assert_eq!(desk.refund("a", AMOUNT), Err(Refusal::NotPaid));
    desk.paid_at_bank("saman", "R1");
    assert_eq!(desk.refund("a", AMOUNT), Err(Refusal::NotPaid), "before the bank has confirmed");
    assert!(desk.payment().refunds.is_empty());
}

#[test]
fn each_provider_gives_back_what_its_contract_can() {
    for provider in Provider::ALL {
        let gateway = provider.as_str();
        let mut desk = Desk::everywhere();
        let account = desk.gateways.iter().find(|account| account.id.as_str() == gateway).unwrap();
        let (refunds, reversal, settle) =
            (account.refunds(), account.capabilities().reversal, account.capabilities().settle);
        let reverses = matches!(reversal, dargah_engine::gateway::Reversal::Within(_))
            && settle == dargah_engine::gateway::SettleStep::WithVerify;
        desk.paid_at(gateway);
        let part = desk.refund("part", 20_000);
        assert_eq!(part.is_ok(), refunds.in_parts(), "{gateway}: a part: {part:?}");
        if part.is_ok() {
            continue;
        }
        assert_eq!(part, Err(Refusal::NotRefundable), "{gateway}");
        let whole = desk.refund("whole", AMOUNT);
        assert_eq!(whole.is_ok(), reverses || refunds != Refunds::None, "{gateway}: the whole: {whole:?}");
    }
}

#[test]
fn without_the_credentials_for_refunds_there_are_none() {
    let gateways = every_gateway().replace("\"access_token\": \"zarinpal-sandbox-token\"", "\"access_token\": \"\"");
    let shops = SHOPS.replace(r#"["mellat","saman"]"#, r#"["zarinpal"]"#);
    let mut desk = Desk::with(&gateways, &shops);
    desk.paid_at("zarinpal");
    assert_eq!(desk.refund("a", AMOUNT / 2), Err(Refusal::NotRefundable));
    // The reversal needs none, and nothing is left if it is refused.
    desk.refund("b", AMOUNT).unwrap();
    desk.hear_refund(refused());
    assert_eq!(desk.refund_phase(1), RefundPhase::Refused);
}

#[test]
fn what_the_bank_has_sent_back_is_not_sent_back_again() {
    let mut desk = paid_at_mellat();
    desk.tell(Command::Learn(Lesson { what: Learnt::Returned { attempt: 1 }, note: "statement".to_owned() })).unwrap();
    assert_eq!(desk.refund("a", 1_000), Err(Refusal::NotRefundable));
    assert_eq!(desk.payment().refundable(), 0);
}

#[test]
fn the_same_wish_is_told_to_wait_while_its_call_is_on_its_way_and_not_a_moment_longer() {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    desk.refund("r1", 10_000).unwrap();
    let sent = desk.now;
    desk.now = sent + LEASE + Span(-1);
    assert_eq!(desk.refund("r1", 10_000), Err(Refusal::InFlight));
    desk.now = sent + LEASE;
    assert_eq!(desk.refund("r1", 10_000), Ok(()));
    assert_eq!(desk.payment().refund_views().len(), 1, "it is one refund all the same");
}

#[test]
fn a_reversal_that_is_on_its_way_is_not_sent_again_before_its_lease_is_over() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    desk.tell(Command::Refund(wish("r1", None))).unwrap();
    assert_eq!(desk.refund_call().1, OperationKind::Reverse);
    desk.due();
    assert!(desk.effects.is_empty(), "it was sent a moment ago: {:?}", desk.effects);
    desk.wait(LEASE);
    desk.due();
    assert_eq!(desk.refund_call().1, OperationKind::Reverse, "nobody heard of it: it can be asked for again");
}
