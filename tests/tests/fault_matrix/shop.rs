//! F43 to F47: the shop's server. What it is to be told is kept until it was handed over, and delivered until it was taken; what it
//! asks for twice happens once.

use super::scene::{AMOUNT, count, everywhere, named, open, paid, says, status, told};
use dargah_engine::{
    payment::{Command, Created, Event, Refusal, due_at},
    time::Span,
    webhook::{Answer, Delivery, Endpoint, Kind, Message, Pace, Verdict, may_begin},
};
use dargah_tests::{
    fate::{Blow, Place},
    market::leave_alone,
    stage::Stage,
};
use dargah_wire::{DeliveryState, EventData, PaymentStatus, Silence};
use std::collections::BTreeSet;

scenarios! {
    f43_the_shop_is_down_for_days
    f44_the_shop_answers_badly
    f45_news_come_out_of_order
    f46_the_shops_answer_is_lost
    f47_a_payment_is_made_twice
}

/// Paid, with nothing handed over yet: the hub is not there.
fn untold() -> Stage {
    let (mut stage, back) = super::scene::at_bank("saman", "pay");
    stage.market.fate.next(Place::Publish, 0, Blow::Failed);
    super::scene::come_back(&mut stage, &back);
    assert!(told(&stage).is_empty());
    stage
}

fn f43_the_shop_is_down_for_days() {
    let mut stage = untold();
    let paid_at = stage.market.now;
    while stage.market.now < paid_at + Span::minutes(96 * 60) {
        stage.market.fate.next(Place::Publish, 0, Blow::Failed);
        let due = due_at(&stage.payment()).expect("it is not given up");
        stage.wait(due - stage.market.now);
    }
    let tries = count(&stage, |e| matches!(e, Event::PublishFailed { .. }));
    assert!(tries > 90, "tried {tries} times in four days");
    assert!(told(&stage).is_empty());
    assert_eq!(status(&stage), PaymentStatus::Paid, "and who asks is told");
    stage.market.fate = Default::default();
    stage.wait(Span::minutes(61));
    assert_eq!(told(&stage), [Kind::PaymentPaid], "four days late, once");
    let message = stage.market.told.values().next().unwrap();
    assert_eq!(message.at, paid_at, "and says when it became true");

    // The hub itself tries for three days, keeps what it could not deliver, and sends it when it is asked to.
    let started = stage.market.now;
    let mut delivery = Delivery::new("we_1".to_owned(), started);
    let down = Answer::Silence(Silence::Refused);
    let mut now = started;
    while let Some(due) = delivery.due {
        now = due;
        delivery.begin(now);
        delivery.hear(&down, now, now, 0);
    }
    assert_eq!(delivery.state, DeliveryState::Dead);
    assert!(now - started >= Span::minutes(75 * 60 + 35), "{:?}", now - started);
    delivery.replay(now);
    delivery.begin(now);
    delivery.hear(&answer(200), now, now, 0);
    assert_eq!(delivery.state, DeliveryState::Delivered);
    let endpoint = |failing| Pace::new(failing);
    assert!(
        may_begin(&endpoint(false), [endpoint(true), endpoint(true), endpoint(false)].iter(), now),
        "each by itself"
    );
    named("tests/worker/webhooks.test.mjs", "one event is sent again on request, and pages of deliveries join");
    named("tests/worker/webhooks.test.mjs", "endpoints that hang and fail hold nobody up");
}

fn answer(status: u16) -> Answer {
    Answer::Http { status, retry_after: None }
}

fn f44_the_shop_answers_badly() {
    // One shop's trouble is its own: another payment's news are handed over meanwhile.
    let mut stage = untold();
    let troubled = stage.sale;
    stage.sale = stage.market.sell(AMOUNT);
    let back = super::scene::go(&mut stage, "mellat", "pay");
    super::scene::come_back(&mut stage, &back);
    let told_of = |stage: &Stage| stage.market.told.values().map(|m| m.payment).collect::<BTreeSet<_>>();
    assert_eq!(told_of(&stage), BTreeSet::from([stage.payment().created.id]));
    let failed = stage.market.payment(troubled);
    assert_eq!(failed.publish_at, Some(failed.last_at + Span::seconds(30)), "not at once again");
    stage.wait(Span::minutes(2));
    assert_eq!(told_of(&stage).len(), 2);

    let now = stage.market.now;
    for status in [301, 302, 307, 308, 400, 404, 500, 503] {
        assert_eq!(answer(status).verdict(now), Verdict::Failed(now), "{status} took nothing");
    }
    let wait = |status| Answer::Http { status, retry_after: Some("120".to_owned()) }.verdict(now);
    assert_eq!([wait(429), wait(503)], [Verdict::Failed(now + Span::seconds(120)); 2], "who asks for time gets it");
    let demands = Answer::Http { status: 429, retry_after: Some("4000000000".to_owned()) }.verdict(now);
    assert_eq!(demands, Verdict::Failed(now + Span::minutes(60)), "an hour at most, as its documentation says");
    let shop = stage.payment().created.shop;
    let mut endpoint = Endpoint::new([1; 16], shop, "https://shop.example/hook".to_owned(), String::new(), now);
    assert_eq!(answer(410).verdict(now), Verdict::Gone);
    endpoint.hear(Verdict::Gone, now);
    assert!(endpoint.off.is_some() && !endpoint.wants(Kind::PaymentPaid), "what is gone is not called any more");
    let tests = "tests/worker/webhooks.test.mjs";
    named(tests, "what asks for time gets it");
    named(tests, "410 switches the endpoint off, and switched on it is told what it missed");
    named(tests, "a redirect is not followed");
}

fn f45_news_come_out_of_order() {
    let mut stage = paid("mellat");
    for key in ["a", "b", "c"] {
        stage.ask_refund(key, AMOUNT / 4).unwrap();
    }
    let data = |message: &Message| -> EventData {
        let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
        serde_json::from_value(body["data"].clone()).unwrap()
    };
    let mut news: Vec<EventData> = stage.market.told.values().map(data).collect();
    // However they arrive, a number says which is newer, and each says how the payment stood.
    news.reverse();
    news.sort_by_key(|data| data.sequence);
    assert_eq!(news.iter().map(|data| data.sequence).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(news.iter().map(|data| data.refunded).collect::<Vec<_>>(), [0, AMOUNT / 4, AMOUNT / 2, AMOUNT / 4 * 3]);
    assert!(news.iter().all(|data| data.status == PaymentStatus::Paid && data.amount == AMOUNT));
    // The newest is what a reader of the payment is told.
    assert_eq!(stage.payment().refunded(), news[3].refunded);
}

fn f46_the_shops_answer_is_lost() {
    everywhere(|gateway| {
        let (mut stage, back) = super::scene::at_bank(gateway, "pay");
        // It was taken, and nobody heard so: handed over again, under the same id.
        stage.market.fate.next(Place::Publish, 0, Blow::Lost);
        super::scene::come_back(&mut stage, &back);
        let before = stage.market.told.clone();
        assert_eq!(before.len(), 1, "{gateway}");
        stage.wait(Span::minutes(5));
        assert_eq!(stage.market.told, before, "{gateway}: the same event, to the letter");
        assert_eq!(stage.payment().published, 1, "{gateway}");
        let asked = stage.market.fate.passed().iter().filter(|place| **place == Place::Publish).count();
        assert_eq!(asked, 2, "{gateway}");
    });
    named("tests/worker/webhooks.test.mjs", "an answer that was lost brings the same event again");
    named(
        "tests/worker/webhooks.test.mjs",
        "after a 500 it comes again in five seconds, as the same event with a fresh signature",
    );
}

fn f47_a_payment_is_made_twice() {
    let mut stage = open("saman");
    let made = stage.payment().created;
    let before = stage.payment();
    let create = |stage: &mut Stage, created: Created| {
        stage.market.tell(stage.sale, Command::Create(Box::new(created)), &mut leave_alone)
    };
    create(&mut stage, made.clone()).unwrap();
    assert_eq!(stage.payment(), before, "the same body: the same payment");
    let other = Created { fingerprint: "another body".to_owned(), ..made.clone() };
    assert_eq!(create(&mut stage, other), Err(Refusal::MadeOtherwise), "another body: refused, and nothing happens");
    assert_eq!(stage.payment(), before);
    // The answer to the first was lost, or it was never written: the same id either way, for the key decides.
    for blow in [Blow::Failed, Blow::Lost] {
        let mut stage = Stage::new(dargah_tests::market::Market::new(), "saman");
        stage.market.fate.next(Place::Write, 0, blow);
        stage.order();
        assert_eq!((stage.payment().created.id, stage.payment().version), (made.id, 1), "{blow:?}");
    }
    // A key is its shop's alone.
    let links = &stage.market.setting.links;
    let [one, two] = ["demo", "other"].map(|shop| dargah_engine::id::ShopId::new(shop).unwrap());
    assert_ne!(links.payment_id(&one, "key", 8), links.payment_id(&two, "key", 8));
    named("tests/worker/api.test.mjs", "the idempotency key is required, and decides");
    says("edge/engine/src/problem.rs", "idempotency_key_reused");
}
