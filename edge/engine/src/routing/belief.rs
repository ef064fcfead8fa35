//! What is believed of a rate: how likely each value is, on a grid. The exact Bayes filter of a rate that stays as it is until it
//! jumps anywhere (a hidden Markov model; Adams and MacKay 2007 keep the same posterior by run length). It is estimate and
//! change detector in one: two seconds of failures outweigh an hour of success, and what nobody asks becomes unknown again.
//!
//! The numbers are `f64`, and only added, multiplied and divided: IEEE 754 fixes these to the last bit, so native and wasm
//! agree. No logarithm, root or power stands here, because those differ between platforms.
#![allow(clippy::float_arithmetic, reason = "probabilities, not money; see above why every platform gets the same")]

use super::ONE;
use crate::time::Span;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Values a rate can have: the middles of as many equal parts of 0 to 1. Fine enough that a gateway at 0.74 and one at 0.76 are
/// two.
pub(super) const BINS: usize = 64;

/// What a whole belief adds up to where it is written down.
const WRITTEN: f64 = 1_048_576.0;

/// The rate in the middle of a part.
const fn rate(bin: usize) -> f64 {
    // A grid of 64 is exact in binary.
    #[allow(clippy::cast_precision_loss, reason = "small numbers")]
    let middle = (2 * bin + 1) as f64;
    middle / (2 * BINS) as f64
}

/// How likely each value of a rate is. It adds up to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief([f64; BINS]);

/// No value is ever other than a number.
impl Eq for Belief {}

impl Default for Belief {
    /// Nothing is known: every value is as likely as any other.
    fn default() -> Self {
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let even = 1.0 / BINS as f64;
        Self([even; BINS])
    }
}

impl Belief {
    /// At the top with probability `works`, or anywhere: what is known of something that usually works and may not.
    #[must_use]
    pub(super) fn hopeful(works: f64) -> Self {
        let mut belief = Self::default();
        for (bin, mass) in belief.0.iter_mut().enumerate() {
            *mass *= 1.0 - works;
            if bin + 2 >= BINS {
                *mass += works / 2.0;
            }
        }
        belief
    }

    /// Learns of so many successes and failures.
    pub(super) fn observe(&mut self, hits: u32, misses: u32) {
        self.weigh(hits, |rate| rate);
        self.weigh(misses, |rate| 1.0 - rate);
    }

    /// Learns that so many trials have not succeeded yet, when `arrived` of those that will succeed would have by now.
    pub(super) fn wait(&mut self, trials: u32, arrived: f64) {
        self.weigh(trials, |rate| 1.0 - rate * arrived);
    }

    /// `times` times the likelihood of each value.
    fn weigh(&mut self, times: u32, likelihood: impl Fn(f64) -> f64) {
        // So many at a time that the smallest product is still a number.
        const STEP: u32 = 128;
        let mut left = times;
        while left > 0 {
            let now = left.min(STEP);
            for (bin, mass) in self.0.iter_mut().enumerate() {
                *mass *= power(likelihood(rate(bin)), now);
            }
            self.level();
            left -= now;
        }
    }

    /// Time passes in which the rate may have jumped to what `anew` says. `lasting` is how long it stays on average. The share
    /// believed to have jumped is elapsed/(lasting + elapsed): what a power would give for short spans, without one.
    pub(super) fn drift(&mut self, elapsed: Span, lasting: Span, anew: &Self) {
        if elapsed.0 <= 0 {
            return;
        }
        #[allow(clippy::cast_precision_loss, reason = "spans of milliseconds are far below 2^52")]
        let (elapsed, lasting) = (elapsed.0.min(1 << 50) as f64, lasting.0.max(1) as f64);
        let jumped = elapsed / (lasting + elapsed);
        for (mass, other) in self.0.iter_mut().zip(anew.0) {
            *mass = *mass * (1.0 - jumped) + other * jumped;
        }
    }

    /// As [`Self::drift`], where a rate below a half lasts shorter than one above it: outages end sooner than they begin.
    pub(super) fn drift_unevenly(&mut self, elapsed: Span, (low, high): (Span, Span), anew: &Self) {
        let (mut bad, mut good) = (self.clone(), self.clone());
        for (bin, (low, high)) in bad.0.iter_mut().zip(&mut good.0).enumerate() {
            *(if bin < BINS / 2 { high } else { low }) = 0.0;
        }
        let (share, rest) = (bad.0.iter().sum::<f64>(), good.0.iter().sum::<f64>());
        bad.drift(elapsed, low, &anew.times(share));
        good.drift(elapsed, high, &anew.times(rest));
        for (mass, (bad, good)) in self.0.iter_mut().zip(bad.0.iter().zip(good.0)) {
            *mass = bad + good;
        }
    }

    fn times(&self, factor: f64) -> Self {
        Self(self.0.map(|mass| mass * factor))
    }

    /// Makes it add up to one again. What nothing explains is unknown.
    fn level(&mut self) {
        let sum: f64 = self.0.iter().sum();
        if sum > 0.0 && sum.is_finite() {
            for mass in &mut self.0 {
                *mass /= sum;
            }
        } else {
            *self = Self::default();
        }
    }

    /// The expected rate, in 1/65536.
    #[must_use]
    pub fn mean(&self) -> u32 {
        let mean: f64 = self.0.iter().enumerate().map(|(bin, mass)| rate(bin) * mass).sum();
        in_parts(mean)
    }

    /// How likely the rate is below `bar`; both in 1/65536.
    #[must_use]
    pub fn below(&self, bar: u32) -> u32 {
        let sum: f64 =
            self.0.iter().enumerate().filter(|&(bin, _)| in_parts(rate(bin)) < bar).map(|(_, mass)| mass).sum();
        in_parts(sum)
    }

    /// The value that the rate is below with probability `share`; both in 1/65536.
    #[must_use]
    pub fn quantile(&self, share: u32) -> u32 {
        let mut sum = 0.0;
        for (bin, mass) in self.0.iter().enumerate() {
            sum += mass;
            if in_parts(sum) >= share {
                return in_parts(rate(bin));
            }
        }
        ONE
    }

    /// The belief of `factor` times the rate, at most 1; the factor in 1/65536. Each value's mass is shared by the two nearest.
    #[must_use]
    pub(super) fn scaled(&self, factor: u32) -> Self {
        if factor == ONE {
            return self.clone();
        }
        let mut scaled = [0.0; BINS];
        let factor = f64::from(factor) / f64::from(ONE);
        for (bin, mass) in self.0.iter().enumerate() {
            // In units of the grid, from the middle of the first part.
            #[allow(clippy::cast_precision_loss, reason = "a small number")]
            let place = (rate(bin) * factor * BINS as f64 - 0.5).clamp(0.0, (BINS - 1) as f64);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid above")]
            let low = place as usize;
            #[allow(clippy::cast_precision_loss, reason = "a small number")]
            let high_share = place - low as f64;
            scaled[low] += mass * (1.0 - high_share);
            if let Some(high) = scaled.get_mut(low + 1) {
                *high += mass * high_share;
            }
        }
        Self(scaled)
    }

    /// How likely each value is.
    pub(super) const fn masses(&self) -> &[f64; BINS] {
        &self.0
    }
}

/// `base` to the power of `exponent`, by squaring: the platform's own is not the same everywhere.
fn power(base: f64, exponent: u32) -> f64 {
    let (mut result, mut square, mut left) = (1.0, base, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        square *= square;
        left >>= 1;
    }
    result
}

/// A share of one in 1/65536.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
pub(super) fn in_parts(share: f64) -> u32 {
    (share * f64::from(ONE) + 0.5).clamp(0.0, f64::from(ONE)) as u32
}

impl Serialize for Belief {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 2^20")]
        serializer.collect_seq(self.0.iter().map(|mass| (mass * WRITTEN + 0.5).clamp(0.0, WRITTEN) as u32))
    }
}

impl<'de> Deserialize<'de> for Belief {
    /// Whatever stands there is read as a belief: too few values are filled with nothing, too many are left out, and what adds
    /// up to nothing says nothing.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Vec::<u32>::deserialize(deserializer)?;
        let mut belief = Self([0.0; BINS]);
        for (mass, value) in belief.0.iter_mut().zip(written) {
            *mass = f64::from(value);
        }
        belief.level();
        Ok(belief)
    }
}
