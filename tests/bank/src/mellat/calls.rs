//! Mellat's operations: each a line of checks, each refusal its own code.

use super::soap::Message;
use super::{PAGE_WINDOW_MS, PASSWORD, REVERSAL_WINDOW_MS, TERMINAL, USER};
use crate::bank::Desk;
use crate::book::{Book, NewTransaction};
use crate::control::Op;
use crate::http::host;
use crate::transaction::{ReversedBy, State, Transaction};

const OK: &str = "0";
const TERMINAL_UNKNOWN: &str = "21";
const CREDENTIALS_WRONG: &str = "24";
const AMOUNT_INVALID: &str = "25";
const FORMAT_WRONG: &str = "32";
const SYSTEM_ERROR: &str = "34";
const DATE_INVALID: &str = "35";
const ORDER_USED: &str = "41";
const SALE_UNKNOWN: &str = "42";
const ALREADY_VERIFIED: &str = "43";
const NOT_VERIFIED: &str = "44";
const ALREADY_SETTLED: &str = "45";
const NOT_SETTLED: &str = "46";
const REVERSED: &str = "48";
const TRANSACTION_INVALID: &str = "55";
const CALLBACK_DOMAIN: &str = "62";
const PAYER_INVALID: &str = "417";

/// The longest `additionalData`.
const ADDITIONAL_DATA_MAX: usize = 1_000;

/// The sale that a call names: reference and order must belong together.
pub(super) fn find<'a>(message: &Message, book: &'a Book) -> Option<&'a Transaction> {
    book.by_reference(message.text("saleReferenceId")).filter(|row| row.order == message.text("saleOrderId"))
}

/// The string an operation returns.
pub(super) fn answer(op: Op, message: &Message, desk: &mut Desk<'_>) -> String {
    if message.long("terminalId") != Some(TERMINAL) {
        return TERMINAL_UNKNOWN.to_owned();
    }
    if message.text("userName") != USER || message.text("userPassword") != PASSWORD {
        return CREDENTIALS_WRONG.to_owned();
    }
    if message.long("orderId").is_none_or(|order| order <= 0) {
        return FORMAT_WRONG.to_owned();
    }
    if op == Op::Token {
        return pay(message, desk);
    }
    if message.long("saleOrderId").is_none() || message.long("saleReferenceId").is_none() {
        return FORMAT_WRONG.to_owned();
    }
    let Some(row) = find(message, &desk.bank.book).cloned() else {
        return SALE_UNKNOWN.to_owned();
    };
    let code = match op {
        Op::Verify => verify(&row, desk),
        Op::Settle => settle(&row, desk),
        Op::Reverse => reverse(&row, desk),
        Op::Inquiry => inquire(&row),
        Op::Refund => refund(&row, message, desk),
        Op::Token | Op::Page | Op::Button | Op::Eligible => SYSTEM_ERROR,
    };
    code.to_owned()
}

fn pay(message: &Message, desk: &mut Desk<'_>) -> String {
    let refusal = match message.long("amount") {
        Some(amount) if amount > 0 => check_details(message),
        _ => Some(AMOUNT_INVALID),
    };
    if let Some(code) = refusal {
        return code.to_owned();
    }
    // One spelling of a number is one order: "007" and "7" are the same long.
    let order = message.long("orderId").unwrap_or_default().to_string();
    if desk.bank.book.is_used(&order) {
        return ORDER_USED.to_owned();
    }
    let token = desk.dice.ref_id();
    if desk.bank.book.by_token(&token).is_some() {
        return SYSTEM_ERROR.to_owned();
    }
    let new = NewTransaction {
        order,
        token: token.clone(),
        terminal: TERMINAL.to_string(),
        amount: message.text("amount").parse().unwrap_or_default(),
        callback_url: message.text("callBackUrl").to_owned(),
        page_window_ms: PAGE_WINDOW_MS,
    };
    desk.bank.book.issue(new, desk.now_ms);
    format!("{OK},{token}")
}

fn check_details(message: &Message) -> Option<&'static str> {
    if !is_date(message.text("localDate")) || !is_time(message.text("localTime")) {
        return Some(DATE_INVALID);
    }
    if message.text("additionalData").chars().count() > ADDITIONAL_DATA_MAX {
        return Some(FORMAT_WRONG);
    }
    if host(message.text("callBackUrl")).is_none() {
        return Some(CALLBACK_DOMAIN);
    }
    // The manual wants 0 on a test terminal, and this is one.
    (message.text("payerId") != "0").then_some(PAYER_INVALID)
}

fn digits(text: &str, from: usize, to: usize) -> Option<u32> {
    text.get(from..to)?.parse().ok()
}

fn all_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `YYYYMMDD`, Gregorian: a year 1405 is the Jalali calendar in the wrong place.
fn is_date(text: &str) -> bool {
    let within = |from, to, least, most| digits(text, from, to).is_some_and(|part| (least..=most).contains(&part));
    all_digits(text, 8) && within(0, 4, 2000, 2199) && within(4, 6, 1, 12) && within(6, 8, 1, 31)
}

/// `HHMMSS`.
fn is_time(text: &str) -> bool {
    let under = |from, to, limit| digits(text, from, to).is_some_and(|part| part < limit);
    all_digits(text, 6) && under(0, 2, 24) && under(2, 4, 60) && under(4, 6, 60)
}

fn verify(row: &Transaction, desk: &mut Desk<'_>) -> &'static str {
    match row.state {
        State::Reversed => REVERSED,
        State::Verified | State::Settled => ALREADY_VERIFIED,
        State::Debited if desk.bank.book.verify(row.id, desk.now_ms) => OK,
        _ => SALE_UNKNOWN,
    }
}

fn settle(row: &Transaction, desk: &mut Desk<'_>) -> &'static str {
    match row.state {
        State::Reversed => REVERSED,
        State::Settled => ALREADY_SETTLED,
        State::Verified if desk.bank.book.settle(row.id, desk.now_ms) => OK,
        State::Debited => NOT_VERIFIED,
        _ => SALE_UNKNOWN,
    }
}

/// Our reading: a sale not yet verified may be reversed too ("inquiry on verify time-out, then reversal"); 45 after settle;
/// 55 after the window, for which no code is documented.
fn reverse(row: &Transaction, desk: &mut Desk<'_>) -> &'static str {
    let window = desk.bank.settings.window(REVERSAL_WINDOW_MS);
    let in_time = row.verified_at_ms.is_none_or(|at| desk.now_ms <= at.saturating_add(window));
    match row.state {
        State::Reversed => REVERSED,
        State::Settled => ALREADY_SETTLED,
        State::Debited | State::Verified if !in_time => TRANSACTION_INVALID,
        State::Debited | State::Verified if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => OK,
        _ => SALE_UNKNOWN,
    }
}

/// Our reading: 0 says that a verify got through, for several libraries settle on it without verifying again.
fn inquire(row: &Transaction) -> &'static str {
    match row.state {
        State::Verified | State::Settled => OK,
        State::Reversed => REVERSED,
        State::Debited => NOT_VERIFIED,
        _ => SALE_UNKNOWN,
    }
}

fn refund(row: &Transaction, message: &Message, desk: &mut Desk<'_>) -> &'static str {
    let order = message.long("orderId").unwrap_or_default().to_string();
    let amount = message.text("refundAmount").parse().unwrap_or(0);
    match row.state {
        State::Reversed => REVERSED,
        State::Debited | State::Verified => NOT_SETTLED,
        State::Settled if desk.bank.book.is_used(&order) => ORDER_USED,
        State::Settled if desk.bank.book.refund(row.id, &order, amount, desk.now_ms) => OK,
        State::Settled => AMOUNT_INVALID,
        _ => SALE_UNKNOWN,
    }
}
