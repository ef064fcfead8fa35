//! What a report says of a payment, whatever becomes of it.

use crate::common::{Desk, done, outcome, receipt, refused};
use dargah_engine::{
    gateway::{Class, Hint, Receipt, Reply},
    payment::{Command, Created, Learnt, Lesson, Payment},
    report::{Difference, Row, compare},
    time::Span,
};
use dargah_wire::{PaymentStatus, StatusReason};

fn row(desk: &Desk) -> Row {
    Row::of(&desk.payment())
}

#[test]
fn a_new_payment_is_open_and_nobody_has_tried() {
    let row = row(&Desk::new());
    assert_eq!((row.status, row.amount, row.refunded, row.attempts), (PaymentStatus::Open, 1_250_000, 0, 0));
    assert_eq!((row.version, row.gateway, row.reference, row.ended_at), (1, None, None, None));
    assert_eq!(row.order_id, "A-1001");
}

#[test]
fn a_paid_one_says_where_and_by_which_reference() {
    let mut desk = Desk::new();
    desk.at_bank("mellat");
    desk.paid_at_bank("saman", "R1");
    desk.hear(done(receipt("R1")));
    let paid_at = desk.payment().paid_at;
    desk.until_rest();
    let row = row(&desk);
    assert_eq!((row.status, row.reason, row.class), (PaymentStatus::Paid, None, None));
    assert_eq!(row.gateway.as_ref().map(|gateway| gateway.as_str()), Some("saman"));
    assert_eq!((row.reference.as_deref(), row.attempts), (Some("R1"), 2));
    assert!(row.paid_at.is_some() && row.paid_at == paid_at && row.ended_at == paid_at);
}

#[test]
fn a_failed_one_says_whose_doing_it_was() {
    let mut desk = Desk::new();
    let attempt = desk.at_bank("saman");
    let callback = dargah_engine::gateway::Callback {
        hint: Hint::Cancelled,
        class: Class::Cancel,
        code: "-1".to_owned(),
        reference: None,
    };
    desk.tell(Command::Callback { attempt, callback, claimed: None }).unwrap();
    assert_eq!(row(&desk).status, PaymentStatus::Open, "the shopper may try again");
    desk.until_rest();
    let row = row(&desk);
    assert_eq!((row.status, row.reason), (PaymentStatus::Failed, Some(StatusReason::Cancelled)));
    assert_eq!((row.class, row.reference), (Some(Class::Cancel), None));
    assert_eq!(row.ended_at, desk.payment().notices.first().map(|notice| notice.at));
}

#[test]
fn one_that_nobody_tried_is_expired_and_one_that_is_withdrawn_cancelled() {
    let mut desk = Desk::new();
    desk.until_rest();
    let expired = row(&desk);
    assert_eq!((expired.status, expired.reason), (PaymentStatus::Expired, Some(StatusReason::TimeOver)));
    assert_eq!((expired.class, expired.gateway.clone()), (None, None));
    assert_eq!(expired.ended_at, Some(desk.payment().created.expires_at));
    let mut desk = Desk::new();
    desk.wait(Span::seconds(5));
    desk.tell(Command::Cancel).unwrap();
    let cancelled = row(&desk);
    assert_eq!((cancelled.status, cancelled.ended_at), (PaymentStatus::Cancelled, Some(desk.now)));
}

#[test]
fn what_went_back_is_counted_once_it_is_known() {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    desk.refund("a", 500_000).unwrap();
    assert_eq!(row(&desk).refunded, 0, "asked for is not gone");
    desk.hear_refund(done(Receipt::default()));
    assert_eq!((row(&desk).refunded, row(&desk).status), (500_000, PaymentStatus::Paid));
    desk.refund("b", 250_000).unwrap();
    desk.hear_refund(refused());
    assert_eq!(row(&desk).refunded, 500_000);
    desk.refund("c", 750_000).unwrap();
    desk.hear_refund(done(Receipt::default()));
    assert_eq!((row(&desk).refunded, row(&desk).status), (1_250_000, PaymentStatus::Refunded));
}

#[test]
fn what_the_bank_took_back_is_returned_and_stays_what_was_paid() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    let lesson = Lesson { what: Learnt::Returned { attempt: 1 }, note: "statement".to_owned() };
    desk.wait(Span::minutes(600));
    desk.tell(Command::Learn(lesson)).unwrap();
    let row = row(&desk);
    assert_eq!((row.status, row.refunded), (PaymentStatus::Returned, 0));
    assert!(row.paid_at.is_some() && row.gateway.is_some());
}

#[test]
fn a_person_is_waited_for_as_review() {
    let mut desk = Desk::everywhere();
    desk.paid_at_bank("saman", "R1");
    desk.hear(crate::common::unknown());
    assert_eq!(row(&desk).status, PaymentStatus::Processing);
    desk.until_due();
    desk.hear(outcome(Reply::Returned, Class::Late));
    assert_eq!((row(&desk).status, row(&desk).ended_at), (PaymentStatus::Review, None));
}

#[test]
fn a_mobile_number_is_known_again_and_cannot_be_called() {
    let masked = |mobile: &str| {
        let desk = Desk::new();
        let mut payment = desk.payment();
        payment.created = Created { mobile: Some(mobile.to_owned()), ..payment.created };
        Row::of(&payment).mobile
    };
    assert_eq!(masked("09121234567").as_deref(), Some("0912***4567"));
    assert_eq!(masked("0912").as_deref(), Some("***"));
}

#[test]
fn a_row_is_read_back_from_its_columns_as_from_its_names() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    let row = row(&desk);
    let named = serde_json::to_value(&row).unwrap();
    assert_eq!(serde_json::from_value::<Row>(named.clone()).unwrap(), row);
    // As the database answers: the values alone, in the order of the columns.
    let columns = [
        "id",
        "shop",
        "mode",
        "created_at",
        "version",
        "status",
        "reason",
        "class",
        "amount",
        "refunded",
        "gateway",
        "attempts",
        "order_id",
        "reference",
        "mobile",
        "paid_at",
        "ended_at",
    ];
    assert_eq!(columns.len(), named.as_object().unwrap().len(), "the columns of the table are the fields of a row");
    let values: Vec<_> = columns.map(|column| named[column].clone()).into();
    assert_eq!(serde_json::from_value::<Row>(values.into()).unwrap(), row);
}

#[test]
fn the_report_is_held_against_the_ledger() {
    let known: Vec<Row> =
        (0_u8..5).map(|n| Row { id: dargah_engine::id::PaymentId::from_bytes([n; 16]), ..row(&Desk::new()) }).collect();
    assert!(compare(&known, &known).is_empty());
    let mut report = known.clone();
    report[0].refunded = 10;
    report[0].status = PaymentStatus::Paid;
    report[1].version += 1;
    report[1].status = PaymentStatus::Paid;
    let strange = Row { id: dargah_engine::id::PaymentId::from_bytes([9; 16]), ..known[0].clone() };
    report[2] = strange.clone();
    let [different, missing, unknown] = compare(&known, &report).try_into().unwrap();
    assert_eq!(different, Difference::Different(known[0].id, vec!["status", "refunded"]), "nor is a newer row one");
    assert_eq!((missing, unknown), (Difference::Missing(known[2].id), Difference::Unknown(strange.id)));
}

#[test]
fn the_same_events_are_the_same_row() {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    let again = Payment::replay(&desk.events).unwrap();
    assert_eq!(Row::of(&again), row(&desk));
}
