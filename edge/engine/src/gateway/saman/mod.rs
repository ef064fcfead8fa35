//! Saman SEP: JSON, a page entered by GET or POST, verify without settle, reverse, no inquiry. Source: SEP manual 3.3.
//!
//! SEP verifies the same `RefNum` again and again for whoever asks: that one receipt pays one order is the merchant's duty,
//! kept here by claims (I6) and by the binding of amount and terminal.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Class, Desk, Exchange, Foreign, Hint, HttpRequest,
    Mark, Next, Operation, OrderKind, Outcome, Receipt, Reference, ReferenceFrom, Refunds, Reversal, SettleStep, Token,
    TokenAsk, Unit, Windows, callback,
    codes::{class_of, class_of_text},
    json::Json,
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{PayMethod, Redirect};
use serde_json::json;

const TOKEN: &str = "/onlinepg/onlinepg";
const PAGE: &str = "/OnlinePG/SendToken";
const VERIFY: &str = "/verifyTxnRandomSessionkey/ipg/VerifyTransaction";
const REVERSE: &str = "/verifyTxnRandomSessionkey/ipg/ReverseTransaction";

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["terminal"],
    optional_credentials: &[],
    reference: ReferenceFrom::Callback,
    verify_repeats: true, // 2
    settle: SettleStep::WithVerify,
    inquiry: false,
    says_eligible: false,
    wants_basket: false,
    reversal: Reversal::Within(50 * 60), // after the payment, not after verify
    refunds: Refunds::None,
    order: OrderKind::Text(50),
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // A token lives 20 minutes; verify within 30, then automatic reversal.
    windows: Windows { page_s: 20 * 60, reversal_s: 30 * 60, margin_s: 60 },
    verify_says_amount: true,
    verify_binds_order: false,
    callback_says_why: false,
};

/// The protocol.
pub(super) struct Saman;

impl Adapter for Saman {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        let (path, body) = match operation {
            Operation::Token(ask) => {
                let mut body = json!({
                    "action": "token",
                    "TerminalId": account.terminal(),
                    "Amount": ask.amount.get(),
                    "ResNum": ask.order.to_string(),
                    "RedirectUrl": ask.callback_url,
                });
                if let Some(mobile) = ask.mobile.as_deref().and_then(|m| m.strip_prefix('0')) {
                    body["CellNumber"] = json!(mobile);
                }
                (TOKEN, body)
            }
            Operation::Verify(claim) => (VERIFY, receipt_ask(account, &claim.reference)),
            Operation::Reverse(claim) => (REVERSE, receipt_ask(account, &claim.reference)),
            Operation::Settle(_) | Operation::Inquire(_) | Operation::Refund(_) | Operation::Eligible(_) => {
                return None;
            }
        };
        Some(Exchange::first(HttpRequest::post(account.service(path), &body)))
    }

    fn hear(&self, operation: &Operation, _: &Desk<'_>, _: &Mark, answer: &Answer<'_>) -> Next {
        Next::Done(match (answer.json(&[]), operation) {
            (Err(unread), _) => unread.into(),
            (Ok(answer), Operation::Token(_)) => hear_token(operation, &answer),
            (Ok(answer), _) => hear_result(operation, &answer),
        })
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        callback::by_get(account.page(PAGE), "token", &token.0)
    }

    fn read_callback(
        &self,
        account: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("ResNum", &order.to_string())?;
        form.must_match("Token", &token.0)?;
        form.must_match("TerminalId", account.terminal())?;
        let code = form.number("Status").unwrap_or_default();
        let class = class_of_text(codes::CALLBACK, &code);
        let reference = form
            .get("RefNum")
            .filter(|id| {
                (1..=50).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic()) && form.get("ResNum").is_some()
            })
            .map(|key| Reference { key: key.to_owned(), details: Default::default() });
        let hint = match Hint::of(class) {
            Hint::Paid if reference.is_none() => Hint::Unclear,
            hint => hint,
        };
        Ok(Callback { hint, class, code: code.chars().take(16).collect(), reference })
    }
}

fn receipt_ask(account: &Account, reference: &Reference) -> serde_json::Value {
    // The manual's type is a number; a terminal that is none (test ones exist) goes as it is.
    let terminal = account.terminal().parse::<u64>().map_or_else(|_| json!(account.terminal()), |n| json!(n));
    json!({ "RefNum": reference.key, "TerminalNumber": terminal })
}

fn hear_token(operation: &Operation, answer: &Json) -> Outcome {
    let token = answer.get("token").text();
    // The manual writes the error's code as text, some answers as a number.
    match (answer.get("status").code(), token, answer.get("errorCode").code()) {
        (Some(1), Some(token), None) => Outcome::issued(token),
        (Some(-1), _, Some(code)) => {
            Outcome::of_code(operation, class_of(codes::TOKEN, code), &code.to_string(), Receipt::default())
        }
        _ => Outcome::misshapen("neither a token nor an error"),
    }
}

fn hear_result(operation: &Operation, answer: &Json) -> Outcome {
    // One sample of the manual prints the detail's name with a leading blank.
    let detail = match (answer.get("TransactionDetail"), answer.get(" TransactionDetail")) {
        (Json::Null, spaced) => spaced,
        (detail, _) => detail,
    };
    let (Some(code), Json::Bool(success)) = (answer.get("ResultCode").code(), answer.get("Success")) else {
        return Outcome::misshapen("not a result");
    };
    let class = match class_of(codes::RESULT, code) {
        Class::Unknown => class_of(codes::OLDER, code),
        class => class,
    };
    let receipt = match (class, success) {
        // A success that does not say of what, or a code that contradicts the flag beside it, establishes nothing.
        (Class::Ok | Class::Already, true) => receipt(detail),
        (Class::Ok | Class::Already, false) => None,
        _ => Some(Receipt::default()),
    };
    receipt.map_or_else(
        || Outcome::misshapen("success without its detail"),
        |receipt| Outcome::of_code(operation, class, &code.to_string(), receipt),
    )
}

fn receipt(detail: &Json) -> Option<Receipt> {
    // `OrginalAmount` is spelt so by SEP. Both amounts must agree: what was taken from the card is what was asked for, or it
    // is a misfit.
    let amounts = (detail.get("OrginalAmount"), detail.get("AffectiveAmount"));
    let amount = match (amounts.0.integer(), amounts.1.integer()) {
        (Some(a), Some(b)) if a == b => Rial::new(a).ok(),
        (Some(_), Some(_)) => None,
        _ => return None,
    };
    Some(Receipt {
        amount,
        terminal: Some(detail.get("TerminalNumber").word()?),
        reference: Some(detail.get("RefNum").text()?.to_owned()),
        rrn: detail.get("RRN").word(),
        ..Receipt::default()
    })
}
