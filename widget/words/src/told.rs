//! What a shopper is told of a payment's standing: the same in the widget and on the hosted page.

use crate::{Locale, text::Saying};
use dargah_wire::{CheckoutView, PaymentStatus, StatusReason, StatusView};

/// Lines of an order that are shown without being asked for: more would push the button off a telephone's screen.
pub const LINES_OPEN_MAX: usize = 3;

/// Colour and sign of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something is under way.
    Wait,
    /// Done.
    Good,
    /// Came to nothing.
    Bad,
    /// A person has to look, or the money went another way.
    Warn,
}

impl Tone {
    /// Its word in the `data-tone` attribute.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Warn => "warn",
        }
    }
}

/// A message in place of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Colour and sign.
    pub tone: Tone,
    /// The words.
    pub saying: Saying,
    /// Whether looking again may find another state.
    pub look_again: bool,
}

/// What stands in place of the form, or nothing where the form belongs.
#[must_use]
pub fn told(state: &StatusView, locale: Locale) -> Option<Told> {
    let t = locale.texts();
    let (tone, saying) = match state.status {
        PaymentStatus::Open if state.can_pay => return None,
        PaymentStatus::Open if state.reason == Some(StatusReason::NoGateway) => (Tone::Warn, t.reasons.no_gateway),
        PaymentStatus::Open => (Tone::Warn, t.not_now),
        PaymentStatus::Processing => (Tone::Wait, t.waiting),
        PaymentStatus::Paid => (Tone::Good, t.paid),
        PaymentStatus::Failed => (Tone::Bad, reason(why(state), locale)),
        PaymentStatus::Expired => (Tone::Bad, t.expired),
        PaymentStatus::Review => (Tone::Warn, t.review),
        PaymentStatus::Cancelled => (Tone::Bad, t.cancelled),
        PaymentStatus::Refunded => (Tone::Warn, t.refunded),
        PaymentStatus::Returned => (Tone::Warn, t.returned),
    };
    Some(Told { tone, saying, look_again: state.status == PaymentStatus::Open })
}

/// What stands above the form: how the last attempt ended, if there was one.
#[must_use]
pub fn notice(state: &StatusView, locale: Locale) -> Option<Saying> {
    state.last.as_ref().map(|last| reason(Some(last.reason), locale))
}

/// The gateway that a shopper who names none is not sent to again: the one that just failed, if there is another.
#[must_use]
pub fn without(view: &CheckoutView) -> Option<&str> {
    let last = view.state.last.as_ref()?;
    view.gateways.iter().any(|gateway| gateway.id != last.gateway).then_some(&last.gateway)
}

/// Why the payment stands as it does.
fn why(state: &StatusView) -> Option<StatusReason> {
    state.reason.or(state.last.as_ref().map(|last| last.reason))
}

/// What to say of an attempt or a payment that came to nothing.
#[must_use]
pub fn reason(reason: Option<StatusReason>, locale: Locale) -> Saying {
    let t = locale.texts();
    let r = &t.reasons;
    match reason {
        Some(StatusReason::Cancelled) => r.cancelled,
        Some(StatusReason::Declined) => r.declined,
        Some(StatusReason::SessionEnded) => r.session_ended,
        Some(StatusReason::BankFault) => r.bank_fault,
        Some(StatusReason::NoGateway) => r.no_gateway,
        Some(StatusReason::Reversed) => r.reversed,
        Some(StatusReason::AwaitingBank) => t.waiting,
        Some(StatusReason::Mismatch) => t.review,
        Some(StatusReason::TimeOver) => t.expired,
        None => r.other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::String, vec, vec::Vec};
    use dargah_wire::LastAttempt;

    fn state(status: PaymentStatus) -> StatusView {
        let can_pay = status == PaymentStatus::Open;
        StatusView { status, reason: None, last: None, can_pay, expires_at: 0, receipt: None, return_url: None }
    }

    #[test]
    fn every_status_says_something_of_its_own() {
        use PaymentStatus::{Cancelled, Expired, Failed, Open, Paid, Processing, Refunded, Returned, Review};
        for locale in Locale::ALL {
            assert_eq!(told(&state(Open), locale), None, "the form");
            let titles: Vec<_> = [Processing, Paid, Failed, Expired, Review, Cancelled, Refunded, Returned]
                .map(|status| told(&state(status), locale).map(|told| told.saying.title))
                .into();
            for (i, title) in titles.iter().enumerate() {
                assert!(title.is_some() && !titles[..i].contains(title), "{title:?}");
            }
        }
    }

    #[test]
    fn open_without_a_way_to_pay_is_looked_at_again() {
        let closed = StatusView { can_pay: false, ..state(PaymentStatus::Open) };
        let said = told(&closed, Locale::En);
        assert_eq!(said.map(|told| (told.tone, told.look_again)), Some((Tone::Warn, true)));
    }

    #[test]
    fn a_failure_is_told_by_the_payments_reason_or_the_last_attempts() {
        let failed = |reason, last: Option<StatusReason>| {
            let last = last.map(|reason| LastAttempt { gateway: String::from("a"), reason });
            let told = told(&StatusView { reason, last, ..state(PaymentStatus::Failed) }, Locale::En);
            told.map(|told| told.saying)
        };
        let r = &Locale::En.texts().reasons;
        assert_eq!(failed(Some(StatusReason::Declined), Some(StatusReason::Cancelled)), Some(r.declined));
        assert_eq!(failed(None, Some(StatusReason::Cancelled)), Some(r.cancelled));
        assert_eq!(failed(None, None), Some(r.other));
    }

    #[test]
    fn the_gateway_that_failed_is_left_out_if_there_is_another() {
        use dargah_wire::{Currency, GatewayChoice, Mode, ShopName};
        let name = || ShopName { fa: String::new(), en: String::new() };
        let gateway = |id: &str| GatewayChoice { id: id.into(), name: name() };
        let last = Some(LastAttempt { gateway: "a".into(), reason: StatusReason::Declined });
        let mut view = CheckoutView {
            payment: String::new(),
            state: StatusView { last, ..state(PaymentStatus::Open) },
            amount: 1_000,
            currency: Currency::Irr,
            mode: Mode::Test,
            shop: name(),
            order_id: String::new(),
            description: None,
            lines: Vec::new(),
            mobile: None,
            gateways: vec![gateway("a"), gateway("b")],
            other_ways: None,
            redirect_origins: Vec::new(),
        };
        assert_eq!(without(&view), Some("a"));
        view.gateways.truncate(1);
        assert_eq!(without(&view), None);
        view.state.last = None;
        assert_eq!(without(&view), None);
    }
}
