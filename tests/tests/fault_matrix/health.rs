//! F35 and F36: what is known of the gateways is old, or nothing is known.

use super::scene::{come_back, named, open, run, status};
use dargah_engine::{
    gateway::{Class, Provider},
    id::GatewayId,
    money::Rial,
    payment::Command,
    routing::{ChosenBy, Evidence, Facts, Health, ONE, Policy, Snapshot, Step, Weights},
    time::Span,
};
use dargah_tests::market::{START, leave_alone};
use dargah_wire::PaymentStatus;

scenarios! {
    f35_health_is_old
    f36_no_health_is_known
}

/// Health in which one gateway fails and the other works.
fn health(failing: &str, working: &str) -> Snapshot {
    let mut health = Health::default();
    for _ in 0..40 {
        for (gateway, class) in [(failing, Class::Tech), (working, Class::Ok)] {
            let gateway = GatewayId::new(gateway).unwrap();
            health.absorb(&Evidence { gateway, at: START, step: Step::Call { class, latency_ms: 80 } });
        }
    }
    health.publish(START)
}

fn f35_health_is_old() {
    let snapshot = health("mellat", "saman");
    let ids = ["mellat", "saman"].map(|id| GatewayId::new(id).unwrap());
    let policy = Policy::default();
    let plan = policy.plan(&Facts::new(Rial::new(1_250_000).unwrap(), START));
    let share = |age: Span| Weights::of(&ids, Some(&snapshot), &plan, START + age).as_slice()[0].1;
    assert!(share(Span::ZERO) < ONE / 50, "a gateway that fails gets next to nothing");
    // The older it is, the less it is believed: it neither rules for ever nor turns over at once.
    let shares = [0, 30, 60, 120, 600].map(|seconds| share(Span::seconds(seconds)));
    assert!(shares.is_sorted(), "{shares:?}");
    assert!(shares[4] > ONE * 2 / 5, "ten minutes old says nothing any more: {shares:?}");
    // What this isolate saw itself has the last word over what was published before.
    let mut stage = open("saman");
    let mut run = run(&stage, None);
    run.health = Some(health("mellat", "saman"));
    run.without = Provider::ALL
        .iter()
        .map(|p| GatewayId::new(p.as_str()).unwrap())
        .filter(|id| id.as_str() != "mellat")
        .collect();
    stage.market.tell(stage.sale, Command::Begin(Box::new(run)), &mut leave_alone).unwrap();
    assert_eq!(stage.payment().attempts[0].gateway.as_str(), "mellat");
    named(
        "tests/worker/health.test.mjs",
        "a bank fails and heals: KV says so, and the traffic leaves it and comes back",
    );
}

fn f36_no_health_is_known() {
    let mut stage = open("mellat");
    let run = run(&stage, None);
    stage.market.tell(stage.sale, Command::Begin(Box::new(run)), &mut leave_alone).unwrap();
    let chosen = super::scene::events(&stage).into_iter().find_map(|event| match event {
        dargah_engine::payment::Event::AttemptStarted { choice, .. } => Some(choice),
        _ => None,
    });
    let chosen = chosen.unwrap();
    assert_eq!((chosen.gateway.as_str(), chosen.by, chosen.snapshot), ("mellat", ChosenBy::Priority, 0));
    let back = stage.market.at_bank(stage.sale, "pay");
    come_back(&mut stage, &back);
    assert_eq!(status(&stage), PaymentStatus::Paid, "checkout goes on in the operator's order");
    // A value in KV that is not ours, or of another version, is as good as none.
    for wrong in ["", "{}", "null", "{\"format\":3,\"version\":1,\"published_at\":0,\"gateways\":[]}"] {
        assert_eq!(Snapshot::read(wrong), None, "{wrong}");
    }
}
