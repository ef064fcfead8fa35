//! Iran Kish, version 3: JSON whose token call carries an AES and RSA envelope. Confirm captures; there is an inquiry.
//!
//! Source: the libraries and guide revision 9 as told in `gateways.md` 3.6. What they do not say is marked "our reading".

mod confirm;
mod envelope;
mod token;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::page::{Brand, Lang};
use crate::till::{Action, Till};
use crate::transaction::Transaction;
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Our reading: as long as Mellat's, the only page whose life a bank's manual tells.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Not confirmed by then: the money goes back by itself.
const VERIFY_WINDOW_MS: u64 = 20 * MINUTE_MS;
/// Our reading: the shop may reverse within an hour of the payment, confirmed or not.
const REVERSAL_WINDOW_MS: u64 = 60 * MINUTE_MS;
/// A payment may be asked about for seven days.
const INQUIRY_WINDOW_MS: u64 = 7 * 24 * 60 * MINUTE_MS;

const TERMINAL: &str = "08012345";
const ACCEPTOR: &str = "000000000140332";
const PASS_PHRASE: &str = "A1B2C3D4E5F60718";

const TILL: Till = Till {
    brand: Brand {
        id: "irankish",
        colour: "#3f4a9c",
        soft: "#eeeff9",
        name_fa: "ایران کیش",
        name_en: "Iran Kish",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M12 9v18M25 9L13 18l12 9\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linejoin=\"round\" \
               stroke-linecap=\"round\"/></svg>",
    },
    cancelled: "17",
    declined: "51",
    // Iran Kish's own list has no issuer's code; this is the card network's.
    issuer_down: "91",
    expired: "921",
    receipt,
    callback,
    token_field: "tokenIdentity",
    target: "Sandbox",
};

/// Iran Kish's server side.
pub(crate) struct Irankish;

/// A call to any of Iran Kish's addresses.
pub(crate) enum Call {
    Token(Value),
    Page { token: String, referer: Option<String> },
    Button { token: String, action: Action },
    Confirm(Value),
    Reverse(Value),
    Inquire(Value),
}

impl Provider for Irankish {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: true,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        let path = request.path.to_ascii_lowercase();
        let path = path.strip_prefix("/irankish").unwrap_or(&path);
        if request.method != Method::Post {
            return Err(Response::html(405, "<h1>405</h1>"));
        }
        let fields = || request.form_fields();
        let token = |fields: &[(String, String)]| field(fields, "tokenIdentity").unwrap_or_default().to_owned();
        match path {
            "/api/v3/tokenization/make" => json_body(request).map(Call::Token),
            "/api/v3/confirmation/purchase" => json_body(request).map(Call::Confirm),
            "/api/v3/confirmation/reversepurchase" => json_body(request).map(Call::Reverse),
            "/api/v3/inquiry/single" => json_body(request).map(Call::Inquire),
            "/iuiv3/ipg/index/" => {
                Ok(Call::Page { token: token(&fields()), referer: request.header("referer").map(str::to_owned) })
            }
            "/iuiv3/ipg/index/sandbox" => {
                let fields = fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { token: token(&fields), action })
            }
            _ => Err(Response::html(404, "<h1>404</h1>")),
        }
    }

    fn op(call: &Call) -> Op {
        match call {
            Call::Token(_) => Op::Token,
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
            Call::Confirm(_) => Op::Verify,
            Call::Reverse(_) => Op::Reverse,
            Call::Inquire(_) => Op::Inquiry,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Token(_) => None,
            Call::Page { token, .. } | Call::Button { token, .. } => book.by_token(token),
            Call::Confirm(body) | Call::Reverse(body) => confirm::find(body, book),
            Call::Inquire(body) => confirm::look_up(body, book),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Token(body) => body.get("request").and_then(token::amount),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Token(body) => token::answer(body, desk),
            Call::Page { token, referer } => TILL.open(desk, token, referer.as_deref(), Lang::Fa),
            Call::Button { token, action } => TILL.press(desk, token, *action, Lang::Fa),
            Call::Confirm(body) => confirm::confirm(body, desk),
            Call::Reverse(body) => confirm::reverse(body, desk),
            Call::Inquire(body) => confirm::inquire(body, desk),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
            _ => token::refusal(code),
        }
    }

    fn stranger_code(_: Op) -> &'static str {
        "914"
    }

    fn broken() -> Response {
        problem(500, "An error occurred while processing your request.")
    }
}

/// How its framework says that something never reached the service.
fn problem(status: u16, title: &str) -> Response {
    Response::json(status, &json!({ "title": title, "status": status }))
}

/// A body that is no JSON leaves every parameter out, and that has a code of its own.
fn json_body(request: &Request) -> Result<Value, Response> {
    if !request.is_type("application/json") {
        return Err(problem(415, "Unsupported Media Type"));
    }
    Ok(serde_json::from_slice(&request.body).unwrap_or(Value::Null))
}

fn receipt(dice: &mut Dice) -> Receipt {
    let (issuer, last, hashed_pan) = dice.card();
    let rrn = dice.number(12);
    Receipt {
        // What an inquiry may search by.
        reference: rrn.clone(),
        rrn,
        trace: dice.number(6),
        masked_pan: format!("{issuer}******{last}"),
        hashed_pan,
    }
}

/// The fields that go back with the shopper; what a failure does not have is sent empty. (The wrong-amount switch is the
/// server calls'.)
fn callback(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    let paid = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("token", row.token.clone()),
        ("acceptorId", ACCEPTOR.to_owned()),
        ("responseCode", row.code.clone().unwrap_or_else(|| "00".to_owned())),
        ("paymentId", String::new()),
        ("requestId", row.order.clone()),
        ("sha256OfPan", paid(&row.hashed_pan)),
        ("retrievalReferenceNumber", paid(&row.rrn)),
        ("amount", row.amount.to_string()),
        ("maskedPan", paid(&row.masked_pan)),
        ("systemTraceAuditNumber", paid(&row.trace)),
    ]
}
