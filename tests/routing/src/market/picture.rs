//! The market drawn: what each policy loses against the oracle, and what an outage costs under it.

use super::{
    outage::Kind,
    peers::{DECISION_ENGINE, FIXED_BEST},
    summary::Summary,
};
use crate::chart::{Bar, BarChart, Group, number};

/// What the names of discounted Thompson sampling's configurations begin with.
const THOMPSON: &str = "discounted-thompson";

/// Who is drawn: what the names of their configurations begin with, and how people are told of them. Of several configurations
/// the one with the most successes is drawn.
const SHOWN: [(&str, &str); 9] = [
    ("dargah", "Dargah"),
    (DECISION_ENGINE, "decision-engine, best"),
    (THOMPSON, "Discounted Thompson, best"),
    ("epsilon-greedy", "ε-greedy"),
    ("sw-ucb", "SW-UCB"),
    (FIXED_BEST, "Best on average, fixed"),
    ("proportional", "Proportional"),
    ("round-robin", "Round-robin"),
    ("random", "Random"),
];

/// What a drawn market was, for its titles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scene {
    /// Shoppers a second.
    pub rate: f64,
    /// Seeds that were played.
    pub seeds: u64,
    /// Length of each, hours.
    pub hours: f64,
}

impl Scene {
    fn told(&self) -> String {
        let (rate, seeds, hours) = (number(self.rate), number(self.seeds as f64), number(self.hours));
        format!("{rate} shoppers a second, {seeds} runs of {hours} hours")
    }
}

/// Those of the summaries that are drawn, each with its label.
fn shown(summaries: &[Summary]) -> Vec<(&'static str, &Summary)> {
    let best = |prefix: &str| {
        let able = summaries.iter().filter(|summary| summary.policy.starts_with(prefix));
        able.max_by(|a, b| a.success_pct.mean.total_cmp(&b.success_pct.mean))
    };
    SHOWN.iter().filter_map(|(prefix, label)| best(prefix).map(|summary| (*label, summary))).collect()
}

/// Bars from the shortest, which is the best, and the same in words.
fn ranked(mut bars: Vec<Bar>) -> (Vec<Bar>, String) {
    bars.sort_by(|a, b| a.value.total_cmp(&b.value));
    let told = bars.iter().map(|bar| format!("{} {}", bar.label, number(bar.value))).collect::<Vec<_>>().join("; ");
    (bars, told)
}

/// How much fewer shoppers paid than under the oracle, percentage points, with the 95 % interval of the difference.
#[must_use]
pub fn gaps(summaries: &[Summary], scene: &Scene) -> BarChart {
    let bar = |(label, summary): (&'static str, &Summary)| Bar {
        label: label.into(),
        value: (-summary.gap_pp.mean).max(0.0),
        error: summary.gap_pp.ci95.unwrap_or(0.0),
        strong: summary.policy == "dargah",
    };
    let (bars, told) = ranked(shown(summaries).into_iter().map(bar).collect());
    BarChart {
        title: format!("Payments lost in a simulated market: {}", scene.told()),
        description: format!("Percentage points fewer shoppers who paid than under the oracle: {told}."),
        measured: "Percentage points behind an oracle that sees every outage; less is better. Whiskers: 95 %.".into(),
        groups: vec![Group { label: String::new(), bars }],
    }
}

/// Shoppers that one outage costs, mean, by what the outage does. No whiskers: all policies meet the very same outages. Outages of
/// the token call are not drawn, for the next gateway is tried under every policy and hardly anybody is lost.
#[must_use]
pub fn outages(summaries: &[Summary], scene: &Scene) -> BarChart {
    let mut read = Vec::new();
    let groups = [
        (Kind::Silent, "Silent: tokens are given, and nobody ends paid"),
        (Kind::Brown, "Brown: tokens are given, and four in ten who would have paid do not"),
    ];
    let groups = groups.map(|(kind, label)| {
        let bar = |(label, summary): (&'static str, &Summary)| {
            let of_kind = summary.outages.iter().find(|outage| outage.kind == kind.name())?;
            let strong = summary.policy == "dargah";
            Some(Bar { label: label.into(), value: of_kind.lost, error: 0.0, strong })
        };
        let (bars, told) = ranked(shown(summaries).into_iter().filter_map(bar).collect());
        read.push(format!("{label}: {told}."));
        Group { label: label.into(), bars }
    });
    BarChart {
        title: format!("What an outage costs: {}", scene.told()),
        description: format!("Shoppers lost by one outage. {}", read.join(" ")),
        measured: "Shoppers lost by one outage, mean; less is better. All meet the same outages.".into(),
        groups: groups.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Scene, gaps, outages};
    use crate::market::summary::{Interval, Summary};

    fn summary(policy: &str, success: f64) -> Summary {
        let interval = |mean| Interval { mean, ci95: Some(0.1) };
        Summary {
            policy: policy.into(),
            success_pct: interval(success),
            gap_pp: interval(success - 70.0),
            no_page_ppm: 0.0,
            outages: Vec::new(),
            false_down_per_gateway_week: 0.0,
            alarms: [0; 3],
            probes_per_hour: 0.0,
        }
    }

    #[test]
    fn the_best_configuration_is_drawn_and_the_best_stands_first() {
        let summaries = [
            summary("oracle", 70.0),
            summary("random", 60.0),
            summary("decision-engine-b35-greedy", 65.0),
            summary("decision-engine-b125-greedy", 66.0),
            summary("dargah", 69.0),
        ];
        let scene = Scene { rate: 5.0, seeds: 30, hours: 6.0 };
        let chart = gaps(&summaries, &scene);
        let bars: Vec<(&str, f64)> = chart.groups[0].bars.iter().map(|bar| (&*bar.label, bar.value)).collect();
        assert_eq!(bars, [("Dargah", 1.0), ("decision-engine, best", 4.0), ("Random", 10.0)]);
        assert!(chart.title.ends_with("5 shoppers a second, 30 runs of 6 hours"));
        assert!(outages(&summaries, &scene).groups.iter().all(|group| group.bars.is_empty()));
    }
}
