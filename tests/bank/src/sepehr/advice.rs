//! Advice, advice bound to an invoice, and rollback. `Duplicate` says that a receipt was used, not by whom: it is the shop
//! that must know for which order it holds the receipt.

use super::{MINUTE_MS, TERMINAL};
use crate::bank::Desk;
use crate::http::{Response, field};
use crate::till::{misreport, reports_wrong};
use crate::transaction::{ReversedBy, State, Transaction};
use serde_json::json;

const NOT_FOUND: i64 = -1;
const REVERSED: i64 = -2;
const EXCEPTION: i64 = -3;
const NOT_POSSIBLE: i64 = -4;
const INVOICE_DIFFERS: i64 = -7;

/// Our reading: nothing bounds a rollback in time; a day after the payment the money is with the shop's bank.
const ROLLBACK_WINDOW_MS: u64 = 24 * 60 * MINUTE_MS;

/// What a shop may ask for a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Advice,
    AdviceWithInvoice,
    Rollback,
}

impl Call {
    /// The call of this name, in lower case.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "advice" => Some(Self::Advice),
            "advicewithinvoicid" => Some(Self::AdviceWithInvoice),
            "rollback" => Some(Self::Rollback),
            _ => None,
        }
    }
}

pub(super) fn answer(call: Call, fields: Option<&[(String, String)]>, desk: &mut Desk<'_>) -> Response {
    let Some(fields) = fields else { return refusal(EXCEPTION) };
    let text = |name: &str| field(fields, name).unwrap_or_default();
    let found = desk.bank.book.by_reference(text("digitalreceipt"));
    // Our reading: another terminal's receipt is no receipt.
    let Some(row) = found.filter(|_| text("tid") == TERMINAL).cloned() else { return refusal(NOT_FOUND) };
    match call {
        Call::AdviceWithInvoice if text("invoiceid") != row.order => refusal(INVOICE_DIFFERS),
        Call::Rollback => rollback(&row, desk),
        Call::Advice | Call::AdviceWithInvoice => advise(&row, desk),
    }
}

/// Confirms a payment, which makes the money the shop's. Our reading: `Duplicate` too brings the amount.
fn advise(row: &Transaction, desk: &mut Desk<'_>) -> Response {
    match row.state {
        State::Debited if desk.bank.book.verify(row.id, desk.now_ms) => done("Ok", row, desk),
        State::Verified => done("Duplicate", row, desk),
        State::Reversed => refusal(REVERSED),
        _ => refusal(NOT_FOUND),
    }
}

/// Sends the money back, advised or not. The sandbox's terminal has the service that a real one must ask for (-6).
fn rollback(row: &Transaction, desk: &mut Desk<'_>) -> Response {
    let window = desk.bank.settings.window(ROLLBACK_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms >= at.saturating_add(window));
    match row.state {
        State::Reversed => refusal(REVERSED),
        State::Debited | State::Verified if late => refusal(NOT_POSSIBLE),
        State::Debited | State::Verified if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => {
            done("Ok", row, desk)
        }
        _ => refusal(NOT_FOUND),
    }
}

fn done(status: &str, row: &Transaction, desk: &Desk<'_>) -> Response {
    let amount = misreport(row.amount, reports_wrong(desk, row));
    Response::json(200, &json!({ "Status": status, "ReturnId": amount, "Message": "" }))
}

pub(super) fn refusal(code: i64) -> Response {
    let text = match code {
        NOT_FOUND => "تراکنش پیدا نشد",
        REVERSED => "تراکنش قبلا برگشت خورده است",
        NOT_POSSIBLE => "امکان انجام درخواست برای این تراکنش وجود ندارد",
        -5 => "آدرس آی پی نامعتبر است",
        -6 => "سرویس برگشت تراکنش فعال نیست",
        INVOICE_DIFFERS => "شناسه فاکتور با تراکنش یکی نیست",
        _ => "خطای سرویس",
    };
    Response::json(200, &json!({ "Status": "NOk", "ReturnId": code, "Message": text }))
}
