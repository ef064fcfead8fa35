//! What the shopper sees, derived from the [`Model`] alone. Pure.

use crate::fault::{Fault, Kind};
use crate::state::{Model, Phase};
use dargah_wire::CheckoutView;
use dargah_words::{
    Locale,
    fault::said,
    text::{Saying, fill},
    told::{notice, told, without},
};

pub use dargah_words::told::Tone;

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

/// The form's changing parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFace {
    /// The request is under way.
    pub busy: bool,
    /// What happened before.
    pub notice: Option<Saying>,
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
        Some(fault) => {
            matches!(fault.kind, Kind::Offline | Kind::Misconfigured | Kind::Service | Kind::UnknownBank)
        }
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
            panel.title = fill(t.leaving.title, locale.name(bank).0);
            Screen::Panel(panel)
        }
        (Phase::Asking, ..) => Screen::Panel(plain(Tone::Wait, Saying { title: t.checking, text: "" })),
        (_, None, None) => Screen::Skeleton,
        (_, Some(view), fault) if model.can_pay() => Screen::Form(form_face(model.phase(), view, fault, locale)),
        (_, _, Some(fault)) => Screen::Panel(fault_panel(fault, locale)),
        (_, Some(view), None) => Screen::Panel(status_panel(view, locale)),
    }
}

fn form_face(phase: &Phase, view: &CheckoutView, fault: Option<&Fault>, locale: Locale) -> FormFace {
    FormFace {
        busy: *phase == Phase::Sending,
        notice: fault.map(|f| said(f.kind, locale)).or(notice(&view.state, locale)),
        without: without(view).map(Into::into),
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
        ..plain(Tone::Warn, said(fault.kind, locale))
    }
}

fn status_panel(view: &CheckoutView, locale: Locale) -> Panel {
    // The form is shown above; it would only come to this if what the edge said were no longer fresh.
    let Some(told) = told(&view.state, locale) else {
        return Panel { action: Action::Retry, ..plain(Tone::Warn, locale.texts().not_now) };
    };
    let action = if told.look_again { Action::Retry } else { Action::None };
    Panel { action, ..plain(told.tone, told.saying) }
}
