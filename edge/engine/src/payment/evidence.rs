//! What a payment's events tell of its gateways' health.

use super::event::{Event, Recorded};
use crate::{
    gateway::{Class, Hint},
    routing::{Evidence, Step},
    time::Moment,
};

/// What the newest `fresh` of a payment's events tell. `shopper` stands for who pays (see [`Step::Sent`]).
///
/// A callback comes through the shopper's browser, so it is believed only where that hurts no gateway: that the shopper or the
/// card gave up. A fault that only a browser reports is not: it stays a shopper who was not heard of (F53).
#[must_use]
pub fn learnt(events: &[Recorded], fresh: usize, shopper: Option<u32>) -> Vec<Evidence> {
    let (before, new) = events.split_at(events.len().saturating_sub(fresh));
    let mut learnt = Vec::new();
    for (i, Recorded { at, event }) in new.iter().enumerate() {
        let earlier = || before.iter().chain(&new[..i]);
        let (attempt, step) = match event {
            Event::TokenIssued { attempt, .. } => (*attempt, Step::Sent { shopper }),
            Event::CallbackSeen { attempt, hint, class, .. } => {
                let again =
                    earlier().any(|e| matches!(&e.event, Event::CallbackSeen { attempt: a, .. } if a == attempt));
                let Some(sent_at) =
                    sent_at(events, *attempt).filter(|_| !again && *hint != Hint::Paid && shopper_gave_up(*class))
                else {
                    continue;
                };
                (*attempt, Step::Ended { sent_at, class: *class })
            }
            Event::Verified { attempt, .. } => {
                let Some(sent_at) = sent_at(events, *attempt) else { continue };
                (*attempt, Step::Ended { sent_at, class: Class::Ok })
            }
            _ => continue,
        };
        let gateway = events.iter().find_map(|e| match &e.event {
            Event::AttemptStarted { attempt: a, choice, .. } if *a == attempt => Some(choice.gateway.clone()),
            _ => None,
        });
        learnt.extend(gateway.map(|gateway| Evidence { gateway, at: *at, step }));
    }
    learnt
}

/// When the shopper was sent to the bank.
fn sent_at(events: &[Recorded], attempt: u32) -> Option<Moment> {
    events.iter().find_map(|e| match &e.event {
        Event::TokenIssued { attempt: a, .. } if *a == attempt => Some(e.at),
        _ => None,
    })
}

const fn shopper_gave_up(class: Class) -> bool {
    matches!(class, Class::Cancel | Class::Session | Class::Card | Class::Declined | Class::Issuer | Class::Network)
}
