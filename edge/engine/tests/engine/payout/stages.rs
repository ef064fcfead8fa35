//! A payout's stages, with its money in the books.

use crate::books::{Desk, T0, bank, rial, shop};
use dargah_engine::{
    books::{Account, Command as Post, Subject, Transfer, Why, rules::PayoutSource},
    calendar::Day,
    id::PayoutId,
    identity::Iban,
    member::MemberId,
    payout::{
        Beneficiary, Command, Event, Payout, Plan, Prepared, Preparer, Rail, Recorded, Refusal, Sending, Stage, Terms,
        decide,
    },
    time::{Moment, Span},
};

const TERMS: Terms = Terms {
    least: match dargah_engine::money::Rial::new(1_000) {
        Ok(least) => least,
        Err(_) => unreachable!(),
    },
    match_life: Span::hours(24 * 30),
};

fn member(n: u8) -> MemberId {
    MemberId::new([n; 16])
}

fn prepared(amount: i64, by: Preparer) -> Box<Prepared> {
    let iban = Iban::parse("IR080130000000000098765432").unwrap();
    let to = Beneficiary { iban, name: "SHOP".to_owned(), matched_at: Some(T0) };
    let source = PayoutSource::Party(shop());
    Box::new(Prepared { id: PayoutId::new("po1").unwrap(), source, amount: rial(amount), to, by })
}

fn batch(id: &str) -> Sending {
    let at = T0 + Span::hours(1);
    let plan =
        Plan { rail: Rail::Paya, submit_by: at, goes_at: at, credited_by: at, promised_by: at, value_day: Day::of(at) };
    Sending::Batch { id: id.to_owned(), plan }
}

/// A payout, its log, and the books.
struct Office {
    desk: Desk,
    log: Vec<Recorded>,
}

impl Office {
    fn new() -> Self {
        let mut desk = Desk::new();
        let id = Subject::case("start").unwrap().step("a");
        desk.post(vec![Transfer::of(
            id,
            Why::Capital,
            Account::Bank(bank()),
            Account::Available(shop()),
            rial(10_000),
        )]);
        Self { desk, log: Vec::new() }
    }

    fn tell(&mut self, command: Command) -> Result<usize, Refusal> {
        let payout = Payout::replay(&self.log);
        let decision = decide(payout.as_ref(), &self.desk.books, command, &TERMS, self.desk.now)?;
        if !decision.transfers.is_empty() {
            self.desk.tell(Post::Post(decision.transfers)).unwrap();
        }
        let count = decision.events.len();
        self.log.extend(decision.events);
        Ok(count)
    }

    fn stands(&self) -> (i64, i64, i64) {
        let books = &self.desk.books;
        (books.free(&Account::Available(shop())), books.stands(&Account::Transit), books.stands(&Account::Bank(bank())))
    }

    fn stage(&self) -> Stage {
        Payout::replay(&self.log).unwrap().stage
    }
}

fn settle(row: &str) -> Command {
    Command::Settle { row: row.to_owned(), bank: bank() }
}

fn back(row: &str) -> Command {
    Command::Return { row: row.to_owned(), bank: bank() }
}

#[test]
fn a_payout_goes_its_way_and_may_come_back_days_later() {
    let mut office = Office::new();
    let first = || Command::Prepare(prepared(4_000, Preparer::Member(member(1))));
    assert_eq!(office.tell(first()), Ok(1));
    assert_eq!(office.tell(first()), Ok(0), "asked again, the same payout");
    let other = Command::Prepare(prepared(4_001, Preparer::Member(member(1))));
    assert_eq!(office.tell(other), Err(Refusal::MadeOtherwise));
    assert_eq!(office.stands(), (6_000, 0, 10_000));
    assert_eq!(office.tell(Command::Send(batch("f1"))), Err(Refusal::NotNow(Stage::Prepared)));
    assert_eq!(office.tell(Command::Approve(member(1))), Err(Refusal::SamePerson));
    assert_eq!(office.tell(Command::Approve(member(2))), Ok(1));
    assert_eq!(office.tell(Command::Approve(member(2))), Ok(0));
    assert_eq!(office.tell(Command::Send(batch("f1"))), Ok(1));
    assert_eq!(office.tell(Command::Send(batch("f1"))), Ok(0), "the same file again changes nothing");
    assert_eq!(office.tell(Command::Send(batch("f2"))), Err(Refusal::SentOtherwise), "and it is in no second one");
    assert_eq!(office.tell(Command::Drop(member(2), "x".to_owned())), Err(Refusal::NotNow(Stage::Sent)));
    assert_eq!(office.stands(), (6_000, 4_000, 10_000));
    assert_eq!(office.tell(back("r0")), Err(Refusal::NotNow(Stage::Sent)));
    assert_eq!(office.tell(settle("r1")), Ok(1));
    assert_eq!(office.tell(settle("r1")), Ok(0));
    assert_eq!(office.tell(settle("r2")), Err(Refusal::ShownTwice));
    assert_eq!(office.stands(), (6_000, 0, 6_000));
    office.desk.now = office.desk.now + Span::hours(24 * 5);
    assert_eq!(office.tell(back("r3")), Ok(1));
    assert_eq!(office.tell(back("r3")), Ok(0));
    assert_eq!(office.tell(back("r4")), Err(Refusal::ShownTwice));
    assert_eq!(office.tell(settle("r1")), Ok(0), "the old row is still the old row");
    assert_eq!((office.stands(), office.stage()), ((10_000, 0, 10_000), Stage::Returned));
}

#[test]
fn a_payout_is_given_up_or_refused_and_its_money_is_free() {
    let mut office = Office::new();
    office.tell(Command::Prepare(prepared(4_000, Preparer::Service))).unwrap();
    assert_eq!(office.tell(Command::Drop(member(2), "wrong".to_owned())), Ok(1));
    assert_eq!(office.tell(Command::Drop(member(2), "wrong".to_owned())), Ok(0));
    assert_eq!(office.tell(Command::Approve(member(2))), Err(Refusal::NotNow(Stage::Dropped)));
    assert_eq!(office.stands(), (10_000, 0, 10_000));
    let mut office = Office::new();
    office.tell(Command::Prepare(prepared(4_000, Preparer::Service))).unwrap();
    office.tell(Command::Approve(member(2))).unwrap();
    office.tell(Command::Send(Sending::Shaparak { file: "DRG_14050902_01.json".to_owned() })).unwrap();
    assert_eq!(office.tell(Command::Bounce("NotEnoughResources".to_owned())), Ok(1));
    assert_eq!(office.tell(Command::Bounce("NotEnoughResources".to_owned())), Ok(0));
    assert_eq!(office.tell(settle("r1")), Err(Refusal::NotNow(Stage::Bounced)));
    assert_eq!(office.stands(), (10_000, 0, 10_000));
}

#[test]
fn nobody_is_paid_whose_account_it_is_not() {
    let mut office = Office::new();
    let mut one = prepared(4_000, Preparer::Service);
    one.to.matched_at = None;
    assert_eq!(office.tell(Command::Prepare(one.clone())), Err(Refusal::OwnerNotMatched));
    one.to.matched_at = Some(T0);
    office.desk.now = T0 + Span::hours(24 * 31);
    assert_eq!(office.tell(Command::Prepare(one.clone())), Err(Refusal::OwnerNotMatched), "the word is old");
    one.amount = rial(999);
    assert_eq!(office.tell(Command::Prepare(one)), Err(Refusal::TooSmall));
    assert_eq!(office.tell(Command::Approve(member(1))), Err(Refusal::NotThere));
}

#[test]
fn what_is_written_of_a_payout_stays_as_it_is() {
    let mut office = Office::new();
    office.tell(Command::Prepare(prepared(4_000, Preparer::Member(member(1))))).unwrap();
    office.tell(Command::Approve(member(2))).unwrap();
    office.tell(Command::Send(batch("f1"))).unwrap();
    let new = Plan {
        value_day: Day(1),
        ..match batch("f1") {
            Sending::Batch { plan, .. } => plan,
            Sending::Shaparak { .. } => unreachable!(),
        }
    };
    assert_eq!(office.tell(Command::Replan(new)), Ok(1));
    assert_eq!(office.tell(Command::Replan(new)), Ok(0));
    office.tell(settle("r1")).unwrap();
    let text = serde_json::to_string(&office.log).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Recorded>>(&text).unwrap(), office.log);
    for part in [
        r#""event":{"prepared":{"id":"po1","source":{"party":"kooshk"},"amount":4000,"to":{"iban":"IR080130000000000098765432","name":"SHOP","matched_at":1780000000000},"by":{"member":"mem_"#,
        r#""event":{"sent":{"how":{"batch":{"id":"f1","plan":{"rail":"paya","submit_by":"#,
        r#""event":{"settled":{"row":"r1","bank":"IR160120000000001234567890"}}"#,
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(matches!(office.log[3].event, Event::Replanned { .. }));
    assert_eq!(office.log[0].at, Moment(T0.0));
}
