//! What `npm run measure` prints of the payment market: every policy at every rate of arrival, with 95 % intervals over seeds.
//!
//! `SEEDS` is the number of seeds, `RATES` the shoppers a second ("1,5,20"), `HOURS` the length of a run, `REFRESH_MS` how often an
//! edge fetches. At 20 a second and more only a third of the seeds is played: each has as many shoppers as four at 5 a second, so
//! the intervals are still narrow. The JSON says how many were played. `CHARTS=folder` draws 5 a second, or the first rate if that is
//! not played.
#![allow(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a measure prints, needs a clock, and stops at a wrong setting"
)]

use dargah_routing::market::{
    Dargah, Policy, Setting,
    peers::{self, DECISION_ENGINE, FIXED_BEST, ORACLE},
    picture::{Scene, gaps, outages},
    play, play_all,
    summary::{Interval, Summary, successes},
};
use serde_json::{Value, json};
use std::{env, fs, io, path::Path, str::FromStr, time::Instant};

/// Seeds, unless `SEEDS` says otherwise.
const SEEDS: u64 = 30;

/// From this rate on, a third of the seeds.
const MANY: f64 = 20.0;

/// The rate that is drawn.
const DRAWN: f64 = 5.0;

/// One rate, played by all.
struct Measured {
    scene: Scene,
    summaries: Vec<Summary>,
    figures: Value,
}

fn from_env<T: FromStr>(name: &str, ordinary: T) -> T {
    env::var(name).map_or(ordinary, |text| text.trim().parse().ok().expect("a number in SEEDS, HOURS or REFRESH_MS"))
}

fn main() -> io::Result<()> {
    let (hours, seeds) = (from_env("HOURS", 6.0), from_env("SEEDS", SEEDS));
    let rates = env::var("RATES").unwrap_or_else(|_| "1,5,20".to_owned());
    let rates = rates.split(',').map(|rate| rate.trim().parse().expect("numbers in RATES, with commas"));
    let started = Instant::now();
    let measured: Vec<Measured> = rates.map(|rate| one_rate(rate, seeds, hours)).collect();
    eprintln!("{:.1} s", started.elapsed().as_secs_f64());
    // First: a folder that is not there must not cost the figures.
    let figures: Vec<&Value> = measured.iter().map(|measured| &measured.figures).collect();
    println!("{}", json!({ "market_hours": hours, "market": figures }));
    match env::var("CHARTS") {
        Ok(folder) => draw(&measured, Path::new(&folder)),
        Err(_) => Ok(()),
    }
}

/// `market.svg` and `market-outages.svg`.
fn draw(measured: &[Measured], folder: &Path) -> io::Result<()> {
    let drawn =
        measured.iter().find(|measured| (measured.scene.rate - DRAWN).abs() < 1e-9).or_else(|| measured.first());
    let Some(Measured { scene, summaries, .. }) = drawn else { return Ok(()) };
    fs::create_dir_all(folder)?;
    fs::write(folder.join("market.svg"), gaps(summaries, scene).svg())?;
    fs::write(folder.join("market-outages.svg"), outages(summaries, scene).svg())
}

fn one_rate(rate: f64, seeds: u64, hours: f64) -> Measured {
    let mut setting = Setting::new(rate);
    setting.length_ms = (hours * 3_600_000.0) as u32;
    setting.refresh_ms = from_env("REFRESH_MS", setting.refresh_ms);
    let seeds = if rate < MANY { seeds } else { seeds.div_ceil(3) };
    let mut policies = peers::all();
    let peers = policies.len();
    policies.push(Policy::new("dargah", |world| play(world, Dargah::new(6))));
    let scores = play_all(&policies, &setting, 0..seeds, |done| eprintln!("{rate}/s: {done} of {seeds} seeds"));
    let oracle = policies.iter().position(|policy| policy.name == ORACLE).expect("an oracle");
    let summaries: Vec<Summary> = policies
        .iter()
        .zip(&scores)
        .map(|(policy, of_policy)| Summary::of(&policy.name, of_policy, &scores[oracle], hours))
        .collect();
    // The best configuration counts, found on the very seeds it is then compared on: an advantage for the peers.
    let best = |may: &dyn Fn(&str) -> bool| {
        let able = (0..peers).filter(|index| may(&policies[*index].name));
        able.max_by(|a, b| summaries[*a].success_pct.mean.total_cmp(&summaries[*b].success_pct.mean)).expect("a peer")
    };
    let engine = best(&|name| name.starts_with(DECISION_ENGINE));
    let peer = best(&|name| name != ORACLE && name != FIXED_BEST);
    let beside = |mine: usize, other: usize| Interval::paired(&successes(&scores[mine]), &successes(&scores[other]));
    let each = summaries.iter().enumerate().map(|(index, summary)| {
        let (beside_engine, beside_peer) = (beside(index, engine), beside(index, peer));
        tell(summary, &beside_engine);
        let mut value = json!(summary);
        value["beside_best_decision_engine_pp"] = json!(beside_engine);
        value["beside_best_peer_pp"] = json!(beside_peer);
        value
    });
    let figures = json!({
        "rate": rate,
        "seeds": seeds,
        "refresh_ms": setting.refresh_ms,
        "policies": each.collect::<Vec<_>>(),
        "best_decision_engine": policies[engine].name,
        "best_peer": policies[peer].name,
    });
    Measured { scene: Scene { rate, seeds, hours }, summaries, figures }
}

/// One line for people.
fn tell(summary: &Summary, beside: &Interval) {
    let kinds = summary.outages.iter().map(|kind| {
        let time = |time: Option<f64>| time.map_or_else(|| "-".to_owned(), |time| format!("{time:.0}"));
        let probes = kind.shopper_probes.map_or_else(|| "-".to_owned(), |probes| format!("{probes:.1}"));
        let (shed, restore) = (time(kind.shed.p50_s), time(kind.restore.p50_s));
        format!("{}: shed {shed} restore {restore} lost {:.1} after {probes}", kind.kind, kind.lost)
    });
    eprintln!(
        "{:>45} {:.2} % gap {:+.2} ± {:.2} beside {:+.2} ± {:.2} | {} | false {:.2}",
        summary.policy,
        summary.success_pct.mean,
        summary.gap_pp.mean,
        summary.gap_pp.ci95.unwrap_or(0.0),
        beside.mean,
        beside.ci95.unwrap_or(0.0),
        kinds.collect::<Vec<_>>().join(" | "),
        summary.false_down_per_gateway_week,
    );
}
