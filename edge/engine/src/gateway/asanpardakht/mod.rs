//! Asan Pardakht: REST whose HTTP status is the result, the provider's own clock before the token, a page entered by a posted
//! form, verify and then settle, reversal before verify and cancellation after. Source: Asan Pardakht manual 1.6.
//!
//! The callback carries nothing that is promised, and a transaction's number is taken from `TranResult` alone, never from the
//! browser: every operation after the token begins by asking it, unless an earlier one has told the number.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Claim, Class, Desk, Exchange, Foreign, Hint,
    HttpRequest, Mark, Next, Operation, OrderKind, Outcome, Receipt, ReferenceFrom, Refunds, Reversal, SettleStep,
    Token, TokenAsk, Unit, Windows, callback,
    codes::{Codes, class_of},
    json::Json,
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{PayMethod, Redirect};
use serde_json::{Value, json};

const TIME: &str = "/v1/Time";
const TOKEN: &str = "/v1/Token";
const RESULT: &str = "/v1/TranResult";
const VERIFY: &str = "/v1/Verify";
const SETTLE: &str = "/v1/Settlement";
const REVERSE: &str = "/v1/Reverse";
const CANCEL: &str = "/v1/Cancel";

/// What `TranResult` calls a transaction, also in a receipt's details.
const TRANSACTION: &str = "payGateTranID";

/// The steps of an operation: what is asked before, the work, and for a reversal the other way of doing it.
const LOOK_UP: u8 = 0;
const WORK: u8 = 1;
const OTHER_WAY: u8 = 2;
/// A settlement that finds the transaction unverified verifies it: an empty answer with status 200, which is all that verify
/// says, may have come from something in between.
const REPAIR: u8 = 3;

/// Of `Settlement`: not verified.
const NOT_VERIFIED: i32 = 472;

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["merchant_configuration_id", "user", "password"],
    optional_credentials: &[],
    reference: ReferenceFrom::Token,
    // TranResult, without which nothing can be asked, answers for 45 minutes or an hour.
    verify_repeats: false,
    settle: SettleStep::Separate,
    inquiry: true,
    says_eligible: false,
    wants_basket: false,
    reversal: Reversal::Within(3 * 60 * 60),
    refunds: Refunds::None,
    order: OrderKind::Integer,
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Verify within 30 minutes, then automatic reversal; how long the page lives is not told.
    windows: Windows { page_s: 15 * 60, reversal_s: 30 * 60, margin_s: 60 },
    verify_says_amount: true,
    verify_binds_order: true,
    callback_says_why: false,
};

/// The protocol.
pub(super) struct AsanPardakht;

impl Adapter for AsanPardakht {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        Some(match operation {
            Operation::Token(_) => Exchange::first(signed(account, HttpRequest::get(account.service(TIME)))),
            Operation::Inquire(claim) | Operation::Verify(claim) => Exchange::first(result(account, claim)),
            Operation::Settle(claim) | Operation::Reverse(claim) => match claim.reference.details.get(TRANSACTION) {
                Some(transaction) => work(operation, account, WORK, transaction)?,
                None => Exchange::first(result(account, claim)),
            },
            Operation::Refund(_) | Operation::Eligible(_) => return None,
        })
    }

    fn hear(&self, operation: &Operation, desk: &Desk<'_>, mark: &Mark, answer: &Answer<'_>) -> Next {
        let status = match *answer {
            Answer::Http { status, .. } => i32::from(status),
            Answer::Silence(_) => 0,
        };
        let class = match class_of(call_codes(operation, mark.stage), status) {
            Class::Unknown => class_of(codes::STATUS, status),
            class => class,
        };
        match class {
            Class::Ok | Class::Already if matches!((operation, mark.stage), (Operation::Settle(_), REPAIR)) => {
                return work(operation, desk.account, OTHER_WAY, &mark.note).map_or_else(unasked, Next::Ask);
            }
            Class::Ok | Class::Already => {}
            Class::State
                if matches!(operation, Operation::Settle(_)) && (mark.stage, status) == (WORK, NOT_VERIFIED) =>
            {
                return work(operation, desk.account, REPAIR, &mark.note).map_or_else(unasked, Next::Ask);
            }
            // A reversal that does not fit the payment's state: it is verified, and then cancelling is the word.
            Class::State if mark.stage == WORK && matches!(operation, Operation::Reverse(_)) => {
                return work(operation, desk.account, OTHER_WAY, &mark.note).map_or_else(unasked, Next::Ask);
            }
            // A status that no manual lists comes from something in between.
            Class::Unknown => return Next::Done(Outcome::unreadable_status(answer)),
            class => return Next::Done(Outcome::of_code(operation, class, &status.to_string(), Receipt::default())),
        }
        match (operation, mark.stage) {
            (Operation::Token(_), stage) => match answer.json(&[]) {
                Err(unread) => Next::Done(unread.into()),
                Ok(Json::Text(time)) if stage == LOOK_UP && time_is_fit(&time) => {
                    token(operation, desk.account, &time).map_or_else(unasked, Next::Ask)
                }
                Ok(Json::Text(token)) if stage == WORK => Next::Done(Outcome::issued(&token)),
                Ok(_) => Next::Done(Outcome::misshapen("not the text that was asked for")),
            },
            (_, LOOK_UP) => match answer.json(&[]) {
                Ok(answer) => hear_result(operation, desk.account, &answer),
                Err(unread) => Next::Done(unread.into()),
            },
            _ => Next::Done(hear_done(operation, class, &mark.note, answer)),
        }
    }

    fn redirect(&self, account: &Account, ask: &TokenAsk, token: &Token) -> Redirect {
        let mut fields = vec![("RefId", token.0.as_str())];
        if let Some(mobile) = &ask.mobile {
            fields.push(("mobileap", mobile));
        }
        callback::by_post(account.page("/"), &fields)
    }

    fn read_callback(&self, _: &Account, _: OrderNumber, token: &Token, _: &CallbackForm) -> Result<Callback, Foreign> {
        // The browser came back: that is all there is to know, so the bank is asked.
        Ok(Callback::of_token(Hint::Unclear, Class::Pending, "", token))
    }
}

/// The numbers that a call has for itself.
const fn call_codes(operation: &Operation, stage: u8) -> Codes {
    match (operation, stage) {
        (_, LOOK_UP) => &[],
        (Operation::Verify(_), _) | (Operation::Settle(_), REPAIR) => codes::VERIFY,
        (Operation::Settle(_), _) => codes::SETTLE,
        (Operation::Reverse(_), WORK) => codes::REVERSE,
        (Operation::Reverse(_), _) => codes::CANCEL,
        _ => &[],
    }
}

fn unasked() -> Next {
    Next::Done(Outcome::unmade("no such operation"))
}

fn signed(account: &Account, request: HttpRequest) -> HttpRequest {
    request.with("usr", account.credential("user").to_owned()).with("pwd", account.credential("password").to_owned())
}

/// The number of the contract, as the number it is; one that is none goes as it is and is refused.
fn configuration(account: &Account) -> Value {
    account.terminal().parse::<u64>().map_or_else(|_| json!(account.terminal()), Value::from)
}

fn result(account: &Account, claim: &Claim) -> HttpRequest {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("merchantConfigurationId", account.terminal())
        .append_pair("localInvoiceId", &claim.order.to_string())
        .finish();
    signed(account, HttpRequest::get(account.service(&format!("{RESULT}?{query}"))))
}

/// `yyyyMMdd HHmmss`, to be sent back as it came.
fn time_is_fit(time: &str) -> bool {
    time.len() == 15 && time.bytes().enumerate().all(|(i, b)| if i == 8 { b == b' ' } else { b.is_ascii_digit() })
}

fn token(operation: &Operation, account: &Account, time: &str) -> Option<Exchange> {
    let Operation::Token(ask) = operation else {
        return None;
    };
    let body = json!({
        "serviceTypeId": 1,
        "merchantConfigurationId": configuration(account),
        "localInvoiceId": ask.order.get(),
        "amountInRials": ask.amount.get(),
        "localDate": time,
        "additionalData": "",
        "callbackURL": ask.callback_url,
        "paymentId": "0",
    });
    Some(Exchange::later(WORK, String::new(), signed(account, HttpRequest::post(account.service(TOKEN), &body))))
}

/// The work on a transaction whose number is known.
fn work(operation: &Operation, account: &Account, stage: u8, transaction: &str) -> Option<Exchange> {
    let path = match (operation, stage) {
        (Operation::Verify(_), _) | (Operation::Settle(_), REPAIR) => VERIFY,
        (Operation::Settle(_), _) => SETTLE,
        (Operation::Reverse(_), OTHER_WAY) => CANCEL,
        (Operation::Reverse(_), _) => REVERSE,
        _ => return None,
    };
    let id: u64 = transaction.parse().ok()?;
    let body = json!({ "merchantConfigurationId": configuration(account), "payGateTranId": id });
    let request = signed(account, HttpRequest::post(account.service(path), &body));
    Some(Exchange::later(stage, transaction.to_owned(), request))
}

/// What `TranResult` says, and what follows from it for the operation that needed it.
fn hear_result(operation: &Operation, account: &Account, answer: &Json) -> Next {
    let Some(claim) = operation.claim() else {
        return unasked();
    };
    // A purchase that went through has no status of its own: the number of the transaction is what says so.
    let code = match answer.get("serviceStatusCode") {
        Json::Null => Some(0),
        code => code.code(),
    };
    let (Some(code), Some(amount), Some(order), Some(transaction)) = (
        code,
        answer.get("amount").rial(),
        answer.get("salesOrderID").word(),
        answer.get(TRANSACTION).number().filter(|id| *id > 0),
    ) else {
        return Next::Done(match code.map(|code| (code, class_of(codes::SERVICE, code))) {
            // A payment that failed need not say more than why.
            Some((code, class)) if !class.is_success() => {
                Outcome::of_code(operation, class, &code.to_string(), Receipt::default())
            }
            _ => Outcome::misshapen("not the state of a payment"),
        });
    };
    let class = class_of(codes::SERVICE, code);
    let receipt = Receipt {
        amount: Some(amount),
        order: Some(order),
        details: [(TRANSACTION.to_owned(), transaction.to_string())].into(),
        rrn: answer.get("rrn").word(),
        ..Receipt::default()
    };
    let fits = amount == claim.amount && receipt.order.as_deref() == Some(&claim.order.to_string());
    match operation {
        _ if !class.is_success() => {
            Next::Done(Outcome::of_code(operation, class, &code.to_string(), Receipt::default()))
        }
        // Whether a paid transaction is verified, `TranResult` does not tell.
        Operation::Inquire(_) => Next::Done(Outcome::held(&code.to_string())),
        // What is not what was asked for is not taken; the engine compares and sends it back.
        Operation::Verify(_) | Operation::Settle(_) if !fits => Next::Done(Outcome::other(code, receipt)),
        _ => work(operation, account, WORK, &transaction.to_string()).map_or_else(unasked, Next::Ask),
    }
}

/// Done is status 200 and nothing in the body. A page of something in between has something in it.
fn hear_done(operation: &Operation, class: Class, transaction: &str, answer: &Answer<'_>) -> Outcome {
    let (Answer::Http { status, body }, Some(claim)) = (answer, operation.claim()) else {
        return Outcome::misshapen("no answer to this operation");
    };
    if class == Class::Ok && !matches!(body.trim_ascii(), b"" | b"\"\"" | b"null") {
        return Outcome::misshapen("something where nothing was promised");
    }
    // The look-up before has compared amount and order; the number was its own.
    let receipt = Receipt {
        amount: Some(claim.amount),
        order: Some(claim.order.to_string()),
        details: [(TRANSACTION.to_owned(), transaction.to_owned())].into(),
        ..Receipt::default()
    };
    Outcome::of_code(operation, class, &status.to_string(), receipt)
}
