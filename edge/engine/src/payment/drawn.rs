//! What was drawn for a payment, for those who want to know what another policy would have done.

use super::{
    attempt::Phase,
    event::{Choice, Event, Recorded},
    state::Payment,
};
use crate::time::Moment;

/// The first choice of a gateway for a payment. What came after it followed from how that one went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// What was chosen, and how.
    pub choice: Choice,
    /// When.
    pub at: Moment,
    /// Whether it ended paid at that gateway, if it ended there.
    pub paid: Option<bool>,
}

/// The first choice for a payment of these events; nothing while nobody has tried to pay it.
#[must_use]
pub fn drawn(events: &[Recorded], payment: &Payment) -> Option<Drawn> {
    let first = payment.attempts.first()?;
    let choice = events.iter().find_map(|recorded| match &recorded.event {
        Event::AttemptStarted { attempt, choice, .. } if *attempt == first.number => Some(choice.clone()),
        _ => None,
    })?;
    // Whoever went on to another gateway, or let the time run out, was not paid for here.
    let gone = payment.attempts.len() > 1 || payment.closed.is_some() || payment.cancelled_at.is_some();
    let paid = match first.phase {
        Phase::Captured | Phase::Settling(_) => Some(true),
        Phase::Abandoned { .. } | Phase::Ended(_) => Some(false),
        Phase::AtBank if gone => Some(false),
        _ => None,
    };
    Some(Drawn { choice, at: first.started_at, paid })
}
