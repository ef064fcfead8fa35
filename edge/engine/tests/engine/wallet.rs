//! A shopper's wallet.

use crate::books::{Desk, bank, payment, rial, shop, wallet as name};
use dargah_engine::{
    books::{
        Account, Command as Post, Subject, Transfer, Why,
        rules::{Capture, Debtor, Part, Source, capture, top_up, wallet_hold},
    },
    dated::{Dated, read_jalali},
    id::{GatewayId, PayoutId, WalletId},
    identity::{Iban, Mobile, NationalCode},
    member::code::Tried,
    seal::Key,
    time::{Moment, Span},
    wallet::{
        Command, Event, Level, Levels, Limits, Recorded, Refusal, Standing, Use, VerifiedMobile, Wallet, decide,
        wallet_id,
    },
};

fn mobile() -> Mobile {
    Mobile::parse("09120000000").unwrap()
}

fn iban() -> Iban {
    Iban::parse("IR080130000000000098765432").unwrap()
}

fn rows() -> Vec<Dated<Levels>> {
    let mobile = Limits { balance: 10_000, top_up: 6_000, spend: 5_000, withdraw: 0 };
    let owner = Limits { balance: 50_000, top_up: 20_000, spend: 9_000, withdraw: 3_000 };
    vec![Dated { from: read_jalali("1405-01-01").unwrap(), until: None, rule: Levels { mobile, owner } }]
}

struct Purse {
    desk: Desk,
    log: Vec<Recorded>,
}

impl Purse {
    /// Opened at noon of a day in Tehran.
    fn new() -> Self {
        let mut purse = Self { desk: Desk::new(), log: Vec::new() };
        purse.desk.now = read_jalali("1405-09-02").unwrap().begins() + Span::hours(12);
        purse.tell(open()).unwrap();
        purse
    }

    fn with(amount: i64) -> Self {
        let mut purse = Self::new();
        purse.desk.fill("start", amount);
        purse
    }

    fn tell(&mut self, command: Command) -> Result<usize, Refusal> {
        let wallet = Wallet::replay(&self.log);
        let decision = decide(wallet.as_ref(), &self.desk.books, command, &rows(), self.desk.now)?;
        if !decision.transfers.is_empty() {
            self.desk.tell(Post::Post(decision.transfers)).unwrap();
        }
        let count = decision.events.len();
        self.log.extend(decision.events);
        Ok(count)
    }

    fn hold(&mut self, n: u8, amount: i64) -> Result<usize, Refusal> {
        let until = self.desk.now + Span::minutes(30);
        self.tell(Command::Hold(payment(n), rial(amount), until))
    }

    fn free(&self) -> i64 {
        self.desk.books.free(&Account::Wallet(name()))
    }
}

fn open() -> Command {
    Command::Open(name(), VerifiedMobile::by_code(Tried::Right, mobile()).unwrap())
}

fn day_limit(what: Use, left: i64) -> Result<usize, Refusal> {
    Err(Refusal::DayLimit { what, left })
}

#[test]
fn it_is_opened_by_a_number_that_answered_its_code_and_once() {
    assert_eq!(VerifiedMobile::by_code(Tried::Wrong(3), mobile()), None);
    assert_eq!(VerifiedMobile::by_code(Tried::Over, mobile()), None);
    let mut purse = Purse { desk: Desk::new(), log: Vec::new() };
    assert_eq!(purse.tell(Command::Thaw), Err(Refusal::NotThere));
    assert_eq!(purse.tell(open()), Ok(1));
    assert_eq!(purse.tell(open()), Ok(0));
    let other = VerifiedMobile::by_code(Tried::Right, Mobile::parse("09350000000").unwrap()).unwrap();
    assert_eq!(purse.tell(Command::Open(name(), other)), Err(Refusal::OpenedOtherwise));
    let key = Key::derive(b"a root secret for tests, 32 long!", "wallet");
    let id = wallet_id(&key, &mobile()).unwrap();
    assert_eq!(wallet_id(&key, &mobile()), Some(id.clone()), "one of a number");
    assert!(!id.as_str().contains("912"));
}

#[test]
fn a_day_in_tehran_has_its_limits() {
    let mut purse = Purse::with(10_000);
    assert_eq!(purse.hold(1, 3_000), Ok(1));
    assert_eq!(purse.hold(1, 3_000), Ok(0), "the same again is the same");
    assert_eq!(purse.tell(Command::Hold(payment(1), rial(1), purse.desk.now)), Err(Refusal::BegunOtherwise));
    assert_eq!(purse.hold(2, 2_001), day_limit(Use::Spend, 2_000));
    assert_eq!(purse.hold(2, 2_000), Ok(1));
    assert_eq!(purse.hold(3, 1), day_limit(Use::Spend, 0));
    assert_eq!(purse.tell(Command::GiveBack(Subject::payment(&payment(1)))), Ok(1));
    assert_eq!(purse.tell(Command::GiveBack(Subject::payment(&payment(1)))), Ok(0));
    assert_eq!(purse.free(), 8_000, "what came to nothing is free again");
    assert_eq!(purse.hold(3, 3_000), Ok(1), "and does not count");
    // 20:29 UTC is the last minute of the day in Tehran.
    purse.desk.now = read_jalali("1405-09-03").unwrap().begins() + Span(-1);
    assert_eq!(purse.hold(4, 1), day_limit(Use::Spend, 0));
    purse.desk.now = purse.desk.now + Span(1);
    assert_eq!(purse.hold(4, 5_000), Ok(1));
    purse.desk.now = Moment(purse.desk.now.0 - 1);
    assert_eq!(purse.hold(5, 1), day_limit(Use::Spend, 0), "a clock that goes back brings no limits back");
}

#[test]
fn it_never_has_less_than_it_spends() {
    let mut purse = Purse::with(1_000);
    assert_eq!(purse.hold(1, 600), Ok(1));
    assert_eq!(purse.hold(2, 401), Err(Refusal::NotEnough { free: 400 }));
    assert_eq!(purse.hold(2, 0), Err(Refusal::NoAmount));
    let of = Capture {
        payment: payment(1),
        source: Source::Wallet,
        amount: rial(600),
        fee: rial(0),
        parts: vec![Part { party: shop(), amount: rial(600) }],
    };
    let transfers = capture(&purse.desk.books, &of).unwrap();
    purse.desk.post(transfers);
    assert_eq!(purse.tell(Command::GiveBack(Subject::payment(&payment(1)))), Ok(0), "what was taken is spent");
    assert_eq!(purse.free(), 400);
}

#[test]
fn it_is_filled_within_bounds_that_count_what_is_on_its_way() {
    let mut purse = Purse::with(5_000);
    let fill = |n: u8, amount| Command::TopUp(payment(n), rial(amount));
    assert_eq!(purse.tell(fill(1, 5_001)), Err(Refusal::TooFull { room: 5_000 }));
    assert_eq!(purse.tell(fill(1, 3_000)), Ok(1));
    assert_eq!(purse.tell(fill(2, 2_001)), Err(Refusal::TooFull { room: 2_000 }), "the first is on its way");
    let gateway = Debtor::Gateway(GatewayId::new("g1").unwrap());
    purse.desk.post(top_up(&payment(1), &gateway, &name(), rial(3_000)));
    assert_eq!(purse.tell(fill(2, 2_000)), Ok(1), "and counts once it is there, once");
    assert_eq!(purse.tell(fill(3, 1)), Err(Refusal::TooFull { room: 0 }));
    assert_eq!(purse.tell(Command::GiveBack(Subject::payment(&payment(2)))), Ok(1));
    purse.hold(9, 4_000).unwrap();
    assert_eq!(purse.tell(fill(3, 3_001)), day_limit(Use::TopUp, 3_000));
    let mut late = Purse { desk: Desk::new(), log: Vec::new() };
    late.desk.now = read_jalali("1404-01-01").unwrap().begins();
    late.tell(open()).unwrap();
    assert_eq!(late.tell(fill(1, 1)), Err(Refusal::NotConfigured));
}

#[test]
fn it_pays_out_to_its_owner_alone() {
    let mut purse = Purse::with(10_000);
    let out = |n: &str, amount| Command::Withdraw(PayoutId::new(n).unwrap(), rial(amount), iban());
    assert_eq!(purse.tell(out("a", 1_000)), Err(Refusal::OwnerUnknown));
    assert_eq!(purse.tell(Command::MatchIban(iban())), Err(Refusal::OwnerUnknown));
    let owner = |text: &str| Command::MatchOwner(NationalCode::parse(text).unwrap());
    purse.tell(owner("0012345679")).unwrap();
    assert_eq!(purse.tell(out("a", 1_000)), Err(Refusal::NotTheOwners));
    purse.tell(Command::MatchIban(iban())).unwrap();
    assert_eq!(purse.tell(out("a", 3_001)), day_limit(Use::Withdraw, 3_000));
    assert_eq!(purse.tell(out("a", 3_000)), Ok(1));
    assert_eq!(purse.tell(out("a", 3_000)), Ok(0));
    purse.tell(Command::ForgetIban(iban())).unwrap();
    assert_eq!(purse.tell(out("b", 1)), Err(Refusal::NotTheOwners));
    purse.tell(Command::MatchIban(iban())).unwrap();
    purse.tell(owner("0087654326")).unwrap();
    assert_eq!(purse.tell(out("b", 1)), Err(Refusal::NotTheOwners), "another owner's accounts are not this one's");
}

#[test]
fn an_operator_can_stop_it() {
    let mut purse = Purse::with(1_000);
    purse.tell(Command::Freeze("lost".to_owned())).unwrap();
    assert_eq!(purse.hold(1, 1), Err(Refusal::Frozen));
    assert_eq!(purse.tell(Command::Thaw), Ok(1));
    assert_eq!(purse.hold(1, 1), Ok(1));
    let text = serde_json::to_string(&purse.log).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Recorded>>(&text).unwrap(), purse.log);
    let begun = format!(r#"{{"began":{{"what":"spend","about":"{}","amount":1}}}}"#, payment(1));
    assert!(text.contains(&begun), "{text}");
    assert!(matches!(purse.log[0].event, Event::Opened { .. }));
    let fresh = Transfer::of(
        Subject::case("x").unwrap().step("a"),
        Why::Capital,
        Account::Bank(bank()),
        Account::Capital,
        rial(1),
    );
    purse.desk.post(vec![fresh]);
}

#[test]
fn a_payment_holds_once_and_what_it_holds_goes_back_on_whatever_day() {
    let mut purse = Purse::with(2_000);
    let back = || Command::GiveBack(Subject::payment(&payment(1)));
    assert_eq!(purse.hold(1, 1_500), Ok(1));
    assert_eq!(purse.hold(2, 100), Ok(1));
    purse.desk.now = purse.desk.now + Span::minutes(29);
    let until = purse.desk.now + Span::hours(48);
    assert_eq!(purse.tell(Command::Hold(payment(3), rial(100), until)), Ok(1));
    purse.desk.now = purse.desk.now + Span::hours(24);
    assert_eq!(
        purse.tell(Command::Hold(payment(3), rial(100), until)),
        Ok(0),
        "asked again the day after, it is held once"
    );
    assert_eq!(purse.hold(4, 100), Ok(1), "the day after has limits of its own");
    let before = purse.free();
    assert_eq!(purse.tell(Command::GiveBack(Subject::payment(&payment(3)))), Ok(0), "nothing of today's");
    assert_eq!(purse.free(), before + 100, "and yet it is let go");
    assert_eq!(purse.hold(3, 100), Err(Refusal::Over), "what was given back is not held again");
    assert_eq!(purse.tell(back()), Ok(0), "what has lapsed is nobody's to let go");
    assert_eq!(purse.hold(1, 1_500), Err(Refusal::Over), "whether or not the books have noted it");
}

#[test]
fn another_wallets_hold_is_not_its_to_let_go() {
    let mut purse = Purse::with(2_000);
    let other = WalletId::new("another").unwrap();
    let gateway = Debtor::Gateway(GatewayId::new("g1").unwrap());
    purse.desk.post(top_up(&payment(8), &gateway, &other, rial(500)));
    purse.desk.post(wallet_hold(&payment(1), &other, rial(500), purse.desk.now + Span::hours(1)));
    assert_eq!(purse.tell(Command::GiveBack(Subject::payment(&payment(1)))), Ok(0));
    assert_eq!(purse.desk.books.free(&Account::Wallet(other)), 0, "it is held as before");
    assert_eq!(purse.hold(1, 500), Err(Refusal::BegunOtherwise), "nor does it count as held by this one");
}

#[test]
fn it_is_told_by_what_is_always_so_and_by_the_newest_day() {
    let mut purse = Purse::with(5_000);
    purse.tell(Command::MatchOwner(NationalCode::parse("0012345679").unwrap())).unwrap();
    purse.hold(1, 1_000).unwrap();
    purse.hold(2, 1_000).unwrap();
    purse.desk.now = purse.desk.now + Span::hours(24);
    purse.tell(Command::GiveBack(Subject::payment(&payment(1)))).unwrap();
    purse.tell(Command::MatchIban(iban())).unwrap();
    purse.hold(3, 500).unwrap();
    purse.hold(4, 200).unwrap();
    purse.tell(Command::GiveBack(Subject::payment(&payment(4)))).unwrap();
    let mut wallet = Wallet::replay(&purse.log[..1]).unwrap();
    let mut of_days = vec![None];
    for recorded in &purse.log[1..] {
        of_days.push(wallet.counts_for(recorded));
        wallet.apply(recorded);
    }
    let newest = of_days.iter().flatten().max();
    let kept = purse.log.iter().zip(&of_days).filter(|(_, day)| day.is_none() || day.as_ref() == newest);
    let fewer: Vec<Recorded> = kept.map(|(recorded, _)| recorded.clone()).collect();
    assert!(fewer.len() < purse.log.len());
    assert_eq!(Wallet::replay(&fewer), Some(wallet));
}

#[test]
fn its_owner_sees_what_it_has_and_what_it_may_still_do_today() {
    let mut purse = Purse::with(4_000);
    purse.hold(1, 1_000).unwrap();
    purse.tell(Command::TopUp(payment(2), rial(2_500))).unwrap();
    let look = |purse: &Purse| {
        let wallet = Wallet::replay(&purse.log).unwrap();
        Standing::of(&wallet, &purse.desk.books, &rows(), purse.desk.now)
    };
    let seen = look(&purse);
    assert_eq!((seen.stands, seen.free, seen.held(), seen.level), (4_000, 3_000, 1_000, Level::Mobile));
    assert_eq!((seen.left.top_up, seen.left.spend, seen.left.withdraw), (3_500, 4_000, 0));
    assert_eq!((seen.room, seen.top_up_max(), seen.spend_max()), (3_500, 3_500, 3_000));
    let gateway = Debtor::Gateway(GatewayId::new("g1").unwrap());
    purse.desk.post(top_up(&payment(2), &gateway, &name(), rial(2_500)));
    let seen = look(&purse);
    assert_eq!(
        (seen.stands, seen.room, seen.top_up_max()),
        (6_500, 3_500, 3_500),
        "it is there, and no more on its way"
    );
    purse.tell(Command::MatchOwner(NationalCode::parse("0012345679").unwrap())).unwrap();
    let seen = look(&purse);
    assert_eq!((seen.level, seen.left.withdraw, seen.left.top_up), (Level::Owner, 3_000, 17_500));
    purse.tell(Command::Freeze("lost".to_owned())).unwrap();
    assert_eq!((look(&purse).top_up_max(), look(&purse).spend_max()), (0, 0));
}
