//! What a shop's policy does to the traffic that was, beside what another one would do: each choice that was drawn is made again
//! under both, and how often payments would have ended paid is told from how they did end (`snips.rs`).

use super::{ChosenBy, Policy, Question, Sample, Snapshot, snips, weight::ONE};
use crate::{id::GatewayId, payment::Choice, time::Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A choice that was made, and how it went.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Of what payment, and between whom.
    pub asked: &'a Question,
    /// What was chosen, and how.
    pub choice: &'a Choice,
    /// When.
    pub at: Moment,
    /// Whether it ended paid there, if it ended.
    pub paid: Option<bool>,
}

/// What one gateway gets under both policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    /// Sums of its shares, in 1/65536.
    now: u64,
    then: u64,
    /// Choices of it that ended, and of those the ones that ended paid.
    ended: u64,
    paid: u64,
}

/// The sums of it. Those of several logs are added up by [`Preview::and`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    cases: u64,
    parts: BTreeMap<GatewayId, Part>,
    now: snips::Sums,
    then: snips::Sums,
    oldest: Option<Moment>,
    sampled: bool,
}

/// A rate and between which it lies in 95 of 100 such cases, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What is found.
    pub ppm: u32,
    /// At least this.
    pub low: u32,
    /// At most this.
    pub high: u32,
}

/// A gateway in a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// Which.
    pub gateway: GatewayId,
    /// Its share under the policy that holds, in millionths.
    pub now_ppm: u32,
    /// And under the other one.
    pub then_ppm: u32,
    /// How many of the choices of it ended.
    pub ended: u64,
    /// How often those ended paid; nothing if none ended.
    pub success: Option<Rate>,
}

/// What a preview comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    /// Choices it rests on.
    pub cases: u64,
    /// Those of them that ended.
    pub ended: u64,
    /// The oldest of them.
    pub since: Option<Moment>,
    /// Whether older ones of the same span were left out.
    pub sampled: bool,
    /// Gateways that get anything under either, the largest share under the other policy first.
    pub gateways: Vec<PreviewRow>,
    /// How often payments end paid under the policy that holds; nothing if no choice of the log says so.
    pub now: Option<Rate>,
    /// And under the other one.
    pub then: Option<Rate>,
}

impl Preview {
    /// Counts a choice, made again under the policy that holds and under the other one. What the shopper chose, no policy had a say in.
    pub fn add(&mut self, case: &Case<'_>, (now, then): (&Policy, &Policy), snapshot: Option<&Snapshot>) {
        if case.choice.by == ChosenBy::Shopper {
            return;
        }
        let [now, then] = [now, then].map(|policy| case.asked.weights(policy, snapshot, case.at));
        if now.as_slice().is_empty() {
            return;
        }
        self.cases += 1;
        self.oldest = Some(self.oldest.map_or(case.at, |oldest| oldest.min(case.at)));
        for (id, share) in now.as_slice() {
            self.parts.entry(id.clone()).or_default().now += u64::from(*share);
        }
        for (id, share) in then.as_slice() {
            self.parts.entry(id.clone()).or_default().then += u64::from(*share);
        }
        let Some(paid) = case.paid else { return };
        let chosen = &case.choice.gateway;
        let part = self.parts.entry(chosen.clone()).or_default();
        part.ended += 1;
        part.paid += u64::from(paid);
        let propensity = case.choice.propensity;
        self.now.add(Sample { propensity, target: now.share(chosen), paid });
        self.then.add(Sample { propensity, target: then.share(chosen), paid });
    }

    /// Choices counted so far.
    #[must_use]
    pub const fn counted(&self) -> u64 {
        self.cases
    }

    /// Notes that older choices of the same span were left out.
    pub const fn sample(&mut self) {
        self.sampled = true;
    }

    /// These and those of another log.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.cases += other.cases;
        for (id, part) in other.parts {
            let own = self.parts.entry(id).or_default();
            own.now += part.now;
            own.then += part.then;
            own.ended += part.ended;
            own.paid += part.paid;
        }
        self.now.and(&other.now);
        self.then.and(&other.then);
        self.oldest = match (self.oldest, other.oldest) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.sampled |= other.sampled;
        self
    }

    /// What it comes to.
    #[must_use]
    pub fn read(&self) -> Previewed {
        let whole = self.cases.max(1) * u64::from(ONE);
        let row = |(id, part): (&GatewayId, &Part)| PreviewRow {
            gateway: id.clone(),
            now_ppm: ppm(part.now, whole),
            then_ppm: ppm(part.then, whole),
            ended: part.ended,
            success: (part.ended > 0).then(|| Rate::of(ppm(part.paid, part.ended), part.ended)),
        };
        let mut gateways: Vec<PreviewRow> = self.parts.iter().map(row).collect();
        gateways.sort_by_key(|row| core::cmp::Reverse((row.then_ppm, row.now_ppm)));
        let rate = |sums: &snips::Sums| {
            let found = sums.estimate();
            found.estimate_ppm.map(|ppm| Rate::of(ppm, found.effective_samples))
        };
        Previewed {
            cases: self.cases,
            ended: self.parts.values().map(|part| part.ended).sum(),
            since: self.oldest,
            sampled: self.sampled,
            gateways,
            now: rate(&self.now),
            then: rate(&self.then),
        }
    }
}

fn ppm(part: u64, whole: u64) -> u32 {
    let found = (u128::from(part) * 1_000_000).checked_div(u128::from(whole)).unwrap_or(0);
    u32::try_from(found).unwrap_or(1_000_000)
}

/// The square of 1.96, within which 95 of 100 lie, in ten-thousandths.
const Z_SQUARED: u128 = 38_416;

impl Rate {
    /// Wilson's interval around a rate that `samples` cases say: of few cases it is wide, and never empty or beyond 0 and 1, even
    /// where all of them ended alike.
    #[must_use]
    pub fn of(rate_ppm: u32, samples: u64) -> Self {
        const M: u128 = 1_000_000;
        let (p, n) = (u128::from(rate_ppm).min(M), u128::from(samples.max(1)));
        let whole = n * 10_000 + Z_SQUARED;
        let middle = p * n * 10_000 + Z_SQUARED * M / 2;
        // 1.96 times the root, in ten-thousandths of millionths.
        let spread = 19_600 * (n * p * (M - p) + Z_SQUARED * M * M / 40_000).isqrt();
        let bound = |part: u128| u32::try_from((part / whole).min(M)).unwrap_or(1_000_000);
        Self {
            ppm: rate_ppm,
            low: bound(middle.saturating_sub(spread)).min(rate_ppm),
            high: bound(middle + spread).max(rate_ppm),
        }
    }
}
