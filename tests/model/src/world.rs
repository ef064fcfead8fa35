//! One state of the world: payments as the engine holds them, the banks' book, the claim registry, the shop's mailbox, what is
//! under way between them, and the time. What lives here changes it; what may happen next is `action.rs`, what must hold is
//! `law.rs` and `book.rs`.

use crate::{
    bank::{Row, State},
    errand::{Answer, Errand, Flight, How, Name, Stage, Wrong},
    law::{self, Broken, Voice},
    scene::Scene,
    witness::{Seen, Witness},
};
use dargah_engine::{
    gateway::{Class, Operation, OperationKind, ReferenceFrom},
    id::GatewayId,
    payment::{Command, Context, Effect, Payment, Refusal, Run, decide},
    time::Moment,
    webhook::Kind,
};
use std::sync::Arc;

/// How long a copy of a bank's book may be behind, in milliseconds.
const LAG: i64 = 10 * 60 * 1000;

/// What may yet happen, of everything that is bounded over the whole scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) faults: u8,
    pub(crate) forged: u8,
    pub(crate) cancels: u8,
    pub(crate) refunds: u8,
    pub(crate) lessons: u8,
    pub(crate) jumps: u8,
    pub(crate) disputes: u8,
    pub(crate) odd: u8,
    pub(crate) offs: u8,
    pub(crate) ticks: u8,
    pub(crate) late: u8,
}

/// The world.
#[derive(Clone)]
pub struct World {
    /// The true time, which the banks have, in milliseconds from the beginning.
    pub(crate) time: i64,
    /// By how much the ledger's clock is ahead of it.
    pub(crate) skew: i64,
    /// Whether that ever changed.
    pub(crate) jumped: bool,
    /// Whether every gateway is switched off.
    pub(crate) off: bool,
    pub(crate) sales: Vec<Arc<Payment>>,
    /// What the shop was told of each, in order.
    pub(crate) mail: Vec<Vec<(Kind, String)>>,
    pub(crate) rows: Vec<Row>,
    /// Gateway and reference, and whose they are.
    pub(crate) claims: Vec<(u8, Name, u8)>,
    pub(crate) flights: Vec<Flight>,
    pub(crate) left: Left,
    /// Every event, if somebody wants to read them.
    pub(crate) log: Option<Vec<String>>,
}

impl World {
    /// The beginning.
    #[must_use]
    pub fn new(scene: &Scene) -> Self {
        let b = &scene.bounds;
        Self {
            time: 0,
            skew: 0,
            jumped: false,
            off: false,
            sales: (0..b.sales).map(|sale| Arc::new(scene.payment(sale))).collect(),
            mail: vec![Vec::new(); b.sales.into()],
            rows: Vec::new(),
            claims: Vec::new(),
            flights: Vec::new(),
            left: Left {
                faults: b.faults,
                forged: b.forged,
                cancels: b.cancels,
                refunds: b.refunds,
                lessons: b.lessons,
                jumps: b.jumps,
                disputes: b.disputes,
                odd: b.odd,
                offs: b.offs,
                ticks: b.ticks,
                late: b.late,
            },
            log: None,
        }
    }

    /// What the ledger's clock shows.
    pub(crate) fn clock(&self) -> Moment {
        Scene::moment(self.time + self.skew)
    }

    /// The true time of a moment on the ledger's clock.
    pub(crate) fn true_time(&self, moment: Moment) -> i64 {
        (moment - Scene::moment(0)).0 - self.skew
    }

    pub(crate) fn row(&self, id: u8) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    pub(crate) fn row_mut(&mut self, id: u8) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.id == id)
    }

    /// Whose a reference is.
    pub(crate) fn owner(&self, gateway: u8, name: Name) -> Option<u8> {
        self.claims.iter().find(|(g, n, _)| (*g, *n) == (gateway, name)).map(|(_, _, sale)| *sale)
    }

    /// Lets time pass; banks give back what nobody verified.
    pub(crate) fn pass(&mut self, scene: &Scene, until: i64) {
        self.time = self.time.max(until);
        for row in &mut self.rows {
            if row.lapses_at(&scene.manners[row.gateway as usize]).is_some_and(|at| at <= self.time) {
                row.state = State::Lapsed;
            }
        }
    }

    /// Tells a payment something. Whether it took it; a refusal changes nothing.
    pub(crate) fn tell(
        &mut self,
        scene: &Scene,
        sale: u8,
        command: Command,
        voice: Voice,
        seen: &mut Seen,
    ) -> Result<bool, Broken> {
        let before = Arc::clone(&self.sales[sale as usize]);
        let gateways = if self.off { &scene.shut } else { &scene.open };
        let context = Context { now: self.clock(), gateways, shops: &scene.shops, links: &scene.links };
        let decision = match decide(Some(&before), command, &context) {
            Ok(decision) => decision,
            Err(refusal) => {
                match refusal {
                    Refusal::NoGateway => seen.note(Witness::AllGatewaysDownRefused),
                    Refusal::Stale => seen.note(Witness::StaleAnswerIgnored),
                    _ => {}
                }
                return Ok(false);
            }
        };
        if let Some(log) = &mut self.log {
            log.extend(
                decision.events.iter().map(|e| format!("    {sale} @{} {:?}", (e.at - Scene::moment(0)).0, e.event)),
            );
        }
        law::step(scene, self, sale, &before, &voice, &decision, seen)?;
        // Nobody may be the wiser for what the engine did not change.
        if !decision.events.is_empty() {
            self.sales[sale as usize] = Arc::new(decision.payment);
        }
        for effect in decision.effects {
            self.take(scene, sale, &voice, effect, seen)?;
        }
        Ok(true)
    }

    /// Sends an effect on its way.
    fn take(&mut self, scene: &Scene, sale: u8, voice: &Voice, effect: Effect, seen: &mut Seen) -> Result<(), Broken> {
        let payment = &self.sales[sale as usize];
        let (began, press) = match voice {
            Voice::Begin(began, press) => (*began, *press),
            Voice::Answer(flight, _) => (flight.began, flight.press),
            _ => (Scene::moment(0), 0),
        };
        let flight = |errand, attempt: u32, gateway, name, amount, sent_at| {
            payment.attempt(attempt).map(|attempt| Flight {
                sale,
                errand,
                gateway: scene.gateway(gateway),
                name,
                order: attempt.ask.order,
                amount,
                sent_at,
                began,
                press,
                stage: Stage::Fresh,
            })
        };
        let made = match &effect {
            Effect::Call { attempt, gateway, operation, sent_at } => {
                let amount = match operation {
                    Operation::Token(ask) => ask.amount,
                    _ => operation.claim().map_or(payment.created.amount, |claim| claim.amount),
                };
                let errand = Errand::Call(*attempt, operation.kind());
                flight(errand, *attempt, gateway, name(sale, *attempt, operation), amount.get(), *sent_at)
            }
            Effect::Claim { attempt, gateway, reference, sent_at } => {
                flight(Errand::Claim(*attempt), *attempt, gateway, Name::of(reference), 0, *sent_at)
            }
            Effect::Refund { refund, gateway, operation, sent_at } => {
                let amount = match operation {
                    Operation::Refund(ask) => ask.amount.get(),
                    _ => operation.claim().map_or(0, |claim| claim.amount.get()),
                };
                let attempt = payment.paid_by.unwrap_or_default();
                let errand = Errand::Refund(*refund, operation.kind());
                flight(errand, attempt, gateway, name(sale, attempt, operation), amount, *sent_at)
            }
            // The laws say what is wrong with it.
            Effect::Wallet { .. } => None,
            Effect::Publish if !scene.bounds.news => {
                let took = self.post(sale)?;
                let told = Command::Published { upto: took };
                return self.tell(scene, sale, told, Voice::Hub, seen).map(|_| ());
            }
            // Handing the same news over twice at once is handing them over.
            Effect::Publish if self.flights.iter().any(|f| f.sale == sale && f.errand == Errand::Publish) => None,
            Effect::Publish => Some(Flight {
                sale,
                errand: Errand::Publish,
                gateway: 0,
                name: Name::MadeUp,
                order: dargah_engine::id::OrderNumber::derive(&[0; 16], 0),
                amount: 0,
                sent_at: self.clock(),
                began,
                press,
                stage: Stage::Fresh,
            }),
        };
        self.flights.extend(made);
        Ok(())
    }

    /// Hands the shop's news over; up to which number.
    fn post(&mut self, sale: u8) -> Result<Option<u32>, Broken> {
        let news = self.sales[sale as usize].messages(self.clock());
        let mail = &mut self.mail[sale as usize];
        for message in &news {
            law::message(mail, message)?;
            if message.sequence as usize > mail.len() {
                mail.push((message.kind, message.id.clone()));
            }
        }
        Ok(news.last().map(|message| message.sequence))
    }

    /// The other side does what it is asked to; its answer.
    pub(crate) fn act(&mut self, scene: &Scene, flight: &Flight) -> Result<Answer, Broken> {
        let manner = &scene.manners[flight.gateway as usize];
        let (time, asked) = (self.time, flight.amount);
        let kind = match flight.errand {
            Errand::Publish => return Ok(Answer::Took(self.post(flight.sale)?)),
            Errand::Claim(_) => return Ok(Answer::Claimed(Some(self.claim(flight.gateway, flight.name, flight.sale)))),
            Errand::Call(attempt, OperationKind::Token) => {
                self.issue(scene, flight, attempt);
                return Ok(Answer::Token);
            }
            Errand::Call(_, kind) | Errand::Refund(_, kind) => kind,
        };
        let Name::Row(id) = flight.name else {
            return Ok(match (flight.name, kind) {
                // A bank that does not look whose terminal asks tells of a stranger's payment.
                (Name::Strangers, OperationKind::Verify) if manner.can.reference == ReferenceFrom::Callback => {
                    Answer::Done(Class::Ok, asked, Wrong::Terminal)
                }
                _ => Answer::Refused(Class::State),
            });
        };
        let binds = manner.can.verify_binds_order;
        let Some(row) = self.rows.iter_mut().find(|row| row.id == id && row.gateway == flight.gateway) else {
            return Ok(Answer::Refused(Class::State));
        };
        if binds && row.order != flight.order || manner.has_forgotten(row, time) {
            return Ok(Answer::Refused(Class::State));
        }
        Ok(match (kind, flight.errand) {
            (OperationKind::Verify, _) => row.verify(manner, asked, time),
            (OperationKind::Settle, _) => row.settle(),
            (OperationKind::Inquire, _) => row.inquire(),
            (OperationKind::Refund, Errand::Refund(number, _)) => row.refund(manner, number, asked),
            _ => row.reverse(manner, time),
        })
    }

    /// Claims a reference; whether it is the payment's.
    pub(crate) fn claim(&mut self, gateway: u8, name: Name, sale: u8) -> bool {
        let owner = self.owner(gateway, name);
        if owner.is_none() {
            self.claims.push((gateway, name, sale));
        }
        owner.is_none_or(|owner| owner == sale)
    }

    fn issue(&mut self, scene: &Scene, flight: &Flight, attempt: u32) {
        let row = Row {
            id: row_of(flight.sale, attempt),
            gateway: flight.gateway,
            order: flight.order,
            state: State::Issued,
            issued_at: self.time,
            debited_at: 0,
            verified_at: 0,
            amount: flight.amount,
            slow: false,
            taken: false,
            verify_lost: false,
            runs: [0; 3],
            refunded: 0,
            returns: scene.bounds.returns,
        };
        self.rows.push(row);
    }

    /// What the other side says if it does nothing, in this way; nothing where it cannot say so.
    pub(crate) fn idle_answer(&self, scene: &Scene, flight: &Flight, how: How) -> Option<Answer> {
        let manner = &scene.manners[flight.gateway as usize];
        let row = match flight.name {
            Name::Row(id) => self.row(id),
            _ => None,
        };
        let kind = match flight.errand {
            Errand::Call(_, kind) | Errand::Refund(_, kind) => Some(kind),
            Errand::Claim(_) | Errand::Publish => None,
        };
        match (how, kind) {
            (How::Lag, Some(OperationKind::Verify | OperationKind::Inquire)) => {
                let fresh = row.is_some_and(|r| r.state == State::Debited && self.time < r.debited_at + LAG);
                fresh.then_some(Answer::Refused(Class::State))
            }
            (How::Lag, Some(OperationKind::Settle)) => {
                let fresh = row.is_some_and(|r| r.state == State::Verified && self.time < r.verified_at + LAG);
                fresh.then_some(Answer::Refused(Class::State))
            }
            (How::Deny, Some(OperationKind::Token)) => Some(Answer::Refused(Class::Config)),
            (How::Deny, Some(OperationKind::Reverse)) => Some(Answer::Refused(Class::State)),
            (How::Deny, Some(OperationKind::Refund)) if manner.refuses_refunds() => Some(Answer::Refused(Class::State)),
            (How::MixUp, Some(OperationKind::Verify)) if manner.tells_payments_apart() => {
                Some(Answer::Done(Class::Ok, flight.amount, Wrong::Other))
            }
            _ => None,
        }
    }

    /// The answer to an errand reaches its payment.
    pub(crate) fn hear(
        &mut self,
        scene: &Scene,
        flight: &Flight,
        answer: Answer,
        seen: &mut Seen,
    ) -> Result<bool, Broken> {
        let manner = &scene.manners[flight.gateway as usize];
        let attempts = self.sales[flight.sale as usize].attempts.len();
        let name = match flight.errand {
            Errand::Call(attempt, OperationKind::Token) => Name::Row(row_of(flight.sale, attempt)),
            _ => flight.name,
        };
        let command = match (flight.errand, answer) {
            (Errand::Publish, Answer::Took(upto)) => Command::Published { upto },
            (Errand::Publish, _) => Command::Published { upto: None },
            (Errand::Claim(attempt), answer) => {
                let ours = if let Answer::Claimed(ours) = answer { ours } else { None };
                Command::ClaimHeard { attempt, sent_at: flight.sent_at, ours }
            }
            (Errand::Refund(refund, _), answer) => {
                let outcome = manner.outcome(answer, name, flight.order);
                Command::RefundHeard { refund, sent_at: flight.sent_at, outcome }
            }
            (Errand::Call(attempt, call), answer) => {
                let more = call == OperationKind::Token && attempts < usize::from(scene.bounds.attempts);
                Command::Heard {
                    attempt,
                    call,
                    sent_at: flight.sent_at,
                    outcome: manner.outcome(answer, name, flight.order),
                    run: more.then(|| Box::new(run(flight.sale, flight.press, flight.began, None))),
                }
            }
        };
        self.tell(scene, flight.sale, command, Voice::Answer(*flight, answer), seen)
    }
}

/// One press of the button.
pub(crate) fn run(sale: u8, press: u8, began: Moment, named: Option<GatewayId>) -> Run {
    let mut entropy = [sale; 16];
    entropy[0] = press;
    Run { began, method: None, named, without: Vec::new(), mobile: None, shopper: None, health: None, entropy }
}

/// The row of an attempt's order.
pub(crate) const fn row_of(sale: u8, attempt: u32) -> u8 {
    sale * 4 + attempt as u8 - 1
}

/// The payment and the attempt of a row.
pub(crate) const fn attempt_of(row: u8) -> (u8, u32) {
    (row / 4, (row % 4) as u32 + 1)
}

/// What an operation is about.
fn name(sale: u8, attempt: u32, operation: &Operation) -> Name {
    operation.claim().map_or(Name::Row(row_of(sale, attempt)), |claim| Name::of(&claim.reference.key))
}
