//! Verify and inquiry. A verify repeated says so and no more: who needs the amount must inquire.

use super::{MERCHANT, MERCHANT_UNKNOWN, NOT_PAID, OK, TRACK_UNKNOWN, VERIFIED_BEFORE, find, refusal, status};
use crate::bank::Desk;
use crate::http::Response;
use crate::json::text;
use crate::tehran::Tehran;
use crate::till::{misreport, reports_wrong};
use crate::transaction::{State, Transaction};
use serde_json::{Value, json};

fn subject(body: &Value, desk: &Desk<'_>) -> Result<Transaction, Response> {
    if text(body.get("merchant")) != MERCHANT {
        return Err(refusal(MERCHANT_UNKNOWN));
    }
    find(body, &desk.bank.book).cloned().ok_or_else(|| refusal(TRACK_UNKNOWN))
}

/// Confirms a payment, which makes the money the shop's. Our reading: money that went back is not paid.
pub(super) fn verify(body: &Value, desk: &mut Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(answer) => return answer,
    };
    match row.state {
        State::Debited if desk.bank.book.verify(row.id, desk.now_ms) => {}
        State::Verified => return refusal(VERIFIED_BEFORE),
        _ => return refusal(NOT_PAID),
    }
    Response::json(
        200,
        &json!({
            "result": OK,
            "message": "success",
            "paidAt": moment(row.debited_at_ms),
            "amount": misreport(row.amount, reports_wrong(desk, &row)),
            "status": 1,
            "refNumber": row.rrn,
            "cardNumber": row.masked_pan,
            "orderId": row.order,
            "description": row.said("description"),
        }),
    )
}

/// How a payment stands. The inquiry itself is done (100), whatever it found.
pub(super) fn inquire(body: &Value, desk: &Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(answer) => return answer,
    };
    Response::json(
        200,
        &json!({
            "result": OK,
            "message": "success",
            "createdAt": moment(Some(row.issued_at_ms)),
            "paidAt": moment(row.debited_at_ms),
            "verifiedAt": moment(row.verified_at_ms),
            "amount": misreport(row.amount, reports_wrong(desk, &row)),
            "status": status(&row),
            "refNumber": row.rrn,
            "cardNumber": row.masked_pan,
            "orderId": row.order,
            "description": row.said("description"),
        }),
    )
}

fn moment(at_ms: Option<u64>) -> Option<String> {
    at_ms.map(|at| format!("{}.{:03}000", Tehran::at(at).iso(), at % 1_000))
}
