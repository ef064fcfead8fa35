//! The market itself under test: its days repeat, its books add up, its outages are what they are called, and its measures find
//! what a router made by hand did at known times.
#![allow(clippy::float_arithmetic, reason = "shares and percentages")]

use dargah_routing::market::{
    Ask, Event, IssuerOutage, Kind, Ms, Outage, Outcome, Router, Score, Setting, World, measure,
    peers::{
        self, ORACLE,
        learner::Late,
        plain::{Oracle, Random, RoundRobin, best},
        thompson::Thompson,
        window::Window,
    },
    play,
    summary::{Interval, Times},
};
use std::{cell::RefCell, collections::HashMap, rc::Rc};

const MINUTE: Ms = 60_000;

fn hours(hours: Ms, rate: f64) -> Setting {
    Setting { length_ms: hours * 60 * MINUTE, warm_up_ms: 0, ..Setting::new(rate) }
}

fn outage(gateway: usize, kind: Kind, from: Ms, until: Ms) -> Outage {
    Outage { gateway, kind, from, until, token_fault: 0.95 }
}

/// Writes down what another router hears.
struct Witness<R> {
    router: R,
    heard: Rc<RefCell<Vec<Event>>>,
}

impl<R: Router> Router for Witness<R> {
    type Snapshot = R::Snapshot;
    type Edge = R::Edge;

    fn edge(&self, index: usize) -> R::Edge {
        self.router.edge(index)
    }

    fn hear(&mut self, event: &Event) {
        self.heard.borrow_mut().push(*event);
        self.router.hear(event);
    }

    fn publish(&mut self, now: Ms) -> R::Snapshot {
        self.router.publish(now)
    }

    fn choose(snapshot: &R::Snapshot, edge: &mut R::Edge, ask: &Ask<'_>) -> Option<usize> {
        R::choose(snapshot, edge, ask)
    }
}

fn witness<R: Router>(world: &World, router: R) -> (dargah_routing::market::Run, Vec<Event>) {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let run = play(world, Witness { router, heard: Rc::clone(&heard) });
    (run, heard.take())
}

#[test]
fn one_seed_is_one_day() {
    let day = |seed| {
        let world = World::new(&hours(1, 5.0), seed);
        play(&world, Late::new(Thompson::new(6, 0.999)))
    };
    assert_eq!(day(7), day(7));
    assert_ne!(day(7), day(8));
}

#[test]
fn nothing_is_better_than_to_know() {
    let policies = peers::all();
    for seed in 0..2 {
        let world = World::new(&hours(2, 5.0), seed);
        let oracle = play(&world, Oracle(&world)).books.success_pct();
        for policy in policies.iter().filter(|policy| policy.name != ORACLE) {
            let success = policy.play(&world).books.success_pct();
            assert!(success < oracle, "{} {success} {oracle}", policy.name);
            assert!(success > 50.0, "{} {success}", policy.name);
        }
    }
}

#[test]
fn every_shopper_ends_once() {
    let world = World::new(&hours(2, 5.0), 3);
    let (run, heard) = witness(&world, Random(6));
    let books = run.books;
    assert_eq!(books.arrived, books.ended());
    assert!((books.arrived as f64 - 36_000.0).abs() < 800.0, "{}", books.arrived);
    let ended =
        |outcome| heard.iter().filter(|e| matches!(e, Event::Ended { outcome: o, .. } if *o == outcome)).count();
    assert_eq!(books.paid, ended(Outcome::Paid) as u64);
    let others = [Outcome::Cancelled, Outcome::CardDeclined, Outcome::IssuerDown, Outcome::ProviderFault];
    assert_eq!(books.came_back, others.map(|outcome| ended(outcome) as u64));
    let mut sent = HashMap::new();
    for event in &heard {
        match *event {
            Event::Sent { payment, gateway, at, .. } => assert_eq!(sent.insert(payment, (gateway, at)), None),
            Event::Ended { payment, gateway, started_at, .. } => {
                assert_eq!(sent.insert(payment, (usize::MAX, 0)), Some((gateway, started_at)));
            }
            Event::Token { .. } => {}
        }
    }
    assert_eq!(sent.len() as u64, books.arrived - books.no_page);
    assert_eq!(run.named.len(), heard.iter().filter(|event| matches!(event, Event::Token { .. })).count());
    let moments = heard.iter().map(|event| match *event {
        Event::Token { at, .. } | Event::Sent { at, .. } | Event::Ended { at, .. } => at,
    });
    assert!(moments.is_sorted());
}

#[test]
fn two_policies_meet_the_same_shoppers() {
    let world = World::new(&hours(1, 5.0), 4);
    let ends = |events: Vec<Event>| {
        let mut ends: HashMap<_, _> = HashMap::new();
        for event in events {
            match event {
                Event::Sent { payment, gateway, at, issuer } => {
                    ends.insert((payment, gateway, at), (issuer, None));
                }
                Event::Ended { payment, gateway, started_at, issuer, outcome, at } => {
                    ends.insert((payment, gateway, started_at), (issuer, Some((outcome, at))));
                }
                Event::Token { .. } => {}
            }
        }
        ends
    };
    let (a, b) = (ends(witness(&world, Random(6)).1), ends(witness(&world, RoundRobin(6)).1));
    let both: Vec<_> = a.iter().filter_map(|(key, end)| b.get(key).map(|other| (end, other))).collect();
    assert!(both.len() > a.len() / 8, "{} of {}", both.len(), a.len());
    assert!(both.iter().all(|(end, other)| end == other));
}

#[test]
fn outages_are_what_they_are_called() {
    let (from, until) = (10 * MINUTE, 50 * MINUTE);
    let outages = vec![
        outage(0, Kind::Token, from, until),
        outage(1, Kind::Silent, from, until),
        outage(2, Kind::Brown, from, until),
    ];
    let issuer = IssuerOutage { issuer: 0, from, until };
    let world = World::with_outages(&hours(1, 20.0), 5, outages, vec![issuer]);
    let (run, heard) = witness(&world, Random(6));
    let within = |at: Ms| (from..until).contains(&at);
    let share = |part: usize, all: usize| part as f64 / all as f64;
    let tokens = |gateway: usize, good: bool| {
        heard.iter().filter(move |event| {
            matches!(event, Event::Token { gateway: g, ok, ms, at, .. }
            if *g == gateway && within(at - ms) && (*ok || !good))
        })
    };
    let works = [0, 1, 2, 3].map(|gateway| share(tokens(gateway, true).count(), tokens(gateway, false).count()));
    assert!(works[0] < 0.07 && works[1..].iter().all(|works| *works > 0.98), "{works:?}");
    let paid = |gateway: usize, of_issuer: bool| {
        let mine = |g: usize, issuer: Option<usize>, at| g == gateway && within(at) && (issuer == Some(0)) == of_issuer;
        let sent = heard
            .iter()
            .filter(|e| matches!(e, Event::Sent { gateway, issuer, at, .. } if mine(*gateway, *issuer, *at)));
        let paid = heard.iter().filter(|e| {
            matches!(e, Event::Ended { gateway, issuer, started_at, outcome: Outcome::Paid, .. }
                if mine(*gateway, *issuer, *started_at))
        });
        share(paid.count(), sent.count())
    };
    let rates = [1, 2, 3].map(|gateway| paid(gateway, false));
    let brown = rates[1] / world.rate(2, 30 * MINUTE);
    assert!(rates[0] == 0.0 && (brown - 0.6).abs() < 0.03 && (0.66..0.8).contains(&rates[2]), "{rates:?}");
    assert_eq!(paid(3, true), 0.0);
    // A shopper without the outage pays; so nearly what a silent outage spoils is the rate of its shoppers with a working issuer.
    let sent = tokens(1, true).count() as f64 * 0.78 * world.rate(1, 30 * MINUTE);
    assert!((f64::from(run.spoiled[1]) / sent - 1.0).abs() < 0.05, "{} {sent}", run.spoiled[1]);
    assert_eq!(run.turned_away[1..], [0, 0]);
}

#[test]
fn failover_saves_whom_a_token_outage_would_cost() {
    let outages = vec![outage(0, Kind::Token, 10 * MINUTE, 20 * MINUTE)];
    let turned_away = |failover| {
        let world = World::with_outages(&Setting { failover, ..hours(1, 5.0) }, 6, outages.clone(), Vec::new());
        let run = play(&world, Random(6));
        (run.turned_away[0], run.books.no_page)
    };
    let (without, no_page) = turned_away(false);
    assert!((430..=520).contains(&without) && no_page > u64::from(without), "{without} {no_page}");
    assert!(turned_away(true).0 < 3);
}

/// Sheds gateway 0 by the clock, but for one shopper of fifty, and asks for a probe of it every five seconds. It also cries wolf
/// about gateway 1, and keeps how old the snapshots at the edges were.
struct Clockwork {
    away: (Ms, Ms),
    wolf: (Ms, Ms),
    oldest: Rc<RefCell<Ms>>,
    probed: Rc<RefCell<(u32, u32)>>,
}

impl Router for Clockwork {
    type Snapshot = (Ms, (Ms, Ms), (Ms, Ms), Rc<RefCell<Ms>>);
    type Edge = ();

    fn edge(&self, _: usize) {}

    fn hear(&mut self, event: &Event) {
        if let Event::Token { gateway: 0, ok, probe: true, .. } = event {
            let (all, good) = *self.probed.borrow();
            *self.probed.borrow_mut() = (all + 1, good + u32::from(*ok));
        }
    }

    fn publish(&mut self, now: Ms) -> Self::Snapshot {
        (now, self.away, self.wolf, Rc::clone(&self.oldest))
    }

    fn probes(&mut self, now: Ms, wanted: &mut Vec<usize>) {
        if now.is_multiple_of(5_000) {
            wanted.push(0);
        }
    }

    fn choose((at, away, _, oldest): &Self::Snapshot, (): &mut (), ask: &Ask<'_>) -> Option<usize> {
        oldest.replace_with(|oldest| (*oldest).max(ask.now - at));
        let turn = (ask.payment % 6) as usize;
        let avoids = (away.0..away.1).contains(&ask.now) && !ask.payment.is_multiple_of(50);
        let first = if turn == 0 && avoids { 3 } else { turn };
        // Retries go to the fourth or the fifth.
        best(6, ask, |gateway| if gateway == first { 2.0 } else { f64::from(u8::from(gateway > 3)) })
    }

    fn down((at, away, wolf, _): &Self::Snapshot, gateway: usize) -> bool {
        let span = [away, wolf].get(gateway).copied();
        span.is_some_and(|span| (span.0..span.1).contains(at))
    }
}

fn clockwork(kind: Kind, refresh_ms: Ms) -> (Score, Ms, (u32, u32)) {
    let (from, until) = (20 * MINUTE, 30 * MINUTE);
    let world = World::with_outages(
        &Setting { refresh_ms, ..hours(1, 5.0) },
        9,
        vec![outage(0, kind, from, until)],
        Vec::new(),
    );
    let (oldest, probed) = (Rc::default(), Rc::default());
    let away = (from + 60_000, until + 90_000);
    let wolf = (40 * MINUTE, 41 * MINUTE);
    let router = Clockwork { away, wolf, oldest: Rc::clone(&oldest), probed: Rc::clone(&probed) };
    (measure(&world, &play(&world, router)), oldest.take(), probed.take())
}

#[test]
fn measures_find_what_was_done_at_known_times() {
    let (score, oldest, (probes, good)) = clockwork(Kind::Token, 2_000);
    let [met] = score.met[..] else { panic!("one outage: {score:?}") };
    let near = |time: Option<Option<Ms>>, seconds: f64| (f64::from(time.unwrap().unwrap()) / 1_000.0 - seconds).abs();
    assert!(
        (met.before - 1.0 / 6.0).abs() < 0.02 && near(met.shed, 60.0) < 4.0 && near(met.restore, 90.0) < 6.0,
        "{met:?}"
    );
    // 60 s of a sixth, and in 540 s one of 150, which is in both the fifties and the sixes.
    assert!((40..=75).contains(&(met.calls - met.calls_after)) && (15..=21).contains(&met.calls_after), "{met:?}");
    assert_eq!((score.true_alarms, score.echoes, score.false_alarms, met.lost), (1, 0, 1, 0));
    let weeks = (6.0 - 1.0 / 6.0) / 168.0;
    assert!((score.healthy_weeks - weeks).abs() < 1e-9);
    assert_eq!((probes, score.probes), (720, 720));
    assert!((600..=615).contains(&good), "{good}");
    assert!((2_500..3_000).contains(&oldest), "{oldest}");
}

#[test]
fn a_silent_outage_costs_those_sent_into_it_and_a_fresh_centre_is_never_old() {
    let (score, oldest, _) = clockwork(Kind::Silent, 0);
    let met = score.met[0];
    let rate = f64::from(met.lost) / f64::from(met.calls);
    assert!((0.6..0.85).contains(&rate) && met.shed.is_some(), "{met:?}");
    assert_eq!(oldest, 0);
}

#[test]
fn statistics() {
    let interval = Interval::paired(&[3.0, 5.0, 4.0, 6.0], &[2.0, 3.0, 1.0, 2.0]);
    // Differences 1, 2, 3, 4: standard error 0.6455, and t of three degrees of freedom 3.182.
    assert!((interval.mean - 2.5).abs() < 1e-12 && (interval.ci95.unwrap() - 2.054).abs() < 0.02, "{interval:?}");
    let times = Times::of([Some(1_000), None, Some(3_000), Some(2_000), None].into_iter());
    assert_eq!((times.n, times.p50_s, times.p90_s, times.never_pct), (5, Some(3.0), None, 40.0));
    let mut window = Window::of_successes(10);
    window.refill(0.72);
    assert_eq!((window.len(), window.mean()), (10, Some(0.7)));
    // The oldest is a failure.
    window.push(true);
    assert_eq!((window.len(), window.mean()), (10, Some(0.8)));
}
