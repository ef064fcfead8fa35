//! The token call: each thing that may be wrong has a status of its own.

use super::{MERCHANT, MINUTE_MS, NOT_TRUSTED, PAGE_WINDOW_MS, is_ours};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::host;
use crate::json::{member, text, whole};
use crate::tehran::Tehran;
use serde_json::Value;

const BAD_REQUEST: u16 = 400;
const INVOICE_INVALID: u16 = 475;
const AMOUNT_INVALID: u16 = 476;
const DATE_LENGTH: u16 = 477;
const DATE_FORMAT: u16 = 478;
const SERVICE_TYPE: u16 = 479;
const PAYER_INVALID: u16 = 480;
const PORTIONS_FORMAT: u16 = 481;
const PORTIONS_SUM: u16 = 482;
const INTERNAL_ERROR: u16 = super::INTERNAL_ERROR;
const DATE_WRONG: u16 = 485;
const AMOUNT_RANGE: u16 = 486;
const CALLBACK_INVALID: u16 = 488;
const INVOICE_USED: u16 = 489;
const PORTIONS_MANY: u16 = 491;

const SALE: u64 = 1;
const ADDITIONAL_DATA_MAX: usize = 100;
const PORTIONS_MAX: usize = 7;
/// Our reading: the manual says that amounts have a range and not which.
const AMOUNTS: std::ops::RangeInclusive<u64> = 1_000..=10_000_000_000;
/// Our reading of "local date, from Time": a clock that is wrong by more is another calendar or another time zone.
const CLOCK_DRIFT_MS: u64 = 60 * MINUTE_MS;

/// The token that the browser carries to the page.
pub(super) fn issue(body: &Value, desk: &mut Desk<'_>) -> Result<String, u16> {
    if !body.is_object() {
        return Err(BAD_REQUEST);
    }
    if !is_ours(whole(member(body, "merchantConfigurationId"))) {
        return Err(NOT_TRUSTED);
    }
    if whole(member(body, "serviceTypeId")) != Some(SALE) {
        return Err(SERVICE_TYPE);
    }
    let invoice = whole(member(body, "localInvoiceId")).filter(|invoice| *invoice > 0).ok_or(INVOICE_INVALID)?;
    let amount = whole(member(body, "amountInRials")).ok_or(AMOUNT_INVALID)?;
    if !AMOUNTS.contains(&amount) {
        return Err(AMOUNT_RANGE);
    }
    check_date(&text(member(body, "localDate")), desk.now_ms)?;
    check_details(body, amount)?;
    let invoice = invoice.to_string();
    if desk.bank.book.is_used(&invoice) {
        return Err(INVOICE_USED);
    }
    let token = desk.dice.ref_id();
    if desk.bank.book.by_token(&token).is_some() {
        return Err(INTERNAL_ERROR);
    }
    let new = NewTransaction {
        order: invoice,
        token: token.clone(),
        terminal: MERCHANT.to_string(),
        amount,
        callback_url: text(member(body, "callbackURL")),
        page_window_ms: PAGE_WINDOW_MS,
    };
    desk.bank.book.issue(new, desk.now_ms);
    Ok(token)
}

/// `yyyyMMdd HHmmss`, near the bank's own clock.
fn check_date(date: &str, now_ms: u64) -> Result<(), u16> {
    let parts: Vec<&str> = date.split(' ').collect();
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        _ if date.len() != 15 => return Err(DATE_LENGTH),
        [day, time] if digits(day, 8) && digits(time, 6) => {}
        _ => return Err(DATE_FORMAT),
    }
    let earliest = Tehran::at(now_ms.saturating_sub(CLOCK_DRIFT_MS)).compact();
    let latest = Tehran::at(now_ms.saturating_add(CLOCK_DRIFT_MS)).compact();
    if (earliest.as_str()..=latest.as_str()).contains(&date) { Ok(()) } else { Err(DATE_WRONG) }
}

fn check_details(body: &Value, amount: u64) -> Result<(), u16> {
    if text(member(body, "additionalData")).chars().count() > ADDITIONAL_DATA_MAX {
        return Err(BAD_REQUEST);
    }
    if host(&text(member(body, "callbackURL"))).is_none() {
        return Err(CALLBACK_INVALID);
    }
    if !text(member(body, "paymentId")).bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PAYER_INVALID);
    }
    match member(body, "settlementPortions") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Array(portions)) => check_portions(portions, amount),
        Some(_) => Err(PORTIONS_FORMAT),
    }
}

/// No portions at all, or portions that are the whole amount.
fn check_portions(portions: &[Value], amount: u64) -> Result<(), u16> {
    if portions.is_empty() {
        return Ok(());
    }
    if portions.len() > PORTIONS_MAX {
        return Err(PORTIONS_MANY);
    }
    let is_iban = |iban: &str| iban.len() == 26 && iban.starts_with("IR");
    let mut sum: u64 = 0;
    for portion in portions {
        let part = whole(member(portion, "amountInRials"));
        let Some(part) = part.filter(|_| is_iban(&text(member(portion, "iban")))) else { return Err(PORTIONS_FORMAT) };
        sum = sum.saturating_add(part);
    }
    if sum == amount { Ok(()) } else { Err(PORTIONS_SUM) }
}
