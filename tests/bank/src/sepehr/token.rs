//! Sepehr's token call. TerminalID 0 asks whether the service is alive: it is refused, and that is a good sign.

use super::{PAGE_WINDOW_MS, TERMINAL};
use crate::bank::Desk;
use crate::book::NewTransaction;
use crate::http::{Response, field, host};
use serde_json::json;

const ERROR: i64 = -1;
const TERMINAL_UNKNOWN: i64 = -2;
const EXCEPTION: i64 = -3;

/// `{"Status":0,"Accesstoken":...}`, or what is wrong. Our reading: -1 for every value that no payment can have.
pub(super) fn answer(fields: Option<&[(String, String)]>, desk: &mut Desk<'_>) -> Response {
    let Some(fields) = fields else { return refusal(EXCEPTION) };
    let text = |name: &str| field(fields, name).unwrap_or_default();
    if text("terminalid") != TERMINAL {
        return refusal(TERMINAL_UNKNOWN);
    }
    let amount = text("amount").parse().unwrap_or(0);
    let (order, url) = (text("invoiceid"), text("callbackurl"));
    if amount == 0 || order.is_empty() || host(url).is_none() {
        return refusal(ERROR);
    }
    // Nothing says that an invoice may not be repeated: keeping it unique is the shop's duty, and the sandbox does not help.
    let token = desk.dice.hex32();
    let new = NewTransaction {
        order: order.to_owned(),
        token: token.clone(),
        terminal: TERMINAL.to_owned(),
        amount,
        callback_url: url.to_owned(),
        page_window_ms: PAGE_WINDOW_MS,
    };
    let id = desk.bank.book.issue(new, desk.now_ms);
    let payload = text("payload");
    if !payload.is_empty() {
        desk.bank.book.edit(id, |row| _ = row.extra.insert("payload".to_owned(), payload.to_owned()));
    }
    Response::json(200, &json!({ "Status": 0, "Accesstoken": token }))
}

pub(super) fn refusal(status: i64) -> Response {
    Response::json(200, &json!({ "Status": status, "Accesstoken": "" }))
}
