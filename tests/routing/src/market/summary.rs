//! From scores by seed to figures with intervals.

use super::{measure::Score, outage::Kind, router::Ms};
use serde::Serialize;

/// A mean and the half width of its 95 % confidence interval, by Student's t over seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// Half the width. With one seed there is none.
    pub ci95: Option<f64>,
}

/// The two-sided 95 % quantile of Student's t: exact for 1 and 2 degrees of freedom, otherwise Cornish and Fisher's expansion,
/// which is within 1 % at 3 degrees and a thousandth at 8.
fn quantile(degrees: f64) -> f64 {
    let z = 1.959_964_f64;
    match degrees {
        d if d < 1.5 => 12.706,
        d if d < 2.5 => 4.303,
        d => {
            let (z3, z5, z7) = (z.powi(3), z.powi(5), z.powi(7));
            z + (z3 + z) / (4.0 * d)
                + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * d * d)
                + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * d.powi(3))
        }
    }
}

impl Interval {
    /// Of values, one for each seed.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let ci95 = (values.len() > 1).then(|| quantile(n - 1.0) * (squares / (n - 1.0) / n).sqrt());
        Self { mean, ci95 }
    }

    /// Of the differences `a - b`, seed by seed.
    #[must_use]
    pub fn paired(a: &[f64], b: &[f64]) -> Self {
        Self::of(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>())
    }
}

/// Times of which some never came.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Times {
    /// Outages.
    pub n: usize,
    /// Half of them took no longer, seconds; nothing if more than half never came.
    pub p50_s: Option<f64>,
    /// Nine of ten took no longer, seconds.
    pub p90_s: Option<f64>,
    /// Share that never came, percent.
    pub never_pct: f64,
}

impl Times {
    /// Of times in milliseconds.
    #[must_use]
    pub fn of(times: impl Iterator<Item = Option<Ms>>) -> Self {
        let mut times: Vec<Ms> = times.map(|time| time.unwrap_or(Ms::MAX)).collect();
        times.sort_unstable();
        let n = times.len();
        let at = |percent: usize| {
            let time = times.get((n * percent / 100).min(n.saturating_sub(1)));
            time.filter(|time| **time < Ms::MAX).map(|time| f64::from(*time) / 1_000.0)
        };
        let never = times.iter().filter(|time| **time == Ms::MAX).count();
        Self { n, p50_s: at(50), p90_s: at(90), never_pct: 100.0 * never as f64 / n.max(1) as f64 }
    }
}

/// How a policy met the outages of one kind, over all seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindSummary {
    /// Which.
    pub kind: &'static str,
    /// Outages, whatever share the gateway had.
    pub outages: usize,
    /// Until traffic had left.
    pub shed: Times,
    /// Until traffic was back.
    pub restore: Times,
    /// Shoppers lost by an outage, mean.
    pub lost: f64,
    /// Token calls for shoppers during an outage, mean.
    pub calls: f64,
    /// Those of them after it was shed, mean over the outages that were.
    pub calls_after: Option<f64>,
    /// Those of them when every edge could know that it was.
    pub shopper_probes: Option<f64>,
}

impl KindSummary {
    fn of(kind: Kind, scores: &[Score]) -> Self {
        let met = || scores.iter().flat_map(|score| &score.met).filter(move |met| met.kind == kind);
        let outages = met().count();
        let mean = |sum: u32, n: usize| f64::from(sum) / n.max(1) as f64;
        let shed = || met().filter(|met| met.shed.flatten().is_some());
        let was_shed = shed().count();
        Self {
            kind: kind.name(),
            outages,
            shed: Times::of(met().filter_map(|met| met.shed)),
            restore: Times::of(met().filter_map(|met| met.restore)),
            lost: mean(met().map(|met| met.lost).sum(), outages),
            calls: mean(met().map(|met| met.calls).sum(), outages),
            calls_after: (was_shed > 0).then(|| mean(shed().map(|met| met.calls_after).sum(), was_shed)),
            shopper_probes: (was_shed > 0).then(|| mean(shed().map(|met| met.shopper_probes).sum(), was_shed)),
        }
    }
}

/// What a policy came to over all seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Its name.
    pub policy: String,
    /// Share of the shoppers who paid, percent.
    pub success_pct: Interval,
    /// What is missing to the oracle, percentage points; paired by seed, and negative.
    pub gap_pp: Interval,
    /// Shoppers who never saw a page, of a million.
    pub no_page_ppm: f64,
    /// By kind of outage.
    pub outages: Vec<KindSummary>,
    /// Alarms about healthy gateways, for each week of one gateway's health.
    pub false_down_per_gateway_week: f64,
    /// Alarms: during outages, in the five minutes after, and others.
    pub alarms: [u32; 3],
    /// Probes an hour, all gateways together.
    pub probes_per_hour: f64,
}

/// The success of each seed, percent.
#[must_use]
pub fn successes(scores: &[Score]) -> Vec<f64> {
    scores.iter().map(|score| score.success_pct).collect()
}

impl Summary {
    /// A policy's scores beside the oracle's of the same seeds. `hours` is the length of a run.
    #[must_use]
    pub fn of(policy: &str, scores: &[Score], oracle: &[Score], hours: f64) -> Self {
        let success = successes(scores);
        let sum = |of: fn(&Score) -> u32| scores.iter().map(of).sum::<u32>();
        let alarms = [sum(|s| s.true_alarms), sum(|s| s.echoes), sum(|s| s.false_alarms)];
        let weeks: f64 = scores.iter().map(|score| score.healthy_weeks).sum();
        let (no_page, shoppers) = scores.iter().fold((0, 0), |(a, b), s| (a + s.no_page, b + s.shoppers));
        let probes: u64 = scores.iter().map(|score| score.probes).sum();
        Self {
            policy: policy.to_owned(),
            success_pct: Interval::of(&success),
            gap_pp: Interval::paired(&success, &successes(oracle)),
            no_page_ppm: 1e6 * no_page as f64 / shoppers.max(1) as f64,
            outages: Kind::ALL.iter().map(|kind| KindSummary::of(*kind, scores)).collect(),
            false_down_per_gateway_week: f64::from(alarms[2]) / weeks.max(f64::MIN_POSITIVE),
            alarms,
            probes_per_hour: probes as f64 / (hours * scores.len().max(1) as f64),
        }
    }
}
