//! Iran Kish's token call, and the envelope of every answer.

use super::envelope::{Share, base, holds};
use super::{ACCEPTOR, PAGE_WINDOW_MS, PASS_PHRASE, TERMINAL};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::{Response, host};
use crate::json::{member, text, whole};
use serde_json::{Value, json};

const SPLIT_SUM_WRONG: &str = "64";
const REQUEST_USED: &str = "94";
const REQUEST_WRONG: &str = "901";
const REQUEST_ID_WRONG: &str = "905";
const REQUEST_OLD: &str = "906";
const REVERT_URI_WRONG: &str = "907";
const SPLIT_WRONG: &str = "911";
pub(super) const TERMINAL_WRONG: &str = "915";
const ACCEPTOR_WRONG: &str = "916";
const TYPE_WRONG: &str = "917";
pub(super) const SECURITY_BROKEN: &str = "922";
const AMOUNT_WRONG: &str = "928";

const REQUEST_ID_MAX: usize = 20;
/// Twelve digits are what the envelope has room for.
const AMOUNT_MAX: u64 = 999_999_999_999;
/// Our reading: how old is too old, to either side. Not shortened by `speed`: it is about the shop's clock, not about waiting.
const CLOCK_SKEW_S: u64 = 300;

/// Opens a payment.
pub(super) fn answer(body: &Value, desk: &mut Desk<'_>) -> Response {
    let new = match check(body, desk) {
        Ok(new) => new,
        Err(code) => return refusal(code),
    };
    let now_s = desk.now_ms / 1_000;
    let result = json!({
        "token": new.token,
        "initiateTimeStamp": now_s,
        "expiryTimeStamp": now_s + desk.bank.settings.window(PAGE_WINDOW_MS) / 1_000,
        "transactionType": "Purchase",
        "billInfo": null,
    });
    desk.bank.book.issue(new, desk.now_ms);
    accepted(&result)
}

fn check(body: &Value, desk: &mut Desk<'_>) -> Result<NewTransaction, &'static str> {
    let due = |holds: bool, code| if holds { Ok(()) } else { Err(code) };
    let request = body.get("request").filter(|request| request.is_object()).ok_or(REQUEST_WRONG)?;
    due(text(request.get("terminalId")) == TERMINAL, TERMINAL_WRONG)?;
    due(text(request.get("acceptorId")) == ACCEPTOR, ACCEPTOR_WRONG)?;
    due(text(request.get("transactionType")) == "Purchase", TYPE_WRONG)?;
    let amount = amount(request).ok_or(AMOUNT_WRONG)?;
    let stamp = whole(request.get("requestTimestamp"));
    let in_time = stamp.is_some_and(|stamp| stamp.abs_diff(desk.now_ms / 1_000) <= CLOCK_SKEW_S);
    due(in_time, REQUEST_OLD)?;
    let order = text(request.get("requestId"));
    due(!order.is_empty() && order.chars().count() <= REQUEST_ID_MAX, REQUEST_ID_WRONG)?;
    let url = text(request.get("revertUri"));
    due(host(&url).is_some(), REVERT_URI_WRONG)?;
    let shares = shares(request).ok_or(SPLIT_WRONG)?;
    let sum = shares.iter().try_fold(0_u64, |sum, share| sum.checked_add(share.amount));
    due(shares.is_empty() || sum == Some(amount), SPLIT_SUM_WRONG)?;
    let envelope = body.get("authenticationEnvelope").unwrap_or(&Value::Null);
    let base = base(TERMINAL, PASS_PHRASE, amount, &shares);
    due(holds(&text(envelope.get("data")), &text(envelope.get("iv")), &base), SECURITY_BROKEN)?;
    due(!desk.bank.book.is_used(&order), REQUEST_USED)?;
    Ok(NewTransaction {
        order,
        token: desk.dice.hex32(),
        terminal: TERMINAL.to_owned(),
        amount,
        callback_url: url,
        page_window_ms: PAGE_WINDOW_MS,
    })
}

/// An amount over zero that the envelope has room for.
pub(super) fn amount(request: &Value) -> Option<u64> {
    whole(request.get("amount")).filter(|amount| (1..=AMOUNT_MAX).contains(amount))
}

/// The parts of a split payment; none for an ordinary one. Our reading: a list of `iban` and `amount`, in any case.
fn shares(request: &Value) -> Option<Vec<Share>> {
    let parts = match request.get("multiplexParameters") {
        None | Some(Value::Null) => return Some(Vec::new()),
        Some(parts) => parts.as_array()?,
    };
    let share = |part: &Value| {
        let share = Share { iban: text(member(part, "iban")), amount: whole(member(part, "amount"))? };
        share.is_sound().then_some(share)
    };
    parts.iter().map(share).collect()
}

/// An answer that brings something.
pub(super) fn accepted(result: &Value) -> Response {
    Response::json(
        200,
        &json!({ "responseCode": "00", "description": "عملیات با موفقیت انجام شد", "status": true, "result": result }),
    )
}

/// An answer that is a code and nothing else.
pub(super) fn refusal(code: &str) -> Response {
    let text = match code {
        "02" => "تراکنش قبلا برگشت شده است",
        "25" => "تراکنش اصلی یافت نشد",
        "64" => "مبلغ تراکنش نادرست است، جمع مبالغ تقسیم وجوه برابر مبلغ کل تراکنش نمی باشد",
        "94" => "تراکنش تکراری است",
        "901" => "درخواست نامعتبر است",
        "905" => "شماره درخواست نامعتبر است",
        "906" => "درخواست منقضی شده است",
        "907" => "آدرس بازگشت نامعتبر است",
        "911" => "اطلاعات تقسیم وجوه نامعتبر است",
        "914" => "آدرس آی پی پذیرنده نامعتبر است",
        "915" => "شماره پایانه نامعتبر است",
        "916" => "شماره پذیرنده نامعتبر است",
        "917" => "نوع تراکنش نامعتبر است",
        "920" => "توکن نامعتبر است",
        "922" => "امنیت درخواست مخدوش شده است",
        "928" => "مبلغ نامعتبر است",
        _ => "خطا",
    };
    Response::json(200, &json!({ "responseCode": code, "description": text, "status": false, "result": null }))
}
