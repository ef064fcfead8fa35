//! SEP's token call.

use super::{MINUTE_MS, TERMINAL};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::{Response, host};
use serde_json::{Value, json};

const PARAMETERS_INVALID: &str = "5";
const TERMINAL_UNKNOWN: &str = "12";
const URL_MAX: usize = 2_083;
const EXTRA_MAX: usize = 50;
const EXPIRY_MIN: std::ops::RangeInclusive<u64> = 20..=3_600;
const EXPIRY_DEFAULT_MIN: u64 = 20;

/// `{"status":1,"token":...}`, or what is wrong. Names are taken exactly as the manual spells them.
pub(super) fn answer(body: &Value, desk: &mut Desk<'_>) -> Response {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("action") != "token" {
        return refusal(PARAMETERS_INVALID);
    }
    if text("TerminalId") != TERMINAL.to_string() {
        return refusal(TERMINAL_UNKNOWN);
    }
    let amount = body.get("Amount").and_then(Value::as_u64).unwrap_or_default();
    let (order, url) = (text("ResNum"), text("RedirectUrl"));
    let expiry = match body.get("TokenExpiryInMin") {
        None | Some(Value::Null) => Some(EXPIRY_DEFAULT_MIN),
        Some(minutes) => minutes.as_u64().filter(|minutes| EXPIRY_MIN.contains(minutes)),
    };
    let extras_fit =
        ["ResNum1", "ResNum2", "ResNum3", "ResNum4"].iter().all(|name| text(name).chars().count() <= EXTRA_MAX);
    let Some(expiry) =
        expiry.filter(|_| amount > 0 && !order.is_empty() && extras_fit && url.len() <= URL_MAX && host(url).is_some())
    else {
        return refusal(PARAMETERS_INVALID);
    };
    // No code for a repeated ResNum is documented: keeping it unique is the shop's duty, and the sandbox does not help.
    let token = desk.dice.hex32();
    let new = NewTransaction {
        order: order.to_owned(),
        token: token.clone(),
        terminal: TERMINAL.to_string(),
        amount,
        callback_url: url.to_owned(),
        page_window_ms: expiry * MINUTE_MS,
    };
    desk.bank.book.issue(new, desk.now_ms);
    Response::json(200, &json!({ "status": 1, "token": token }))
}

/// `{"status":-1,...}`; the code is a string in the manual.
pub(super) fn refusal(code: &str) -> Response {
    let text = match code {
        "5" => "پارامترهای ارسال شده نامعتبر است.",
        "8" => "آدرس سرور پذیرنده نامعتبر است.",
        "12" => "شماره ترمینال ارسال شده یافت نشد.",
        _ => "خطا",
    };
    Response::json(200, &json!({ "status": -1, "errorCode": code, "errorDesc": text }))
}
