//! Chance by hash: what a number is for decides which one it is, not when it is drawn. So two policies in the same world meet the
//! same shoppers, and what one of them draws more shifts nothing for the other.

use rand::RngCore;
use rand_distr::{Distribution, Exp1, StandardNormal};

/// What a stream is for. Streams for different things, or different ones of a kind, have nothing to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum For {
    /// When shoppers arrive.
    Arrivals = 1,
    /// One shopper.
    Shopper,
    /// One token call: payment and gateway.
    Token,
    /// One probe.
    Probe,
    /// One gateway's drift.
    Drift,
    /// One gateway's outages.
    Outages,
    /// The issuers' outages.
    Issuers,
    /// One choice of a router.
    Choice,
}

/// A stream of random numbers: SplitMix64 (Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Dice(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

const fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Dice {
    /// The stream of a seed for the `which`-th thing of a kind.
    #[must_use]
    pub const fn of(seed: u64, what: For, which: u64) -> Self {
        let kind = mix(seed.wrapping_add(GOLDEN)).wrapping_add((what as u64).wrapping_mul(GOLDEN));
        Self(mix(mix(kind).wrapping_add(which.wrapping_mul(0xD1B5_4A32_D192_ED03))))
    }

    /// A share, from 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something with this chance happens.
    pub fn strikes(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    /// A number below `n`; 0 if there is none.
    pub fn below(&mut self, n: usize) -> usize {
        // The bias is below n in 2^64.
        (self.next_u64() % n.max(1) as u64) as usize
    }

    /// Between two numbers.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(self)
    }

    /// Lognormal.
    pub fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.normal()).exp()
    }

    /// Exponential.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        let unit: f64 = Exp1.sample(self);
        mean * unit
    }
}

impl RngCore for Dice {
    fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next_u64().to_le_bytes()[..chunk.len()]);
        }
    }
}
