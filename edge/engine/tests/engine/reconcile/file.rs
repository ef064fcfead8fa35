//! Settlement files: what is read, and every way in which one is refused.

use dargah_engine::{
    gateway::Provider,
    problem::{Code, Fault},
    reconcile::{BYTES_MAX, FileFault, Kind, SettlementFile},
};

const TERMINAL: &str = "0012345";

fn read(text: impl AsRef<[u8]>) -> Result<SettlementFile, dargah_engine::reconcile::FileProblem> {
    SettlementFile::read(text.as_ref(), Provider::Mellat, TERMINAL)
}

fn refused(text: impl AsRef<[u8]>) -> (FileFault, u32, u32) {
    let bytes = text.as_ref();
    let problem = read(bytes).expect_err("must be refused");
    (problem.fault, problem.line, problem.column)
}

#[test]
fn a_panels_file_is_read_with_persian_digits_quotes_and_any_separator() {
    let comma = "\u{feff}شماره سفارش,شماره مرجع,\"مبلغ (ريال)\",نوع تراكنش,تاریخ,شماره ترمینال,شرح\r\n\
         ۱۲۳,۰۰۴۵۶,\"۱,۲۵۰,۰۰۰\",خرید,۱۴۰۴/۰۹/۰۵ ۱۲:۳۰,12345,\"کالای \"\"ویژه\"\"\nدر دو سطر\"\r\n\
         \r\n\
         -,789,500٬000,استرداد,1404/9/6,12345,\r\n";
    let by = |separator: &str| comma.replace("\"۱,۲۵۰,۰۰۰\"", "۱٬۲۵۰٬۰۰۰").replace(',', separator);
    let file = read(comma).unwrap();
    let [sale, refund] = file.rows.as_slice() else { panic!("{file:?}") };
    assert_eq!((sale.line, sale.kind, &*sale.order, sale.amount.get()), (2, Kind::Sale, "123", 1_250_000));
    assert_eq!(sale.references, ["456"], "zeros in front of a number are nothing");
    assert_eq!((refund.line, refund.kind, &*refund.order, refund.amount.get()), (5, Kind::Refund, "", 500_000));
    assert!(sale.at.is_some_and(|at| !at.whole_day) && refund.at.is_some_and(|at| at.whole_day));
    assert_eq!(read(by(";")).as_ref(), Ok(&file));
    assert_eq!(read(by("\t")).as_ref(), Ok(&file));
    assert_eq!(read(comma.replace("\r\n", "\n")).as_ref(), Ok(&file));
    assert_eq!(read(comma.trim_end()).as_ref(), Ok(&file), "the last line needs no end");
}

#[test]
fn the_generic_file_says_its_unit_and_its_kind() {
    let file = read(
        "order,reference,amount,currency,type,date,terminal\n1,a,500,IRT,sale,2025-11-26,12345\n2,b,900,IRR,refund,20251126,999\n",
    );
    let file = file.unwrap();
    assert_eq!(file.rows.iter().map(|row| row.amount.get()).collect::<Vec<_>>(), [5_000, 900]);
    assert_eq!(file.rows.iter().map(|row| row.other_terminal).collect::<Vec<_>>(), [false, true]);
    assert_eq!(file.rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [Kind::Sale, Kind::Refund]);
    // A bank's usual unit is not this file's.
    assert_eq!(refused("order,reference,amount\n1,a,500\n"), (FileFault::UnitUnknown, 1, 3));
}

#[test]
fn a_terminal_column_that_never_says_ours_is_about_something_else() {
    let file = read("order,amount,currency,terminal\n1,500,IRR,7\n2,500,IRR,8\n").unwrap();
    assert!(file.rows.iter().all(|row| !row.other_terminal));
}

#[test]
fn the_unit_comes_from_the_heading_the_column_or_the_bank_and_is_never_guessed() {
    let amount = |provider, head: &str, row: &str| {
        let file = SettlementFile::read(format!("شماره سفارش,{head}\n1,{row}\n").as_bytes(), provider, TERMINAL);
        file.map(|file| file.rows[0].amount.get()).map_err(|problem| problem.fault)
    };
    assert_eq!(amount(Provider::Saman, "مبلغ", "500"), Ok(500), "the switch counts in rial");
    assert_eq!(amount(Provider::Saman, "مبلغ (تومان)", "500"), Ok(5_000));
    assert_eq!(amount(Provider::Zibal, "مبلغ", "500"), Err(FileFault::UnitUnknown));
    assert_eq!(amount(Provider::Zibal, "مبلغ به ریال", "500"), Ok(500));
    assert_eq!(amount(Provider::Zarinpal, "amount_toman", "500"), Ok(5_000));
    assert_eq!(amount(Provider::Zarinpal, "مبلغ,واحد", "500,تومان"), Ok(5_000));
    assert_eq!(amount(Provider::Zarinpal, "مبلغ (ریال),واحد", "500,تومان"), Err(FileFault::UnitContradicts));
    assert_eq!(amount(Provider::Zarinpal, "مبلغ,واحد", "500,دلار"), Err(FileFault::UnitUnknown));
    assert_eq!(amount(Provider::Zarinpal, "مبلغ,واحد", "500,"), Err(FileFault::UnitUnknown));
}

#[test]
fn a_kind_and_a_state_are_read_together() {
    let kinds = |kind: &str, state: &str| {
        let text = format!("شماره سفارش,مبلغ,نوع تراکنش,وضعیت\n1,500,{kind},{state}\n");
        read(text).map(|file| file.rows.first().map(|row| row.kind)).map_err(|problem| (problem.fault, problem.column))
    };
    assert_eq!(kinds("خرید", "موفق"), Ok(Some(Kind::Sale)));
    assert_eq!(kinds("خريد", "برگشت‌خورده"), Ok(Some(Kind::Reversal)));
    assert_eq!(kinds("Refund", "DONE"), Ok(Some(Kind::Refund)));
    assert_eq!(kinds("خرید", "ناموفق"), Ok(None));
    assert_eq!(kinds("استرداد", "برگشت خورده"), Ok(None), "a refund that came back is none");
    assert_eq!(kinds("خرید", "شاید"), Err((FileFault::WordUnknown, 4)));
    assert_eq!(kinds("", "موفق"), Err((FileFault::WordUnknown, 3)));
    let file = read("شماره سفارش,مبلغ,وضعیت\n1,500,ناموفق\n2,500,موفق\n").unwrap();
    assert_eq!((file.rows.len(), file.without_money), (1, 1));
    assert!(!read("شماره سفارش,مبلغ\n1,500\n").unwrap().says_refunds);
}

#[test]
fn money_that_goes_may_be_negative_and_money_that_comes_may_not() {
    let file = read("شماره سفارش,مبلغ,نوع,مبلغ خالص,کارمزد\n1,-500,استرداد,-500,0\n2,900,خرید,\"1,890\",10\n").unwrap();
    assert_eq!(file.rows[0].amount.get(), 500);
    assert_eq!((file.settled, file.fees), (1_390, 10));
    assert_eq!(refused("شماره سفارش,مبلغ,نوع\n1,-500,خرید\n"), (FileFault::SignContradicts, 2, 2));
    assert_eq!(refused("شماره سفارش,مبلغ\n1,-500\n"), (FileFault::SignContradicts, 2, 2));
}

/// What must be found, what was, and the line and column it must be at.
type Case = (FileFault, (FileFault, u32, u32), u32, u32);

#[test]
fn every_fault_of_a_file_is_told_with_its_place() {
    let head = "شماره سفارش,مبلغ,تاریخ\n";
    let row = |row: &str| refused(format!("{head}1,500,1404/09/05\n{row}"));
    let amount = |amount: &str| refused(format!("order,amount,currency\n1,{amount},IRR\n"));
    let wide = vec!["x"; 65].join(",");
    let mut long = String::from(head);
    long.push_str(&"1,500,1404/09/05\n".repeat(100_001));
    let cell = "x".repeat(2_001);

    let mut cases: Vec<Case> = vec![
        (FileFault::TooLarge, refused(vec![b'a'; BYTES_MAX + 1]), 0, 0),
        // "مبلغ" in Windows-1256.
        (FileFault::NotUtf8, refused(b"order,amount\n1,\xe3\xc8\xe1\xdb\n"), 2, 0),
        (FileFault::NotUtf8, refused(b"\xff\xfeo\0r\0"), 1, 0),
        (FileFault::Workbook, refused(b"PK\x03\x04rest"), 0, 0),
        (FileFault::Workbook, refused(b"\xd0\xcf\x11\xe0rest"), 0, 0),
        (FileFault::Empty, refused(""), 0, 0),
        (FileFault::Empty, refused("\u{feff}\r\n\n"), 0, 0),
        (FileFault::TooManyRows, refused(long), 100_002, 0),
        (FileFault::TooManyColumns, refused(format!("{wide}\n")), 1, 65),
        (FileFault::CellTooLong, row(&format!("2,{cell},x")), 3, 2),
        (FileFault::CellTooLong, row(&format!("2,\"{}\",x", "\"\"".repeat(2_001))), 3, 2),
        (FileFault::CellTooLong, row(&format!("{},5,1404/09/05", "9".repeat(129))), 3, 0),
        (FileFault::ControlCharacter, row("2,5\u{0}0,1404/09/05"), 3, 2),
        (FileFault::ControlCharacter, row("2,50\r,1404/09/05"), 3, 2),
        (FileFault::QuoteOpen, row("2,\"500,1404/09/05\n3,500\n"), 3, 2),
        (FileFault::QuoteStray, row("2,5\"0\"0,1404/09/05"), 3, 2),
        (FileFault::QuoteStray, row("2,\"50\"0,1404/09/05"), 3, 2),
        (FileFault::SeparatorUnclear, refused("مبلغ\n500\n"), 1, 0),
        (FileFault::SeparatorUnclear, refused("order,amount;date\n1,2;3\n"), 1, 0),
        (FileFault::Ragged, row("2,500"), 3, 2),
        (FileFault::Ragged, row("2,500,1404/09/05,"), 3, 4),
        (FileFault::Ragged, row("2,1,250,000,1404/09/05"), 3, 4),
        (FileFault::ColumnMissing, refused("order,date\n"), 1, 0),
        (FileFault::ColumnMissing, refused("amount,date,currency\n"), 1, 0),
        (FileFault::ColumnTwice, refused("شماره سفارش,مبلغ,مبلغ تراکنش\n"), 1, 3),
        (FileFault::UnitUnknown, refused("order,amount\n1,2\n"), 1, 2),
        (FileFault::UnitContradicts, refused("شماره سفارش,مبلغ (ریال),واحد\n1,500,تومان\n"), 2, 2),
        (FileFault::NamesNothing, row(",500,1404/09/05"), 3, 0),
        (FileFault::NumberDamaged, row("1.23457E+17,500,1404/09/05"), 3, 1),
        (FileFault::SignContradicts, row("2,-500,1404/09/05"), 3, 2),
        (FileFault::WordUnknown, refused("شماره سفارش,مبلغ,نوع\n1,500,قرض\n"), 2, 3),
        (FileFault::DateInvalid, row("2,500,05/09/1404"), 3, 3),
        (FileFault::DateInvalid, row("2,500,"), 3, 3),
        (FileFault::DateInvalid, refused("شماره سفارش,مبلغ,تاریخ,ساعت\n1,5,1404/09/05,25:00\n"), 2, 4),
    ];
    for wrong in
        ["", "x", "0", "12.5", "1/5", "\"1,25\"", "\"1250,000\"", "\",500\"", "+5", "--5", "1e3", "100000000001"]
    {
        cases.push((FileFault::AmountInvalid, amount(wrong), 2, 2));
    }
    cases.push((FileFault::AmountInvalid, amount("99999999999999999999"), 2, 2));
    for (fault, found, line, column) in &cases {
        assert_eq!(*found, (*fault, *line, *column), "{}", fault.as_str());
    }
    for fault in FileFault::ALL {
        assert!(cases.iter().any(|(case, ..)| case == fault), "no file shows {}", fault.as_str());
    }
}

#[test]
fn order_numbers_that_a_spreadsheet_has_rounded_are_not_taken_for_others() {
    let rows = |orders: [&str; 3]| {
        let rows: String = orders.iter().map(|order| format!("{order},500,IRR\n")).collect();
        read(format!("order,amount,currency\n{rows}")).map_err(|problem| problem.fault).map(|file| file.rows.len())
    };
    assert_eq!(rows(["123456789012345000", "223456789012345000", "9234567890123450"]), Err(FileFault::NumberDamaged));
    assert_eq!(rows(["123456789012345000", "223456789012345000", "323456789012345678"]), Ok(3), "two are chance");
}

#[test]
fn a_refusal_is_a_problem_with_a_code_and_repeats_no_number() {
    let problem = read("شماره سفارش,مبلغ,نوع\n1,500,6037991234567890\n").unwrap_err();
    let fault = Fault::from(problem);
    assert_eq!(fault.code, Code::SettlementFileInvalid);
    assert_eq!(fault.detail, "word_unknown: line 2, column 3: this word says nothing known: `################`");
    let windows = Fault::from(read(b"order,\xe3\n").unwrap_err());
    assert!(windows.detail.contains("Windows-1256") && windows.detail.contains("CSV UTF-8"), "{}", windows.detail);
}
