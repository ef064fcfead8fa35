//! Iran Kish v3: JSON, a token signed by an AES and RSA envelope, a page entered by a posted form, confirmation, reversal and
//! inquiry. Source: guide rev. 9 as multipay, Parbad and payvand agree on it.
//!
//! Confirming names two numbers that the callback brings. Where it brought none, an inquiry by our own token does: a lost
//! callback loses nothing.

mod codes;
mod envelope;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Claim, Class, Desk, Exchange, Foreign, Hint,
    HttpRequest, Mark, Next, Operation, OrderKind, Outcome, Receipt, ReferenceFrom, Refunds, Reversal, SettleStep,
    Token, TokenAsk, Unit, Windows, callback,
    codes::{class_of, class_of_text},
    json::Json,
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{PayMethod, Redirect};
use serde_json::json;

const TOKEN: &str = "/api/v3/tokenization/make";
const CONFIRM: &str = "/api/v3/confirmation/purchase";
const REVERSE: &str = "/api/v3/confirmation/reversePurchase";
const INQUIRY: &str = "/api/v3/inquiry/single";
const PAGE: &str = "/iuiv3/IPG/Index/";

/// `findOption`: by token (by exclusion of the other two, one source).
const BY_TOKEN: u8 = 2;

/// Names of the callback's two numbers, in the callback, in later requests and in the reference's details.
const RRN: &str = "retrievalReferenceNumber";
const TRACE: &str = "systemTraceAuditNumber";

/// What a confirmation that was made before is refused with.
const DUPLICATE: i32 = 94;

/// The step in which the numbers come from an inquiry, before a confirmation or reversal with them.
const LOOK_UP: u8 = 0;
/// The step that does the work.
const WORK: u8 = 1;
/// The step in which an inquiry says what a confirmation refused as a duplicate has come to.
const LOOK_AGAIN: u8 = 2;

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["terminal", "acceptor", "pass_phrase", "public_key"],
    optional_credentials: &[],
    reference: ReferenceFrom::Token,
    // An inquiry that says "verified" answers a repeated one.
    verify_repeats: true,
    settle: SettleStep::WithVerify,
    inquiry: true,
    says_eligible: false,
    wants_basket: false,
    // Nowhere told; the confirmation's own window is a guess on the safe side.
    reversal: Reversal::Within(20 * 60),
    refunds: Refunds::None,
    order: OrderKind::Text(20),
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Confirm within 20 minutes (one source), then automatic return.
    windows: Windows { page_s: 20 * 60, reversal_s: 20 * 60, margin_s: 60 },
    verify_says_amount: true,
    verify_binds_order: true,
    callback_says_why: true,
};

/// The protocol.
pub(super) struct IranKish;

impl Adapter for IranKish {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        Some(match operation {
            Operation::Token(ask) => {
                // A public key that is none seals nothing, and Iran Kish answers 922.
                let (data, iv) = envelope::seal(account, ask.amount, desk.entropy).unwrap_or_default();
                let mut request = json!({
                    "transactionType": "Purchase",
                    "terminalId": account.terminal(),
                    "acceptorId": account.credential("acceptor"),
                    "amount": ask.amount.get(),
                    "requestId": ask.order.to_string(),
                    "requestTimestamp": desk.now.unix_seconds(),
                    "revertUri": ask.callback_url,
                });
                if let Some(mobile) = ask.mobile.as_deref().and_then(|m| m.strip_prefix('0')) {
                    request["cmsPreservationId"] = json!(format!("98{mobile}"));
                }
                let body = json!({ "authenticationEnvelope": { "data": data, "iv": iv }, "request": request });
                Exchange::later(WORK, String::new(), HttpRequest::post(account.service(TOKEN), &body))
            }
            Operation::Verify(claim) | Operation::Reverse(claim) => match numbers(claim) {
                Some((rrn, trace)) => work(operation, claim, account, rrn, trace),
                None => Exchange::first(inquiry(claim, account)),
            },
            Operation::Inquire(claim) => Exchange::first(inquiry(claim, account)),
            Operation::Settle(_) | Operation::Refund(_) | Operation::Eligible(_) => return None,
        })
    }

    fn hear(&self, operation: &Operation, desk: &Desk<'_>, mark: &Mark, answer: &Answer<'_>) -> Next {
        let answer = match answer.json(&[]) {
            Ok(answer) => answer,
            Err(unread) => return Next::Done(unread.into()),
        };
        match (operation, mark.stage) {
            (Operation::Token(_), _) => Next::Done(hear_token(operation, &answer)),
            (Operation::Verify(claim), WORK) if answer.get("responseCode").code() == Some(DUPLICATE) => {
                Next::Ask(Exchange::later(LOOK_AGAIN, String::new(), inquiry(claim, desk.account)))
            }
            (
                Operation::Verify(claim) | Operation::Reverse(claim) | Operation::Inquire(claim),
                LOOK_UP | LOOK_AGAIN,
            ) => hear_inquiry(operation, mark.stage, claim, desk.account, &answer),
            _ => Next::Done(hear_work(operation, &mark.note, &answer)),
        }
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        callback::by_post(account.page(PAGE), &[("tokenIdentity", &token.0)])
    }

    fn read_callback(
        &self,
        account: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("token", &token.0)?;
        form.must_match("requestId", &order.to_string())?;
        form.must_match("acceptorId", account.credential("acceptor"))?;
        let code = form.number("responseCode").unwrap_or_default();
        let class = class_of_text(codes::CODES, &code);
        let mut callback = Callback::of_token(Hint::of(class), class, &code, token);
        let number = |name: &str| form.number(name).filter(|n| number_is_fit(n)).map(|n| (name.to_owned(), n));
        if let (Some(reference), Some(rrn), Some(trace)) = (&mut callback.reference, number(RRN), number(TRACE)) {
            reference.details = [rrn, trace].into();
        }
        Ok(callback)
    }
}

fn number_is_fit(number: &str) -> bool {
    (1..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// The two numbers that confirming names, if the callback brought both.
fn numbers(claim: &Claim) -> Option<(&str, &str)> {
    Some((claim.reference.details.get(RRN)?, claim.reference.details.get(TRACE)?))
}

fn inquiry(claim: &Claim, account: &Account) -> HttpRequest {
    let body = json!({
        "passPhrase": account.credential("pass_phrase"),
        "terminalId": account.terminal(),
        "tokenIdentity": claim.token.0,
        "retrievalReferenceNumber": null,
        "requestId": null,
        "findOption": BY_TOKEN,
    });
    HttpRequest::post(account.service(INQUIRY), &body)
}

fn work(operation: &Operation, claim: &Claim, account: &Account, rrn: &str, trace: &str) -> Exchange {
    let path = if matches!(operation, Operation::Reverse(_)) { REVERSE } else { CONFIRM };
    let body = json!({
        "terminalId": account.terminal(),
        "retrievalReferenceNumber": rrn,
        "systemTraceAuditNumber": trace,
        "tokenIdentity": claim.token.0,
    });
    Exchange::later(WORK, rrn.to_owned(), HttpRequest::post(account.service(path), &body))
}

fn hear_token(operation: &Operation, answer: &Json) -> Outcome {
    let Some(code) = answer.get("responseCode").code() else {
        return Outcome::misshapen("not a result");
    };
    match (class_of(codes::CODES, code), answer.get("status"), answer.get("result").get("token").text()) {
        (Class::Ok, Json::Bool(true), Some(token)) => Outcome::issued(token),
        (Class::Ok, ..) => Outcome::misshapen("success without a token"),
        (class, ..) => Outcome::of_code(operation, class, &code.to_string(), Receipt::default()),
    }
}

/// What an inquiry says, and what follows from it for the operation that needed it.
fn hear_inquiry(operation: &Operation, stage: u8, claim: &Claim, account: &Account, answer: &Json) -> Next {
    let coded =
        |code: i32, receipt| Outcome::of_code(operation, class_of(codes::CODES, code), &code.to_string(), receipt);
    let misshapen = || Next::Done(Outcome::misshapen("not the state of a payment"));
    let Some(outer) = answer.get("responseCode").code() else {
        return misshapen();
    };
    if outer != 0 {
        return Next::Done(coded(outer, Receipt::default()));
    }
    // One payment, or a list that holds it alone.
    let found = match answer.get("result") {
        Json::List(list) => match list.as_slice() {
            [only] => only,
            _ => return misshapen(),
        },
        one => one,
    };
    let (Some(code), Json::Bool(verified), Json::Bool(reversed)) =
        (found.get("responseCode").code(), found.get("isVerified"), found.get("isReversed"))
    else {
        return misshapen();
    };
    let (amount, rrn, trace) = (found.get("amount").rial(), found.get(RRN).word(), found.get(TRACE).word());
    if *reversed {
        let class = if matches!(operation, Operation::Reverse(_)) { Class::Ok } else { Class::Reversed };
        return Next::Done(Outcome::of_code(operation, class, "reversed", Receipt::default()));
    }
    if code != 0 {
        return Next::Done(coded(code, Receipt::default()));
    }
    let (Some(amount), Some(rrn), Some(trace)) = (amount, rrn, trace) else {
        return misshapen();
    };
    let receipt = Receipt { amount: Some(amount), rrn: Some(rrn.clone()), ..Receipt::default() };
    match operation {
        Operation::Reverse(_) => Next::Ask(work(operation, claim, account, &rrn, &trace)),
        // What is not what was asked for is not taken; the engine compares and sends it back.
        Operation::Verify(_) if !verified && amount == claim.amount && stage == LOOK_UP => {
            Next::Ask(work(operation, claim, account, &rrn, &trace))
        }
        Operation::Verify(_) if !verified && amount != claim.amount => Next::Done(Outcome::other(code, receipt)),
        Operation::Inquire(_) if !verified => Next::Done(Outcome::held(&code.to_string())),
        _ => {
            let class = if *verified { Class::Already } else { Class::Pending };
            Next::Done(Outcome::of_code(operation, class, &code.to_string(), receipt))
        }
    }
}

/// A success is one only if the outer code, the inner code and the flag all say so, of the payment that was asked about.
fn hear_work(operation: &Operation, rrn: &str, answer: &Json) -> Outcome {
    let Some(outer) = answer.get("responseCode").code() else {
        return Outcome::misshapen("not a result");
    };
    let result = answer.get("result");
    let class = class_of(codes::CODES, outer);
    if class != Class::Ok {
        return Outcome::of_code(operation, class, &outer.to_string(), Receipt::default());
    }
    let whole = *answer.get("status") == Json::Bool(true)
        && result.get("responseCode").code() == Some(0)
        && result.get(RRN).word().is_some_and(|said| same_number(&said, rrn));
    match (whole, result.get("amount").rial()) {
        (true, Some(amount)) => {
            let receipt = Receipt { amount: Some(amount), rrn: Some(rrn.to_owned()), ..Receipt::default() };
            Outcome::of_code(operation, class, &outer.to_string(), receipt)
        }
        // A reversal's answer need not name an amount.
        (true, None) if matches!(operation, Operation::Reverse(_)) => {
            Outcome::of_code(operation, class, &outer.to_string(), Receipt::default())
        }
        _ => Outcome::misshapen("success that does not say of what"),
    }
}

/// Written with and without leading zeros.
fn same_number(a: &str, b: &str) -> bool {
    a.trim_start_matches('0') == b.trim_start_matches('0')
}
