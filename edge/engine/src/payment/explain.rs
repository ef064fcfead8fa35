//! Why a payment stands as it does, in one sentence an attempt or refund, for whoever has to answer for it. The event log
//! beside it is the proof.

use super::{
    attempt::{Attempt, Phase, Returning},
    purse::{Purse, PursePhase},
    refund::RefundPhase,
    state::Payment,
};
use crate::time::Moment;

impl Payment {
    /// Whether somebody should look after it: a bank's answer, or a person, is waited for.
    #[must_use]
    pub fn needs_care(&self, now: Moment) -> bool {
        let refunding = self.refunds.iter().any(|refund| refund.is_pending() && refund.requested_at < now);
        let resolving = self.attempts.iter().any(Attempt::is_resolving);
        self.needs_person() || refunding || resolving || (self.has_news() && self.publish_at.is_some_and(|at| at < now))
    }

    /// Why it stands as it does.
    #[must_use]
    pub fn explain(&self, now: Moment) -> Vec<String> {
        let mut why = Vec::new();
        if let Some(at) = self.cancelled_at {
            why.push(format!("withdrawn by the shop {} ago", ago(at, now)));
        }
        why.extend(self.purse.as_ref().map(explain_purse));
        why.extend(self.attempts.iter().map(|attempt| explain(attempt, now)));
        for refund in &self.refunds {
            let code = refund.code.as_deref().unwrap_or("nothing yet");
            let how = match refund.phase {
                RefundPhase::Waiting if refund.misses > 0 => {
                    format!("asked {} times; last heard: {code}", refund.sends)
                }
                RefundPhase::Waiting | RefundPhase::Sent(_) => "the bank is being asked".to_owned(),
                RefundPhase::Done => format!("done: {code}"),
                RefundPhase::Refused => format!("refused: {code}"),
                RefundPhase::Unknown => format!(
                    "the bank's answer is lost ({code}) and asking again could pay twice: the provider's statement tells, or a person"
                ),
            };
            why.push(format!("refund {} of {} rial: {how}", refund.number, refund.amount));
        }
        if why.is_empty() {
            why.push("nobody has tried to pay".to_owned());
        }
        why
    }
}

fn explain_purse(purse: &Purse) -> String {
    let what = match &purse.phase {
        PursePhase::Asking(_) => "the operator's books are being asked to hold it".to_owned(),
        PursePhase::Refused(why) => format!("refused: {why}"),
        PursePhase::Held => "held until the payment is paid or over".to_owned(),
        PursePhase::Spent => "paid".to_owned(),
        PursePhase::Releasing(_) => "not needed, and being given back".to_owned(),
        PursePhase::Released => "given back".to_owned(),
    };
    format!("{} rial of a wallet: {what}", purse.amount)
}

fn explain(attempt: &Attempt, now: Moment) -> String {
    let what = match (&attempt.phase, &attempt.returning) {
        (Phase::Asking(_), _) => "the bank is being asked for a token".to_owned(),
        (Phase::Abandoned { .. }, _) => "gave no token, and nobody was sent there".to_owned(),
        (Phase::AtBank, _) => match attempt.deadline {
            Some(deadline) => format!(
                "the shopper was sent to the bank and nothing is known to be paid; what was goes back by the bank's own rule within {} s",
                (deadline - now).0.max(0) / 1000
            ),
            None => "the shopper was sent to the bank".to_owned(),
        },
        (Phase::Claiming(_), _) => "the bank's reference is being claimed".to_owned(),
        (Phase::Verifying(_), _) if attempt.misses > 0 => {
            format!(
                "the bank was asked {} times without an answer that says anything, and is asked again",
                attempt.misses
            )
        }
        (Phase::Verifying(_), _) => "the bank is being asked to confirm".to_owned(),
        (Phase::Settling(_), _) => "confirmed by the bank, and its payout is being asked for".to_owned(),
        (Phase::Captured, _) => "the bank confirmed, and the money is the shop's".to_owned(),
        (Phase::Reversing(_), Some(Returning::Mismatch(what))) => {
            format!("the bank confirmed another {what} than was asked for, and it is being sent back")
        }
        (Phase::Reversing(_), _) => "its money is not wanted any more, and is being sent back".to_owned(),
        (Phase::Review, _) => "the bank's answers contradict each other: a person has to look".to_owned(),
        (Phase::Ended(_), _) => format!("over without the shop's money: {}", attempt.phase_name()),
    };
    format!("attempt {} at {}, {} ago: {what}", attempt.number, attempt.gateway, ago(attempt.started_at, now))
}

/// How long ago, for people.
fn ago(at: Moment, now: Moment) -> String {
    let seconds = (now - at).0.max(0) / 1000;
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    }
}
