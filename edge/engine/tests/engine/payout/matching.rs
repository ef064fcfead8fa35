//! A bank's statement against the payouts.

use crate::books::{bank, rial};
use dargah_engine::{
    gateway::Unit,
    id::PayoutId,
    payout::{Columns, Expected, Found, StatementRow, match_rows, read_statement},
    reconcile::{FileFault, FileProblem},
};

fn columns() -> Columns {
    let says = ["شرح", "شناسه واریز"].map(str::to_owned).to_vec();
    let (date, time) = ("تاریخ".to_owned(), "ساعت".to_owned());
    Columns { date, time, came: "بستانکار".to_owned(), went: "بدهکار".to_owned(), says, unit: Unit::Rial }
}

const STATEMENT: &str = "تاريخ,ساعت,شرح,شناسه واريز,بدهکار,بستانکار\r\n\
1405/09/02,10:50,انتقال پایا,PO1,\"4,000\",\r\n\
۱۴۰۵/۰۹/۰۲,10:50,انتقال پایا po2,,۵۰۰۰,-\r\n\
1405/09/02,14:00,تسهیم,1405090101000000000140332009,,90000\r\n\
1405/09/03,14:00,برگشت پایا,PO1,,4000\r\n\
1405/09/03,15:00,کارمزد,,2400,\r\n\
1405/09/03,15:00,کارمزد,,2400,\r\n\
1405/09/03,16:00,انتقال,PO3,6001,\r\n\
1405/09/03,17:00,انتقال,PO1,4000,\r\n";

fn rows(text: &str) -> Vec<StatementRow> {
    read_statement(text.as_bytes(), &bank(), &columns()).unwrap()
}

fn id(text: &str) -> PayoutId {
    PayoutId::new(text).unwrap()
}

fn expected(name: &str, amount: i64, batch: Option<&str>) -> Expected {
    Expected {
        id: id(name),
        amount: rial(amount),
        batch: batch.map(str::to_owned),
        settled_row: None,
        returned_row: None,
    }
}

#[test]
fn each_row_is_what_it_says_and_what_nobody_knows_is_listed() {
    let rows = rows(STATEMENT);
    let expected = [expected("po1", 4_000, None), expected("po2", 5_000, None), expected("po3", 6_000, None)];
    let found = match_rows(&rows, &expected, |_| false);
    assert_eq!(found[0], Found::Settled(vec![id("po1")]));
    assert_eq!(found[1], Found::Settled(vec![id("po2")]), "whatever the digits and the letters");
    assert!(matches!(&found[2], Found::Shaparak(deposit) if deposit.acceptor == "000000140332009"));
    assert_eq!(found[3], Found::Returned(id("po1")));
    assert_eq!(found[4..6], [Found::Unknown, Found::Unknown]);
    assert_eq!(found[6], Found::Odd(id("po3")), "a rial too much");
    assert_eq!(found[7], Found::Odd(id("po1")), "it left once");
    let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rows.len(), "two rows that say the same are two rows");
    assert!(rows[4].case().unwrap().as_str().starts_with("case.row."));
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let (first, again) = (rows(STATEMENT), rows(STATEMENT));
    assert_eq!(first, again);
    let mut expected = [expected("po1", 4_000, None), expected("po2", 5_000, None)];
    expected[0].settled_row = Some(first[0].id.clone());
    expected[0].returned_row = Some(first[3].id.clone());
    expected[1].settled_row = Some(first[1].id.clone());
    let cases = [2, 4, 5, 6, 7].map(|n: usize| first[n].id.clone());
    let found = match_rows(&again, &expected, |row| cases.contains(&row.id));
    assert!(found.iter().all(|one| *one == Found::Known), "{found:?}");
    // A later export holds the old rows and a new one.
    let longer = format!("{STATEMENT}1405/09/04,09:00,انتقال,PO9,10,\r\n");
    assert_eq!(rows(&longer)[..8], first[..]);
}

#[test]
fn a_batch_may_be_one_row() {
    let name = "IR160120000000001234567890000000042";
    let expected = [expected("po1", 4_000, Some(name)), expected("po2", 5_000, Some(name))];
    let text = |amount| format!("تاریخ,شرح,بدهکار,بستانکار\n1405/09/02,دسته {name},{amount},\n");
    let found = |amount| match_rows(&rows(&text(amount)), &expected, |_| false);
    assert_eq!(found(9_000), [Found::Settled(vec![id("po1"), id("po2")])]);
    assert_eq!(found(9_001), [Found::Unknown]);
    let twice = format!("{}1405/09/02,دسته {name},9000,\n", text(9_000));
    assert_eq!(match_rows(&rows(&twice), &expected, |_| false)[1], Found::Unknown);
}

#[test]
fn a_file_that_cannot_be_read_is_refused_whole() {
    let fault = |text: &str| read_statement(text.as_bytes(), &bank(), &columns()).unwrap_err();
    let of = |problem: FileProblem| (problem.fault, problem.line);
    assert_eq!(of(fault("تاریخ,شرح,بدهکار\n")), (FileFault::ColumnMissing, 1));
    assert_eq!(of(fault("تاریخ,بدهکار,بستانکار\n")), (FileFault::ColumnMissing, 1));
    let row = |cells: &str| fault(&format!("تاریخ,شرح,بدهکار,بستانکار\n{cells}\n"));
    assert_eq!(of(row("1405/09/02,x,1,1")), (FileFault::AmountInvalid, 2));
    assert_eq!(of(row("1405/09/02,x,,")), (FileFault::AmountInvalid, 2));
    assert_eq!(of(row("1405/09/02,x,-5,")), (FileFault::AmountInvalid, 2));
    assert_eq!(of(row("1405/13/02,x,5,")), (FileFault::DateInvalid, 2));
    assert_eq!(of(row("1405/09/02,x,5")), (FileFault::Ragged, 2));
}
