//! Refunds, at Zibal's account service: a house of its own, where 1 is "done" and the key is a bearer token.

use super::{NOT_PAID, TRACK_UNKNOWN, find, refusal};
use crate::bank::Desk;
use crate::http::Response;
use crate::json::whole;
use crate::transaction::State;
use serde_json::{Value, json};

const ACCESS_TOKEN: &str = "zibal-sandbox-token";
const DONE: i64 = 1;
const TOKEN_WRONG: i64 = 3;
const AMOUNT_OVER: i64 = 113;

/// Our reading: whatever is refused is refused in the gateway's own words, for the account service's are not told. Without
/// an amount all that is left goes back.
pub(super) fn answer(token: Option<&str>, body: &Value, desk: &mut Desk<'_>) -> Response {
    if token != Some(ACCESS_TOKEN) {
        return Response::json(401, &json!({ "result": TOKEN_WRONG, "message": "invalid token" }));
    }
    let Some(row) = find(body, &desk.bank.book).cloned() else { return refusal(TRACK_UNKNOWN) };
    if row.state != State::Verified {
        return refusal(NOT_PAID);
    }
    let left = row.amount.saturating_sub(row.refunded());
    let amount = match body.get("amount") {
        None | Some(Value::Null) => left,
        asked => whole(asked).unwrap_or(0),
    };
    let id = desk.dice.number(10);
    if !desk.bank.book.refund(row.id, &id, amount, desk.now_ms) {
        return refusal(AMOUNT_OVER);
    }
    Response::json(
        200,
        &json!({ "result": DONE, "message": "success", "data": { "refundId": id, "reversed": false, "amount": amount } }),
    )
}
