//! One payment to several: from what the shop asks to what everybody has in the books, to the rial.

use crate::{
    books::{Desk as Ledger, gateway, payee, payment, rial, shop},
    common::{Desk, GATEWAYS, SHOPS, START, done},
};
use dargah_engine::{
    books::{Account, Party, rules::reversal},
    config::{Gateways, Shops},
    facilitator::{Fact, OnRefund, Split, SplitFault, Terms, What, facts, gained},
    gateway::Receipt,
    id::{PayeeId, ShopId},
    money::Rial,
    payment::{Command, Created, Refusal, methods, offered},
    problem::{Code, Fault},
    request::{read_create, read_new_link, split_fits},
    time::Span,
};
use dargah_wire::Mode;
use serde_json::{Value, json};

fn split() -> Split {
    read(json!([{ "payee": "courier", "amount": 100_000 }, { "payee": "anbar", "share_bps": 3_333 }])).unwrap()
}

fn read(list: Value) -> Result<Split, serde_json::Error> {
    serde_json::from_value(list)
}

fn fact(what: What) -> Fact {
    Fact { payment: payment(1), shop: shop().shop, payer: gateway().into(), what }
}

fn post(ledger: &mut Ledger, what: What) {
    let fact = fact(what);
    let transfers = fact.transfers(&ledger.books).unwrap();
    ledger.post(transfers);
    let again = fact.transfers(&ledger.books);
    ledger.repeats(again);
}

fn captured() -> What {
    let parts = split().settled(&shop().shop, rial(990_003));
    What::Captured { amount: rial(1_000_003), fee: rial(10_000), parts }
}

/// What waits for the shop, the store and the courier.
fn pending(ledger: &Ledger) -> [i64; 3] {
    [shop(), payee("anbar"), payee("courier")].map(|party| ledger.stands(&Account::Pending(party)))
}

#[test]
fn everybody_gets_their_part_of_what_the_fee_leaves() {
    let mut ledger = Ledger::new();
    post(&mut ledger, captured());
    assert_eq!(pending(&ledger), [593_365, 296_638, 100_000]);
    assert_eq!(ledger.stands(&Account::Fees), 10_000);
    assert_eq!(ledger.stands(&gateway().account()), 1_000_003);
}

#[test]
fn a_refund_comes_from_every_part_in_proportion_and_the_last_one_empties_them() {
    let mut ledger = Ledger::new();
    post(&mut ledger, captured());
    let back = |number, amount| What::Refunded { number, amount: rial(amount), on_refund: OnRefund::Returned };
    post(&mut ledger, back(1, 300_001));
    assert_eq!(pending(&ledger), [415_355, 207_647, 70_000]);
    assert_eq!(ledger.stands(&Account::Fees), 7_000);
    post(&mut ledger, back(2, 700_002));
    assert_eq!(pending(&ledger), [0, 0, 0]);
    assert_eq!([ledger.stands(&Account::Fees), ledger.stands(&gateway().account())], [0, 0]);
    assert_eq!(ledger.stands(&Account::Debt(shop())), 0, "nobody owes anything");
}

#[test]
fn where_the_operator_keeps_its_fee_the_parts_pay_all_of_a_refund_and_the_shop_what_is_missing() {
    let mut ledger = Ledger::new();
    post(&mut ledger, captured());
    post(&mut ledger, What::Refunded { number: 1, amount: rial(1_000_003), on_refund: OnRefund::Kept });
    assert_eq!(pending(&ledger), [0, 0, 0]);
    assert_eq!(ledger.stands(&Account::Debt(shop())), 10_000, "the fee is the shop's to bear");
}

#[test]
fn a_reversal_takes_every_part_back_whole() {
    let mut ledger = Ledger::new();
    post(&mut ledger, captured());
    let transfers = reversal(&ledger.books, &payment(1), &gateway()).unwrap();
    ledger.post(transfers);
    assert_eq!(pending(&ledger), [0, 0, 0]);
    assert_eq!([ledger.stands(&Account::Fees), ledger.stands(&gateway().account())], [0, 0]);
}

#[test]
fn what_was_promised_and_is_not_there_is_shared_in_proportion() {
    let two = read(json!([{ "payee": "courier", "amount": 300 }, { "payee": "anbar", "amount": 100 }])).unwrap();
    let id = ShopId::new("kooshk").unwrap();
    assert_eq!(two.of(&id, rial(399)), Err(SplitFault::FixedOverAmount));
    let parts: Vec<(Party, i64)> = two.settled(&id, rial(99)).into_iter().map(|p| (p.party, p.amount.get())).collect();
    assert_eq!(parts, [(payee("courier"), 74), (payee("anbar"), 25)]);
    assert_eq!(two.settled(&id, rial(0)), []);
}

#[test]
fn a_fact_of_before_there_were_splits_is_read_and_written_as_it_was() {
    let text = format!(
        r#"{{"payment":"{}","shop":"kooshk","debtor":{{"gateway":"g1"}},"what":{{"captured":{{"amount":1000,"fee":10}}}}}}"#,
        payment(1)
    );
    let read: Fact = serde_json::from_str(&text).unwrap();
    assert_eq!(read, fact(What::Captured { amount: rial(1_000), fee: rial(10), parts: Vec::new() }));
    assert_eq!(serde_json::to_string(&read).unwrap(), text, "it is found again under its own text");
}

#[test]
fn a_split_is_written_as_it_is_asked_for() {
    let list = json!([{ "payee": "courier", "amount": 100_000 }, { "payee": "anbar", "share_bps": 3_333 }]);
    assert_eq!(serde_json::to_value(split()).unwrap(), list);
    for (wrong, why) in [
        (json!([{ "payee": "anbar" }]), "part 1: say `amount` or `share_bps`"),
        (json!([{ "payee": "anbar", "amount": 1, "share_bps": 1 }]), "part 1: say `amount` or `share_bps`"),
        (json!([{ "payee": "anbar", "amount": -1 }]), "part 1: say `amount` or `share_bps`"),
        (json!([{ "payee": "a", "share_bps": 1 }, { "payee": "B", "amount": 1 }]), "part 2: a payee's id"),
        (json!([{ "payee": "anbar", "share": 20 }]), "unknown field `share`"),
    ] {
        let problem = read(wrong.clone()).unwrap_err().to_string();
        assert!(problem.contains(why), "{wrong}: {problem}");
    }
}

/// The sandbox's terms: one percent, at least 1,200 rial; from a day on `later` percent.
fn terms(later: Option<(&str, u32)>) -> Terms {
    let rule = |from: &str, bps: u32| json!({ "from": from, "tariff": { "bps": bps, "least": 1_200 }, "payer": "shop", "on_refund": "returned" });
    let mut fees = vec![rule("1390-01-01", 100)];
    fees.extend(later.map(|(from, percent)| rule(from, percent * 100)));
    Terms::read(Some(&json!({ "fees": fees, "category": "5399" }).to_string())).unwrap()
}

/// Contracts of which the second one's money passes the operator.
fn contracts() -> Gateways {
    Gateways::read(&gateways()).unwrap()
}

fn gateways() -> String {
    let mut all: Value = serde_json::from_str(GATEWAYS).unwrap();
    all[1]["settles"] = json!("operator");
    all.to_string()
}

fn fits(list: Value, amount: i64, gateways: &Gateways, terms: &Terms) -> Result<(), Fault> {
    let shops = Shops::read(SHOPS).unwrap();
    let shop = shops.get(&ShopId::new("demo").unwrap()).unwrap();
    let within = (START, START + Span::minutes(30));
    split_fits(&read(list).unwrap(), (shop, Mode::Test), (gateways, terms), Some(rial(amount)), within)
}

#[test]
fn amounts_leave_room_for_the_largest_fee_that_there_may_be() {
    let (ours, one) = (contracts(), |amount: i64| json!([{ "payee": "anbar", "amount": amount }]));
    assert_eq!(fits(one(1_237_500), 1_250_000, &ours, &terms(None)), Ok(()));
    let over = fits(one(1_237_501), 1_250_000, &ours, &terms(None)).unwrap_err();
    assert_eq!((over.code, over.param), (Code::SplitInvalid, Some("split")));
    // START is 1402-08-23 in Tehran.
    let dearer = |from| terms(Some((from, 2)));
    assert!(fits(one(1_225_001), 1_250_000, &ours, &dearer("1402-08-24")).is_err(), "it may be paid after midnight");
    assert_eq!(fits(one(1_225_001), 1_250_000, &ours, &dearer("1402-08-26")), Ok(()), "and not two days later");
}

#[test]
fn a_shop_whose_contracts_all_pay_itself_splits_nothing() {
    let own = Gateways::read(GATEWAYS).unwrap();
    let fault = fits(json!([{ "payee": "anbar", "share_bps": 10 }]), 1_250_000, &own, &terms(None)).unwrap_err();
    assert_eq!(fault.code, Code::SplitInvalid);
    assert_eq!(fits(json!([]), 1_250_000, &own, &terms(None)), Ok(()), "without a split it is nobody's affair");
}

#[test]
fn what_is_asked_for_is_refused_by_its_own_code() {
    let shops = Shops::read(SHOPS).unwrap();
    let shop = shops.get(&ShopId::new("demo").unwrap()).unwrap();
    let ask = |split: Value| {
        let body = json!({"amount": 1_250_000, "currency": "IRR", "order_id": "A", "return_url": "https://shop.example/", "split": split});
        read_create(body.to_string().as_bytes(), shop, Mode::Test).map(|new| new.split)
    };
    assert_eq!(
        ask(json!([{ "payee": "courier", "amount": 100_000 }, { "payee": "anbar", "share_bps": 3_333 }])),
        Ok(split())
    );
    let eleven: Vec<Value> = (0..10).map(|n| json!({ "payee": format!("p{n}"), "share_bps": 1 })).collect();
    for wrong in [
        json!([{ "payee": "anbar" }]),
        json!([{ "payee": "An Bar", "amount": 1 }]),
        json!([{ "payee": "anbar", "amount": 0 }]),
        json!([{ "payee": "anbar", "share_bps": 6_000 }, { "payee": "tax", "share_bps": 4_001 }]),
        json!([{ "payee": "anbar", "share_bps": 1 }, { "payee": "anbar", "amount": 1 }]),
        json!(eleven),
    ] {
        let fault = ask(wrong.clone()).unwrap_err();
        assert_eq!((fault.code, fault.param), (Code::SplitInvalid, Some("split")), "{wrong}");
    }
    assert_eq!(ask(json!([{ "payee": "anbar", "amount": "1" }])).unwrap_err().code, Code::BodyInvalid);
}

#[test]
fn a_link_whose_payer_says_how_much_is_split_by_shares() {
    let link = |body: Value| read_new_link(body.to_string().as_bytes(), START);
    let fixed = json!([{ "payee": "anbar", "amount": 1 }]);
    assert!(link(json!({ "title": "t", "amount": 10_000, "split": fixed })).is_ok());
    assert_eq!(link(json!({ "title": "t", "split": fixed })).unwrap_err().code, Code::SplitInvalid);
    let share = link(json!({ "title": "t", "split": [{ "payee": "anbar", "share_bps": 1 }] })).unwrap();
    assert_eq!(share.split.payees().map(PayeeId::as_str).collect::<Vec<_>>(), ["anbar"]);
    assert!(share.split.among(|_| false).is_none(), "whoever is removed gets nothing, and the shop all");
}

fn desk() -> Desk {
    let mut desk = Desk::with(&gateways(), SHOPS);
    desk.events.clear();
    let created = Created { split: split(), ..desk.created("split") };
    desk.tell(Command::Create(Box::new(created))).unwrap();
    desk
}

#[test]
fn a_split_payment_goes_by_a_contract_that_pays_the_operator_and_by_no_other() {
    let mut desk = desk();
    let open = core::mem::replace(&mut desk.gateways, Gateways::read(GATEWAYS).unwrap());
    assert_eq!(desk.begin("mellat"), Err(Refusal::NoGateway), "none of these pays the operator");
    desk.gateways = open;
    desk.begin("mellat").unwrap();
    assert_eq!(desk.payment().attempts[0].gateway.as_str(), "saman");
    let created = &desk.payment().created;
    let shop = desk.shops.get(&created.shop).unwrap();
    let all: Vec<_> = offered(&desk.gateways, shop, created, desk.now).collect();
    assert_eq!(methods(&all)[0].gateways.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["saman"]);
}

#[test]
fn what_everybody_got_is_told_once_it_is_paid() {
    let mut desk = desk();
    assert_eq!(gained(&desk.payment(), &desk.gateways, &terms(None)), []);
    desk.paid_at("saman");
    let (paid, terms) = (desk.payment(), terms(None));
    let parts = gained(&paid, &desk.gateways, &terms);
    let amounts: Vec<_> =
        parts.iter().map(|part| (part.party.payee.as_ref().map(PayeeId::as_str), part.amount.get())).collect();
    assert_eq!(amounts, [(None, 758_371), (Some("courier"), 100_000), (Some("anbar"), 379_129)]);
    assert_eq!(amounts.iter().map(|(_, amount)| amount).sum::<i64>(), 1_237_500);
    let all = facts(&paid, &desk.gateways, &terms);
    let [Fact { what: What::Captured { parts: told, .. }, .. }] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(*told, parts);
}

#[test]
fn a_wallet_and_a_card_fill_the_same_parts_one_after_the_other() {
    let mut desk = desk();
    desk.held(500_000);
    desk.paid_at_bank("saman", "R1");
    while !desk.effects.is_empty() {
        desk.hear(done(Receipt { amount: Rial::new(750_000).ok(), ..Receipt::default() }));
    }
    let (paid, terms) = (desk.payment(), terms(None));
    let all = facts(&paid, &desk.gateways, &terms);
    let told: Vec<Vec<_>> = all
        .iter()
        .map(|fact| {
            let What::Captured { parts, amount, fee } = &fact.what else { panic!("{fact:?}") };
            assert_eq!(parts.iter().map(|part| part.amount.get()).sum::<i64>(), amount.get() - fee.get());
            parts.iter().map(|part| (part.party.payee.as_ref().map(PayeeId::as_str), part.amount.get())).collect()
        })
        .collect();
    let of = |who: Option<&str>| told.iter().flatten().filter(|(one, _)| *one == who).map(|(_, n)| n).sum::<i64>();
    assert_eq!([of(None), of(Some("courier")), of(Some("anbar"))], [758_371, 100_000, 379_129], "as by one card");
    assert_eq!(told[0].len(), 1, "the bank's part fills the shop's first: {told:?}");
    assert_eq!(told[1].len(), 3, "{told:?}");
}
