//! What the shopper sees, derived from the [`Model`] alone. Pure.

use crate::fault::{Fault, Kind};
use crate::state::{Model, Phase};
use crate::text::{Locale, Saying, fill};
use dargah_wire::{CheckoutView, PaymentStatus, StatusReason};

/// Colour and sign of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something is under way.
    Wait,
    /// Done.
    Good,
    /// Came to nothing.
    Bad,
    /// A person has to look.
    Warn,
}

impl Tone {
    /// Its class in the stylesheet, and its word in the `data-tone` attribute.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Warn => "warn",
        }
    }
}

/// What can be done from a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// Look again.
    Retry,
}

/// A message in place of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Colour and sign.
    pub tone: Tone,
    /// Heading.
    pub title: String,
    /// Under it.
    pub text: &'static str,
    /// What can be done.
    pub action: Action,
    /// Number to quote, if any.
    pub request_id: String,
}

/// A message above the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Heading.
    pub title: &'static str,
    /// Beside it.
    pub text: &'static str,
}

/// The form's changing parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFace {
    /// The request is under way.
    pub busy: bool,
    /// What happened before.
    pub notice: Option<Notice>,
    /// The gateway to leave out if the shopper names none: the one that just failed, if there is another.
    pub without: Option<String>,
    /// The last try failed for a reason that may pass.
    pub again: bool,
}

/// What to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Nothing is known yet: the loader's skeleton stays.
    Skeleton,
    /// The form.
    Form(FormFace),
    /// A message in its place.
    Panel(Panel),
}

/// Whether the way around the widget (the fallback link) belongs beside what is shown.
#[must_use]
pub fn wants_fallback(model: &Model) -> bool {
    match model.fault() {
        Some(fault) => matches!(fault.kind, Kind::Offline | Kind::Blocked | Kind::Service | Kind::UnknownBank),
        None => model.view().is_none(),
    }
}

/// What to show.
#[must_use]
pub fn screen(model: &Model, locale: Locale) -> Screen {
    let t = locale.texts();
    match (model.phase(), model.view(), model.fault()) {
        (Phase::Leaving(bank), ..) => {
            let mut panel = plain(Tone::Wait, t.leaving);
            panel.title = fill(t.leaving.title, locale.name(bank));
            Screen::Panel(panel)
        }
        (Phase::Asking, ..) => Screen::Panel(plain(Tone::Wait, Saying { title: t.checking, text: "" })),
        (_, None, None) => Screen::Skeleton,
        (_, Some(view), fault) if model.can_pay() && fault.is_none_or(|f| f.kind != Kind::Blocked) => {
            Screen::Form(form_face(model.phase(), view, fault, locale))
        }
        (_, _, Some(fault)) => Screen::Panel(fault_panel(fault, locale)),
        (_, Some(view), None) => Screen::Panel(status_panel(view, locale)),
    }
}

fn form_face(phase: &Phase, view: &CheckoutView, fault: Option<&Fault>, locale: Locale) -> FormFace {
    let t = locale.texts();
    let last = view.state.last.as_ref();
    let without = last.filter(|l| view.gateways.iter().any(|g| g.id != l.gateway)).map(|l| l.gateway.clone());
    let said = fault.map(|f| t.fault(f.kind)).or(last.map(|l| t.reason(Some(l.reason))));
    FormFace {
        busy: *phase == Phase::Sending,
        notice: said.map(|s| Notice { title: s.title, text: s.text }),
        without,
        again: fault.is_some_and(|f| f.retryable),
    }
}

fn plain(tone: Tone, saying: Saying) -> Panel {
    Panel { tone, title: saying.title.into(), text: saying.text, action: Action::None, request_id: String::new() }
}

fn fault_panel(fault: &Fault, locale: Locale) -> Panel {
    let look_again = fault.retryable || fault.kind == Kind::NotPayable;
    Panel {
        action: if look_again { Action::Retry } else { Action::None },
        request_id: fault.request_id.clone(),
        ..plain(Tone::Bad, locale.texts().fault(fault.kind))
    }
}

fn status_panel(view: &CheckoutView, locale: Locale) -> Panel {
    let t = locale.texts();
    let state = &view.state;
    match state.status {
        PaymentStatus::Processing => plain(Tone::Wait, t.waiting),
        PaymentStatus::Paid => plain(Tone::Good, t.paid),
        PaymentStatus::Failed => plain(Tone::Bad, t.reason(state.reason.or(state.last.as_ref().map(|l| l.reason)))),
        PaymentStatus::Expired => plain(Tone::Bad, t.expired),
        PaymentStatus::Review => plain(Tone::Warn, t.review),
        PaymentStatus::Cancelled => plain(Tone::Bad, t.cancelled),
        PaymentStatus::Refunded | PaymentStatus::Returned => plain(Tone::Warn, t.returned),
        PaymentStatus::Open => {
            let why = if state.reason == Some(StatusReason::NoGateway) { t.reasons.no_gateway } else { t.not_now };
            Panel { action: Action::Retry, ..plain(Tone::Warn, why) }
        }
    }
}
