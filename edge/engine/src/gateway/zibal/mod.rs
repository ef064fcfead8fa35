//! Zibal, a facilitator: JSON, a page entered by GET, verify without settle, inquiry, refunds. Source: Zibal's documentation
//! through multipay and payvand. The merchant `zibal` is its public test.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Class, Desk, Exchange, Foreign, Hint, HttpRequest,
    Mark, Next, Operation, OrderKind, Outcome, Receipt, ReferenceFrom, RefundAsk, Refunds, Reversal, SettleStep, Token,
    TokenAsk, Unit, Windows,
    codes::{class_of, class_of_text},
    json::Json,
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, Rial},
};
use dargah_wire::{Method, PayMethod, Redirect};
use serde_json::json;

const TOKEN: &str = "/v1/request";
const VERIFY: &str = "/v1/verify";
const INQUIRY: &str = "/v1/inquiry";
const PAGE: &str = "/start/";
const REFUND: &str = "/v1/account/refund";

/// `status` of what is paid and waits for its verify.
const PAID: i32 = 2;

/// The step in which a verify that says "before", and so no amount, asks for it.
const LOOK_UP: u8 = 1;

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["merchant"],
    optional_credentials: &["access_token"],
    reference: ReferenceFrom::Token,
    verify_repeats: true, // 201
    settle: SettleStep::WithVerify,
    inquiry: true,
    says_eligible: false,
    wants_basket: false,
    reversal: Reversal::Never,
    refunds: Refunds::Partial,
    order: OrderKind::Text(64),
    unit: Unit::Rial,
    limits: match (Rial::new(1_000), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Not stated: planned as the others.
    windows: Windows { page_s: 20 * 60, reversal_s: 60 * 60, margin_s: 60 },
    verify_says_amount: true,
    verify_binds_order: true,
    callback_says_why: true,
};

/// The protocol.
pub(super) struct Zibal;

impl Adapter for Zibal {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        Some(match operation {
            Operation::Token(ask) => {
                let mut body = json!({
                    "merchant": account.terminal(),
                    "amount": ask.amount.get(),
                    "callbackUrl": ask.callback_url,
                    "orderId": ask.order.to_string(),
                });
                if let Some(mobile) = &ask.mobile {
                    body["mobile"] = json!(mobile);
                }
                Exchange::first(HttpRequest::post(account.service(TOKEN), &body))
            }
            Operation::Verify(claim) => Exchange::first(tracked(account, VERIFY, &claim.token)?),
            Operation::Inquire(claim) => {
                Exchange::later(LOOK_UP, String::new(), tracked(account, INQUIRY, &claim.token)?)
            }
            Operation::Refund(ask) => return refund(ask, account),
            Operation::Settle(_) | Operation::Reverse(_) | Operation::Eligible(_) => return None,
        })
    }

    fn hear(&self, operation: &Operation, desk: &Desk<'_>, mark: &Mark, answer: &Answer<'_>) -> Next {
        let answer = match answer.json(&[]) {
            Ok(answer) => answer,
            Err(unread) => return Next::Done(unread.into()),
        };
        let Some(code) = answer.get("result").code() else {
            return Next::Done(Outcome::misshapen("not a result"));
        };
        // The account's own services say 1 for success.
        let class = match operation {
            Operation::Refund(_) if code == 1 => Class::Ok,
            _ => class_of(codes::RESULT, code),
        };
        let coded = |receipt| Outcome::of_code(operation, class, &code.to_string(), receipt);
        if !class.is_success() {
            return Next::Done(coded(Receipt::default()));
        }
        match operation {
            Operation::Token(_) => Next::Done(match answer.get("trackId").number() {
                Some(id) if code == 100 && id > 0 => Outcome::issued(&id.to_string()),
                _ => Outcome::misshapen("success without a trackId"),
            }),
            Operation::Verify(claim) if class == Class::Already && mark.stage != LOOK_UP => {
                match tracked(desk.account, INQUIRY, &claim.token) {
                    Some(request) => Next::Ask(Exchange::later(LOOK_UP, String::new(), request)),
                    None => Next::Done(Outcome::unmade("a token that is no trackId")),
                }
            }
            Operation::Verify(_) | Operation::Inquire(_) => Next::Done(hear_state(operation, mark.stage, &answer)),
            _ => Next::Done(coded(Receipt::default())),
        }
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        Redirect { method: Method::Get, url: account.page(&format!("{PAGE}{}", token.0)), fields: Vec::new() }
    }

    fn read_callback(
        &self,
        _: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("trackId", &token.0)?;
        form.must_match("orderId", &order.to_string())?;
        let code = form.number("status").unwrap_or_default();
        let class = class_of_text(codes::STATUS, &code);
        // Which is what a callback can say best.
        let hint = if code == PAID.to_string() { Hint::Paid } else { Hint::of(class) };
        Ok(Callback::of_token(hint, class, &code, token))
    }
}

/// A request about one payment; its trackId is a number.
fn tracked(account: &Account, path: &str, token: &Token) -> Option<HttpRequest> {
    let id: u64 = token.0.parse().ok()?;
    let body = json!({ "merchant": account.terminal(), "trackId": id });
    Some(HttpRequest::post(account.service(path), &body))
}

fn refund(ask: &RefundAsk, account: &Account) -> Option<Exchange> {
    let access = account.credential("access_token");
    let id: u64 = ask.claim.token.0.parse().ok()?;
    let body = json!({ "trackId": id, "amount": ask.amount.get() });
    let request = HttpRequest::post(account.refund_service(REFUND), &body);
    (!access.is_empty()).then(|| Exchange::first(request.with("authorization", format!("Bearer {access}"))))
}

/// What a verify or an inquiry says of the payment.
fn hear_state(operation: &Operation, stage: u8, answer: &Json) -> Outcome {
    let Some(status) = answer.get("status").code() else {
        return Outcome::misshapen("not the state of a payment");
    };
    let class = match class_of(codes::STATUS, status) {
        Class::Ok if stage == LOOK_UP => Class::Already,
        class => class,
    };
    if matches!(operation, Operation::Inquire(_)) && status == PAID {
        return Outcome::held(&status.to_string());
    }
    if !class.is_success() {
        return Outcome::of_code(operation, class, &status.to_string(), Receipt::default());
    }
    let (Some(amount), Some(order)) = (answer.get("amount").rial(), answer.get("orderId").word()) else {
        return Outcome::misshapen("success that does not say of what");
    };
    let receipt =
        Receipt { amount: Some(amount), order: Some(order), rrn: answer.get("refNumber").word(), ..Receipt::default() };
    Outcome::of_code(operation, class, &status.to_string(), receipt)
}
