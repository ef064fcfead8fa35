//! Events as they are told: one id and one text for ever, and what is written down can be read by those who come after.

use dargah_engine::{
    id::{PaymentId, ShopId},
    time::Moment,
    webhook::{Answer, Delivery, Endpoint, Kind, Message, read_all, read_kept},
};
use dargah_wire::{OffReason, Silence};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const AT: Moment = Moment(1_714_595_415_007);

fn payment(last: u8) -> PaymentId {
    let mut bytes = [7; 16];
    bytes[15] = last;
    PaymentId::from_bytes(bytes)
}

fn message(last: u8, sequence: u32) -> Message {
    Message::new(payment(last), sequence, Kind::PaymentPaid, AT, &json!({"order_id": "A-\"1\" سفارش"}))
}

#[test]
fn an_event_has_the_same_id_and_text_for_ever() {
    // Shops keep these ids, and signatures are made over this text: neither may change between versions.
    assert_eq!(message(1, 1).id, "evt_1s1hb6kgvd0xtjzed62xgcr98s");
    assert_eq!(
        message(1, 1).body,
        r#"{"type":"payment.paid","timestamp":"2024-05-01T20:30:15.007Z","data":{"order_id":"A-\"1\" سفارش"}}"#
    );
    let ids: BTreeSet<String> =
        (0..10).flat_map(|last| (1..=10).map(move |sequence| message(last, sequence).id)).collect();
    assert_eq!(ids.len(), 100, "each payment and number has its own");
    assert!(ids.iter().all(|id| id.len() == 30 && id.starts_with("evt_")));
}

#[test]
fn every_kind_is_read_by_its_word_and_no_other() {
    let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(
        words,
        [
            "payment.paid",
            "payment.failed",
            "payment.expired",
            "payment.cancelled",
            "payment.review",
            "payment.returned",
            "refund.succeeded",
            "refund.failed",
            "refund.review"
        ]
    );
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
    }
    for word in ["", "payment", "Payment.paid", "payment.paid ", "payment.lost"] {
        assert_eq!(Kind::parse(word), None, "{word}");
    }
}

#[test]
fn what_is_written_down_is_read_back() {
    let message = message(1, 3);
    let text = serde_json::to_string(&[&message]).unwrap();
    assert_eq!(read_all(&text), Some(vec![message]));

    let mut delivery = Delivery::new("we_1".to_owned(), AT);
    delivery.begin(AT);
    for answer in [
        Answer::Http { status: 503, retry_after: None },
        Answer::Silence(Silence::Timeout),
        Answer::Silence(Silence::Broken),
        Answer::Silence(Silence::Refused),
    ] {
        delivery.hear(&answer, AT, Moment(AT.0 + 9), 0);
    }
    assert_eq!(read_kept(&serde_json::to_string(&delivery).unwrap()), Some(delivery));

    let shop = ShopId::new("demo").unwrap();
    let mut endpoint = Endpoint::new([9; 16], shop, "https://shop.example/".to_owned(), "payment.paid".to_owned(), AT);
    assert_eq!(read_kept(&serde_json::to_string(&endpoint).unwrap()), Some(endpoint.clone()));
    endpoint.rotate(AT);
    endpoint.failing_since = Some(AT);
    for why in [OffReason::Shop, OffReason::Gone, OffReason::Failing] {
        (endpoint.off, endpoint.off_at) = (Some(why), Some(AT));
        assert_eq!(read_kept(&serde_json::to_string(&endpoint).unwrap()), Some(endpoint.clone()));
    }
}

/// The forms in which rows lie in objects of shops: a version that cannot read them has lost their events.
#[test]
fn the_stored_forms_are_these() {
    let message = r#"{"id":"evt_1","payment":"pay_07070707070707070707070707","sequence":2,"kind":"refund.failed","at":5,"body":"{}"}"#;
    let delivery = r#"{"to":"we_1","state":"waiting","calls":2,"due":9,"tries":[{"at":1,"ms":2,"status":500},{"at":3,"ms":4,"silence":"timeout"}]}"#;
    let endpoint = r#"{"id":"we_1","shop":"demo","url":"https://shop.example/","kinds":"payment.paid refund.failed","made_at":1,"version":3,"retiring":[8,7],"failing_since":4,"off":"gone","off_at":5}"#;
    let again = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    assert_eq!(serde_json::to_value(read_kept::<Message>(message).unwrap()).unwrap(), again(message));
    assert_eq!(serde_json::to_value(read_kept::<Delivery>(delivery).unwrap()).unwrap(), again(delivery));
    assert_eq!(serde_json::to_value(read_kept::<Endpoint>(endpoint).unwrap()).unwrap(), again(endpoint));
    // What a newer version has added is passed over, and what is missing or wrong is not guessed.
    assert!(read_kept::<Message>(&message.replace("\"at\"", "\"new\":[1],\"at\"")).is_some());
    for broken in [message.replace("refund.failed", "refund.lost"), message.replace("\"at\":5,", ""), "[]".to_owned()] {
        assert_eq!(read_kept::<Message>(&broken), None, "{broken}");
    }
}
