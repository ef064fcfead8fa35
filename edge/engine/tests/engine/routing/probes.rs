//! Which gateways are called with no shopper behind the call, and when.

use dargah_engine::{
    gateway::Class,
    id::GatewayId,
    routing::{Evidence, Health, Standing, Step},
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
fn one_failed_call_is_asked_after_at_once_and_one_answer_settles_it() {
    let mut health = Health::default();
    call(&mut health, Class::Ok, NOW);
    assert!(probed(&mut health, NOW, 30, Class::Ok).is_empty(), "nobody asks after what works");
    let slip = NOW + Span::seconds(30);
    call(&mut health, Class::Tech, slip);
    assert_eq!(probed(&mut health, slip, 30, Class::Ok), [0]);
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
