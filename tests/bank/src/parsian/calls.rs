//! Parsian's operations: each a line of checks, each refusal its own status.

use super::soap::{self, Message, Operation};
use super::{LOGIN, PAGE_WINDOW_MS, REVERSAL_WINDOW_MS, TERMINAL};
use crate::bank::Desk;
use crate::book::{Book, NewTransaction};
use crate::http::{Response, host};
use crate::transaction::{ReversedBy, State, Transaction};

const OK: &str = "0";
const ORDER_DIFFERS: i16 = 12;
const AMOUNT_DIFFERS: i16 = 13;
const SYSTEM_ERROR: i16 = -1;
const LOGIN_UNKNOWN: i16 = -101;
const ORDER_USED: i16 = -112;
const PARAMETER_EMPTY: i16 = -113;
const ADDRESS_INVALID: i16 = -127;
const TOKEN_INVALID: i16 = -131;
const AMOUNT_TOO_SMALL: i16 = -132;
const REVERSAL_SENT: i16 = -1507;
const PAYMENT_UNKNOWN: i16 = -1528;
const PAYMENT_FAILED: i16 = -1531;
const CONFIRMED_BEFORE: i16 = -1533;
const REVERSAL_LATE: i16 = -1549;
const REVERSED_BEFORE: i16 = -1551;
const REVERSAL_NOT_ALLOWED: i16 = -1552;

/// The payment that a call names.
pub(super) fn find<'a>(message: &Message, book: &'a Book) -> Option<&'a Transaction> {
    book.by_token(&message.token.to_string()).filter(|_| message.operation != Operation::Sale)
}

/// Answers a call.
pub(super) fn answer(message: &Message, desk: &mut Desk<'_>) -> Response {
    let outcome = if message.login == LOGIN { perform(message, desk) } else { Err(LOGIN_UNKNOWN) };
    match outcome {
        Ok(fields) => soap::answer(message.operation, &fields),
        Err(status) => refusal(message, status),
    }
}

type Fields = Vec<(&'static str, String)>;

fn perform(message: &Message, desk: &mut Desk<'_>) -> Result<Fields, i16> {
    if message.operation == Operation::Sale {
        return sale(message, desk);
    }
    let row = find(message, &desk.bank.book).cloned().ok_or(TOKEN_INVALID)?;
    match message.operation {
        Operation::Reverse => reverse(row, desk),
        operation => {
            if operation == Operation::ConfirmWithAmount {
                // What differs from the sale confirms nothing, whatever state it is in: the money waits for the right call.
                due(message.order.to_string() == row.order, ORDER_DIFFERS)?;
                due(u64::try_from(message.amount) == Ok(row.amount), AMOUNT_DIFFERS)?;
            }
            confirm(row, desk)
        }
    }
}

fn due(holds: bool, status: i16) -> Result<(), i16> {
    if holds { Ok(()) } else { Err(status) }
}

fn sale(message: &Message, desk: &mut Desk<'_>) -> Result<Fields, i16> {
    let amount = u64::try_from(message.amount).unwrap_or_default();
    due(amount > 0, AMOUNT_TOO_SMALL)?;
    // An order that was left out arrives as 0.
    due(message.order > 0, PARAMETER_EMPTY)?;
    due(!message.callback_url.is_empty(), PARAMETER_EMPTY)?;
    due(host(&message.callback_url).is_some(), ADDRESS_INVALID)?;
    let order = message.order.to_string();
    due(!desk.bank.book.is_used(&order), ORDER_USED)?;
    // Over 2^53: who reads a token through a floating point number must fail at once, not once in a while.
    let token = desk.dice.number(18);
    due(desk.bank.book.by_token(&token).is_none(), SYSTEM_ERROR)?;
    let new = NewTransaction {
        order,
        token: token.clone(),
        terminal: TERMINAL.to_string(),
        amount,
        callback_url: message.callback_url.clone(),
        page_window_ms: PAGE_WINDOW_MS,
    };
    desk.bank.book.issue(new, desk.now_ms);
    Ok(vec![("Token", token), ("Message", "عملیات موفق".to_owned()), ("Status", OK.to_owned())])
}

fn confirm(row: Transaction, desk: &mut Desk<'_>) -> Result<Fields, i16> {
    match row.state {
        // Our reading: one status for whatever sent the money back, for the table has no "too late to confirm".
        State::Reversed => return Err(REVERSAL_SENT),
        State::Verified => return Err(CONFIRMED_BEFORE),
        State::Debited if desk.bank.book.verify(row.id, desk.now_ms) => {}
        State::Cancelled | State::Declined | State::Expired => return Err(PAYMENT_FAILED),
        _ => return Err(PAYMENT_UNKNOWN),
    }
    Ok(vec![
        ("Status", OK.to_owned()),
        ("CardNumberMasked", row.masked_pan.unwrap_or_default()),
        ("RRN", row.rrn.unwrap_or_default()),
        ("Token", row.token),
    ])
}

fn reverse(row: Transaction, desk: &mut Desk<'_>) -> Result<Fields, i16> {
    let window = desk.bank.settings.window(REVERSAL_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms >= at.saturating_add(window));
    match row.state {
        State::Reversed => return Err(REVERSED_BEFORE),
        State::Debited | State::Verified if late => return Err(REVERSAL_LATE),
        State::Debited | State::Verified if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => {}
        _ => return Err(REVERSAL_NOT_ALLOWED),
    }
    Ok(vec![("Status", OK.to_owned()), ("Message", String::new()), ("Token", row.token)])
}

/// An answer that is a status and nothing else. Our reading: numbers are 0 and the card's element is left out, as the data
/// contract's empty members are; "confirmed before" comes without its RRN too.
pub(super) fn refusal(message: &Message, status: i16) -> Response {
    let (status, token) = (("Status", status.to_string()), ("Token", message.token.to_string()));
    let text = ("Message", text(&status.1).to_owned());
    let fields = match message.operation {
        Operation::Sale => vec![("Token", "0".to_owned()), text, status],
        Operation::Confirm | Operation::ConfirmWithAmount => vec![status, ("RRN", "0".to_owned()), token],
        Operation::Reverse => vec![status, text, token],
    };
    soap::answer(message.operation, &fields)
}

fn text(status: &str) -> &'static str {
    match status {
        "-101" => "پذیرنده احراز هویت نشد",
        "-112" => "شماره سفارش تکراری است",
        "-113" => "پارامتر ورودی خالی می‌باشد",
        "-127" => "آدرس اینترنتی معتبر نمی‌باشد",
        "-131" => "Token نامعتبر می‌باشد",
        "-132" => "مبلغ تراکنش کمتر از حداقل مجاز می‌باشد",
        "-1549" => "زمان مجاز برای درخواست برگشت تراکنش به اتمام رسیده است",
        "-1551" => "برگشت تراکنش قبلا انجام شده است",
        "-1552" => "برگشت تراکنش مجاز نمی‌باشد",
        _ => "خطا",
    }
}
