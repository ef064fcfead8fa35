//! A shop's rules: nested conditions over what is known of a payment before it is made.

use super::policy::Mode;
use crate::{
    id::GatewayId,
    money::Rial,
    time::{Moment, TEHRAN},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// If it fits, this is how shares are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which payments.
    pub when: When,
    /// How shares are made.
    #[serde(default)]
    pub then: Mode,
    /// Between which gateways; all of them if it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<Vec<GatewayId>>,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum When {
    /// Every one of these.
    All(Vec<Self>),
    /// One of these, or more.
    Any(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// At least so much.
    AmountFrom(Rial),
    /// At most so much.
    AmountTo(Rial),
    /// Paid by one of these methods.
    Method(Vec<String>),
    /// The card is of one of these banks.
    Issuer(Vec<String>),
    /// Between two times of the day in Iran, minutes since midnight; the later one is left out, and it may be the next day's.
    Time {
        /// From this minute on.
        from: u16,
        /// Until this one.
        to: u16,
    },
    /// What the shop noted of the payment.
    Metadata {
        /// Under this name.
        key: String,
        /// Is one of these.
        is: Vec<String>,
    },
}

/// What is known of a payment.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// How much.
    pub amount: Rial,
    /// How it is paid.
    pub method: Option<&'a str>,
    /// The card's bank.
    pub issuer: Option<&'a str>,
    /// What the shop noted.
    pub metadata: Option<&'a BTreeMap<String, String>>,
    /// When.
    pub now: Moment,
}

impl<'a> Facts<'a> {
    /// What is known of every payment.
    #[must_use]
    pub const fn new(amount: Rial, now: Moment) -> Facts<'a> {
        Facts { amount, method: None, issuer: None, metadata: None, now }
    }
}

/// Nesting and length that a rule may have: more is a mistake or an attack.
const DEPTH_MAX: usize = 8;
const PARTS_MAX: usize = 64;

const DAY: u16 = 1_440;

impl When {
    /// Whether it fits. What is not known fits nothing.
    #[must_use]
    pub fn holds(&self, facts: &Facts<'_>) -> bool {
        let one_of = |list: &[String], value: Option<&str>| value.is_some_and(|v| list.iter().any(|item| item == v));
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(facts)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(facts)),
            Self::Not(part) => !part.holds(facts),
            Self::AmountFrom(rial) => facts.amount >= *rial,
            Self::AmountTo(rial) => facts.amount <= *rial,
            Self::Method(list) => one_of(list, facts.method),
            Self::Issuer(list) => one_of(list, facts.issuer),
            Self::Metadata { key, is } => one_of(is, facts.metadata.and_then(|m| m.get(key)).map(String::as_str)),
            Self::Time { from, to } => {
                let minute = (facts.now + TEHRAN).unix_seconds().div_euclid(60).rem_euclid(i64::from(DAY));
                let minute = u16::try_from(minute).unwrap_or(0);
                if from <= to { (*from..*to).contains(&minute) } else { minute >= *from || minute < *to }
            }
        }
    }

    /// Whether it is one that can be followed.
    ///
    /// # Errors
    /// Says what is wrong, for the operator.
    pub fn check(&self) -> Result<(), String> {
        self.check_at(0)
    }

    fn check_at(&self, depth: usize) -> Result<(), String> {
        if depth >= DEPTH_MAX {
            return Err(format!("conditions nest at most {DEPTH_MAX} deep"));
        }
        match self {
            Self::All(parts) | Self::Any(parts) if parts.is_empty() || parts.len() > PARTS_MAX => {
                Err(format!("`all` and `any` hold 1 to {PARTS_MAX} conditions"))
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().try_for_each(|part| part.check_at(depth + 1)),
            Self::Not(part) => part.check_at(depth + 1),
            Self::Method(list) | Self::Issuer(list) | Self::Metadata { is: list, .. }
                if list.is_empty() || list.len() > PARTS_MAX =>
            {
                Err(format!("a list holds 1 to {PARTS_MAX} values"))
            }
            Self::Time { from, to } if *from >= DAY || *to > DAY => Err("a minute of the day is 0 to 1440".to_owned()),
            _ => Ok(()),
        }
    }
}
