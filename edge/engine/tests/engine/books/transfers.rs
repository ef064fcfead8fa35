//! Transfers, holds and chains of them.

use super::{Desk, T0, bank, rial, wallet};
use dargah_engine::{
    books::{Account, Books, Command, Deed, HoldState, Refusal, Subject, Transfer, TransferId, Why},
    time::{Moment, Span},
};

fn id(step: &str) -> TransferId {
    Subject::case("t").unwrap().step(step)
}

fn spend(step: &str, amount: i64) -> Transfer {
    Transfer::of(id(step), Why::Spend, Account::Wallet(wallet()), Account::Clearing, rial(amount))
}

fn hold(step: &str, amount: i64, until: Option<Moment>) -> Transfer {
    let (debit, credit) = (Account::Wallet(wallet()), Account::Clearing);
    Transfer { id: id(step), deed: Deed::Hold { debit, credit, amount: rial(amount), until }, why: Why::Spend }
}

fn post(step: &str, of: &str, amount: Option<i64>) -> Transfer {
    Transfer { id: id(step), deed: Deed::Post { hold: id(of), amount: amount.map(rial) }, why: Why::Spend }
}

fn void(step: &str, of: &str) -> Transfer {
    Transfer { id: id(step), deed: Deed::Void { hold: id(of) }, why: Why::Spend }
}

fn desk(has: i64) -> Desk {
    let mut desk = Desk::new();
    desk.fill("start", has);
    desk
}

fn refused(desk: &mut Desk, transfers: Vec<Transfer>) -> Refusal {
    let before = desk.books.clone();
    let refusal = desk.tell(Command::Post(transfers)).unwrap_err();
    assert_eq!(desk.books, before, "a refusal changes nothing");
    refusal
}

#[test]
fn a_transfer_moves_once_whatever_is_repeated() {
    let mut desk = desk(1_000);
    assert_eq!(desk.tell(Command::Post(vec![spend("a", 400)])), Ok(1));
    assert_eq!(desk.tell(Command::Post(vec![spend("a", 400)])), Ok(0), "the same id and content: the same answer");
    assert_eq!(desk.stands(&Account::Wallet(wallet())), 600);
    assert_eq!(refused(&mut desk, vec![spend("a", 401)]), Refusal::MadeOtherwise(id("a")));
    assert_eq!(refused(&mut desk, vec![spend("b", 1), spend("a", 400)]), Refusal::PartlyThere(id("a")));
    assert_eq!(refused(&mut desk, vec![spend("b", 1), spend("b", 1)]), Refusal::TwiceInChain(id("b")));
}

#[test]
fn nothing_and_nonsense_are_refused_each_by_its_word() {
    let mut desk = desk(1_000);
    assert_eq!(refused(&mut desk, Vec::new()), Refusal::Nothing);
    let many = (0..513).map(|n| spend(&n.to_string(), 1)).collect();
    assert_eq!(refused(&mut desk, many), Refusal::TooMany);
    assert_eq!(refused(&mut desk, vec![spend("a", 0)]), Refusal::NoAmount(id("a")));
    let same = Transfer::of(id("a"), Why::Spend, Account::Clearing, Account::Clearing, rial(1));
    assert_eq!(refused(&mut desk, vec![same]), Refusal::SameAccount(id("a")));
    let late = hold("a", 1, Some(desk.now));
    assert_eq!(refused(&mut desk, vec![late]), Refusal::EndsBeforeItBegins(id("a")));
    let huge = |step| Transfer::of(id(step), Why::Capital, Account::Costs, Account::Fees, rial(i64::MAX));
    desk.post(vec![huge("a")]);
    assert_eq!(refused(&mut desk, vec![huge("b")]), Refusal::Overflow(Account::Costs));
}

#[test]
fn a_chain_happens_whole_or_not_at_all() {
    let mut desk = desk(1_000);
    let short = Refusal::Overdraft { account: Account::Wallet(wallet()), free: 100, wanted: 200 };
    assert_eq!(refused(&mut desk, vec![spend("a", 900), spend("b", 200)]), short);
    assert_eq!(desk.stands(&Account::Clearing), 0);
    desk.post(vec![spend("a", 900), spend("b", 100)]);
    assert_eq!(desk.stands(&Account::Clearing), 1_000);
}

#[test]
fn what_is_held_is_as_good_as_gone_and_comes_back_with_the_rest() {
    let mut desk = desk(1_000);
    let (wallet, clearing) = (Account::Wallet(wallet()), Account::Clearing);
    desk.post(vec![hold("h", 700, None)]);
    assert_eq!((desk.stands(&wallet), desk.books.free(&wallet), desk.stands(&clearing)), (1_000, 300, 0));
    let short = Refusal::Overdraft { account: wallet.clone(), free: 300, wanted: 301 };
    assert_eq!(refused(&mut desk, vec![spend("a", 301)]), short);
    assert_eq!(refused(&mut desk, vec![hold("h2", 301, None)]), short);
    assert_eq!(refused(&mut desk, vec![post("p", "h", Some(701))]), Refusal::MoreThanHeld(id("h")));
    assert_eq!(refused(&mut desk, vec![post("p", "h", Some(0))]), Refusal::NoAmount(id("p")));
    desk.post(vec![post("p", "h", Some(200))]);
    assert_eq!((desk.stands(&wallet), desk.books.free(&wallet), desk.stands(&clearing)), (800, 800, 200));
    assert_eq!(desk.books.kept(&id("h")).unwrap().hold, Some(HoldState::Posted(rial(200))));
}

#[test]
fn a_hold_ends_once() {
    let mut desk = desk(1_000);
    let end = desk.now + Span::minutes(5);
    desk.post(vec![hold("posted", 100, None), post("p", "posted", None)]);
    desk.post(vec![hold("voided", 100, None)]);
    desk.post(vec![void("v", "voided")]);
    desk.post(vec![hold("lapsed", 100, Some(end))]);
    assert_eq!(desk.books.wake_at(), Some(end));
    for (of, refusal) in [
        ("posted", Refusal::HoldPosted(id("posted"))),
        ("voided", Refusal::HoldVoided(id("voided"))),
        ("p", Refusal::NotAHold(id("p"))),
        ("none", Refusal::NoSuchHold(id("none"))),
    ] {
        assert_eq!(refused(&mut desk, vec![post("x", of, None)]), refusal);
        assert_eq!(refused(&mut desk, vec![void("x", of)]), refusal);
    }
    desk.now = end;
    assert_eq!(
        refused(&mut desk, vec![post("x", "lapsed", None)]),
        Refusal::HoldExpired(id("lapsed")),
        "before the alarm"
    );
    assert_eq!(desk.tell(Command::Due), Ok(1));
    assert_eq!(desk.tell(Command::Due), Ok(0));
    assert_eq!(refused(&mut desk, vec![void("x", "lapsed")]), Refusal::HoldExpired(id("lapsed")), "and after it");
    assert_eq!(desk.books.free(&Account::Wallet(wallet())), 900);
    assert_eq!(desk.books.wake_at(), None);
    assert_eq!(desk.tell(Command::Post(vec![void("v", "voided")])), Ok(0), "a repeat is no second end");
}

#[test]
fn what_lapses_is_free_for_whoever_comes_next() {
    let mut desk = desk(1_000);
    desk.post(vec![hold("h", 900, Some(T0 + Span::minutes(5)))]);
    desk.now = T0 + Span::minutes(5);
    desk.post(vec![spend("a", 1_000)]);
    assert_eq!(desk.stands(&Account::Clearing), 1_000);
    assert_eq!(desk.books.kept(&id("h")).unwrap().hold, Some(HoldState::Expired));
}

#[test]
fn the_books_time_never_runs_backwards() {
    let mut desk = desk(1_000);
    desk.post(vec![hold("h", 900, Some(T0 + Span::minutes(5)))]);
    desk.now = T0 + Span::minutes(6);
    desk.post(vec![spend("a", 10)]);
    desk.now = T0;
    let refusal = refused(&mut desk, vec![post("p", "h", None)]);
    assert_eq!(refusal, Refusal::HoldExpired(id("h")), "a clock that is late wakes no lapsed hold");
}

#[test]
fn a_part_of_the_books_answers_as_the_whole() {
    let mut desk = desk(1_000);
    desk.post(vec![hold("h", 400, None)]);
    desk.fill("other", 50);
    let command = Command::Post(vec![post("p", "h", Some(300)), spend("a", 700)]);
    let names = command.names();
    let mut transfers: Vec<_> = names.transfers.iter().filter_map(|id| desk.books.kept(id)).cloned().collect();
    let mut accounts: Vec<Account> = names.accounts.into_iter().cloned().collect();
    for kept in &transfers {
        if let Deed::Hold { debit, credit, .. } = &kept.transfer.deed {
            accounts.extend([debit.clone(), credit.clone()]);
        }
    }
    transfers.sort_by(|a, b| a.transfer.id.cmp(&b.transfer.id));
    let balances: Vec<_> =
        accounts.into_iter().map(|account| (account.clone(), desk.books.balance(&account))).collect();
    let part = Books::load(balances, transfers, desk.books.last_at, desk.books.version);
    let of_part = dargah_engine::books::decide(&part, command.clone(), desk.now);
    assert_eq!(of_part, dargah_engine::books::decide(&desk.books, command, desk.now));
    assert!(of_part.is_ok());
}

#[test]
fn an_account_reads_as_it_is_written() {
    for text in [
        "bank:IR160120000000001234567890",
        "gateway:g1",
        "credit:c1",
        "costs",
        "debt:kooshk",
        "pending:kooshk/anbar",
        "available:kooshk",
        "reserve:kooshk",
        "transit",
        "wallet:w1",
        "clearing",
        "fees",
        "capital",
        "suspense:case.x",
    ] {
        assert_eq!(Account::try_from(text.to_owned()).unwrap().to_string(), text);
    }
    for wrong in
        ["", "bank:", "fees:", "fees:x", "pending:", "pending:a/", "pending:A", "suspense:a b", "wallet", "Fees"]
    {
        assert!(Account::try_from(wrong.to_owned()).is_err(), "{wrong}");
    }
    let _ = bank();
}
