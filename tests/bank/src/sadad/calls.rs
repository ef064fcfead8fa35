//! Sadad's two server calls. The manual's table says whose fault each code is; the checks follow its words.

use super::{CARD_HOLDER, MERCHANT, PAGE_WINDOW_MS, TERMINAL, TERMINAL_KEY, VERIFY_WINDOW_MS, sign::sign};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::{Response, host};
use crate::json::{text, whole};
use crate::tehran::Tehran;
use crate::till::{misreport, reports_wrong};
use crate::transaction::{State, Transaction};
use serde_json::{Value, json};

const PARAMETERS_WRONG: &str = "1001";
const ORDER_USED: &str = "1011";
const RETURN_URL_INVALID: &str = "1023";
const TIME_INVALID: &str = "1024";
const SIGNATURE_INVALID: &str = "1025";
const ORDER_INVALID: &str = "1026";
const MERCHANT_INVALID: &str = "1027";
const TERMINAL_INVALID: &str = "1028";
const AMOUNT_INVALID: &str = "1101";

const OK: i64 = 0;
const REPEATED: i64 = 100;
const TOO_LATE: i64 = 101;
const NOT_FOUND: i64 = -1;

/// Opens a payment. Names are taken exactly as the manual spells them.
pub(super) fn token(body: &Value, desk: &mut Desk<'_>) -> Response {
    let new = match check(body, desk) {
        Ok(new) => new,
        Err(code) => return refusal(code),
    };
    let token = new.token.clone();
    desk.bank.book.issue(new, desk.now_ms);
    Response::json(200, &json!({ "ResCode": "0", "Token": token, "Description": "عملیات با موفقیت انجام شد" }))
}

fn check(body: &Value, desk: &mut Desk<'_>) -> Result<NewTransaction, &'static str> {
    let due = |holds: bool, code| if holds { Ok(()) } else { Err(code) };
    due(body.is_object(), PARAMETERS_WRONG)?;
    due(text(body.get("MerchantId")) == MERCHANT, MERCHANT_INVALID)?;
    due(whole(body.get("TerminalId")) == Some(TERMINAL), TERMINAL_INVALID)?;
    let amount = long(body, "Amount").ok_or(AMOUNT_INVALID)?;
    let order = long(body, "OrderId").ok_or(ORDER_INVALID)?;
    due(is_local_time(&text(body.get("LocalDateTime"))), TIME_INVALID)?;
    let url = text(body.get("ReturnUrl"));
    due(host(&url).is_some(), RETURN_URL_INVALID)?;
    let signed = sign(TERMINAL_KEY, &format!("{TERMINAL};{order};{amount}"));
    due(signed == Some(text(body.get("SignData"))), SIGNATURE_INVALID)?;
    // One spelling of a number is one order: "007" in quotes and 7 are the same long.
    let order = order.to_string();
    due(!desk.bank.book.is_used(&order), ORDER_USED)?;
    Ok(NewTransaction {
        order,
        token: desk.dice.hex32(),
        terminal: TERMINAL.to_string(),
        amount,
        callback_url: url,
        page_window_ms: PAGE_WINDOW_MS,
    })
}

/// A `long` over zero: an amount, an order.
pub(super) fn long(body: &Value, name: &str) -> Option<u64> {
    whole(body.get(name)).filter(|number| *number > 0 && i64::try_from(*number).is_ok())
}

/// `MM/dd/yyyy h:mm:ss tt`, Gregorian: a year 1405 is the Jalali calendar in the wrong place. Our reading: how far the shop's
/// clock may be off is not told, so any time of day passes.
fn is_local_time(text: &str) -> bool {
    let within = |part: &str, shortest: usize, least: u32, most: u32| {
        (shortest..=2).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse().is_ok_and(|number: u32| (least..=most).contains(&number))
    };
    let words: Vec<&str> = text.split(' ').collect();
    let [date, time, half] = words.as_slice() else { return false };
    let (date, time): (Vec<&str>, Vec<&str>) = (date.split('/').collect(), time.split(':').collect());
    let ([month, day, year], [hour, minute, second]) = (date.as_slice(), time.as_slice()) else { return false };
    within(month, 2, 1, 12)
        && within(day, 2, 1, 31)
        && year.len() == 4
        && year.parse().is_ok_and(|year: u32| (2000..2200).contains(&year))
        && within(hour, 1, 1, 12)
        && within(minute, 2, 0, 59)
        && within(second, 2, 0, 59)
        && (half.eq_ignore_ascii_case("AM") || half.eq_ignore_ascii_case("PM"))
}

/// Our reading: a token call answers its code in quotes and verify answers a bare number. Both spellings are met in the field,
/// so a shop must read both.
pub(super) fn refusal(code: &str) -> Response {
    let description = match code {
        "1001" => "پارامترهای پرداخت اشتباه می باشد",
        "1003" => "IP پذیرنده اشتباه است",
        "1011" => "شماره سفارش تکراری است",
        "1023" => "آدرس بازگشت پذیرنده نامعتبر است",
        "1024" => "مهر زمانی پذیرنده نامعتبر است",
        "1025" => "امضا تراکنش نامعتبر است",
        "1026" => "شماره سفارش تراکنش نامعتبر است",
        "1027" => "شماره پذیرنده نامعتبر است",
        "1028" => "شماره ترمینال پذیرنده نامعتبر است",
        "1101" => "مبلغ تراکنش نامعتبر است",
        _ => "خطا",
    };
    Response::json(200, &json!({ "ResCode": code, "Token": null, "Description": description }))
}

/// Confirms a payment, which makes the money the shop's.
pub(super) fn verify(body: &Value, desk: &mut Desk<'_>) -> Response {
    let token = text(body.get("Token"));
    // The manual has one code for a bad signature and an unknown token: nothing is told to whoever cannot sign.
    if sign(TERMINAL_KEY, &token) != Some(text(body.get("SignData"))) {
        return bare(NOT_FOUND);
    }
    let Some(row) = desk.bank.book.by_token(&token).cloned() else { return bare(NOT_FOUND) };
    let window = desk.bank.settings.window(VERIFY_WINDOW_MS);
    let late = row.debited_at_ms.is_some_and(|at| desk.now_ms >= at.saturating_add(window));
    let code = match row.state {
        // Our reading: 101 also for money that the bank itself sent back, being the only code that says so.
        State::Reversed => TOO_LATE,
        State::Verified if late && desk.bank.settings.strict_window => TOO_LATE,
        State::Verified => REPEATED,
        State::Debited if desk.bank.book.verify(row.id, desk.now_ms) => OK,
        _ => NOT_FOUND,
    };
    if code == OK || code == REPEATED { confirmed(&row, code, desk) } else { bare(code) }
}

fn confirmed(row: &Transaction, code: i64, desk: &Desk<'_>) -> Response {
    let clock = Tehran::at(row.debited_at_ms.unwrap_or_default());
    let answer = json!({
        "ResCode": code,
        "Amount": misreport(row.amount, reports_wrong(desk, row)),
        "Description": description(code),
        // Misspelt by Sadad itself.
        "RetrivalRefNo": row.rrn,
        "SystemTraceNo": row.trace,
        "OrderId": row.order.parse::<u64>().unwrap_or_default(),
        "TransactionDate": clock.spaced(),
        "CardHolderFullName": CARD_HOLDER,
    });
    Response::json(200, &answer)
}

fn description(code: i64) -> &'static str {
    match code {
        OK => "نتیجه تراکنش موفق است",
        REPEATED => "نتیجه تراکنش موفق است و پیش از این تایید شده است",
        TOO_LATE => "مهلت ارسال تایید تراکنش به پایان رسیده است",
        NOT_FOUND => "پارامترهای ارسالی صحیح نیست یا تراکنش در سیستم وجود ندارد",
        1003 => "IP پذیرنده اشتباه است",
        _ => "خطا",
    }
}

/// An answer about no payment. Our reading: the fields are there and empty.
pub(super) fn bare(code: i64) -> Response {
    let answer = json!({
        "ResCode": code,
        "Amount": 0,
        "Description": description(code),
        "RetrivalRefNo": null,
        "SystemTraceNo": null,
        "OrderId": 0,
        "TransactionDate": null,
        "CardHolderFullName": null,
    });
    Response::json(200, &answer)
}
