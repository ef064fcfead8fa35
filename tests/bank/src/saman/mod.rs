//! Saman, by SEP: JSON for the servers, one page for the shopper. Verify captures; there is no settle and no inquiry.
//!
//! Source: manual 3.3 as told in `gateways.md` 3.2. Where the manual is silent the choice made is marked "our reading".

mod token;
mod verify;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::page::{Brand, Lang};
use crate::till::{Action, Till};
use crate::transaction::{State, Transaction};
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Not verified by then: -6, and the money goes back by itself.
const VERIFY_WINDOW_MS: u64 = 30 * MINUTE_MS;
/// The shop may reverse until then, counted from the payment.
const REVERSAL_WINDOW_MS: u64 = 50 * MINUTE_MS;
/// The one terminal of the sandbox.
const TERMINAL: u64 = 2_015;
/// The longest return address when the way back is a GET: the callback's fields must fit behind it.
const GET_URL_MAX: usize = 1_538;

const TILL: Till = Till {
    brand: Brand {
        id: "saman",
        colour: "#0b62a4",
        soft: "#ebf4fb",
        name_fa: "سامان — پرداخت الکترونیک",
        name_en: "Saman — SEP",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M9 21a9 9 0 0 1 18 0M13 26a5 5 0 0 1 10 0\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\"/>\
               <circle cx=\"18\" cy=\"9\" r=\"2\" fill=\"#fff\"/></svg>",
    },
    cancelled: "1",
    declined: "3",
    // SEP's callback knows no finer word than "Failed".
    issuer_down: "3",
    expired: "4",
    receipt,
    callback,
    token_field: "Token",
    target: "Sandbox",
};

/// SEP's server side.
pub(crate) struct Saman;

/// A call to any of SEP's addresses.
pub(crate) enum Call {
    Token(Value),
    Page { token: String, by_get: bool, referer: Option<String> },
    Button { token: String, action: Action },
    Verify(Value),
    Reverse(Value),
}

impl Provider for Saman {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: true,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        // SEP runs on a server that does not mind the case of a path; its manual writes both.
        let path = request.path.to_ascii_lowercase();
        let path = path.strip_prefix("/saman").unwrap_or(&path);
        match (request.method, path) {
            (Method::Post, "/onlinepg/onlinepg") if request.is_type("application/json") => {
                // A body that is no JSON leaves every parameter out, and that is code 5.
                Ok(Call::Token(serde_json::from_slice(&request.body).unwrap_or(Value::Null)))
            }
            (Method::Post, "/onlinepg/onlinepg") => {
                let fields = request.form_fields();
                Ok(Call::Page {
                    token: field(&fields, "Token").unwrap_or_default().to_owned(),
                    by_get: field(&fields, "GetMethod").is_some_and(|value| value.eq_ignore_ascii_case("true")),
                    referer: request.header("referer").map(str::to_owned),
                })
            }
            (Method::Get, "/onlinepg/sendtoken") => Ok(Call::Page {
                token: field(&request.query_fields(), "token").unwrap_or_default().to_owned(),
                by_get: false,
                referer: request.header("referer").map(str::to_owned),
            }),
            (Method::Post, "/onlinepg/sandbox") => {
                let fields = request.form_fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { token: field(&fields, "Token").unwrap_or_default().to_owned(), action })
            }
            (Method::Post, "/verifytxnrandomsessionkey/ipg/verifytransaction") => json_body(request).map(Call::Verify),
            (Method::Post, "/verifytxnrandomsessionkey/ipg/reversetransaction") => {
                json_body(request).map(Call::Reverse)
            }
            _ => Err(Response::html(404, "<h1>404 - File or directory not found.</h1>")),
        }
    }

    fn op(call: &Call) -> Op {
        match call {
            Call::Token(_) => Op::Token,
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
            Call::Verify(_) => Op::Verify,
            Call::Reverse(_) => Op::Reverse,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Token(_) => None,
            Call::Page { token, .. } | Call::Button { token, .. } => book.by_token(token),
            Call::Verify(body) | Call::Reverse(body) => verify::find(body, book),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Token(body) => body.get("Amount").and_then(Value::as_u64),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Token(body) => token::answer(body, desk),
            Call::Page { token, by_get, referer } => open(token, *by_get, referer.as_deref(), desk),
            Call::Button { token, action } => TILL.press(desk, token, *action, Lang::Fa),
            Call::Verify(body) => verify::verify(body, desk),
            Call::Reverse(body) => verify::reverse(body, desk),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            Call::Token(_) => token::refusal(code),
            Call::Verify(_) | Call::Reverse(_) => verify::bare(code.parse().unwrap_or(-1)),
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
        }
    }

    fn stranger_code(op: Op) -> &'static str {
        if op == Op::Token { "8" } else { "-106" }
    }

    fn broken() -> Response {
        Response::json(500, &json!({ "Message": "An error has occurred." }))
    }
}

fn json_body(request: &Request) -> Result<Value, Response> {
    let refused = |status, text: &str| Response::json(status, &json!({ "Message": text }));
    if !request.is_type("application/json") {
        return Err(refused(415, "The request entity's media type is not supported for this resource."));
    }
    serde_json::from_slice(&request.body).map_err(|_| refused(400, "The request is invalid."))
}

fn open(token: &str, by_get: bool, referer: Option<&str>, desk: &mut Desk<'_>) -> Response {
    if token.is_empty() {
        return TILL.error(desk, 400, Lang::Fa, "توکن فرستاده نشده است.", "The token is missing.");
    }
    if let Some(row) = desk.bank.book.by_token(token).filter(|row| row.state.is_open() && by_get != row.callback_by_get)
    {
        let (id, length) = (row.id, row.callback_url.len());
        if by_get && length > GET_URL_MAX {
            return TILL.error(
                desk,
                400,
                Lang::Fa,
                "نشانی بازگشت برای GET بلند است.",
                "The return address is too long for GET.",
            );
        }
        desk.bank.book.edit(id, |row| row.callback_by_get = by_get);
    }
    TILL.open(desk, token, referer, Lang::Fa)
}

fn receipt(dice: &mut Dice) -> Receipt {
    let (issuer, last, hashed_pan) = dice.card();
    Receipt {
        reference: dice.ref_num(),
        rrn: dice.number(11),
        trace: dice.number(6),
        masked_pan: format!("{issuer}****{last}"),
        hashed_pan,
    }
}

/// The words that go with a Status.
fn state_text(row: &Transaction) -> (&'static str, &'static str) {
    match row.state {
        State::Cancelled => ("1", "CanceledByUser"),
        State::Expired => ("4", "SessionIsNull"),
        _ if row.debited_at_ms.is_some() => ("2", "OK"),
        _ => ("3", "Failed"),
    }
}

/// The fields that go back with the shopper; what a failure does not have is sent empty. (The wrong-amount switch is verify's.)
fn callback(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    let (status, state) = state_text(row);
    let paid = |value: &Option<String>| value.clone().unwrap_or_default();
    let affective = if row.reference.is_some() { row.amount.to_string() } else { String::new() };
    vec![
        ("MID", row.terminal.clone()),
        ("State", state.to_owned()),
        ("Status", status.to_owned()),
        ("RRN", paid(&row.rrn)),
        ("RefNum", paid(&row.reference)),
        ("ResNum", row.order.clone()),
        ("TerminalId", row.terminal.clone()),
        ("TraceNo", paid(&row.trace)),
        ("Amount", row.amount.to_string()),
        ("Wage", String::new()),
        ("SecurePan", paid(&row.masked_pan)),
        ("HashedCardNumber", paid(&row.hashed_pan)),
        ("Token", row.token.clone()),
        ("AffectiveAmount", affective),
    ]
}
