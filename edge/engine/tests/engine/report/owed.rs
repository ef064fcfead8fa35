//! What is no news to the shop and changes the report all the same is owed to it, and nothing else is.

use crate::common::Desk;
use dargah_engine::{
    payment::{Command, Learnt, Lesson, due_at},
    report::{Row, is_owed},
};
use dargah_wire::PaymentStatus;

fn lapsed() -> Desk {
    let mut desk = Desk::everywhere();
    desk.at_bank("saman");
    desk.until_rest();
    assert_eq!(desk.status(), PaymentStatus::Failed);
    desk
}

#[test]
fn whatever_a_notice_tells_is_not_owed_beside_it() {
    assert!(!is_owed(&lapsed().events));
    let mut desk = Desk::everywhere();
    desk.at_bank("mellat");
    desk.paid_at("saman");
    assert!(!is_owed(&desk.events));
    // The first attempt's end changes nothing that a report says.
    desk.until_rest();
    assert_eq!(due_at(&desk.payment()), None);
    assert!(!is_owed(&desk.events));
    let mut desk = Desk::new();
    desk.tell(Command::Cancel).unwrap();
    assert!(!is_owed(&desk.events));
}

#[test]
fn before_the_first_notice_all_of_it_is_owed() {
    assert!(is_owed(&Desk::new().events));
}

#[test]
fn what_is_looked_into_once_more_and_comes_to_nothing_is_owed_though_it_stands_as_before() {
    let mut desk = lapsed();
    let before = Row::of(&desk.payment());
    let what = Learnt::Held { attempt: 1, reference: Some("R1".to_owned()) };
    desk.tell(Command::Learn(Lesson { what, note: "statement".to_owned() })).unwrap();
    assert_eq!(Row::of(&desk.payment()).status, PaymentStatus::Processing);
    assert!(is_owed(&desk.events));
    desk.claim(Some(false));
    desk.until_rest();
    assert!(Row::of(&desk.payment()).says_what(&before), "it stands as before");
    assert!(is_owed(&desk.events), "and a report that was told in between says otherwise");
}
