//! Iran Kish's calls on a payment: confirm, reverse, ask.

use super::token::{SECURITY_BROKEN, TERMINAL_WRONG, accepted, refusal};
use super::{INQUIRY_WINDOW_MS, PASS_PHRASE, REVERSAL_WINDOW_MS, TERMINAL};
use crate::bank::Desk;
use crate::book::Book;
use crate::http::Response;
use crate::json::{text, whole};
use crate::tehran::Tehran;
use crate::till::{misreport, reports_wrong};
use crate::transaction::{ReversedBy, State, Transaction};
use serde_json::{Value, json};

const OK: &str = "00";
// The table's `2`: codes come with and without a leading zero, and a shop must read both.
const REVERSED_BEFORE: &str = "02";
const NOT_FOUND: &str = "25";
const DUPLICATE: &str = "94";
const TOKEN_WRONG: &str = "920";

const BY_REFERENCE: u64 = 1;
const BY_TOKEN: u64 = 2;
const BY_REQUEST: u64 = 3;

/// The payment that a confirmation or a reversal names.
pub(super) fn find<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    book.by_token(&text(body.get("tokenIdentity")))
}

/// The payment that an inquiry names, by what it says it names it by.
pub(super) fn look_up<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    match whole(body.get("findOption"))? {
        BY_REFERENCE => book.by_reference(&text(body.get("retrievalReferenceNumber"))),
        BY_TOKEN => book.by_token(&text(body.get("tokenIdentity"))),
        BY_REQUEST => book.by_order(&text(body.get("requestId"))),
        _ => None,
    }
}

/// A payment that was paid, named by token, reference and trace together.
fn subject(body: &Value, desk: &Desk<'_>) -> Result<Transaction, &'static str> {
    if text(body.get("terminalId")) != TERMINAL {
        return Err(TERMINAL_WRONG);
    }
    let row = find(body, &desk.bank.book).ok_or(TOKEN_WRONG)?;
    let named = |name: &str, own: &Option<String>| own.as_ref() == Some(&text(body.get(name)));
    let is_it = named("retrievalReferenceNumber", &row.rrn) && named("systemTraceAuditNumber", &row.trace);
    is_it.then(|| row.clone()).ok_or(NOT_FOUND)
}

/// Confirms a payment, which makes the money the shop's. Our reading: a repetition is refused as a duplicate, the only code
/// that fits, and the shop asks by inquiry what became of the first.
pub(super) fn confirm(body: &Value, desk: &mut Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(code) => return refusal(code),
    };
    match row.state {
        State::Reversed => refusal(REVERSED_BEFORE),
        State::Verified => refusal(DUPLICATE),
        State::Debited if desk.bank.book.verify(row.id, desk.now_ms) => done(&row, desk),
        _ => refusal(NOT_FOUND),
    }
}

/// Sends the money back, confirmed or not. Our reading: once the window is over the original is "not found".
pub(super) fn reverse(body: &Value, desk: &mut Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(code) => return refusal(code),
    };
    let window = desk.bank.settings.window(REVERSAL_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms >= at.saturating_add(window));
    match row.state {
        State::Reversed => refusal(REVERSED_BEFORE),
        State::Debited | State::Verified if late => refusal(NOT_FOUND),
        State::Debited | State::Verified if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => {
            done(&row, desk)
        }
        _ => refusal(NOT_FOUND),
    }
}

/// The nested answer. Our reading: the amount is a text here and a number in the inquiry; both are met in the field.
fn done(row: &Transaction, desk: &Desk<'_>) -> Response {
    let stamp = Tehran::at(row.debited_at_ms.unwrap_or_default()).compact();
    let (date, time) = stamp.split_once(' ').unwrap_or_default();
    accepted(&json!({
        "responseCode": OK,
        "systemTraceAuditNumber": row.trace,
        "retrievalReferenceNumber": row.rrn,
        "transactionDate": date,
        "transactionTime": time,
        "processCode": "000000",
        "requestId": row.order,
        "amount": misreport(row.amount, reports_wrong(desk, row)).to_string(),
    }))
}

/// Says how a payment stands. Our reading: one that nobody paid or gave up yet is not found, and a search by request number
/// answers a list, for such a number names attempts.
pub(super) fn inquire(body: &Value, desk: &mut Desk<'_>) -> Response {
    if text(body.get("terminalId")) != TERMINAL {
        return refusal(TERMINAL_WRONG);
    }
    if text(body.get("passPhrase")) != PASS_PHRASE {
        return refusal(SECURITY_BROKEN);
    }
    let window = desk.bank.settings.window(INQUIRY_WINDOW_MS);
    let kept = |row: &&Transaction| !row.state.is_open() && desk.now_ms < row.issued_at_ms.saturating_add(window);
    let Some(row) = look_up(body, &desk.bank.book).filter(kept) else { return refusal(NOT_FOUND) };
    let standing = json!({
        "responseCode": row.code.as_deref().unwrap_or(OK),
        "isVerified": row.verified_at_ms.is_some(),
        "isReversed": row.state == State::Reversed,
        "amount": misreport(row.amount, reports_wrong(desk, row)),
        "retrievalReferenceNumber": row.rrn,
        "systemTraceAuditNumber": row.trace,
        "maskedPan": row.masked_pan,
        "requestId": row.order,
        "tokenIdentity": row.token,
    });
    accepted(&if whole(body.get("findOption")) == Some(BY_REQUEST) { json!([standing]) } else { standing })
}
