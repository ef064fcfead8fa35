//! Many payouts at one desk: the next files, and a statement of them all.

use crate::books::{T0, bank, payee, rial, shop, wallet};
use dargah_engine::{
    books::{LINKED_MAX, Party, rules::PayoutSource},
    calendar::Day,
    dated::{Dated, read_jalali},
    gateway::Unit,
    id::PayoutId,
    identity::Iban,
    member::MemberId,
    payout::{
        BankDays, BatchFault, Beneficiary, Columns, Command, Event, Files, House, NextFile, NoFile, NoWay, Payout,
        Prepared, Preparer, Rail, Rails, Recorded, Sending, Stage, Told, defaults, next_files, read_rows,
        read_statement,
    },
    time::{Moment, Span},
};

/// A working day at nine.
fn morning() -> Moment {
    read_jalali("1405-09-02").unwrap().begins() + Span::hours(9)
}

fn payout(name: &str, source: PayoutSource, amount: i64, minute: i64, then: &[Event]) -> Payout {
    let iban = Iban::parse("IR080130000000000098765432").unwrap();
    let to = Beneficiary { iban, name: "SHOP".to_owned(), matched_at: Some(T0) };
    let id = PayoutId::new(name).unwrap();
    let prepared = Prepared { id, source, amount: rial(amount), to, by: Preparer::Service };
    let first = Event::Prepared(Box::new(prepared));
    let at = |n: i64| Moment(morning().0 - Span::hours(20).0) + Span::minutes(minute + n);
    let events: Vec<Recorded> =
        (0..).zip([first].iter().chain(then)).map(|(n, event)| Recorded { at: at(n), event: event.clone() }).collect();
    Payout::replay(&events).unwrap()
}

fn approved() -> Event {
    Event::Approved { by: MemberId::new([1; 16]) }
}

fn of_shop() -> PayoutSource {
    PayoutSource::Party(shop())
}

struct Office {
    rails: Rails,
    days: BankDays,
    from: Iban,
}

impl Office {
    fn new() -> Self {
        Self { rails: defaults::rails(), days: defaults::bank_days(), from: bank() }
    }

    fn house(&self) -> House<'_> {
        House { from: &self.from, owner: "OPERATOR", rails: &self.rails, days: &self.days }
    }
}

fn names(file: &NextFile) -> Vec<&str> {
    file.batch.rows.iter().map(|row| row.payout.as_str()).collect()
}

#[test]
fn what_is_approved_goes_in_the_next_file_the_oldest_first() {
    let office = Office::new();
    let of_payee = PayoutSource::Party(Party::clone(&payee("anbar")));
    let payouts = [
        payout("po2", of_shop(), 5_000_000, 20, &[approved()]),
        payout("po1", of_payee, 4_000_000, 10, &[approved()]),
        payout("po3", of_shop(), 6_000_000, 30, &[]),
    ];
    let next = next_files(&office.house(), &payouts, 7, morning()).unwrap();
    assert_eq!(next.left, []);
    let [file] = next.files.as_slice() else { panic!("{:?}", next.files) };
    assert_eq!(names(file), ["po1", "po2"], "what waits for another person waits");
    assert_eq!(file.batch.rows[0].about, "settlement kooshk/anbar");
    assert_eq!((file.batch.serial, file.batch.day, file.plan.rail), (8, Day::of(morning()), Rail::Paya));
    let text = file.batch.ccti(1_000).unwrap().text;
    assert!(text.contains("<CtrlSum>9000000</CtrlSum>"), "{text}");
    for (_, command) in file.sendings() {
        assert_eq!(command, Command::Send(Sending::Batch { id: file.batch.id(), plan: file.plan }));
    }
    assert_eq!(file.sendings().count(), 2);
}

#[test]
fn a_file_is_of_one_way_and_of_no_more_rows_than_a_bank_takes() {
    let mut office = Office::new();
    office.rails.files =
        vec![Dated { from: read_jalali("1400-01-01").unwrap(), until: None, rule: Files { rows_most: 2 } }];
    let of_wallet = |name, amount| payout(name, PayoutSource::Wallet(wallet()), amount, 0, &[approved()]);
    // A large sum of a wallet's goes by SATNA; one between the two bounds goes no way.
    let payouts = [of_wallet("a", 1_000), of_wallet("b", 2_000), of_wallet("c", 3_000), of_wallet("d", 3_000_000_000)];
    let next = next_files(&office.house(), &payouts, 0, morning()).unwrap();
    let told: Vec<_> = next.files.iter().map(|file| (file.plan.rail, file.batch.serial, names(file))).collect();
    assert_eq!(told, [(Rail::Paya, 1, vec!["a", "b"]), (Rail::Paya, 2, vec!["c"]), (Rail::Satna, 3, vec!["d"])]);
}

#[test]
fn what_no_way_takes_is_left_and_said_and_a_file_that_no_bank_takes_is_not_made() {
    let mut office = Office::new();
    office.rails.satna.clear();
    let payouts = [payout("a", PayoutSource::Wallet(wallet()), 3_000_000_000, 0, &[approved()])];
    let next = next_files(&office.house(), &payouts, 0, morning()).unwrap();
    assert_eq!((next.files.len(), next.left), (0, vec![(PayoutId::new("a").unwrap(), NoWay::NoHours)]));
    let payouts = [payout("b", of_shop(), 1_000, 0, &[approved()])];
    let house = House { owner: " ", ..office.house() };
    assert_eq!(next_files(&house, &payouts, 0, morning()), Err(NoFile::Batch(BatchFault::Owner)));
    assert_eq!(next_files(&office.house(), &payouts, 999_999_999, morning()), Err(NoFile::Batch(BatchFault::Serial)));
    office.rails.files.clear();
    assert_eq!(next_files(&office.house(), &payouts, 0, morning()), Err(NoFile::NotConfigured));
}

#[test]
fn a_file_is_no_longer_than_what_the_books_write_at_once() {
    let payouts: Vec<Payout> =
        (0..LINKED_MAX + 1).map(|n| payout(&format!("p{n}"), of_shop(), 1_000, 0, &[approved()])).collect();
    let next = next_files(&Office::new().house(), &payouts, 0, morning()).unwrap();
    assert_eq!(next.files.iter().map(|file| file.batch.rows.len()).collect::<Vec<_>>(), [LINKED_MAX, 1]);
}

fn told(payouts: &[Payout], text: &str) -> Told {
    let columns = Columns {
        date: "date".to_owned(),
        time: String::new(),
        came: "came".to_owned(),
        went: "went".to_owned(),
        says: vec!["says".to_owned()],
        unit: Unit::Rial,
    };
    let text = format!("date,says,went,came\r\n{text}");
    read_rows(read_statement(text.as_bytes(), &bank(), &columns).unwrap(), &bank(), payouts, |_| false)
}

fn sent(name: &str, amount: i64, then: &[Event]) -> Payout {
    let plan = next_files(&Office::new().house(), &[payout("x", of_shop(), amount, 0, &[approved()])], 0, morning());
    let how = Sending::Batch { id: "B1".to_owned(), plan: plan.unwrap().files[0].plan };
    payout(name, of_shop(), amount, 0, &[&[approved(), Event::Sent { how }], then].concat())
}

#[test]
fn a_statement_tells_each_payout_what_it_shows_and_a_person_the_rest() {
    let bounced = Event::Bounced { reason: "closed account".to_owned() };
    let payouts =
        [sent("po1", 4_000, &[]), sent("po2", 5_000, &[bounced]), payout("po3", of_shop(), 6_000, 0, &[approved()])];
    assert_eq!(payouts[1].stage, Stage::Bounced);
    let told = told(
        &payouts,
        "1405/09/02,PO1,4000,\r\n1405/09/02,PO2,5000,\r\n1405/09/02,PO3,6000,\r\n1405/09/03,PO1,,4000\r\n1405/09/03,fee,10,\r\n",
    );
    let steps: Vec<_> =
        told.commands.iter().map(|(id, command)| (id.as_str(), matches!(command, Command::Settle { .. }))).collect();
    assert_eq!(steps, [("po1", true), ("po1", false)], "it left, and came back in the same file");
    let cases: Vec<_> =
        told.cases.iter().map(|(row, id)| (row.says.as_str(), id.as_ref().map(PayoutId::as_str))).collect();
    assert_eq!(cases, [("PO2", Some("po2")), ("PO3", Some("po3")), ("fee", None)], "refused, never sent, and nobody's");
    assert_eq!((told.known, told.shaparak.len()), (0, 0));
}

#[test]
fn what_the_bank_has_refused_is_no_part_of_its_files_row() {
    let bounced = Event::Bounced { reason: "closed account".to_owned() };
    let payouts = [sent("po1", 4_000, &[]), sent("po2", 5_000, &[bounced])];
    let told = told(&payouts, "1405/09/03,file B1,4000,\r\n");
    let settled: Vec<_> = told.commands.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!((settled, told.cases.len()), (vec!["po1"], 0));
}

#[test]
fn the_words_that_may_name_a_payout_are_those_long_enough() {
    let columns = defaults::columns();
    let text =
        "تاریخ,واریز,برداشت,شرح\r\n1405/09/03,,4000,پایا PO_0123456789ABCDEFGHJKMNPQRS 140509030123456789012345 short";
    let rows = read_statement(text.as_bytes(), &bank(), &columns).unwrap();
    let found = dargah_engine::payout::names(&rows);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["PO_0123456789ABCDEFGHJKMNPQRS"]);
}
