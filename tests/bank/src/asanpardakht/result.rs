//! TranResult: what became of an invoice. The only place that tells the shop its transaction's number.

use super::{MINUTE_MS, NOT_TRUSTED, is_ours, status};
use crate::bank::Desk;
use crate::http::Response;
use crate::tehran::Tehran;
use crate::till::{misreport, reports_wrong};
use crate::transaction::Transaction;
use serde_json::{Number, Value, json};

const NO_RECORD: u16 = 472;

/// The manual names both; the shorter one counts under `strict_window`.
const WINDOW_MS: u64 = 60 * MINUTE_MS;
const STRICT_WINDOW_MS: u64 = 45 * MINUTE_MS;

/// Our reading: a sale is told as it was, even when it was reversed since; 472 where no sale was, or is remembered.
pub(super) fn answer(merchant: Option<u64>, invoice: Option<u64>, desk: &Desk<'_>) -> Response {
    if !is_ours(merchant) {
        return status(NOT_TRUSTED);
    }
    let settings = &desk.bank.settings;
    let window = settings.window(if settings.strict_window { STRICT_WINDOW_MS } else { WINDOW_MS });
    let found = invoice.and_then(|invoice| desk.bank.book.by_order(&invoice.to_string()));
    match found.and_then(|row| Some((row, row.debited_at_ms?))) {
        Some((row, paid_at)) if desk.now_ms <= paid_at.saturating_add(window) => {
            Response::json(200, &sale(row, paid_at, misreport(row.amount, reports_wrong(desk, row))))
        }
        _ => status(NO_RECORD),
    }
}

/// Amounts and numbers are texts here, and the epoch has a fraction; so does the real one's answer.
fn sale(row: &Transaction, paid_at: u64, amount: u64) -> Value {
    let epoch: Option<Number> = serde_json::from_str(&format!("{}.0", paid_at / 1_000)).ok();
    json!({
        "cardNumber": row.masked_pan,
        "rrn": row.rrn,
        "refID": row.token,
        "amount": amount.to_string(),
        "payGateTranID": row.reference,
        "salesOrderID": row.order,
        "hash": row.hashed_pan,
        "serviceTypeId": 1,
        "serviceStatusCode": null,
        "payGateTranDate": Tehran::at(paid_at).iso(),
        "payGateTranDateEpoch": epoch,
    })
}

/// A sale that the card switch refused.
pub(super) fn failed(code: &str) -> Response {
    Response::json(
        200,
        &json!({
            "cardNumber": null, "rrn": null, "refID": null, "amount": null, "payGateTranID": null,
            "salesOrderID": null, "hash": null, "serviceTypeId": 1, "serviceStatusCode": code,
        }),
    )
}
