//! Zibal's token call.

use super::{MERCHANT, MERCHANT_UNKNOWN, OK, PAGE_WINDOW_MS, refusal};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::{Response, host};
use crate::json::{text, whole};
use serde_json::{Value, json};

const AMOUNT_SMALL: i64 = 105;
const CALLBACK_INVALID: i64 = 106;
const PERCENT_MODE_INVALID: i64 = 107;
const PARTS_SUM: i64 = 111;
const AMOUNT_LARGE: i64 = 113;

const RIALS_MIN: u64 = 1_000;
/// Our reading: the limit is the account's own; here it is a hundred million toman, the network's for one payment.
const RIALS_MAX: u64 = 1_000_000_000;

/// `{"result":100,"trackId":...}`, or what is wrong.
pub(super) fn answer(body: &Value, desk: &mut Desk<'_>) -> Response {
    if text(body.get("merchant")) != MERCHANT {
        return refusal(MERCHANT_UNKNOWN);
    }
    let amount = whole(body.get("amount")).unwrap_or(0);
    let callback = text(body.get("callbackUrl"));
    if let Some(code) = check(body, amount, &callback) {
        return refusal(code);
    }
    let track = desk.dice.number(10);
    if desk.bank.book.by_token(&track).is_some() {
        return refusal(-2);
    }
    // The order is the shop's own affair: it may be repeated or left out.
    let new = NewTransaction {
        order: text(body.get("orderId")),
        token: track.clone(),
        terminal: MERCHANT.to_owned(),
        amount,
        callback_url: callback,
        page_window_ms: PAGE_WINDOW_MS,
    };
    let id = desk.bank.book.issue(new, desk.now_ms);
    let description = text(body.get("description"));
    desk.bank.book.edit(id, |row| {
        row.callback_by_get = true;
        if !description.is_empty() {
            row.extra.insert("description".to_owned(), description);
        }
    });
    let track: Option<u64> = track.parse().ok();
    Response::json(200, &json!({ "result": OK, "trackId": track, "message": "success" }))
}

fn check(body: &Value, amount: u64, callback: &str) -> Option<i64> {
    if amount < RIALS_MIN {
        return Some(AMOUNT_SMALL);
    }
    if amount > RIALS_MAX {
        return Some(AMOUNT_LARGE);
    }
    if host(callback).is_none() {
        return Some(CALLBACK_INVALID);
    }
    let percent = match body.get("percentMode") {
        None | Some(Value::Null) => 0,
        Some(mode) => match whole(Some(mode)) {
            Some(mode @ 0..=1) => mode,
            _ => return Some(PERCENT_MODE_INVALID),
        },
    };
    let parts = body.get("multiplexingInfos").and_then(Value::as_array).filter(|parts| !parts.is_empty())?;
    let sum = parts.iter().map(|part| whole(part.get("amount")).unwrap_or(0)).fold(0, u64::saturating_add);
    let due = if percent == 1 { 100 } else { amount };
    (sum != due).then_some(PARTS_SUM)
}
