//! The long form: every scene to its end. Prints one JSON line, and fails if a law is broken or something never happened.
#![allow(clippy::disallowed_methods, reason = "a measure needs a clock")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what it is run for")]

use dargah_model::{Tally, explore, long, print, shorten};
use serde_json::{Map, json};
use std::{process::ExitCode, time::Instant};

/// Far beyond any scene: a scene that grows to this is not bounded.
const LIMIT: u64 = 40_000_000;

fn main() -> ExitCode {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let wanted = std::env::var("SCENE").ok();
    let limit = std::env::var("STATES").ok().and_then(|text| text.parse().ok()).unwrap_or(LIMIT);
    let tally = Tally::default();
    let (mut states, mut violations, mut scenes, mut complete) = (0, 0, Map::new(), true);
    let scenes_all = if std::env::var("SHORT").is_ok() { dargah_model::short() } else { long() };
    for scene in scenes_all.iter().filter(|scene| wanted.as_ref().is_none_or(|name| name == scene.name)) {
        let begin = Instant::now();
        let explored = explore(scene, threads, limit, &tally);
        let took = begin.elapsed().as_secs();
        let end = if explored.complete { "" } else { ", not to the end" };
        eprintln!("{}: {} states, {} steps, {took} s{end}", scene.name, explored.states, explored.steps);
        states += explored.states;
        scenes.insert(scene.name.to_owned(), json!(explored.states));
        if let Some((broken, actions)) = explored.broken {
            violations += 1;
            eprintln!("{}", print(scene, &shorten(scene, broken.law, actions)));
        } else {
            complete &= explored.complete;
        }
    }
    let witnesses: Map<String, _> = tally.counts().into_iter().map(|(name, n)| (name.to_owned(), json!(n))).collect();
    let missing: Vec<&String> = witnesses.iter().filter(|(_, n)| **n == 0).map(|(name, _)| name).collect();
    let figures = json!({
        "model_states": states, "model_violations": violations, "witnesses": witnesses, "scenes": scenes,
    });
    println!("{figures}");
    if !missing.is_empty() && wanted.is_none() {
        eprintln!("never happened: {missing:?}");
    }
    let fine = violations == 0 && complete && (missing.is_empty() || wanted.is_some());
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
