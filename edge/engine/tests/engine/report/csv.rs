//! Rows in a file: what a spreadsheet makes of them, and what it must not.

use crate::common::Desk;
use dargah_engine::report::{Csv, Row};
use dargah_words::Locale;

fn written(locale: Locale, row: &Row) -> Vec<String> {
    let csv = Csv::new(locale);
    let mut text = csv.head();
    csv.row(&mut text, row);
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"), "{text:?}");
    text.trim_start_matches('\u{feff}').split_terminator("\r\n").map(str::to_owned).collect()
}

fn with_order(order_id: &str) -> String {
    let row = Row { order_id: order_id.to_owned(), ..Row::of(&Desk::new().payment()) };
    let [_, line] = written(Locale::En, &row).try_into().unwrap();
    line.strip_prefix(&format!("{},", row.id)).unwrap().split_once(",open,").unwrap().0.to_owned()
}

#[test]
fn a_line_has_the_words_of_the_api_or_persian_ones() {
    let mut desk = Desk::everywhere();
    desk.paid_at("saman");
    let row =
        Row { reference: Some("R1".to_owned()), mobile: Some("0912***4567".to_owned()), ..Row::of(&desk.payment()) };
    let id = row.id;
    let [head, line] = written(Locale::En, &row).try_into().unwrap();
    assert_eq!(
        head,
        "payment,order_id,status,reason,class,amount,refunded,gateway,attempts,reference,mobile,mode,created_at,paid_at,ended_at"
    );
    let at = "2023-11-15T01:43:20+03:30";
    assert_eq!(line, format!("{id},A-1001,paid,,,1250000,0,saman,1,R1,0912***4567,test,{at},{at},{at}"));
    let [head, line] = written(Locale::Fa, &row).try_into().unwrap();
    assert_eq!(head.split(',').count(), 15);
    assert!(head.starts_with("شناسهٔ پرداخت,شمارهٔ سفارش,وضعیت"), "{head}");
    let at = "1402/08/24 01:43:20";
    assert_eq!(line, format!("{id},A-1001,پرداخت‌شده,,,1250000,0,saman,1,R1,0912***4567,آزمایشی,{at},{at},{at}"));
}

#[test]
fn nothing_is_taken_for_a_formula() {
    for (order, cell) in [
        ("=HYPERLINK(\"https://evil\")", "\"'=HYPERLINK(\"\"https://evil\"\")\""),
        ("+98", "'+98"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "\"'\tx\""),
        ("a=1", "a=1"),
        ("'quoted", "'quoted"),
    ] {
        assert_eq!(with_order(order), cell, "{order:?}");
    }
}

#[test]
fn what_a_file_is_made_of_stands_in_quotes_and_persian_stays_as_it_is() {
    for (order, cell) in [
        ("a,b", "\"a,b\""),
        ("a;b", "\"a;b\""),
        ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("سفارش ۱۲‌الف", "سفارش ۱۲‌الف"),
        ("\u{202e}abc", "\u{202e}abc"),
    ] {
        assert_eq!(with_order(order), cell, "{order:?}");
    }
}
