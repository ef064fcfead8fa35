//! Outages: what breaks, when, and for how long. No router has any influence on it.

use super::{
    dice::{Dice, For},
    router::Ms,
    setting::Setting,
};

/// What an outage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Token calls fail.
    Token,
    /// Token calls work, and no payment completes.
    Silent,
    /// Token calls work, and fewer payments complete.
    Brown,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Token, Self::Silent, Self::Brown];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Silent => "silent",
            Self::Brown => "brown",
        }
    }
}

/// One outage of a gateway.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outage {
    /// Whose.
    pub gateway: usize,
    /// What it does.
    pub kind: Kind,
    /// First moment.
    pub from: Ms,
    /// First moment after it.
    pub until: Ms,
    /// Share of token calls that fail, in an outage that shows in the token call.
    pub token_fault: f64,
}

/// A time in which an issuer fails everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuerOutage {
    /// Whose.
    pub issuer: usize,
    /// First moment.
    pub from: Ms,
    /// First moment after it.
    pub until: Ms,
}

/// The outages of one gateway, in the order of time. They do not overlap.
pub(super) fn of_gateway(setting: &Setting, seed: u64, gateway: usize) -> Vec<Outage> {
    let mut dice = Dice::of(seed, For::Outages, gateway as u64);
    let mut outages = Vec::new();
    let mut from = dice.exponential(f64::from(setting.outage_every_ms));
    while from < f64::from(setting.length_ms) {
        let (token, silent) = setting.kinds;
        let kind = match dice.unit() {
            u if u < token => Kind::Token,
            u if u < token + silent => Kind::Silent,
            _ => Kind::Brown,
        };
        let (low, high) = setting.outage_median_ms;
        let median = dice.between(f64::from(low), f64::from(high));
        let until = from + dice.lognormal(median, setting.outage_sigma).max(1.0);
        let token_fault = dice.between(0.9, 1.0);
        outages.push(Outage { gateway, kind, from: from as Ms, until: until as Ms, token_fault });
        from = until + dice.exponential(f64::from(setting.outage_every_ms));
    }
    outages
}

/// The outages of all issuers, in the order of time. One at a time.
pub(super) fn of_issuers(setting: &Setting, seed: u64) -> Vec<IssuerOutage> {
    let mut dice = Dice::of(seed, For::Issuers, 0);
    let mut outages = Vec::new();
    let mut from = dice.exponential(f64::from(setting.issuer_every_ms));
    while from < f64::from(setting.length_ms) && !setting.issuers.is_empty() {
        let until = from + dice.lognormal(f64::from(setting.issuer_median_ms), setting.outage_sigma).max(1.0);
        let issuer = dice.below(setting.issuers.len());
        outages.push(IssuerOutage { issuer, from: from as Ms, until: until as Ms });
        from = until + dice.exponential(f64::from(setting.issuer_every_ms));
    }
    outages
}
