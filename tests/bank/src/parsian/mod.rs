//! Parsian, by PEC: three SOAP services for the servers, one page for the shopper. Confirm captures; there is no inquiry.
//!
//! Source: the data contracts and libraries as told in `gateways.md` 3.4. What they do not say is marked "our reading".

mod calls;
mod soap;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::page::{Brand, Lang};
use crate::persian::grouped;
use crate::till::{Action, Till, misreport};
use crate::transaction::Transaction;
use soap::Operation;

const MINUTE_MS: u64 = 60_000;
/// Our reading: as long as Mellat's, the only page whose life a bank's manual tells.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Our reading of the one figure told, the hour within which "the bank decides": not confirmed by then, the money goes back.
const VERIFY_WINDOW_MS: u64 = 60 * MINUTE_MS;
/// Our reading: the shop may reverse within the same hour of the payment, confirmed or not; -1549 afterwards.
const REVERSAL_WINDOW_MS: u64 = 60 * MINUTE_MS;

const LOGIN: &str = "parsian-sandbox-pin";
const TERMINAL: u64 = 44_001_122;

const TILL: Till = Till {
    brand: Brand {
        id: "parsian",
        colour: "#6b2d6e",
        soft: "#f6eef6",
        name_fa: "بانک پارسیان — تجارت الکترونیک",
        name_en: "Parsian — PEC",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M18 8l9 10-9 10-9-10zM18 14v8\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linejoin=\"round\" \
               stroke-linecap=\"round\"/></svg>",
    },
    cancelled: "-138",
    declined: "51",
    issuer_down: "91",
    expired: "-130",
    receipt,
    callback,
    token_field: "Token",
    target: "Sandbox",
};

/// Parsian's server side.
pub(crate) struct Parsian;

/// A call to any of Parsian's addresses.
pub(crate) enum Call {
    Soap(soap::Message),
    Page { token: String, referer: Option<String> },
    Button { token: String, action: Action },
}

/// The token of a link; the server behind it does not mind the case of a name.
fn token_of(fields: &[(String, String)]) -> String {
    let found = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("Token"));
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

impl Provider for Parsian {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: true,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        let path = request.path.to_ascii_lowercase();
        let path = path.strip_prefix("/parsian").unwrap_or(&path);
        match (request.method, path) {
            (_, path) if soap::is_service(path) => soap::read(request, path).map(Call::Soap),
            (Method::Get, "/newipg/") => Ok(Call::Page {
                token: token_of(&request.query_fields()),
                referer: request.header("referer").map(str::to_owned),
            }),
            (Method::Post, "/newipg/sandbox") => {
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
            Call::Soap(message) => match message.operation {
                Operation::Sale => Op::Token,
                Operation::Confirm | Operation::ConfirmWithAmount => Op::Verify,
                Operation::Reverse => Op::Reverse,
            },
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Soap(message) => calls::find(message, book),
            Call::Page { token, .. } | Call::Button { token, .. } => book.by_token(token),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Soap(message) if message.operation == Operation::Sale => u64::try_from(message.amount).ok(),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Soap(message) => calls::answer(message, desk),
            Call::Page { token, referer } => TILL.open(desk, token, referer.as_deref(), Lang::Fa),
            Call::Button { token, action } => TILL.press(desk, token, *action, Lang::Fa),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            Call::Soap(message) => calls::refusal(message, code.parse().unwrap_or(-1)),
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
        }
    }

    fn stranger_code(_: Op) -> &'static str {
        "-127"
    }

    fn broken() -> Response {
        soap::fault("Server", "Server was unable to process request. ---> Timeout expired.")
    }
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

/// The fields that go back with the shopper. `Amount` comes in groups of three, and an RRN of 0 is no payment.
fn callback(row: &Transaction, wrong: bool) -> Vec<(&'static str, String)> {
    let number = |value: &Option<String>| value.clone().unwrap_or_else(|| "0".to_owned());
    vec![
        ("Token", row.token.clone()),
        ("status", number(&row.code)),
        ("OrderId", row.order.clone()),
        ("TerminalNo", row.terminal.clone()),
        ("RRN", number(&row.rrn)),
        ("Amount", grouped(misreport(row.amount, wrong), ',')),
        ("HashCardNumber", row.hashed_pan.clone().unwrap_or_default()),
        ("STraceNo", number(&row.trace)),
    ]
}
