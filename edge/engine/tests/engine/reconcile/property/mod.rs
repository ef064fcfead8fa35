//! A random ledger and the file that agrees with it, written as one of the panels writes; then discrepancies are put in, and the
//! report lists exactly these. `SEED=n cargo test -p dargah-engine --test engine reconcile::property` tells one seed's story again;
//! `SEEDS=n` tells so many.

mod dice;
mod panel;
mod story;

use dargah_engine::reconcile::{Class, Report, SettlementFile, reconcile};
use dice::Dice;
use panel::PANELS;
use std::collections::BTreeMap;
use story::{Counts, Expected, Story, TERMINAL, window};

const SEEDS: u64 = 1_000;

fn given(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

fn found(report: &Report) -> Vec<(Option<u32>, Expected)> {
    report.discrepancies.iter().map(|d| (d.line, (d.class, d.payment))).collect()
}

#[test]
fn the_report_lists_what_was_put_in_and_nothing_else() {
    let seeds = match given("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..given("SEEDS").unwrap_or(SEEDS),
    };
    let mut shown: BTreeMap<Class, usize> = BTreeMap::new();
    let whole = seeds.end - seeds.start > 1;
    for seed in seeds {
        let panel = &PANELS[usize::try_from(seed).unwrap() % PANELS.len()];
        let story = Story::tell(seed, panel);
        let text = panel.write(&story.lines, &mut Dice(seed ^ 0xF11E));
        let file = SettlementFile::read(text.as_bytes(), panel.provider, TERMINAL)
            .unwrap_or_else(|problem| panic!("SEED={seed}: {problem}\n{text}"));
        let report = reconcile(&story.entries, &file, &window());

        // The headings are line 1, and no cell of these files has a line of its own.
        let rows = story.lines.iter().zip(2..).filter_map(|(line, n)| line.listed.map(|e| (Some(n), e)));
        let mut expected: Vec<(Option<u32>, Expected)> = rows.collect();
        let mut missing = story.missing.clone();
        missing.sort_unstable_by_key(|(class, payment)| (*payment, *class));
        expected.extend(missing.into_iter().map(|e| (None, e)));
        assert_eq!(found(&report), expected, "SEED={seed}\n{text}");

        let counts = Counts {
            matched: report.matched,
            pending: report.pending_cut_off,
            outside: report.outside,
            foreign: report.other_terminal,
            failed: report.without_money,
        };
        assert_eq!(counts, story.counts, "SEED={seed}\n{text}");
        for (_, (class, _)) in expected {
            *shown.entry(class).or_default() += 1;
        }
    }
    for class in Class::ALL {
        let n = shown.get(&class).copied().unwrap_or_default();
        assert!(!whole || n > 200, "{} was put in {n} times: too few to say anything", class.as_str());
    }
}
