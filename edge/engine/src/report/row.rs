//! What a report says of one payment.

use crate::{
    gateway::Class,
    id::{GatewayId, PaymentId, ShopId},
    payment::{Attempt, Payment, Phase},
    time::Moment,
    webhook::Kind,
};
use dargah_wire::{Currency, Mode, PaymentRow, PaymentStatus, StatusReason};
use serde::{Deserialize, Serialize};

/// A payment in a report. Its JSON has the columns of the table `report_payment`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Which payment.
    pub id: PaymentId,
    /// Whose.
    pub shop: ShopId,
    /// Whether its money is real.
    pub mode: Mode,
    /// When it was made.
    pub created_at: Moment,
    /// Number of the payment's events. It orders what is known of a payment and says nothing of it.
    pub version: u64,
    /// Where it stood after the newest event.
    pub status: PaymentStatus,
    /// Why, where there is more to say.
    pub reason: Option<StatusReason>,
    /// Of one that failed: the class of the last thing heard of its last attempt.
    pub class: Option<Class>,
    /// Rial.
    pub amount: i64,
    /// Rial that went back by refunds.
    pub refunded: i64,
    /// The gateway whose money it is; of one that is not paid, that of the last attempt.
    pub gateway: Option<GatewayId>,
    /// How often it was tried.
    pub attempts: u32,
    /// The shop's own number.
    pub order_id: String,
    /// The bank's reference of one that is paid.
    pub reference: Option<String>,
    /// The shopper's mobile number without its middle.
    pub mobile: Option<String>,
    /// When it was paid.
    pub paid_at: Option<Moment>,
    /// When it was over.
    pub ended_at: Option<Moment>,
}

impl Row {
    /// The row of a payment.
    #[must_use]
    pub fn of(payment: &Payment) -> Self {
        let created = &payment.created;
        let standing = payment.standing(payment.last_at);
        let payer = payment.paid_by.and_then(|number| payment.attempt(number));
        let last = payment.attempts.last();
        Self {
            id: created.id,
            shop: created.shop.clone(),
            mode: created.mode,
            created_at: payment.created_at,
            version: payment.version,
            status: standing.status,
            reason: standing.reason,
            class: last.filter(|_| standing.status == PaymentStatus::Failed).and_then(class),
            amount: created.amount.get(),
            refunded: payment.refunded(),
            gateway: payer.or(last).map(|attempt| attempt.gateway.clone()),
            attempts: u32::try_from(payment.attempts.len()).unwrap_or(u32::MAX),
            order_id: created.order_id.clone(),
            reference: payer.and_then(Attempt::claim).map(|claim| claim.reference.key),
            mobile: created.mobile.as_deref().map(masked),
            paid_at: payment.paid_at,
            ended_at: ended_at(payment, standing.status),
        }
    }

    /// Whether it says the same as `other`, whatever else happened to the payment.
    #[must_use]
    pub fn says_what(&self, other: &Self) -> bool {
        self.differing(other).is_empty()
    }

    /// The columns in which it says something else than `other`.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        [
            ("shop", self.shop == other.shop),
            ("mode", self.mode == other.mode),
            ("created_at", self.created_at == other.created_at),
            ("status", self.status == other.status),
            ("reason", self.reason == other.reason),
            ("class", self.class == other.class),
            ("amount", self.amount == other.amount),
            ("refunded", self.refunded == other.refunded),
            ("gateway", self.gateway == other.gateway),
            ("attempts", self.attempts == other.attempts),
            ("order_id", self.order_id == other.order_id),
            ("reference", self.reference == other.reference),
            ("mobile", self.mobile == other.mobile),
            ("paid_at", self.paid_at == other.paid_at),
            ("ended_at", self.ended_at == other.ended_at),
        ]
        .into_iter()
        .filter_map(|(column, same)| (!same).then_some(column))
        .collect()
    }

    /// As the shop sees it in a list.
    #[must_use]
    pub fn view(self) -> PaymentRow {
        PaymentRow {
            id: self.id.to_string(),
            status: self.status,
            reason: self.reason,
            class: self.class.map(|class| class.as_str().to_owned()),
            amount: self.amount,
            currency: Currency::Irr,
            refunded: self.refunded,
            gateway: self.gateway.map(String::from),
            attempts: self.attempts,
            order_id: self.order_id,
            reference: self.reference,
            mobile: self.mobile,
            mode: self.mode,
            created_at: self.created_at.0,
            paid_at: self.paid_at.map(|at| at.0),
            ended_at: self.ended_at.map(|at| at.0),
        }
    }
}

/// Whose doing it was that an attempt came to nothing.
const fn class(attempt: &Attempt) -> Option<Class> {
    match attempt.phase {
        Phase::Abandoned { class } => Some(class),
        _ => attempt.class,
    }
}

/// When the payment was over, if it is.
fn ended_at(payment: &Payment, status: PaymentStatus) -> Option<Moment> {
    let closed = || {
        let of_end = |kind| matches!(kind, Kind::PaymentFailed | Kind::PaymentExpired);
        payment.notices.iter().rev().find(|notice| of_end(notice.kind)).map(|notice| notice.at)
    };
    match status {
        PaymentStatus::Paid | PaymentStatus::Refunded | PaymentStatus::Returned => payment.paid_at,
        PaymentStatus::Cancelled => payment.cancelled_at,
        PaymentStatus::Failed | PaymentStatus::Expired => closed(),
        PaymentStatus::Open | PaymentStatus::Processing | PaymentStatus::Review => None,
    }
}

/// `0912***4567`: enough to know a number again that one is told, too little to call it.
fn masked(mobile: &str) -> String {
    let digits: Vec<char> = mobile.chars().collect();
    let ends = digits.get(..4).zip(digits.get(digits.len().saturating_sub(4)..)).filter(|_| digits.len() > 8);
    ends.map_or_else(|| "***".to_owned(), |(front, back)| front.iter().chain(&['*'; 3]).chain(back).collect())
}
