//! A payment that fills a wallet.

use crate::common::{Desk, GATEWAYS, SHOPS};
use dargah_engine::{
    books::{Account, Books, Command as Post, decide as post},
    facilitator::{Fact, Terms, What, facts, next_refund},
    gateway::Hint,
    id::{ShopId, WalletId},
    money::Rial,
    payment::{Command, Created, Refusal, TopUp, methods, offered},
    time::Span,
};
use dargah_wire::{Mode, PaymentStatus};

fn wallet() -> WalletId {
    WalletId::new("w1").unwrap()
}

/// The shop has three contracts, of which one pays the operator by card and one is a lender's that pays the operator.
fn desk() -> Desk {
    let gateways = GATEWAYS.replace(r#""id":"saman","#, r#""id":"saman","settles":"operator","#);
    let lender = r#"{"id":"lender","provider":"digipay","mode":"test","priority":3,"settles":"operator","name":{"fa":"و","en":"L"},
        "base_url":"https://lender.example","credentials":{"user":"u","password":"p","client_id":"c","client_secret":"s"}}"#;
    let gateways = gateways.trim_end().trim_end_matches(']').trim_end().to_owned() + "," + lender + "]";
    let mut desk = Desk::with(&gateways, &SHOPS.replace(r#""saman"]"#, r#""saman","lender"]"#));
    desk.events.clear();
    desk.tell(Command::Create(Box::new(created(&desk, 1_250_000, "one")))).unwrap();
    desk
}

fn created(desk: &Desk, amount: i64, once: &str) -> Created {
    let shop = desk.shops.get(&ShopId::new("demo").unwrap()).unwrap();
    let (wallet, back) = (wallet(), desk.links.wallet_page());
    let wish = TopUp {
        wallet: &wallet,
        mode: Mode::Test,
        amount: Rial::new(amount).unwrap(),
        title: "Filling",
        back: &back,
        once,
    };
    wish.payment(shop, &desk.links, desk.now)
}

fn told(desk: &Desk) -> Vec<Fact> {
    facts(&desk.payment(), &desk.gateways, &Terms::default())
}

#[test]
fn the_same_page_makes_the_same_payment() {
    let desk = desk();
    assert_eq!(created(&desk, 1_000, "one"), created(&desk, 1_000, "one"));
    let id = |amount, once| created(&desk, amount, once).id;
    assert_ne!(id(1_000, "one"), id(1_000, "two"));
    assert_ne!(id(1_000, "one"), id(2_000, "one"), "another amount is another payment");
    assert_eq!(created(&desk, 1_000, "one").return_url, "https://pay.example/wallet");
}

#[test]
fn only_a_card_at_a_contract_of_the_operators_takes_it() {
    let mut desk = desk();
    let payment = desk.payment();
    let shop = desk.shops.get(&payment.created.shop).unwrap();
    let usable: Vec<_> = desk.gateways.for_payment(shop, &payment.created, payment.created.amount, desk.now).collect();
    assert_eq!(usable.iter().map(|account| account.id.as_str()).collect::<Vec<_>>(), ["saman"]);
    assert_eq!(methods(&usable).len(), 1, "nobody lends for it");
    assert_eq!(offered(&desk.gateways, shop, &payment.created, desk.now).count(), 1);
    let order = Created { top_up: None, ..payment.created.clone() };
    assert_eq!(desk.gateways.for_payment(shop, &order, order.amount, desk.now).count(), 3, "an order has all of them");
    desk.begin("mellat").unwrap();
    assert_eq!(desk.payment().attempt(1).unwrap().gateway.as_str(), "saman", "whatever the shopper names");
}

#[test]
fn it_fills_the_wallet_and_nobody_else_has_any_of_it() {
    let mut desk = desk();
    assert_eq!(told(&desk), [], "nothing is known of it yet");
    desk.paid_at("saman");
    let [fact] = told(&desk).try_into().unwrap();
    assert_eq!(fact.what, What::ToppedUp { wallet: wallet(), amount: Rial::new(1_250_000).unwrap() });
    let mut books = Books::new();
    for _ in 0..2 {
        let command = Post::Post(fact.transfers(&books).unwrap());
        post(&books, command, desk.now).unwrap().iter().for_each(|event| books.apply(event));
    }
    let stands: Vec<(String, i64)> =
        books.accounts().map(|(account, balance)| (account.to_string(), balance.stands(account))).collect();
    assert_eq!(stands, [("gateway:saman".to_owned(), 1_250_000), ("wallet:w1".to_owned(), 1_250_000)]);
    assert_eq!(books.free(&Account::Wallet(wallet())), 1_250_000, "told twice it is there once");
    assert_eq!(desk.payment().lost_top_up(), None);
}

#[test]
fn its_shop_cannot_send_it_back() {
    let mut desk = desk();
    desk.paid_at("saman");
    assert_eq!(desk.refund("k", 1_000), Err(Refusal::NotRefundable));
    assert_eq!(next_refund(&desk.payment(), None, None, &desk.gateways, &Terms::default()), None);
}

#[test]
fn one_that_is_over_unpaid_says_which_wallet_it_was_to_fill() {
    let mut desk = desk();
    desk.at_bank("saman");
    assert_eq!(desk.payment().lost_top_up(), None, "it may be paid yet");
    desk.callback(1, Hint::Cancelled, None);
    desk.wait(Span::hours(2));
    desk.until_rest();
    assert_ne!(desk.status(), PaymentStatus::Paid);
    assert_eq!(desk.payment().lost_top_up(), Some(&wallet()));
    assert_eq!(told(&desk), []);

    let mut withdrawn = self::desk();
    withdrawn.tell(Command::Cancel).unwrap();
    assert_eq!(withdrawn.payment().lost_top_up(), Some(&wallet()));
    let mut order = Desk::new();
    order.tell(Command::Cancel).unwrap();
    assert_eq!(order.payment().lost_top_up(), None, "an order fills nothing");
}
