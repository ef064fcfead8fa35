//! How the widget stands, in one word: what a shop's page reads as the element's `state`. Pure.

use crate::state::{Model, Phase};
use crate::words::{STATUSES, word};
use dargah_wire::PaymentStatus;

/// How the widget stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The payment is on its way.
    Loading,
    /// The form can be used.
    Ready,
    /// A gateway is being chosen.
    Busy,
    /// On the way to the bank.
    Leaving,
    /// Back, and the status is being asked for.
    Returning,
    /// Open, but it cannot be paid just now.
    Unavailable,
    /// The widget cannot go on; the fallback link or another try may.
    Error,
    /// There is no form any more: the payment stands like this. Never [`PaymentStatus::Open`].
    Came(PaymentStatus),
}

impl Standing {
    /// Its word; a payment's status keeps the word that it has on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Busy => "busy",
            Self::Leaving => "leaving",
            Self::Returning => "returning",
            Self::Unavailable => "unavailable",
            Self::Error => "error",
            Self::Came(status) => word(&STATUSES, &status),
        }
    }
}

/// How it stands.
#[must_use]
pub fn standing(model: &Model) -> Standing {
    match (model.phase(), model.view(), model.fault()) {
        (Phase::Loading, ..) => Standing::Loading,
        (Phase::Sending, ..) => Standing::Busy,
        (Phase::Leaving(_), ..) => Standing::Leaving,
        (Phase::Asking, ..) => Standing::Returning,
        (Phase::Ready, ..) if model.can_pay() => Standing::Ready,
        (Phase::Ready, Some(view), None) => match view.state.status {
            PaymentStatus::Open => Standing::Unavailable,
            status => Standing::Came(status),
        },
        (Phase::Ready, ..) => Standing::Error,
    }
}
