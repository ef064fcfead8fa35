//! What may happen next, one thing at a time. An action names what it is about and not where that lies, so a story with one
//! action left out is still a story.

use crate::{
    bank::State,
    errand::{Answer, Errand, Flight, Forgery, How, Name, Stage},
    law::{Broken, Voice},
    scene::{AMOUNT, Scene},
    witness::{Seen, Witness},
    world::{World, attempt_of, row_of, run},
};
use dargah_engine::{
    gateway::{Callback, Class, Hint, OperationKind, Reference, Token},
    money::Rial,
    payment::{Command, Learnt, Lesson, Phase, RefundPhase, RefundWish, Way, due_at},
};
use serde::{Deserialize, Serialize};

/// How far an operator's, or a late alarm's, step of the clock goes: past a lease, and short of an alarm for it.
const TICK: i64 = 20_000;

/// How far a clock jumps (F42).
const JUMP: i64 = 5 * 60 * 1000;

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// The shopper presses the button of a gateway.
    Begin(u8, u8),
    /// The shopper pays at the bank.
    Pay(u8),
    /// The card is debited of half as much.
    PayHalf(u8),
    /// The shopper pays at a bank that keeps the money for as long as it likes.
    PaySlow(u8),
    /// The shopper cancels at the bank.
    Leave(u8),
    /// The browser comes back with the bank's news; how the claim registry is.
    Return(u8, How),
    /// Somebody makes a callback up: to which row's attempt, and with which row's reference.
    Forge(u8, Forgery, u8),
    /// What is to be done is done, or not.
    Carry(u8, Errand, How),
    /// A request that was held up arrives.
    Land(u8, Errand),
    /// An answer that was held up arrives.
    Deliver(u8, Errand),
    /// The alarm rings when it should.
    Ring(u8),
    /// Somebody has what is due done now.
    Sweep(u8),
    /// Time passes until the next bound of a window, and no alarm rings.
    Wait,
    /// A short while passes.
    Tick,
    /// The ledger's clock jumps forward, or back.
    Jump(bool),
    /// The shop withdraws the payment.
    Cancel(u8),
    /// The shop wants back the whole, or half of it.
    Refund(u8, bool),
    /// An operator knows that the bank holds money.
    TellHeld(u8),
    /// An operator knows that the bank has sent money back.
    TellReturned(u8),
    /// An operator knows what became of a refund.
    TellRefund(u8, u32),
    /// The bank takes back what was the shop's.
    Dispute(u8),
    /// The operator switches every gateway off, or on again.
    Switch,
}

impl Action {
    /// The same without what is out of the ordinary.
    pub(crate) const fn plain(self) -> Self {
        match self {
            Self::PayHalf(row) | Self::PaySlow(row) => Self::Pay(row),
            Self::Return(row, _) => Self::Return(row, How::Straight),
            Self::Carry(sale, errand, _) => Self::Carry(sale, errand, How::Straight),
            other => other,
        }
    }
}

impl World {
    /// Everything that may happen next, and some that may not.
    pub(crate) fn actions(&self, scene: &Scene, into: &mut Vec<Action>) {
        let (left, b) = (&self.left, &scene.bounds);
        for flight in &self.flights {
            let (sale, errand) = (flight.sale, flight.errand);
            match flight.stage {
                Stage::Fresh => {
                    into.push(Action::Carry(sale, errand, How::Straight));
                    if left.faults > 0 {
                        into.extend(b.hows.iter().map(|how| Action::Carry(sale, errand, *how)));
                    }
                }
                Stage::Adrift => into.push(Action::Land(sale, errand)),
                Stage::Late(_) => into.push(Action::Deliver(sale, errand)),
            }
        }
        for row in &self.rows {
            let id = row.id;
            match row.state {
                State::Issued => {
                    into.extend([Action::Pay(id), Action::Leave(id)]);
                    if left.odd > 0 {
                        into.extend([Action::PayHalf(id), Action::PaySlow(id)]);
                    }
                }
                _ if row.returns > 0 => {
                    into.push(Action::Return(id, How::Straight));
                    if left.faults > 0 && b.hows.contains(&How::SilentBefore) {
                        into.extend([Action::Return(id, How::SilentBefore), Action::Return(id, How::DieAfter)]);
                    }
                }
                _ => {}
            }
            if left.forged > 0 {
                for forgery in b.forgeries {
                    match forgery {
                        Forgery::Others => {
                            let others = self.rows.iter().filter(|r| r.id != id && r.gateway == row.gateway);
                            into.extend(others.map(|other| Action::Forge(id, *forgery, other.id)));
                        }
                        _ => into.push(Action::Forge(id, *forgery, id)),
                    }
                }
            }
            if left.lessons > 0 {
                into.extend([Action::TellHeld(id), Action::TellReturned(id)]);
            }
            if left.disputes > 0 && row.taken {
                into.push(Action::Dispute(id));
            }
        }
        for sale in 0..b.sales {
            let payment = &self.sales[sale as usize];
            if payment.attempts.len() < usize::from(b.attempts) {
                into.extend((0..scene.names.len()).map(|gateway| Action::Begin(sale, gateway as u8)));
            }
            if left.cancels > 0 {
                into.push(Action::Cancel(sale));
            }
            if left.refunds > 0 && payment.paid_at.is_some() {
                into.extend([Action::Refund(sale, true), Action::Refund(sale, false)]);
            }
            if left.lessons > 0 {
                let lost = payment.refunds.iter().filter(|refund| refund.phase == RefundPhase::Unknown);
                into.extend(lost.map(|refund| Action::TellRefund(sale, refund.number)));
            }
            into.push(Action::Ring(sale));
            if left.ticks < b.ticks || self.jumped {
                into.push(Action::Sweep(sale));
            }
        }
        if left.ticks > 0 {
            into.push(Action::Tick);
        }
        if left.late > 0 {
            into.push(Action::Wait);
        }
        if left.jumps > 0 {
            into.extend([Action::Jump(true), Action::Jump(false)]);
        }
        if left.offs > 0 {
            into.push(Action::Switch);
        }
    }

    /// Whether somebody is at work at this moment: time does not pass meanwhile.
    fn is_busy(&self) -> bool {
        self.flights.iter().any(|flight| flight.stage == Stage::Fresh)
    }

    /// Has it happen. Whether it could; where it could not, the world is to be thrown away.
    ///
    /// # Errors
    /// The law that it broke.
    pub(crate) fn apply(&mut self, scene: &Scene, action: Action, seen: &mut Seen) -> Result<bool, Broken> {
        match action {
            Action::Begin(sale, gateway) => {
                if self.sales[sale as usize].attempts.len() >= usize::from(scene.bounds.attempts) {
                    return Ok(false);
                }
                self.pass(scene, self.time + 1000);
                let (began, press) = (self.clock(), self.sales[sale as usize].attempts.len() as u8);
                let named = scene.names.get(gateway as usize).cloned();
                let command = Command::Begin(Box::new(run(sale, press, began, named)));
                self.tell(scene, sale, command, Voice::Begin(began, press), seen)
            }
            Action::Pay(id) | Action::PayHalf(id) | Action::PaySlow(id) | Action::Leave(id) => {
                Ok(self.at_the_bank(scene, id, action))
            }
            Action::Return(id, how) => self.come_back(scene, id, how, seen),
            Action::Forge(id, forgery, other) => self.forge(scene, id, forgery, other, seen),
            Action::Carry(sale, errand, how) => self.carry(scene, sale, errand, how, seen),
            Action::Land(sale, errand) => match self.pull(sale, errand, |stage| stage == Stage::Adrift) {
                Some(flight) => self.act(scene, &flight).map(|_| true),
                None => Ok(false),
            },
            Action::Deliver(sale, errand) => match self.pull(sale, errand, |stage| matches!(stage, Stage::Late(_))) {
                Some(flight) => {
                    if let Stage::Late(answer) = flight.stage {
                        self.hear(scene, &flight, answer, seen)?;
                    }
                    Ok(true)
                }
                None => Ok(false),
            },
            Action::Ring(sale) => {
                let Some(due) = due_at(&self.sales[sale as usize]).filter(|_| !self.is_busy()) else {
                    return Ok(false);
                };
                self.pass(scene, self.true_time(due));
                self.tell(scene, sale, Command::Due, Voice::Alarm, seen)
            }
            Action::Sweep(sale) => {
                let before = self.flights.len();
                let version = self.sales[sale as usize].version;
                self.tell(scene, sale, Command::Due, Voice::Due, seen)?;
                Ok(self.flights.len() != before || self.sales[sale as usize].version != version)
            }
            Action::Wait => match self.next_bound(scene).filter(|_| !self.is_busy() && self.left.late > 0) {
                Some(bound) => {
                    self.left.late -= 1;
                    self.pass(scene, bound);
                    Ok(true)
                }
                None => Ok(false),
            },
            Action::Tick => {
                let may = !self.is_busy() && spend(&mut self.left.ticks);
                self.pass(scene, self.time + TICK);
                Ok(may)
            }
            Action::Jump(forward) => {
                self.skew += if forward { JUMP } else { -JUMP };
                self.jumped = true;
                Ok(spend(&mut self.left.jumps))
            }
            Action::Cancel(sale) => {
                Ok(spend(&mut self.left.cancels) && self.tell(scene, sale, Command::Cancel, Voice::Shop, seen)?)
            }
            Action::Refund(sale, whole) => {
                let number = self.sales[sale as usize].refunds.len() as u8 + 1;
                let wish = RefundWish {
                    to: None,
                    amount: if whole { None } else { Rial::new(AMOUNT / 2).ok() },
                    reason: String::new(),
                    key: number.to_string(),
                    fingerprint: number.to_string(),
                    entropy: [100 + sale; 16],
                };
                let (may, again) = (spend(&mut self.left.refunds), wish.clone());
                let may = may && self.tell(scene, sale, Command::Refund(wish), Voice::Shop, seen)?;
                if may {
                    // The same wish again is the same refund, and another one under its key is none (I14).
                    let wished = self.sales[sale as usize].refunds.len();
                    self.tell(scene, sale, Command::Refund(again.clone()), Voice::Shop, seen)?;
                    let other = RefundWish { fingerprint: "another".to_owned(), ..again };
                    let took = self.tell(scene, sale, Command::Refund(other), Voice::Shop, seen)?;
                    if took || self.sales[sale as usize].refunds.len() != wished {
                        return Broken::law("I14", "a refund's key stands for two refunds");
                    }
                }
                Ok(may)
            }
            Action::TellHeld(id) | Action::TellReturned(id) => self.teach(scene, id, action, seen),
            Action::TellRefund(sale, number) => self.teach_refund(scene, sale, number, seen),
            Action::Dispute(id) => {
                let may = spend(&mut self.left.disputes);
                let Some(row) = self.row_mut(id).filter(|row| row.taken && !row.state.is_back()) else {
                    return Ok(false);
                };
                row.state = State::Disputed;
                Ok(may)
            }
            Action::Switch => {
                self.off = !self.off;
                Ok(!self.off || spend(&mut self.left.offs))
            }
        }
    }

    fn at_the_bank(&mut self, scene: &Scene, id: u8, action: Action) -> bool {
        let (sale, attempt) = attempt_of(id);
        // The shopper was sent there only if the token was heard of.
        let sent = self.sales[sale as usize].attempt(attempt).is_some_and(|attempt| attempt.token.is_some());
        let odd = matches!(action, Action::PayHalf(_) | Action::PaySlow(_));
        let (now, may) = (self.time, !odd || spend(&mut self.left.odd));
        let Some(row) = self.row_mut(id).filter(|row| row.state == State::Issued) else { return false };
        let manner = &scene.manners[row.gateway as usize];
        if !sent || !may || now >= row.issued_at + manner.page() {
            return false;
        }
        if action == Action::Leave(id) {
            row.state = State::Left;
            return true;
        }
        row.state = State::Debited;
        row.debited_at = now;
        row.slow = matches!(action, Action::PaySlow(_));
        if matches!(action, Action::PayHalf(_)) {
            row.amount /= 2;
            return manner.may_differ();
        }
        true
    }

    /// The bank's news of a row, as its browser brings it.
    fn come_back(&mut self, scene: &Scene, id: u8, how: How, seen: &mut Seen) -> Result<bool, Broken> {
        let spent = how == How::Straight || spend(&mut self.left.faults);
        let Some(row) = self.row_mut(id).filter(|row| row.returns > 0 && row.state != State::Issued) else {
            return Ok(false);
        };
        row.returns -= 1;
        let paid = row.state != State::Left;
        let hint = if paid { Hint::Paid } else { Hint::Cancelled };
        let reference = paid.then(|| self.reference(scene, id, Name::Row(id))).flatten();
        Ok(spent && self.callback(scene, id, hint, reference, how, seen)?)
    }

    fn forge(&mut self, scene: &Scene, id: u8, forgery: Forgery, other: u8, seen: &mut Seen) -> Result<bool, Broken> {
        let may = spend(&mut self.left.forged);
        let Some(gateway) = self.row(id).map(|row| row.gateway) else { return Ok(false) };
        let by_token = scene.manners[gateway as usize].by_token();
        let fits = match forgery {
            Forgery::Strangers => !by_token,
            Forgery::Others => {
                !by_token && self.row(other).is_some_and(|o| o.gateway == gateway && o.state != State::Issued)
            }
            _ => true,
        };
        let (hint, name) = match forgery {
            Forgery::Paid => (Hint::Paid, Some(Name::MadeUp)),
            Forgery::Cancelled => (Hint::Cancelled, None),
            Forgery::Unclear => (Hint::Unclear, by_token.then_some(Name::Row(id))),
            Forgery::Strangers => (Hint::Paid, Some(Name::Strangers)),
            Forgery::Others => (Hint::Paid, Some(Name::Row(other))),
        };
        let reference = name.and_then(|name| self.reference(scene, id, name));
        Ok(may && fits && self.callback(scene, id, hint, reference, How::Straight, seen)?)
    }

    /// A reference as the adapter of the row's gateway reads it: our own token, or whatever the browser says.
    fn reference(&self, scene: &Scene, id: u8, name: Name) -> Option<Reference> {
        let by_token = scene.manners[self.row(id)?.gateway as usize].by_token();
        let key = if by_token { Token(format!("t{id}")).0 } else { name.reference() };
        Some(Reference { key, details: Default::default() })
    }

    fn callback(
        &mut self,
        scene: &Scene,
        id: u8,
        hint: Hint,
        reference: Option<Reference>,
        how: How,
        seen: &mut Seen,
    ) -> Result<bool, Broken> {
        let (sale, attempt) = attempt_of(id);
        let payment = &self.sales[sale as usize];
        if payment.attempt(attempt).is_none_or(|attempt| attempt.token.is_none()) {
            return Ok(false);
        }
        let class = if hint == Hint::Paid { Class::Ok } else { Class::Unknown };
        let callback = Callback { hint, class, code: String::new(), reference };
        let asked = payment.claimable(attempt, &callback).map(|reference| Name::of(&reference.key));
        let gateway = self.row(id).map_or(0, |row| row.gateway);
        let claimed = match (how, asked) {
            (How::Straight | How::DieAfter, Some(name)) => Some(self.claim(gateway, name, sale)),
            // A registry that was not to be asked cannot fail.
            (How::Straight, None) => None,
            (_, None) => return Ok(false),
            _ => None,
        };
        if how == How::DieAfter {
            return Ok(true);
        }
        let command = Command::Callback { attempt, callback, claimed };
        self.tell(scene, sale, command, Voice::Callback, seen)?;
        Ok(true)
    }

    /// Takes a flight off.
    fn pull(&mut self, sale: u8, errand: Errand, stage: impl Fn(Stage) -> bool) -> Option<Flight> {
        let at = self.flights.iter().position(|f| f.sale == sale && f.errand == errand && stage(f.stage))?;
        Some(self.flights.remove(at))
    }

    fn carry(&mut self, scene: &Scene, sale: u8, errand: Errand, how: How, seen: &mut Seen) -> Result<bool, Broken> {
        let Some(flight) = self.pull(sale, errand, |stage| stage == Stage::Fresh) else { return Ok(false) };
        if how != How::Straight && !spend(&mut self.left.faults) {
            return Ok(false);
        }
        let held_up = |stage| Flight { stage, ..flight };
        let token = matches!(errand, Errand::Call(_, OperationKind::Token));
        let silence = match errand {
            Errand::Claim(_) => Answer::Claimed(None),
            Errand::Publish => Answer::Took(None),
            _ => Answer::Unknown(Class::Tech),
        };
        match how {
            How::Straight => {
                let answer = self.act(scene, &flight)?;
                self.hear(scene, &flight, answer, seen)?;
            }
            How::Lag | How::Deny | How::MixUp => match self.idle_answer(scene, &flight, how) {
                Some(answer) => return self.hear(scene, &flight, answer, seen).map(|_| true),
                None => return Ok(false),
            },
            How::DieBefore => {}
            How::DieAfter => {
                let answer = self.act(scene, &flight)?;
                if let (Answer::Done(..), Errand::Call(_, OperationKind::Verify), Name::Row(id)) =
                    (answer, errand, flight.name)
                    && let Some(row) = self.row_mut(id)
                {
                    row.verify_lost = true;
                }
            }
            How::SilentBefore => {
                self.hear(scene, &flight, silence, seen)?;
            }
            How::SilentAfter => {
                self.act(scene, &flight)?;
                self.hear(scene, &flight, silence, seen)?;
            }
            // A token that nobody hears of is a row that nobody pays, whenever it is made.
            How::Stray | How::StraySilent if token || errand == Errand::Publish => return Ok(false),
            How::Stray => self.flights.push(held_up(Stage::Adrift)),
            How::StraySilent => {
                self.flights.push(held_up(Stage::Adrift));
                self.hear(scene, &flight, silence, seen)?;
            }
            How::Late | How::Twice => {
                let answer = self.act(scene, &flight)?;
                self.flights.push(held_up(Stage::Late(answer)));
                if how == How::Twice {
                    // Answers are told apart by when they were asked for: what follows is asked later.
                    self.pass(scene, self.time + 1);
                    self.hear(scene, &flight, answer, seen)?;
                }
            }
        }
        Ok(true)
    }

    /// The next moment at which a window ends.
    fn next_bound(&self, scene: &Scene) -> Option<i64> {
        let rows = self.rows.iter().flat_map(|row| {
            let manner = &scene.manners[row.gateway as usize];
            let page = (row.state == State::Issued).then_some(row.issued_at + manner.page());
            [page, row.lapses_at(manner)]
        });
        let payments = self.sales.iter().flat_map(|payment| {
            let deadlines = payment.attempts.iter().filter(|attempt| attempt.is_live()).map(|attempt| attempt.deadline);
            deadlines.chain([Some(payment.created.expires_at)]).flatten().map(|at| self.true_time(at))
        });
        rows.flatten().chain(payments).filter(|at| *at > self.time).min()
    }

    /// What an operator sees at the bank is true.
    fn teach(&mut self, scene: &Scene, id: u8, action: Action, seen: &mut Seen) -> Result<bool, Broken> {
        let may = spend(&mut self.left.lessons);
        let Some(row) = self.row(id) else { return Ok(false) };
        let (sale, attempt) = attempt_of(id);
        let by_token = scene.manners[row.gateway as usize].by_token();
        let (fits, what) = if action == Action::TellHeld(id) {
            let holds = matches!(row.state, State::Debited | State::Verified | State::Settled);
            let reference = (!by_token).then(|| Name::Row(id).reference());
            (holds, Learnt::Held { attempt, reference })
        } else {
            (row.state.is_back(), Learnt::Returned { attempt })
        };
        let review = self.sales[sale as usize].attempt(attempt).is_some_and(|a| a.phase == Phase::Review);
        let command = Command::Learn(Lesson { what, note: "the statement".to_owned() });
        let took = may && fits && self.tell(scene, sale, command, Voice::Operator, seen)?;
        if took && review {
            seen.note(Witness::ReviewResolved);
        }
        Ok(took)
    }

    fn teach_refund(&mut self, scene: &Scene, sale: u8, number: u32, seen: &mut Seen) -> Result<bool, Broken> {
        let may = spend(&mut self.left.lessons);
        let payment = &self.sales[sale as usize];
        let (Some(refund), Some(by)) = (payment.refund(number), payment.paid_by) else { return Ok(false) };
        let Some(name) = payment.attempt(by).and_then(|a| a.claim()).map(|claim| Name::of(&claim.reference.key)) else {
            return Ok(false);
        };
        let Name::Row(row) = name else { return Ok(false) };
        let Some(row) = self.row(row) else { return Ok(false) };
        // While a request may still arrive, nobody can know.
        let arriving = self.flights.iter().any(|flight| {
            flight.sale == sale && matches!(flight.errand, Errand::Refund(n, _) if n == number) && !is_late(flight)
        });
        let done = match refund.way {
            Way::Refund | Way::Remainder => row.runs.get(number as usize - 1).is_some_and(|runs| *runs > 0),
            Way::Reversal => row.state == State::Reversed,
            // No wallet is in the model.
            Way::Wallet => false,
        };
        let unknown = refund.phase == RefundPhase::Unknown;
        let what = Learnt::Refund { refund: number, done };
        let command = Command::Learn(Lesson { what, note: "the statement".to_owned() });
        let took = may && !arriving && unknown && self.tell(scene, sale, command, Voice::Operator, seen)?;
        if took {
            seen.note(Witness::RefundUnknownThenResolved);
        }
        Ok(took)
    }
}

fn is_late(flight: &Flight) -> bool {
    matches!(flight.stage, Stage::Late(_))
}

/// One less of what is left; whether there was one.
fn spend(left: &mut u8) -> bool {
    let may = *left > 0;
    *left = left.saturating_sub(1);
    may
}

/// The row of an action's own attempt, for whoever tells a story.
#[must_use]
pub const fn row(sale: u8, attempt: u32) -> u8 {
    row_of(sale, attempt)
}
