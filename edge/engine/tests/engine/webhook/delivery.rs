//! How a message fares at an endpoint: what an answer means, when it is tried again, when it is given up, and how endpoints that
//! fail leave room for those that do not.

use dargah_engine::{
    id::ShopId,
    time::{Moment, Span},
    webhook::{Answer, Delivery, Endpoint, Kind, LEASE, Pace, TRIES_MAX, Verdict, may_begin},
};
use dargah_wire::{DeliveryState, OffReason, Silence};

const START: Moment = Moment(1_700_000_000_000);
const SCHEDULE_S: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

fn status(status: u16) -> Answer {
    Answer::Http { status, retry_after: None }
}

fn asking(status: u16, retry_after: &str) -> Answer {
    Answer::Http { status, retry_after: Some(retry_after.to_owned()) }
}

fn begun() -> Delivery {
    let mut delivery = Delivery::new("we_1".to_owned(), START);
    delivery.begin(START);
    delivery
}

/// Lets every call come to `answer`; the waits between them.
fn waits(answer: &Answer, entropy: u32) -> Vec<Span> {
    let mut delivery = Delivery::new("we_1".to_owned(), START);
    let mut waits = Vec::new();
    while let Some(now) = delivery.due {
        delivery.begin(now);
        delivery.hear(answer, now, now, entropy);
        waits.extend(delivery.due.map(|due| due - now));
    }
    assert_eq!(delivery.state, DeliveryState::Dead);
    assert_eq!(delivery.tries.len(), waits.len() + 1);
    waits
}

#[test]
fn only_a_2xx_is_a_delivery_and_only_a_410_a_farewell() {
    for code in 100..600 {
        let expected = match code {
            200..=299 => Verdict::Delivered,
            410 => Verdict::Gone,
            _ => Verdict::Failed(START),
        };
        assert_eq!(status(code).verdict(START), expected, "{code}");
    }
    for silence in [Silence::Timeout, Silence::Broken, Silence::Refused] {
        assert_eq!(Answer::Silence(silence).verdict(START), Verdict::Failed(START));
    }
}

#[test]
fn the_schedule_is_the_documented_one_and_never_shorter() {
    let exact: Vec<Span> = SCHEDULE_S.map(Span::seconds).into();
    assert_eq!(waits(&status(500), 0), exact);
    let sum: i64 = SCHEDULE_S.iter().sum();
    assert!(sum >= (75 * 60 + 35) * 60, "{sum} s");
    for entropy in [1, 12_345, u32::MAX / 2, u32::MAX] {
        for (wait, exact) in waits(&Answer::Silence(Silence::Timeout), entropy).iter().zip(&exact) {
            assert!(wait >= exact && wait.0 <= exact.0 + exact.0 / 5, "{wait:?} for {exact:?} by {entropy}");
        }
    }
    assert_eq!(waits(&status(404), u32::MAX)[0], Span::seconds(6), "what failed together is spread");
}

#[test]
fn a_delivered_message_and_a_dead_one_are_due_no_more() {
    let mut delivery = begun();
    assert_eq!(delivery.hear(&status(204), START, START + Span(40), 0), Verdict::Delivered);
    assert_eq!((delivery.state, delivery.due), (DeliveryState::Delivered, None));
    assert_eq!(delivery.tries.iter().map(|t| (t.at, t.ms, t.status)).collect::<Vec<_>>(), [(START.0, 40, Some(204))]);
    let mut delivery = begun();
    assert_eq!(delivery.hear(&status(410), START, START, 0), Verdict::Gone);
    assert_eq!((delivery.state, delivery.due), (DeliveryState::Dead, None));
}

#[test]
fn a_call_that_nobody_heard_of_is_due_when_its_lease_ends() {
    let mut delivery = begun();
    assert_eq!((delivery.calls, delivery.due), (1, Some(START + LEASE)));
    delivery.begin(START + LEASE);
    assert_eq!(delivery.calls, 2, "a lost call counts");
    delivery.hear(&status(500), START + LEASE, START + LEASE, 0);
    assert_eq!(delivery.due, Some(START + LEASE + Span::minutes(5)));
}

#[test]
fn an_answer_that_comes_late_never_undoes_a_delivery() {
    for late in [status(500), status(410), Answer::Silence(Silence::Timeout)] {
        let mut delivery = begun();
        delivery.begin(START + LEASE);
        delivery.hear(&status(200), START + LEASE, START + LEASE, 0);
        delivery.hear(&late, START, START + LEASE, 0);
        assert_eq!((delivery.state, delivery.due), (DeliveryState::Delivered, None), "{late:?}");
        assert_eq!(delivery.tries.len(), 2, "and is remembered");
    }
}

#[test]
fn a_receiver_that_asks_for_time_gets_it_within_an_hour() {
    let due = |answer: &Answer| {
        let mut delivery = begun();
        delivery.hear(answer, START, START, 0);
        delivery.due.map(|due| due - START)
    };
    let date = "Tue, 14 Nov 2023 22:15:20 GMT"; // two minutes after the start
    for (answer, seconds) in [
        (asking(429, "60"), 60),
        (asking(503, " 3600 "), 3600),
        (asking(503, date), 120),
        (asking(429, "1"), 5),
        (asking(429, "0"), 5),
        (asking(503, "Tue, 14 Nov 2000 22:15:20 GMT"), 5),
        (asking(503, "4294967295"), 3600),
        (asking(503, "Tue, 14 Nov 2099 22:15:20 GMT"), 3600),
        (asking(503, "99999999999999"), 5),
        (asking(503, "-5"), 5),
        (asking(503, "soon"), 5),
        (asking(500, "60"), 5),
        (asking(404, date), 5),
    ] {
        assert_eq!(due(&answer), Some(Span::seconds(seconds)), "{answer:?}");
    }
}

#[test]
fn a_replay_begins_anew_and_history_stays_bounded() {
    let mut delivery = begun();
    delivery.hear(&status(410), START, START, 0);
    for round in 0..30 {
        let at = START + Span::hours(round);
        delivery.replay(at);
        assert_eq!((delivery.state, delivery.calls, delivery.due), (DeliveryState::Waiting, 0, Some(at)));
        delivery.begin(at);
        delivery.hear(&status(500), at, at, 0);
        assert_eq!(delivery.due, Some(at + Span::seconds(5)), "from the schedule's beginning");
    }
    assert_eq!(delivery.tries.len(), TRIES_MAX);
    assert_eq!(delivery.tries.last().map(|t| t.at), Some((START + Span::hours(29)).0), "the newest are kept");
}

fn endpoint() -> Endpoint {
    Endpoint::new([1; 16], ShopId::new("demo").unwrap(), "https://shop.example/".to_owned(), String::new(), START)
}

#[test]
fn an_endpoint_is_switched_off_by_410_or_after_five_days_of_failures() {
    let mut gone = endpoint();
    assert!(gone.hear(Verdict::Gone, START));
    assert_eq!((gone.off, gone.off_at), (Some(OffReason::Gone), Some(START)));
    assert!(!gone.wants(Kind::PaymentPaid));
    gone.switch(false, START + Span::hours(1));
    assert_eq!(gone.off, Some(OffReason::Gone), "what switched it off first counts");

    let mut failing = endpoint();
    let failed = Verdict::Failed(START);
    assert!(failing.hear(failed, START), "that it fails is news");
    assert!(!failing.hear(failed, START + Span::hours(119)), "that it still does is none");
    assert!(failing.hear(Verdict::Delivered, START + Span::hours(119)));
    assert!(failing.hear(failed, START + Span::hours(130)));
    assert!(!failing.hear(failed, START + Span::hours(250)), "the days count anew after a success");
    assert!(failing.hear(failed, START + Span::hours(251)));
    assert_eq!((failing.off, failing.failing_since), (Some(OffReason::Failing), Some(START + Span::hours(130))));
    failing.switch(true, START + Span::hours(300));
    assert!(failing.off.is_none() && failing.failing_since.is_none() && failing.wants(Kind::RefundFailed));
    assert!(failing.hear(failed, START + Span::hours(301)) && failing.off.is_none(), "it gets its five days again");
}

#[test]
fn an_endpoint_wants_what_it_named() {
    let mut some = endpoint();
    some.kinds = "payment.paid refund.failed".to_owned();
    let wanted: Vec<&str> = Kind::ALL.iter().filter(|kind| some.wants(**kind)).map(|kind| kind.as_str()).collect();
    assert_eq!(wanted, ["payment.paid", "refund.failed"]);
    assert!(Kind::ALL.iter().all(|kind| endpoint().wants(*kind)));
}

#[test]
fn an_old_secret_signs_for_a_day_and_only_the_newest_of_many() {
    let versions = |endpoint: &Endpoint, now| endpoint.signing(now).collect::<Vec<u32>>();
    let mut endpoint = endpoint();
    assert_eq!(versions(&endpoint, START), [1]);
    endpoint.rotate(START);
    assert_eq!(versions(&endpoint, START + Span::hours(23)), [2, 1]);
    assert_eq!(versions(&endpoint, START + Span::hours(24)), [2]);
    endpoint.rotate(START + Span::hours(20));
    assert_eq!(versions(&endpoint, START + Span::hours(23)), [3, 2, 1]);
    assert_eq!(versions(&endpoint, START + Span::hours(25)), [3, 2]);
    let told = endpoint.view(START + Span::hours(25));
    assert_eq!((told.version, told.old_secret_until), (3, Some((START + Span::hours(44)).0)));
    for _ in 0..20 {
        endpoint.rotate(START + Span::hours(21));
    }
    assert_eq!(versions(&endpoint, START + Span::hours(22)), [23, 22, 21, 20], "the header stays short");
    assert_eq!(endpoint.view(START + Span::hours(48)).old_secret_until, None);
}

/// How many calls begin when every endpoint has all the messages it could want.
fn fill(paces: &mut [Pace], now: Moment) -> Vec<u32> {
    loop {
        let free = |i: &usize| may_begin(&paces[*i], paces.iter(), now);
        let Some(next) = (0..paces.len()).filter(free).min_by_key(|i| paces[*i].flying) else { break };
        paces[next].flying += 1;
    }
    paces.iter().map(|pace| pace.flying).collect()
}

fn well() -> Pace {
    let mut pace = Pace::default();
    pace.heard(Verdict::Delivered, START, START + Span(100));
    pace
}

#[test]
fn six_calls_at_once_and_two_kept_for_who_has_none() {
    assert_eq!(fill(&mut [well()], START), [3]);
    assert_eq!(fill(&mut [well(), well()], START), [2, 2]);
    assert_eq!(fill(&mut [Pace::new(false), Pace::new(false)], START), [1, 1], "who is new is tried first");
    assert_eq!(fill(&mut [Pace::new(true), well()], START), [1, 3]);
    assert_eq!(fill(&mut vec![well(); 16], START).iter().sum::<u32>(), 6);
    assert_eq!(fill(&mut vec![Pace::new(true); 16], START).iter().sum::<u32>(), 3, "failing ones have three in all");
}

#[test]
fn however_many_hang_there_is_room_for_who_does_not() {
    for hanging in 1..=15 {
        let mut paces = vec![Pace::new(true); hanging];
        fill(&mut paces, START);
        paces.push(well());
        assert!(may_begin(&paces[hanging], paces.iter(), START), "beside {hanging}");
    }
    // Slow answers count like failures, quick ones heal.
    let mut slow = well();
    slow.heard(Verdict::Delivered, START, START + Span::seconds(5));
    assert_eq!(fill(&mut [slow.clone()], START), [1]);
    slow.heard(Verdict::Delivered, START, START + Span::seconds(1));
    assert_eq!(fill(&mut [slow], START), [3]);
}

#[test]
fn a_receiver_that_fails_and_fails_is_called_once_a_minute() {
    let mut pace = Pace::default();
    let mut rests = Vec::new();
    for _ in 0..14 {
        pace.heard(Verdict::Failed(START), START, START);
        rests.push(pace.rests_until().map(|until| (until - START).0 / 1000));
    }
    let expected = [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map(Some);
    assert_eq!(rests, expected);
    assert!(!may_begin(&pace, [&pace].into_iter(), START + Span::seconds(59)));
    assert!(may_begin(&pace, [&pace].into_iter(), START + Span::seconds(60)));
    pace.heard(Verdict::Failed(START + Span::hours(1)), START, START);
    assert!(!may_begin(&pace, [&pace].into_iter(), START + Span::minutes(59)), "it asked for that time");
    pace.heard(Verdict::Delivered, START, START);
    assert!(may_begin(&pace, [&pace].into_iter(), START), "one success and it is well");
}
