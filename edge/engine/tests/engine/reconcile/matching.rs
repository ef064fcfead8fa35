//! A file against the ledger: each class of discrepancy by itself, and what is not one.

use dargah_engine::{
    gateway::Provider,
    id::{OrderNumber, PaymentId},
    money::Rial,
    reconcile::{
        Class, EntryState, LedgerEntry, LedgerRefund, RefundState, Report, SettlementFile, Suggestion, Window,
        reconcile,
    },
    time::{Moment, Span},
};

/// 2025-11-26T00:00 in Tehran.
const FROM: Moment = Moment(1_764_102_600_000);
const DAY: Span = Span::minutes(1440);

fn window() -> Window {
    Window { from: FROM, to: FROM + DAY, cut_off: FROM + Span::minutes(23 * 60) }
}

fn rial(amount: i64) -> Rial {
    Rial::new(amount).unwrap()
}

fn order(number: u64) -> OrderNumber {
    serde_json::from_value(number.into()).unwrap()
}

fn payment(n: u8) -> PaymentId {
    PaymentId::from_bytes([n; 16])
}

/// Payment `n`: order `100 + n`, reference `rn`, 5,000 rial, captured at noon.
fn entry(n: u8) -> LedgerEntry {
    LedgerEntry {
        payment: payment(n),
        attempt: 1,
        order: order(100 + u64::from(n)),
        references: vec![format!("r{n}"), format!("00{n}77")],
        amount: rial(5_000),
        state: EntryState::Captured,
        at: FROM + Span::minutes(12 * 60),
        paid_elsewhere: false,
        refunds: Vec::new(),
    }
}

fn in_state(n: u8, state: EntryState) -> LedgerEntry {
    LedgerEntry { state, ..entry(n) }
}

fn refunded(n: u8, refunds: &[(u64, i64, RefundState)]) -> LedgerEntry {
    let at = FROM + Span::minutes(13 * 60);
    let refund = |&(number, amount, state)| LedgerRefund { order: order(number), amount: rial(amount), state, at };
    LedgerEntry { refunds: refunds.iter().map(refund).collect(), ..entry(n) }
}

/// Rows of `order,reference,amount,type,date`, the date left out for the day's noon.
fn file(rows: &[&str]) -> SettlementFile {
    let mut text = "order,reference,amount,currency,type,date,terminal\n".to_owned();
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let date = cells.get(4).unwrap_or(&"1404/09/05 12:00");
        let terminal = cells.get(5).unwrap_or(&"77");
        text.push_str(&format!("{},{},{},IRR,{},{date},{terminal}\n", cells[0], cells[1], cells[2], cells[3]));
    }
    SettlementFile::read(text.as_bytes(), Provider::Mellat, "77").unwrap()
}

fn run(entries: &[LedgerEntry], rows: &[&str]) -> Report {
    reconcile(entries, &file(rows), &window())
}

/// Class, line and suggestion of everything that is listed.
fn listed(report: &Report) -> Vec<(Class, Option<u32>, &'static str)> {
    report.discrepancies.iter().map(|d| (d.class, d.line, d.suggestion.as_str())).collect()
}

#[test]
fn what_agrees_is_matched_by_order_or_by_reference_and_nothing_is_listed() {
    let entries = [entry(1), entry(2), entry(3), refunded(4, &[(900, 2_000, RefundState::Done)])];
    let rows = ["101,,5000,sale", ",r2,5000,sale", ",377,5000,sale", "104,r4,5000,sale", "104,r4,2000,refund"];
    let report = run(&entries, &rows);
    assert_eq!(listed(&report), []);
    assert_eq!((report.matched, report.pending_cut_off, report.outside, report.other_terminal), (5, 0, 0, 0));
    assert_eq!((report.file.sales, report.file.refunds), (20_000, 2_000));
    assert_eq!((report.ledger.sales, report.ledger.refunds), (20_000, 2_000));
}

#[test]
fn each_class_is_found_and_says_its_line_in_one_sentence() {
    use RefundState::{Done, Unknown};
    let entries = [
        entry(1),
        entry(2),
        entry(3),
        in_state(4, EntryState::Ended),
        entry(5),
        refunded(6, &[(906, 1_000, Done)]),
        refunded(7, &[(907, 1_000, Unknown)]),
        refunded(8, &[(908, 1_000, Done)]),
    ];
    let rows = [
        "102,r2,6000,sale",     // 2: amount differs
        "103,r3,5000,sale",     // 3
        "103,r3,5000,sale",     // 4: duplicate
        "104,r4,5000,sale",     // 5: late success
        "105,r5,5000,sale",     // 6
        "105,r5,5000,reversal", // 7: reversed
        "106,r6,5000,sale",     // 8, its refund is missing
        "107,r7,5000,sale",     // 9
        "107,r7,1000,refund",   // 10: a refund whose answer was lost
        "108,r8,5000,sale",     // 11
        "908,,1500,refund",     // 12: refund of another amount
        "555,zz,5000,sale",     // 13: unknown
    ];
    let report = run(&entries, &rows);
    assert_eq!(
        listed(&report),
        [
            (Class::AmountDiffers, Some(2), "look"),
            (Class::DuplicateInFile, Some(4), "look"),
            (Class::CapturedThereNotHere, Some(5), "verify_again"),
            (Class::ReversedThere, Some(7), "bank_returned"),
            (Class::RefundMissingInLedger, Some(10), "refund_done"),
            (Class::RefundAmountDiffers, Some(12), "look"),
            (Class::MissingInLedger, Some(13), "look"),
            (Class::MissingInFile, None, "look"),
            (Class::RefundMissingInFile, None, "look"),
        ]
    );
    let text: Vec<String> = report.discrepancies.iter().map(ToString::to_string).collect();
    assert_eq!(text[0], "line 2: the amounts differ, order 102, reference r2, 6000 rial there, 5000 rial here");
    assert_eq!(
        text[1],
        "line 4: the same as an earlier row (line 3), order 103, reference r3, 5000 rial there, 5000 rial here"
    );
    assert_eq!(text[7], "captured here and not in the file, order 101, reference r1, 5000 rial here");
    assert_eq!(report.discrepancies[3].suggestion, Suggestion::BankReturned { payment: payment(5), attempt: 1 });
    assert_eq!(report.discrepancies[4].suggestion, Suggestion::RefundDone { payment: payment(7), refund: order(907) });
    let mut backwards = entries.to_vec();
    backwards.reverse();
    assert_eq!(run(&backwards, &rows), report, "the order of the entries is nothing");

    let view = report.view();
    assert_eq!(view.classes.iter().map(|of| of.count).collect::<Vec<_>>(), [1; 9]);
    assert_eq!(view.discrepancies.iter().map(|d| d.text.clone()).collect::<Vec<_>>(), text);
    assert_eq!(view.discrepancies[4].refund.as_deref(), Some("907"));
}

#[test]
fn what_may_be_too_new_is_counted_and_what_is_older_is_listed() {
    let late = "1404/09/05 23:00";
    let new = LedgerEntry { at: window().cut_off, ..entry(1) };
    let report = run(std::slice::from_ref(&new), &[&format!("999,zz,700,sale,{late}")]);
    assert_eq!((listed(&report), report.pending_cut_off), (vec![], 2));
    let before = LedgerEntry { at: Moment(window().cut_off.0 - 1), ..new };
    let report = run(&[before], &["999,zz,700,sale,1404/09/05 22:59:59"]);
    assert_eq!(listed(&report).len(), 2);
    // A day alone may lie on either side of a cut-off within it.
    assert_eq!(run(&[], &["999,zz,700,sale,1404/09/05"]).pending_cut_off, 1);
    let unknown = in_state(2, EntryState::Unknown);
    let report = run(std::slice::from_ref(&unknown), &[&format!("102,,5000,sale,{late}")]);
    assert_eq!((listed(&report), report.pending_cut_off), (vec![], 1));
    // A contradiction does not become less of one by being new.
    let report = run(&[entry(1)], &[&format!("101,,5000,reversal,{late}")]);
    assert_eq!(listed(&report), [(Class::ReversedThere, Some(2), "bank_returned")]);
}

#[test]
fn a_payment_around_midnight_is_matched_in_the_next_days_file_and_not_missed_in_this_one() {
    let eve = LedgerEntry { at: Moment(FROM.0 - 2_000), ..entry(1) };
    assert_eq!(listed(&run(std::slice::from_ref(&eve), &[])), []);
    assert_eq!(run(&[eve], &["101,r1,5000,sale,1404/09/05 00:00:01"]).matched, 1);
    let late = LedgerEntry { at: Moment((FROM + DAY).0 - 2_000), ..entry(1) };
    assert_eq!(run(&[late], &["101,r1,5000,sale,1404/09/06"]).matched, 1);
    let report = run(&[], &["999,zz,700,sale,1404/09/04", "998,zy,700,sale,1404/09/06 00:00"]);
    assert_eq!((listed(&report), report.outside, report.file.sales), (vec![], 2, 0));
}

#[test]
fn a_row_that_two_payments_could_claim_is_given_to_neither() {
    let entries = [entry(1), entry(2)];
    // The order says one, the reference another.
    let report = run(&entries, &["101,r2,5000,sale"]);
    let doubt = &report.discrepancies[0];
    assert_eq!((doubt.class, doubt.line, doubt.payment), (Class::MissingInLedger, Some(2), Some(payment(2))));
    assert_eq!((report.matched, report.discrepancies.len()), (0, 3), "and both payments are missing for certain");
    // Somebody else's sale with our reference.
    assert_eq!(run(&entries, &["777,r1,5000,sale", "102,r2,5000,sale"]).discrepancies[0].payment, Some(payment(1)));
    // One reference, two payments.
    let twins = [entry(1), LedgerEntry { references: vec!["r1".to_owned()], ..entry(2) }];
    assert_eq!(listed(&run(&twins, &[",r1,5000,sale"])).len(), 3);
    assert_eq!(run(&twins, &["101,r1,5000,sale", "102,r1,5000,sale"]).matched, 2, "the order tells them apart");
    // A refund that names two payments is neither's.
    let refund = run(&entries, &["101,r1,5000,sale", "102,r2,5000,sale", "101,r2,500,refund"]);
    assert_eq!(refund.discrepancies[0].note, doubt.note);
    // No name at all is no name in common.
    let nameless = LedgerEntry { references: vec!["000".to_owned()], ..entry(3) };
    assert_eq!(run(&[nameless], &["INV-7,,5000,sale", "-,zz,5000,sale"]).matched, 0);
    // Another terminal's, in a file that knows ours.
    let report = run(&entries, &["102,r2,5000,sale", "101,r1,5000,sale,1404/09/05,88", ",r1,5000,sale,1404/09/05,88"]);
    assert_eq!((report.matched, report.other_terminal), (1, 1));
    assert_eq!(report.discrepancies[0].class, Class::MissingInLedger);
}

#[test]
fn money_that_came_late_or_twice_is_told_apart() {
    let sale = ["101,r1,5000,sale"];
    let one = |entry: LedgerEntry, rows: &[&str]| {
        let report = run(&[entry], rows);
        report.discrepancies.first().map(|d| (d.class, d.suggestion.as_str(), d.note))
    };
    let late = Class::CapturedThereNotHere;
    let again = "verify_again";
    assert_eq!(one(in_state(1, EntryState::Ended), &sale), Some((late, again, "over without its money here")));
    assert_eq!(
        one(in_state(1, EntryState::Unknown), &sale),
        Some((late, again, "the bank's answer is still awaited here"))
    );
    assert_eq!(one(in_state(1, EntryState::Review), &sale), Some((late, "look", "held for a person here")));
    let twice = LedgerEntry { paid_elsewhere: true, ..in_state(1, EntryState::Ended) };
    assert_eq!(
        one(twice, &sale),
        Some((late, "look", "another attempt of the payment is captured: the shopper paid twice"))
    );
    assert_eq!(
        one(in_state(1, EntryState::Ended), &["101,r1,900,sale"]),
        Some((late, "look", "and the amounts differ"))
    );
    // Unknown here, and there twice: once by its order number, once by its reference alone.
    let report = run(&[], &["777,zz,5000,sale", "777,,5000,sale", ",zz,5000,sale"]);
    let (missing, duplicate) = (Class::MissingInLedger, Class::DuplicateInFile);
    let classes: Vec<Class> = report.discrepancies.iter().map(|d| d.class).collect();
    assert_eq!(classes, [missing, duplicate, duplicate]);
    let report = run(&[], &["777,zz,5000,sale", "778,zz,5000,sale"]);
    assert_eq!(report.discrepancies[1].class, missing, "two orders are two sales, whatever their reference");
    let both = ["101,r1,5000,sale", "101,r1,5000,reversal"];
    assert_eq!(one(in_state(1, EntryState::Ended), &both), None, "it went back there and was not taken here");
    let again_there = ["101,r1,5000,sale", "101,zz,5000,sale"];
    let report = run(&[entry(1)], &again_there);
    assert_eq!(report.discrepancies[0].note, "with another reference: the money may have been taken twice");
}

#[test]
fn a_reversal_of_what_was_refunded_is_not_booked_back_twice() {
    use RefundState::{Done, Pending, Unknown};
    let reversed = |state| {
        let report = run(&[refunded(1, &[(901, 5_000, state)])], &["101,,5000,reversal"]);
        let found = report.discrepancies.into_iter().find(|d| d.class == Class::ReversedThere).unwrap();
        found.suggestion.as_str()
    };
    assert_eq!((reversed(Done), reversed(Unknown), reversed(Pending)), ("look", "look", "bank_returned"));
    let part = run(&[entry(1)], &["101,,4000,reversal"]);
    assert_eq!(listed(&part), [(Class::ReversedThere, Some(2), "look")]);
}

#[test]
fn refunds_in_parts_are_told_apart_by_order_and_amount() {
    use RefundState::{Done, Pending, Unknown};
    let sale = "101,r1,5000,sale";
    let of = |refunds: &[(u64, i64, RefundState)], rows: &[&str]| {
        let rows: Vec<&str> = [sale].into_iter().chain(rows.iter().copied()).collect();
        let report = run(&[refunded(1, refunds)], &rows);
        (listed(&report), report.matched)
    };
    let equal = [(901, 1_000, Done), (902, 1_000, Done)];
    assert_eq!(of(&equal, &["101,,1000,refund,1404/09/05", "101,,1000,refund,1404/09/05"]), (vec![], 3));
    assert_eq!(of(&equal, &["902,,1000,refund", "bank-7,r1,1000,refund"]), (vec![], 3));
    let third = ["101,,1000,refund,1404/09/05"; 3];
    assert_eq!(of(&equal, &third), (vec![(Class::DuplicateInFile, Some(5), "look")], 3));
    assert_eq!(
        of(&equal, &["902,,1000,refund", "902,,1000,refund"]).0,
        [(Class::DuplicateInFile, Some(4), "look"), (Class::RefundMissingInFile, None, "look"),]
    );
    let more =
        ["101,,1000,refund,1404/09/05 10:00", "101,,1000,refund,1404/09/05 11:00", "101,,1000,refund,1404/09/05 12:00"];
    assert_eq!(of(&equal, &more).0, [(Class::RefundMissingInLedger, Some(5), "look")]);
    // Two that do not fit and two rows: nobody says which is which.
    let two = of(&[(901, 1_000, Done), (902, 2_000, Done)], &["101,,1500,refund", "101,,2500,refund"]).0;
    let classes: Vec<Class> = two.iter().map(|(class, ..)| *class).collect();
    let (here, there) = (Class::RefundMissingInFile, Class::RefundMissingInLedger);
    assert_eq!(classes, [there, there, here, here]);
    // A lost answer: the file says, either way; what was not asked for is not expected.
    let found = of(&[(901, 1_000, Unknown)], &["101,,1000,refund"]).0;
    assert_eq!(found, [(there, Some(3), "refund_done")]);
    assert_eq!(of(&[(901, 1_000, Unknown)], &[]).0, [(here, None, "refund_refused")]);
    assert_eq!(of(&[(901, 1_000, Pending)], &[]).0, []);
    // Done ones take a row before those that are only hoped for.
    let hoped = of(&[(901, 1_000, Unknown), (902, 1_000, Done)], &["101,,1000,refund"]).0;
    assert_eq!(hoped, [(here, None, "refund_refused")]);
}

#[test]
fn a_file_that_cannot_say_refund_does_not_deny_one() {
    let text = "شماره سفارش,مبلغ\n101,5000\n";
    let file = SettlementFile::read(text.as_bytes(), Provider::Sadad, "77").unwrap();
    let report = reconcile(&[refunded(1, &[(901, 1_000, RefundState::Done)])], &file, &window());
    assert_eq!((listed(&report), report.matched, report.says_refunds), (vec![], 1, false));
}

/// A large file, made as unkindly as it can be. Were anything compared with everything, this test would take minutes.
#[test]
fn a_file_of_one_row_over_and_over_is_read_in_proportion() {
    for row in ["101,r1,5000,refund", "101,r1,5000,sale", "777,zz,5000,sale", ",r1,5000,reversal"] {
        let rows = vec![row; 30_000];
        let report = run(&[refunded(1, &[(901, 1_000, RefundState::Done)]), entry(2)], &rows);
        assert!(report.discrepancies.len() >= 29_999);
        let view = report.view();
        let told: u32 = view.classes.iter().map(|of| of.count).sum();
        assert_eq!(view.discrepancies.len() + usize::try_from(view.unlisted).unwrap(), usize::try_from(told).unwrap());
    }
}
