//! What the shop is to be told, and when it is certain that it will be: a notice is part of the payment from the very event
//! that causes it, so state and outbox cannot be written apart (I16). It is handed over for delivery until that is known to
//! have been done; its id depends on payment and number alone, so a second handing over is no second event (I4).

use super::{
    event::Event,
    state::{Closed, Payment},
};
use crate::{
    time::Moment,
    webhook::{Kind, Message},
};
use dargah_wire::{Currency, EventData};

/// Something the shop is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What kind of news it is.
    pub kind: Kind,
    /// When it became true.
    pub at: Moment,
    /// The refund that it is about.
    pub refund: Option<u32>,
}

/// Whether an event is news to the shop, and which refund it is about.
pub(super) const fn notice_of(event: &Event) -> Option<(Kind, Option<u32>)> {
    match event {
        Event::Captured { .. } | Event::PaidByWallet => Some((Kind::PaymentPaid, None)),
        Event::Closed { how: Closed::Failed } => Some((Kind::PaymentFailed, None)),
        Event::Closed { how: Closed::Expired } => Some((Kind::PaymentExpired, None)),
        Event::Cancelled => Some((Kind::PaymentCancelled, None)),
        Event::ReviewNeeded { .. } => Some((Kind::PaymentReview, None)),
        Event::BankReturned { .. } => Some((Kind::PaymentReturned, None)),
        Event::RefundDone { refund, .. } => Some((Kind::RefundSucceeded, Some(*refund))),
        Event::RefundRefused { refund, .. } => Some((Kind::RefundFailed, Some(*refund))),
        Event::RefundInconclusive { refund, retry_at: None, .. } => Some((Kind::RefundReview, Some(*refund))),
        _ => None,
    }
}

impl Payment {
    /// Whether something is to be handed over.
    #[must_use]
    pub fn has_news(&self) -> bool {
        usize::try_from(self.published).is_ok_and(|published| published < self.notices.len())
    }

    /// What is to be handed over: everything that was not yet, in order. Each says how the payment stands at `now`.
    #[must_use]
    pub fn messages(&self, now: Moment) -> Vec<Message> {
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        let news = self.notices.iter().enumerate().filter(|(index, _)| number(*index) > self.published);
        news.map(|(index, notice)| {
            let data = self.event_data(number(index), notice.refund, now);
            Message::new(self.created.id, number(index), notice.kind, notice.at, &data)
        })
        .collect()
    }

    fn event_data(&self, sequence: u32, refund: Option<u32>, now: Moment) -> EventData {
        let created = &self.created;
        let standing = self.standing(now);
        let paid_by = self.paid_by.and_then(|number| self.attempt(number));
        EventData {
            payment: created.id.to_string(),
            sequence,
            order_id: created.order_id.clone(),
            status: standing.status,
            reason: standing.reason,
            amount: created.amount.get(),
            currency: Currency::Irr,
            mode: created.mode,
            paid_at: self.paid_at.map(|at| at.0),
            gateway: paid_by.map(|attempt| attempt.gateway.to_string()),
            reference: paid_by.and_then(|attempt| attempt.claim()).map(|claim| claim.reference.key),
            refunded: self.refunded(),
            refund: refund.and_then(|number| self.refund(number)).map(super::view::refund_view),
        }
    }
}
