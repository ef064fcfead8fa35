//! A lender's calls: what is offered, and a payment from its token to its end. Our reading: a refusal is `successful: false` in an HTTP
//! 200, and 400 where the request itself is wrong; the errors' numbers are this sandbox's, for nobody lists them.

use super::{Does, House, PAGE_WINDOW_MS, order};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::{Response, host};
use crate::json::{text, whole};
use crate::till::{misreport, reports_wrong};
use crate::transaction::{ReversedBy, State, Transaction};
use serde_json::{Value, json};

const WRONG: i64 = 1000;
const USED: i64 = 1001;
const OVER: i64 = 1002;
const UNKNOWN: i64 = 1003;
const NOT_NOW: i64 = 1004;

/// Our reading of what the sandbox's shopper may borrow, rial.
const LEAST: u64 = 50_000;
const MOST: u64 = 500_000_000;

pub(super) fn answer(house: &House, does: Does, body: &Value, origin: &str, desk: &mut Desk<'_>) -> Response {
    match does {
        Does::Eligible => return eligible(body),
        Does::Token => return token(house, body, origin, desk),
        _ => {}
    }
    let Some(row) = desk.bank.book.by_token(&text(body.get("paymentToken"))).cloned() else {
        return refusal(200, UNKNOWN);
    };
    let now_ms = desk.now_ms;
    let book = &mut desk.bank.book;
    let done = match does {
        Does::Status => return status(&row, desk),
        Does::Verify => book.verify(row.id, now_ms),
        // TorobPay has the address, and nothing to do there.
        Does::Settle if house.verify_captures => row.state == State::Verified,
        Does::Settle => book.settle(row.id, now_ms),
        // Our reading: the shopper's consent can be handed back before it is verified as well.
        Does::Revert if house.verify_captures && row.state == State::Verified => false,
        Does::Revert => book.reverse(row.id, ReversedBy::Shop, now_ms),
        Does::Cancel => is_captured(house, &row) && give_back(&row, row.amount.saturating_sub(row.refunded()), desk),
        Does::Update => {
            let Some(rest) = order::amount(house, body) else { return refusal(400, WRONG) };
            let less = row.amount.saturating_sub(row.refunded()).checked_sub(rest).filter(|less| *less > 0);
            is_captured(house, &row) && less.is_some_and(|less| give_back(&row, less, desk))
        }
        Does::Eligible | Does::Token => false,
    };
    if done { success(&json!({ "transactionId": row.order })) } else { refusal(200, NOT_NOW) }
}

fn is_captured(house: &House, row: &Transaction) -> bool {
    row.state == if house.verify_captures { State::Verified } else { State::Settled }
}

/// The order is made smaller by so much. It has no number of its own at the lender.
fn give_back(row: &Transaction, amount: u64, desk: &mut Desk<'_>) -> bool {
    let number = format!("{}-{}", row.token, row.refunds.len() + 1);
    desk.bank.book.refund(row.id, &number, amount, desk.now_ms)
}

fn eligible(body: &Value) -> Response {
    let Some(amount) = whole(body.get("amount")) else { return refusal(400, WRONG) };
    let eligible = (LEAST..=MOST).contains(&amount);
    success(&json!({
        "eligible": eligible,
        "title_message": if eligible { "پرداخت در ۴ قسط، بدون کارمزد" } else { "این مبلغ قسطی نمی‌شود" },
        "description": format!("۴ قسط ماهانهٔ {} ریالی", amount / 4),
        "minEligibleAmount": LEAST,
        "maxEligibleAmount": MOST,
        "installmentList": [],
    }))
}

fn token(house: &House, body: &Value, origin: &str, desk: &mut Desk<'_>) -> Response {
    let mobile = text(body.get("mobile"));
    let reachable =
        mobile.strip_prefix("+989").is_some_and(|rest| rest.len() == 9 && rest.bytes().all(|b| b.is_ascii_digit()));
    let (number, back) = (text(body.get("transactionId")), text(body.get("returnURL")));
    let amount = order::amount(house, body).filter(|_| reachable && !number.is_empty() && host(&back).is_some());
    let Some(amount) = amount else { return refusal(400, WRONG) };
    if amount > MOST {
        return refusal(200, OVER);
    }
    if desk.bank.book.is_used(&number) {
        return refusal(200, USED);
    }
    let token = desk.dice.hex32();
    let new = NewTransaction {
        order: number,
        token: token.clone(),
        terminal: house.prefix.trim_start_matches('/').to_owned(),
        amount,
        callback_url: back,
        page_window_ms: PAGE_WINDOW_MS,
    };
    desk.bank.book.issue(new, desk.now_ms);
    let page = format!("{origin}{}/pay?paymentToken={token}", house.prefix);
    success(&json!({ "paymentToken": token, "paymentPageUrl": page }))
}

/// Our reading: a payment is created until the shopper agrees, and in progress from then until it is verified.
fn status(row: &Transaction, desk: &Desk<'_>) -> Response {
    let given_back = row.refunded() == row.amount;
    let word = match row.state {
        State::Issued | State::Opened => "INIT",
        State::Debited => "PENDING",
        State::Verified | State::Settled if given_back => "CANCEL",
        State::Verified => "VERIFY",
        State::Settled => "SETTLE",
        State::Cancelled | State::Declined => "FAILED",
        State::Expired => "EXPIRED",
        State::Reversed => "REVERT",
    };
    let rest = if given_back { row.amount } else { row.amount.saturating_sub(row.refunded()) };
    let amount = misreport(rest, reports_wrong(desk, row));
    success(&json!({ "transactionId": row.order, "status": word, "amount": amount }))
}

fn success(response: &Value) -> Response {
    Response::json(200, &json!({ "successful": true, "response": response }))
}

/// A refusal, with its number and words.
pub(super) fn refusal(status: u16, code: i64) -> Response {
    let message = match code {
        WRONG => "ورودی نامعتبر است",
        USED => "شناسهٔ تراکنش تکراری است",
        OVER => "مبلغ بیش از اعتبار است",
        UNKNOWN => "پرداخت یافت نشد",
        NOT_NOW => "وضعیت پرداخت اجازهٔ این کار را نمی‌دهد",
        _ => "خطا",
    };
    Response::json(status, &json!({ "successful": false, "errorData": { "errorCode": code, "message": message } }))
}
