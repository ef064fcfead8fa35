//! SEP's verify and reverse. Both name a payment by RefNum alone: SEP confirms the same one again and again, and it is the
//! shop that must not deliver twice for it.

use super::{REVERSAL_WINDOW_MS, TERMINAL, VERIFY_WINDOW_MS};
use crate::bank::Desk;
use crate::book::Book;
use crate::http::Response;
use crate::tehran::Tehran;
use crate::till::{misreport, reports_wrong};
use crate::transaction::{ReversedBy, State, Transaction};
use serde_json::{Value, json};

const OK: i64 = 0;
const REPEATED: i64 = 2;
const WAS_REVERSED: i64 = 5;
const NOT_FOUND: i64 = -2;
const TOO_LATE: i64 = -6;
const TERMINAL_UNKNOWN: i64 = -105;

pub(super) fn find<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    body.get("RefNum").and_then(Value::as_str).and_then(|reference| book.by_reference(reference))
}

fn subject(body: &Value, desk: &Desk<'_>) -> Result<Transaction, Response> {
    // Documented as a number; a number in quotes is read as well, as SEP's framework does.
    let terminal = body.get("TerminalNumber");
    let terminal = terminal.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
    if terminal != Some(TERMINAL) {
        return Err(bare(TERMINAL_UNKNOWN));
    }
    find(body, &desk.bank.book).cloned().ok_or_else(|| bare(NOT_FOUND))
}

/// Confirms a payment, which makes the money the shop's.
pub(super) fn verify(body: &Value, desk: &mut Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(answer) => return answer,
    };
    let window = desk.bank.settings.window(VERIFY_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms >= at.saturating_add(window));
    let code = match (row.state, row.reversed_by) {
        (State::Reversed, Some(ReversedBy::Auto)) => TOO_LATE,
        (State::Reversed, _) => WAS_REVERSED,
        (State::Verified, _) if late && desk.bank.settings.strict_window => TOO_LATE,
        (State::Verified, _) => REPEATED,
        (State::Debited, _) if desk.bank.book.verify(row.id, desk.now_ms) => OK,
        _ => NOT_FOUND,
    };
    detailed(&row, code, desk)
}

/// Sends the money back. Our reading: a repeated reversal answers 5, which its text ("was reversed") fits.
pub(super) fn reverse(body: &Value, desk: &mut Desk<'_>) -> Response {
    let row = match subject(body, desk) {
        Ok(row) => row,
        Err(answer) => return answer,
    };
    let window = desk.bank.settings.window(REVERSAL_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms >= at.saturating_add(window));
    let code = match row.state {
        State::Reversed => WAS_REVERSED,
        State::Debited | State::Verified if late => TOO_LATE,
        State::Debited | State::Verified if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => OK,
        _ => NOT_FOUND,
    };
    detailed(&row, code, desk)
}

fn description(code: i64) -> &'static str {
    match code {
        OK => "عملیات با موفقیت انجام شد",
        REPEATED => "درخواست تکراری می باشد",
        WAS_REVERSED => "تراکنش برگشت خورده می باشد",
        NOT_FOUND => "تراکنش یافت نشد",
        TOO_LATE => "بیش از نیم ساعت از زمان اجرای تراکنش گذشته است",
        TERMINAL_UNKNOWN => "ترمینال ارسالی در سیستم موجود نمی باشد",
        -106 => "آدرس آی پی درخواستی غیر مجاز می باشد",
        _ => "خطا",
    }
}

/// An answer about no payment. Our reading: the detail is null, as the manual shows none.
pub(super) fn bare(code: i64) -> Response {
    Response::json(
        200,
        &json!({ "TransactionDetail": null, "ResultCode": code, "ResultDescription": description(code), "Success": false }),
    )
}

fn detailed(row: &Transaction, code: i64, desk: &Desk<'_>) -> Response {
    let amount = misreport(row.amount, reports_wrong(desk, row));
    let detail = json!({
        "RRN": row.rrn,
        "RefNum": row.reference,
        "MaskedPan": row.masked_pan,
        "HashedPan": row.hashed_pan,
        "TerminalNumber": TERMINAL,
        // Misspelt by SEP itself; a reader of "OriginalAmount" finds nothing, as with the real one.
        "OrginalAmount": amount,
        "AffectiveAmount": amount,
        "StraceDate": Tehran::at(row.debited_at_ms.unwrap_or_default()).spaced(),
        "StraceNo": row.trace,
    });
    let success = code == OK || code == REPEATED;
    Response::json(
        200,
        &json!({ "TransactionDetail": detail, "ResultCode": code, "ResultDescription": description(code), "Success": success }),
    )
}
