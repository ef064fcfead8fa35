//! Verify and its kin: each names a payment by its authority, and each wants the merchant whose payment it is.

use super::request::asked;
use super::{MINUTE_MS, UNEXPECTED, data, error, invalid, is_uuid};
use crate::bank::Desk;
use crate::book::Book;
use crate::http::Response;
use crate::json::{text, whole};
use crate::tehran::Tehran;
use crate::till::{misreport, reports_wrong};
use crate::transaction::{ReversedBy, State, Transaction};
use serde_json::{Value, json};

const AMOUNT_DIFFERS: i64 = -50;
const NOT_PAID: i64 = -51;
const FOREIGN: i64 = -53;
const UNKNOWN: i64 = -54;
const NOT_REVERSIBLE: i64 = -61;
const TOO_LATE: i64 = -63;

/// Our reading of "30 minutes": from the payment.
const REVERSAL_WINDOW_MS: u64 = 30 * MINUTE_MS;
/// "The last hundred."
const UNVERIFIED_MAX: usize = 100;

pub(super) fn find<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    body.get("authority").and_then(Value::as_str).and_then(|authority| book.by_token(authority))
}

fn merchant(body: &Value) -> Result<String, Response> {
    let merchant = text(body.get("merchant_id"));
    if is_uuid(&merchant) {
        Ok(merchant)
    } else {
        Err(invalid("merchant_id", "The merchant id must be 36 characters."))
    }
}

fn subject(body: &Value, desk: &Desk<'_>) -> Result<Transaction, Response> {
    let merchant = merchant(body)?;
    let row = find(body, &desk.bank.book).ok_or_else(|| error(UNKNOWN))?;
    if row.terminal == merchant { Ok(row.clone()) } else { Err(error(FOREIGN)) }
}

/// Confirms a payment, which makes the money the shop's. A bank that counts another amount finds the shop's wrong.
pub(super) fn verify(body: &Value, desk: &mut Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(answer) => return answer,
    };
    let Some(amount) = whole(body.get("amount")) else { return invalid("amount", "The amount must be an integer.") };
    // Our reading: money that went back is no paid session any more.
    if !matches!(row.state, State::Debited | State::Verified) {
        return error(NOT_PAID);
    }
    if amount != asked(&row, misreport(row.amount, reports_wrong(desk, &row))) {
        return error(AMOUNT_DIFFERS);
    }
    let (code, message) = if desk.bank.book.verify(row.id, desk.now_ms) { (100, "Paid") } else { (101, "Verified") };
    let reference: Option<u64> = row.reference.as_deref().and_then(|digits| digits.parse().ok());
    data(&json!({
        "code": code,
        "message": message,
        "card_hash": row.hashed_pan,
        "card_pan": row.masked_pan,
        "ref_id": reference,
        "fee_type": "Merchant",
        "fee": 0,
        "wages": null,
    }))
}

pub(super) fn inquire(body: &Value, desk: &Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(answer) => return answer,
    };
    let status = match row.state {
        State::Issued | State::Opened => "IN_BANK",
        State::Debited => "PAID",
        State::Verified | State::Settled => "VERIFIED",
        State::Reversed => "REVERSED",
        State::Cancelled | State::Declined | State::Expired => "FAILED",
    };
    let amount = asked(&row, misreport(row.amount, reports_wrong(desk, &row)));
    data(&json!({ "code": 100, "message": "Success", "status": status, "amount": amount }))
}

/// The merchant's payments that wait for their verify, newest first.
pub(super) fn unverified(body: &Value, desk: &Desk<'_>) -> Response {
    let merchant = match merchant(body) {
        Ok(merchant) => merchant,
        Err(answer) => return answer,
    };
    let waiting = desk.bank.book.unverified().filter(|row| row.terminal == merchant).take(UNVERIFIED_MAX);
    let authorities: Vec<Value> = waiting
        .map(|row| {
            json!({
                "authority": row.token,
                "amount": asked(row, misreport(row.amount, reports_wrong(desk, row))),
                "callback_url": row.callback_url,
                "referer": "/",
                "date": Tehran::at(row.debited_at_ms.unwrap_or_default()).spaced(),
            })
        })
        .collect();
    data(&json!({ "code": 100, "message": "Success", "authorities": authorities }))
}

/// Sends the money back. Our reading: verified or not, once.
pub(super) fn reverse(body: &Value, desk: &mut Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(answer) => return answer,
    };
    let window = desk.bank.settings.window(REVERSAL_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms > at.saturating_add(window));
    match row.state {
        State::Debited | State::Verified if !row.refunds.is_empty() => error(NOT_REVERSIBLE),
        State::Debited | State::Verified if late => error(TOO_LATE),
        State::Debited | State::Verified if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => {
            data(&json!({ "code": 100, "message": "Reversed", "status": "Success" }))
        }
        State::Debited | State::Verified => error(UNEXPECTED),
        _ => error(NOT_REVERSIBLE),
    }
}
