//! A payout and a file of payouts as others are told of them.

use super::{
    desk::NextFile,
    order::{Event, Payout, Recorded, Sending, Stage},
};
use crate::{
    books::{Owner, rules::PayoutSource},
    member::MemberId,
    time::Moment,
};
use dargah_wire::{Currency, OperatorPayout, PayoutFileView, PayoutView};

impl Payout {
    /// What its owner is told.
    #[must_use]
    pub fn view(&self) -> PayoutView {
        let expected = match &self.sent {
            Some((Sending::Batch { plan, .. }, _)) if self.stage == Stage::Sent => Some(plan.promised_by.0),
            _ => None,
        };
        let payee = match &self.prepared.source {
            PayoutSource::Party(party) => party.payee.as_ref(),
            PayoutSource::Wallet(_) => None,
        };
        PayoutView {
            id: self.prepared.id.to_string(),
            payee: payee.map(ToString::to_string),
            amount: self.prepared.amount.get(),
            currency: Currency::Irr,
            stage: self.stage,
            iban: self.prepared.to.iban.to_string(),
            name: self.prepared.to.name.clone(),
            created_at: self.prepared_at.0,
            changed_at: self.last_at.0,
            expected_at: expected,
            reason: self.reason.clone(),
        }
    }

    /// What the operator is told.
    #[must_use]
    pub fn operator_view(&self) -> OperatorPayout {
        let file = match &self.sent {
            Some((Sending::Batch { id, .. }, _)) => Some(id.clone()),
            Some((Sending::Shaparak { file }, _)) => Some(file.clone()),
            None => None,
        };
        let owner = Owner::of(&self.prepared.source.account()).to_string();
        OperatorPayout { payout: self.view(), owner, file }
    }
}

impl NextFile {
    /// What is told of it.
    #[must_use]
    pub fn view(&self) -> PayoutFileView {
        let sum = self.batch.rows.iter().fold(0_i64, |sum, row| sum.saturating_add(row.amount.get()));
        PayoutFileView {
            id: self.batch.id(),
            made_at: self.batch.made_at.0,
            rail: self.plan.rail,
            payouts: u32::try_from(self.batch.rows.len()).unwrap_or(u32::MAX),
            amount: sum,
            submit_by: self.plan.submit_by.0,
            expected_at: self.plan.promised_by.0,
        }
    }
}

/// Something that happened to a payout, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened<'a> {
    /// When.
    pub at: Moment,
    /// The stage that it led to; nothing where only the expected day changed.
    pub stage: Option<Stage>,
    /// Who decided it.
    pub by: Option<&'a MemberId>,
    /// A reason or a file; empty for most.
    pub says: &'a str,
}

impl Recorded {
    /// What is told of it.
    #[must_use]
    pub fn view(&self) -> Happened<'_> {
        let happened = |stage, by, says| Happened { at: self.at, stage: Some(stage), by, says };
        match &self.event {
            Event::Prepared(_) => happened(Stage::Prepared, None, ""),
            Event::Approved { by } => happened(Stage::Approved, Some(by), ""),
            Event::Dropped { by, reason } => happened(Stage::Dropped, Some(by), reason),
            Event::Sent { how: Sending::Batch { id: file, .. } | Sending::Shaparak { file } } => {
                happened(Stage::Sent, None, file)
            }
            Event::Bounced { reason } => happened(Stage::Bounced, None, reason),
            Event::Settled { .. } => happened(Stage::Settled, None, ""),
            Event::Returned { .. } => happened(Stage::Returned, None, ""),
            Event::Replanned { .. } => Happened { at: self.at, stage: None, by: None, says: "" },
        }
    }
}
