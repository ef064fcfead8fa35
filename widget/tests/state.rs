//! The form's behaviour, without a browser: what a hurried shopper and a slow bank can do to it.

#![allow(clippy::panic, reason = "a test's way to say what was due")]

use dargah_widget::fault::{Fault, Kind};
use dargah_widget::screen::{Action, Screen, Tone, screen, wants_fallback};
use dargah_widget::standing::standing;
use dargah_widget::state::{Effect, Input, Model, Signal};
use dargah_widget::words::STATUSES;
use dargah_wire::{
    CheckoutView, Currency, GatewayChoice, LastAttempt, Method, Mode, PayRequest, PaymentStatus, RedirectAnswer,
    ShopName, StatusReason, StatusView,
};
use dargah_words::Locale;

fn name(en: &str) -> ShopName {
    ShopName { fa: en.into(), en: en.into() }
}

fn status(status: PaymentStatus) -> StatusView {
    let can_pay = status == PaymentStatus::Open;
    StatusView { status, reason: None, last: None, can_pay, expires_at: 0, receipt: None, return_url: None }
}

fn view(state: StatusView) -> CheckoutView {
    let gateway = |id: &str| GatewayChoice { id: id.into(), name: name(id) };
    CheckoutView {
        payment: "pay_1".into(),
        state,
        amount: 1_250_000,
        currency: Currency::Irr,
        mode: Mode::Live,
        shop: name("shop"),
        order_id: "1".into(),
        description: None,
        lines: Vec::new(),
        mobile: None,
        gateways: vec![gateway("a"), gateway("b")],
        other_ways: None,
        redirect_origins: vec!["https://bank.example".into()],
    }
}

fn answer(url: &str) -> RedirectAnswer {
    RedirectAnswer {
        attempt: 1,
        gateway: "a".into(),
        gateway_name: name("Bank A"),
        method: Method::Get,
        url: url.into(),
        fields: Vec::new(),
    }
}

fn opened() -> Model {
    mounted(status(PaymentStatus::Open))
}

fn mounted(state: StatusView) -> Model {
    let mut model = Model::default();
    model.step(Input::Viewed(Ok(view(state))));
    model
}

fn sent() -> Model {
    let mut model = opened();
    model.step(Input::Pay(PayRequest::default()));
    model
}

fn left() -> Model {
    let mut model = sent();
    model.step(Input::Answered(Ok(answer("https://bank.example/p"))));
    model
}

fn panel(model: &Model) -> (Tone, Action) {
    match screen(model, Locale::En) {
        Screen::Panel(panel) => (panel.tone, panel.action),
        other => panic!("a panel was due, not {other:?}"),
    }
}

#[test]
fn an_open_payment_shows_the_form_and_says_ready() {
    let mut model = Model::default();
    assert_eq!(screen(&model, Locale::Fa), Screen::Skeleton);
    assert!(wants_fallback(&model));
    let effects = model.step(Input::Viewed(Ok(view(status(PaymentStatus::Open)))));
    assert_eq!(effects, [Effect::Tell(Signal::Ready(PaymentStatus::Open))]);
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(_)));
    assert!(!wants_fallback(&model));
}

#[test]
fn a_second_click_sends_nothing() {
    let mut model = opened();
    assert!(model.step(Input::Pay(PayRequest::default())).contains(&Effect::Pay(PayRequest::default())));
    assert!(model.step(Input::Pay(PayRequest::default())).is_empty());
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if face.busy));
}

#[test]
fn the_page_can_withhold_the_sending() {
    let mut model = sent();
    assert!(model.step(Input::Withheld).is_empty());
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if !face.busy));
    assert!(model.step(Input::Answered(Ok(answer("https://bank.example/p")))).is_empty(), "nothing was sent");
    assert_eq!(model.step(Input::Pay(PayRequest::default())), [Effect::Pay(PayRequest::default())]);
}

#[test]
fn the_end_of_the_time_to_pay_is_told_once() {
    let expired = Effect::Tell(Signal::Expired);
    let told = |model: &mut Model| {
        model.step(Input::Returned { frozen: true });
        model.step(Input::Told(Ok(status(PaymentStatus::Expired))))
    };
    assert!(told(&mut opened()).contains(&expired));
    let mut model = Model::default();
    let effects = model.step(Input::Viewed(Ok(view(status(PaymentStatus::Expired)))));
    assert_eq!(effects.iter().filter(|effect| **effect == expired).count(), 1);
}

#[test]
fn the_standing_is_one_word_for_the_page() {
    let stands = |model: &Model| standing(model).word();
    assert_eq!(stands(&Model::default()), "loading");
    let mut model = opened();
    assert_eq!(stands(&model), "ready");
    model.step(Input::Pay(PayRequest::default()));
    assert_eq!(stands(&model), "busy");
    model.step(Input::Answered(Ok(answer("https://bank.example/p"))));
    assert_eq!(stands(&model), "leaving");
    model.step(Input::Returned { frozen: false });
    assert_eq!(stands(&model), "returning");
    model.step(Input::Told(Err(Fault::own(Kind::Offline))));
    assert_eq!(stands(&model), "error");
    let mut closed = status(PaymentStatus::Open);
    closed.can_pay = false;
    assert_eq!(stands(&mounted(closed)), "unavailable");
    for (state, word) in STATUSES.into_iter().filter(|row| row.0 != PaymentStatus::Open) {
        assert_eq!(stands(&mounted(status(state))), word);
    }
}

#[test]
fn only_a_listed_bank_is_gone_to() {
    let mut model = sent();
    let good = answer("https://bank.example/p");
    let routed = Effect::Tell(Signal::Routed("a".into(), 1));
    assert_eq!(
        model.step(Input::Answered(Ok(good.clone()))),
        [routed, Effect::Go(good), Effect::Wait { ms: 25_000, number: 1 }]
    );
    assert_eq!(panel(&model).0, Tone::Wait);

    let mut model = sent();
    let effects = model.step(Input::Answered(Ok(answer("https://bank.example.evil.test/"))));
    assert_eq!(effects, [Effect::Tell(Signal::Error("redirect_refused".into(), true))]);
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if !face.busy && face.notice.is_some()));
}

#[test]
fn an_answer_after_the_page_was_frozen_is_ignored() {
    let mut model = sent();
    assert_eq!(model.step(Input::Returned { frozen: true }), [Effect::Ask]);
    assert!(model.step(Input::Answered(Ok(answer("https://bank.example/p")))).is_empty());
}

#[test]
fn coming_back_asks_and_opens_the_form_again() {
    let mut model = left();
    assert_eq!(model.step(Input::Returned { frozen: false }), [Effect::Ask]);
    assert!(model.step(Input::Returned { frozen: false }).is_empty(), "one question at a time");
    let effects = model.step(Input::Told(Ok(status(PaymentStatus::Open))));
    assert_eq!(effects, [Effect::Tell(Signal::Returned(PaymentStatus::Open, None))]);
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if !face.busy));
}

#[test]
fn coming_back_without_an_answer_is_no_result() {
    let mut model = left();
    model.step(Input::Returned { frozen: true });
    model.step(Input::Told(Err(Fault::own(Kind::Offline))));
    assert!(wants_fallback(&model));
    assert!(matches!(screen(&model, Locale::Fa), Screen::Panel(_)), "what the payment came to is not known");
    assert_eq!(model.step(Input::Retry), [Effect::Ask]);
}

#[test]
fn a_waiting_payment_is_asked_for_ever_more_slowly_until_it_is_final() {
    let mut model = Model::default();
    let mut waits = Vec::new();
    let mut effects = model.step(Input::Viewed(Ok(view(status(PaymentStatus::Processing)))));
    for _ in 0..8 {
        let Some(Effect::Wait { ms, number }) = effects.last().cloned() else { panic!("no wait in {effects:?}") };
        waits.push(ms);
        assert_eq!(model.step(Input::Waited(number)), [Effect::Ask]);
        assert!(model.step(Input::Waited(number - 1)).is_empty(), "an older wait is over");
        // An answer that does not come is no news.
        let answer = if ms < 7_000 { Ok(status(PaymentStatus::Processing)) } else { Err(Fault::own(Kind::Offline)) };
        effects = model.step(Input::Told(answer));
        assert_eq!(panel(&model).0, Tone::Wait);
    }
    assert_eq!(waits, [3_000, 4_500, 6_750, 10_125, 15_187, 22_780, 30_000, 30_000]);
    let effects = model.step(Input::Told(Ok(status(PaymentStatus::Paid))));
    assert_eq!(effects, [Effect::Tell(Signal::Returned(PaymentStatus::Paid, None))]);
    assert_eq!(panel(&model), (Tone::Good, Action::None));
}

#[test]
fn after_a_decline_another_gateway_is_one_tap_away() {
    let mut declined = status(PaymentStatus::Open);
    declined.last = Some(LastAttempt { gateway: "a".into(), reason: StatusReason::Declined });
    let model = mounted(declined.clone());
    let Screen::Form(face) = screen(&model, Locale::En) else { panic!("the form was due") };
    assert_eq!(face.without.as_deref(), Some("a"));
    assert_eq!(face.notice.unwrap().title, Locale::En.texts().reasons.declined.title);

    let mut alone = view(declined);
    alone.gateways.truncate(1);
    let mut model = Model::default();
    model.step(Input::Viewed(Ok(alone)));
    assert!(matches!(screen(&model, Locale::En), Screen::Form(face) if face.without.is_none()), "there is no other");
}

#[test]
fn a_refusal_that_the_form_did_not_expect_looks_again() {
    let mut model = sent();
    let refusal = Fault::told(409, "payment_paid".into(), false, String::new());
    assert_eq!(model.step(Input::Answered(Err(refusal))).last(), Some(&Effect::Ask));
    model.step(Input::Told(Ok(status(PaymentStatus::Paid))));
    assert_eq!(panel(&model).0, Tone::Good);
}

#[test]
fn a_failed_try_keeps_the_form_and_can_be_repeated() {
    let mut model = sent();
    model.step(Input::Answered(Err(Fault::told(503, "no_gateway".into(), true, "req_1".into()))));
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if face.again && !face.busy));
    assert!(!model.step(Input::Pay(PayRequest::default())).is_empty());
}

#[test]
fn the_page_can_hold_the_redirect() {
    assert_eq!(left().step(Input::Held), [Effect::Ask]);
}

#[test]
fn every_status_has_its_face() {
    for (state, tone, action) in [
        (PaymentStatus::Processing, Tone::Wait, Action::None),
        (PaymentStatus::Paid, Tone::Good, Action::None),
        (PaymentStatus::Failed, Tone::Bad, Action::None),
        (PaymentStatus::Expired, Tone::Bad, Action::None),
        (PaymentStatus::Review, Tone::Warn, Action::None),
        (PaymentStatus::Cancelled, Tone::Bad, Action::None),
        (PaymentStatus::Refunded, Tone::Warn, Action::None),
        (PaymentStatus::Returned, Tone::Warn, Action::None),
    ] {
        assert_eq!(panel(&mounted(status(state))), (tone, action), "{state:?}");
        assert!(mounted(status(state)).step(Input::Pay(PayRequest::default())).is_empty(), "{state:?} cannot be paid");
    }
    let mut closed = status(PaymentStatus::Open);
    closed.can_pay = false;
    assert_eq!(panel(&mounted(closed)), (Tone::Warn, Action::Retry));
}

#[test]
fn the_first_request_can_be_repeated() {
    let mut model = Model::default();
    model.step(Input::Viewed(Err(Fault::own(Kind::Offline))));
    assert_eq!(panel(&model), (Tone::Warn, Action::Retry));
    assert_eq!(model.step(Input::Retry), [Effect::Load]);
    let mut model = Model::default();
    model.step(Input::Viewed(Err(Fault::told(404, "payment_unknown".into(), false, String::new()))));
    assert_eq!(panel(&model), (Tone::Warn, Action::None));
}

#[test]
fn a_browser_that_does_not_leave_gives_the_form_back() {
    let mut model = left();
    assert_eq!(model.step(Input::Waited(1)), [Effect::Ask]);
    model.step(Input::Told(Ok(status(PaymentStatus::Open))));
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if !face.busy));

    let mut model = left();
    model.step(Input::Returned { frozen: false });
    assert!(model.step(Input::Waited(1)).is_empty(), "the shopper was back before");
}

#[test]
fn a_payment_paid_in_another_tab_is_seen_when_this_one_is_looked_at() {
    let mut model = opened();
    assert_eq!(model.step(Input::Returned { frozen: false }), [Effect::Ask]);
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if !face.busy), "the form stays meanwhile");
    assert!(model.step(Input::Told(Err(Fault::own(Kind::Offline)))).is_empty(), "no news is nothing to say");
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if face.notice.is_none()));
    model.step(Input::Returned { frozen: false });
    model.step(Input::Told(Ok(status(PaymentStatus::Paid))));
    assert_eq!(panel(&model).0, Tone::Good);
}

#[test]
fn what_another_window_does_is_waited_for() {
    let mut busy = status(PaymentStatus::Open);
    busy.can_pay = false;
    let mut model = Model::default();
    let effects = model.step(Input::Viewed(Ok(view(busy))));
    let Some(Effect::Wait { number, .. }) = effects.last().cloned() else { panic!("no wait in {effects:?}") };
    assert_eq!(model.step(Input::Waited(number)), [Effect::Ask]);
    model.step(Input::Told(Ok(status(PaymentStatus::Open))));
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(_)));
    assert!(model.step(Input::Waited(number)).is_empty());
}

#[test]
fn with_the_connection_the_widget_comes_back_by_itself() {
    let mut model = Model::default();
    model.step(Input::Viewed(Err(Fault::own(Kind::Offline))));
    assert_eq!(model.step(Input::Online), [Effect::Load]);
    assert!(opened().step(Input::Online).is_empty(), "nothing was wrong");

    let mut model = sent();
    model.step(Input::Answered(Err(Fault::own(Kind::Offline))));
    assert_eq!(model.step(Input::Online), [Effect::Ask], "whether the sending arrived is the edge's to say");
}

#[test]
fn what_went_wrong_with_the_sending_is_still_said_after_a_look() {
    let mut model = opened();
    model.step(Input::Returned { frozen: false });
    model.step(Input::Pay(PayRequest::default()));
    model.step(Input::Answered(Err(Fault::told(503, "no_gateway".into(), true, String::new()))));
    model.step(Input::Told(Ok(status(PaymentStatus::Open))));
    assert!(matches!(screen(&model, Locale::Fa), Screen::Form(face) if face.notice.is_some()));
}
