//! Stories of a payment at a gateway, and each of them told again with one answer of the bank changed: whatever the change,
//! none may end as paid unless the bank's book says so.

use crate::{
    market::{Carried, Hearing, Market, Meddler, leave_alone},
    mutate::mutations,
    shopper::Return,
};
use dargah_bank::{Kind, State};
use dargah_engine::{
    gateway::{Claim, Operation, Reference, RefundAsk},
    payment::{Command, due_at},
    time::Span,
};
use serde_json::json;

/// 125,000 toman: an amount that no bank takes for a magic one.
const AMOUNT: i64 = 1_250_000;

/// 125,562 toman: the bank itself sends the money back right after the payment.
const SENT_BACK: i64 = 1_255_620;

/// What happened at the bank before the browser came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Paid.
    Paid,
    /// Paid, and the answer to the first verify lost, though the bank did its work.
    PaidLost,
    /// Paid, and the bank's answers tell half the amount.
    Misreported,
    /// Paid, and sent back by the bank before anybody verified.
    SentBack,
    /// Cancelled; the browser brings the callback of another payment that was paid, made out to this one.
    CancelledForged,
    /// Declined, with the same forgery.
    DeclinedForged,
    /// Never at the bank's page, with the same forgery.
    AbsentForged,
}

impl Story {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Paid,
        Self::PaidLost,
        Self::Misreported,
        Self::SentBack,
        Self::CancelledForged,
        Self::DeclinedForged,
        Self::AbsentForged,
    ];
}

/// What came of telling stories.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Changed answers that were heard.
    pub tried: usize,
    /// Those that ended as paid while the bank's book says otherwise: gateway, story, exchange, change.
    pub false_success: Vec<String>,
}

/// A story up to the moment when the browser comes back.
pub struct Scene {
    /// Everything there is.
    pub market: Market,
    /// The payment.
    pub sale: usize,
    /// What the browser brings.
    pub back: Return,
    story: Story,
}

impl Scene {
    /// What is told in `market`, a copy of the scene's, after the scene: the browser comes back, or the next call is due.
    fn go_on(&self, market: &mut Market, meddler: Meddler<'_>) {
        // A refusal is an end like any other: what counts is what the payment is then.
        let _ = match self.story {
            Story::PaidLost => market.tell(self.sale, Command::Due, meddler),
            _ => market.come_back(self.sale, &self.back, meddler).map(drop),
        };
    }
}

/// Every answer that adapters hear while `story` is told at `gateway`, and what the bank answers to each operation that the
/// provider has.
#[must_use]
pub fn hearings(gateway: &str, story: Story) -> Vec<Hearing> {
    let scene = scene(gateway, story);
    let mut market = scene.market.clone();
    scene.go_on(&mut market, &mut leave_alone);
    let mut heard = market.hearings.clone();
    let mut ask = |market: &Market, operation: Operation| {
        let mut market = market.clone();
        market.hearings.clear();
        let _ = market.call(gateway, &operation);
        heard.append(&mut market.hearings);
    };
    let attempt = market.payment(scene.sale).attempts.last().unwrap().clone();
    // A callback that is lost: where our own token is the reference, it is verified without one.
    if let Some(token) = attempt.token.clone() {
        let reference = Reference { key: token.word().to_owned(), details: [].into() };
        let claim = Claim { order: attempt.ask.order, amount: attempt.ask.amount, token, reference };
        for market in [&scene.market, &market] {
            ask(market, Operation::Verify(claim.clone()));
        }
    }
    if let Some(claim) = attempt.claim() {
        let amount = claim.amount;
        let refund = RefundAsk { claim: claim.clone(), amount, before: 0, order: claim.order };
        let operations = [
            Operation::Verify(claim.clone()),
            Operation::Inquire(claim.clone()),
            Operation::Settle(claim.clone()),
            Operation::Refund(refund),
            Operation::Reverse(claim),
        ];
        for operation in operations {
            ask(&market, operation);
        }
    }
    heard.iter().map(|hearing| Hearing::clone(hearing)).collect()
}

/// Tells a story up to the browser's return.
#[must_use]
pub fn scene(gateway: &str, story: Story) -> Scene {
    let mut market = Market::new();
    if story == Story::Misreported {
        let settings = market.bank(gateway).settings.changed_by(&json!({ "wrong_amount": true })).unwrap();
        market.bank(gateway).settings = settings;
    }
    let amount = if story == Story::SentBack { SENT_BACK } else { AMOUNT };
    let other = begun(&mut market, gateway, amount);
    let sale = begun(&mut market, gateway, amount);
    let back = match story {
        Story::Paid | Story::PaidLost | Story::Misreported | Story::SentBack => market.at_bank(sale, "pay"),
        Story::CancelledForged | Story::DeclinedForged | Story::AbsentForged => {
            match story {
                Story::CancelledForged => drop(market.at_bank(sale, "cancel")),
                Story::DeclinedForged => drop(market.at_bank(sale, "decline")),
                _ => {}
            }
            let theirs = market.at_bank(other, "pay");
            made_out_to(&market, &theirs, other, sale)
        }
    };
    if story == Story::PaidLost {
        let set = |market: &mut Market, to: &str| {
            let settings = market.bank(gateway).settings.changed_by(&json!({ "verify": to })).unwrap();
            market.bank(gateway).settings = settings;
        };
        set(&mut market, "lost");
        market.come_back(sale, &back, &mut leave_alone).unwrap();
        set(&mut market, "ok");
        market.now = due_at(&market.payment(sale)).expect("the call is due again");
    }
    Scene { market, sale, back, story }
}

/// The scene's other payment, paid: what its answers say is about something else.
fn another(gateway: &str) -> Scene {
    let Scene { mut market, sale, .. } = scene(gateway, Story::Paid);
    let other = sale - 1;
    let back = market.at_bank(other, "pay");
    Scene { market, sale: other, back, story: Story::Paid }
}

fn begun(market: &mut Market, gateway: &str, amount: i64) -> usize {
    let sale = market.sell(amount);
    market.begin(sale, gateway, &mut leave_alone).unwrap();
    sale
}

/// Another payment's callback with this one's order and token in it.
fn made_out_to(market: &Market, theirs: &Return, other: usize, sale: usize) -> Return {
    let named = |sale: usize| {
        let attempt = market.payment(sale).attempts.last().unwrap().clone();
        (attempt.ask.order.to_string(), attempt.token.unwrap().word().to_owned())
    };
    let (their_order, their_token) = named(other);
    let (order, token) = named(sale);
    let forged = |value: &String| match value {
        value if *value == their_order => order.clone(),
        value if *value == their_token => token.clone(),
        value => value.clone(),
    };
    let fields = theirs.fields.iter().map(|(name, value)| (name.clone(), forged(value))).collect();
    Return { url: theirs.url.clone(), fields }
}

/// Every answer that the bank gives in a scene, in order.
#[must_use]
pub fn answers(scene: &Scene) -> Vec<Carried> {
    let mut heard = Vec::new();
    let mut market = scene.market.clone();
    let mut listen = |_: usize, _: &_, carried: &mut Carried| heard.push(carried.clone());
    scene.go_on(&mut market, &mut listen);
    heard
}

/// Tells `story` at `gateway` once for each change of each answer. `every` takes one change in so many, from `first` on.
#[must_use]
pub fn tell_changed(gateway: &str, story: Story, every: usize, first: usize) -> Tally {
    let scene = scene(gateway, story);
    let theirs = answers(&another(gateway));
    let mut tally = Tally::default();
    for (at, answer) in answers(&scene).into_iter().enumerate() {
        let other = theirs.get(at).map(|other| other.body.as_slice());
        for mutation in mutations(answer.status, &answer.body, other).into_iter().skip(first).step_by(every) {
            tally.tried += 1;
            let mut market = scene.market.clone();
            let mut meddle = |number: usize, _: &_, carried: &mut Carried| {
                if number == at {
                    *carried = Carried { status: mutation.status, body: mutation.body.clone() };
                }
            };
            scene.go_on(&mut market, &mut meddle);
            market.settle_down(scene.sale, Span::minutes(180));
            if !is_true(&mut market, gateway, scene.sale) {
                tally.false_success.push(format!("{gateway}, {story:?}, answer {at}: {}", mutation.what));
            }
        }
    }
    tally
}

/// Whether a payment that counts as paid is captured in the bank's book, with its whole amount.
fn is_true(market: &mut Market, gateway: &str, sale: usize) -> bool {
    let payment = market.payment(sale);
    if payment.paid_at.is_none() {
        return true;
    }
    let captured = if Kind::named(gateway).unwrap().verify_captures() { State::Verified } else { State::Settled };
    let amount = payment.created.amount.get().unsigned_abs();
    let attempt = payment.attempts.last().unwrap().clone();
    let order = attempt.ask.order.to_string();
    // Where verify does not bind the order, a receipt is its claimer's, whichever order it was made for.
    let claimed = attempt.sighting().map(|sighting| sighting.reference.key.clone());
    let by_claim = !market.account(gateway).capabilities().verify_binds_order;
    let book = &market.bank(gateway).book;
    book.newest_first().any(|row| {
        let ours = row.order == order || (by_claim && row.reference == claimed);
        ours && row.state == captured && row.amount == amount
    })
}
