//! The model checker's short form.

use dargah_books::{Holds, check};

#[test]
fn no_order_of_holds_breaks_the_books() {
    let checked = check(Holds { ticks: 3, commands: 11 });
    assert!(checked.violations.is_empty(), "{:#?}", checked.violations);
    assert!(checked.states > 1_000, "{} states are no model", checked.states);
}
