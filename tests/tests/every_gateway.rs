//! What must hold at every gateway, whatever its protocol: the engine's adapter against the sandbox bank, which was written
//! from the provider's documents alone.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

use dargah_bank::{Kind, State};
use dargah_engine::{
    gateway::{
        Capabilities, Class, Operation, Provider, ReferenceFrom, RefundAsk, Refunds, Reply, Reversal, SettleStep,
    },
    money::Rial,
    payment::{Event, Phase},
    time::Span,
};
use dargah_tests::market::{Market, leave_alone};
use serde_json::json;
use std::{fs, path::Path, process::Command};

const AMOUNT: i64 = 1_250_000;

fn everywhere(check: impl Fn(&str)) {
    for provider in Provider::ALL {
        check(provider.as_str());
    }
}

fn capabilities(gateway: &str) -> &'static Capabilities {
    Market::new().account(gateway).capabilities()
}

/// A payment whose shopper pressed `button` and came back.
fn pressed(market: &mut Market, gateway: &str, button: &str) -> usize {
    let sale = market.sell(AMOUNT);
    market.begin(sale, gateway, &mut leave_alone).unwrap();
    let back = market.at_bank(sale, button);
    assert!(market.come_back(sale, &back, &mut leave_alone).unwrap(), "its own callback was foreign: {back:?}");
    sale
}

fn phase(market: &Market, sale: usize) -> String {
    market.payment(sale).attempts.last().unwrap().phase_name().to_owned()
}

/// What the bank's book says of the sale's newest attempt.
fn state(market: &mut Market, gateway: &str, sale: usize) -> State {
    let order = market.payment(sale).attempts.last().unwrap().ask.order.to_string();
    let now_ms = u64::try_from(market.now.0).unwrap();
    market.bank(gateway).catch_up(now_ms);
    market.bank(gateway).book.newest_first().find(|row| row.order == order).expect("the bank knows the order").state
}

fn captured(gateway: &str) -> State {
    if Kind::named(gateway).unwrap().verify_captures() { State::Verified } else { State::Settled }
}

/// The book's money and the ledger's, to the rial.
fn books_agree(market: &mut Market, gateway: &str) {
    let ledger: i64 = (0..market.payments.len())
        .map(|sale| market.payment(sale))
        .filter(|payment| payment.paid_at.is_some())
        .map(|payment| payment.created.amount.get())
        .sum();
    let captures = Kind::named(gateway).unwrap().verify_captures();
    let totals = market.bank(gateway).book.totals(captures);
    assert_eq!(i64::try_from(totals.captured).unwrap(), ledger, "{gateway}: the book and the ledger: {totals:?}");
}

#[test]
fn every_provider_has_a_bank_and_a_configured_gateway() {
    let market = Market::new();
    assert_eq!(Kind::ALL.len(), Provider::ALL.len());
    everywhere(|gateway| {
        assert!(Kind::named(gateway).is_some(), "{gateway} has no sandbox bank");
        let account = market.account(gateway);
        assert_eq!(account.provider.as_str(), gateway);
        assert!(account.check().is_ok());
    });
}

/// Files that name a provider, in any letter case.
fn files_that_name(gateway: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .output();
    let listed = String::from_utf8(listed.expect("git").stdout).expect("names are UTF-8");
    let named = |path: &str| {
        let text = fs::read_to_string(root.join(path)).unwrap_or_default().to_lowercase();
        path.contains(gateway) || text.contains(gateway)
    };
    listed.lines().filter(|path| named(path)).map(str::to_owned).collect()
}

#[test]
fn every_provider_has_all_its_parts() {
    everywhere(|gateway| {
        let files = files_that_name(gateway);
        // Who speaks another's protocol has its parts in the other's.
        let protocol = if gateway == "torobpay" { "snapppay" } else { gateway };
        for part in [
            format!("edge/engine/src/gateway/{protocol}/mod.rs"),
            format!("edge/engine/src/gateway/{protocol}/codes.rs"),
            "edge/engine/src/gateway/provider.rs".to_owned(),
            format!("tests/bank/src/{protocol}/mod.rs"),
            format!("tests/bank/tests/bank/{protocol}_payment.rs"),
            "tests/bank/README.md".to_owned(),
            "tests/fixtures/gateways/status-classes.json".to_owned(),
            "tests/fixtures/sandbox/gateways.json".to_owned(),
            format!("www/docs/gateways/{gateway}.html"),
            "www/docs/gateways/index.html".to_owned(),
        ] {
            assert!(files.contains(&part), "{gateway} has no part in {part}");
        }
    });
}

#[test]
fn a_provider_stands_nowhere_but_in_its_parts() {
    // One that came when everything else was there: what it took is what the next one takes.
    let gateway = "zibal";
    let own = [
        format!("/{gateway}/"),
        format!("/{gateway}_payment.rs"),
        format!("/{gateway}.rs"),
        format!("/{gateway}.html"),
    ];
    let lists = [
        "edge/engine/src/gateway/mod.rs",
        "edge/engine/src/gateway/provider.rs",
        "edge/engine/src/reconcile/format.rs",
        "edge/relay/upstreams.map",
        "tests/bank/README.md",
        "tests/bank/src/bank.rs",
        "tests/bank/src/lib.rs",
        "tests/bank/tests/bank/common/mod.rs",
        "tests/bank/tests/bank/main.rs",
        "tests/fixtures/gateways/status-classes.json",
        "tests/fixtures/sandbox/gateways.json",
        "tests/src/codes.rs",
        "tests/src/demands.rs",
        "www/docs/gateways/index.html",
        "www/docs/changelog.html",
        "www/docs/reconciliation.html",
    ];
    // Checks that take it as an example, or know what it cannot do.
    let checks = [
        "edge/engine/tests/",
        "tests/sim/",
        "tests/model/",
        "tests/live/",
        "tests/tests/",
        "tests/relay/",
        "tests/worker/",
        "tests/e2e/",
        "tests/bank/tests/bank/speed.rs",
        "tests/fixtures/iran/fees.json",
    ];
    for file in files_that_name(gateway) {
        let known = own.iter().any(|part| file.contains(part))
            || lists.contains(&file.as_str())
            || checks.iter().any(|check| file.starts_with(check));
        assert!(known, "{file} knows {gateway}: a new provider would have to be written there too");
    }
}

#[test]
fn a_payment_is_paid() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let sale = pressed(&mut market, gateway, "pay");
        assert_eq!(phase(&market, sale), "captured", "{gateway}: {:#?}", market.payments[sale]);
        assert_eq!(state(&mut market, gateway, sale), captured(gateway), "{gateway}");
        books_agree(&mut market, gateway);
    });
}

#[test]
fn a_cancelled_or_declined_payment_is_not() {
    for button in ["cancel", "decline"] {
        everywhere(|gateway| {
            let mut market = Market::new();
            let sale = pressed(&mut market, gateway, button);
            assert!(market.payment(sale).is_payable(market.now), "{gateway}: {button}: {:#?}", market.payments[sale]);
            market.settle_down(sale, Span::minutes(180));
            let attempt = market.payment(sale).attempts.last().unwrap().clone();
            assert!(matches!(attempt.phase, Phase::Ended(_)), "{gateway}: {button}: {:?}", attempt.phase);
            books_agree(&mut market, gateway);
        });
    }
}

#[test]
fn a_lost_answer_to_verify_is_asked_for_again() {
    for fault in ["lost", "down", "hang", "html", "empty", "soap_fault"] {
        everywhere(|gateway| {
            let mut market = Market::new();
            let sale = market.sell(AMOUNT);
            market.begin(sale, gateway, &mut leave_alone).unwrap();
            let back = market.at_bank(sale, "pay");
            let settings = market.bank(gateway).settings.changed_by(&json!({ "verify": fault })).unwrap();
            market.bank(gateway).settings = settings;
            market.come_back(sale, &back, &mut leave_alone).unwrap();
            assert_ne!(phase(&market, sale), "captured", "{gateway}: {fault}: nothing was confirmed yet");
            let settings = market.bank(gateway).settings.changed_by(&json!({ "verify": "ok" })).unwrap();
            market.bank(gateway).settings = settings;
            market.settle_down(sale, Span::minutes(5));
            assert_eq!(phase(&market, sale), "captured", "{gateway}: {fault}: {:#?}", market.payments[sale]);
            assert_eq!(state(&mut market, gateway, sale), captured(gateway), "{gateway}");
            books_agree(&mut market, gateway);
        });
    }
}

#[test]
fn verifying_again_changes_nothing() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let sale = pressed(&mut market, gateway, "pay");
        let claim = market.payment(sale).attempts.last().unwrap().claim().unwrap();
        for _ in 0..2 {
            let outcome = market.call(gateway, &Operation::Verify(claim.clone()));
            let repeats = capabilities(gateway).verify_repeats;
            assert!(!repeats || matches!(outcome.reply, Reply::Done(_)), "{gateway}: {outcome:?}");
        }
        assert_eq!(state(&mut market, gateway, sale), captured(gateway), "{gateway}");
        books_agree(&mut market, gateway);
    });
}

#[test]
fn a_callback_that_comes_late_is_still_verified() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let sale = market.sell(AMOUNT);
        market.begin(sale, gateway, &mut leave_alone).unwrap();
        let back = market.at_bank(sale, "pay");
        market.settle_down(sale, Span::minutes(8));
        market.come_back(sale, &back, &mut leave_alone).unwrap();
        assert_eq!(phase(&market, sale), "captured", "{gateway}");
        books_agree(&mut market, gateway);
    });
}

#[test]
fn a_shopper_who_never_comes_back_is_found_where_the_bank_can_be_asked() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let sale = market.sell(AMOUNT);
        market.begin(sale, gateway, &mut leave_alone).unwrap();
        drop(market.at_bank(sale, "pay"));
        let capabilities = capabilities(gateway);
        if capabilities.reference == ReferenceFrom::Token && capabilities.inquiry {
            market.settle_down(sale, Span::seconds(90));
            assert_eq!(phase(&market, sale), "captured", "{gateway}: {:#?}", market.payments[sale]);
            assert_eq!(state(&mut market, gateway, sale), captured(gateway), "{gateway}");
        } else {
            market.settle_down(sale, Span::minutes(180));
            assert!(market.payment(sale).paid_at.is_none(), "{gateway}");
            assert_eq!(state(&mut market, gateway, sale), State::Reversed, "{gateway}");
        }
        books_agree(&mut market, gateway);
    });
}

#[test]
fn who_is_at_the_bank_may_still_pay_elsewhere_and_is_asked_about_without_harm() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let sale = market.sell(AMOUNT);
        market.begin(sale, gateway, &mut leave_alone).unwrap();
        market.settle_down(sale, Span::minutes(9));
        assert!(market.payment(sale).is_payable(market.now), "{gateway}: {:#?}", market.payments[sale]);
        let other = if gateway == "saman" { "mellat" } else { "saman" };
        market.begin(sale, other, &mut leave_alone).unwrap();
        let back = market.at_bank(sale, "pay");
        market.come_back(sale, &back, &mut leave_alone).unwrap();
        assert_eq!(phase(&market, sale), "captured", "{gateway}, then {other}");
        let asked = market.payments[sale].len();
        market.settle_down(sale, Span::minutes(30));
        let after = &market.payments[sale][asked..];
        let asks = after.iter().any(|recorded| matches!(recorded.event, Event::CallSent { .. }));
        assert!(!asks, "{gateway}: a paid payment asks no bank: {after:#?}");
    });
}

#[test]
fn what_came_after_the_banks_window_has_gone_back() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let sale = market.sell(AMOUNT);
        market.begin(sale, gateway, &mut leave_alone).unwrap();
        let back = market.at_bank(sale, "pay");
        market.now = market.now + Span::minutes(200);
        market.come_back(sale, &back, &mut leave_alone).unwrap();
        market.settle_down(sale, Span::minutes(24 * 60));
        assert!(market.payment(sale).paid_at.is_none(), "{gateway}");
        assert_eq!(state(&mut market, gateway, sale), State::Reversed, "{gateway}");
        books_agree(&mut market, gateway);
    });
}

#[test]
fn a_wrong_amount_is_never_taken_and_is_sent_back_where_that_can_be() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let settings = market.bank(gateway).settings.changed_by(&json!({ "wrong_amount": true })).unwrap();
        market.bank(gateway).settings = settings;
        let sale = pressed(&mut market, gateway, "pay");
        market.settle_down(sale, Span::minutes(180));
        let paid = market.payment(sale).paid_at.is_some();
        let capabilities = capabilities(gateway);
        // Where the provider's verify names no amount, the request or the token has bound it, and there is nothing to misreport.
        assert!(!paid || !capabilities.verify_says_amount, "{gateway}: {:#?}", market.payments[sale]);
        if !paid && capabilities.reversal != Reversal::Never {
            assert_eq!(state(&mut market, gateway, sale), State::Reversed, "{gateway}: {:#?}", market.payments[sale]);
        }
    });
}

#[test]
fn money_goes_back_where_the_provider_can_send_it_back() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let sale = market.sell(AMOUNT);
        market.begin(sale, gateway, &mut leave_alone).unwrap();
        let back = market.at_bank(sale, "pay");
        market.come_back(sale, &back, &mut leave_alone).unwrap();
        let capabilities = capabilities(gateway);
        let claim = market.payment(sale).attempts.last().unwrap().claim().unwrap();
        if capabilities.refunds.in_parts() {
            let ask = RefundAsk {
                claim: claim.clone(),
                amount: Rial::new(AMOUNT / 2).unwrap(),
                before: 0,
                order: serde_json::from_str("42").unwrap(),
            };
            let outcome = market.call(gateway, &Operation::Refund(ask));
            assert!(matches!(outcome.reply, Reply::Done(_)), "{gateway}: {outcome:?}");
            let totals = market.bank(gateway).book.totals(Kind::named(gateway).unwrap().verify_captures());
            assert_eq!(totals.refunded, (AMOUNT / 2).unsigned_abs(), "{gateway}: {totals:?}");
        } else if matches!(capabilities.reversal, Reversal::Within(_)) && capabilities.settle == SettleStep::WithVerify
        {
            let outcome = market.call(gateway, &Operation::Reverse(claim.clone()));
            assert!(matches!(outcome.reply, Reply::Done(_)), "{gateway}: {outcome:?}");
            assert_eq!(state(&mut market, gateway, sale), State::Reversed, "{gateway}");
            let outcome = market.call(gateway, &Operation::Reverse(claim));
            assert!(
                matches!(outcome.reply, Reply::Done(_) | Reply::Refused) || outcome.class == Class::Unknown,
                "{gateway}: a repeated reversal: {outcome:?}"
            );
        }
    });
}

#[test]
fn what_the_capabilities_promise_can_be_asked() {
    everywhere(|gateway| {
        let mut market = Market::new();
        let sale = pressed(&mut market, gateway, "pay");
        let claim = market.payment(sale).attempts.last().unwrap().claim().unwrap();
        let capabilities = capabilities(gateway);
        let has = |operation: Operation| {
            let account = market.account(gateway);
            let desk = dargah_engine::gateway::Desk { account, now: market.now, entropy: &[1; 32], session: None };
            account.provider.adapter().ask(&operation, &desk).is_some()
        };
        let separate = capabilities.settle == SettleStep::Separate;
        assert_eq!(has(Operation::Settle(claim.clone())), separate, "{gateway}: settle");
        assert_eq!(has(Operation::Inquire(claim.clone())), capabilities.inquiry, "{gateway}: inquiry");
        assert_eq!(
            has(Operation::Reverse(claim.clone())),
            capabilities.reversal != Reversal::Never,
            "{gateway}: reverse"
        );
        let order = serde_json::from_str("42").unwrap();
        let refund = RefundAsk { claim, amount: Rial::new(1_000).unwrap(), before: 0, order };
        assert_eq!(has(Operation::Refund(refund)), capabilities.refunds != Refunds::None, "{gateway}: refund");
    });
}
