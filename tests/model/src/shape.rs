//! What two states of the world must have in common to have the same future, hashed to 128 bits. Times count by how far ahead
//! they are: what lies behind is behind, however far. Counters count as far as the engine looks. What only people read, and the
//! numbers that only have to be fresh, do not count.

use crate::{
    bank::{Row, State},
    errand::{Answer, Errand, Flight, Name, Stage},
    scene::Scene,
    world::World,
};
use dargah_engine::{
    gateway::{Hint, OperationKind, Reversal},
    payment::{Attempt, Cause, Dropped, Payment, Phase, Refund, RefundPhase, Returning, Sent, SightingStanding, Way},
    time::Moment,
};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;

/// How long a press of the button may go on to the next gateway, in milliseconds.
const PATIENCE: i64 = 8_000;

/// Bytes to be hashed.
#[derive(Default)]
pub(crate) struct Shape(Vec<u8>);

impl Shape {
    fn byte(&mut self, byte: impl Into<u8>) {
        self.0.push(byte.into());
    }

    fn number(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// How far ahead; nothing is another value than every time.
    fn ahead(&mut self, from: i64, at: Option<i64>) {
        match at {
            Some(at) if at > from => {
                self.byte(1);
                self.0.extend_from_slice(&u32::try_from(at - from).unwrap_or(u32::MAX).to_le_bytes());
            }
            Some(_) => self.byte(2),
            None => self.byte(0),
        }
    }

    /// The world's fingerprint.
    pub(crate) fn of(&mut self, scene: &Scene, world: &World) -> u128 {
        self.0.clear();
        let left = &world.left;
        for byte in [
            left.faults,
            left.forged,
            left.cancels,
            left.refunds,
            left.lessons,
            left.jumps,
            left.disputes,
            left.odd,
            left.offs,
            left.ticks,
            left.late,
            u8::from(world.jumped) | u8::from(world.off) << 1,
        ] {
            self.byte(byte);
        }
        for (sale, payment) in world.sales.iter().enumerate() {
            self.payment(scene, world, payment);
            self.byte(world.mail[sale].len() as u8);
        }
        let mut rows: Vec<&Row> = world.rows.iter().collect();
        rows.sort_unstable_by_key(|row| row.id);
        for row in rows {
            self.row(scene, world.time, row);
        }
        let mut claims = world.claims.clone();
        claims.sort_unstable();
        for (gateway, name, sale) in claims {
            self.0.extend([0xCC, gateway, name.byte(), sale]);
        }
        let begin = self.0.len();
        let mut flights: Vec<Vec<u8>> = Vec::with_capacity(world.flights.len());
        for flight in &world.flights {
            self.flight(world, flight);
            flights.push(self.0.split_off(begin));
        }
        flights.sort_unstable();
        self.0.extend(flights.into_iter().flatten());
        let mut hasher = SipHasher13::new_with_keys(0x6461_7267_6168, 0x006D_6F64_656C);
        hasher.write(&self.0);
        hasher.finish128().as_u128()
    }

    fn moment(&mut self, world: &World, at: Option<Moment>) {
        self.ahead(world.time, at.map(|at| world.true_time(at)));
    }

    fn sent(&mut self, world: &World, sent: Option<Sent>) {
        self.moment(world, sent.map(|sent| sent.lease));
    }

    fn payment(&mut self, scene: &Scene, world: &World, payment: &Payment) {
        self.byte(0xAA);
        self.byte(payment.closed.map_or(0, |how| 1 + how as u8));
        self.byte(payment.paid_by.unwrap_or_default() as u8);
        let flag = |is: bool, bit: u8| u8::from(is) << bit;
        self.byte(
            flag(payment.paid_at.is_some(), 0)
                | flag(payment.cancelled_at.is_some(), 1)
                | flag(payment.returned_at.is_some(), 2),
        );
        self.moment(world, Some(payment.created.expires_at));
        self.moment(world, Some(payment.last_at));
        self.byte(payment.published as u8);
        for notice in &payment.notices {
            self.byte(notice.kind as u8);
        }
        self.byte(0xAB);
        if payment.has_news() {
            self.moment(world, payment.publish_at);
            let newest = payment.notices.last().map(|notice| notice.at);
            self.byte(u8::from(newest >= payment.publish_at));
            // The older the news, the later it is tried again.
            self.number(newest.map_or(0, |at| (world.clock() - at).0.clamp(-1, 3_600_000)));
        }
        for refund in &payment.refunds {
            self.refund(world, refund);
        }
        for attempt in &payment.attempts {
            self.attempt(scene, world, payment, attempt);
        }
    }

    fn refund(&mut self, world: &World, refund: &Refund) {
        self.byte(0xBB);
        self.number(refund.amount.get());
        self.byte(u8::from(refund.way == Way::Reversal) | u8::from(refund.may_turn) << 1);
        let (tag, sent) = match refund.phase {
            RefundPhase::Waiting => (0, None),
            RefundPhase::Sent(sent) => (1, Some(sent)),
            RefundPhase::Done => (2, None),
            RefundPhase::Refused => (3, None),
            RefundPhase::Unknown => (4, None),
        };
        self.byte(tag);
        if refund.is_pending() {
            self.sent(world, sent);
            self.moment(world, refund.retry_at);
            self.byte(refund.sends.min(2) as u8);
            self.byte(refund.misses.min(6) as u8);
        }
    }

    fn attempt(&mut self, scene: &Scene, world: &World, payment: &Payment, attempt: &Attempt) {
        self.byte(0xA0);
        let gateway = scene.gateway(&attempt.gateway);
        self.byte(gateway);
        let (tag, sent) = match &attempt.phase {
            Phase::Asking(sent) => (0, Some(*sent)),
            Phase::Abandoned { .. } => (1, None),
            Phase::AtBank => (2, attempt.probe),
            Phase::Claiming(sent) => (3, *sent),
            Phase::Verifying(sent) => (4, *sent),
            Phase::Settling(sent) => (5, *sent),
            Phase::Captured => (6, None),
            Phase::Reversing(sent) => (7, *sent),
            Phase::Review => (8, None),
            Phase::Ended(Cause::ReturnedByBank) => (9, None),
            Phase::Ended(Cause::Reversed) => (10, None),
            Phase::Ended(Cause::Refused) => (11, None),
            Phase::Ended(Cause::Lapsed) => (12, None),
        };
        self.byte(tag);
        self.moment(world, Some(attempt.started_at));
        if matches!(attempt.phase, Phase::Abandoned { .. }) {
            return;
        }
        self.sent(world, sent);
        self.byte(u8::from(attempt.token.is_some()) | u8::from(attempt.doubt) << 1 | u8::from(attempt.unsure) << 2);
        self.moment(world, attempt.deadline);
        self.moment(world, attempt.probe_at);
        self.sent(world, attempt.probe);
        self.byte(attempt.probes.min(2) as u8);
        self.byte(attempt.hint.map_or(0, hint));
        self.byte(attempt.current as u8);
        self.byte(attempt.misses.min(7) as u8);
        self.moment(world, attempt.retry_at);
        self.byte(match &attempt.returning {
            None => 0,
            Some(Returning::Unwanted) => 1,
            Some(Returning::Mismatch(_)) => 2,
        });
        for sighting in &attempt.sightings {
            let standing = match sighting.standing {
                SightingStanding::Fresh => 0,
                SightingStanding::Claimed => 1,
                SightingStanding::Dead(Dropped::ClaimedByOther) => 2,
                SightingStanding::Dead(Dropped::ReturnedByBank) => 3,
                SightingStanding::Dead(Dropped::Refused) => 4,
                SightingStanding::Dead(Dropped::Foreign) => 5,
                SightingStanding::Dead(Dropped::LeftToBank) => 6,
            };
            self.0.extend([0xA1, Name::of(&sighting.reference.key).byte(), standing]);
        }
        // Until when a refund of the whole can be a reversal.
        if payment.paid_by == Some(attempt.number)
            && let (Reversal::Within(seconds), Some(at)) =
                (scene.manners[gateway as usize].can.reversal, attempt.verified_at)
        {
            self.ahead(world.time, Some(world.true_time(at) + seconds * 1000 - 60_000));
        }
    }

    fn row(&mut self, scene: &Scene, time: i64, row: &Row) {
        let manner = &scene.manners[row.gateway as usize];
        self.0.extend([0xDD, row.id, row.gateway, row.state as u8, row.returns]);
        self.0.extend(row.runs);
        self.byte(u8::from(row.slow) | u8::from(row.taken) << 1 | u8::from(row.verify_lost) << 2);
        self.number(row.amount);
        self.number(row.refunded);
        let until = match row.state {
            State::Issued => Some(row.issued_at + manner.page()),
            State::Debited => Some(row.debited_at + manner.keeps()),
            State::Verified => match manner.can.reversal {
                Reversal::Within(seconds) => Some(row.verified_at + seconds * 1000),
                Reversal::Unverified | Reversal::Never => None,
            },
            _ => None,
        };
        self.ahead(time, until);
        // Until when its bank knows it, and how long a copy of its book may still be behind.
        self.ahead(time, manner.forgets_at(row));
        if matches!(row.state, State::Debited | State::Verified) {
            self.ahead(time, Some(row.debited_at.max(row.verified_at) + 600_000));
        }
    }

    fn flight(&mut self, world: &World, flight: &Flight) {
        let payment = &world.sales[flight.sale as usize];
        let attempt = |number: u32| payment.attempt(number);
        let (bytes, waited_for, late) = match flight.errand {
            Errand::Call(number, kind) => {
                let attempt = attempt(number);
                let sent = attempt.and_then(Attempt::sent).map(|sent| sent.at);
                let late = attempt.and_then(|a| a.deadline).is_some_and(|deadline| flight.sent_at >= deadline);
                ([1, number as u8, kind as u8], sent, late)
            }
            Errand::Claim(number) => {
                ([2, number as u8, 0], attempt(number).and_then(Attempt::sent).map(|s| s.at), false)
            }
            Errand::Refund(number, kind) => {
                let sent = payment.refund(number).and_then(|refund| match refund.phase {
                    RefundPhase::Sent(sent) => Some(sent.at),
                    _ => None,
                });
                ([3, number as u8, kind as u8], sent, false)
            }
            Errand::Publish => ([4, 0, 0], None, false),
        };
        self.0.extend([0xEE, flight.sale, flight.gateway, flight.name.byte()]);
        self.0.extend(bytes);
        self.byte(u8::from(waited_for == Some(flight.sent_at)) | u8::from(late) << 1);
        self.number(flight.amount);
        if matches!(flight.errand, Errand::Call(_, OperationKind::Token)) {
            self.moment(world, Some(Moment(flight.began.0 + PATIENCE)));
            self.byte(flight.press);
        }
        match flight.stage {
            Stage::Fresh => self.byte(0),
            Stage::Adrift => self.byte(1),
            Stage::Late(answer) => self.answer(answer),
        }
    }

    fn answer(&mut self, answer: Answer) {
        let (tag, class, more) = match answer {
            Answer::Token => (2, 0, 0),
            Answer::Done(class, amount, wrong) => (3, class as u8, amount * 4 + wrong as i64),
            Answer::Held => (4, 0, 0),
            Answer::Other(amount) => (5, 0, amount),
            Answer::Returned(class) => (6, class as u8, 0),
            Answer::Refused(class) => (7, class as u8, 0),
            Answer::Unknown(class) => (8, class as u8, 0),
            Answer::Claimed(ours) => (9, ours.map_or(2, u8::from), 0),
            Answer::Took(upto) => (10, 0, upto.map_or(-1, i64::from)),
        };
        self.0.extend([tag, class]);
        self.number(more);
    }
}

const fn hint(hint: Hint) -> u8 {
    1 + hint as u8
}
