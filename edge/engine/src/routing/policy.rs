//! What a shop wants of the router: how shares are made, which gateways, under which bounds. Rules come first, health within what
//! they leave.

use super::rule::{Facts, Rule};
use crate::id::GatewayId;
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
}

/// What holds for one payment.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// How shares are made.
    pub mode: &'a Mode,
    /// The gateways that may be used, if a rule says so.
    pub among: Option<&'a [GatewayId]>,
    /// Bounds and costs by gateway.
    pub terms: &'a BTreeMap<GatewayId, Terms>,
    /// Which rule decided, counted from 1.
    pub rule: Option<u32>,
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
        Plan { mode, among, terms: &self.terms, rule }
    }

    /// Whether it can be followed at all.
    ///
    /// # Errors
    /// Says what is wrong, for the operator.
    pub fn check(&self) -> Result<(), String> {
        for (i, rule) in self.rules.iter().enumerate() {
            rule.when.check().and_then(|()| check_mode(&rule.then)).map_err(|e| format!("rule {}: {e}", i + 1))?;
            if rule.among.as_ref().is_some_and(Vec::is_empty) {
                return Err(format!("rule {}: `among` names no gateway", i + 1));
            }
        }
        check_mode(&self.otherwise)?;
        let mut least = 0;
        for (id, terms) in &self.terms {
            if terms.least_percent > terms.most_percent || terms.most_percent > 100 || terms.cost_bps > 10_000 {
                return Err(format!("`{id}`: a share is 0 to 100 percent, least before most, and a cost 0 to 10000"));
            }
            least += terms.least_percent;
        }
        if least > 100 { Err(format!("the least shares add up to {least} percent")) } else { Ok(()) }
    }
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
