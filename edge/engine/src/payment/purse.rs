//! The part of a payment that a wallet pays: held before anything is asked of a bank, taken when the payment is paid, given back when
//! it comes to nothing. The wallet's money is in the operator's books; here is what the payment asks of them, written down before each
//! asking, so that a death between the two loses nothing (I7). Asked twice, the books do it once: the hold has the payment's name.

use super::{
    attempt::{Attempt, Sent},
    command::{Context, Effect, PurseWish, Refusal, WalletAnswer, WalletDeed},
    decide::Decision,
    event::Event,
    state::Payment,
    work::{LEASE, retry_after},
};
use crate::{
    id::WalletId,
    money::{AMOUNT_MIN, Rial},
    time::{Moment, Span},
    wallet,
};

/// How long after a payment's time the wallet's part stays held, if nobody gives it back. No bank takes so long to take money, so a
/// payment that is captured finds it.
const OUTLASTS: Span = Span::minutes(30 * 24 * 60);

/// The wallet's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purse {
    /// Whose.
    pub wallet: WalletId,
    /// How much of the payment.
    pub amount: Rial,
    /// Until when the books hold it.
    pub until: Moment,
    /// Where it stands.
    pub phase: PursePhase,
    /// When the books are asked again.
    pub retry_at: Option<Moment>,
    /// How often in a row they did not answer.
    pub misses: u32,
}

/// Where the wallet's part stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PursePhase {
    /// The books are asked to hold it. They may have it already.
    Asking(Option<Sent>),
    /// The wallet said no; nothing is held.
    Refused(wallet::Refusal),
    /// It is held.
    Held,
    /// It paid.
    Spent,
    /// The payment is over without it: the books are asked to give it back.
    Releasing(Option<Sent>),
    /// It is the wallet's again.
    Released,
}

impl Purse {
    /// Whether it is held, or may be.
    #[must_use]
    pub const fn may_hold(&self) -> bool {
        matches!(self.phase, PursePhase::Asking(_) | PursePhase::Held)
    }

    fn sent(&self) -> Option<Sent> {
        match self.phase {
            PursePhase::Asking(sent) | PursePhase::Releasing(sent) => sent,
            _ => None,
        }
    }

    /// What an event about it does.
    pub(super) fn apply(&mut self, at: Moment, event: &Event) {
        self.retry_at = None;
        self.phase = match event {
            Event::WalletHeld => PursePhase::Held,
            Event::WalletRefused { refusal } => PursePhase::Refused(refusal.clone()),
            Event::WalletReleaseSent { lease } => PursePhase::Releasing(Some(Sent { at, lease: *lease })),
            Event::WalletReleased => PursePhase::Released,
            Event::PaidByWallet => PursePhase::Spent,
            Event::WalletSilent { retry_at } => {
                self.retry_at = Some(*retry_at);
                self.misses = self.misses.saturating_add(1);
                if matches!(self.phase, PursePhase::Releasing(_)) {
                    PursePhase::Releasing(None)
                } else {
                    PursePhase::Asking(None)
                }
            }
            _ => return,
        };
    }
}

impl Payment {
    /// What a bank is asked for now: what no wallet holds.
    #[must_use]
    pub fn rest(&self) -> Rial {
        let held = self.purse.as_ref().filter(|purse| purse.may_hold()).map_or(0, |purse| purse.amount.get());
        Rial::new(self.created.amount.get().saturating_sub(held)).unwrap_or(Rial::ZERO)
    }

    /// What a wallet paid, rial.
    #[must_use]
    pub fn by_wallet(&self) -> i64 {
        self.purse.as_ref().filter(|purse| purse.phase == PursePhase::Spent).map_or(0, |purse| purse.amount.get())
    }

    /// Whether an attempt asked the bank for a part, because a wallet holds the rest.
    #[must_use]
    pub(super) fn is_part(&self, attempt: &Attempt) -> bool {
        attempt.ask.amount < self.created.amount
    }

    /// Whether a bank's money for this attempt would still be the shop's: nobody paid yet, the shop has not withdrawn it, and if it is
    /// a part, the wallet's part is there.
    #[must_use]
    pub fn wants(&self, attempt: &Attempt) -> bool {
        let held = self.purse.as_ref().is_some_and(|purse| purse.phase == PursePhase::Held);
        self.wants_money() && (held || !self.is_part(attempt))
    }
}

/// The shopper has a wallet pay, all of it or a part. Never while another attempt may be turning into money (I5).
pub(super) fn ask(decision: &mut Decision, wish: PurseWish, context: &Context<'_>) -> Result<(), Refusal> {
    let payment = &decision.payment;
    payment.must_be_payable(context.now)?;
    let PurseWish { wallet, amount } = wish;
    let rest = payment.created.amount.get().saturating_sub(amount.get());
    // A wallet fills no wallet.
    if payment.created.top_up.is_some() || amount == Rial::ZERO || rest < 0 || (1..AMOUNT_MIN).contains(&rest) {
        return Err(Refusal::PartDoesNotFit);
    }
    if let Some(purse) = payment.purse.as_ref().filter(|purse| !matches!(purse.phase, PursePhase::Refused(_))) {
        let is_same = purse.may_hold() && purse.wallet == wallet && purse.amount == amount;
        match purse.phase {
            _ if !is_same => return Err(Refusal::InProgress),
            PursePhase::Held => return Ok(()),
            // It is asked for once more.
            _ => {}
        }
    }
    let until = payment.created.expires_at + OUTLASTS;
    decision.record(context.now, Event::WalletAsked { wallet, amount, until, lease: context.now + LEASE });
    let purse = decision.payment.purse.as_ref().ok_or(Refusal::DoesNotFit)?;
    let effect = hold(purse, context.now);
    decision.effects.push(effect);
    Ok(())
}

/// Takes in what the books said of the wallet's part.
pub(super) fn hear(decision: &mut Decision, sent_at: Moment, answer: WalletAnswer, now: Moment) -> Result<(), Refusal> {
    let purse = decision.payment.purse.as_ref().ok_or(Refusal::Stale)?;
    if purse.sent().is_none_or(|sent| sent.at != sent_at) {
        return Err(Refusal::Stale);
    }
    let releasing = matches!(purse.phase, PursePhase::Releasing(_));
    let event = match answer {
        WalletAnswer::Done if releasing => Event::WalletReleased,
        WalletAnswer::Done => Event::WalletHeld,
        // What cannot be given back, because nobody knows of it, is given back.
        WalletAnswer::Refused(_) if releasing => Event::WalletReleased,
        WalletAnswer::Refused(refusal) => Event::WalletRefused { refusal },
        WalletAnswer::Silent => Event::WalletSilent { retry_at: now + retry_after(purse.misses) },
    };
    decision.record(now, event);
    Ok(())
}

/// What the wallet's part needs, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PurseTask {
    /// Ask the books to hold it, once more.
    Hold,
    /// It is held and is all of the payment: that is paid.
    Pay,
    /// Ask the books to give it back.
    Release,
}

pub(super) fn due(payment: &Payment) -> Option<(Moment, PurseTask)> {
    let purse = payment.purse.as_ref()?;
    let over = payment.closed.is_some() || !payment.wants_money();
    let since = payment.last_at;
    match purse.phase {
        PursePhase::Asking(sent) => {
            let at = sent.map(|sent| sent.lease).or(purse.retry_at).unwrap_or(since);
            Some((at, if over || at >= payment.created.expires_at { PurseTask::Release } else { PurseTask::Hold }))
        }
        PursePhase::Held if over => Some((since, PurseTask::Release)),
        PursePhase::Held => {
            let busy = payment.attempts.iter().any(|a| a.is_resolving() || a.phase == super::Phase::Review);
            (purse.amount == payment.created.amount && !busy).then_some((since, PurseTask::Pay))
        }
        PursePhase::Releasing(sent) => {
            Some((sent.map(|sent| sent.lease).or(purse.retry_at).unwrap_or(since), PurseTask::Release))
        }
        PursePhase::Refused(_) | PursePhase::Spent | PursePhase::Released => None,
    }
}

/// The event and the call of a task.
pub(super) fn step(purse: &Purse, task: PurseTask, now: Moment) -> (Event, Option<Effect>) {
    let lease = now + LEASE;
    match task {
        PurseTask::Hold => {
            let Purse { wallet, amount, until, .. } = purse.clone();
            (Event::WalletAsked { wallet, amount, until, lease }, Some(hold(purse, now)))
        }
        PurseTask::Pay => (Event::PaidByWallet, None),
        PurseTask::Release => {
            let effect = Effect::Wallet { wallet: purse.wallet.clone(), deed: WalletDeed::Release, sent_at: now };
            (Event::WalletReleaseSent { lease }, Some(effect))
        }
    }
}

fn hold(purse: &Purse, now: Moment) -> Effect {
    let deed = WalletDeed::Hold { amount: purse.amount, until: purse.until };
    Effect::Wallet { wallet: purse.wallet.clone(), deed, sent_at: now }
}
