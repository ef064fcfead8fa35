//! A shop's payments as a list and in sums: `GET /v1/payments`, `GET /v1/reports/totals`.

use crate::{Currency, Mode, PaymentStatus, StatusReason};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A payment in a list. `GET /v1/payments/{id}` has the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRow {
    /// `pay_…`
    pub id: String,
    /// Where it stood after the newest thing that happened to it.
    pub status: PaymentStatus,
    /// Why, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<StatusReason>,
    /// Of one that failed: the class of the last thing heard of its last attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Integer rial.
    pub amount: i64,
    /// Always `IRR`.
    pub currency: Currency,
    /// Integer rial that went back to the card by refunds.
    pub refunded: i64,
    /// The gateway whose money it is; of one that is not paid, the gateway of the last attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// The shop's own number.
    pub order_id: String,
    /// The bank's reference of one that is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The shopper's mobile number without its middle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// Test or live.
    pub mode: Mode,
    /// When it was made.
    pub created_at: i64,
    /// When the bank's confirmation was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<i64>,
    /// When it was over: paid, withdrawn, failed or expired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<i64>,
}

/// A page of payments, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPage {
    /// The payments.
    pub data: Vec<PaymentRow>,
    /// `cursor` of the next page; nothing after the last. A page may be short, or empty, and have a next one: a rare kind of
    /// payment is looked for a stretch at a time.
    pub next: Option<String>,
}

/// Payments counted and added up. They are counted where they were made, whenever they were paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// All of them.
    pub payments: i64,
    /// Those that were paid, whatever became of the money later.
    pub paid: i64,
    /// Those that somebody tried to pay in vain.
    pub failed: i64,
    /// Those that nobody tried to pay in time.
    pub expired: i64,
    /// Those that the shop withdrew.
    pub cancelled: i64,
    /// Those that are not over: open, in progress, or with a person.
    pub open: i64,
    /// Integer rial of those that were paid.
    pub amount: i64,
    /// Integer rial of that which went back by the shop's refunds.
    pub refunded: i64,
    /// Integer rial of that which the bank took back.
    pub returned: i64,
    /// Of 10,000 payments that somebody tried to pay and that are over, how many were paid; nothing if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<i64>,
}

/// One group of [`Totals`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalsGroup {
    /// What it is the group of: `2026-11-23`, `2026-11-23T14`, a gateway, a class; empty where there was no gateway or class.
    pub key: String,
    /// Its sums.
    #[serde(flatten)]
    pub totals: Totals,
}

/// Answer of `GET /v1/reports/totals`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalsView {
    /// The first day, of Tehran.
    pub from: String,
    /// The last day.
    pub to: String,
    /// By what.
    pub by: String,
    /// The groups that have payments; days and hours from the first on, all else the most payments first.
    pub data: Vec<TotalsGroup>,
    /// All of them together.
    pub total: Totals,
}

/// Where the report does not say what the ledger says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportDifference {
    /// `pay_…`
    pub payment: String,
    /// `missing` in the report, `different`, or `unknown` to the ledger.
    pub what: String,
    /// Which columns differ.
    pub columns: Vec<String>,
}

/// Answer of `GET /v1/operator/reports/check` and `POST /v1/operator/reports/rebuild`: a stretch of the shop's payments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportCheck {
    /// How many payments of the ledger were compared.
    pub compared: u32,
    /// What differed; a rebuild has put it right.
    pub differences: Vec<ReportDifference>,
    /// `cursor` of the next stretch; nothing after the last.
    pub next: Option<String>,
}
