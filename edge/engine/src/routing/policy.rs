//! What a shop wants of the router: how shares are made, which gateways, under which bounds. Rules come first, health within what
//! they leave.

use super::rule::{Facts, Rule};
use crate::{gateway::Maintenance, id::GatewayId, time::Moment};
use core::fmt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How shares are made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
pub enum Mode {
    /// By how much better each gateway may be: the most payments end paid.
    #[default]
    Automatic,
    /// In proportion to a power of the success rate: 1 spreads widely, 16 sharply.
    Proportional {
        /// The power, 1 to 16.
        exponent: u8,
    },
    /// As the shop says, in parts of their sum; what is down gets nothing.
    Fixed {
        /// Each gateway's part.
        parts: BTreeMap<GatewayId, u32>,
    },
    /// The first of the list that is not down.
    Priority {
        /// The list; gateways it does not name come after, in the operator's order.
        #[serde(default)]
        order: Vec<GatewayId>,
    },
}

/// What one gateway may get at least and at most, in percent, and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The least share, percent: a volume that was promised. What is down gets nothing all the same.
    #[serde(default)]
    pub least_percent: u32,
    /// The largest share, percent.
    #[serde(default = "hundred")]
    pub most_percent: u32,
    /// Its price, in ten-thousandths of the amount: a payment is worth so much less there.
    #[serde(default)]
    pub cost_bps: u32,
}

const fn hundred() -> u32 {
    100
}

impl Default for Terms {
    fn default() -> Self {
        Self { least_percent: 0, most_percent: 100, cost_bps: 0 }
    }
}

/// A shop's wishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The first that fits a payment decides.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// What holds where no rule fits.
    #[serde(default)]
    pub otherwise: Mode,
    /// Bounds and costs by gateway.
    #[serde(default)]
    pub terms: BTreeMap<GatewayId, Terms>,
    /// When a gateway is closed: nobody is sent there then, unless every one is closed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub maintenance: BTreeMap<GatewayId, Vec<Maintenance>>,
}

/// The most closings of one gateway: more is a calendar, which belongs elsewhere.
pub const CLOSINGS_MAX: usize = 20;

/// What holds for one payment.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// How shares are made.
    pub mode: &'a Mode,
    /// The gateways that may be used, if a rule says so.
    pub among: Option<&'a [GatewayId]>,
    /// Bounds and costs by gateway.
    pub terms: &'a BTreeMap<GatewayId, Terms>,
    /// When a gateway is closed.
    pub maintenance: &'a BTreeMap<GatewayId, Vec<Maintenance>>,
    /// Which rule decided, counted from 1.
    pub rule: Option<u32>,
}

impl Plan<'_> {
    /// Whether the shop has closed a gateway at `now`.
    #[must_use]
    pub fn is_closed(&self, id: &GatewayId, now: Moment) -> bool {
        self.maintenance.get(id).is_some_and(|all| all.iter().any(|closing| closing.from <= now && now < closing.to))
    }
}

/// What keeps a policy from being followed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyFault {
    /// A rule, counted from 1, and what is wrong with it.
    Rule(usize, String),
    /// How shares are made where no rule fits, and what is wrong with that.
    Otherwise(String),
    /// A gateway's least share is above its largest, or one of its numbers is out of range.
    Terms(GatewayId),
    /// The least shares add up to so many percent.
    Least(u64),
    /// A gateway's closings: one ends before it begins, or there are too many.
    Maintenance(GatewayId),
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(number, why) => write!(f, "rule {number}: {why}"),
            Self::Otherwise(why) => f.write_str(why),
            Self::Terms(id) => {
                write!(f, "`{id}`: a share is 0 to 100 percent, least before most, and a cost 0 to 10000")
            }
            Self::Least(sum) => write!(f, "the least shares add up to {sum} percent"),
            Self::Maintenance(id) => {
                write!(f, "`{id}`: at most {CLOSINGS_MAX} closings, each of which ends after it begins")
            }
        }
    }
}

impl Policy {
    /// What holds for a payment.
    #[must_use]
    pub fn plan(&self, facts: &Facts<'_>) -> Plan<'_> {
        let fitting = self.rules.iter().enumerate().find(|(_, rule)| rule.when.holds(facts));
        let (mode, among, rule) = match fitting {
            Some((i, rule)) => (&rule.then, rule.among.as_deref(), u32::try_from(i + 1).ok()),
            None => (&self.otherwise, None, None),
        };
        Plan { mode, among, terms: &self.terms, maintenance: &self.maintenance, rule }
    }

    /// Whether it can be followed at all.
    ///
    /// # Errors
    /// The first thing that is wrong; as text, for the operator.
    pub fn check(&self) -> Result<(), PolicyFault> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that is wrong with it, in the order of its parts.
    #[must_use]
    pub fn faults(&self) -> Vec<PolicyFault> {
        let mut faults = Vec::new();
        for (i, rule) in self.rules.iter().enumerate() {
            if let Err(why) = check_rule(rule) {
                faults.push(PolicyFault::Rule(i + 1, why));
            }
        }
        faults.extend(check_mode(&self.otherwise).err().map(PolicyFault::Otherwise));
        let wrong = |terms: &Terms| {
            terms.least_percent > terms.most_percent || terms.most_percent > 100 || terms.cost_bps > 10_000
        };
        faults.extend(self.terms.iter().filter(|(_, of)| wrong(of)).map(|(id, _)| PolicyFault::Terms(id.clone())));
        let least = self.terms.values().map(|terms| u64::from(terms.least_percent)).sum();
        if least > 100 {
            faults.push(PolicyFault::Least(least));
        }
        let ends = |closing: &Maintenance| closing.from < closing.to;
        let wrong = |all: &Vec<Maintenance>| all.len() > CLOSINGS_MAX || !all.iter().all(ends);
        let closed = self.maintenance.iter().filter(|(_, all)| wrong(all));
        faults.extend(closed.map(|(id, _)| PolicyFault::Maintenance(id.clone())));
        faults
    }
}

fn check_rule(rule: &Rule) -> Result<(), String> {
    rule.when.check().and_then(|()| check_mode(&rule.then))?;
    if rule.among.as_ref().is_some_and(Vec::is_empty) {
        return Err("`among` names no gateway".to_owned());
    }
    Ok(())
}

fn check_mode(mode: &Mode) -> Result<(), String> {
    match mode {
        Mode::Proportional { exponent } if !(1..=16).contains(exponent) => Err("`exponent` is 1 to 16".to_owned()),
        Mode::Fixed { parts } if parts.values().map(|&part| u64::from(part)).sum::<u64>() == 0 => {
            Err("`parts` add up to nothing".to_owned())
        }
        _ => Ok(()),
    }
}
