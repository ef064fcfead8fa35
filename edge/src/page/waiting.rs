//! A page whose state may change without the shopper: it looks again by itself. With script, by asking how the payment
//! stands, so that nobody's reading is disturbed; without, by being loaded anew, a bounded number of times.

use super::language::said;
use dargah_wire::PaymentStatus;
use dargah_words::{Locale, told::Told};
use maud::{Markup, html};
use worker::Request;

/// How often a page without script has been loaded anew by itself.
#[derive(Clone, Copy, Default)]
pub(super) struct Turn(u32);

impl Turn {
    /// With the longer waits at the end, a quarter of an hour.
    const LAST: u32 = 40;

    /// From `?turn=`.
    pub(super) fn of(request: &Request) -> Self {
        said(request, "turn").map_or_else(Self::default, |turn| Self::said(&turn))
    }

    /// What is no number is the first.
    pub(super) fn said(turn: &str) -> Self {
        Self(turn.parse().unwrap_or(0))
    }

    const fn is_last(self) -> bool {
        self.0 >= Self::LAST
    }

    /// Seconds until the next: ever more, up to half a minute.
    fn wait_s(self) -> u32 {
        (4 + self.0).min(30)
    }
}

/// Whether the state may change by itself.
pub(super) const fn waits(status: PaymentStatus, told: &Told) -> bool {
    told.look_again || matches!(status, PaymentStatus::Processing)
}

/// For the head of a page that waits.
pub(super) fn head(locale: Locale, status: PaymentStatus, turn: Turn) -> Markup {
    let next = format!("{};url=?lang={}&turn={}", turn.wait_s(), locale.tag(), turn.0.saturating_add(1));
    html! {
        script src="/v1/hosted.js" defer data-status=(dargah_engine::return_link::status_word(status)) {}
        @if !turn.is_last() { noscript { meta http-equiv="refresh" content=(next); } }
    }
}

/// For the head of a page with the form: a second press of the button does nothing.
pub(super) fn guard() -> Markup {
    html! { script src="/v1/hosted.js" defer {} }
}

/// That the page looks by itself, and how to look now.
pub(super) fn look_again(locale: Locale, turn: Turn) -> Markup {
    let p = locale.page_texts();
    html! {
        @if !turn.is_last() { p class="quiet" { (p.looking) } }
        a class="button second" href={ "?lang=" (locale.tag()) } { (p.look_again) }
    }
}
