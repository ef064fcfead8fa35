//! The shops' servers: they make payments, ask again, read, withdraw and refund.

use crate::{
    audit::{Asked, Reading},
    process::Whose,
    setting::SHOPS,
    witness::Witness,
    world::{HOUR, MINUTE, SECOND, Task, World},
};
use dargah_engine::{
    money::Rial,
    payment::{Command, Created, RefundWish, Refusal},
    time::Span,
    webhook::Kind,
};
use dargah_wire::Mode;

/// How long a payment can be paid.
const TO_PAY: Span = Span::minutes(30);

/// A refund as a shop asks for it: it asks again with the same words.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) amount: Option<i64>,
    pub(crate) key: String,
    pub(crate) fingerprint: String,
}

impl World {
    /// The shop makes its payment, until it has heard that it is made.
    pub(crate) fn create(&mut self, number: usize) {
        let repeats = self.sales[number].known;
        let sale = &self.sales[number];
        let other = repeats && self.dice.strikes(300);
        let created = Created {
            id: sale.id,
            shop: SHOPS[sale.shop].1.clone(),
            mode: if sale.live { Mode::Live } else { Mode::Test },
            amount: Rial::new(if other { sale.amount + 10 } else { sale.amount }).unwrap(),
            order_id: format!("A-{number}"),
            return_url: "https://shop.example/orders/1".to_owned(),
            description: None,
            lines: Vec::new(),
            mobile: None,
            metadata: Default::default(),
            split: Default::default(),
            top_up: None,
            expires_at: self.ledger_now() + TO_PAY,
            fingerprint: if other { format!("another sale {number}") } else { format!("sale {number}") },
        };
        self.start(number, Whose::Shop, Command::Create(Box::new(created)), None);
        if !self.sales[number].known {
            let wait = self.dice.between(1, 60) * SECOND;
            self.queue.at(self.now + wait, Task::Create(number));
        } else if !repeats {
            let wait = self.dice.between(1, 300) * SECOND;
            self.queue.at(self.now + wait, Task::Press(number));
            if self.dice.strikes(self.plan.tabs) {
                let wait = self.dice.between(1, 300) * SECOND;
                self.queue.at(self.now + wait, Task::Press(number));
            }
        }
        if self.dice.strikes(self.plan.shop_repeats) {
            let wait = self.dice.between(0, 2 * HOUR);
            self.queue.at(self.now + wait, Task::Create(number));
        }
    }

    /// The shop reads its payment; now and then another one tries.
    pub(crate) fn read(&mut self, number: usize) {
        if let Ok(Some(payment)) = self.look_up(number) {
            let now = self.ledger_now();
            let reading = Reading::of(&payment, now);
            self.audit.reads(number, &reading, now.0);
        }
        self.ask_as_another_shop(number);
    }

    /// The shop withdraws its payment.
    pub(crate) fn cancel(&mut self, number: usize) {
        if self.sales[number].known {
            self.start(number, Whose::Shop, Command::Cancel, None);
        }
    }

    /// The shop asks for a refund.
    pub(crate) fn refund(&mut self, number: usize, wish: Wish) {
        let command = Command::Refund(RefundWish {
            to: None,
            amount: wish.amount.and_then(|rial| Rial::new(rial).ok()),
            reason: "returned goods".to_owned(),
            key: wish.key.clone(),
            fingerprint: wish.fingerprint.clone(),
            entropy: self.dice.bytes(),
        });
        self.sales[number].wishes.push(wish);
        self.start(number, Whose::Shop, command, None);
    }

    /// The shop hears news.
    pub(crate) fn shop_is_told(&mut self, number: usize, kind: Kind) {
        if kind == Kind::PaymentPaid && self.dice.strikes(self.plan.refunds) {
            for _ in 0..1 + self.dice.below(4) {
                self.wish_refund(number);
            }
        }
        // Who asked too early, or was refused by a bank, asks again.
        if matches!(kind, Kind::RefundFailed | Kind::RefundReview | Kind::RefundSucceeded) && self.dice.below(3) == 0 {
            self.wish_refund(number);
        }
    }

    fn wish_refund(&mut self, number: usize) {
        let whole = self.sales[number].amount;
        let count = self.sales[number].wishes.len();
        let again = count > 0 && self.dice.below(5) == 0;
        let wish = if again {
            let mut wish = self.sales[number].wishes[self.dice.below(count)].clone();
            if self.dice.below(3) == 0 {
                wish.fingerprint.push('!');
            }
            wish
        } else {
            let part = whole / 10 * self.dice.between(1, 9);
            let amount = match self.dice.below(8) {
                0..=2 => None,
                3 => Some(whole),
                4 => Some(whole + 10),
                _ => Some(part),
            };
            let key = format!("refund {}", self.dice.roll());
            Wish { amount, fingerprint: format!("{amount:?}"), key }
        };
        // Two at one moment, as two clerks would.
        let times = if self.dice.below(4) == 0 { 2 } else { 1 };
        // Just inside what the contract says of a reversal, and perhaps outside what the bank does.
        let wait =
            [SECOND, 5 * SECOND, 10 * MINUTE, 29 * MINUTE - 10 * SECOND, 45 * MINUTE, 3 * HOUR][self.dice.below(6)];
        for time in 0..times {
            let mut wish = wish.clone();
            if time > 0 {
                wish.key.push_str(" by another clerk");
            }
            let wait = wait + self.dice.between(0, 50);
            self.queue.at(self.now + wait, Task::Refund(number, Box::new(wish)));
        }
    }

    /// Notes what a refusal bears witness of.
    pub(crate) fn met_refusal(&mut self, asked: &Asked, refusal: Refusal) {
        match (asked, refusal) {
            (Asked::Refund { .. }, Refusal::OverCeiling) => self.met(Witness::RefundOverCeiling),
            (Asked::Begin, Refusal::InProgress) => self.met(Witness::BusyRefused),
            (Asked::Begin, Refusal::NoGateway) => self.met(Witness::NoGateway),
            (Asked::Create { .. }, Refusal::MadeOtherwise) => self.met(Witness::KeyReused),
            _ => {}
        }
    }

    /// Notes what a reply without an event bears witness of.
    pub(crate) fn met_repeat(&mut self, asked: &Asked, idle: bool) {
        match asked {
            Asked::Create { .. } => self.met(Witness::CreateRepeated),
            Asked::Refund { .. } if idle => self.met(Witness::RefundRepeated),
            _ => {}
        }
    }
}
