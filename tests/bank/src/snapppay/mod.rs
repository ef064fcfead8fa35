//! SnappPay, a lender, and TorobPay, which speaks its protocol: OAuth, then JSON. At SnappPay verify holds and settle captures; at
//! TorobPay verify captures.
//!
//! Source: `gateways.md` 5.1 and 5.2. Where it is silent the choice made is marked "our reading".

mod calls;
mod order;

use crate::bank::{Desk, Profile, Provider};
use crate::book::{Book, Receipt};
use crate::control::Op;
use crate::dice::Dice;
use crate::http::{Method, Request, Response, field};
use crate::json::text;
use crate::page::{Brand, Lang};
use crate::session::{self, Password};
use crate::till::{Action, Till};
use crate::transaction::Transaction;
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
/// Our reading: as long as Mellat's, the only page whose life a bank's manual tells.
const PAGE_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Our reading: nobody says when a payment that nobody verified is taken back; as at Saman.
const VERIFY_WINDOW_MS: u64 = 30 * MINUTE_MS;
/// Our reading: an hour, the usual life of such a token.
const LOGIN_MS: u64 = 60 * MINUTE_MS;
const SCOPE: &str = "online-merchant";
/// "Your address is not registered": the one refusal that is an HTTP status.
const STRANGER: &str = "403";

/// What differs between the two.
struct House {
    till: Till,
    /// Where its addresses begin.
    prefix: &'static str,
    /// What the token call's method must be.
    method: &'static str,
    /// What a cart calls its tax.
    tax: &'static str,
    /// Whether verify alone captures.
    verify_captures: bool,
}

const SNAPPPAY: House = House {
    till: Till {
        brand: Brand {
            id: "snapppay",
            colour: "#00745a",
            soft: "#e6f5f0",
            name_fa: "اسنپ‌پی — خرید اعتباری",
            name_en: "SnappPay — buy now, pay later",
            mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
                   <path d=\"M25 12c-5-5-14-2-13 3s13 1 13 7-10 7-14 2\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\"/></svg>",
        },
        ..TILL
    },
    prefix: "/snapppay",
    method: "INSTALLMENT",
    tax: "taxAmount",
    verify_captures: false,
};

const TOROBPAY: House = House {
    till: Till {
        brand: Brand {
            id: "torobpay",
            colour: "#b3194b",
            soft: "#fdeaf0",
            name_fa: "ترب‌پی — خرید اعتباری",
            name_en: "TorobPay — buy now, pay later",
            mark: "<svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><rect width=\"36\" height=\"36\" rx=\"9\" fill=\"#fff\" fill-opacity=\".16\"/>\
                   <path d=\"M18 13v14M18 13c-2-4-7-4-8 0M18 13c2-4 7-4 8 0\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\"/></svg>",
        },
        callback: callback_status,
        ..TILL
    },
    prefix: "/torobpay",
    method: "ONLINE_CREDIT",
    tax: "tax_amount",
    verify_captures: true,
};

/// The till of both; a failure has a word and no cause.
const TILL: Till = Till {
    brand: Brand { id: "", colour: "", soft: "", name_fa: "", name_en: "", mark: "" },
    cancelled: "FAILED",
    declined: "FAILED",
    issuer_down: "FAILED",
    expired: "EXPIRED",
    receipt,
    callback,
    token_field: "paymentToken",
    target: "sandbox",
};

/// A lender's server side.
pub(crate) struct Lender<const FINAL: bool>;

/// SnappPay's.
pub(crate) type SnappPay = Lender<false>;
/// TorobPay's.
pub(crate) type TorobPay = Lender<true>;

impl<const FINAL: bool> Lender<FINAL> {
    const HOUSE: &'static House = if FINAL { &TOROBPAY } else { &SNAPPPAY };
}

/// A call to any of a lender's addresses.
pub(crate) enum Call {
    Login(Password),
    Api { does: Does, body: Value, bearer: String, origin: String },
    Page { token: String, referer: Option<String> },
    Button { token: String, action: Action },
}

/// What a call that needs a login does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Eligible,
    Token,
    Status,
    Verify,
    Settle,
    Revert,
    Cancel,
    Update,
}

impl Does {
    fn at(method: Method, path: &str) -> Option<Self> {
        Some(match (method, path.strip_prefix("/api/online/")?) {
            (Method::Get, "offer/v1/eligible") => Self::Eligible,
            (Method::Get, "payment/v1/status") => Self::Status,
            (Method::Post, "payment/v1/token") => Self::Token,
            (Method::Post, "payment/v1/verify") => Self::Verify,
            (Method::Post, "payment/v1/settle") => Self::Settle,
            (Method::Post, "payment/v1/revert") => Self::Revert,
            (Method::Post, "payment/v1/cancel") => Self::Cancel,
            (Method::Post, "payment/v1/update") => Self::Update,
            _ => return None,
        })
    }
}

impl<const FINAL: bool> Provider for Lender<FINAL> {
    const PROFILE: Profile = Profile {
        brand: &Self::HOUSE.till.brand,
        verify_window_ms: VERIFY_WINDOW_MS,
        settle_window_ms: None,
        verify_captures: Self::HOUSE.verify_captures,
    };
    type Call = Call;

    fn read(request: &Request) -> Result<Call, Response> {
        let path = request.path.strip_prefix(Self::HOUSE.prefix).unwrap_or(&request.path);
        if let Some(does) = Does::at(request.method, path) {
            // A question's parameters are what another call has in its body.
            let body = match request.method {
                Method::Get => {
                    request.query_fields().into_iter().map(|(name, value)| (name, Value::from(value))).collect()
                }
                _ => serde_json::from_slice(&request.body).unwrap_or(Value::Null),
            };
            return Ok(Call::Api { does, body, bearer: request.bearer().to_owned(), origin: request.origin() });
        }
        match (request.method, path) {
            (Method::Post, "/api/online/v1/oauth/token") => Ok(Call::Login(Password::of(request))),
            (Method::Post, "/sandbox") => {
                let fields = request.form_fields();
                let action = field(&fields, "action").and_then(Action::named);
                let Some(action) = action else { return Err(Response::html(400, "<h1>400</h1>")) };
                Ok(Call::Button { token: field(&fields, "paymentToken").unwrap_or_default().to_owned(), action })
            }
            (Method::Get, "/pay") => {
                let fields = request.query_fields();
                let token = field(&fields, "paymentToken").unwrap_or_default().to_owned();
                Ok(Call::Page { token, referer: request.header("referer").map(str::to_owned) })
            }
            _ => Err(problem(404, "Not Found")),
        }
    }

    fn op(call: &Call) -> Op {
        match call {
            // A login opens no payment, but no payment is opened without it.
            Call::Login(_) | Call::Api { does: Does::Token, .. } => Op::Token,
            Call::Api { does: Does::Eligible, .. } => Op::Eligible,
            Call::Api { does: Does::Status, .. } => Op::Inquiry,
            Call::Api { does: Does::Verify, .. } => Op::Verify,
            Call::Api { does: Does::Settle, .. } => Op::Settle,
            Call::Api { does: Does::Revert, .. } => Op::Reverse,
            Call::Api { does: Does::Cancel | Does::Update, .. } => Op::Refund,
            Call::Page { .. } => Op::Page,
            Call::Button { .. } => Op::Button,
        }
    }

    fn subject(call: &Call, book: &Book) -> Option<u64> {
        let row = match call {
            Call::Login(_) | Call::Api { does: Does::Token | Does::Eligible, .. } => None,
            Call::Api { body, .. } => book.by_token(&text(body.get("paymentToken"))),
            Call::Page { token, .. } | Call::Button { token, .. } => book.by_token(token),
        };
        row.map(|row| row.id)
    }

    fn amount(call: &Call) -> Option<u64> {
        match call {
            Call::Api { does: Does::Token, body, .. } => crate::json::whole(body.get("amount")),
            _ => None,
        }
    }

    fn perform(call: &Call, desk: &mut Desk<'_>) -> Response {
        let house = Self::HOUSE;
        match call {
            Call::Login(password) if password.fits(Some(SCOPE)) => {
                let token = session::issue(session::USER, LOGIN_MS, desk);
                let answer = json!({ "access_token": token, "token_type": "Bearer", "expires_in": LOGIN_MS / 1_000, "scope": SCOPE });
                Response::json(200, &answer)
            }
            Call::Login(_) => {
                Response::json(401, &json!({ "error": "invalid_client", "error_description": "Bad credentials" }))
            }
            Call::Api { bearer, .. } if !session::is_valid(bearer, LOGIN_MS, desk) => problem(401, "Unauthorized"),
            Call::Api { does, body, origin, .. } => calls::answer(house, *does, body, origin, desk),
            Call::Page { token, referer } => house.till.open(desk, token, referer.as_deref(), Lang::Fa),
            Call::Button { token, action } => house.till.press(desk, token, *action, Lang::Fa),
        }
    }

    fn coded(call: &Call, code: &str) -> Response {
        match call {
            _ if code == STRANGER => Response::html(403, "<h1>403 Forbidden</h1>"),
            Call::Login(_) | Call::Api { .. } => calls::refusal(200, code.parse().unwrap_or(1)),
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
    // No card is seen: who lends pays the shop.
    Receipt {
        reference: dice.number(15),
        rrn: dice.number(12),
        trace: dice.number(6),
        masked_pan: String::new(),
        hashed_pan: String::new(),
    }
}

fn callback(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    back(row, "state")
}

fn callback_status(row: &Transaction, _: bool) -> Vec<(&'static str, String)> {
    back(row, "status")
}

/// The fields that go back with the shopper. Sources write the word's name in two ways; each house here has one of them.
fn back(row: &Transaction, word: &'static str) -> Vec<(&'static str, String)> {
    vec![
        ("transactionId", row.order.clone()),
        ("paymentToken", row.token.clone()),
        (word, if row.debited_at_ms.is_some() { "OK" } else { "FAILED" }.to_owned()),
    ]
}
