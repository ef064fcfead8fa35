//! What the shop is told: each thing once, in order, and until it is known to have been taken.

use crate::common::{Desk, done, receipt, refused, wish};
use dargah_engine::{
    gateway::Receipt,
    payment::{Command, Context, Effect, Event, decide, due_at},
    time::Span,
    webhook::{Kind, Message},
};
use dargah_wire::{EventData, PaymentStatus};

/// A payment whose news nobody hands over but the test.
struct Hub {
    desk: Desk,
}

impl Hub {
    /// Paid, and not handed over yet.
    fn paid() -> Self {
        let mut desk = Desk::new();
        desk.paid_at_bank("saman", "R1");
        let (attempt, call, sent_at) = desk.call();
        let mut hub = Self { desk };
        hub.tell(Command::Heard { attempt, call, sent_at, outcome: done(receipt("R1")), run: None });
        hub
    }

    fn tell(&mut self, command: Command) -> Vec<Effect> {
        let desk = &mut self.desk;
        let context = Context { now: desk.now, gateways: &desk.gateways, shops: &desk.shops, links: &desk.links };
        let decision = decide(Some(&desk.payment()), command, &context).unwrap();
        desk.events.extend(decision.events);
        desk.effects = decision.effects.clone();
        decision.effects
    }

    /// What is to be handed over.
    fn news(&self) -> Vec<Message> {
        self.desk.payment().messages(self.desk.now)
    }

    /// Waits until something is due.
    fn until_due(&mut self) -> Vec<Effect> {
        self.desk.now = due_at(&self.desk.payment()).expect("something is due");
        self.tell(Command::Due)
    }
}

fn data(message: &Message) -> EventData {
    let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
    assert_eq!(body["type"], message.kind.as_str());
    serde_json::from_value(body["data"].clone()).unwrap()
}

#[test]
fn a_paid_payment_is_told_once() {
    let mut hub = Hub::paid();
    assert_eq!(hub.desk.effects, [Effect::Publish], "at once, behind the answer");
    let [news] = hub.news().try_into().unwrap();
    assert_eq!((news.kind, news.sequence), (Kind::PaymentPaid, 1));
    assert!(news.id.starts_with("evt_"), "{}", news.id);
    let data = data(&news);
    assert_eq!((data.status, data.sequence, data.amount), (PaymentStatus::Paid, 1, 1_250_000));
    assert_eq!((data.gateway.as_deref(), data.reference.as_deref()), (Some("saman"), Some("R1")));
    assert!(hub.tell(Command::Published { upto: Some(1) }).is_empty());
    assert_eq!(due_at(&hub.desk.payment()), None);
    assert!(hub.news().is_empty());
}

#[test]
fn what_could_not_be_handed_over_is_tried_again_for_as_long_as_it_takes() {
    let mut hub = Hub::paid();
    let (paid_at, first) = (hub.desk.now, hub.news());
    let mut waited = Vec::new();
    for _ in 0..300 {
        assert!(hub.tell(Command::Published { upto: None }).is_empty());
        let before = hub.desk.now;
        assert_eq!(hub.until_due(), [Effect::Publish]);
        assert_eq!(hub.news(), first, "always the same event, to the letter");
        waited.push(hub.desk.now - before);
    }
    assert_eq!(waited.first(), Some(&Span::seconds(30)));
    assert_eq!(waited.last(), Some(&Span::minutes(60)));
    assert!(waited.is_sorted(), "the later the older it is: {waited:?}");
    assert!(hub.desk.now - paid_at > Span::minutes(7 * 24 * 60));
}

#[test]
fn handed_over_twice_is_one_event() {
    let mut hub = Hub::paid();
    let first = hub.news();
    // The process died before it could say so.
    assert_eq!(hub.until_due(), [Effect::Publish]);
    assert_eq!(hub.news(), first);
    hub.tell(Command::Published { upto: Some(1) });
    let events = hub.desk.events.len();
    hub.tell(Command::Published { upto: Some(1) });
    assert_eq!(hub.desk.events.len(), events, "known twice is known");
}

#[test]
fn what_happens_while_news_are_handed_over_is_handed_over_too() {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    desk.refund("a", 500_000).unwrap();
    let (refund, _, sent_at) = desk.refund_call();
    let mut hub = Hub { desk };
    let effects = hub.tell(Command::RefundHeard { refund, sent_at, outcome: done(Receipt::default()) });
    assert_eq!(effects, [Effect::Publish]);
    let first = hub.news();
    // A second refund ends before the hub has answered.
    hub.tell(Command::Refund(wish("b", Some(100_000))));
    let (refund, _, sent_at) = hub.desk.refund_call();
    hub.tell(Command::RefundHeard { refund, sent_at, outcome: refused() });
    hub.tell(Command::Published { upto: first.last().map(|message| message.sequence) });
    let rest: Vec<_> = hub.news().iter().map(|message| (message.sequence, message.kind)).collect();
    assert_eq!(rest, [(3, Kind::RefundFailed)]);
    let due = due_at(&hub.desk.payment()).expect("nothing of it is lost");
    hub.desk.now = due;
    assert_eq!(hub.tell(Command::Due), [Effect::Publish]);
}

#[test]
fn every_news_has_the_next_number_and_says_how_the_payment_stands() {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    for key in ["a", "b"] {
        desk.refund(key, 625_000).unwrap();
        desk.hear_refund(done(Receipt::default()));
    }
    let told: Vec<EventData> = desk.news.iter().map(data).collect();
    assert_eq!(told.iter().map(|data| data.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(told.iter().map(|data| data.refunded).collect::<Vec<_>>(), [0, 625_000, 1_250_000]);
    assert_eq!(told[1].refund.as_ref().unwrap().number, 1);
    assert_eq!(told[2].status, PaymentStatus::Refunded);
    assert!(desk.news.is_sorted_by_key(|message| message.at));
}

#[test]
fn one_end_is_one_notice() {
    let mut desk = Desk::new();
    desk.at_bank("saman");
    desk.until_rest();
    assert_eq!(desk.told(), [(1, Kind::PaymentFailed)]);
    assert_eq!(desk.count(|e| matches!(e, Event::Closed { .. })), desk.payment().notices.len());

    let mut desk = Desk::new();
    desk.until_rest();
    assert_eq!(desk.told(), [(1, Kind::PaymentExpired)]);
}

#[test]
fn nothing_is_told_of_what_is_not_certain() {
    let mut desk = Desk::new();
    desk.paid_at_bank("mellat", "77");
    desk.hear(done(Receipt::default()));
    assert_eq!(desk.phase(1), "settling");
    assert!(desk.news.is_empty(), "verified is not yet the shop's");
}
