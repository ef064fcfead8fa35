//! What a bank's answer does to the attempt that asked. An answer establishes what the adapter says it establishes, and counts
//! only if it is about what was asked (I1, I13).

use super::{
    attempt::{Attempt, Cause, Dropped},
    decide::Decision,
    event::Event,
    work::{left_to_bank, probe_after, retry_within},
};
use crate::{
    gateway::{Account, Class, Misfit, OperationKind, Outcome, Receipt, ReferenceFrom, Reply, SettleStep, bind},
    time::{Moment, Span},
};

/// Reversals that may miss before a person is called.
const REVERSALS_MAX: u32 = 6;

/// Takes in the answer to the call of `attempt` that was sent at `sent_at`.
pub(super) fn hear(
    decision: &mut Decision,
    attempt: &Attempt,
    account: &Account,
    call: OperationKind,
    sent_at: Moment,
    outcome: Outcome,
    now: Moment,
) {
    match call {
        OperationKind::Token => hear_token(decision, attempt.number, account, outcome, now),
        OperationKind::Verify => hear_verify(decision, attempt, account, sent_at, outcome, now),
        OperationKind::Settle => hear_settle(decision, attempt, account, sent_at, outcome, now),
        OperationKind::Reverse => hear_reverse(decision, attempt, account, outcome, now),
        OperationKind::Inquire => hear_probe(decision, attempt, outcome, now),
        // An attempt makes no such call: `in_flight` has let no answer to one pass.
        OperationKind::Refund | OperationKind::Eligible => {}
    }
}

fn hear_token(decision: &mut Decision, attempt: u32, account: &Account, outcome: Outcome, now: Moment) {
    let event = match outcome.reply {
        Reply::Token(token) => {
            let deadline = now + account.windows().whole();
            Event::TokenIssued { attempt, token, deadline, probe_at: first_probe(account, now) }
        }
        Reply::Done(_)
        | Reply::Other(_)
        | Reply::Held
        | Reply::Returned
        | Reply::Refused
        | Reply::Unknown
        | Reply::Eligible(_) => Event::AttemptAbandoned { attempt, class: outcome.class, code: outcome.code },
    };
    decision.record(now, event);
}

/// How long a shopper has to come back by themselves before the bank is asked.
const PATIENCE: Span = Span::seconds(60);

/// When the bank is first asked about an attempt from which nobody came back, where our own token is enough to ask with and
/// asking changes nothing. A page that closes earlier is asked about earlier.
fn first_probe(account: &Account, now: Moment) -> Option<Moment> {
    let capabilities = account.capabilities();
    let can = capabilities.reference == ReferenceFrom::Token && capabilities.inquiry;
    can.then(|| now + PATIENCE.min(Span::seconds(account.windows().page_s)))
}

/// What the bank says of an attempt from which nobody came back. Money that it holds is looked into as if the shopper had
/// brought the news; anything else decides nothing before the bank's deadline.
fn hear_probe(decision: &mut Decision, attempt: &Attempt, outcome: Outcome, now: Moment) {
    let number = attempt.number;
    let found = matches!(outcome.reply, Reply::Held | Reply::Done(_) | Reply::Other(_));
    let event = match attempt.probe_claim().map(|claim| claim.reference) {
        Some(reference) if found && !attempt.sightings.iter().any(|s| s.reference.key == reference.key) => {
            Event::FoundPaid { attempt: number, reference }
        }
        _ => Event::inconclusive(number, OperationKind::Inquire, &outcome, now + probe_after(attempt.probes)),
    };
    decision.record(now, event);
}

/// A "no" is believed only if it was asked for after the bank's deadline (I2); before it, even "not found" may be a lagging
/// replica (F15).
fn may_believe_no(attempt: &Attempt, sent_at: Moment) -> bool {
    attempt.deadline.is_some_and(|deadline| sent_at >= deadline)
}

fn hear_verify(
    decision: &mut Decision,
    attempt: &Attempt,
    account: &Account,
    sent_at: Moment,
    outcome: Outcome,
    now: Moment,
) {
    let number = attempt.number;
    let again = Event::inconclusive(number, OperationKind::Verify, &outcome, retry_within(attempt, account, now));
    // What the provider does not accept, a receipt made out to another order say, it will not accept later either.
    let unaccepted = outcome.class == Class::Request;
    let no = (outcome.reply == Reply::Refused || unaccepted) && may_believe_no(attempt, sent_at);
    let forgets = unaccepted || !account.capabilities().verify_repeats;
    let event = match outcome.reply {
        Reply::Done(receipt) => {
            return hear_verified(decision, attempt, account, receipt, again, now);
        }
        Reply::Other(receipt) => return hear_other(decision, attempt, account, receipt, again, now),
        // "Too late" does not say whether an earlier verify went through that was not heard: the money may be taken. Nor does the
        // "no" of a provider that forgets what it has verified. Only a person can find out, and a lesson does not change that.
        Reply::Returned if outcome.class == Class::Late && attempt.doubt => {
            Event::ReviewNeeded { attempt: number, code: outcome.code }
        }
        Reply::Refused | Reply::Unknown if no && forgets && attempt.doubt => {
            Event::ReviewNeeded { attempt: number, code: outcome.code }
        }
        Reply::Returned => {
            Event::ReferenceDropped { attempt: number, why: Dropped::ReturnedByBank, code: outcome.code }
        }
        Reply::Refused | Reply::Unknown if no => {
            Event::ReferenceDropped { attempt: number, why: Dropped::Refused, code: outcome.code }
        }
        Reply::Refused | Reply::Unknown | Reply::Held | Reply::Token(_) | Reply::Eligible(_) => again,
    };
    decision.record(now, event);
}

/// The bank confirmed. It counts only if what it confirmed is what was asked for (I1, I13).
fn hear_verified(
    decision: &mut Decision,
    attempt: &Attempt,
    account: &Account,
    receipt: Receipt,
    again: Event,
    now: Moment,
) {
    let number = attempt.number;
    let Some(claim) = attempt.claim() else {
        return decision.record(now, again);
    };
    match bind(account.capabilities(), account, &claim, &receipt) {
        Ok(()) => {
            decision.record(now, Event::Verified { attempt: number, receipt });
            if account.capabilities().settle == SettleStep::WithVerify {
                decision.record(now, Event::Captured { attempt: number });
            }
        }
        Err(misfit) => hear_misfit(decision, number, misfit, receipt, again, now),
    }
}

/// The bank holds something else than was asked about, and was not asked to take it. If it fits after all, nothing is known.
fn hear_other(
    decision: &mut Decision,
    attempt: &Attempt,
    account: &Account,
    receipt: Receipt,
    again: Event,
    now: Moment,
) {
    let misfit = attempt.claim().and_then(|claim| bind(account.capabilities(), account, &claim, &receipt).err());
    match misfit {
        Some(misfit) => hear_misfit(decision, attempt.number, misfit, receipt, again, now),
        None => decision.record(now, again),
    }
}

fn hear_misfit(decision: &mut Decision, number: u32, misfit: Misfit, receipt: Receipt, again: Event, now: Moment) {
    match misfit {
        // The reference is ours and its amount is wrong: it is given back, never fulfilled (F16).
        Misfit::Amount => {
            decision.record(now, Event::Mismatched { attempt: number, what: "amount".to_owned(), receipt })
        }
        // Somebody else's money is not touched (F08, F09).
        Misfit::Terminal => {
            let code = "the bank names another terminal".to_owned();
            decision.record(now, Event::ReferenceDropped { attempt: number, why: Dropped::Foreign, code });
        }
        // An answer about another payment is no answer to this question (F14).
        Misfit::Reference => decision.record(now, again),
        Misfit::Order => {
            let code = "the bank names another order".to_owned();
            decision.record(now, Event::ReviewNeeded { attempt: number, code });
        }
    }
}

fn hear_settle(
    decision: &mut Decision,
    attempt: &Attempt,
    account: &Account,
    sent_at: Moment,
    outcome: Outcome,
    now: Moment,
) {
    let number = attempt.number;
    let event = match outcome.reply {
        Reply::Done(_) => Event::Captured { attempt: number },
        Reply::Returned => Event::AttemptEnded { attempt: number, cause: Cause::ReturnedByBank, code: outcome.code },
        // Verified and yet not to be settled: nothing here can resolve that.
        Reply::Refused if may_believe_no(attempt, sent_at) => {
            Event::ReviewNeeded { attempt: number, code: outcome.code }
        }
        Reply::Refused | Reply::Unknown | Reply::Held | Reply::Token(_) | Reply::Other(_) | Reply::Eligible(_) => {
            Event::inconclusive(number, OperationKind::Settle, &outcome, retry_within(attempt, account, now))
        }
    };
    decision.record(now, event);
}

fn hear_reverse(decision: &mut Decision, attempt: &Attempt, account: &Account, outcome: Outcome, now: Moment) {
    let number = attempt.number;
    let event = match outcome.reply {
        Reply::Done(_) | Reply::Returned => {
            Event::AttemptEnded { attempt: number, cause: Cause::Reversed, code: outcome.code }
        }
        // Nothing of it was verified, so it goes back without us too.
        Reply::Refused if attempt.is_unwanted() => left_to_bank(attempt, outcome.code),
        _ if attempt.is_unwanted() && attempt.misses >= REVERSALS_MAX => left_to_bank(attempt, outcome.code),
        _ if attempt.misses >= REVERSALS_MAX => Event::ReviewNeeded { attempt: number, code: outcome.code },
        Reply::Refused | Reply::Unknown | Reply::Held | Reply::Token(_) | Reply::Other(_) | Reply::Eligible(_) => {
            Event::inconclusive(number, OperationKind::Reverse, &outcome, retry_within(attempt, account, now))
        }
    };
    decision.record(now, event);
}
