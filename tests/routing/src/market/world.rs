//! The truth: what every gateway and issuer is worth at every moment. Drawn before the run, so that no policy can change it.

use super::{
    dice::{Dice, For},
    outage::{IssuerOutage, Kind, Outage, of_gateway, of_issuers},
    router::Ms,
    setting::Setting,
};
use std::ops::Range;

/// The drift is constant for so long, milliseconds. It moves by a thirteenth of its standard deviation in that time.
const STEP: Ms = 10_000;

/// One seed's market.
#[derive(Clone, Debug)]
pub struct World {
    /// Its numbers.
    pub setting: Setting,
    /// Its seed.
    pub seed: u64,
    base: Vec<f64>,
    /// By gateway, and by [`STEP`].
    rates: Vec<Vec<f64>>,
    /// By gateway, and in it by time.
    outages: Vec<Outage>,
    /// Where a gateway's outages are.
    of_gateway: Vec<Range<usize>>,
    issuer_outages: Vec<IssuerOutage>,
}

impl World {
    /// The market of a seed.
    #[must_use]
    pub fn new(setting: &Setting, seed: u64) -> Self {
        let outages = (0..setting.gateways).flat_map(|g| of_gateway(setting, seed, g)).collect();
        Self::with_outages(setting, seed, outages, of_issuers(setting, seed))
    }

    /// The market of a seed with outages made by hand. A gateway's own must not overlap, nor must those of issuers.
    #[must_use]
    pub fn with_outages(
        setting: &Setting,
        seed: u64,
        mut outages: Vec<Outage>,
        mut issuer_outages: Vec<IssuerOutage>,
    ) -> Self {
        outages.sort_by_key(|outage| (outage.gateway, outage.from));
        issuer_outages.sort_by_key(|outage| outage.from);
        let start = |g: usize| outages.partition_point(|outage| outage.gateway < g);
        let of_gateway = (0..setting.gateways).map(|g| start(g)..start(g + 1)).collect();
        let steps = (setting.length_ms / STEP + 2) as usize;
        let (mut base, mut rates) = (Vec::new(), Vec::new());
        for gateway in 0..setting.gateways {
            let mut dice = Dice::of(seed, For::Drift, gateway as u64);
            let mean = dice.between(setting.base.0, setting.base.1);
            // Ornstein and Uhlenbeck's process, begun in its stationary state.
            let keep = (-f64::from(STEP) / f64::from(setting.drift_ms)).exp();
            let push = setting.drift * (1.0 - keep * keep).sqrt();
            let mut drift = setting.drift * dice.normal();
            base.push(mean);
            rates.push(
                (0..steps)
                    .map(|_| {
                        drift = keep * drift + push * dice.normal();
                        (mean + drift).clamp(0.0, 1.0)
                    })
                    .collect(),
            );
        }
        Self { setting: setting.clone(), seed, base, rates, outages, of_gateway, issuer_outages }
    }

    /// All outages of gateways, by gateway and then by time. An outage's place in it is its number.
    #[must_use]
    pub fn outages(&self) -> &[Outage] {
        &self.outages
    }

    /// All outages of issuers, by time.
    #[must_use]
    pub fn issuer_outages(&self) -> &[IssuerOutage] {
        &self.issuer_outages
    }

    /// One gateway's outages, by time.
    #[must_use]
    pub fn outages_of(&self, gateway: usize) -> &[Outage] {
        &self.outages[self.of_gateway[gateway].clone()]
    }

    /// The number of the outage that a gateway has at a moment.
    #[must_use]
    pub fn outage_at(&self, gateway: usize, at: Ms) -> Option<usize> {
        let range = self.of_gateway[gateway].clone();
        let begun = range.start + self.outages[range.clone()].partition_point(|outage| outage.from <= at);
        let last = begun.checked_sub(1).filter(|number| range.contains(number))?;
        (at < self.outages[last].until).then_some(last)
    }

    /// A gateway's long-run rate of completion, without outages.
    #[must_use]
    pub fn base(&self, gateway: usize) -> f64 {
        self.base[gateway]
    }

    /// A gateway's rate of completion at a moment, if it had no outage.
    #[must_use]
    pub fn rate(&self, gateway: usize, at: Ms) -> f64 {
        let steps = &self.rates[gateway];
        steps[((at / STEP) as usize).min(steps.len() - 1)]
    }

    /// What an outage leaves of the rate of completion.
    #[must_use]
    pub fn left(&self, outage: Option<usize>) -> f64 {
        match outage.map(|number| self.outages[number].kind) {
            Some(Kind::Silent) => 0.0,
            Some(Kind::Brown) => self.setting.brown,
            Some(Kind::Token) | None => 1.0,
        }
    }

    /// The share of token calls that a gateway fails at a moment.
    #[must_use]
    pub fn token_fault(&self, gateway: usize, at: Ms) -> f64 {
        match self.outage_at(gateway, at).map(|number| &self.outages[number]) {
            Some(outage) if outage.kind == Kind::Token => outage.token_fault,
            _ => self.setting.token_fault,
        }
    }

    /// The chance that a shopper whose issuer works pays, if sent to a gateway now and nowhere else.
    #[must_use]
    pub fn worth(&self, gateway: usize, at: Ms) -> f64 {
        let page = self.rate(gateway, at) * self.left(self.outage_at(gateway, at));
        page * (1.0 - self.token_fault(gateway, at))
    }

    /// Whether an issuer is down at a moment.
    #[must_use]
    pub fn issuer_down(&self, issuer: usize, at: Ms) -> bool {
        let begun = self.issuer_outages.partition_point(|outage| outage.from <= at);
        begun.checked_sub(1).is_some_and(|last| {
            let outage = self.issuer_outages[last];
            outage.issuer == issuer && at < outage.until
        })
    }
}
