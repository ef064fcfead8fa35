//! What may become of refunds: succeeded if the bank's book has it, refused if it has not, unknown where that was not heard.

use super::{Asked, Auditor, Reading, books::Account};
use crate::{wire::CallTruth, witness::Witness};
use dargah_bank::State;
use dargah_engine::webhook::Kind;
use dargah_wire::RefundStatus;

impl Auditor {
    pub(super) fn compares_refunds(
        &mut self,
        sale: usize,
        asked: &Asked,
        truth: Option<&CallTruth>,
        reading: &Reading,
        now: i64,
        at: i64,
    ) {
        if reading.refunds.len() != self.models[sale].refunds.len() {
            self.differs(sale, format!("has the refunds {:?}", reading.refunds));
            return;
        }
        let back = self.models[sale]
            .paid
            .and_then(|by| self.captured_for(sale, by))
            .is_some_and(|r| r.state == State::Reversed);
        for (index, &(amount, status)) in reading.refunds.iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(0);
            let refund = &mut self.models[sale].refunds[index];
            if refund.amount != amount {
                self.differs(sale, format!("refund {number} is of {amount} (I13)"));
                continue;
            }
            let before = refund.status;
            let heard = truth.filter(|_| matches!(asked, Asked::RefundHeard { refund } if *refund == number));
            let learnt = match asked {
                Asked::Resolved { refund, done } if *refund == number => Some(*done),
                _ => None,
            };
            let returned = matches!(asked, Asked::Returned { .. });
            let (moved, reversal, sends) = (refund.moved, refund.reversal, refund.sends);
            let over = refund.lease.is_some_and(|lease| lease <= now);
            let fault = match (before, status) {
                (a, b) if a == b => {
                    let must = heard.is_some_and(|heard| {
                        let done = heard.clear && heard.moved;
                        // Silence about a refund leaves it unknown; about a reversal it is asked again.
                        done || (heard.silent && !reversal && sends == 1 && refund.lease.is_none())
                    });
                    (must || learnt.is_some()).then(|| format!("stays {status:?}"))
                }
                (RefundStatus::Pending, RefundStatus::Succeeded) => {
                    let known = heard.is_some() && (moved || (reversal && back));
                    (!known).then(|| "is said to be done, and the bank has not done it".to_owned())
                }
                (RefundStatus::Pending, RefundStatus::Failed) => {
                    let told = heard.is_some_and(|heard| !heard.silent) || returned;
                    (!told || moved).then(|| format!("is said to be refused; done at the bank: {moved}"))
                }
                (RefundStatus::Pending, RefundStatus::Unknown) => {
                    let silent = heard.is_some_and(|heard| !(heard.clear && heard.moved));
                    (!silent && !over).then(|| "is said to be unknown, and the bank has said it".to_owned())
                }
                (RefundStatus::Unknown, RefundStatus::Succeeded) => {
                    (learnt != Some(true)).then(|| "is said to be done, and nobody knows".to_owned())
                }
                (RefundStatus::Unknown, RefundStatus::Failed) => {
                    (learnt != Some(false)).then(|| "is said to be refused, and nobody knows".to_owned())
                }
                (before, after) => Some(format!("was {before:?} and is {after:?} (I12)")),
            };
            let refund = &mut self.models[sale].refunds[index];
            refund.status = status;
            if status != RefundStatus::Pending {
                refund.lease = None;
            }
            refund.unknown_since = (status == RefundStatus::Unknown).then(|| refund.unknown_since.unwrap_or(at));
            if let Some(fault) = fault {
                self.differs(sale, format!("refund {number} {fault}"));
            }
            self.posts(sale, before, status, amount);
        }
    }

    fn posts(&mut self, sale: usize, before: RefundStatus, status: RefundStatus, amount: i64) {
        if before == status {
            return;
        }
        match status {
            RefundStatus::Succeeded => {
                self.met(Witness::RefundDone);
                self.post((sale, Account::RefundPending), (sale, Account::Suspense), amount);
            }
            RefundStatus::Failed => {
                self.met(Witness::RefundRefused);
                // What was taken back meanwhile is not the shop's again.
                let to = if self.models[sale].returned { Account::Suspense } else { Account::Merchant };
                self.post((sale, Account::RefundPending), (sale, to), amount);
            }
            RefundStatus::Unknown => self.met(Witness::RefundUnknown),
            RefundStatus::Pending => {}
        }
        if before == RefundStatus::Unknown {
            self.met(Witness::RefundResolved);
        }
    }

    /// A notice about a refund says what the refund is.
    pub(super) fn is_refund_news(&mut self, sale: usize, kind: Kind, refund: Option<u32>) -> Option<String> {
        let Some(refund) = refund.and_then(|number| self.models[sale].refund(number)) else {
            return Some("of no refund".to_owned());
        };
        let said = match kind {
            Kind::RefundSucceeded => RefundStatus::Succeeded,
            Kind::RefundFailed => RefundStatus::Failed,
            _ => RefundStatus::Unknown,
        };
        (refund.status != said).then(|| format!("the refund is {:?}", refund.status))
    }
}
