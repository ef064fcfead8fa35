//! What may be asked of a report, and what is refused with which parameter's name.

use crate::common::{Desk, START};
use dargah_engine::{
    calendar::Day,
    id::{PaymentId, ShopId},
    links::Links,
    problem::Code,
    report::{By, Filter, GroupKey, Place, Row, Stretch, Sums, read_export, read_list, read_totals},
    time::Moment,
};
use dargah_wire::{Mode, PaymentStatus};

fn links() -> Links {
    Links::new(b"a root secret for tests, 32 long!", "https://pay.example")
}

fn shop(name: &str) -> ShopId {
    ShopId::new(name).unwrap()
}

fn list(query: &str) -> Result<Filter, (Code, Option<&'static str>)> {
    let read = read_list(query, &links(), &shop("demo"), Mode::Test);
    read.map(|ask| ask.filter).map_err(|fault| (fault.code, fault.param))
}

#[test]
fn a_list_is_asked_for_by_everything_that_a_filter_knows() {
    let all = "status=paid&gateway=saman&from=2026-11-23&to=1405/09/02&amount_min=1000&amount_max=%DB%B2%DB%B0%DB%B0%DB%B0&q=%20A-1%20";
    let filter = list(all).unwrap();
    let day = Day::gregorian(2026, 11, 23).unwrap();
    assert_eq!(
        (filter.from, filter.to),
        (Some(day.begins()), Some(day.plus(1).begins())),
        "up to a day is up to its end"
    );
    assert_eq!((filter.amount_min, filter.amount_max), (Some(1_000), Some(2_000)));
    assert_eq!((filter.status, filter.search.as_deref()), (Some(PaymentStatus::Paid), Some("A-1")));
    let moments = list("from=1700000000000&to=1700000000001").unwrap();
    assert_eq!((moments.from, moments.to), (Some(Moment(1_700_000_000_000)), Some(Moment(1_700_000_000_001))));
    assert_eq!(list(""), Ok(Filter::default()));
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_name() {
    let long = format!("q={}", "x".repeat(65));
    for (query, param) in [
        ("status=PAID", "status"),
        ("status=", "status"),
        ("from=", "from"),
        ("q=", "q"),
        ("q=%20", "q"),
        ("status=unpaid", "status"),
        ("gateway=a%20b", "gateway"),
        ("from=yesterday", "from"),
        ("from=-1", "from"),
        ("from=1405-13-01", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-11-24&to=2026-11-22", "to"),
        ("amount_min=1.5", "amount_min"),
        ("amount_min=-1", "amount_min"),
        ("amount_max=100000000001", "amount_max"),
        ("amount_min=2&amount_max=1", "amount_max"),
        (&long, "q"),
        ("q=a%00b", "q"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=pg_AAAA", "cursor"),
    ] {
        assert_eq!(list(query), Err((Code::QueryInvalid, Some(param))), "{query}");
    }
    assert_eq!(list("sort=amount"), Err((Code::QueryInvalid, None)));
    assert!(read_export("limit=5").is_err() && read_export("lang=de").is_err() && read_export("lang=fa&q=A").is_ok());
}

#[test]
fn a_place_is_one_that_we_gave_to_this_shop_in_this_mode() {
    let place = Place { created_at: START, id: PaymentId::from_bytes([7; 16]) };
    let text = links().place(place, &shop("demo"), Mode::Test);
    let ask = read_list(&format!("cursor={text}&limit=3"), &links(), &shop("demo"), Mode::Test).unwrap();
    assert_eq!((ask.after, ask.limit), (Some(place), 3));
    assert_eq!(links().open_place(&text, &shop("other"), Mode::Test), None);
    assert_eq!(links().open_place(&text, &shop("demo"), Mode::Live), None);
    for i in 3..text.len() {
        let mut forged = text.clone().into_bytes();
        forged[i] = if forged[i] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        assert_ne!(links().open_place(&forged, &shop("demo"), Mode::Test), Some(place), "letter {i}");
    }
    let checkout = links().checkout_token(&shop("demo"), place.id);
    assert_eq!(links().open_place(&checkout.replacen("cs_", "pg_", 1), &shop("demo"), Mode::Test), None);
}

#[test]
fn a_filter_fits_what_it_says() {
    let row = Row::of(&Desk::new().payment());
    let fits = |query: &str| list(query).unwrap().fits(&row);
    for query in ["", "status=open", "amount_min=1250000&amount_max=1250000", "q=A-1001", &format!("q={}", row.id)] {
        assert!(fits(query), "{query}");
    }
    let (at, after) = (START.0, START.0 + 1);
    assert!(fits(&format!("from={at}")) && !fits(&format!("from={after}")));
    assert!(!fits(&format!("to={at}")) && fits(&format!("to={after}")));
    for query in ["status=paid", "gateway=saman", "amount_min=1250001", "amount_max=1249999", "q=A-100", "q=a-1001"] {
        assert!(!fits(query), "{query}");
    }
}

#[test]
fn sums_are_asked_for_by_days_of_either_calendar() {
    let today = Day::gregorian(2026, 11, 23).unwrap();
    let ask = read_totals("", today).unwrap();
    assert_eq!((ask.from, ask.to, ask.by), (today.plus(-29), today, By::Day));
    let ask = read_totals("from=1405/09/01&to=2026-11-23&by=hour", today).unwrap();
    assert_eq!((ask.from, ask.to, ask.by), (today.plus(-1), today, By::Hour));
    // Half past eight in the evening of UTC is the next day in Tehran.
    let ask = read_totals("from=1764016200000&to=1764016200000&by=class", today).unwrap();
    assert_eq!(ask.span(), ("2025-11-25".to_owned(), "2025-11-25".to_owned()));
    assert_eq!(read_totals("from=1764016199999&to=1764016200000", today).unwrap().span().0, "2025-11-24");
    for (query, param) in [
        ("from=x", Some("from")),
        ("to=", Some("to")),
        ("by=year", Some("by")),
        ("from=2026-11-24", Some("to")),
        ("from=2025-01-01", Some("from")),
        ("from=2026-10-01&by=hour", Some("from")),
        ("cursor=1", None),
    ] {
        let fault = read_totals(query, today).unwrap_err();
        assert_eq!((fault.code, fault.param), (Code::QueryInvalid, param), "{query}");
    }
}

#[test]
fn a_rate_is_of_those_who_tried_and_a_group_has_a_word() {
    let sums = Sums {
        payments: 10,
        paid: 2,
        failed: 1,
        expired: 6,
        open: 1,
        amount: 90,
        refunded: 5,
        returned: 20,
        ..Sums::default()
    };
    assert_eq!((sums.success(), sums.kept()), (Some(6_666), 65));
    assert_eq!(Sums { paid: 0, failed: 0, ..sums }.success(), None, "nobody tried");
    assert_eq!(sums.and(sums).payments, 20);
    let day = Day::gregorian(2026, 3, 1).unwrap();
    assert_eq!(GroupKey::Hour(day, 7).word(), "2026-03-01T07");
    assert_eq!((GroupKey::Day(day).word(), GroupKey::Gateway(None).word()), ("2026-03-01".to_owned(), String::new()));
}

#[test]
fn a_stretch_of_the_ledger_reads_back() {
    let id = PaymentId::from_bytes([3; 16]);
    for stretch in [Stretch::default(), Stretch { shard: 7, after: None }, Stretch { shard: 3, after: Some(id) }] {
        assert_eq!(Stretch::read(&stretch.to_string()), Some(stretch));
    }
    for wrong in ["", "256", "-1", "3.", "3.pay_1", &format!("4.{id}")] {
        assert_eq!(Stretch::read(wrong), None, "{wrong}");
    }
}
