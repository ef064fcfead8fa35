//! Which gateways are called with no shopper behind the call, and when.

use dargah_engine::{
    gateway::Class,
    id::GatewayId,
    routing::{Evidence, Health, Standing, Step, Why},
    time::{Moment, Span},
};

const NOW: Moment = Moment(1_700_000_000_000);

fn call(health: &mut Health, class: Class, at: Moment) {
    let gateway = GatewayId::new("a").unwrap();
    health.absorb(&Evidence { gateway, at, step: Step::Call { class, latency_ms: 50 } });
}

/// Lives through `seconds` in which every probe is answered with `class`; the seconds in which one was made.
fn probed(health: &mut Health, from: Moment, seconds: i64, class: Class) -> Vec<i64> {
    let mut made = Vec::new();
    for second in 0..seconds {
        let now = from + Span::seconds(second);
        let _ = health.publish(now);
        if !health.probes(now).is_empty() {
            made.push(second);
            call(health, class, now);
        }
    }
    made
}

fn standing(health: &mut Health, at: Moment) -> Standing {
    health.publish(at).gateways[0].condition.standing
}

#[test]
fn one_failed_call_is_asked_after_at_once_and_a_few_answers_settle_it() {
    let mut health = Health::default();
    call(&mut health, Class::Ok, NOW);
    assert!(probed(&mut health, NOW, 30, Class::Ok).is_empty(), "nobody asks after what works");
    let slip = NOW + Span::seconds(30);
    call(&mut health, Class::Tech, slip);
    assert_eq!(probed(&mut health, slip, 30, Class::Ok), [0, 1, 2]);
    assert_ne!(standing(&mut health, slip + Span::seconds(30)), Standing::Down);
}

#[test]
fn an_outage_is_known_within_seconds_of_one_failed_call_and_then_watched_at_leisure() {
    let mut health = Health::default();
    call(&mut health, Class::Ok, NOW);
    call(&mut health, Class::Tech, NOW + Span::seconds(1));
    let made = probed(&mut health, NOW + Span::seconds(1), 6, Class::Tech);
    assert!(made.starts_with(&[0, 1, 2]), "{made:?}");
    assert_eq!(standing(&mut health, NOW + Span::seconds(7)), Standing::Down);
    let watched = probed(&mut health, NOW + Span::seconds(7), 40, Class::Tech);
    assert!(watched.windows(2).all(|pair| pair[1] - pair[0] == 3), "{watched:?}");
    let healing = NOW + Span::seconds(47);
    let back = probed(&mut health, healing, 40, Class::Ok);
    assert!(back.len() <= 6, "it is believed after a few answers: {back:?}");
    assert_ne!(standing(&mut health, healing + Span::seconds(40)), Standing::Down);
}

#[test]
fn a_gateway_that_answers_now_and_then_is_not_back() {
    let mut health = Health::default();
    let mut answers = 0;
    for second in 0..1_200 {
        let now = NOW + Span::seconds(second);
        let _ = health.publish(now);
        if second < 10 || !health.probes(now).is_empty() {
            // Four in a row are answered now and then, which an outage may well do.
            answers += 1;
            call(&mut health, if answers % 40 < 4 && second > 10 { Class::Ok } else { Class::Tech }, now);
        }
        if second > 10 {
            assert_eq!(standing(&mut health, now), Standing::Down, "after {second} s");
        }
    }
}

#[test]
fn what_is_down_for_its_payments_is_probed_once_its_calls_fail_too() {
    let mut health = Health::default();
    for n in 0..400 {
        let at = NOW + Span::seconds(n);
        call(&mut health, Class::Ok, at);
        let gateway = GatewayId::new("a").unwrap();
        let mut tell = |at, step| health.absorb(&Evidence { gateway: gateway.clone(), at, step });
        tell(at, Step::Sent { shopper: None });
        let class = if n < 300 { Class::Ok } else { Class::Tech };
        tell(at + Span::seconds(20), Step::Ended { sent_at: at, class });
        let _ = health.publish(at);
    }
    let at = NOW + Span::seconds(425);
    let why = |health: &mut Health, at| health.publish(at).gateways[0].condition;
    assert_eq!(why(&mut health, at).why, Some(Why::PaymentsFail));
    let since = why(&mut health, at).since;
    (0..5).for_each(|n| call(&mut health, Class::Tech, at + Span::seconds(n)));
    let at = at + Span::seconds(6);
    assert_eq!((why(&mut health, at).why, why(&mut health, at).since), (Some(Why::CallsFail), since));
    assert!(!health.probes(at).is_empty(), "no shopper finds out whether its calls are answered");
}
