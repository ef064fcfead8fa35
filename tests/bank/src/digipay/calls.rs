//! DigiPay's calls on a payment: its ticket, verify, reversal and refunds. Every answer has a result, refusals too.

use super::{Does, PAGE_WINDOW_MS, REVERSAL_WINDOW_MS};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::{Response, host};
use crate::json::{text, whole};
use crate::till::{misreport, reports_wrong};
use crate::transaction::{ReversedBy, State, Transaction};
use serde_json::{Value, json};

pub(super) const INPUT: i64 = 1054;
const NOT_FOUND: i64 = 9000;
const NOT_SUCCESSFUL: i64 = 9007;
const USED: i64 = 9008;
const LATE: i64 = 9009;
const STATE: i64 = 9012;
const NO_MOBILE: i64 = 15_805;

pub(super) fn answer(does: &Does, body: &Value, origin: &str, desk: &mut Desk<'_>) -> Response {
    let done = match does {
        Does::Ticket => ticket(body, origin, desk),
        Does::Verify => verify(body, desk),
        Does::Reverse => reverse(body, desk),
        Does::Refund => refund(body, desk),
        Does::AskRefund(number) => asked(number, desk),
    };
    match done {
        Ok(mut answer) => {
            answer["result"] =
                json!({ "title": "SUCCESS", "status": 0, "message": "عملیات با موفقیت انجام شد", "level": "INFO" });
            Response::json(200, &answer)
        }
        Err(code) => refusal(code),
    }
}

fn ticket(body: &Value, origin: &str, desk: &mut Desk<'_>) -> Result<Value, i64> {
    let amount = whole(body.get("amount")).filter(|amount| *amount > 0).ok_or(INPUT)?;
    let mobile = text(body.get("cellNumber"));
    if mobile.len() != 11 || !mobile.starts_with("09") {
        return Err(NO_MOBILE);
    }
    let (number, back) = (text(body.get("providerId")), text(body.get("callbackUrl")));
    let basket = body.get("basketDetailsDto").ok_or(INPUT)?;
    let items = basket.get("items").and_then(Value::as_array).filter(|items| !items.is_empty()).ok_or(INPUT)?;
    let counted = |item: &Value| {
        whole(item.get("count")).is_some_and(|count| count > 0)
            && ["sellerId", "supplierId", "productCode", "categoryId"]
                .iter()
                .all(|name| !text(item.get(*name)).is_empty())
    };
    if number.is_empty()
        || host(&back).is_none()
        || text(basket.get("basketId")).is_empty()
        || !items.iter().all(counted)
    {
        return Err(INPUT);
    }
    // Our reading: the same number with the same data has its ticket already, and that is not told again.
    if desk.bank.book.is_used(&number) {
        return Err(USED);
    }
    let ticket = desk.dice.hex32();
    let new = NewTransaction {
        order: number,
        token: ticket.clone(),
        terminal: "digipay".to_owned(),
        amount,
        callback_url: back,
        page_window_ms: PAGE_WINDOW_MS,
    };
    desk.bank.book.issue(new, desk.now_ms);
    Ok(json!({ "ticket": ticket, "redirectUrl": format!("{origin}/digipay/pay/{ticket}") }))
}

/// The purchase that a call names by its tracking code and its number together.
fn purchase(body: &Value, desk: &Desk<'_>) -> Result<Transaction, i64> {
    let row = desk.bank.book.by_reference(&text(body.get("trackingCode")));
    row.filter(|row| row.order == text(body.get("providerId"))).cloned().ok_or(NOT_FOUND)
}

/// Confirms a purchase, which makes the money the shop's. Our reading: a repeated verify says it again.
fn verify(body: &Value, desk: &mut Desk<'_>) -> Result<Value, i64> {
    let row = purchase(body, desk)?;
    match (row.state, row.reversed_by) {
        (State::Debited, _) if desk.bank.book.verify(row.id, desk.now_ms) => {}
        (State::Verified, _) if row.refunds.is_empty() => {}
        (State::Reversed, Some(ReversedBy::Auto)) => return Err(LATE),
        (State::Verified | State::Reversed, _) => return Err(STATE),
        _ => return Err(NOT_SUCCESSFUL),
    }
    Ok(json!({
        "trackingCode": row.reference,
        "providerId": row.order,
        "fpCode": "0",
        "fpName": "دیجی‌پی",
        "amount": misreport(row.amount, reports_wrong(desk, &row)),
        "paymentGateway": 4,
        "rrn": row.rrn,
        "maskedPan": row.masked_pan,
        "pspName": "",
        "terminalId": "",
        "additionalInfo": {},
    }))
}

/// Sends the whole of it back, while that lasts: counted from the payment, in our reading.
fn reverse(body: &Value, desk: &mut Desk<'_>) -> Result<Value, i64> {
    let row = purchase(body, desk)?;
    let window = desk.bank.settings.window(REVERSAL_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms >= at.saturating_add(window));
    // Our reading: like a verify, it says again what it did.
    let again = row.reversed_by == Some(ReversedBy::Shop);
    if !again && (late || !desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms)) {
        return Err(STATE);
    }
    Ok(json!({ "trackingCode": row.reference, "providerId": row.order }))
}

fn refund(body: &Value, desk: &mut Desk<'_>) -> Result<Value, i64> {
    let row = desk.bank.book.by_reference(&text(body.get("saleTrackingCode"))).cloned().ok_or(NOT_FOUND)?;
    let (number, amount) = (text(body.get("providerId")), whole(body.get("amount")).ok_or(INPUT)?);
    if number.is_empty() {
        return Err(INPUT);
    }
    if desk.bank.book.is_used(&number) {
        return Err(USED);
    }
    if row.state != State::Verified || !desk.bank.book.refund(row.id, &number, amount, desk.now_ms) {
        return Err(STATE);
    }
    Ok(json!({ "providerId": number }))
}

/// Our reading: the sandbox gives back at once.
fn asked(number: &str, desk: &Desk<'_>) -> Result<Value, i64> {
    let known = desk.bank.book.newest_first().any(|row| row.refunds.iter().any(|refund| refund.order == number));
    if known { Ok(json!({ "providerId": number, "status": 0 })) } else { Err(NOT_FOUND) }
}

/// An answer that is a result and nothing else.
pub(super) fn refusal(code: i64) -> Response {
    let status = if code == NO_MOBILE { 422 } else { 200 };
    let message = match code {
        INPUT => "ورودی نامعتبر است",
        NOT_FOUND => "خرید یافت نشد",
        NOT_SUCCESSFUL => "خرید ناموفق است",
        USED => "شناسه با دادهٔ دیگری به کار رفته است",
        LATE => "زمان تایید گذشته است",
        STATE => "وضعیت خرید اجازهٔ این کار را نمی‌دهد",
        NO_MOBILE => "برای این شماره سرویسی نیست",
        _ => "خطا",
    };
    Response::json(
        status,
        &json!({ "result": { "title": "FAILURE", "status": code, "message": message, "level": "BLOCKER" } }),
    )
}
