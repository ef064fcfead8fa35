//! ZarinPal v4, a facilitator: JSON for the servers, a link for the shopper, GraphQL for refunds. Verify captures.
//!
//! Source: `gateways.md` 4.1 and the official SDK's cases (`zarinpal-official-sdk.json`). An answer is `data` or `errors`: the
//! other one is an empty array, so that each of them changes its type. Where the documents are silent the choice made is
//! marked "our reading".

mod refund;
mod request;
mod verify;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::json::{text, whole};
use crate::page::{Brand, Lang};
use crate::till::{Action, Till};
use crate::transaction::Transaction;
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Our reading: nothing is said of the page's time; as long as Mellat's.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Our reading: unverified money goes "back to the card", and nothing says when; as at Saman.
const VERIFY_WINDOW_MS: u64 = 30 * MINUTE_MS;

const UNEXPECTED: i64 = -52;

const TILL: Till = Till {
    brand: Brand {
        id: "zarinpal",
        colour: "#6b4e00",
        soft: "#fdf6e0",
        name_fa: "زرین‌پال",
        name_en: "ZarinPal",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M10 11h16L10 25h16\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>",
    },
    // The callback says NOK to all of them; verify says -51.
    cancelled: "NOK",
    declined: "NOK",
    issuer_down: "NOK",
    expired: "NOK",
    receipt,
    callback,
    token_field: "authority",
    target: "sandbox",
};

/// ZarinPal's server side.
pub(crate) struct ZarinPal;

/// A call to any of ZarinPal's addresses.
pub(crate) enum Call {
    Request(Value),
    Page { authority: String, referer: Option<String> },
    Button { authority: String, action: Action },
    Verify(Value),
    Inquiry(Value),
    Unverified(Value),
    Reverse(Value),
    Refund { token: Option<String>, body: Value },
}

impl Provider for ZarinPal {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: true,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        let path = request.path.strip_prefix("/zarinpal").unwrap_or(&request.path);
        // A body that is no JSON lacks every member, and that is a validation error.
        let body = || serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        match (request.method, path) {
            (Method::Post, "/pg/v4/payment/request.json") => Ok(Call::Request(body())),
            (Method::Post, "/pg/v4/payment/verify.json") => Ok(Call::Verify(body())),
            (Method::Post, "/pg/v4/payment/inquiry.json") => Ok(Call::Inquiry(body())),
            (Method::Post, "/pg/v4/payment/unVerified.json") => Ok(Call::Unverified(body())),
            (Method::Post, "/pg/v4/payment/reverse.json") => Ok(Call::Reverse(body())),
            (Method::Post, "/api/v4/graphql" | "/api/v4/graphql/") => {
                let token = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
                Ok(Call::Refund { token: token.map(str::to_owned), body: body() })
            }
            (Method::Post, "/pg/StartPay/sandbox") => {
                let fields = request.form_fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { authority: field(&fields, "authority").unwrap_or_default().to_owned(), action })
            }
            (Method::Get, path) => match path.strip_prefix("/pg/StartPay/") {
                Some(authority) => Ok(Call::Page {
                    authority: authority.to_owned(),
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
            Call::Inquiry(_) | Call::Unverified(_) => Op::Inquiry,
            Call::Reverse(_) => Op::Reverse,
            Call::Refund { .. } => Op::Refund,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Request(_) | Call::Unverified(_) => None,
            Call::Page { authority, .. } | Call::Button { authority, .. } => book.by_token(authority),
            Call::Verify(body) | Call::Inquiry(body) | Call::Reverse(body) => verify::find(body, book),
            Call::Refund { body, .. } => refund::find(body, book),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Request(body) => Some(request::rials(whole(body.get("amount"))?, &text(body.get("currency")))),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Request(body) => request::answer(body, desk),
            Call::Page { authority, referer } => TILL.open(desk, authority, referer.as_deref(), Lang::Fa),
            Call::Button { authority, action } => TILL.press(desk, authority, *action, Lang::Fa),
            Call::Verify(body) => verify::verify(body, desk),
            Call::Inquiry(body) => verify::inquire(body, desk),
            Call::Unverified(body) => verify::unverified(body, desk),
            Call::Reverse(body) => verify::reverse(body, desk),
            Call::Refund { token, body } => refund::answer(token.as_deref(), body, desk),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        let number = code.parse().unwrap_or(UNEXPECTED);
        match call {
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
            Call::Refund { .. } => refund::refusal(number, message(number)),
            _ => error(number),
        }
    }

    fn stranger_code(op: Op) -> &'static str {
        if op == Op::Reverse { "-62" } else { "-10" }
    }

    fn broken() -> Response {
        Response::json(500, &errors(UNEXPECTED, &Value::Array(Vec::new())))
    }
}

/// A good answer.
fn data(data: &Value) -> Response {
    Response::json(200, &json!({ "data": data, "errors": [] }))
}

/// A refusal. Our reading: HTTP 422, as its users' tests have it; nothing documented says.
fn error(code: i64) -> Response {
    Response::json(422, &errors(code, &Value::Array(Vec::new())))
}

/// A refusal that names the member that is wrong.
fn invalid(name: &str, why: &str) -> Response {
    Response::json(422, &errors(-9, &json!([{ name: why }])))
}

fn errors(code: i64, validations: &Value) -> Value {
    json!({ "data": [], "errors": { "code": code, "message": message(code), "validations": validations } })
}

fn message(code: i64) -> &'static str {
    match code {
        -2 => "The callback url is not valid.",
        -3 => "The description is missing or over 500 characters.",
        -4 => "The amount is not valid.",
        -9 => "The input params invalid, validation error.",
        -10 => "Terminal is not valid, please check merchant_id or ip address.",
        -41 => "Maximum amount is 100,000,000 tomans.",
        -50 => "Session is not valid, amounts values is not the same.",
        -51 => "Session is not valid, session is not active paid try.",
        -53 => "Session is not this merchant_id session.",
        -54 => "Invalid authority.",
        -61 => "Session is not in success status.",
        -62 => "Terminal ip limit most be active.",
        -63 => "Maximum time for reverse this session is expired.",
        _ => "Oops!!, please contact our support team.",
    }
}

/// Thirty-six characters in five groups: any such merchant is one here.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn receipt(dice: &mut Dice) -> Receipt {
    let (issuer, last, hashed_pan) = dice.card();
    Receipt {
        reference: dice.number(11),
        rrn: dice.number(12),
        trace: dice.number(6),
        masked_pan: format!("{issuer}******{last}"),
        hashed_pan: hashed_pan.to_ascii_uppercase(),
    }
}

/// Two fields, and one word for everything that is no payment.
fn callback(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    let status = if row.debited_at_ms.is_some() { "OK" } else { "NOK" };
    vec![("Authority", row.token.clone()), ("Status", status.to_owned())]
}
