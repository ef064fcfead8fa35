//! What `npm run measure` prints of the bandit problems: everybody's regret on the published ones and on random ones.
//!
//! `RUNS` is how many runs each published problem is played, `PROBLEMS` how many random ones are. `CURVES=file` writes the mean
//! regret over time as JSON, `CHARTS=folder` draws it.
#![allow(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    reason = "a measure prints statistics, and needs a clock"
)]

use dargah_routing::{
    bandit::{Entrant, Problem, Set, Standing, contest, contest::POINTS, statistics::quantile},
    chart::{Bar, BarChart, Group, Line, LineChart, number},
};
use serde_json::{Map, Value, json};
use std::{env, fs, io, path::Path, time::Instant};

/// A set of problems that was played by all.
struct Played {
    name: &'static str,
    standings: Vec<Standing>,
}

fn main() -> io::Result<()> {
    let (runs, problems) = (count("RUNS", 1000), count("PROBLEMS", 200));
    let sets = Set::all();
    let mut played = Vec::new();
    for (name, set) in &sets {
        let runs = if matches!(set, Set::Random) { problems } else { runs };
        let standings = Entrant::ALL.iter().map(|&entrant| watched(name, set, entrant, runs)).collect();
        played.push(Played { name, standings });
    }
    // First: a folder that is not there must not cost the figures.
    println!("{}", figures(&played, runs, problems));
    if let Ok(path) = env::var("CURVES") {
        fs::write(path, format!("{}\n", curves(&played)))?;
    }
    if let Ok(folder) = env::var("CHARTS") {
        draw(&played, Path::new(&folder), runs, problems)?;
    }
    Ok(())
}

/// A number from the environment.
fn count(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// A contest, told on stderr.
fn watched(name: &str, set: &Set, entrant: Entrant, runs: u64) -> Standing {
    let started = Instant::now();
    let standing = contest(set, entrant, runs);
    let (mean, error, seconds) = (standing.mean(), standing.standard_error(), started.elapsed().as_secs_f64());
    eprintln!("{name:>7}  {:15} {mean:8.1} ± {error:4.1}  {seconds:6.1} s", entrant.name());
    standing
}

impl Played {
    /// SR v3's better greedy configuration here.
    fn best_sr_v3(&self) -> Option<&Standing> {
        let of = |standing: &&Standing| Entrant::SR_V3.contains(&standing.entrant);
        self.standings.iter().filter(of).min_by(|a, b| a.mean().total_cmp(&b.mean()))
    }

    /// A figure of everybody, and as `sr_v3` that of SR v3's better configuration.
    fn each(&self, figure: impl Fn(&Standing) -> f64) -> Value {
        let rounded = |standing: &Standing| json!((figure(standing) * 100.0).round() / 100.0);
        let mut all = Map::new();
        for standing in &self.standings {
            all.insert(standing.entrant.name().into(), rounded(standing));
        }
        if let Some(best) = self.best_sr_v3() {
            all.insert("sr_v3".into(), rounded(best));
        }
        Value::Object(all)
    }
}

/// The line that the figures are taken from.
fn figures(played: &[Played], runs: u64, problems: u64) -> Value {
    let (mut regret, mut errors, mut windows) = (Map::new(), Map::new(), Map::new());
    for set in played {
        regret.insert(set.name.into(), set.each(Standing::mean));
        errors.insert(set.name.into(), set.each(Standing::standard_error));
        windows.insert(set.name.into(), json!(set.best_sr_v3().map(|best| best.entrant.name())));
        if set.name == "random" {
            let ninth = |standing: &Standing| quantile(&standing.regrets, 0.9);
            regret.insert("random_p90".into(), set.each(ninth));
        }
    }
    json!({ "regret": regret, "standard_error": errors, "sr_v3_is": windows, "runs": runs, "problems": problems })
}

/// The sets whose curves are worth a look, and how many rounds their runs have.
fn looked_at(played: &[Played]) -> impl Iterator<Item = (&Played, usize)> {
    let rounds = |name: &str| match name {
        "p4" => Some(Problem::p4().rounds),
        "random" => Some(Problem::random(0).rounds),
        _ => None,
    };
    played.iter().filter_map(move |set| rounds(set.name).map(|rounds| (set, rounds)))
}

/// Mean regret over time, with the rounds that the points belong to.
fn curves(played: &[Played]) -> Value {
    let mut all = Map::new();
    for (set, rounds) in looked_at(played) {
        let at: Vec<usize> = (1..=POINTS).map(|point| point * rounds / POINTS).collect();
        let by: Map<String, Value> =
            set.standings.iter().map(|standing| (standing.entrant.name().into(), json!(standing.curve))).collect();
        all.insert(set.name.into(), json!({ "round": at, "regret": by }));
    }
    Value::Object(all)
}

/// Whether an entrant is the one that the others are compared with.
fn ours(entrant: Entrant) -> bool {
    entrant.name() == "dargah"
}

/// `bandit-p4.svg` and `bandit-random.svg`: regret over time; `bandit.svg`: everybody's regret at the end.
fn draw(played: &[Played], folder: &Path, runs: u64, problems: u64) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let (runs, problems) = (number(runs as f64), number(problems as f64));
    for (set, rounds) in looked_at(played) {
        let published = set.name == "p4";
        let what = if published { format!("P4, {runs} runs") } else { format!("{problems} random problems") };
        let marks = if published { Problem::p4().segments } else { Vec::new() };
        let chart = LineChart {
            title: format!("Regret over time: {what}"),
            description: told(set),
            x: if published { "round; dashed: the means change".into() } else { "round".into() },
            y: "Mean regret: rewards lost against always playing the best arm. Less is better.".into(),
            lines: set.standings.iter().map(|standing| line(standing, rounds)).collect(),
            marks: marks.iter().skip(1).map(|segment| segment.from as f64).collect(),
        };
        fs::write(folder.join(format!("bandit-{}.svg", set.name)), chart.svg())?;
    }
    let title = |name: &str| match name {
        "random" => format!("{problems} random problems, 6 arms, 20,000 rounds"),
        name => format!("{}, 3 arms, 5,000 rounds, {runs} runs", name.to_uppercase()),
    };
    let chart = BarChart {
        title: "Regret on bandit problems that change".into(),
        description: played.iter().map(|set| format!("{}: {}", set.name, told(set))).collect::<Vec<_>>().join(" "),
        measured: "Mean regret at the end; less is better. Whiskers: twice the standard error.".into(),
        groups: played.iter().map(|set| Group { label: title(set.name), bars: bars(set) }).collect(),
    };
    fs::write(folder.join("bandit.svg"), chart.svg())
}

/// Everybody's regret in a sentence, for who is read to.
fn told(set: &Played) -> String {
    let each = |standing: &Standing| format!("{} {:.0}", standing.entrant.label(), standing.mean());
    format!("Mean regret at the end: {}.", set.standings.iter().map(each).collect::<Vec<_>>().join("; "))
}

fn line(standing: &Standing, rounds: usize) -> Line {
    let along = |point: usize| ((point + 1) * rounds / POINTS) as f64;
    let later = standing.curve.iter().enumerate().map(|(point, &regret)| (along(point), regret));
    let points = std::iter::once((0.0, 0.0)).chain(later).collect();
    Line { label: standing.entrant.label().into(), points, strong: ours(standing.entrant) }
}

/// From the best.
fn bars(set: &Played) -> Vec<Bar> {
    let bar = |standing: &Standing| Bar {
        label: standing.entrant.label().into(),
        value: standing.mean(),
        error: 2.0 * standing.standard_error(),
        strong: ours(standing.entrant),
    };
    let mut bars: Vec<Bar> = set.standings.iter().map(bar).collect();
    bars.sort_by(|a, b| a.value.total_cmp(&b.value));
    bars
}
