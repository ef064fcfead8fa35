//! Pasargad's Dorsa: JSON behind a login. Verify holds, confirm captures, held or not; there is an inquiry.
//!
//! Source: the official reference as told in `gateways.md` 3.5. Where it is silent the choice made is marked "our reading".

mod calls;
mod login;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::page::{Brand, Lang};
use crate::session;
use crate::till::{Action, Till};
use crate::transaction::{State, Transaction};
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Our reading: as long as Mellat's, the only page whose life a bank's manual tells.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// The contract's usual time: neither held nor confirmed by then, the money goes back by itself.
const VERIFY_WINDOW_MS: u64 = 25 * MINUTE_MS;
/// Our reading: the switch confirms what was held and left as long again after the hold.
const SETTLE_WINDOW_MS: u64 = 25 * MINUTE_MS;
/// Our reading: counted from the payment; what is confirmed cannot be reversed at any time, and says so differently.
const REVERSAL_WINDOW_MS: u64 = 25 * MINUTE_MS;

const USER: &str = "dargah";
const PASSWORD: &str = "sandbox";
const TERMINAL: u64 = 10_010_203;

const TILL: Till = Till {
    brand: Brand {
        id: "pasargad",
        colour: "#7d5a00",
        soft: "#faf5e6",
        name_fa: "بانک پاسارگاد — پرداخت الکترونیک",
        name_en: "Pasargad — Dorsa",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M8 27h20M11 27V17h14v10M14 17v-6h8v6\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" \
               stroke-linejoin=\"round\" stroke-linecap=\"round\"/></svg>",
    },
    // What an inquiry tells; the callback has a word for each state and no code.
    cancelled: "13045",
    declined: "13063",
    issuer_down: "13085",
    expired: "13307",
    receipt,
    callback,
    token_field: "urlId",
    target: "sandbox",
};

/// Pasargad's server side.
pub(crate) struct Pasargad;

/// A call to any of Pasargad's addresses.
pub(crate) enum Call {
    Login(Value),
    Api { does: Does, body: Value, bearer: String, origin: String },
    Page { url_id: String, referer: Option<String> },
    Button { url_id: String, action: Action },
}

/// What a call that needs a login does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Purchase,
    Inquire,
    Verify,
    Confirm,
    Reverse,
}

impl Does {
    fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/api/payment/purchase" => Self::Purchase,
            "/api/payment/payment-inquiry" => Self::Inquire,
            "/api/payment/verify-payment" => Self::Verify,
            "/api/payment/confirm-transactions" => Self::Confirm,
            "/api/payment/reverse-transactions" => Self::Reverse,
            _ => return None,
        })
    }
}

impl Provider for Pasargad {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: Some(SETTLE_WINDOW_MS),
        verify_captures: false,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        let path = request.path.strip_prefix("/pasargad").unwrap_or(&request.path);
        let Some(path) = path.strip_prefix("/dorsa1") else { return Err(problem(404, "Not Found")) };
        let does = Does::at(path);
        match (request.method, does, path) {
            (Method::Post, Some(does), _) => Ok(Call::Api {
                does,
                body: json_body(request)?,
                bearer: request.bearer().to_owned(),
                origin: request.origin(),
            }),
            (Method::Post, None, "/token/getToken") => json_body(request).map(Call::Login),
            (Method::Post, None, "/sandbox") => {
                let fields = request.form_fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { url_id: field(&fields, "urlId").unwrap_or_default().to_owned(), action })
            }
            (Method::Get, None, _) => Ok(Call::Page {
                url_id: path.trim_start_matches('/').to_owned(),
                referer: request.header("referer").map(str::to_owned),
            }),
            _ => Err(problem(404, "Not Found")),
        }
    }

    fn op(call: &Call) -> Op {
        match call {
            // A login opens no payment, but no payment is opened without it.
            Call::Login(_) | Call::Api { does: Does::Purchase, .. } => Op::Token,
            Call::Api { does: Does::Inquire, .. } => Op::Inquiry,
            // Both confirm a payment, and a shop makes one call or the other first. Nothing here is settle's.
            Call::Api { does: Does::Verify | Does::Confirm, .. } => Op::Verify,
            Call::Api { does: Does::Reverse, .. } => Op::Reverse,
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Login(_) | Call::Api { does: Does::Purchase, .. } => None,
            Call::Api { does: Does::Inquire, body, .. } => calls::look_up(body, book),
            Call::Api { body, .. } => calls::find(body, book),
            Call::Page { url_id, .. } | Call::Button { url_id, .. } => book.by_token(url_id),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Api { does: Does::Purchase, body, .. } => calls::amount(body),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Login(body) => login::answer(body, desk),
            Call::Api { bearer, .. } if !session::is_valid(bearer, login::LIFE_MS, desk) => {
                Response::json(401, &json!({ "resultMsg": "Unauthorized", "resultCode": 401 }))
            }
            Call::Api { does: Does::Purchase, body, origin, .. } => calls::purchase(body, origin, desk),
            Call::Api { does: Does::Inquire, body, .. } => calls::inquire(body, desk),
            Call::Api { does: Does::Verify, body, .. } => calls::verify(body, desk),
            Call::Api { does: Does::Confirm, body, .. } => calls::confirm(body, desk),
            Call::Api { does: Does::Reverse, body, .. } => calls::reverse(body, desk),
            Call::Page { url_id, referer } => TILL.open(desk, url_id, referer.as_deref(), Lang::Fa),
            Call::Button { url_id, action } => TILL.press(desk, url_id, *action, Lang::Fa),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            Call::Login(_) | Call::Api { .. } => calls::refusal(code.parse().unwrap_or(1)),
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
        }
    }

    fn stranger_code(_: Op) -> &'static str {
        "13422"
    }

    fn broken() -> Response {
        problem(500, "Internal Server Error")
    }
}

/// How its framework says that something never reached the service.
fn problem(status: u16, error: &str) -> Response {
    Response::json(status, &json!({ "status": status, "error": error }))
}

/// A body that is no JSON leaves everything out, and that has a code of its own.
fn json_body(request: &Request) -> Result<Value, Response> {
    if !request.is_type("application/json") {
        return Err(problem(415, "Unsupported Media Type"));
    }
    Ok(serde_json::from_slice(&request.body).unwrap_or(Value::Null))
}

fn receipt(dice: &mut Dice) -> Receipt {
    let (issuer, last, hashed_pan) = dice.card();
    Receipt {
        reference: dice.number(9),
        rrn: dice.number(12),
        trace: dice.number(6),
        masked_pan: format!("{issuer}******{last}"),
        hashed_pan,
    }
}

/// The fields that go back with the shopper; what a failure does not have is sent empty. (The wrong-amount switch is the
/// server calls': the callback names no amount.)
fn callback(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    let status = match row.state {
        _ if row.debited_at_ms.is_some() => "success",
        State::Cancelled => "cancel",
        State::Expired => "expire",
        _ => "failed",
    };
    let paid = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("invoiceId", row.order.clone()),
        ("status", status.to_owned()),
        ("referenceNumber", paid(&row.rrn)),
        ("trackId", paid(&row.trace)),
    ]
}
