//! A wallet pays a payment, or a part of it.

use crate::books::{Desk as BooksDesk, bank};
use crate::common::{Desk, done, outcome, receipt, refused, wish};
use dargah_engine::{
    books::{Account, Party, rules::wallet_hold},
    facilitator::{Terms, facts, next_refund},
    gateway::{Class, Hint, Operation, Receipt, Reply},
    id::ShopId,
    money::Rial,
    payment::{
        Command, Effect, Learnt, Lesson, PursePhase, RefundPhase, RefundWish, Refusal, WalletAnswer, WalletDeed,
    },
    time::Span,
    wallet,
    webhook::Kind,
};
use dargah_wire::{PaymentStatus, RefundStatus, RefundTo};

const AMOUNT: i64 = 1_250_000;
const PART: i64 = 500_000;
const REST: i64 = AMOUNT - PART;

fn phase(desk: &Desk) -> PursePhase {
    desk.payment().purse.unwrap().phase
}

/// What the bank was asked for last.
fn asked(desk: &Desk) -> i64 {
    desk.payment().attempts.last().unwrap().ask.amount.get()
}

fn of(amount: i64) -> Receipt {
    Receipt { amount: Rial::new(amount).ok(), ..Receipt::default() }
}

/// A payment that a wallet and a card paid together.
fn mixed(gateway: &str) -> Desk {
    let mut desk = Desk::everywhere();
    desk.held(PART);
    desk.paid_at_bank(gateway, "R1");
    while !desk.effects.is_empty() {
        desk.hear(done(of(REST)));
    }
    assert_eq!(desk.status(), PaymentStatus::Paid);
    desk
}

#[test]
fn a_wallet_that_holds_all_of_it_has_paid() {
    let mut desk = Desk::new();
    desk.use_wallet(AMOUNT).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Open, "not before the books have it");
    desk.hear_wallet(WalletAnswer::Done);
    assert_eq!((desk.status(), phase(&desk)), (PaymentStatus::Paid, PursePhase::Spent));
    assert_eq!(desk.told(), [(1, Kind::PaymentPaid)]);
    assert_eq!((desk.payment().paid_by, desk.payment().by_wallet()), (None, AMOUNT));
    assert_eq!(desk.use_wallet(AMOUNT), Err(Refusal::Paid));
    assert_eq!(desk.begin("saman"), Err(Refusal::Paid));
}

#[test]
fn a_card_pays_what_a_wallet_does_not() {
    let mut desk = Desk::new();
    desk.held(PART);
    assert_eq!((phase(&desk), desk.payment().rest().get()), (PursePhase::Held, REST));
    desk.paid_at_bank("saman", "R1");
    assert_eq!(asked(&desk), REST);
    let whole = desk.payment().created.amount;
    assert!(desk.effects.iter().all(
        |effect| !matches!(effect, Effect::Call { operation: Operation::Verify(claim), .. } if claim.amount == whole)
    ));
    desk.hear(done(Receipt { amount: Rial::new(REST).ok(), ..receipt("R1") }));
    assert_eq!((desk.status(), phase(&desk)), (PaymentStatus::Paid, PursePhase::Spent));
    assert_eq!(desk.payment().by_wallet(), PART);
}

#[test]
fn a_bank_that_confirms_the_whole_where_a_part_was_asked_has_not_paid() {
    let mut desk = Desk::new();
    desk.held(PART);
    desk.paid_at_bank("saman", "R1");
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.status(), PaymentStatus::Processing, "its money goes back (F16)");
    assert_eq!(phase(&desk), PursePhase::Held);
}

#[test]
fn what_a_wallet_refuses_is_not_held_and_can_be_asked_otherwise() {
    let mut desk = Desk::new();
    desk.use_wallet(AMOUNT).unwrap();
    let why = wallet::Refusal::NotEnough { free: PART };
    desk.hear_wallet(WalletAnswer::Refused(why.clone()));
    assert_eq!((phase(&desk), desk.payment().rest().get()), (PursePhase::Refused(why), AMOUNT));
    assert!(desk.payment().explain(desk.now)[0].contains("500000"), "{:?}", desk.payment().explain(desk.now));
    desk.held(PART);
    assert_eq!(phase(&desk), PursePhase::Held);
}

#[test]
fn a_part_that_leaves_too_little_for_a_bank_or_is_none_is_refused() {
    let mut desk = Desk::new();
    for amount in [0, AMOUNT - 999, AMOUNT - 1, AMOUNT + 1] {
        assert_eq!(desk.use_wallet(amount), Err(Refusal::PartDoesNotFit), "{amount}");
    }
    assert!(desk.payment().purse.is_none());
    desk.held(AMOUNT - 1_000);
}

#[test]
fn one_part_of_one_wallet_is_held_once() {
    let mut desk = Desk::new();
    desk.use_wallet(PART).unwrap();
    assert_eq!(desk.use_wallet(PART), Err(Refusal::InProgress), "while the books are asked");
    assert_eq!(desk.begin("saman"), Err(Refusal::InProgress), "and what is left is not known");
    desk.hear_wallet(WalletAnswer::Done);
    let events = desk.events.len();
    desk.use_wallet(PART).unwrap();
    assert_eq!((desk.events.len(), desk.effects.len()), (events, 0), "it is held");
    assert_eq!(desk.use_wallet(PART + 1), Err(Refusal::InProgress), "and no other beside it");
}

#[test]
fn books_that_do_not_answer_are_asked_again_and_the_part_is_held_once() {
    let mut desk = Desk::new();
    desk.use_wallet(PART).unwrap();
    let (first, _) = desk.wallet_call();
    desk.hear_wallet(WalletAnswer::Silent);
    assert_eq!(desk.payment().rest().get(), REST, "they may hold it");
    desk.until_due();
    assert_eq!(desk.wallet_call().0, first, "the same question");
    desk.hear_wallet(WalletAnswer::Done);
    assert_eq!(phase(&desk), PursePhase::Held);
}

#[test]
fn an_asking_that_died_with_its_process_is_made_again() {
    let mut desk = Desk::new();
    desk.use_wallet(PART).unwrap();
    let (first, _) = desk.wallet_call();
    desk.effects.clear();
    desk.until_due();
    assert_eq!(desk.wallet_call().0, first);
}

#[test]
fn an_answer_to_an_older_question_is_not_taken() {
    let mut desk = Desk::new();
    desk.use_wallet(PART).unwrap();
    let (_, sent_at) = desk.wallet_call();
    desk.until_due();
    let late = Command::WalletHeard { sent_at, answer: WalletAnswer::Refused(wallet::Refusal::Frozen) };
    assert_eq!(desk.tell(late), Err(Refusal::Stale));
}

#[test]
fn the_part_goes_back_when_nobody_pays_the_rest() {
    let mut desk = Desk::new();
    desk.held(PART);
    let attempt = desk.at_bank("saman");
    desk.callback(attempt, Hint::Declined, None);
    desk.until_due();
    while desk.effects.is_empty() {
        desk.until_due();
    }
    assert_eq!(desk.wallet_call().0, WalletDeed::Release);
    assert_eq!(desk.status(), PaymentStatus::Failed);
    desk.hear_wallet(WalletAnswer::Silent);
    desk.until_due();
    assert_eq!(desk.wallet_call().0, WalletDeed::Release, "until it is back");
    desk.hear_wallet(WalletAnswer::Done);
    assert_eq!(phase(&desk), PursePhase::Released);
    desk.until_rest();
}

#[test]
fn the_part_goes_back_when_the_shop_withdraws_the_payment() {
    let mut desk = Desk::new();
    desk.held(PART);
    desk.tell(Command::Cancel).unwrap();
    assert_eq!(desk.wallet_call().0, WalletDeed::Release);
    desk.hear_wallet(WalletAnswer::Done);
    assert_eq!((desk.status(), phase(&desk)), (PaymentStatus::Cancelled, PursePhase::Released));
}

#[test]
fn the_part_goes_back_when_an_earlier_try_pays_the_whole() {
    let mut desk = Desk::new();
    let first = desk.at_bank("saman");
    desk.held(PART);
    desk.callback(first, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    desk.hear(done(receipt("R1")));
    assert_eq!((desk.status(), desk.payment().by_wallet()), (PaymentStatus::Paid, 0));
    desk.until_due();
    assert_eq!(desk.wallet_call().0, WalletDeed::Release);
}

/// A wallet holds all of it, and the bank is being asked about an attempt from which the shopper came back meanwhile.
fn held_while_a_bank_is_asked() -> (Desk, u32) {
    let mut desk = Desk::new();
    let first = desk.at_bank("saman");
    desk.use_wallet(AMOUNT).unwrap();
    let (_, sent_at) = desk.wallet_call();
    desk.callback(first, Hint::Paid, Some("R1"));
    desk.claim(Some(true));
    let verify = desk.effects.clone();
    desk.tell(Command::WalletHeard { sent_at, answer: WalletAnswer::Done }).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Processing, "the bank is heard first");
    desk.effects = verify;
    (desk, first)
}

#[test]
fn a_wallet_does_not_pay_while_a_bank_may_be_taking_money() {
    let (mut desk, first) = held_while_a_bank_is_asked();
    desk.hear(done(receipt("R1")));
    assert_eq!(desk.payment().paid_by, Some(first));
    desk.until_due();
    assert_eq!(desk.wallet_call().0, WalletDeed::Release);
}

#[test]
fn a_wallet_that_waited_pays_once_the_bank_has_said_no() {
    let (mut desk, _) = held_while_a_bank_is_asked();
    desk.hear(outcome(Reply::Returned, Class::Reversed));
    assert_eq!((desk.status(), phase(&desk)), (PaymentStatus::Paid, PursePhase::Spent));
}

#[test]
fn money_for_a_rest_whose_other_part_went_back_is_never_taken() {
    let mut desk = Desk::new();
    desk.held(PART);
    let attempt = desk.at_bank("saman");
    desk.wait(Span::minutes(120));
    desk.due();
    while phase(&desk) != PursePhase::Released {
        if desk.effects.is_empty() {
            desk.until_due();
        } else {
            desk.hear_wallet(WalletAnswer::Done);
        }
    }
    desk.callback(attempt, Hint::Paid, Some("R1"));
    assert!(desk.effects.is_empty(), "nothing is claimed or verified: the bank sends it back: {:?}", desk.effects);
    let lesson =
        Lesson { what: Learnt::Held { attempt, reference: Some("R1".to_owned()) }, note: "statement".to_owned() };
    assert_eq!(desk.tell(Command::Learn(lesson)), Err(Refusal::DoesNotFit));
}

#[test]
fn a_refund_goes_back_the_way_it_came_and_no_more_than_came_that_way() {
    let mut desk = mixed("mellat");
    let to = |to, key: &str, amount| RefundWish { to: Some(to), ..wish(key, Some(amount)) };
    assert_eq!(desk.tell(Command::Refund(to(RefundTo::Card, "a", REST + 1))), Err(Refusal::OverCeiling));
    // The contract is the shop's own: what it took is with its bank.
    assert_eq!(desk.tell(Command::Refund(to(RefundTo::Wallet, "b", PART + 1))), Err(Refusal::OverCeiling));
    desk.tell(Command::Refund(to(RefundTo::Wallet, "c", PART))).unwrap();
    assert_eq!(desk.refund_phase(1), RefundPhase::Done, "the books are told, and nobody is asked");
    assert_eq!(desk.payment().refund_views()[0].to, RefundTo::Wallet);
    desk.refund("d", REST).unwrap();
    let [Effect::Refund { operation, .. }] = desk.effects.as_slice() else { panic!("{:?}", desk.effects) };
    if let Operation::Refund(ask) = operation {
        assert_eq!((ask.amount.get(), ask.before), (REST, 0), "the bank is told of what it paid alone");
    }
    desk.hear_refund(done(Receipt::default()));
    assert_eq!(desk.status(), PaymentStatus::Refunded);
    assert_eq!(desk.payment().refund_views()[1].to, RefundTo::Card);
}

#[test]
fn the_whole_card_part_can_be_undone_at_the_bank() {
    let mut desk = mixed("saman");
    desk.refund("a", REST).unwrap();
    assert_eq!(desk.refund_call().1, dargah_engine::gateway::OperationKind::Reverse);
    desk.hear_refund(refused());
    assert_eq!(desk.payment().refund_views()[0].status, RefundStatus::Failed);
    desk.refund("b", PART).unwrap_err();
}

#[test]
fn what_a_wallet_paid_can_be_given_back_when_the_bank_took_its_own_part_back() {
    let mut desk = mixed("saman");
    let lesson = Lesson { what: Learnt::Returned { attempt: 1 }, note: "statement".to_owned() };
    desk.tell(Command::Learn(lesson)).unwrap();
    assert_eq!((desk.status(), desk.payment().refundable()), (PaymentStatus::Returned, PART));
    let all = RefundWish { to: Some(RefundTo::Wallet), ..wish("a", None) };
    desk.tell(Command::Refund(all)).unwrap();
    assert_eq!((desk.refund_phase(1), desk.payment().refundable()), (RefundPhase::Done, 0));
}

#[test]
fn a_card_alone_paid_nothing_that_a_wallet_could_get_back() {
    let mut desk = Desk::everywhere();
    desk.paid_at("mellat");
    let wish = RefundWish { to: Some(RefundTo::Wallet), ..wish("a", Some(PART)) };
    assert_eq!(desk.tell(Command::Refund(wish)), Err(Refusal::NotRefundable));
}

/// What the operator takes: of a card one percent, given back with a refund; of a wallet half a percent, kept.
fn terms() -> Terms {
    let row = |method: &str, bps: u32, on_refund: &str| serde_json::json!({ "from": "1380-01-01", "method": method, "tariff": { "bps": bps }, "payer": "shop", "on_refund": on_refund });
    let fees = [row("card", 100, "returned"), row("wallet", 50, "kept")];
    Terms::read(Some(&serde_json::json!({ "fees": fees }).to_string())).unwrap()
}

/// Books in which the wallet holds its part of this very payment.
fn books_of(desk: &Desk) -> BooksDesk {
    let mut books = BooksDesk::new();
    books.fill("topped-up", PART);
    let (id, wallet) = (desk.payment().created.id, crate::books::wallet());
    books.post(wallet_hold(&id, &wallet, Rial::new(PART).unwrap(), books.now + Span::minutes(60)));
    books
}

fn told(books: &mut BooksDesk, desk: &Desk) {
    let (payment, terms) = (desk.payment(), terms());
    for fact in facts(&payment, &desk.gateways, &terms) {
        let transfers = fact.transfers(&books.books).unwrap_or_else(|misfit| panic!("{fact:?}: {misfit}"));
        books.post(transfers);
        books.repeats(fact.transfers(&books.books));
    }
}

fn party() -> Party {
    Party::shop(ShopId::new("demo").unwrap())
}

#[test]
fn both_parts_and_what_goes_back_add_up_in_the_books() {
    let mut desk = mixed("saman");
    let mut books = books_of(&desk);
    told(&mut books, &desk);
    // The card's part waits for the provider; the wallet's money the operator has.
    let (card_fee, wallet_fee) = (7_500, 2_500);
    assert_eq!(books.stands(&Account::Pending(party())), REST - card_fee);
    assert_eq!(books.stands(&Account::Available(party())), PART - wallet_fee);
    assert_eq!(books.stands(&Account::Fees), card_fee + wallet_fee);
    assert_eq!(books.stands(&Account::Wallet(crate::books::wallet())), 0);

    let all = RefundWish { to: Some(RefundTo::Wallet), ..wish("a", None) };
    desk.tell(Command::Refund(all)).unwrap();
    assert_eq!(desk.status(), PaymentStatus::Refunded);
    told(&mut books, &desk);
    assert_eq!(books.stands(&Account::Wallet(crate::books::wallet())), AMOUNT, "all of it is the shopper's");
    let has = |account: Account| books.stands(&account);
    let shop = has(Account::Pending(party())) + has(Account::Available(party())) - has(Account::Debt(party()));
    assert_eq!(shop + has(Account::Fees), 0, "what the operator keeps is what the shop owes it");
    assert_eq!(has(Account::Bank(bank())), PART, "what filled the wallet is still at the bank");
}

#[test]
fn a_wallet_that_paid_all_of_it_is_the_shops_at_once() {
    let mut desk = Desk::everywhere();
    let mut books = BooksDesk::new();
    books.fill("topped-up", AMOUNT);
    desk.use_wallet(AMOUNT).unwrap();
    let (WalletDeed::Hold { amount, .. }, _) = desk.wallet_call() else { panic!("{:?}", desk.effects) };
    let id = desk.payment().created.id;
    books.post(wallet_hold(&id, &crate::books::wallet(), amount, books.now + Span::minutes(60)));
    desk.hear_wallet(WalletAnswer::Done);
    told(&mut books, &desk);
    assert_eq!(books.stands(&Account::Available(party())), AMOUNT - 6_250);
    let (payment, terms) = (desk.payment(), terms());
    let next = next_refund(&payment, None, None, &desk.gateways, &terms).unwrap();
    assert_eq!(next.short(&books.books), Some(6_250), "the fee is kept, so the shop lacks as much");
}
