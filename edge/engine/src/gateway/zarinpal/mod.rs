//! ZarinPal v4, a facilitator: JSON, a page entered by GET, verify without settle, inquiry, reversal within half an hour,
//! refunds by GraphQL. Source: ZarinPal's documentation and its official PHP SDK.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Class, Desk, Exchange, Foreign, Hint, HttpRequest,
    Mark, Next, Operation, OrderKind, Outcome, Receipt, ReferenceFrom, RefundAsk, Refunds, Reversal, SettleStep, Token,
    TokenAsk, Unit, Windows, codes::class_of, json::Json,
};
use crate::{id::OrderNumber, money::Rial};
use dargah_wire::{Method, PayMethod, Redirect};
use serde_json::{Value, json};

const TOKEN: &str = "/pg/v4/payment/request.json";
const VERIFY: &str = "/pg/v4/payment/verify.json";
const INQUIRY: &str = "/pg/v4/payment/inquiry.json";
const REVERSE: &str = "/pg/v4/payment/reverse.json";
const PAGE: &str = "/pg/StartPay/";
const REFUND: &str = "/api/v4/graphql/";

/// What a refund names a payment by, also in a receipt's details. The API says "session"; that the number of the receipt is
/// meant is one source's reading.
const SESSION: &str = "ref_id";

const ADD_REFUND: &str = "mutation AddRefund($session_id: ID!, $amount: BigInteger!, $description: String, $method: InstantPayoutActionTypeEnum, $reason: RefundReasonEnum) { resource: AddRefund(session_id: $session_id, amount: $amount, description: $description, method: $method, reason: $reason) { id terminal_id amount timeline { refund_amount refund_time refund_status } } }";

/// Errors come with these HTTP statuses too, and JSON inside.
const ERRORS: &[u16] = &[400, 401, 403, 404, 422, 429];

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["merchant_id"],
    optional_credentials: &["access_token"],
    reference: ReferenceFrom::Token,
    verify_repeats: true, // 101
    settle: SettleStep::WithVerify,
    inquiry: true,
    says_eligible: false,
    wants_basket: false,
    reversal: Reversal::Within(30 * 60),
    refunds: Refunds::Partial,
    order: OrderKind::Text(64),
    unit: Unit::Rial,
    // 1,000 rial to 100 million toman.
    limits: match (Rial::new(1_000), Rial::new(1_000_000_000)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Not stated; an unverified payment goes back to the card.
    windows: Windows { page_s: 20 * 60, reversal_s: 60 * 60, margin_s: 60 },
    // The request binds it (-50).
    verify_says_amount: false,
    verify_binds_order: true,
    callback_says_why: false,
};

/// The protocol.
pub(super) struct ZarinPal;

impl Adapter for ZarinPal {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        let merchant = account.terminal();
        let (path, body) = match operation {
            Operation::Token(ask) => {
                let mut metadata = json!({ "order_id": ask.order.to_string() });
                if let Some(mobile) = &ask.mobile {
                    metadata["mobile"] = json!(mobile);
                }
                let body = json!({
                    "merchant_id": merchant,
                    "amount": ask.amount.get(),
                    // Always said: sources differ on what is meant without it.
                    "currency": "IRR",
                    "description": ask.order.to_string(),
                    "callback_url": ask.callback_url,
                    "metadata": metadata,
                });
                (TOKEN, body)
            }
            Operation::Verify(claim) => {
                (VERIFY, json!({ "merchant_id": merchant, "amount": claim.amount.get(), "authority": claim.token.0 }))
            }
            Operation::Inquire(claim) => (INQUIRY, json!({ "merchant_id": merchant, "authority": claim.token.0 })),
            Operation::Reverse(claim) => (REVERSE, json!({ "merchant_id": merchant, "authority": claim.token.0 })),
            Operation::Refund(ask) => return refund(ask, account),
            Operation::Settle(_) | Operation::Eligible(_) => return None,
        };
        Some(Exchange::first(HttpRequest::post(account.service(path), &body)))
    }

    fn hear(&self, operation: &Operation, _: &Desk<'_>, _: &Mark, answer: &Answer<'_>) -> Next {
        let failed = !matches!(answer, Answer::Http { status: 200, .. });
        Next::Done(match answer.json(ERRORS) {
            Err(unread) => unread.into(),
            Ok(answer) if matches!(operation, Operation::Refund(_)) => hear_refund(&answer),
            Ok(answer) => hear(operation, failed, &answer),
        })
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        let authority: String = form_urlencoded::byte_serialize(token.0.as_bytes()).collect();
        Redirect { method: Method::Get, url: account.page(&format!("{PAGE}{authority}")), fields: Vec::new() }
    }

    fn read_callback(
        &self,
        _: &Account,
        _: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("Authority", &token.0)?;
        let word = form.get("Status").unwrap_or_default().to_ascii_uppercase();
        let class = match word.as_str() {
            "OK" => Class::Ok,
            // Cancelled or failed, not told apart.
            "NOK" => Class::Declined,
            _ => Class::Unknown,
        };
        Ok(Callback::of_token(Hint::of(class), class, &word, token))
    }
}

fn refund(ask: &RefundAsk, account: &Account) -> Option<Exchange> {
    let access = account.credential("access_token");
    let session = ask.claim.reference.details.get(SESSION)?;
    let body: Value = json!({
        "query": ADD_REFUND,
        "variables": {
            "session_id": session,
            "amount": ask.amount.get(),
            "description": ask.order.to_string(),
            "method": "PAYA",
            "reason": "CUSTOMER_REQUEST",
        },
    });
    let request = HttpRequest::post(account.refund_service(REFUND), &body);
    (!access.is_empty()).then(|| Exchange::first(request.with("authorization", format!("Bearer {access}"))))
}

/// `data` and `errors` change their types: the one that says nothing is an empty list.
fn hear(operation: &Operation, failed: bool, answer: &Json) -> Outcome {
    let (data, errors) = (answer.get("data"), answer.get("errors"));
    let receipt = Receipt::default;
    if let Some(code) = errors.get("code").code() {
        let class = class_of(codes::CODES, code);
        if class.is_success() {
            return Outcome::misshapen("a success among the errors");
        }
        return Outcome::of_code(operation, class, &code.to_string(), receipt());
    }
    let silent = errors.is_null() || *errors == Json::List(Vec::new());
    if failed || !silent {
        return Outcome::misshapen("neither a result nor an error");
    }
    let code = data.get("code").code();
    match (operation, code) {
        (Operation::Token(_), Some(100) | None) => match data.get("authority").text() {
            Some(authority) => Outcome::issued(authority),
            None => Outcome::misshapen("success without an authority"),
        },
        (Operation::Verify(_), Some(code @ (100 | 101))) => match data.get("ref_id").word() {
            Some(id) => {
                let details = [(SESSION.to_owned(), id.clone())].into();
                let receipt = Receipt { rrn: Some(id), details, ..receipt() };
                Outcome::of_code(operation, class_of(codes::CODES, code), &code.to_string(), receipt)
            }
            None => Outcome::misshapen("success without its reference"),
        },
        (Operation::Inquire(_), Some(100) | None) => match data.get("status").text() {
            Some("PAID") => Outcome::held("PAID"),
            Some(status) => Outcome::of_code(operation, class_of_state(status), status, receipt()),
            None => Outcome::misshapen("not the state of a payment"),
        },
        (Operation::Reverse(_), Some(100)) => Outcome::of_code(operation, Class::Ok, "100", receipt()),
        (Operation::Reverse(_), None) if data.get("status").text() == Some("Success") => {
            Outcome::of_code(operation, Class::Ok, "Success", receipt())
        }
        (_, Some(code)) if !class_of(codes::CODES, code).is_success() => {
            Outcome::of_code(operation, class_of(codes::CODES, code), &code.to_string(), receipt())
        }
        _ => Outcome::misshapen("not a result"),
    }
}

/// `status` of an inquiry.
fn class_of_state(status: &str) -> Class {
    match status {
        "VERIFIED" => Class::Already,
        "IN_BANK" => Class::Pending,
        "FAILED" => Class::Declined,
        "REVERSED" => Class::Reversed,
        _ => Class::Unknown,
    }
}

fn hear_refund(answer: &Json) -> Outcome {
    let made = answer.get("data").get("resource");
    match (made.get("id").word(), made.get("amount").rial(), answer.get("errors")) {
        (Some(id), Some(amount), Json::Null) => {
            Outcome::done(Receipt { amount: Some(amount), reference: Some(id), ..Receipt::default() })
        }
        // GraphQL says what was wrong in words alone: nothing to class, and nothing that says no money moved.
        _ => Outcome::misshapen("a refund that was not made known"),
    }
}
