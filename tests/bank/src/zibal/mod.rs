//! Zibal, a facilitator: JSON for the servers, a link for the shopper, and an account's own token for refunds. Verify
//! captures.
//!
//! Source: `gateways.md` 4.2. Where it is silent the choice made is marked "our reading".

mod refund;
mod request;
mod verify;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::json::whole;
use crate::page::{Brand, Lang};
use crate::till::{Action, Till};
use crate::transaction::{State, Transaction};
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Our reading: nothing is said of the page's time; as long as Mellat's.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Our reading: unverified money goes back, and nothing says when; as at Saman.
const VERIFY_WINDOW_MS: u64 = 30 * MINUTE_MS;
/// The word that is everybody's test merchant.
const MERCHANT: &str = "zibal";

const OK: i64 = 100;
const MERCHANT_UNKNOWN: i64 = 102;
const ADDRESS_UNKNOWN: &str = "115";
const VERIFIED_BEFORE: i64 = 201;
const NOT_PAID: i64 = 202;
const TRACK_UNKNOWN: i64 = 203;

const TILL: Till = Till {
    brand: Brand {
        id: "zibal",
        colour: "#0c6a75",
        soft: "#e8f5f6",
        name_fa: "زیبال",
        name_en: "Zibal",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M8 16c6-8 14 8 20 0M8 24c6-8 14 8 20 0\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\"/></svg>",
    },
    cancelled: "3",
    // Funds; 12 is "card not reachable", which is what an issuer's silence looks like.
    declined: "5",
    issuer_down: "12",
    // Our reading: no word is for a session that ran out; who did not pay gave up.
    expired: "3",
    receipt,
    callback,
    token_field: "trackId",
    target: "sandbox",
};

/// Zibal's server side.
pub(crate) struct Zibal;

/// A call to any of Zibal's addresses.
pub(crate) enum Call {
    Request(Value),
    Page { track: String, referer: Option<String> },
    Button { track: String, action: Action },
    Verify(Value),
    Inquiry(Value),
    Refund { token: Option<String>, body: Value },
}

impl Provider for Zibal {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: true,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        let path = request.path.strip_prefix("/zibal").unwrap_or(&request.path);
        // A body that is no JSON lacks every member: no merchant, no trackId.
        let body = || serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        match (request.method, path) {
            (Method::Post, "/v1/request") => Ok(Call::Request(body())),
            (Method::Post, "/v1/verify") => Ok(Call::Verify(body())),
            (Method::Post, "/v1/inquiry") => Ok(Call::Inquiry(body())),
            (Method::Post, "/v1/account/refund") => {
                let token = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
                Ok(Call::Refund { token: token.map(str::to_owned), body: body() })
            }
            // Relative to the page, with and without `/direct`.
            (Method::Post, path) if path.starts_with("/start/") && path.ends_with("/sandbox") => {
                let fields = request.form_fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { track: field(&fields, "trackId").unwrap_or_default().to_owned(), action })
            }
            (Method::Get, path) => match path.strip_prefix("/start/") {
                // `/direct` skips the facilitator's page; this one page stands for the bank's behind it as well.
                Some(track) => Ok(Call::Page {
                    track: track.strip_suffix("/direct").unwrap_or(track).to_owned(),
                    referer: request.header("referer").map(str::to_owned),
                }),
                None => Err(Response::html(404, "<h1>404</h1>")),
            },
            _ => Err(Response::html(404, "<h1>404</h1>")),
        }
    }

    fn op(call: &Call) -> Op {
        match call {
            Call::Request(_) => Op::Token,
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
            Call::Verify(_) => Op::Verify,
            Call::Inquiry(_) => Op::Inquiry,
            Call::Refund { .. } => Op::Refund,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Request(_) => None,
            Call::Page { track, .. } | Call::Button { track, .. } => book.by_token(track),
            Call::Verify(body) | Call::Inquiry(body) | Call::Refund { body, .. } => find(body, book),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Request(body) => whole(body.get("amount")),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Request(body) => request::answer(body, desk),
            Call::Page { track, referer } => TILL.open(desk, track, referer.as_deref(), Lang::Fa),
            Call::Button { track, action } => TILL.press(desk, track, *action, Lang::Fa),
            Call::Verify(body) => verify::verify(body, desk),
            Call::Inquiry(body) => verify::inquire(body, desk),
            Call::Refund { token, body } => refund::answer(token.as_deref(), body, desk),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
            _ => refusal(code.parse().unwrap_or(NOT_PAID)),
        }
    }

    fn stranger_code(_: Op) -> &'static str {
        ADDRESS_UNKNOWN
    }

    fn broken() -> Response {
        Response::json(500, &json!({ "statusCode": 500, "message": "Internal server error" }))
    }
}

fn find<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    book.by_token(&whole(body.get("trackId"))?.to_string())
}

/// A result and its words; every refusal is HTTP 200.
fn refusal(result: i64) -> Response {
    let message = match result {
        OK | 1 => "success",
        MERCHANT_UNKNOWN => "merchant not found",
        105 => "amount must be greater than 1,000",
        106 => "callbackUrl is not valid",
        107 => "percentMode is not valid",
        111 => "multiplexingInfos do not sum up",
        113 => "amount is over the limit",
        115 => "ip is not registered",
        VERIFIED_BEFORE => "already verified",
        NOT_PAID => "order is not paid or failed",
        TRACK_UNKNOWN => "invalid trackId",
        _ => "error",
    };
    Response::json(200, &json!({ "result": result, "message": message }))
}

/// The state of a transaction as callback and inquiry number it.
fn status(row: &Transaction) -> i64 {
    let refunded = row.refunded();
    match row.state {
        State::Issued | State::Opened => -1,
        State::Cancelled | State::Declined | State::Expired => {
            row.code.as_deref().and_then(|code| code.parse().ok()).unwrap_or(3)
        }
        State::Debited => 2,
        // Our reading: a part that went back leaves the rest a payment.
        State::Verified | State::Settled if refunded > 0 && refunded == row.amount => 15,
        State::Verified | State::Settled => 1,
        State::Reversed => 18,
    }
}

fn receipt(dice: &mut Dice) -> Receipt {
    let (issuer, last, hashed_pan) = dice.card();
    Receipt {
        reference: dice.number(12),
        rrn: dice.number(12),
        trace: dice.number(6),
        masked_pan: format!("{issuer}******{last}"),
        hashed_pan,
    }
}

/// Our reading: who comes back is told of the payment as it was made, whatever became of the money since.
fn callback(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    let paid = row.debited_at_ms.is_some();
    vec![
        ("success", u8::from(paid).to_string()),
        ("trackId", row.token.clone()),
        ("orderId", row.order.clone()),
        ("status", if paid { "2".to_owned() } else { status(row).to_string() }),
    ]
}
