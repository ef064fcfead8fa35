//! The JSON of the log: what is written down once is read for ever.

use super::{T0, bank, rial, wallet};
use dargah_engine::{
    books::{Account, Balance, Deed, Event, Kept, Recorded, Subject, Transfer, TransferId, Why, read_event},
    time::Span,
};

#[test]
fn a_row_of_the_log_stays_as_it_is() {
    let subject = Subject::case("x").unwrap();
    let debit = Account::Wallet(wallet());
    let hold = Deed::Hold {
        debit: debit.clone(),
        credit: Account::Clearing,
        amount: rial(500),
        until: Some(T0 + Span::minutes(1)),
    };
    let recorded = Recorded {
        at: T0,
        event: Event::Posted(vec![
            Transfer::of(subject.step("a"), Why::Capital, Account::Bank(bank()), debit, rial(1_000)),
            Transfer { id: subject.step("h"), deed: hold, why: Why::Spend },
            Transfer {
                id: subject.step("p"),
                deed: Deed::Post { hold: subject.step("h"), amount: None },
                why: Why::Spend,
            },
        ]),
    };
    let text = r#"{"at":1780000000000,"event":{"posted":[{"id":"case.x:a","deed":{"move":{"debit":"bank:IR160120000000001234567890","credit":"wallet:w1","amount":1000}},"why":"capital"},{"id":"case.x:h","deed":{"hold":{"debit":"wallet:w1","credit":"clearing","amount":500,"until":1780000060000}},"why":"spend"},{"id":"case.x:p","deed":{"post":{"hold":"case.x:h"}},"why":"spend"}]}}"#;
    assert_eq!(serde_json::to_string(&recorded).unwrap(), text);
    assert_eq!(read_event(text).unwrap(), recorded);
    let lapsed = r#"{"at":1,"event":{"expired":["case.x:h"]}}"#;
    assert_eq!(serde_json::to_string(&read_event(lapsed).unwrap()).unwrap(), lapsed);
}

#[test]
fn a_gap_in_the_log_stops_it() {
    for text in [
        r#"{"at":1,"event":{"forgotten":[]}}"#,
        r#"{"at":1,"event":{"posted":[{"id":"no-step","deed":{"void":{"hold":"a:b"}},"why":"spend"}]}}"#,
        r#"{"at":1,"event":{"posted":[{"id":"a:b","deed":{"move":{"debit":"fees","credit":"costs","amount":-1}},"why":"fee"}]}}"#,
        r#"{"at":1,"event":{"posted":[{"id":"a:b","deed":{"move":{"debit":"fees","credit":"costs","amount":1.5}},"why":"fee"}]}}"#,
    ] {
        assert!(read_event(text).is_err(), "{text}");
    }
}

#[test]
fn rows_of_accounts_and_transfers_stay_as_they_are() {
    let balance = Balance { debits: 3, credits: 10, ..Balance::default() };
    assert_eq!(serde_json::to_string(&balance).unwrap(), r#"{"debits":3,"credits":10}"#);
    let kept = r#"{"at":1,"transfer":{"id":"case.x:h","deed":{"hold":{"debit":"wallet:w1","credit":"clearing","amount":5}},"why":"spend"},"hold":{"posted":3}}"#;
    let read: Kept = serde_json::from_str(kept).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), kept);
    let id = TransferId::try_from("case.x:h".to_owned()).unwrap();
    assert_eq!((id.subject().as_str(), id.step()), ("case.x", "h"));
}
