//! Sepehr, by Mabna for Bank Saderat: JSON or forms for the servers, one page for the shopper. An advice captures; there is
//! no settle and no inquiry. "PeymentApi" and "InvoicId" are spelt so.
//!
//! Source: `gateways.md` 3.8, for no manual is public. Where it is silent the choice made is marked "our reading".

mod advice;
mod token;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::json::text;
use crate::page::{Brand, Lang};
use crate::tehran::Tehran;
use crate::till::{Action, Till};
use crate::transaction::{State, Transaction};
use advice::Call as Advice;
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Our reading: nothing is said of the page's time; as long as Mellat's.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Our reading: the money goes back "automatically", and nothing says when; as at Saman.
const VERIFY_WINDOW_MS: u64 = 30 * MINUTE_MS;
/// The one terminal of the sandbox.
const TERMINAL: &str = "98000001";

const TILL: Till = Till {
    brand: Brand {
        id: "sepehr",
        colour: "#1f3f8f",
        soft: "#ecf0fa",
        name_fa: "سپهر — پرداخت الکترونیک",
        name_en: "Sepehr — Mabna",
        mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
               <path d=\"M8 24h20M11 24a7 7 0 0 1 14 0M18 8v4M9 13l2.5 2.5M27 13l-2.5 2.5\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\"/></svg>",
    },
    // The callback knows three words; respmsg alone tells a decline from a cancellation.
    cancelled: "-1",
    declined: "-1",
    issuer_down: "-1",
    expired: "-2",
    receipt,
    callback,
    token_field: "token",
    target: "Sandbox",
};

/// Sepehr's server side.
pub(crate) struct Sepehr;

/// Names in lower case and their values: key names have no case at Sepehr.
pub(crate) type Fields = Vec<(String, String)>;

/// A call to any of Sepehr's addresses.
pub(crate) enum Call {
    /// Nothing where the body could not be read.
    Token(Option<Fields>),
    Page {
        fields: Fields,
        referer: Option<String>,
    },
    Button {
        token: String,
        action: Action,
    },
    Advice {
        call: Advice,
        fields: Option<Fields>,
    },
}

impl Provider for Sepehr {
    const PROFILE: Profile = Profile {
        brand: &TILL.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: true,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        // Addresses and names have no case, as on any server of this make.
        let path = request.path.to_ascii_lowercase();
        let path = path.strip_prefix("/sepehr").unwrap_or(&path);
        let referer = || request.header("referer").map(str::to_owned);
        match (request.method, path) {
            (Method::Post, "/pay" | "/payment/pay") => {
                Ok(Call::Page { fields: lowered(request.form_fields()), referer: referer() })
            }
            (Method::Get, "/pay" | "/payment/pay") => {
                Ok(Call::Page { fields: lowered(request.query_fields()), referer: referer() })
            }
            // Relative to either page.
            (Method::Post, "/sandbox" | "/payment/sandbox") => {
                let fields = request.form_fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { token: field(&fields, "token").unwrap_or_default().to_owned(), action })
            }
            (Method::Post, path) => match path.strip_prefix("/rest/v1/peymentapi/") {
                Some("gettoken") => Ok(Call::Token(body(request))),
                Some(name) => match Advice::named(name) {
                    Some(call) => Ok(Call::Advice { call, fields: body(request) }),
                    None => Err(Response::html(404, "<h1>404 - File or directory not found.</h1>")),
                },
                None => Err(Response::html(404, "<h1>404 - File or directory not found.</h1>")),
            },
            _ => Err(Response::html(404, "<h1>404 - File or directory not found.</h1>")),
        }
    }

    fn op(call: &Call) -> Op {
        match call {
            Call::Token(_) => Op::Token,
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
            Call::Advice { call: Advice::Rollback, .. } => Op::Reverse,
            Call::Advice { .. } => Op::Verify,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Token(_) => None,
            Call::Page { fields, .. } => book.by_token(field(fields, "token")?),
            Call::Button { token, .. } => book.by_token(token),
            Call::Advice { fields, .. } => book.by_reference(field(fields.as_ref()?, "digitalreceipt")?),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Token(Some(fields)) => field(fields, "amount")?.parse().ok(),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        match call {
            Call::Token(fields) => token::answer(fields.as_deref(), desk),
            Call::Page { fields, referer } => open(fields, referer.as_deref(), desk),
            Call::Button { token, action } => TILL.press(desk, token, *action, Lang::Fa),
            Call::Advice { call, fields } => advice::answer(*call, fields.as_deref(), desk),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            Call::Token(_) => token::refusal(code.parse().unwrap_or(-1)),
            Call::Advice { .. } => advice::refusal(code.parse().unwrap_or(-3)),
            Call::Page { .. } | Call::Button { .. } => Response::html(200, format!("<h1>خطای {code}</h1>")),
        }
    }

    fn stranger_code(op: Op) -> &'static str {
        if op == Op::Token { "-2" } else { "-5" }
    }

    fn broken() -> Response {
        Response::json(500, &json!({ "Message": "An error has occurred." }))
    }
}

fn lowered(fields: Fields) -> Fields {
    fields.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
}

/// The members of a JSON object, or the fields of a form.
fn body(request: &Request) -> Option<Fields> {
    if !request.is_type("application/json") {
        return Some(lowered(request.form_fields()));
    }
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    let members = body.as_object()?.iter().map(|(name, value)| (name.to_ascii_lowercase(), text(Some(value))));
    Some(members.collect())
}

fn open(fields: &Fields, referer: Option<&str>, desk: &mut Desk<'_>) -> Response {
    let Some(token) = field(fields, "token").filter(|token| !token.is_empty()) else {
        return TILL.error(desk, 400, Lang::Fa, "توکن فرستاده نشده است.", "The token is missing.");
    };
    if field(fields, "terminalid") != Some(TERMINAL) {
        return TILL.error(desk, 400, Lang::Fa, "شمارهٔ پایانه نادرست است.", "The terminal is not the token's.");
    }
    TILL.open(desk, token, referer, Lang::Fa)
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

/// The bank of a card; the sandbox pays with six.
fn issuer(masked_pan: &str) -> &'static str {
    match masked_pan.get(..6) {
        Some("610433") => "بانک ملت",
        Some("603799") => "بانک ملی ایران",
        Some("621986") => "بانک سامان",
        Some("622106") => "بانک پارسیان",
        Some("502229") => "بانک پاسارگاد",
        Some("589210") => "بانک سپه",
        _ => "",
    }
}

/// The fields that go back with the shopper; what a failure does not have is sent empty. (The wrong amount is the advice's.)
fn callback(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    let (code, message) = match row.state {
        State::Cancelled => ("-1", "انصراف کاربر"),
        State::Expired => ("-2", "زمان انجام تراکنش به پایان رسیده است"),
        _ if row.debited_at_ms.is_some() => ("0", "تراکنش موفق"),
        _ => ("-1", "تراکنش ناموفق"),
    };
    let paid = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("respcode", code.to_owned()),
        ("respmsg", message.to_owned()),
        ("amount", row.amount.to_string()),
        ("invoiceid", row.order.clone()),
        ("payload", row.said("payload").to_owned()),
        ("terminalid", row.terminal.clone()),
        ("tracenumber", paid(&row.trace)),
        ("rrn", paid(&row.rrn)),
        ("datePaid", row.debited_at_ms.map(|at| Tehran::at(at).spaced()).unwrap_or_default()),
        ("digitalreceipt", paid(&row.reference)),
        ("issuerbank", row.masked_pan.as_deref().map_or("", issuer).to_owned()),
        ("cardnumber", paid(&row.masked_pan)),
    ]
}
