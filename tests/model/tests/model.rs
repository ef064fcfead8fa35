//! The short form: small worlds to their end, and one story again. `SCENE=… TRACE='[…]'` tells the one that a failure printed.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it found")]

use dargah_model::{Scene, Tally, explore, long, print, short, shorten, tell};
use std::env;

fn named(name: &str) -> Scene {
    short().into_iter().chain(long()).find(|scene| scene.name == name).unwrap_or_else(|| panic!("no scene {name}"))
}

#[test]
fn no_order_of_events_breaks_a_law() {
    if let (Ok(name), Ok(trace)) = (env::var("SCENE"), env::var("TRACE")) {
        let scene = named(&name);
        let actions: Vec<_> = serde_json::from_str(&trace).expect("TRACE is a JSON list of actions");
        let (_, broken) = tell(&scene, &actions);
        assert!(broken.is_none(), "\n{}", print(&scene, &actions));
        return;
    }
    let tally = Tally::default();
    for scene in short() {
        let explored = explore(&scene, 2, 5_000_000, &tally);
        if let Some((broken, actions)) = explored.broken {
            panic!("{broken}\n{}", print(&scene, &shorten(&scene, broken.law, actions)));
        }
        assert!(explored.complete, "{} has no end", scene.name);
    }
    let missing: Vec<_> = tally.counts().into_iter().filter(|(_, count)| *count == 0).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}
