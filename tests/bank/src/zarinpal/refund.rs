//! Refunds: one GraphQL mutation, `AddRefund`, in rial whatever the payment was asked in.
//!
//! Of the query no more is read than the mutation's name and its alias; its arguments are taken from `variables`, as the
//! official SDK sends them. Our reading: `session_id` is verify's `ref_id`, or the authority.

use super::{UNEXPECTED, message};
use crate::bank::Desk;
use crate::book::Book;
use crate::http::Response;
use crate::json::{text, whole};
use crate::tehran::Tehran;
use crate::transaction::{State, Transaction};
use serde_json::{Value, json};

const ACCESS_TOKEN: &str = "zarinpal-sandbox-token";
const MUTATION: &str = "AddRefund";
const RIALS_MIN: u64 = 20_000;

const INVALID: i64 = -9;
const UNKNOWN: i64 = -54;
const NOT_REFUNDABLE: i64 = -61;

pub(super) fn find<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    let session = text(body.pointer("/variables/session_id"));
    book.by_reference(&session).or_else(|| book.by_token(&session))
}

pub(super) fn answer(token: Option<&str>, body: &Value, desk: &mut Desk<'_>) -> Response {
    if token != Some(ACCESS_TOKEN) {
        return Response::json(401, &json!({ "errors": [{ "message": "Unauthenticated." }] }));
    }
    let Some(alias) = alias(&text(body.get("query"))) else {
        return refusal(INVALID, "The query holds no mutation that this sandbox knows.");
    };
    let argument = |name: &str| text(body.pointer(&format!("/variables/{name}")));
    if !matches!(argument("method").as_str(), "" | "PAYA" | "CARD") {
        return refusal(INVALID, "The method is PAYA or CARD.");
    }
    let reasons = ["", "CUSTOMER_REQUEST", "DUPLICATE_TRANSACTION", "SUSPICIOUS_TRANSACTION", "OTHER"];
    if !reasons.contains(&argument("reason").as_str()) {
        return refusal(INVALID, "The reason is none of the known ones.");
    }
    let amount = whole(body.pointer("/variables/amount")).unwrap_or(0);
    if amount < RIALS_MIN {
        return refusal(INVALID, "The amount is 20,000 rial or more.");
    }
    let Some(row) = find(body, &desk.bank.book).cloned() else { return refusal(UNKNOWN, "No such session.") };
    let left = row.amount.saturating_sub(row.refunded());
    if row.state != State::Verified || amount > left {
        return refusal(NOT_REFUNDABLE, "The session has no such amount left.");
    }
    let id = desk.dice.number(10);
    if !desk.bank.book.refund(row.id, &id, amount, desk.now_ms) {
        return refusal(UNEXPECTED, message(UNEXPECTED));
    }
    let resource = json!({
        "id": id,
        "terminal_id": row.terminal,
        "amount": row.amount,
        "timeline": {
            "refund_amount": amount,
            "refund_time": format!("{}+03:30", Tehran::at(desk.now_ms).iso()),
            "refund_status": "PENDING",
        },
    });
    Response::json(200, &json!({ "data": { alias: resource } }))
}

/// The name under which the answer is due: `resource: AddRefund(...)` is answered as `resource`. The mutation's own name
/// stands before the selection's, and may be the same.
fn alias(query: &str) -> Option<String> {
    let (before, after) = query.rsplit_once(MUTATION)?;
    if !query.contains("mutation") || !after.trim_start().starts_with('(') {
        return None;
    }
    let before = before.trim_end();
    let Some(named) = before.strip_suffix(':') else { return Some(MUTATION.to_owned()) };
    let name = named.trim_end().rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next();
    name.filter(|name| !name.is_empty()).map(str::to_owned)
}

/// GraphQL refuses with HTTP 200 and a list of errors.
pub(super) fn refusal(code: i64, message: &str) -> Response {
    Response::json(200, &json!({ "data": null, "errors": [{ "message": message, "extensions": { "code": code } }] }))
}
