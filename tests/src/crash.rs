//! Stories of a payment told to their end, and each told again with one thing going wrong at every place where it can: whatever
//! it is, the payment must end as it would have, or in a way that is allowed here by name.

use crate::{
    fate::{Blow, Place},
    market::Market,
    stage::{AMOUNT, End, Stage},
};
use dargah_engine::{
    gateway::{Account, Provider, ReferenceFrom, Refunds, Reversal, SettleStep},
    time::Span,
    webhook::Kind,
};
use dargah_wire::{PaymentStatus, RefundStatus};
use serde_json::json;
use std::collections::BTreeMap;

/// Something that somebody does.
type Step = fn(&mut Stage);

/// A story.
pub struct Story {
    /// Its name.
    pub name: &'static str,
    /// At which gateways it can be told.
    fits: fn(&Account) -> bool,
    /// What happens.
    steps: &'static [Step],
}

fn order(stage: &mut Stage) {
    stage.order();
}

fn pay(stage: &mut Stage) {
    let gateway = stage.gateway.clone();
    stage.pay_at(&gateway, "pay");
}

fn first_back(stage: &mut Stage) {
    stage.come_back(0);
}

fn second_back(stage: &mut Stage) {
    stage.come_back(1);
}

fn decline(stage: &mut Stage) {
    let gateway = stage.gateway.clone();
    stage.pay_at(&gateway, "decline");
}

fn pay_elsewhere(stage: &mut Stage) {
    let at = Provider::ALL.iter().position(|provider| provider.as_str() == stage.gateway).unwrap_or(0);
    let other = Provider::ALL[(at + 1) % Provider::ALL.len()];
    stage.pay_at(other.as_str(), "pay");
}

fn refund_half(stage: &mut Stage) {
    stage.refund(AMOUNT / 2);
}

fn refund_all(stage: &mut Stage) {
    stage.refund(AMOUNT);
}

fn a_while(stage: &mut Stage) {
    stage.wait(Span::minutes(2));
}

fn long(stage: &mut Stage) {
    stage.wait(Span::minutes(180));
}

fn anywhere(_: &Account) -> bool {
    true
}

fn sends_back(account: &Account) -> bool {
    let capabilities = account.capabilities();
    capabilities.reversal != Reversal::Never
}

fn undoes(account: &Account) -> bool {
    let capabilities = account.capabilities();
    let reverses =
        matches!(capabilities.reversal, Reversal::Within(_)) && capabilities.settle == SettleStep::WithVerify;
    reverses || account.refunds() != Refunds::None
}

fn refunds_parts(account: &Account) -> bool {
    account.refunds().in_parts()
}

/// Every story.
pub const STORIES: [Story; 12] = [
    Story { name: "paid", fits: anywhere, steps: &[order, pay, first_back] },
    Story { name: "comes back twice", fits: anywhere, steps: &[order, pay, first_back, a_while, first_back] },
    Story { name: "never comes back", fits: anywhere, steps: &[order, pay, a_while] },
    Story { name: "declined", fits: anywhere, steps: &[order, decline, first_back] },
    Story { name: "declined, then paid", fits: anywhere, steps: &[order, decline, first_back, pay, second_back] },
    Story {
        name: "the answer to verify is lost",
        fits: anywhere,
        steps: &[
            order,
            pay,
            |stage| stage.set(&json!({ "verify": "lost" })),
            first_back,
            |stage| stage.set(&json!({ "verify": "ok" })),
            a_while,
        ],
    },
    Story {
        name: "comes back after the shop's time to pay",
        fits: anywhere,
        steps: &[order, |stage| stage.wait(Span::minutes(25)), pay, |stage| stage.wait(Span::minutes(6)), first_back],
    },
    Story {
        name: "pays in two tabs",
        fits: anywhere,
        steps: &[order, pay, pay_elsewhere, second_back, a_while, first_back, a_while],
    },
    Story {
        name: "withdrawn while the shopper pays",
        fits: anywhere,
        steps: &[order, pay, Stage::withdraw, first_back, a_while],
    },
    Story {
        name: "the bank tells another amount",
        fits: sends_back,
        steps: &[order, |stage| stage.set(&json!({ "wrong_amount": true })), pay, first_back, long],
    },
    Story { name: "given back whole", fits: undoes, steps: &[order, pay, first_back, refund_all, a_while] },
    Story {
        name: "given back in parts",
        fits: refunds_parts,
        steps: &[order, pay, first_back, refund_half, a_while, refund_half, a_while],
    },
];

/// The bank's word and its book differ, and nobody but a reader of its statement can know: a case for reconciliation.
pub const DIFFERENCE: &str = "the bank's statement differs from its word: for reconciliation to find";

/// What came of telling stories.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Places at which something went wrong.
    pub points: usize,
    /// Those after which the payment ended as it has to, by every way of recovery.
    pub converged: usize,
    /// The ends that were not the undisturbed story's, and allowed, by name.
    pub allowed: BTreeMap<&'static str, usize>,
    /// What did not converge.
    pub differs: Vec<String>,
}

/// Tells every story at every gateway, and again for every blow that `blows` has for a place; of the places, one in `every`.
#[must_use]
pub fn tell_all(blows: fn(Place) -> &'static [Blow], every: usize) -> Tally {
    let mut tally = Tally::default();
    let market = Market::new();
    for provider in Provider::ALL {
        let account = market.account(provider.as_str());
        for story in STORIES.iter().filter(|story| (story.fits)(account)) {
            tell(&market, account, story, (blows, every), &mut tally);
        }
    }
    tally
}

/// People are not quicker than a second.
fn take(stage: &mut Stage, step: Step) {
    step(stage);
    stage.market.now = stage.market.now + Span::seconds(1);
}

/// Tells one story at one gateway.
fn tell(
    market: &Market,
    account: &Account,
    story: &Story,
    (blows, every): (fn(Place) -> &'static [Blow], usize),
    tally: &mut Tally,
) {
    let mut stage = Stage::new(market.clone(), account.id.as_str());
    let steps: Vec<Step> = story.steps.iter().copied().chain([Stage::end as Step]).collect();
    let mut before = Vec::new();
    for step in &steps {
        before.push(stage.clone());
        take(&mut stage, *step);
    }
    let what = format!("{}: {}", account.id, story.name);
    let undisturbed = stage.ended().unwrap_or_else(|problem| panic!("{what}: {problem}"));
    let places = stage.market.fate.passed().to_vec();
    for (number, place) in places.iter().enumerate().filter(|(number, _)| number % every == 0) {
        let at = before.partition_point(|stage| stage.market.fate.passed().len() <= number) - 1;
        for &blow in blows(*place) {
            tally.points += 1;
            let mut fits = true;
            // Who dies may take the alarm along; who is only told something else still arms it.
            for &alarm_lost in if blow.kills() { &[false, true][..] } else { &[false] } {
                let mut stage = before[at].clone();
                stage.market.fate.plan(number, blow, alarm_lost);
                steps[at..].iter().for_each(|step| take(&mut stage, *step));
                let verdict = stage.ended().and_then(|end| {
                    if end == undisturbed {
                        return Ok(None);
                    }
                    allowed(account, blow, &undisturbed, &end).map(Some).ok_or_else(|| format!("{end:?}"))
                });
                match verdict {
                    Ok(name) => name.into_iter().for_each(|name| *tally.allowed.entry(name).or_default() += 1),
                    Err(end) => {
                        fits = false;
                        let lost = if alarm_lost { ", alarm lost" } else { "" };
                        let events = stage.market.payments[stage.sale].iter();
                        let log: Vec<String> = events.map(|e| format!("{} {:?}", e.at.0, e.event)).collect();
                        tally.differs.push(format!(
                            "{what}: place {number}, {place:?}, {blow:?}{lost}\n  ends as {end}\n  and not {undisturbed:?}\n  {}",
                            log.join("\n  ")
                        ));
                    }
                }
            }
            tally.converged += usize::from(fits);
        }
    }
}

/// The name under which another end than the undisturbed one is allowed.
fn allowed(account: &Account, blow: Blow, undisturbed: &End, end: &End) -> Option<&'static str> {
    let capabilities = account.capabilities();
    let can_be_asked = capabilities.reference == ReferenceFrom::Token && capabilities.inquiry;
    let nothing_taken = (end.captured, end.held, end.refunded) == (0, 0, 0);
    let unpaid = end.status == PaymentStatus::Failed && end.told == [Kind::PaymentFailed] && nothing_taken;
    // The callback died with its process, and nobody brought it again.
    if unpaid && !can_be_asked {
        return Some("nobody came back and the bank cannot be asked: it sent the money back");
    }
    if blow == Blow::Pretended {
        return Some(if unpaid {
            "the bank went back on its word before it was believed: nothing is taken"
        } else if end.status == PaymentStatus::Returned
            && end.told.last() == Some(&Kind::PaymentReturned)
            && nothing_taken
        {
            "the bank went back on its word: its statement told"
        } else {
            DIFFERENCE
        });
    }
    // A refund that may have been sent is never sent again: a person or a statement says what became of it (F48).
    let without_review = |told: &[Kind]| -> Vec<Kind> {
        told.iter().copied().filter(|kind| !matches!(kind, Kind::RefundReview | Kind::RefundFailed)).collect()
    };
    let succeeded = |end: &End| end.refunds.iter().filter(|r| **r == RefundStatus::Succeeded).count();
    let same_money = (end.status, end.captured, end.held, end.refunded, succeeded(end))
        == (undisturbed.status, undisturbed.captured, undisturbed.held, undisturbed.refunded, succeeded(undisturbed));
    (same_money && without_review(&end.told) == undisturbed.told).then_some("a statement told what became of a refund")
}
