//! Pasargad's Dorsa API: JSON behind a login whose token lives ten minutes, a page entered by GET, inquiry before
//! confirmation, reversal. Source: the official `pep-ipg/Dorsa-IPG-pasargad` reference.
//!
//! Verify is two steps here: the inquiry says what was paid, and only what was asked for is confirmed. `confirm-transactions`
//! is used and not `verify-payment`, which holds the money until a second call.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Claim, Class, Desk, Exchange, Foreign, Hint,
    HttpRequest, Mark, Next, Operation, OrderKind, Outcome, Receipt, ReferenceFrom, Refunds, Reversal, SettleStep,
    Token, TokenAsk, Unit, Windows, codes::class_of, json::Json,
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{Method, PayMethod, Redirect};
use serde_json::{Value, json};

const LOGIN: &str = "/token/getToken";
const PURCHASE: &str = "/api/payment/purchase";
const INQUIRY: &str = "/api/payment/payment-inquiry";
const CONFIRM: &str = "/api/payment/confirm-transactions";
const REVERSE: &str = "/api/payment/reverse-transactions";

/// The steps of an operation. [`RENEWED`] is added once the login was made for it.
const LOG_IN: u8 = 0;
const WORK: u8 = 1;
const CONFIRMING: u8 = 2;
const RENEWED: u8 = 0x80;

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["terminal", "user", "password"],
    optional_credentials: &[],
    reference: ReferenceFrom::Token,
    verify_repeats: true, // the inquiry says 13029 or 13034
    settle: SettleStep::WithVerify,
    inquiry: true,
    says_eligible: false,
    wants_basket: false,
    // Of what is held or only paid; a confirmation is the end of it.
    reversal: Reversal::Unverified,
    refunds: Refunds::None,
    order: OrderKind::Text(64),
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // The automatic return is by contract, 25 minutes unless told; how long the page lives is not told.
    windows: Windows { page_s: 20 * 60, reversal_s: 25 * 60, margin_s: 60 },
    verify_says_amount: true,
    verify_binds_order: true,
    // One of five words; the inquiry knows the cause.
    callback_says_why: false,
};

/// The protocol.
pub(super) struct Pasargad;

impl Adapter for Pasargad {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let (path, body) = request(operation, WORK, desk)?;
        Some(match desk.session {
            Some(session) => Exchange::later(WORK, String::new(), post(desk, path, &body, session)),
            None => Exchange::later(LOG_IN, WORK.to_string(), login(desk.account)),
        })
    }

    fn hear(&self, operation: &Operation, desk: &Desk<'_>, mark: &Mark, answer: &Answer<'_>) -> Next {
        let renewed = mark.stage & RENEWED;
        let step = mark.stage & !RENEWED;
        if matches!(answer, Answer::Http { status: 401, .. }) && step != LOG_IN && renewed == 0 {
            // The session ran out: once more with a new one.
            return Next::Ask(Exchange::later(LOG_IN, step.to_string(), login(desk.account)));
        }
        let answer = match answer.json(&[]) {
            Ok(answer) => answer,
            Err(unread) => return Next::Done(unread.into()),
        };
        let Some(code) = answer.get("resultCode").code() else {
            return Next::Done(Outcome::misshapen("not a result"));
        };
        let already = step == CONFIRMING && class_of(codes::CODES, code) == Class::Already;
        if code != 0 && !already {
            return Next::Done(coded(operation, code, Receipt::default()));
        }
        match step {
            LOG_IN => match (answer.get("token").text(), mark.note.parse()) {
                (Some(session), Ok(next)) if session.len() <= 4096 && session.bytes().all(|b| b.is_ascii_graphic()) => {
                    go_on(operation, desk, next, RENEWED, session, true)
                }
                _ => Next::Done(Outcome::misshapen("a login without a session")),
            },
            WORK => hear_work(operation, desk, renewed, code, answer.get("data")),
            _ => Next::Done(hear_confirmed(operation, code, answer.get("data"))),
        }
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        Redirect { method: Method::Get, url: page(account, &token.0), fields: Vec::new() }
    }

    fn read_callback(
        &self,
        _: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("invoiceId", &order.to_string())?;
        let word = form.get("status").unwrap_or_default().to_ascii_lowercase();
        let class = match word.as_str() {
            "success" => Class::Ok,
            "unknown" => Class::Pending,
            "cancel" => Class::Cancel,
            "expire" => Class::Session,
            "failed" => Class::Declined,
            _ => Class::Unknown,
        };
        Ok(Callback::of_token(Hint::of(class), class, &word, token))
    }
}

fn page(account: &Account, url_id: &str) -> String {
    account.page(&format!("/{url_id}"))
}

fn login(account: &Account) -> HttpRequest {
    let body = json!({ "username": account.credential("user"), "password": account.credential("password") });
    HttpRequest::post(account.service(LOGIN), &body)
}

fn post(desk: &Desk<'_>, path: &str, body: &Value, session: &str) -> HttpRequest {
    HttpRequest::post(desk.account.service(path), body).with("authorization", format!("Bearer {session}"))
}

/// The request of a step; none where the provider has no such operation.
fn request(operation: &Operation, step: u8, desk: &Desk<'_>) -> Option<(&'static str, Value)> {
    let account = desk.account;
    let named = |claim: &Claim| json!({ "invoice": claim.order.to_string(), "urlId": claim.token.0 });
    Some(match operation {
        Operation::Token(ask) => {
            let (date, _) = desk.now.tehran();
            // The reference's sample has a Jalali date, its users send Gregorian ones: it is for the merchant's own eyes.
            let mut body = json!({
                "amount": ask.amount.get(),
                "invoice": ask.order.to_string(),
                "invoiceDate": format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]),
                "serviceCode": 8,
                "serviceType": "PURCHASE",
                "callbackApi": ask.callback_url,
                // The reference's type is a number; a terminal that is none goes as it is.
                "terminalNumber": account.terminal().parse::<u64>().map_or_else(|_| json!(account.terminal()), Value::from),
            });
            if let Some(mobile) = &ask.mobile {
                body["mobileNumber"] = json!(mobile);
            }
            (PURCHASE, body)
        }
        Operation::Verify(claim) if step == CONFIRMING => (CONFIRM, named(claim)),
        Operation::Verify(claim) | Operation::Inquire(claim) => {
            (INQUIRY, json!({ "invoiceId": claim.order.to_string() }))
        }
        Operation::Reverse(claim) => (REVERSE, named(claim)),
        Operation::Settle(_) | Operation::Refund(_) | Operation::Eligible(_) => return None,
    })
}

fn go_on(operation: &Operation, desk: &Desk<'_>, step: u8, renewed: u8, session: &str, is_new: bool) -> Next {
    let Some((path, body)) = request(operation, step, desk) else {
        return Next::Done(Outcome::unmade("no such operation"));
    };
    let exchange = Exchange::later(step | renewed, String::new(), post(desk, path, &body, session));
    Next::Ask(Exchange { session: is_new.then(|| session.to_owned()), ..exchange })
}

fn coded(operation: &Operation, code: i32, receipt: Receipt) -> Outcome {
    let class = match (operation, class_of(codes::CODES, code)) {
        // "Confirmed" is no answer to a reversal but that it is too late for one.
        (Operation::Reverse(_), Class::Already) => Class::State,
        (_, class) => class,
    };
    Outcome::of_code(operation, class, &code.to_string(), receipt)
}

/// The answer to an operation's first call of its own.
fn hear_work(operation: &Operation, desk: &Desk<'_>, renewed: u8, code: i32, data: &Json) -> Next {
    match operation {
        Operation::Token(_) => Next::Done(match (code, data.get("urlId").text(), data.get("url").text()) {
            (0, Some(id), Some(url)) if url == page(desk.account, id) => Outcome::issued(id),
            // The page must be where the contract says (I11 of the page's origin): another one is a wrong `base_url`.
            (0, Some(_), Some(_)) => {
                Outcome { class: Class::Config, ..Outcome::misshapen("a page at another address") }
            }
            (0, ..) => Outcome::misshapen("success without a page"),
            _ => coded(operation, code, Receipt::default()),
        }),
        Operation::Verify(claim) | Operation::Inquire(claim) => hear_inquiry(operation, desk, renewed, claim, data),
        _ => Next::Done(coded(operation, code, Receipt::default())),
    }
}

fn hear_inquiry(operation: &Operation, desk: &Desk<'_>, renewed: u8, claim: &Claim, data: &Json) -> Next {
    let Some(status) = data.get("status").code() else {
        return Next::Done(Outcome::misshapen("not the state of a payment"));
    };
    // 2 is "paid, not verified" in the reference and 13031 its older word; some libraries wait for 0.
    let waits = matches!(status, 0 | 2 | 13031);
    let class = if waits { Class::Pending } else { class_of(codes::CODES, status) };
    if !waits && !class.is_success() {
        return Next::Done(coded(operation, status, Receipt::default()));
    }
    let (Some(url_id), Some(receipt)) = (data.get("url").text(), receipt(data)) else {
        return Next::Done(Outcome::misshapen("a state that does not say of what"));
    };
    let receipt = Receipt { reference: Some(url_id.to_owned()), ..receipt };
    let fits = receipt.amount == Some(claim.amount)
        && url_id == claim.reference.key
        && receipt.order.as_deref() == Some(&claim.order.to_string());
    Next::Done(match (operation, desk.session) {
        // Also what is said to be confirmed: the confirmation answers for itself.
        (Operation::Verify(_), Some(session)) if fits => {
            return go_on(operation, desk, CONFIRMING, renewed, session, false);
        }
        (Operation::Verify(_), None) if fits => Outcome::unmade("the session is gone"),
        // What is not what was asked for is not confirmed; the engine compares and sends it back.
        (Operation::Verify(_), _) => Outcome::other(status, receipt),
        _ if waits => Outcome::held(&status.to_string()),
        _ => Outcome::of_code(operation, class, &status.to_string(), receipt),
    })
}

fn hear_confirmed(operation: &Operation, code: i32, data: &Json) -> Outcome {
    let receipt = match operation.claim() {
        // "Confirmed before" repeats nothing; the inquiry before it has compared everything.
        Some(claim) if code != 0 => Some(Receipt {
            amount: Some(claim.amount),
            order: Some(claim.order.to_string()),
            reference: Some(claim.reference.key.clone()),
            ..Receipt::default()
        }),
        _ => receipt(data),
    };
    receipt.map_or_else(
        || Outcome::misshapen("success that does not say of what"),
        |receipt| coded(operation, code, receipt),
    )
}

fn receipt(data: &Json) -> Option<Receipt> {
    Some(Receipt {
        amount: Some(data.get("amount").rial()?),
        order: Some(data.get("invoice").word()?),
        rrn: data.get("referenceNumber").word(),
        ..Receipt::default()
    })
}
