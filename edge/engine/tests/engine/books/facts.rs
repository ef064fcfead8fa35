//! What business facts become in the books.

use super::{Desk, bank, gateway, payee, payment, rial, shop, wallet};
use dargah_engine::{
    books::{
        Account, Command, Party, Refusal, Subject,
        rules::{
            Anomaly, AnomalyKind, Ask, Back, Capture, Debtor, Line, LineKind, Misfit, Part, PayoutSource, Sale,
            Settlement, Source, bounced, capture, card_kept, close_case, correct_fee, dropped, payout_settled,
            prepared, refund, refund_done, refund_refused, release, reserve_freed, returned, reversal, sent,
            settlement, settlement_more, top_up, unsettled, wallet_hold, wallet_released,
        },
    },
    facilitator::{Fact, OnRefund, What},
    id::{GatewayId, PayoutId},
    time::Span,
};

fn sale(n: u8, parts: &[(Party, i64)], fee: i64, source: Source) -> Capture {
    let amount = fee + parts.iter().map(|(_, amount)| amount).sum::<i64>();
    let parts = parts.iter().map(|(party, amount)| Part { party: party.clone(), amount: rial(*amount) }).collect();
    Capture { payment: payment(n), source, amount: rial(amount), fee: rial(fee), parts }
}

fn sold(desk: &mut Desk, n: u8, net: i64, fee: i64) {
    let one = sale(n, &[(shop(), net)], fee, Source::Debtor(gateway()));
    let transfers = capture(&desk.books, &one).unwrap();
    desk.post(transfers);
}

fn settled(lines: &[(u8, LineKind, i64)], cost: i64, received: i64, name: &str) -> Settlement {
    let line =
        |(n, kind, amount): &(u8, LineKind, i64)| Line { payment: payment(*n), kind: *kind, amount: rial(*amount) };
    Settlement {
        subject: Subject::settlement(name).unwrap(),
        debtor: gateway(),
        lines: lines.iter().map(line).collect(),
        cost: rial(cost),
        received: rial(received),
        bank: bank(),
    }
}

fn settle(desk: &mut Desk, one: &Settlement) -> Vec<Anomaly> {
    let (transfers, anomalies) = settlement(&desk.books, one).unwrap();
    desk.post(transfers);
    anomalies
}

/// A sale that is the shop's to take.
fn earned(desk: &mut Desk, n: u8, net: i64, fee: i64) {
    sold(desk, n, net, fee);
    settle(desk, &settled(&[(n, LineKind::Sale, net + fee)], 0, net + fee, &format!("earned{n}")));
    let transfers = release(&desk.books, &payment(n), |_, _| rial(0)).unwrap();
    desk.post(transfers);
}

fn available() -> Account {
    Account::Available(shop())
}

fn pending() -> Account {
    Account::Pending(shop())
}

#[test]
fn an_own_contract_is_none_of_the_operators_affair() {
    let one = sale(1, &[(shop(), 990)], 10, Source::OwnContract);
    assert_eq!(capture(&Desk::new().books, &one), Ok(Vec::new()));
}

#[test]
fn a_sale_waits_until_it_is_settled_and_released() {
    let mut desk = Desk::new();
    let one = sale(1, &[(shop(), 600), (payee("anbar"), 390)], 10, Source::Debtor(gateway()));
    let transfers = capture(&desk.books, &one).unwrap();
    desk.post(transfers.clone());
    let again = capture(&desk.books, &one);
    desk.repeats(again);
    assert_eq!(desk.stands(&gateway().account()), 1_000);
    assert_eq!((desk.stands(&pending()), desk.stands(&Account::Pending(payee("anbar")))), (600, 390));
    assert_eq!(release(&desk.books, &payment(1), |_, _| rial(0)), Err(Misfit::NotNow));
    assert_eq!(settle(&mut desk, &settled(&[(1, LineKind::Sale, 1_000)], 5, 995, "a")), []);
    assert_eq!((desk.stands(&gateway().account()), desk.stands(&Account::Costs)), (0, 5));
    assert_eq!(desk.stands(&Account::Bank(bank())), 995);
    let transfers =
        release(&desk.books, &payment(1), |party, _| rial(if party.payee.is_none() { 60 } else { 0 })).unwrap();
    desk.post(transfers);
    assert_eq!(release(&desk.books, &payment(1), |_, _| rial(0)), Ok(Vec::new()), "once");
    assert_eq!((desk.stands(&available()), desk.stands(&Account::Reserve(shop()))), (540, 60));
    assert_eq!(desk.stands(&Account::Available(payee("anbar"))), 390);
    let transfers = reserve_freed(&desk.books, &payment(1));
    desk.post(transfers);
    assert_eq!((desk.stands(&available()), desk.stands(&Account::Reserve(shop()))), (600, 0));
    assert_eq!(reserve_freed(&desk.books, &payment(1)), []);
    assert_eq!(desk.books.suspense().count(), 0);
    let wrong = Capture { fee: rial(11), ..one };
    assert_eq!(capture(&desk.books, &wrong), Err(Misfit::DoesNotAddUp));
}

#[test]
fn a_provider_that_pays_less_twice_late_or_for_nobody_is_listed_until_it_is_put_right() {
    let mut desk = Desk::new();
    sold(&mut desk, 1, 990, 10);
    sold(&mut desk, 2, 1_980, 20);
    let name = |text| Subject::settlement(text).unwrap();
    let late = |desk: &Desk, before| {
        let owed = unsettled(&desk.books, &gateway(), before);
        owed.into_iter().map(|(subject, _, amount)| (subject.to_string(), amount)).collect::<Vec<_>>()
    };
    assert_eq!(late(&desk, desk.now), [], "what came in now is not late");
    let hour = desk.now + Span::hours(1);
    assert_eq!(late(&desk, hour), [(payment(1).to_string(), 1_000), (payment(2).to_string(), 2_000)]);
    let first = settled(&[(1, LineKind::Sale, 1_000)], 0, 700, "first");
    assert_eq!(settle(&mut desk, &first), []);
    assert_eq!(desk.books.suspense().collect::<Vec<_>>(), [(&name("first"), -300)], "less: we miss it");
    assert_eq!(late(&desk, hour), [(payment(2).to_string(), 2_000)]);
    assert_eq!(settlement(&desk.books, &first), Ok((Vec::new(), Vec::new())), "the same one again is a repeat");
    let other = Settlement { received: rial(701), ..first.clone() };
    assert_eq!(settlement(&desk.books, &other), Err(Misfit::DoneOtherwise));
    let more = settlement_more(&name("first"), 1, &bank(), rial(300), rial(0));
    desk.post(more);
    assert_eq!(desk.books.suspense().count(), 0, "late: the rest puts it right");

    let again =
        settled(&[(1, LineKind::Sale, 1_000), (2, LineKind::Sale, 1_990), (9, LineKind::Sale, 7)], 0, 2_997, "again");
    let kinds: Vec<_> = settle(&mut desk, &again).into_iter().map(|anomaly| anomaly.kind).collect();
    assert_eq!(kinds, [AnomalyKind::Twice, AnomalyKind::Amount { ours: rial(2_000) }, AnomalyKind::Unknown]);
    assert_eq!(desk.books.suspense().collect::<Vec<_>>(), [(&name("again"), 997)], "twice and unknown: 1,000 + 7 - 10");
    assert_eq!(desk.stands(&gateway().account()), 0);
    desk.post(settlement_more(&name("again"), 1, &bank(), rial(0), rial(1_000)));
    let closing = close_case(&desk.books, &name("again"), 1, &Account::Costs).unwrap();
    desk.post(closing.clone());
    let again = close_case(&desk.books, &name("again"), 1, &Account::Costs);
    desk.repeats(again);
    assert_eq!((desk.books.suspense().count(), desk.stands(&Account::Costs)), (0, 3));
}

#[test]
fn a_refund_is_held_until_the_bank_has_answered() {
    let mut desk = Desk::new();
    sold(&mut desk, 1, 990, 10);
    let ask = |desk: &Desk, n, amount, fee| {
        refund(&desk.books, &payment(1), n, rial(amount), &Back::Debtor(gateway()), rial(fee), Ask::Asked)
    };
    assert_eq!(ask(&desk, 1, 1_001, 0), Err(Misfit::MoreThanPaid { left: 1_000 }));
    assert_eq!(ask(&desk, 1, 500, 11), Err(Misfit::DoesNotAddUp));
    assert_eq!(
        ask(&desk, 1, 1_000, 0),
        Err(Misfit::ShopShort { short: 10 }),
        "the fee is gone and nothing pays for it"
    );
    let transfers = ask(&desk, 1, 400, 4).unwrap();
    desk.post(transfers.clone());
    let again = ask(&desk, 1, 400, 4);
    desk.repeats(again);
    assert_eq!(ask(&desk, 1, 401, 4), Err(Misfit::DoneOtherwise));
    assert_eq!((desk.stands(&pending()), desk.books.free(&pending())), (990, 594));
    assert_eq!(ask(&desk, 2, 601, 0), Err(Misfit::MoreThanPaid { left: 600 }), "what is held is as good as gone");
    let transfers = refund_refused(&desk.books, &payment(1), 1).unwrap();
    desk.post(transfers);
    assert_eq!((desk.books.free(&pending()), Sale::of(&desk.books, &payment(1)).refunded), (990, 0));
    let transfers = ask(&desk, 2, 1_000, 10).unwrap();
    desk.post(transfers);
    let transfers = refund_done(&desk.books, &payment(1), 2).unwrap();
    desk.post(transfers.clone());
    assert_eq!(desk.tell(Command::Post(transfers)), Ok(0));
    assert_eq!((desk.stands(&pending()), desk.stands(&Account::Fees), desk.stands(&gateway().account())), (0, 0, 0));
    let both = settled(&[(1, LineKind::Sale, 1_000), (1, LineKind::Refund(2), 1_000)], 0, 0, "both");
    assert_eq!(settle(&mut desk, &both), []);
    assert_eq!((desk.books.suspense().count(), desk.stands(&gateway().account())), (0, 0));
    assert_eq!(refund_done(&desk.books, &payment(1), 7), Err(Misfit::NotThere));
}

#[test]
fn a_late_refund_leaves_a_debt_that_the_next_sale_pays_off() {
    let mut desk = Desk::new();
    earned(&mut desk, 1, 990, 10);
    let payout = PayoutId::new("p1").unwrap();
    desk.post(prepared(&payout, &PayoutSource::Party(shop()), rial(900)));
    desk.post(sent(&payout));
    let back = Back::Debtor(gateway());
    let asked = refund(&desk.books, &payment(1), 1, rial(1_000), &back, rial(0), Ask::Asked);
    assert_eq!(asked, Err(Misfit::ShopShort { short: 910 }), "a shop may not ask for what it does not have");
    let transfers = refund(&desk.books, &payment(1), 1, rial(1_000), &back, rial(10), Ask::Happened).unwrap();
    desk.post(transfers);
    assert_eq!((desk.stands(&available()), desk.stands(&Account::Debt(shop()))), (0, 900));
    earned(&mut desk, 2, 1_980, 20);
    assert_eq!((desk.stands(&available()), desk.stands(&Account::Debt(shop()))), (1_080, 0));
}

#[test]
fn a_reversal_undoes_a_sale_with_its_fee() {
    let mut desk = Desk::new();
    sold(&mut desk, 1, 990, 10);
    let transfers = reversal(&desk.books, &payment(1), &gateway()).unwrap();
    desk.post(transfers.clone());
    let again = reversal(&desk.books, &payment(1), &gateway());
    desk.repeats(again);
    assert_eq!((desk.stands(&pending()), desk.stands(&Account::Fees), desk.stands(&gateway().account())), (0, 0, 0));
    assert_eq!(reversal(&desk.books, &payment(2), &gateway()), Err(Misfit::NotThere));
}

#[test]
fn half_by_wallet_and_half_by_card() {
    let mut desk = Desk::new();
    desk.post(top_up(&payment(1), &gateway(), &wallet(), rial(1_000)));
    let until = desk.now + Span::minutes(30);
    desk.post(wallet_hold(&payment(2), &wallet(), rial(600), until));
    let of_card = sale(2, &[(shop(), 396)], 4, Source::Debtor(gateway()));
    let of_wallet = sale(2, &[(shop(), 594)], 6, Source::Wallet);
    let mut both = capture(&desk.books, &of_wallet).unwrap();
    both.extend(capture(&desk.books, &of_card).unwrap());
    desk.post(both);
    assert_eq!((desk.stands(&Account::Wallet(wallet())), desk.stands(&Account::Clearing)), (400, 0));
    assert_eq!((desk.stands(&available()), desk.stands(&pending()), desk.stands(&Account::Fees)), (594, 396, 10));
    assert_eq!(wallet_released(&desk.books, &payment(2)), Err(Misfit::NotNow));
    let to_card = refund(&desk.books, &payment(2), 1, rial(500), &Back::Debtor(gateway()), rial(0), Ask::Asked);
    assert_eq!(to_card, Err(Misfit::MoreThanCard { left: 400 }));
    let back = Back::Wallet(wallet());
    let to_wallet = refund(&desk.books, &payment(2), 1, rial(1_000), &back, rial(10), Ask::Asked).unwrap();
    desk.post(to_wallet);
    assert_eq!(
        (desk.stands(&Account::Wallet(wallet())), desk.stands(&available()), desk.stands(&pending())),
        (1_400, 0, 0)
    );
    assert_eq!(desk.stands(&gateway().account()), 1_400);
}

#[test]
fn a_wallets_part_goes_back_when_the_card_fails_and_a_late_card_is_kept() {
    let mut desk = Desk::new();
    desk.fill("w", 1_000);
    let until = desk.now + Span::minutes(30);
    desk.post(wallet_hold(&payment(1), &wallet(), rial(600), until));
    let transfers = wallet_released(&desk.books, &payment(1)).unwrap();
    desk.post(transfers);
    assert_eq!(desk.books.free(&Account::Wallet(wallet())), 1_000);
    desk.post(wallet_hold(&payment(2), &wallet(), rial(600), until));
    desk.now = until;
    let of_wallet = sale(2, &[(shop(), 600)], 0, Source::Wallet);
    let refusal = desk.tell(Command::Post(capture(&desk.books, &of_wallet).unwrap())).unwrap_err();
    assert!(matches!(refusal, Refusal::HoldExpired(_)), "{refusal:?}");
    desk.tell(Command::Due).unwrap();
    assert_eq!(wallet_released(&desk.books, &payment(2)), Ok(Vec::new()));
    desk.post(card_kept(&payment(2), &gateway(), &wallet(), rial(400)));
    assert_eq!(desk.stands(&Account::Wallet(wallet())), 1_400);
    assert_eq!(settle(&mut desk, &settled(&[(2, LineKind::Sale, 400)], 0, 400, "kept")), []);
    assert_eq!(desk.books.suspense().count(), 0);
}

#[test]
fn credit_is_owed_by_its_provider() {
    let mut desk = Desk::new();
    let provider = Debtor::Credit(GatewayId::new("later").unwrap());
    let one = sale(1, &[(shop(), 950)], 50, Source::Debtor(provider.clone()));
    let transfers = capture(&desk.books, &one).unwrap();
    desk.post(transfers);
    assert_eq!(desk.stands(&provider.account()), 1_000);
    let transfers =
        refund(&desk.books, &payment(1), 1, rial(300), &Back::Debtor(provider.clone()), rial(15), Ask::Happened);
    desk.post(transfers.unwrap());
    let lines = [(1, LineKind::Sale, 1_000), (1, LineKind::Refund(1), 300)];
    let one = Settlement { debtor: provider.clone(), ..settled(&lines, 30, 670, "later") };
    assert_eq!(settle(&mut desk, &one), []);
    assert_eq!((desk.stands(&provider.account()), desk.books.suspense().count(), desk.stands(&pending())), (0, 0, 665));
}

#[test]
fn a_payout_is_held_sent_settled_and_may_come_back() {
    let mut desk = Desk::new();
    earned(&mut desk, 1, 990, 10);
    let payout = |text| PayoutId::new(text).unwrap();
    let source = PayoutSource::Party(shop());
    desk.post(prepared(&payout("a"), &source, rial(600)));
    let refusal = desk.tell(Command::Post(prepared(&payout("b"), &source, rial(391)))).unwrap_err();
    assert_eq!(refusal, Refusal::Overdraft { account: available(), free: 390, wanted: 391 });
    assert_eq!(payout_settled(&desk.books, &payout("a"), &bank()), Err(Misfit::NotNow));
    desk.post(sent(&payout("a")));
    assert_eq!((desk.stands(&available()), desk.stands(&Account::Transit)), (390, 600));
    assert_eq!(returned(&desk.books, &payout("a"), &bank()), Err(Misfit::NotNow));
    let transfers = payout_settled(&desk.books, &payout("a"), &bank()).unwrap();
    desk.post(transfers);
    assert_eq!((desk.stands(&Account::Transit), desk.stands(&Account::Bank(bank()))), (0, 400));
    assert_eq!(bounced(&desk.books, &payout("a")), Err(Misfit::NotNow));
    let transfers = returned(&desk.books, &payout("a"), &bank()).unwrap();
    desk.post(transfers.clone());
    let again = returned(&desk.books, &payout("a"), &bank());
    desk.repeats(again);
    assert_eq!((desk.stands(&available()), desk.stands(&Account::Bank(bank()))), (990, 1_000));
    desk.post(prepared(&payout("c"), &source, rial(990)));
    desk.post(dropped(&payout("c")));
    assert!(matches!(desk.tell(Command::Post(sent(&payout("c")))), Err(Refusal::HoldVoided(_))));
    desk.post(prepared(&payout("d"), &source, rial(990)));
    desk.post(sent(&payout("d")));
    let transfers = bounced(&desk.books, &payout("d")).unwrap();
    desk.post(transfers);
    assert_eq!(payout_settled(&desk.books, &payout("d"), &bank()), Err(Misfit::NotNow));
    assert_eq!((desk.stands(&available()), desk.stands(&Account::Transit)), (990, 0));
    assert_eq!(payout_settled(&desk.books, &payout("x"), &bank()), Err(Misfit::NotThere));
}

#[test]
fn a_wrong_fee_is_put_right_once() {
    let mut desk = Desk::new();
    earned(&mut desk, 1, 990, 10);
    let case = |text| Subject::case(text).unwrap();
    let transfers = correct_fee(&desk.books, &case("fee1"), &shop(), rial(1_000), rial(0));
    desk.post(transfers.clone());
    let again = Ok(correct_fee(&desk.books, &case("fee1"), &shop(), rial(1_000), rial(0)));
    desk.repeats(again);
    assert_eq!(
        (desk.stands(&available()), desk.stands(&Account::Debt(shop())), desk.stands(&Account::Fees)),
        (0, 10, 1_010)
    );
    let transfers = correct_fee(&desk.books, &case("fee2"), &shop(), rial(0), rial(1_000));
    desk.post(transfers);
    assert_eq!(
        (desk.stands(&available()), desk.stands(&Account::Debt(shop())), desk.stands(&Account::Fees)),
        (990, 0, 10)
    );
}

#[test]
fn a_refund_that_is_asked_for_is_short_of_what_the_shop_lacks_and_of_nothing_else() {
    let wish = |n: u8, amount: i64, on_refund| Fact {
        payment: payment(n),
        shop: shop().shop,
        payer: gateway().into(),
        what: What::Refunded { number: 1, amount: rial(amount), on_refund },
    };
    let mut desk = Desk::new();
    sold(&mut desk, 1, 990, 10);
    let short = |desk: &Desk, fact: &Fact| fact.short(&desk.books);
    assert_eq!(short(&desk, &wish(1, 1_000, OnRefund::Returned)), None, "the fee goes back as well");
    assert_eq!(short(&desk, &wish(1, 1_000, OnRefund::Kept)), Some(10), "the fee stays with the operator");
    assert_eq!(short(&desk, &wish(1, 990, OnRefund::Kept)), None);
    assert_eq!(short(&desk, &wish(1, 2_000, OnRefund::Kept)), None, "the payment itself says that it is too much");
    assert_eq!(short(&desk, &wish(2, 1_000, OnRefund::Kept)), None, "the books do not know it yet");
    earned(&mut desk, 3, 10, 0);
    assert_eq!(short(&desk, &wish(1, 1_000, OnRefund::Kept)), None, "what another sale brought covers it");
}
