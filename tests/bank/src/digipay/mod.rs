//! DigiPay's universal gateway: OAuth, then JSON with a result in each answer. Verify captures; there is a reversal, and refunds that
//! can be asked about.
//!
//! Source: `gateways.md` 4.8. Where it is silent the choice made is marked "our reading".

mod calls;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::json::{text, whole};
use crate::page::{Brand, Lang};
use crate::session::{self, Password};
use crate::till::{Action, Till, misreport};
use crate::transaction::Transaction;
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Our reading: as long as Mellat's, the only page whose life a bank's manual tells.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Our reading: there is a window, and nobody says how long; as at Saman.
const VERIFY_WINDOW_MS: u64 = 30 * MINUTE_MS;
/// Told once, "about".
const REVERSAL_WINDOW_MS: u64 = 25 * MINUTE_MS;
/// Our reading: an hour, the usual life of such a token.
const LOGIN_MS: u64 = 60 * MINUTE_MS;
/// "Your address is not registered": an HTTP status.
const STRANGER: &str = "403";
/// The universal gateway's kind of ticket.
const KIND: &str = "11";
const PREFIX: &str = "/digipay";

const TILL: Till = Till {
    brand: Brand {
        id: "digipay",
        colour: "#0c55b8",
        soft: "#e7f0fb",
        name_fa: "دیجی‌پی — اعتبار و کیف پول",
        name_en: "DigiPay — credit and wallet",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M11 9v18h6a9 9 0 0 0 0-18zM26 9v4\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/></svg>",
    },
    cancelled: "9007",
    declined: "9007",
    issuer_down: "9006",
    expired: "9003",
    receipt,
    callback,
    token_field: "ticket",
    target: "../sandbox",
};

/// DigiPay's server side.
pub(crate) struct DigiPay;

/// A call to any of DigiPay's addresses.
pub(crate) enum Call {
    Login(Password),
    Api { does: Does, body: Value, bearer: String, origin: String, is_ours: bool },
    Page { ticket: String, referer: Option<String> },
    Button { ticket: String, action: Action },
}

/// What a call that needs a login does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Ticket,
    Verify,
    Reverse,
    Refund,
    /// Asks what became of the refund of this number.
    AskRefund(String),
}

impl Does {
    fn at(method: Method, path: &str) -> Option<Self> {
        Some(match (method, path) {
            (Method::Post, "/tickets/business") => Self::Ticket,
            (Method::Post, "/purchases/verify") => Self::Verify,
            (Method::Post, "/reverse") => Self::Reverse,
            (Method::Post, "/refunds") => Self::Refund,
            (Method::Get, path) => Self::AskRefund(path.strip_prefix("/refunds/")?.to_owned()),
            _ => return None,
        })
    }
}

impl Provider for DigiPay {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: true,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        // Its own addresses begin with its name too.
        let path = match request.path.strip_prefix(PREFIX) {
            Some(rest) if rest.starts_with("/digipay/") || !rest.starts_with("/api/") => rest,
            _ => &request.path,
        };
        let api = path.strip_prefix("/digipay/api");
        if let Some(does) = api.and_then(|path| Does::at(request.method, path)) {
            let query = request.query_fields();
            return Ok(Call::Api {
                does,
                body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
                bearer: request.bearer().to_owned(),
                origin: request.origin(),
                is_ours: field(&query, "type") == Some(KIND) && request.header("digipay-version").is_some(),
            });
        }
        match (request.method, api, path) {
            (Method::Post, Some("/oauth/token"), _) => Ok(Call::Login(Password::of(request))),
            (Method::Post, None, "/sandbox") => {
                let fields = request.form_fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { ticket: field(&fields, "ticket").unwrap_or_default().to_owned(), action })
            }
            (Method::Get, None, path) if path.starts_with("/pay/") => Ok(Call::Page {
                ticket: path.trim_start_matches("/pay/").to_owned(),
                referer: request.header("referer").map(str::to_owned),
            }),
            _ => Err(problem(404, "Not Found")),
        }
    }

    fn op(call: &Call) -> Op {
        match call {
            // A login opens no payment, but no payment is opened without it.
            Call::Login(_) | Call::Api { does: Does::Ticket, .. } => Op::Token,
            Call::Api { does: Does::Verify, .. } => Op::Verify,
            Call::Api { does: Does::Reverse, .. } => Op::Reverse,
            Call::Api { does: Does::Refund | Does::AskRefund(_), .. } => Op::Refund,
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Login(_) | Call::Api { does: Does::Ticket | Does::AskRefund(_), .. } => None,
            Call::Api { does: Does::Refund, body, .. } => book.by_reference(&text(body.get("saleTrackingCode"))),
            Call::Api { body, .. } => book.by_reference(&text(body.get("trackingCode"))),
            Call::Page { ticket, .. } | Call::Button { ticket, .. } => book.by_token(ticket),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Api { does: Does::Ticket, body, .. } => whole(body.get("amount")),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Login(password) if password.fits(None) => {
                let token = session::issue(session::USER, LOGIN_MS, desk);
                // A text here, a number elsewhere: both are met.
                let answer = json!({ "access_token": token, "refresh_token": desk.dice.hex32(), "expires_in": "3600", "token_type": "bearer" });
                Response::json(200, &answer)
            }
            Call::Login(_) => Response::json(401, &json!({ "error": "invalid_grant" })),
            Call::Api { bearer, .. } if !session::is_valid(bearer, LOGIN_MS, desk) => problem(401, "Unauthorized"),
            Call::Api { is_ours: false, .. } => calls::refusal(calls::INPUT),
            Call::Api { does, body, origin, .. } => calls::answer(does, body, origin, desk),
            Call::Page { ticket, referer } => TILL.open(desk, ticket, referer.as_deref(), Lang::Fa),
            Call::Button { ticket, action } => TILL.press(desk, ticket, *action, Lang::Fa),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            _ if code == STRANGER => Response::html(403, "<h1>403 Forbidden</h1>"),
            Call::Login(_) | Call::Api { .. } => calls::refusal(code.parse().unwrap_or(1)),
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
        }
    }

    fn stranger_code(_: Op) -> &'static str {
        STRANGER
    }

    fn broken() -> Response {
        problem(500, "Internal Server Error")
    }
}

/// How its framework says that something never reached the service.
fn problem(status: u16, error: &str) -> Response {
    Response::json(status, &json!({ "status": status, "error": error }))
}

fn receipt(dice: &mut Dice) -> Receipt {
    let (issuer, last, hashed_pan) = dice.card();
    Receipt {
        reference: dice.number(18),
        rrn: dice.number(12),
        trace: dice.number(6),
        masked_pan: format!("{issuer}******{last}"),
        hashed_pan,
    }
}

/// The fields that go back with the shopper; what a failure does not have is sent empty.
fn callback(row: &Transaction, wrong: bool) -> Vec<(&'static str, String)> {
    let paid = row.debited_at_ms.is_some();
    vec![
        ("result", if paid { "SUCCESS" } else { "FAILURE" }.to_owned()),
        ("amount", misreport(row.amount, wrong).to_string()),
        ("providerId", row.order.clone()),
        ("trackingCode", row.reference.clone().unwrap_or_default()),
        // What the shopper chose on the page, which is not what the ticket is.
        ("type", "5".to_owned()),
        ("rrn", row.rrn.clone().unwrap_or_default()),
    ]
}
