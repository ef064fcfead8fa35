//! What must hold of every state of the world, and of one that has come to rest: the banks' book against the ledger.

use crate::{
    action::Action,
    bank::{Row, State},
    errand::{How, Name, Stage},
    law::{Broken, hold},
    scene::{AMOUNT, Scene},
    witness::{Seen, Witness},
    world::{World, attempt_of, row_of},
};
use dargah_engine::payment::{Attempt, Payment, Phase, RefundPhase, due_at};

/// Two days: longer than any window.
const LONG: i64 = 2 * 24 * 3600 * 1000;

/// How long a process that makes a call is waited for, in milliseconds: its lease, and the patience after it.
const LEASE: i64 = 61_000;

impl World {
    /// The laws of a state.
    pub(crate) fn check(&self, scene: &Scene) -> Result<(), Broken> {
        for row in &self.rows {
            let (amount, refunded) = (row.amount, row.refunded);
            hold((0..=amount).contains(&refunded), "I10", || format!("{refunded} of {amount} went back"))?;
            let twice = row.runs.iter().any(|runs| *runs > 1);
            hold(!twice, "I15", || format!("a refund was carried out {:?} times", row.runs))?;
        }
        for sale in 0..self.sales.len() as u8 {
            let payment = &self.sales[sale as usize];
            self.paid_is_taken(scene, sale, payment)?;
            self.one_is_captured(sale, payment)?;
            let held: i64 = payment.refunds.iter().filter(|r| r.holds()).map(|r| r.amount.get()).sum();
            hold(held <= AMOUNT, "I10", || format!("{held} is promised back of {AMOUNT}"))?;
            let waits = payment.attempts.iter().any(Attempt::is_live)
                || payment.refunds.iter().any(|refund| refund.is_pending())
                || payment.has_news();
            hold(!waits || due_at(payment).is_some(), "L2", || {
                "something is waited for, and no alarm is set".to_owned()
            })?;
        }
        Ok(())
    }

    /// I1: paid says that the bank has it as the shop's, as it was asked for.
    fn paid_is_taken(&self, scene: &Scene, sale: u8, payment: &Payment) -> Result<(), Broken> {
        let Some(attempt) = payment.paid_by.and_then(|number| payment.attempt(number)) else { return Ok(()) };
        let gateway = scene.gateway(&attempt.gateway);
        let name = attempt.claim().map(|claim| Name::of(&claim.reference.key));
        let row = match name {
            Some(Name::Row(id)) => self.row(id).filter(|row| row.gateway == gateway),
            _ => None,
        };
        let order =
            |row: &Row| row.order == attempt.ask.order || !scene.manners[gateway as usize].can.verify_binds_order;
        let fits = row.is_some_and(|row| row.taken && row.amount == AMOUNT && order(row));
        hold(fits, "I1", || format!("payment {sale} is paid, and the bank has {row:?}"))?;
        let ours = name.and_then(|name| self.owner(gateway, name)) == Some(sale);
        hold(ours, "I6", || format!("payment {sale} is paid by {name:?}, which is not its own"))
    }

    /// I5: of a payment's orders at most one is the shop's at a time, but for those that a person looks at.
    fn one_is_captured(&self, sale: u8, payment: &Payment) -> Result<(), Broken> {
        let kept = self.rows.iter().filter(|row| {
            let open = |attempt: &Attempt| matches!(attempt.phase, Phase::Review | Phase::Reversing(_));
            let looked_at = payment.attempts.iter().any(|a| row_of(sale, a.number) == row.id && open(a));
            let ours = self.owner(row.gateway, Name::Row(row.id)) == Some(sale);
            ours && !looked_at && matches!(row.state, State::Verified | State::Settled)
        });
        let kept = kept.count();
        hold(kept <= 1, "I5", || format!("{kept} orders of payment {sale} are taken"))
    }

    /// What a world without faults does next; nothing where it has come to rest.
    pub(crate) fn fair(&self) -> Option<Action> {
        if let Some(flight) = self.flights.first() {
            let (sale, errand) = (flight.sale, flight.errand);
            return Some(match flight.stage {
                Stage::Fresh => Action::Carry(sale, errand, How::Straight),
                Stage::Adrift => Action::Land(sale, errand),
                Stage::Late(_) => Action::Deliver(sale, errand),
            });
        }
        let due = (0..self.sales.len() as u8).filter_map(|sale| Some((due_at(&self.sales[sale as usize])?, sale)));
        due.min().map(|(_, sale)| Action::Ring(sale))
    }

    /// A world at rest (L1, L4, I21): every attempt is over or a person's, the shop knows, and the books agree.
    pub(crate) fn audit(&self, scene: &Scene, seen: &mut Seen) -> Result<(), Broken> {
        let mut end = self.clone();
        end.pass(scene, self.time + LONG);
        let mut net = 0;
        let mut asked = 0;
        let mut open = false;
        for sale in 0..end.sales.len() as u8 {
            let payment = &end.sales[sale as usize];
            let review = payment.attempts.iter().any(|a| a.phase == Phase::Review);
            let over = payment.paid_at.is_some() || payment.closed.is_some() || payment.cancelled_at.is_some();
            let live = payment.attempts.iter().find(|attempt| attempt.is_live());
            hold(live.is_none() && (over || review), "L1", || format!("payment {sale} rests at {live:?}"))?;
            let mail = &end.mail[sale as usize];
            hold(mail.len() == payment.notices.len(), "L3", || format!("the shop was told {mail:?} alone"))?;
            let lost = payment.refunds.iter().any(|refund| refund.phase == RefundPhase::Unknown);
            let disputed = end.rows.iter().any(|row| row.id / 4 == sale && row.state == State::Disputed);
            open |= review || lost || disputed;
            let kept = payment.paid_at.is_some() && payment.returned_at.is_none();
            asked += if kept { AMOUNT - payment.refunded() } else { 0 };
            end.two_were_paid(sale, payment, seen);
        }
        for row in &end.rows {
            let manner = &scene.manners[row.gateway as usize];
            let held = row.state == State::Debited && !row.slow;
            hold(!held, "I21", || format!("row {} is at the bank for ever", row.id))?;
            let half = row.state == State::Verified && !manner.verify_is_all();
            hold(!half || open, "L4", || format!("row {} is verified and not settled, and nobody knows", row.id))?;
            net += row.net(manner);
        }
        hold(open || net == asked, "I21", || format!("{net} is the shop's, and the ledger says {asked}"))
    }

    fn two_were_paid(&self, sale: u8, payment: &Payment, seen: &mut Seen) {
        let own = self.rows.iter().filter(|row| row.id / 4 == sale && row.debited_at > 0);
        for row in own.filter(|row| Some(attempt_of(row.id).1) != payment.paid_by) {
            match (row.state, payment.paid_at, payment.cancelled_at) {
                (State::Reversed, Some(_), _) => seen.note(Witness::DoublePayRefunded),
                (State::Lapsed, Some(_), _) => seen.note(Witness::DoublePayLeftToBank),
                (State::Reversed, None, Some(_)) => seen.note(Witness::PaidAfterCancelGivenBack),
                _ => {}
            }
        }
    }

    /// The payments that are to end paid if nothing goes wrong any more (L5): the bank has their money, it can be asked by our
    /// own token, and we ask before it gives the money back.
    pub(crate) fn will_be_paid(&self, scene: &Scene) -> u8 {
        let fits = |row: &&Row| {
            let (sale, number) = attempt_of(row.id);
            let payment = &self.sales[sale as usize];
            let manner = &scene.manners[row.gateway as usize];
            let can = manner.by_token() && manner.can.inquiry && row.state == State::Debited && row.amount == AMOUNT;
            let Some(attempt) = payment.attempt(number).filter(|_| can && payment.wants_money()) else { return false };
            let alone = payment.attempts.iter().all(|a| {
                a.number == number || !(a.is_live() || a.phase == Phase::Review) || matches!(a.phase, Phase::Asking(_))
            });
            let asked = match attempt.phase {
                Phase::AtBank if attempt.sightings.iter().any(|s| !s.is_dead()) => Some(self.time),
                Phase::AtBank => {
                    let probe = attempt.probe.map(|sent| sent.lease).or(attempt.probe_at);
                    probe.map(|at| self.true_time(at) + LEASE)
                }
                Phase::Claiming(sent) | Phase::Verifying(sent) => {
                    let at = sent.map(|sent| sent.lease).or(attempt.retry_at);
                    Some(at.map_or(self.time, |at| self.true_time(at) + LEASE))
                }
                _ => None,
            };
            let until = row.lapses_at(manner).unwrap_or(i64::MAX);
            let deadline = attempt.deadline.map_or(0, |deadline| self.true_time(deadline));
            alone && self.flights.is_empty() && asked.is_some_and(|at| at.max(self.time) < until.min(deadline))
        };
        self.rows.iter().filter(fits).fold(0, |paid, row| paid | 1 << (row.id / 4))
    }

    /// Which payments are paid.
    pub(crate) fn paid(&self) -> u8 {
        let paid = self.sales.iter().enumerate().filter(|(_, payment)| payment.paid_at.is_some());
        paid.fold(0, |paid, (sale, _)| paid | 1 << sale)
    }
}
