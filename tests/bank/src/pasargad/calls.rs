//! Pasargad's calls on a payment: open, ask, hold, confirm, reverse.

use super::{PAGE_WINDOW_MS, REVERSAL_WINDOW_MS, TERMINAL};
use crate::bank::Desk;
use crate::book::{Book, NewTransaction};
use crate::http::{Response, host};
use crate::json::{text, whole};
use crate::tehran::Tehran;
use crate::till::{misreport, reports_wrong};
use crate::transaction::{ReversedBy, State, Transaction};
use serde_json::{Value, json};

const OK: i64 = 0;
const PAID_UNVERIFIED: i64 = 2;
const INPUT_WRONG: i64 = 13_000;
const INVOICE_USED: i64 = 13_003;
const NOT_FOUND: i64 = 13_016;
const NOT_SUCCESSFUL: i64 = 13_025;
const CALLBACK_DOMAIN: i64 = 13_028;
const CONFIRMED: i64 = 13_029;
const REVERSED: i64 = 13_033;
const HELD: i64 = 13_034;
const SETTLED_BEFORE: i64 = 13_046;
const NOT_COMPLETE: i64 = 13_049;
const AMOUNT_WRONG: i64 = 13_055;
const TYPE_WRONG: i64 = 13_060;
const CONFIRM_LATE: i64 = 13_075;
const REVERSE_LATE: i64 = 13_076;
const ORIGINAL_UNPAID: i64 = 13_324;
const INVALID: i64 = 13_350;
const INVOICE_WRONG: i64 = 13_351;
const TERMINAL_WRONG: i64 = 13_399;
const VERIFIED_BEFORE: i64 = 13_428;

/// The only service that the sandbox sells.
const PURCHASE_SERVICE: u64 = 8;

/// The payment that a call names by its address's own part and its invoice together.
pub(super) fn find<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    book.by_token(&text(body.get("urlId"))).filter(|row| row.order == text(body.get("invoice")))
}

/// The payment that an inquiry names.
pub(super) fn look_up<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    book.by_order(&text(body.get("invoiceId")))
}

/// An amount over zero.
pub(super) fn amount(body: &Value) -> Option<u64> {
    whole(body.get("amount")).filter(|amount| *amount > 0)
}

/// Opens a payment, and names the page under the address that the shop reached the bank at.
pub(super) fn purchase(body: &Value, origin: &str, desk: &mut Desk<'_>) -> Response {
    let new = match check(body, desk) {
        Ok(new) => new,
        Err(code) => return refusal(code),
    };
    let url_id = new.token.clone();
    let id = desk.bank.book.issue(new, desk.now_ms);
    desk.bank.book.edit(id, |row| row.callback_by_get = true);
    let url = format!("{origin}/pasargad/dorsa1/{url_id}");
    done(&json!({ "urlId": url_id, "url": url }))
}

fn check(body: &Value, desk: &mut Desk<'_>) -> Result<NewTransaction, i64> {
    let due = |holds: bool, code| if holds { Ok(()) } else { Err(code) };
    due(body.is_object(), INPUT_WRONG)?;
    due(whole(body.get("terminalNumber")) == Some(TERMINAL), TERMINAL_WRONG)?;
    due(whole(body.get("serviceCode")) == Some(PURCHASE_SERVICE), TYPE_WRONG)?;
    due(text(body.get("serviceType")) == "PURCHASE", TYPE_WRONG)?;
    let amount = amount(body).ok_or(AMOUNT_WRONG)?;
    let order = text(body.get("invoice"));
    due(!order.is_empty(), INVOICE_WRONG)?;
    // The official sample's date is Jalali and its form is not told: only that there is one.
    due(!text(body.get("invoiceDate")).is_empty(), INVALID)?;
    let url = text(body.get("callbackApi"));
    due(host(&url).is_some(), CALLBACK_DOMAIN)?;
    due(!desk.bank.book.is_used(&order), INVOICE_USED)?;
    Ok(NewTransaction {
        order,
        token: format!("{}{}", desk.dice.hex32(), desk.dice.number(23)),
        terminal: TERMINAL.to_string(),
        amount,
        callback_url: url,
        page_window_ms: PAGE_WINDOW_MS,
    })
}

/// Says how a payment stands, with the cause of a failure: the callback's five words have none.
pub(super) fn inquire(body: &Value, desk: &mut Desk<'_>) -> Response {
    let Some(row) = look_up(body, &desk.bank.book).cloned() else { return refusal(NOT_FOUND) };
    let status = match row.state {
        // Our reading: a page that is still open is "not complete".
        State::Issued | State::Opened => NOT_COMPLETE,
        State::Cancelled | State::Declined | State::Expired => {
            row.code.as_deref().and_then(|code| code.parse().ok()).unwrap_or(NOT_SUCCESSFUL)
        }
        State::Debited => PAID_UNVERIFIED,
        State::Verified => HELD,
        State::Settled => CONFIRMED,
        State::Reversed => REVERSED,
    };
    done(&json!({
        "status": status,
        "trackId": row.trace,
        "transactionId": row.reference,
        "amount": misreport(row.amount, reports_wrong(desk, &row)),
        "cardNumber": row.masked_pan,
        "invoice": row.order,
        "url": row.token,
        "referenceNumber": row.rrn,
        "requestDate": date(&row),
    }))
}

/// Holds a payment: the shop may still confirm or reverse it, and the switch confirms what the shop leaves.
pub(super) fn verify(body: &Value, desk: &mut Desk<'_>) -> Response {
    let Some(row) = find(body, &desk.bank.book).cloned() else { return refusal(NOT_FOUND) };
    match row.state {
        State::Debited if desk.bank.book.verify(row.id, desk.now_ms) => receipt(&row, desk),
        State::Verified => refusal(VERIFIED_BEFORE),
        State::Settled => refusal(CONFIRMED),
        _ => refusal(unpaid(&row)),
    }
}

/// Confirms a payment, held before or not, which makes the money the shop's.
pub(super) fn confirm(body: &Value, desk: &mut Desk<'_>) -> Response {
    let Some(row) = find(body, &desk.bank.book).cloned() else { return refusal(NOT_FOUND) };
    let now_ms = desk.now_ms;
    let book = &mut desk.bank.book;
    let confirmed = match row.state {
        State::Debited => book.verify(row.id, now_ms) && book.settle(row.id, now_ms),
        State::Verified => book.settle(row.id, now_ms),
        State::Settled => return refusal(SETTLED_BEFORE),
        _ => false,
    };
    if confirmed { receipt(&row, desk) } else { refusal(unpaid(&row)) }
}

/// Why there is nothing to hold or to confirm.
fn unpaid(row: &Transaction) -> i64 {
    match (row.state, row.reversed_by) {
        (State::Reversed, Some(ReversedBy::Auto)) => CONFIRM_LATE,
        (State::Reversed, _) => REVERSED,
        (State::Cancelled | State::Declined | State::Expired, _) => NOT_SUCCESSFUL,
        _ => NOT_FOUND,
    }
}

/// Sends the money back before it is the shop's. Our reading: what is confirmed says so while the window lasts, and that its
/// time is over afterwards; it is not reversed either way.
pub(super) fn reverse(body: &Value, desk: &mut Desk<'_>) -> Response {
    let Some(row) = find(body, &desk.bank.book).cloned() else { return refusal(NOT_FOUND) };
    let window = desk.bank.settings.window(REVERSAL_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms >= at.saturating_add(window));
    match row.state {
        State::Debited | State::Verified if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => {
            Response::json(200, &json!({ "resultMsg": "Successful", "resultCode": OK }))
        }
        State::Reversed => refusal(REVERSED),
        State::Settled if late => refusal(REVERSE_LATE),
        State::Settled => refusal(CONFIRMED),
        _ => refusal(ORIGINAL_UNPAID),
    }
}

fn receipt(row: &Transaction, desk: &Desk<'_>) -> Response {
    done(&json!({
        "invoice": row.order,
        "referenceNumber": row.rrn,
        "trackId": row.trace,
        "maskedCardNumber": row.masked_pan,
        "hashedCardNumber": row.hashed_pan,
        "requestDate": date(row),
        "amount": misreport(row.amount, reports_wrong(desk, row)),
    }))
}

/// `2025-02-12T11:20:33.000`, in Tehran.
fn date(row: &Transaction) -> String {
    format!("{}.{:03}", Tehran::at(row.issued_at_ms).iso(), row.issued_at_ms % 1_000)
}

fn done(data: &Value) -> Response {
    Response::json(200, &json!({ "resultMsg": "Successful", "resultCode": OK, "data": data }))
}

/// An answer that is a code and nothing else.
pub(super) fn refusal(code: i64) -> Response {
    let text = match code {
        INPUT_WRONG => "Input is not valid",
        INVOICE_USED => "Invoice is not unique",
        NOT_FOUND => "Transaction not found",
        CALLBACK_DOMAIN => "Callback is not on the registered domain",
        CONFIRMED => "Transaction is successful and confirmed",
        REVERSED => "Transaction is reversed",
        SETTLED_BEFORE => "Transaction is already settled",
        CONFIRM_LATE => "Time to confirm is over",
        REVERSE_LATE => "Time to reverse is over",
        VERIFIED_BEFORE => "Transaction is already verified",
        13_368 => "Login failed",
        13_422 => "IP is not registered",
        _ => "Failed",
    };
    Response::json(200, &json!({ "resultMsg": text, "resultCode": code }))
}
