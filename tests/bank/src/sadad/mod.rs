//! Sadad, by Bank Melli: JSON whose every call is signed with the terminal's 3DES key. Verify captures; there is no settle,
//! no inquiry and no reversal.
//!
//! Source: manual 1.10 as told in `gateways.md` 3.3. Where the manual is silent the choice made is marked "our reading".

mod calls;
mod sign;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::json::text;
use crate::page::{Brand, Lang};
use crate::till::{Action, Till};
use crate::transaction::Transaction;
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Our reading: as long as Mellat's, the only page whose life a bank's manual tells.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Not verified by then: 101, and the money goes back by itself.
const VERIFY_WINDOW_MS: u64 = 15 * MINUTE_MS;

const MERCHANT: &str = "000000140212149";
const TERMINAL: u64 = 24_000_615;
/// The terminal's key as a merchant is handed it: 24 bytes in base64. Made up, and good for this sandbox only.
const TERMINAL_KEY: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0";

const TILL: Till = Till {
    brand: Brand {
        id: "sadad",
        colour: "#0c6b58",
        soft: "#e8f5f1",
        name_fa: "بانک ملی — سداد",
        name_en: "Sadad — Bank Melli",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M8 15l10-6 10 6M10 26h16M12 17v7M18 17v7M24 17v7\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" \
               stroke-linejoin=\"round\" stroke-linecap=\"round\"/></svg>",
    },
    // What the card switch says (`SwitchResCode`); `ResCode` beside it is -1 whatever the cause.
    cancelled: "17",
    declined: "51",
    issuer_down: "91",
    // Our reading: nobody asked the switch, so this is Sadad's own "time to pay is over".
    expired: "1031",
    receipt,
    callback,
    token_field: "Token",
    target: "Sandbox",
};

/// Sadad's server side.
pub(crate) struct Sadad;

/// A call to any of Sadad's addresses.
pub(crate) enum Call {
    Token(Value),
    Page { token: String, referer: Option<String> },
    Button { token: String, action: Action },
    Verify(Value),
}

/// The token among some fields. Both `Token` and `token` are in use, so the server cannot mind the case.
fn token_of(fields: &[(String, String)]) -> String {
    let found = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("Token"));
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

impl Provider for Sadad {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: true,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        // The case of a path does not matter, and the manual's own addresses leave `/VPG` out.
        let path = request.path.to_ascii_lowercase();
        let path = path.strip_prefix("/sadad").unwrap_or(&path);
        let path = path.strip_prefix("/vpg").unwrap_or(path);
        match (request.method, path) {
            (Method::Post, "/api/v0/request/paymentrequest") => json_body(request).map(Call::Token),
            (Method::Post, "/api/v0/advice/verify") => json_body(request).map(Call::Verify),
            (Method::Get, "/purchase") => Ok(Call::Page {
                token: token_of(&request.query_fields()),
                referer: request.header("referer").map(str::to_owned),
            }),
            (Method::Post, "/sandbox") => {
                let fields = request.form_fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { token: token_of(&fields), action })
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
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Token(_) => None,
            Call::Page { token, .. } | Call::Button { token, .. } => book.by_token(token),
            Call::Verify(body) => book.by_token(&text(body.get("Token"))),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Token(body) => calls::long(body, "Amount"),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Token(body) => calls::token(body, desk),
            Call::Page { token, referer } => TILL.open(desk, token, referer.as_deref(), Lang::Fa),
            Call::Button { token, action } => TILL.press(desk, token, *action, Lang::Fa),
            Call::Verify(body) => calls::verify(body, desk),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            Call::Token(_) => calls::refusal(code),
            Call::Verify(_) => calls::bare(code.parse().unwrap_or(-1)),
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
        }
    }

    fn stranger_code(_: Op) -> &'static str {
        "1003"
    }

    fn broken() -> Response {
        Response::json(500, &json!({ "Message": "An error has occurred." }))
    }
}

/// A body that is no JSON leaves every parameter out; what that means is the operation's business.
fn json_body(request: &Request) -> Result<Value, Response> {
    if !request.is_type("application/json") {
        let message = "The request entity's media type is not supported for this resource.";
        return Err(Response::json(415, &json!({ "Message": message })));
    }
    Ok(serde_json::from_slice(&request.body).unwrap_or(Value::Null))
}

fn receipt(dice: &mut Dice) -> Receipt {
    let (issuer, last, hashed_pan) = dice.card();
    let rrn = dice.number(12);
    Receipt {
        reference: rrn.clone(),
        rrn,
        trace: dice.number(6),
        masked_pan: format!("{issuer}******{last}"),
        hashed_pan,
    }
}

/// The fields that go back with the shopper. (The wrong-amount switch is verify's: the callback names no amount.)
fn callback(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    let paid = row.debited_at_ms.is_some();
    let switch = if paid { "00".to_owned() } else { row.code.clone().unwrap_or_default() };
    let holder = if paid { CARD_HOLDER } else { "" };
    vec![
        ("OrderId", row.order.clone()),
        ("HashedCardNo", row.hashed_pan.clone().unwrap_or_default()),
        ("PrimaryAccNo", row.masked_pan.clone().unwrap_or_default()),
        ("SwitchResCode", switch),
        ("ResCode", if paid { "0" } else { "-1" }.to_owned()),
        ("Token", row.token.clone()),
        ("CardHolderFullName", holder.to_owned()),
    ]
}

/// The name on every card of the sandbox.
const CARD_HOLDER: &str = "خریدار آزمایشی";
