//! The hosted page and the widget beside each other: in every state and language both say the same words. (A test's module.)

use super::{
    form::{Asked, checkout},
    shell,
    waiting::Turn,
};
use dargah_engine::problem::{Code, Fault};
use dargah_widget::{
    fault::Fault as WidgetFault,
    screen::{Screen, screen},
    state::{Input, Model},
};
use dargah_wire::{
    CheckoutView, Currency, GatewayChoice, LastAttempt, Mode, OrderLine, PaymentStatus, Receipt, ShopName,
    StatusReason, StatusView,
};
use dargah_words::{Locale, fault::said};

const REASONS: [StatusReason; 9] = [
    StatusReason::Cancelled,
    StatusReason::Declined,
    StatusReason::SessionEnded,
    StatusReason::BankFault,
    StatusReason::NoGateway,
    StatusReason::AwaitingBank,
    StatusReason::Reversed,
    StatusReason::Mismatch,
    StatusReason::TimeOver,
];

const STATUSES: [PaymentStatus; 9] = [
    PaymentStatus::Open,
    PaymentStatus::Processing,
    PaymentStatus::Paid,
    PaymentStatus::Failed,
    PaymentStatus::Expired,
    PaymentStatus::Review,
    PaymentStatus::Cancelled,
    PaymentStatus::Refunded,
    PaymentStatus::Returned,
];

fn view(state: StatusView) -> CheckoutView {
    let name = |name: &str| ShopName { fa: format!("{name} fa"), en: format!("{name} en") };
    CheckoutView {
        payment: "pay_1".to_owned(),
        state,
        amount: 1_250_000,
        currency: Currency::Irr,
        mode: Mode::Test,
        shop: name("shop"),
        order_id: "A-1001".to_owned(),
        description: Some("a mug".to_owned()),
        lines: vec![OrderLine { title: "mug".to_owned(), quantity: 2, amount: 1_250_000 }],
        mobile: Some("09121234567".to_owned()),
        gateways: ["a", "b"].map(|id| GatewayChoice { id: id.to_owned(), name: name(id) }).into(),
        other_ways: None,
        redirect_origins: Vec::new(),
    }
}

/// Every standing that the edge can tell of: each status, with and without a reason, after each end of an attempt.
fn states() -> impl Iterator<Item = StatusView> {
    let reasons = || REASONS.into_iter().map(Some).chain([None]);
    STATUSES.into_iter().flat_map(move |status| {
        reasons().flat_map(move |reason| {
            reasons().flat_map(move |last| {
                [true, false].map(move |payable| StatusView {
                    status,
                    reason,
                    last: last.map(|reason| LastAttempt { gateway: "a".to_owned(), reason }),
                    can_pay: payable && status == PaymentStatus::Open,
                    expires_at: 0,
                    receipt: (status == PaymentStatus::Paid)
                        .then(|| Receipt { reference: "123".to_owned(), paid_at: 0 }),
                    return_url: None,
                })
            })
        })
    })
}

#[test]
fn every_state_in_every_language() {
    let mut count = 0;
    for locale in Locale::ALL {
        for state in states() {
            let view = view(state);
            let mut model = Model::default();
            model.step(Input::Viewed(Ok(view.clone())));
            let page = checkout(locale, &view, &Asked::default());
            let html = shell::page(locale, &page);
            let t = locale.texts();
            let mut words = vec![t.sandbox, t.order];
            match screen(&model, locale) {
                Screen::Form(face) => {
                    words.extend([
                        t.mobile,
                        t.optional,
                        t.mobile_hint,
                        t.choose,
                        t.automatic,
                        t.automatic_hint,
                        t.next,
                    ]);
                    words.extend(face.notice.iter().flat_map(|notice| [notice.title, notice.text]));
                    words.extend(face.without.is_some().then_some(t.other_gateway));
                    assert_eq!(html.contains("name=\"without\""), face.without.is_some());
                }
                Screen::Panel(panel) => {
                    assert!(html.contains(&format!("data-tone=\"{}\"", panel.tone.word())), "{html}");
                    assert!(
                        html.contains(&panel.title) && page.title.contains(&panel.title),
                        "{}: {html}",
                        panel.title
                    );
                    words.push(panel.text);
                }
                Screen::Skeleton => words.push("the widget knows nothing"),
            }
            for word in words {
                assert!(
                    html.contains(word),
                    "{}, {:?}: the page does not say {word:?}: {html}",
                    locale.tag(),
                    view.state
                );
            }
            count += 1;
        }
    }
    assert_eq!(count, 3 * 9 * 10 * 10 * 2);
}

#[test]
fn every_problem_in_every_language() {
    for locale in Locale::ALL {
        for code in Code::ALL {
            let told = WidgetFault::told(code.status(), code.as_str().to_owned(), code.retryable(), String::new());
            let words = shell::words(&Fault::from(*code), locale);
            // A page of ours that is asked from elsewhere, a bank that sends somebody back to nowhere, a payment link, a method that is
            // gone: no widget meets these.
            let own = matches!(
                code,
                Code::CallbackInvalid
                    | Code::OriginForbidden
                    | Code::LinkEnded
                    | Code::LinkUnknown
                    | Code::MethodUnavailable
            );
            assert_eq!(words == said(told.kind, locale), !own, "{code:?} in {}: {words:?}", locale.tag());
        }
    }
}

#[test]
fn what_was_typed_is_there_again_with_what_is_wrong_beside_it() {
    let open = states().find(|state| state.can_pay && state.last.is_none());
    let view = view(open.unwrap_or_else(|| unreachable!("an open payment is among them")));
    for locale in Locale::ALL {
        let fault = Some(Fault::of(Code::MobileInvalid, "mobile", ""));
        let asked =
            Asked { mobile: Some("12\"<3".to_owned()), gateway: Some("b".to_owned()), fault, ..Asked::default() };
        let page = checkout(locale, &view, &asked);
        let html = shell::page(locale, &page);
        let wrong = locale.texts().mobile_bad;
        assert_eq!(html.matches(wrong).count(), 3, "in the title, above the form and beside the field: {html}");
        for part in [
            "value=\"12&quot;&lt;3\"",
            "aria-invalid=\"true\"",
            "aria-describedby=\"hint error\"",
            "<details class=\"choice\" open>",
            "value=\"b\" checked",
            "href=\"#mobile\"",
        ] {
            assert!(html.contains(part), "no {part} in {html}");
        }
    }
}

#[test]
fn a_page_that_waits_stops_looking_by_itself() {
    let waiting = states().find(|state| state.status == PaymentStatus::Processing);
    let view = view(waiting.unwrap_or_else(|| unreachable!("a payment under way is among them")));
    let at = |turn: &str| {
        shell::page(Locale::En, &checkout(Locale::En, &view, &Asked { turn: Turn::said(turn), ..Asked::default() }))
    };
    assert!(
        at("0").contains("<noscript><meta http-equiv=\"refresh\" content=\"4;url=?lang=en&amp;turn=1\"></noscript>"),
        "{}",
        at("0")
    );
    assert!(at("39").contains("content=\"30;url=?lang=en&amp;turn=40\""));
    for last in ["40", "4000000000", "x"] {
        assert_eq!(at(last).contains("http-equiv"), last == "x", "{last}");
        assert!(at(last).contains(Locale::En.page_texts().look_again));
    }
}
