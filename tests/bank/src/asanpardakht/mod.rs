//! Asan Pardakht: JSON for the servers, where the HTTP status is the result. The browser brings nothing back: the bank is
//! asked what became of an invoice, then verify confirms and settlement claims.
//!
//! Source: manual 1.6 as told in `gateways.md` 3.7, and the manual's per-call status tables, which its sample client repeats.
//! One number means different things to different calls (472: nothing paid, verified before, not verified yet). Where the
//! manual is silent the choice made is marked "our reading".

mod result;
mod steps;
mod token;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::json::{member, whole};
use crate::page::{Brand, Lang};
use crate::tehran::Tehran;
use crate::till::{Action, Till};
use crate::transaction::Transaction;
use serde_json::{Value, json};
use steps::Step;

const MINUTE_MS: u64 = 60_000;
/// Our reading: the manual gives the page no time; as long as Mellat's.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Not verified by then: the money goes back by itself.
const VERIFY_WINDOW_MS: u64 = 30 * MINUTE_MS;
/// Verified and left unsettled: the bank settles by itself.
const SETTLE_WINDOW_MS: u64 = 12 * 60 * MINUTE_MS;

const MERCHANT: u64 = 5_050;
const USER: &str = "dargah";
const PASSWORD: &str = "sandbox";

const HEADERS_WRONG: u16 = 401;
const NOT_TRUSTED: u16 = 471;
const CREDENTIALS_WRONG: u16 = 473;
const ADDRESS_UNKNOWN: u16 = 474;
const INTERNAL_ERROR: u16 = 484;

const TILL: Till = Till {
    brand: Brand {
        id: "asanpardakht",
        colour: "#0a7a5c",
        soft: "#e9f6f1",
        name_fa: "آسان پرداخت",
        name_en: "Asan Pardakht",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M9 26 18 9l9 17M13 20h10\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>",
    },
    // The browser carries none of these and TranResult says 472 to all: they stand in the book alone.
    cancelled: "472",
    declined: "51",
    issuer_down: "84",
    expired: "472",
    receipt,
    callback: |_, _| Vec::new(),
    token_field: "RefId",
    target: "sandbox",
};

/// Asan Pardakht's server side.
pub(crate) struct AsanPardakht;

/// A call to any of its addresses.
pub(crate) enum Call {
    Time,
    Token { refused: Option<u16>, body: Value },
    Result { refused: Option<u16>, merchant: Option<u64>, invoice: Option<u64> },
    Step { refused: Option<u16>, step: Step, body: Value },
    Page { ref_id: String, referer: Option<String> },
    Button { ref_id: String, action: Action },
}

impl Provider for AsanPardakht {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: Some(SETTLE_WINDOW_MS),
        verify_captures: false,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        let path = request.path.to_ascii_lowercase();
        let path = path.strip_prefix("/asanpardakht").unwrap_or(&path);
        let refused = refused(request);
        // A body that is no JSON lacks every member, and that is 400.
        let body = || serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        match (request.method, path) {
            // Asked before a shop has anything to say; it needs no headers.
            (Method::Get, "/v1/time") => Ok(Call::Time),
            (Method::Post, "/v1/token") => Ok(Call::Token { refused, body: body() }),
            (Method::Get, "/v1/tranresult") => {
                let asked = request.query_fields();
                let number = |name: &str| {
                    let found = asked.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                    found.and_then(|(_, value)| value.parse().ok())
                };
                Ok(Call::Result {
                    refused,
                    merchant: number("merchantConfigurationId"),
                    invoice: number("localInvoiceId"),
                })
            }
            (Method::Post, "/page" | "/page/") => {
                Ok(Call::Page { ref_id: ref_id(request), referer: request.header("referer").map(str::to_owned) })
            }
            // Relative to the page, with and without its last slash.
            (Method::Post, "/sandbox" | "/page/sandbox") => {
                let action = field(&request.form_fields(), "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { ref_id: ref_id(request), action })
            }
            (Method::Post, path) => match path.strip_prefix("/v1/").and_then(Step::named) {
                Some(step) => Ok(Call::Step { refused, step, body: body() }),
                None => Err(Response::html(404, "<h1>404</h1>")),
            },
            _ => Err(Response::html(404, "<h1>404</h1>")),
        }
    }

    fn op(call: &Call) -> Op {
        match call {
            Call::Time | Call::Token { .. } => Op::Token,
            Call::Result { .. } => Op::Inquiry,
            Call::Step { step: Step::Verify, .. } => Op::Verify,
            Call::Step { step: Step::Settlement, .. } => Op::Settle,
            Call::Step { step: Step::Reverse | Step::Cancel, .. } => Op::Reverse,
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Time | Call::Token { .. } => None,
            Call::Result { invoice, .. } => book.by_order(&invoice.as_ref()?.to_string()),
            Call::Step { body, .. } => steps::find(body, book),
            Call::Page { ref_id, .. } | Call::Button { ref_id, .. } => book.by_token(ref_id),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Token { body, .. } => whole(member(body, "amountInRials")),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Token { refused: Some(code), .. }
            | Call::Result { refused: Some(code), .. }
            | Call::Step { refused: Some(code), .. } => status(*code),
            Call::Time => Response::json(200, &json!(Tehran::at(desk.now_ms).compact())),
            Call::Token { body, .. } => match token::issue(body, desk) {
                Ok(token) => Response::json(200, &json!(token)),
                Err(code) => status(code),
            },
            Call::Result { merchant, invoice, .. } => result::answer(*merchant, *invoice, desk),
            Call::Step { step, body, .. } => status(steps::take(*step, body, desk)),
            Call::Page { ref_id, .. } if ref_id.is_empty() => {
                TILL.error(desk, 400, Lang::Fa, "شناسهٔ پرداخت فرستاده نشده است.", "RefId is missing.")
            }
            Call::Page { ref_id, referer } => TILL.open(desk, ref_id, referer.as_deref(), Lang::Fa),
            Call::Button { ref_id, action } => TILL.press(desk, ref_id, *action, Lang::Fa),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
            // What is no status is a code of the card switch, and TranResult alone can tell one.
            Call::Result { .. } if code.len() < 3 => result::failed(code),
            _ => status(code.parse().unwrap_or(INTERNAL_ERROR)),
        }
    }

    /// Verify and its kin use 474 for something else; an untrusted caller is 477 there.
    fn stranger_code(op: Op) -> &'static str {
        match op {
            Op::Verify | Op::Settle | Op::Reverse => "477",
            _ => "474",
        }
    }

    fn broken() -> Response {
        status(INTERNAL_ERROR)
    }
}

/// What the headers alone earn.
fn refused(request: &Request) -> Option<u16> {
    match (request.header("usr"), request.header("pwd")) {
        (Some(USER), Some(PASSWORD)) => None,
        (Some(_), Some(_)) => Some(CREDENTIALS_WRONG),
        _ => Some(HEADERS_WRONG),
    }
}

/// A status and nothing else. 474 alone has a body: the address that the bank saw.
fn status(code: u16) -> Response {
    let status = if (200..600).contains(&code) { code } else { INTERNAL_ERROR };
    Response::new(status, "text/plain; charset=utf-8", if code == ADDRESS_UNKNOWN { "192.0.2.1" } else { "" })
}

/// The token as the page's form has it; one library writes `RefID`.
fn ref_id(request: &Request) -> String {
    let fields = request.form_fields();
    let found = fields.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("RefId"));
    found.map(|(_, value)| value).unwrap_or_default()
}

fn receipt(dice: &mut Dice) -> Receipt {
    let (issuer, last, hashed_pan) = dice.card();
    Receipt {
        reference: dice.number(10),
        rrn: dice.number(12),
        trace: dice.number(6),
        masked_pan: format!("{issuer}******{last}"),
        hashed_pan,
    }
}

/// Whether the caller names the sandbox's one merchant.
fn is_ours(merchant: Option<u64>) -> bool {
    merchant == Some(MERCHANT)
}

/// Whether the shop sent the money back after it had verified.
fn was_cancelled(row: &Transaction) -> bool {
    row.reversed_at_ms.is_some() && row.verified_at_ms.is_some()
}
