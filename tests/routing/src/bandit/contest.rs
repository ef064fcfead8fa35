//! One entrant's runs over a set of problems.

use super::{Entrant, Problem, play, statistics};

/// Parts of a run after which its regret is noted.
pub const POINTS: usize = 100;

/// Problems of which each run takes one.
#[derive(Clone, Debug)]
pub enum Set {
    /// The same in every run.
    Published(Problem),
    /// Another in every run: that whose seed is the run's number.
    Random,
}

impl Set {
    /// The sets, by the names in the figures.
    #[must_use]
    pub fn all() -> [(&'static str, Self); 4] {
        [
            ("p1", Self::Published(Problem::p1())),
            ("p2", Self::Published(Problem::p2())),
            ("p4", Self::Published(Problem::p4())),
            ("random", Self::Random),
        ]
    }

    fn problem(&self, run: u64) -> Problem {
        match self {
            Self::Published(problem) => problem.clone(),
            Self::Random => Problem::random(run),
        }
    }
}

/// How an entrant did.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Who.
    pub entrant: Entrant,
    /// Each run's regret at its end.
    pub regrets: Vec<f64>,
    /// The mean regret after each of [`POINTS`] equal parts of the run.
    pub curve: Vec<f64>,
}

impl Standing {
    /// The mean regret.
    #[must_use]
    pub fn mean(&self) -> f64 {
        statistics::mean(&self.regrets)
    }

    /// The mean's standard error.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        statistics::standard_error(&self.regrets)
    }
}

/// Lets `entrant` play `runs` runs over `set`. The same call gives the same regrets on any number of cores.
#[must_use]
pub fn contest(set: &Set, entrant: Entrant, runs: u64) -> Standing {
    let curves = play::on_all_cores(runs, |run| {
        let problem = set.problem(run);
        play::regret(&problem, entrant.enter(&problem).as_mut(), run, POINTS)
    });
    let at = |point: usize| -> Vec<f64> { curves.iter().map(|curve| curve[point]).collect() };
    let curve = (0..POINTS).map(|point| statistics::mean(&at(point))).collect();
    Standing { entrant, regrets: at(POINTS - 1), curve }
}
