//! ZarinPal's token call.

use super::{PAGE_WINDOW_MS, UNEXPECTED, data, error, invalid, is_uuid};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::{Response, host};
use crate::json::{text, whole};
use crate::transaction::Transaction;
use serde_json::{Value, json};

const CALLBACK_MISSING: i64 = -2;
const DESCRIPTION_INVALID: i64 = -3;
const AMOUNT_INVALID: i64 = -4;
const AMOUNT_HUGE: i64 = -41;

const DESCRIPTION_MAX: usize = 500;
const RIALS_MIN: u64 = 1_000;
/// A hundred million toman.
const RIALS_MAX: u64 = 1_000_000_000;

/// An amount in rial. Our reading: rial where no currency is named, for the documents tell it both ways.
pub(super) fn rials(amount: u64, currency: &str) -> u64 {
    if currency == "IRT" { amount.saturating_mul(10) } else { amount }
}

/// An amount of rials in the currency that its payment was asked in.
pub(super) fn asked(row: &Transaction, rials: u64) -> u64 {
    if row.said("currency") == "IRT" { rials / 10 } else { rials }
}

pub(super) fn answer(body: &Value, desk: &mut Desk<'_>) -> Response {
    let merchant = text(body.get("merchant_id"));
    if !is_uuid(&merchant) {
        return invalid("merchant_id", "The merchant id must be 36 characters.");
    }
    let currency = text(body.get("currency"));
    if !matches!(currency.as_str(), "" | "IRR" | "IRT") {
        return invalid("currency", "The selected currency is invalid.");
    }
    let metadata = body.get("metadata").unwrap_or(&Value::Null);
    // An empty array is what PHP makes of an empty object.
    if !(metadata.is_null() || metadata.is_object() || metadata.as_array().is_some_and(Vec::is_empty)) {
        return invalid("metadata", "The metadata must be an object.");
    }
    let (callback, description) = (text(body.get("callback_url")), text(body.get("description")));
    if host(&callback).is_none() {
        return error(CALLBACK_MISSING);
    }
    if description.is_empty() || description.chars().count() > DESCRIPTION_MAX {
        return error(DESCRIPTION_INVALID);
    }
    let amount = rials(whole(body.get("amount")).unwrap_or(0), &currency);
    if amount < RIALS_MIN {
        return error(AMOUNT_INVALID);
    }
    if amount > RIALS_MAX {
        return error(AMOUNT_HUGE);
    }
    // Thirty-six characters; S is the sandbox's letter.
    let authority = format!("S{}{}", "0".repeat(15), desk.dice.ref_id());
    if desk.bank.book.by_token(&authority).is_some() {
        return error(UNEXPECTED);
    }
    // The order is the shop's own affair: it may be repeated or left out.
    let new = NewTransaction {
        order: text(metadata.get("order_id")),
        token: authority.clone(),
        terminal: merchant,
        amount,
        callback_url: callback,
        page_window_ms: PAGE_WINDOW_MS,
    };
    let id = desk.bank.book.issue(new, desk.now_ms);
    desk.bank.book.edit(id, |row| {
        row.callback_by_get = true;
        if currency == "IRT" {
            row.extra.insert("currency".to_owned(), currency);
        }
    });
    data(&json!({ "code": 100, "message": "Success", "authority": authority, "fee_type": "Merchant", "fee": 0 }))
}
