//! Evidence in, snapshot out, choose.

use dargah_engine::{
    gateway::Class,
    id::{GatewayId, PaymentId},
    money::Rial,
    routing::{
        Breaker, ChosenBy, Evidence, Facts, Health, ONE, Policy, Snapshot, Standing, Step, Weights, Why, choose,
        shopper_number,
    },
    time::{Moment, Span},
};

const NOW: Moment = Moment(1_700_000_000_000);

fn gateway(name: &str) -> GatewayId {
    GatewayId::new(name).unwrap()
}

fn six() -> Vec<GatewayId> {
    ["a", "b", "c", "d", "e", "f"].map(gateway).to_vec()
}

fn call(health: &mut Health, name: &str, class: Class, at: Moment) {
    health.absorb(&Evidence { gateway: gateway(name), at, step: Step::Call { class, latency_ms: 200 } });
}

/// A shopper who is sent and, unless silent, ends so at `ends`.
fn visit(health: &mut Health, name: &str, at: Moment, ends: Option<(Moment, Class)>) {
    let mut tell = |at, step| health.absorb(&Evidence { gateway: gateway(name), at, step });
    tell(at, Step::Call { class: Class::Ok, latency_ms: 200 });
    tell(at, Step::Sent { shopper: None });
    if let Some((ended, class)) = ends {
        tell(ended, Step::Ended { sent_at: at, class });
    }
}

/// Gateways that have served `each` shoppers, a second apart, of whom so many in a hundred paid, after 10 to 90 seconds; all had
/// ended by [`NOW`].
fn served(rates: &[(&str, u32)], each: u32) -> Health {
    let mut health = Health::default();
    for n in 0..each {
        let at = NOW + Span::seconds(i64::from(n) - i64::from(each) - 90);
        for (name, rate) in rates {
            // Spread evenly, without a pattern that could fit a cohort.
            let class = if n * 37 % 100 < *rate { Class::Ok } else { Class::Tech };
            visit(&mut health, name, at, Some((at + Span::seconds(i64::from(10 + n * 53 % 80)), class)));
        }
        if n % 20 == 0 {
            health.publish(at);
        }
    }
    for n in 0..90 {
        health.publish(NOW + Span::seconds(n - 90));
    }
    health
}

fn weights(health: &mut Health, ids: &[GatewayId], now: Moment) -> Weights {
    automatic(ids, Some(&health.publish(now)), now)
}

fn automatic(ids: &[GatewayId], snapshot: Option<&Snapshot>, now: Moment) -> Weights {
    let policy = Policy::default();
    Weights::of(ids, snapshot, &policy.plan(&Facts::new(Rial::new(1_000_000).unwrap(), now)), now)
}

fn share(weights: &Weights, name: &str) -> u32 {
    weights.as_slice().iter().find(|(id, _)| id.as_str() == name).unwrap().1
}

fn sum(weights: &Weights) -> u32 {
    weights.as_slice().iter().map(|(_, share)| share).sum()
}

fn standing(snapshot: &Snapshot, name: &str) -> (Standing, Option<Why>) {
    let condition = snapshot.of(&gateway(name)).unwrap().condition;
    (condition.standing, condition.why)
}

#[test]
fn the_better_gateway_leads_and_equals_share() {
    let ids = [gateway("a"), gateway("b")];
    let lead = share(&weights(&mut served(&[("a", 90), ("b", 70)], 300), &ids, NOW), "a");
    assert!(lead > ONE * 95 / 100, "{lead} of {ONE} to one that is better by far");
    let even = share(&weights(&mut served(&[("a", 80), ("b", 80)], 300), &ids, NOW), "a");
    assert!(even.abs_diff(ONE / 2) < ONE / 50, "{even} of {ONE} between equals");
}

#[test]
fn calls_that_fail_take_a_gateway_down_at_the_third_and_probes_bring_it_back() {
    let mut health = served(&[("a", 90), ("b", 80)], 300);
    let ids = [gateway("a"), gateway("b")];
    let mut at = NOW;
    let mut fail = |health: &mut Health| {
        at = at + Span(300);
        call(health, "a", Class::Tech, at);
        health.publish(at)
    };
    assert_eq!(standing(&fail(&mut health), "a").0, Standing::Up, "one failure is bad luck");
    fail(&mut health);
    fail(&mut health);
    let down = fail(&mut health);
    assert_eq!(standing(&down, "a"), (Standing::Down, Some(Why::CallsFail)), "four in a row in a second are none");
    assert_eq!(share(&automatic(&ids, Some(&down), at), "a"), 0, "it is probed without a shopper");

    // Each is asked for once in three seconds, and only while it is down.
    let mut probes = 0;
    let healed = (1..=60)
        .find(|second| {
            let now = at + Span::seconds(*second);
            for id in health.probes(now) {
                assert_eq!(id.as_str(), "a");
                probes += 1;
                call(&mut health, "a", Class::Ok, now);
            }
            standing(&health.publish(now), "a").0 != Standing::Down
        })
        .expect("it comes back");
    assert!(healed <= 20 && probes <= 5, "it was back after {healed} s and {probes} probes");
    let later = at + Span::seconds(healed + 1);
    let back = share(&weights(&mut health, &ids, later), "a");
    assert!(back > ONE / 2, "its share is back at once: {back} of {ONE}");
    assert_eq!(health.probes(later + Span::seconds(10)), [], "what is up is not probed");
}

#[test]
fn silence_takes_a_gateway_down_in_as_long_as_shoppers_take_to_pay() {
    let mut health = served(&[("a", 90), ("b", 80)], 300);
    // From now on nobody who is sent to either is heard of: at b because they only came ten seconds ago.
    let ids = [gateway("a"), gateway("b")];
    let mut down_after = None;
    let mut five_percent = None;
    for n in 0..120 {
        let at = NOW + Span(n * 500);
        visit(&mut health, "a", at, None);
        let snapshot = health.publish(at);
        if share(&automatic(&ids, Some(&snapshot), at), "a") < ONE / 20 {
            five_percent.get_or_insert(n / 2);
        }
        if standing(&snapshot, "a") == (Standing::Down, Some(Why::PaymentsFail)) {
            down_after.get_or_insert(n / 2);
        }
    }
    let (shed, down) = (five_percent.expect("its share falls"), down_after.expect("it is called down"));
    assert!((5..=45).contains(&shed) && down <= 60, "shed after {shed} s, down after {down} s");
}

#[test]
fn shoppers_on_their_way_do_not_count_against_a_gateway() {
    let mut health = served(&[("a", 90), ("b", 90)], 300);
    let ids = [gateway("a"), gateway("b")];
    for n in 0..40 {
        visit(&mut health, "a", NOW + Span(n * 100), None);
    }
    let at = NOW + Span::seconds(6);
    let rush = share(&weights(&mut health, &ids, at), "a");
    assert!(rush > ONE * 2 / 5, "a rush of shoppers is no fault: {rush} of {ONE}");
}

#[test]
fn what_is_not_the_gateways_fault_does_not_count_against_it() {
    for class in [Class::Card, Class::Cancel, Class::Session, Class::Declined, Class::Issuer, Class::Network] {
        let mut health = served(&[("a", 90)], 200);
        let before = health.publish(NOW).belief(&gateway("a"), NOW).mean();
        for n in 0..200 {
            let at = NOW + Span(n * 20);
            visit(&mut health, "a", at, Some((at, class)));
        }
        let after = health.publish(NOW + Span::seconds(4)).belief(&gateway("a"), NOW).mean();
        assert!(after + ONE / 200 >= before, "two hundred of {class:?} took it from {before} to {after}");
    }
}

#[test]
fn a_new_gateway_never_leads_and_grows_with_what_is_seen() {
    let mut health = served(&[("a", 80), ("b", 75)], 600);
    let ids = [gateway("a"), gateway("b"), gateway("new")];
    call(&mut health, "new", Class::Ok, NOW);
    let first = share(&weights(&mut health, &ids, NOW), "new");
    assert!(first < ONE * 2 / 5, "nobody knows it: {first} of {ONE}");
    // Shoppers are sent and none has ended: it gets no more.
    for n in 0..12 {
        visit(&mut health, "new", NOW + Span(n * 100), None);
    }
    let at = NOW + Span::seconds(2);
    assert_eq!(share(&weights(&mut health, &ids, at), "new"), 0, "as many are on their way as may be");
    for n in 0..12 {
        let sent_at = NOW + Span(n * 100);
        let gateway = gateway("new");
        health.absorb(&Evidence { gateway, at, step: Step::Ended { sent_at, class: Class::Ok } });
    }
    let grown = share(&weights(&mut health, &ids, at), "new");
    assert!(grown > ONE / 4, "all twelve paid: {grown} of {ONE}");
}

#[test]
fn shares_sum_to_one_whatever_the_snapshot_says() {
    let mut snapshot = served(&[("a", 90), ("b", 10), ("c", 50)], 100).publish(NOW);
    let mut dead = Health::default();
    for name in ["a", "b", "c"] {
        (0..200).for_each(|n| call(&mut dead, name, Class::Tech, NOW + Span(n)));
    }
    let all_dead = dead.publish(NOW + Span::seconds(1));
    let ids = six();
    for n in 1..=6 {
        for at in [NOW, NOW + Span::minutes(60), NOW + Span::minutes(-60), Moment(i64::MAX), Moment(i64::MIN)] {
            for snapshot in [None, Some(&snapshot), Some(&all_dead)] {
                assert_eq!(sum(&automatic(&ids[..n], snapshot, at)), ONE);
            }
        }
    }
    assert_eq!(automatic(&[], Some(&snapshot), NOW).as_slice(), [], "nobody is eligible");
    // A snapshot that contradicts itself must not do worse than a wrong number.
    for gateway in &mut snapshot.gateways {
        gateway.room = 0;
        gateway.belief = serde_json::from_str("[0,0,0]").unwrap();
        gateway.answers = u32::MAX;
    }
    assert_eq!(sum(&automatic(&ids, Some(&snapshot), NOW)), ONE);
}

#[test]
fn with_everything_down_the_least_bad_is_taken_and_said_so() {
    let mut health = served(&[("a", 80), ("b", 80)], 200);
    for n in 0..40 {
        call(&mut health, "a", Class::Tech, NOW + Span(n * 50));
        call(&mut health, "b", if n % 4 == 0 { Class::Ok } else { Class::Tech }, NOW + Span(n * 50));
    }
    let at = NOW + Span::seconds(2);
    let weights = weights(&mut health, &[gateway("a"), gateway("b")], at);
    let choice = choose(&PaymentId::from_bytes([9; 16]), 1, &weights, None).unwrap();
    assert_eq!((choice.gateway.as_str(), choice.by), ("b", ChosenBy::LeastBad), "{weights:?}");
}

#[test]
fn nobody_is_sent_to_dead_calls_while_another_can_be_reached() {
    let mut health = served(&[("a", 80), ("b", 80)], 200);
    for n in 0..60 {
        call(&mut health, "a", Class::Tech, NOW + Span(n * 50));
        visit(&mut health, "b", NOW + Span(n * 50), Some((NOW + Span(n * 50), Class::Tech)));
    }
    let at = NOW + Span::seconds(4);
    let snapshot = health.publish(at);
    assert_eq!(
        (standing(&snapshot, "a").1, standing(&snapshot, "b").1),
        (Some(Why::CallsFail), Some(Why::PaymentsFail))
    );
    let weights = automatic(&[gateway("a"), gateway("b")], Some(&snapshot), at);
    assert_eq!(share(&weights, "a"), 0, "{weights:?}");
}

#[test]
fn the_draw_follows_the_shares_and_can_be_replayed() {
    let snapshot = served(&[("a", 80), ("b", 78)], 200).publish(NOW);
    let ids = [gateway("a"), gateway("b")];
    let weights = automatic(&ids, Some(&snapshot), NOW);
    let mut counts = [0u32; 2];
    for i in 0..20_000u32 {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&i.to_be_bytes());
        let payment = PaymentId::from_bytes(bytes);
        let choice = choose(&payment, 1, &weights, None).unwrap();
        // The whole way again, from what was published.
        let read = Snapshot::read(&serde_json::to_string(&snapshot).unwrap()).unwrap();
        if i % 500 == 0 {
            let again = choose(&payment, 1, &automatic(&ids, Some(&read), NOW), None).unwrap();
            assert_eq!(again.gateway, choice.gateway);
        }
        assert_eq!((choice.snapshot, choice.by), (snapshot.version, ChosenBy::Health));
        let index = ids.iter().position(|id| *id == choice.gateway).unwrap();
        assert_eq!(choice.propensity, choice.weights[index].1);
        counts[index] += 1;
    }
    let expected = share(&weights, "b") * 20_000 / ONE;
    assert!(counts[1].abs_diff(expected) < 300, "b was drawn {} times, expected about {expected}", counts[1]);
}

#[test]
fn without_any_health_the_operators_order_decides() {
    for i in 0..50u8 {
        let choice = choose(&PaymentId::from_bytes([i; 16]), 1, &automatic(&six(), None, NOW), None).unwrap();
        assert_eq!((choice.gateway.as_str(), choice.by, choice.snapshot), ("a", ChosenBy::Priority, 0));
    }
}

#[test]
fn no_candidate_is_a_refusal_and_a_named_one_is_taken() {
    let id = PaymentId::from_bytes([0; 16]);
    assert_eq!(choose(&id, 1, &automatic(&[], None, NOW), None), None);
    let choice = choose(&id, 1, &automatic(&six(), None, NOW), Some(&gateway("d"))).unwrap();
    assert_eq!((choice.gateway.as_str(), choice.by), ("d", ChosenBy::Shopper));
}

#[test]
fn an_old_snapshot_weighs_less_and_less() {
    let snapshot = served(&[("a", 90), ("b", 10)], 300).publish(NOW);
    let ids = [gateway("a"), gateway("b")];
    let shares = [0, 20, 60, 120, 600].map(|s| share(&automatic(&ids, Some(&snapshot), NOW + Span::seconds(s)), "b"));
    assert!(shares.is_sorted() && shares[0] < ONE / 100 && shares[4] > ONE / 3, "{shares:?}");
}

#[test]
fn only_a_snapshot_of_this_format_is_read() {
    let snapshot = served(&[("a", 90)], 3).publish(NOW);
    let json = serde_json::to_string(&snapshot).unwrap();
    assert!(json.len() < 700, "one gateway's health is {} bytes", json.len());
    let read = Snapshot::read(&json).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), json, "what is read is what was written");
    for wrong in ["", "{}", "null", "[1]", &json.replace("\"format\":2", "\"format\":3"), &json[..json.len() / 2]] {
        assert_eq!(Snapshot::read(wrong), None, "{wrong}");
    }
}

#[test]
fn versions_grow_whatever_the_clock_does() {
    let mut health = served(&[("a", 90)], 10);
    let mut last = 0;
    for at in [0, 5, 5, -60, 3_600, -3_600] {
        let version = health.publish(NOW + Span::seconds(at)).version;
        assert!(version > last, "{version} after {last}");
        last = version;
    }
}

#[test]
fn what_is_kept_is_what_was_known() {
    let mut health = served(&[("a", 90), ("b", 60)], 200);
    let kept: Health = serde_json::from_str(&serde_json::to_string(&health).unwrap()).unwrap();
    let (before, after) = (health.publish(NOW), { kept }.publish(NOW));
    for (one, other) in before.gateways.iter().zip(&after.gateways) {
        let (one, other) = (one.belief.mean(), other.belief.mean());
        assert!(one.abs_diff(other) < 100, "{one} and {other}");
    }
}

#[test]
fn what_this_isolate_saw_rests_for_a_moment() {
    let mut breaker = Breaker::default();
    let evidence = |class, at| Evidence { gateway: gateway("a"), at, step: Step::Call { class, latency_ms: 9 } };
    let rests = |breaker: &Breaker, at| breaker.resting(at).count() == 1;
    breaker.hear(&evidence(Class::Card, NOW));
    assert!(!rests(&breaker, NOW), "a declined card is an answer");
    breaker.hear(&evidence(Class::Tech, NOW));
    assert!(rests(&breaker, NOW) && rests(&breaker, NOW + Span::seconds(14)));
    assert!(!rests(&breaker, NOW + Span::seconds(15)) && !rests(&breaker, NOW + Span::hours(-1)));
    breaker.hear(&evidence(Class::Ok, NOW + Span::seconds(1)));
    assert!(!rests(&breaker, NOW + Span::seconds(2)), "it answered");
}

#[test]
fn a_shopper_is_the_network_they_come_from() {
    assert_eq!(shopper_number("2001:db8:1:2:aaaa::1"), shopper_number("2001:db8:1:2:bbbb::2"));
    assert_ne!(shopper_number("2001:db8:1:2::1"), shopper_number("2001:db8:1:3::1"));
    assert_ne!(shopper_number("192.0.2.1"), shopper_number("192.0.2.2"));
    assert_eq!((shopper_number("127.0.0.1"), shopper_number("::1"), shopper_number("")), (None, None, None));
}
