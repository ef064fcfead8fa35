//! Fees, splits, release rules and statements.

use crate::books::{Desk, T0, bank, payee, payment, rial, shop};
use dargah_engine::{
    books::{Account, Subject, Transfer, Why},
    calendar::Day,
    dated::{Dated, of_day, read_jalali},
    facilitator::{
        FeeRule, Method, OnRefund, Overview, Payer, Portion, ReleaseRule, Schedule, ScheduleFault, Split, SplitFault,
        Standing, Statement, Tariff, Terms, divide,
    },
    id::{GatewayId, PayeeId, ShopId},
    payout::defaults,
    time::Span,
};
use dargah_wire::BookSums;
use dargah_words::Locale;
use serde_json::Value;

fn day(text: &str) -> Day {
    read_jalali(text).unwrap()
}

#[test]
fn the_networks_fee_is_as_published() {
    let file: Value = serde_json::from_str(include_str!("../../../../tests/fixtures/iran/fees.json")).unwrap();
    let rows = defaults::network_fee();
    let tariff = of_day(&rows, day("1405-09-02")).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 10);
    for vector in vectors {
        let amount = vector["amount_rial"].as_i64().unwrap();
        let wanted = vector["fee_rial"].as_i64().unwrap();
        assert_eq!(tariff.of(rial(amount)).get(), wanted, "of {amount} rial");
    }
    assert_eq!(of_day(&rows, day("1402-04-03")), None, "before its day there was another rule");
}

#[test]
fn a_tariff_is_rounded_down_and_bounded() {
    let tariff = Tariff { bps: 100, plus: 1_200, least: 5_000, most: Some(40_000) };
    for (amount, fee) in
        [(0, 0), (3_000, 3_000), (100_000, 5_000), (400_099, 5_200), (3_999_999, 40_000), (9_000_000, 40_000)]
    {
        assert_eq!(tariff.of(rial(amount)).get(), fee, "of {amount}");
    }
    assert_eq!(Tariff { bps: 10_000, ..tariff }.of(rial(i64::MAX)).get(), 40_000, "nothing overflows");
}

fn rule(method: Option<Method>, category: Option<&str>, bps: u32, from: &str, until: Option<&str>) -> Dated<FeeRule> {
    let tariff = Tariff { bps, ..Tariff::default() };
    let category = category.map(str::to_owned);
    let rule = FeeRule { method, category, tariff, payer: Payer::Shop, on_refund: OnRefund::Returned };
    Dated { from: day(from), until: until.map(day), rule }
}

#[test]
fn the_fee_of_a_day_is_the_one_that_says_most() {
    let schedule = Schedule(vec![
        rule(None, None, 100, "1405-01-01", None),
        rule(Some(Method::Credit), None, 300, "1405-01-01", None),
        rule(None, Some("5411"), 50, "1405-01-01", Some("1405-06-31")),
        rule(None, None, 90, "1405-07-01", None),
    ]);
    schedule.check().unwrap();
    let bps = |method, category, on| schedule.find(method, category, day(on)).map(|rule| rule.tariff.bps);
    assert_eq!(bps(Method::Card, "1", "1404-12-29"), None);
    assert_eq!(bps(Method::Card, "1", "1405-01-01"), Some(100));
    assert_eq!(bps(Method::Credit, "1", "1405-01-01"), Some(300));
    assert_eq!(bps(Method::Credit, "5411", "1405-06-31"), Some(50), "the guild before the method");
    assert_eq!(bps(Method::Card, "5411", "1405-07-01"), Some(90), "ended, and another one began");
    let text = serde_json::to_string(&schedule).unwrap();
    assert_eq!(serde_json::from_str::<Schedule>(&text).unwrap(), schedule);
    assert!(text.contains(r#""from":"1405-07-01","tariff":{"bps":90"#), "{text}");
    let wrong = |row: Dated<FeeRule>| Schedule(vec![row]).check().unwrap_err();
    assert_eq!(wrong(rule(None, None, 10_001, "1405-01-01", None)), ScheduleFault::Tariff(0));
    assert_eq!(wrong(rule(None, None, 1, "1405-01-02", Some("1405-01-01"))), ScheduleFault::Days(0));
    assert_eq!(wrong(rule(None, Some("12a4"), 1, "1405-01-02", None)), ScheduleFault::Category(0));
}

#[test]
fn who_bears_the_fee_and_what_of_it_goes_back() {
    let mut rule = rule(None, None, 100, "1405-01-01", None).rule;
    let charge = rule.charge(rial(1_050));
    assert_eq!((charge.pays, charge.fee, charge.net), (rial(1_050), rial(10), rial(1_040)));
    // Of 10 rial in three refunds of a third: 3, 3 and 4.
    let mut given = 0;
    for (before, back) in [(0, 3), (350, 3), (700, 4)] {
        assert_eq!(rule.on_refund.back(10, 1_050, before, given, rial(350)).get(), back);
        given += back;
    }
    assert_eq!(given, 10, "with the whole payment, the whole fee");
    rule.on_refund = OnRefund::Kept;
    assert_eq!(rule.on_refund.back(10, 1_050, 0, 0, rial(1_050)).get(), 0);
    rule.payer = Payer::Shopper;
    let charge = rule.charge(rial(1_050));
    assert_eq!((charge.pays, charge.fee, charge.net), (rial(1_060), rial(10), rial(1_050)));
}

#[test]
fn parts_always_add_up_to_the_rial() {
    assert_eq!(divide(100, &[1, 1, 1]), [34, 33, 33], "of equal remainders the first one first");
    assert_eq!(divide(101, &[5_000, 2_500, 2_500]), [51, 25, 25], "101 = 50.5 + 25.25 + 25.25");
    assert_eq!(divide(10, &[0, 0]), [0, 0]);
    assert_eq!(divide(0, &[1]), [0]);
    let mut seed = 7_u64;
    for _ in 0..20_000 {
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((seed >> 33) % below).unwrap()
        };
        let amount = next(1_000_000_007) * (1 + next(1_000));
        let weights: Vec<i64> = (0..1 + next(10)).map(|_| next(10_001)).collect();
        let parts = divide(amount, &weights);
        let whole: i64 = weights.iter().sum();
        let sum: i64 = parts.iter().sum();
        assert_eq!(sum, if whole == 0 { 0 } else { amount }, "{amount} by {weights:?}");
        for (part, weight) in parts.iter().zip(&weights) {
            let exact = i128::from(amount) * i128::from(*weight);
            let off = i128::from(*part) * i128::from(whole.max(1)) - exact;
            assert!(whole == 0 || off.abs() < i128::from(whole), "{part} of {amount} by {weight}/{whole}");
        }
    }
}

#[test]
fn a_split_is_the_payment_and_refuses_what_cannot_be() {
    let name = |text: &str| PayeeId::new(text).unwrap();
    let shop_id = ShopId::new("kooshk").unwrap();
    let split = Split(vec![
        (name("courier"), Portion::Fixed(rial(100))),
        (name("anbar"), Portion::Share(3_333)),
        (name("tax"), Portion::Share(900)),
    ]);
    let parts = split.of(&shop_id, rial(1_100)).unwrap();
    let amounts: Vec<_> = parts.iter().map(|part| (part.party.clone(), part.amount.get())).collect();
    assert_eq!(amounts, [(shop(), 577), (payee("courier"), 100), (payee("anbar"), 333), (payee("tax"), 90)]);
    assert_eq!(split.of(&shop_id, rial(99)), Err(SplitFault::FixedOverAmount));
    let all = Split(vec![(name("anbar"), Portion::Share(10_000))]);
    assert_eq!(all.of(&shop_id, rial(7)).unwrap().len(), 1, "parts of nothing are left out");
    let wrong = |parts: &[(&str, Portion)]| {
        Split(parts.iter().map(|(payee, portion)| (name(payee), *portion)).collect()).check().unwrap_err()
    };
    assert_eq!(wrong(&[("a", Portion::Share(1)), ("a", Portion::Share(1))]), SplitFault::PayeeTwice);
    assert_eq!(wrong(&[("a", Portion::Share(0))]), SplitFault::NoPart);
    assert_eq!(wrong(&[("a", Portion::Share(6_000)), ("b", Portion::Share(4_001))]), SplitFault::OverTheWhole);
    let ten: Vec<String> = (0..10).map(|n| format!("p{n}")).collect();
    let ten: Vec<_> = ten.iter().map(|text| (text.as_str(), Portion::Share(1))).collect();
    assert_eq!(wrong(&ten), SplitFault::TooManyPayees);
}

#[test]
fn money_is_released_on_working_days_and_a_part_of_it_later() {
    let days = defaults::bank_days();
    let rule = ReleaseRule { working_days: 1, reserve_bps: 500, reserve_most: Some(1_000), reserve_days: 7 };
    // 1405-10-01 is a Tuesday, and Wednesday is off; Thursday works, Friday does not.
    assert_eq!(rule.release_day(day("1405-10-01"), &days), day("1405-10-03"));
    assert_eq!(rule.release_day(day("1405-10-02"), &days), day("1405-10-05"), "Thursday, and a working day after");
    let at_once = ReleaseRule { working_days: 0, ..rule };
    assert_eq!(at_once.release_day(day("1405-10-04"), &days), day("1405-10-04"), "Friday: it stays in the books");
    assert_eq!(rule.reserve_day(day("1405-09-27"), &days), day("1405-10-05"));
    assert_eq!(rule.keeps(rial(0), rial(1_999)).get(), 99);
    assert_eq!(rule.keeps(rial(950), rial(10_000)).get(), 50);
    assert_eq!(rule.keeps(rial(1_200), rial(10_000)).get(), 0);
}

#[test]
fn a_statement_begins_and_ends_with_what_the_shop_has() {
    let mut desk = Desk::new();
    let case = |name: &str| Subject::case(name).unwrap().step("a");
    let mut post = |id, why, debit, credit, amount| {
        desk.post(vec![Transfer::of(id, why, debit, credit, rial(amount))]);
        desk.now = desk.now + Span::hours(1);
    };
    post(case("a"), Why::Sale, Account::Bank(bank()), Account::Pending(shop()), 1_000);
    post(case("b"), Why::Release, Account::Pending(shop()), Account::Available(shop()), 900);
    post(case("c"), Why::Refund, Account::Debt(shop()), Account::Bank(bank()), 300);
    post(case("d"), Why::Sale, Account::Bank(bank()), Account::Pending(payee("anbar")), 5);
    post(case("e"), Why::Payout, Account::Available(shop()), Account::Transit, 400);
    let statement = Statement::of(&desk.books, &shop(), Standing::default(), T0 + Span::hours(1), T0 + Span::hours(4));
    assert_eq!(statement.opening, Standing { pending: 1_000, ..Standing::default() });
    assert_eq!(statement.lines.len(), 2);
    assert_eq!(statement.closing, Standing { pending: 100, available: 900, reserve: 0, debt: 300 });
    assert_eq!(statement.closing.total(), 700);
    let whole = Statement::of(&desk.books, &shop(), Standing::default(), T0, desk.now);
    assert_eq!(whole.closing, Standing::of(&desk.books, &shop()));
    let text = statement.csv(Locale::En);
    assert!(text.ends_with(",case.c,refund,0,0,0,300,700\r\n"), "{text}");
    assert!(text.contains("release,\u{2212}100") || text.contains(",release,\u{2212}900,900,0,0,1000\r\n"), "{text}");
}

fn transfer(step: &str, why: Why, debit: Account, credit: Account, amount: i64) -> Transfer {
    Transfer::of(Subject::payment(&payment(1)).step(step), why, debit, credit, rial(amount))
}

#[test]
fn the_books_at_one_look_say_where_the_money_is_and_whose() {
    let mut desk = Desk::new();
    let seller = shop();
    let sold = |to: Account, amount| {
        let gateway = Account::Gateway(GatewayId::new("g1").unwrap());
        transfer("sale", Why::Sale, gateway, to, amount)
    };
    desk.post(vec![sold(Account::Pending(seller.clone()), 1_000_000)]);
    let fee = transfer("fee", Why::Fee, Account::Pending(seller.clone()), Account::Fees, 10_000);
    let paid = transfer(
        "paid",
        Why::Settlement,
        Account::Bank(bank()),
        Account::Gateway(GatewayId::new("g1").unwrap()),
        600_000,
    );
    let cost = transfer("cost", Why::Cost, Account::Costs, Account::Gateway(GatewayId::new("g1").unwrap()), 3_000);
    desk.post(vec![fee, paid, cost]);
    let Overview { sums, ref parties, ref own } = Overview::of(desk.books.accounts());
    let BookSums { imbalance, suspense, float, receivable, owed, wallets, transit, earned } = sums;
    assert_eq!([imbalance, suspense, float, receivable, owed], [0, 0, 600_000, 397_000, 990_000]);
    assert_eq!([wallets, transit, earned], [0, 0, 7_000]);
    // What the operator has and is owed is what it owes and has earned.
    assert_eq!(float + receivable, owed + wallets + transit + earned + suspense);
    assert_eq!(parties, &[(seller, Standing { pending: 990_000, ..Standing::default() })]);
    let names: Vec<String> = own.iter().map(|own| own.account.to_string()).collect();
    assert_eq!(names, [&format!("bank:{}", bank()), "gateway:g1", "costs", "fees"]);
}

#[test]
fn terms_that_the_checkout_cannot_keep_are_not_taken() {
    let terms = |payer: &str| {
        let fee =
            format!(r#"{{"from": "1405-01-01", "tariff": {{"bps": 100}}, "payer": "{payer}", "on_refund": "kept"}}"#);
        Terms::read(Some(&format!(r#"{{"fees": [{fee}]}}"#)))
    };
    assert!(terms("shop").is_ok());
    let problem = terms("shopper").unwrap_err().to_string();
    assert!(problem.contains("payer"), "{problem}");
}
