//! The element's description uses the words that the code uses.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is wrong")]

use dargah_widget::standing::Standing;
use dargah_widget::words::{REASONS, STATUSES};
use dargah_wire::PaymentStatus;
use serde_json::Value;

fn words(name: &str) -> Vec<String> {
    let manifest: Value = serde_json::from_str(include_str!("../types/custom-elements.json")).unwrap();
    let list = manifest["modules"][0]["types"][name].as_array().unwrap().clone();
    list.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

#[test]
fn statuses_and_reasons_are_those_of_the_wire() {
    assert_eq!(words("DargahStatus"), STATUSES.map(|row| row.1));
    assert_eq!(words("DargahReason"), REASONS.map(|row| row.1));
}

#[test]
fn states_are_the_widgets_own_and_what_a_payment_comes_to() {
    let own = [
        Standing::Loading,
        Standing::Ready,
        Standing::Busy,
        Standing::Leaving,
        Standing::Returning,
        Standing::Unavailable,
        Standing::Error,
    ];
    let came = STATUSES.into_iter().filter(|row| row.0 != PaymentStatus::Open).map(|row| Standing::Came(row.0));
    let all: Vec<_> = own.into_iter().chain(came).map(Standing::word).collect();
    assert_eq!(words("DargahState"), all);
}
