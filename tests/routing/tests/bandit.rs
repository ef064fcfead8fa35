//! The published table comes out again, and the problems are what they are said to be.
#![allow(clippy::float_arithmetic, reason = "regrets are statistics, not money")]

use dargah_routing::bandit::{Entrant, Problem, Set, contest, play};

/// Mean regret after 5,000 rounds on P1, P2 and P4 as published (JMLR 2022, arXiv 1902.01575), where it is the mean of 1000 runs.
/// Who believes that nothing changes is sometimes lucky and sometimes lost on P1 and P2: it takes 800 runs there to have a standard
/// error under 1.5 %. On P4, and for the others, 100 are enough.
const PUBLISHED: [(Entrant, u64, [f64; 3]); 5] = [
    (Entrant::Klucb, 800, [270.0, 162.0, 615.0]),
    (Entrant::Thompson, 800, [493.0, 388.0, 756.0]),
    (Entrant::SwKlucb, 100, [177.0, 182.0, 202.0]),
    (Entrant::GlrLocal, 100, [74.0, 113.0, 99.0]),
    (Entrant::GlrGlobal, 100, [97.0, 134.0, 128.0]),
];

#[test]
fn the_published_table_comes_out_again() {
    let problems = [("P1", Problem::p1()), ("P2", Problem::p2()), ("P4", Problem::p4())];
    let mut differences = Vec::new();
    for (entrant, runs, row) in PUBLISHED {
        for ((name, problem), published) in problems.iter().zip(row) {
            let runs = if *name == "P4" { 100 } else { runs };
            let standing = contest(&Set::Published(problem.clone()), entrant, runs);
            let (mean, error) = (standing.mean(), standing.standard_error());
            let off = (mean / published - 1.0) * 100.0;
            let result = format!("{name} {entrant:?}: published {published}, got {mean:.1} ± {error:.1} ({off:+.1} %)");
            eprintln!("{result}");
            assert!(error < 0.015 * mean, "{runs} runs are too few for 5 %: {result}");
            if off.abs() > 5.0 {
                differences.push(result);
            }
        }
    }
    assert!(differences.is_empty(), "more than 5 % off: {differences:#?}");
}

#[test]
fn a_smaller_exploration_is_better_than_the_published() {
    // 43, 73 and 80 by an implementation that was written apart from this one.
    for (problem, expected) in [(Problem::p1(), 43.1), (Problem::p2(), 73.4), (Problem::p4(), 80.0)] {
        let standing = contest(&Set::Published(problem), Entrant::GlrLocalLnT, 100);
        let (mean, error) = (standing.mean(), standing.standard_error());
        assert!((mean / expected - 1.0).abs() < 0.08, "expected {expected} ± 8 %, got {mean:.1} ± {error:.1}");
    }
}

#[test]
fn the_same_seed_gives_the_same_regret() {
    let problem = Problem::p1();
    let set = Set::Published(problem.clone());
    for entrant in Entrant::ALL {
        let once = contest(&set, entrant, 8);
        let again: Vec<f64> =
            (0..8).map(|seed| play::regret(&problem, entrant.enter(&problem).as_mut(), seed, 1)[0]).collect();
        assert_eq!(once.regrets, again, "{entrant:?}: on all cores, and one after the other");
        assert!(again.iter().any(|regret| *regret != again[0]), "{entrant:?}: another seed is another run");
    }
}

#[test]
fn a_curve_ends_at_the_regret() {
    for (name, set) in Set::all() {
        let standing = contest(&set, Entrant::SrV3Hedged, 3);
        assert!(standing.curve.is_sorted(), "{name}: regret never shrinks");
        let end = standing.curve[standing.curve.len() - 1];
        assert!((end - standing.mean()).abs() < 1e-9, "{name}: {end} and {}", standing.mean());
    }
}

#[test]
fn names_are_told_apart() {
    let mut names: Vec<&str> = Entrant::ALL.iter().map(|entrant| entrant.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Entrant::ALL.len());
}

#[test]
fn problems_are_as_published() {
    let best = |problem: &Problem| -> Vec<(usize, f64)> {
        let of = |means: &[f64]| means.iter().copied().fold(0.0, f64::max);
        problem.segments.iter().map(|segment| (segment.from, of(&segment.means))).collect()
    };
    let p1 = [(0, 0.9), (1000, 0.9), (2000, 0.3), (3000, 0.7), (4000, 0.7)];
    let p2 = [(0, 0.9), (1000, 0.7), (2000, 0.6), (3000, 0.7), (4000, 0.8)];
    let p4 = [(0, 0.9), (2500, 0.4), (3125, 0.5), (3750, 0.7), (4375, 0.5)];
    for (problem, expected) in [(Problem::p1(), p1), (Problem::p2(), p2), (Problem::p4(), p4)] {
        assert_eq!((problem.arms(), problem.rounds, problem.changes()), (3, 5000, 4));
        assert_eq!(best(&problem), expected);
    }
    // In P1 one arm changes at a time, in P2 all do.
    let moved = |problem: &Problem| -> Vec<usize> {
        let differ = |a: &[f64], b: &[f64]| a.iter().zip(b).filter(|(a, b)| a != b).count();
        problem.segments.windows(2).map(|pair| differ(&pair[0].means, &pair[1].means)).collect()
    };
    assert_eq!(moved(&Problem::p1()), [1, 1, 1, 1]);
    assert_eq!(moved(&Problem::p2()), [3, 3, 3, 3]);
}

#[test]
fn random_problems_have_their_properties() {
    const PROBLEMS: u64 = 500;
    let (mut all, mut overtaken) = (0u32, 0u32);
    for seed in 0..PROBLEMS {
        let problem = Problem::random(seed);
        assert_eq!(problem, Problem::random(seed), "the same seed is the same problem");
        assert_ne!(problem, Problem::random(seed + 1));
        assert_eq!((problem.arms(), problem.rounds), (6, 20_000));
        assert!(problem.segments.is_sorted_by_key(|segment| segment.from));
        let mut changes = [0; 6];
        for pair in problem.segments.windows(2) {
            let (before, after) = (&pair[0].means, &pair[1].means);
            assert!(after.iter().all(|mean| (0.5..0.95).contains(mean)), "seed {seed}: {after:?}");
            let moved: Vec<usize> = (0..6).filter(|&arm| before[arm] != after[arm]).collect();
            assert_eq!(moved.len(), 1, "seed {seed}: each arm changes alone");
            let arm = moved[0];
            changes[arm] += 1;
            let top = before.iter().copied().fold(0.0, f64::max);
            all += 1;
            overtaken += u32::from(before[arm] < top && after[arm] > top);
        }
        assert!(changes.iter().all(|changes| (1..=3).contains(changes)), "seed {seed}: {changes:?}");
    }
    // Half of the changes are made to overtake the leader; of the redraws few do.
    let share = f64::from(overtaken) / f64::from(all);
    assert!((0.48..0.60).contains(&share), "{share} of {all} changes overtake the leader");
    let each = f64::from(all) / PROBLEMS as f64;
    assert!((11.5..12.5).contains(&each), "{each} changes a problem, not 12");
}
