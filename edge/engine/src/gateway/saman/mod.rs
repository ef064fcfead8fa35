//! Saman SEP: JSON, a page entered by GET or POST, verify without settle, reverse, no inquiry. Source: SEP manual 3.3.
//!
//! SEP verifies the same `RefNum` again and again for whoever asks: that one receipt pays one order is the merchant's duty,
//! kept here by claims (I6) and by the binding of amount and terminal.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Class, Desk, Exchange, Foreign, Hint, HttpRequest,
    Next, Operation, OrderKind, Outcome, Receipt, Reference, ReferenceFrom, Refunds, SettleStep, Token, TokenAsk, Unit,
    Verb, Windows, codes::class_of,
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{Method, Redirect};
use serde::Deserialize;
use serde_json::json;

const TOKEN: &str = "/onlinepg/onlinepg";
const PAGE: &str = "/OnlinePG/SendToken";
const VERIFY: &str = "/verifyTxnRandomSessionkey/ipg/VerifyTransaction";
const REVERSE: &str = "/verifyTxnRandomSessionkey/ipg/ReverseTransaction";

static CAPABILITIES: Capabilities = Capabilities {
    credentials: &["terminal"],
    reference: ReferenceFrom::Callback,
    verify_repeats: true, // 2
    settle: SettleStep::WithVerify,
    inquiry: false,
    reverse_within_s: Some(50 * 60), // after the payment, not after verify
    refunds: Refunds::None,
    lists_unverified: false,
    reverses_unverified: true,
    order: OrderKind::Text(50),
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // A token lives 20 minutes; verify within 30, then automatic reversal.
    windows: Windows { page_s: 20 * 60, reversal_s: 30 * 60, margin_s: 60 },
    verify_says_amount: true,
    callback_says_why: false,
};

/// The protocol.
pub(super) struct Saman;

impl Adapter for Saman {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Exchange {
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
            // SEP has no inquiry; its capabilities say so, and verify may be repeated in its place.
            Operation::Verify(claim) | Operation::Settle(claim) | Operation::Inquire(claim) => {
                (VERIFY, receipt_ask(account, &claim.reference))
            }
            Operation::Reverse(claim) => (REVERSE, receipt_ask(account, &claim.reference)),
        };
        let request = HttpRequest {
            verb: Verb::Post,
            url: account.service(path),
            headers: vec![("content-type", "application/json".to_owned()), ("accept", "application/json".to_owned())],
            body: body.to_string(),
        };
        Exchange { request, stage: 0 }
    }

    fn hear(&self, operation: &Operation, _: &Desk<'_>, _: u8, answer: &Answer<'_>) -> Next {
        let text = match answer.text(false) {
            Ok(text) => text,
            Err(why) => return Next::Done(Outcome::unreadable(why)),
        };
        Next::Done(match operation {
            Operation::Token(_) => hear_token(operation, text),
            _ => hear_result(operation, text),
        })
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        let token: String = form_urlencoded::byte_serialize(token.0.as_bytes()).collect();
        Redirect { method: Method::Get, url: format!("{}?token={token}", account.page(PAGE)), fields: Vec::new() }
    }

    fn read_callback(
        &self,
        account: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        let other_order = form.number("ResNum").is_some_and(|n| n != order.to_string());
        let other_token = form.get("Token").is_some_and(|t| t != token.0);
        let other_terminal = form.number("TerminalId").is_some_and(|t| t != account.terminal());
        if other_order || other_token || other_terminal {
            return Err(Foreign);
        }
        let code = form.number("Status").unwrap_or_default();
        let class = class_of(codes::CALLBACK, &code);
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

/// A number that some answers write as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Integer(i64),
    Text(String),
}

impl Number {
    fn text(&self) -> String {
        match self {
            Self::Integer(n) => n.to_string(),
            Self::Text(t) => t.trim().to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    status: Number,
    #[serde(default)]
    token: Option<String>,
    #[serde(rename = "errorCode", default)]
    error_code: Option<Number>,
}

fn hear_token(operation: &Operation, text: &str) -> Outcome {
    let Ok(answer) = serde_json::from_str::<TokenAnswer>(text) else {
        return Outcome::misshapen("not a token answer");
    };
    match (answer.status.text().as_str(), answer.token, answer.error_code) {
        ("1", Some(token), None) if (1..=128).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_graphic()) => {
            Outcome::token(token)
        }
        ("-1", _, Some(code)) => {
            Outcome::of_code(operation, class_of(codes::TOKEN, &code.text()), &code.text(), Receipt::default())
        }
        _ => Outcome::misshapen("neither a token nor an error"),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResultAnswer {
    result_code: i64,
    success: bool,
    // One sample of the manual prints this name with a leading blank.
    #[serde(default, alias = " TransactionDetail")]
    transaction_detail: Option<Detail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detail {
    ref_num: Option<String>,
    terminal_number: Option<Number>,
    /// Spelt so by SEP.
    orginal_amount: Option<i64>,
    affective_amount: Option<i64>,
    #[serde(rename = "RRN")]
    rrn: Option<String>,
}

fn hear_result(operation: &Operation, text: &str) -> Outcome {
    let Ok(answer) = serde_json::from_str::<ResultAnswer>(text) else {
        return Outcome::misshapen("not a result");
    };
    let code = answer.result_code.to_string();
    let class = class_of(codes::RESULT, &code);
    match (class, answer.success, answer.transaction_detail) {
        (Class::Ok | Class::Already, true, Some(detail))
            if detail.ref_num.is_some() && detail.terminal_number.is_some() =>
        {
            Outcome::of_code(operation, class, &code, receipt(detail))
        }
        // A success that does not say of what, or a code that contradicts the flag beside it, establishes nothing.
        (Class::Ok | Class::Already, ..) => Outcome::misshapen("success without its detail"),
        (class, ..) => Outcome::of_code(operation, class, &code, Receipt::default()),
    }
}

fn receipt(detail: Detail) -> Receipt {
    // Both amounts must agree: what was taken from the card is what was asked for, or it is a misfit.
    let amount = match (detail.orginal_amount, detail.affective_amount) {
        (Some(a), Some(b)) if a == b => Rial::new(a).ok(),
        _ => None,
    };
    Receipt {
        amount,
        order: None,
        terminal: detail.terminal_number.map(|t| t.text()),
        reference: detail.ref_num,
        rrn: detail.rrn.map(|r| r.chars().take(32).collect()),
    }
}
