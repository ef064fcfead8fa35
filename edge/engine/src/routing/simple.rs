//! Rules as a form has them: conditions side by side, all of which must hold, and between whom. What is nested deeper or shares in
//! another way is no such rule, and is left as it is.

use super::{
    policy::Mode,
    rule::{Rule, When},
};
use crate::{id::GatewayId, money::Rial};

/// A rule of a form. What it does not say may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SimpleRule {
    /// At least so much.
    pub amount_from: Option<Rial>,
    /// At most so much.
    pub amount_to: Option<Rial>,
    /// Between two times of Iran's day, minutes since midnight.
    pub time: Option<(u16, u16)>,
    /// Paid by one of these methods, if any is named.
    pub method: Vec<String>,
    /// By a card of one of these banks, if any is named.
    pub issuer: Vec<String>,
    /// Notes of the shop's, and what each may be.
    pub metadata: Vec<(String, Vec<String>)>,
    /// Between these gateways; all of them if none is named.
    pub among: Vec<GatewayId>,
    /// The one that comes first while it is up; shares follow from health if none is named.
    pub first: Option<GatewayId>,
}

/// Why a rule would never fit a payment, or would fit every one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimpleFault {
    /// It has no condition: that is what holds where no rule fits.
    NoCondition,
    /// The largest amount is below the least.
    Amounts,
    /// Its time ends when it begins.
    Time,
}

impl SimpleRule {
    /// Whether it fits some payments and not all.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn check(&self) -> Result<(), SimpleFault> {
        if (Self { among: Vec::new(), first: None, ..self.clone() }) == Self::default() {
            return Err(SimpleFault::NoCondition);
        }
        if self.amount_from.zip(self.amount_to).is_some_and(|(from, to)| to < from) {
            return Err(SimpleFault::Amounts);
        }
        if self.time.is_some_and(|(from, to)| from == to) { Err(SimpleFault::Time) } else { Ok(()) }
    }

    /// A rule as a form has it; nothing where a form cannot say the same.
    #[must_use]
    pub fn of(rule: &Rule) -> Option<Self> {
        let mut simple = Self { among: rule.among.clone().unwrap_or_default(), ..Self::default() };
        match &rule.then {
            Mode::Automatic => {}
            Mode::Priority { order } if order.len() == 1 => simple.first = order.first().cloned(),
            Mode::Priority { .. } | Mode::Proportional { .. } | Mode::Fixed { .. } => return None,
        }
        let one = std::slice::from_ref(&rule.when);
        let parts = if let When::All(parts) = &rule.when { parts.as_slice() } else { one };
        for part in parts {
            simple.take(part)?;
        }
        Some(simple)
    }

    /// Takes a condition in, unless one of its kind is there or it holds others.
    fn take(&mut self, part: &When) -> Option<()> {
        fn put<T>(place: &mut Option<T>, value: T) -> Option<()> {
            place.is_none().then(|| *place = Some(value))
        }
        fn fill(place: &mut Vec<String>, list: &[String]) -> Option<()> {
            place.is_empty().then(|| list.clone_into(place))
        }
        match part {
            When::AmountFrom(rial) => put(&mut self.amount_from, *rial),
            When::AmountTo(rial) => put(&mut self.amount_to, *rial),
            When::Time { from, to } => put(&mut self.time, (*from, *to)),
            When::Method(list) => fill(&mut self.method, list),
            When::Issuer(list) => fill(&mut self.issuer, list),
            When::Metadata { key, is } => {
                self.metadata.push((key.clone(), is.clone()));
                Some(())
            }
            When::All(_) | When::Any(_) | When::Not(_) => None,
        }
    }

    /// The rule. Without any condition it cannot be followed, which [`super::Policy::check`] says.
    #[must_use]
    pub fn rule(&self) -> Rule {
        let list = |list: &Vec<String>, of: fn(Vec<String>) -> When| (!list.is_empty()).then(|| of(list.clone()));
        let mut parts: Vec<When> = [
            self.amount_from.map(When::AmountFrom),
            self.amount_to.map(When::AmountTo),
            self.time.map(|(from, to)| When::Time { from, to }),
            list(&self.method, When::Method),
            list(&self.issuer, When::Issuer),
        ]
        .into_iter()
        .flatten()
        .collect();
        parts.extend(self.metadata.iter().map(|(key, is)| When::Metadata { key: key.clone(), is: is.clone() }));
        let when = if parts.len() == 1 { parts.remove(0) } else { When::All(parts) };
        let then = match &self.first {
            Some(first) => Mode::Priority { order: vec![first.clone()] },
            None => Mode::Automatic,
        };
        Rule { when, then, among: (!self.among.is_empty()).then(|| self.among.clone()) }
    }
}
