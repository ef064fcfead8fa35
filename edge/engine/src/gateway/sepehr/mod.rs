//! Sepehr (Mabna), of Bank Saderat: JSON, a page entered by a posted form, "advice" that confirms a receipt from the
//! callback, rollback. No inquiry. Source: multipay, Parbad and payvand, with the addresses in use since the ports closed.
//! `PeymentApi` and `InvoicId` are spelt so by Sepehr.

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
use serde_json::{Value, json};

const TOKEN: &str = "/Rest/V1/PeymentApi/GetToken";
// Of the two kinds of advice the one that binds the invoice (one source).
const ADVICE: &str = "/Rest/V1/PeymentApi/AdviceWithInvoicId";
const ROLLBACK: &str = "/Rest/V1/PeymentApi/Rollback";
// Sources name three paths; this is where the current ones point.
const PAGE: &str = "/Payment/Pay";

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["terminal"],
    optional_credentials: &[],
    reference: ReferenceFrom::Callback,
    verify_repeats: true, // Duplicate
    settle: SettleStep::WithVerify,
    inquiry: false,
    says_eligible: false,
    wants_basket: false,
    // Nowhere told, and only where rollback is enabled (-6): a guess on the safe side.
    reversal: Reversal::Within(20 * 60),
    refunds: Refunds::None,
    order: OrderKind::Text(50),
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Not stated: planned as the others.
    windows: Windows { page_s: 20 * 60, reversal_s: 30 * 60, margin_s: 60 },
    // "Duplicate" need not name it: the receipt is bound to its invoice by the request, and the invoice to its amount by the
    // token.
    verify_says_amount: false,
    verify_binds_order: true,
    callback_says_why: false,
};

/// The protocol.
pub(super) struct Sepehr;

impl Adapter for Sepehr {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        let (path, body) = match operation {
            Operation::Token(ask) => {
                let mut body = json!({
                    "TerminalID": account.terminal(),
                    "Amount": ask.amount.get(),
                    "InvoiceID": ask.order.to_string(),
                    "callbackURL": ask.callback_url,
                    "payload": "",
                });
                if let Some(mobile) = &ask.mobile {
                    body["CellNumber"] = json!(mobile);
                }
                (TOKEN, body)
            }
            Operation::Verify(claim) => {
                let mut body = receipt_ask(account, &claim.reference);
                body["InvoiceID"] = json!(claim.order.to_string());
                (ADVICE, body)
            }
            Operation::Reverse(claim) => (ROLLBACK, receipt_ask(account, &claim.reference)),
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
            (Ok(answer), _) => hear_advice(operation, &answer),
        })
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        callback::by_post(account.page(PAGE), &[("token", &token.0), ("TerminalID", account.terminal())])
    }

    fn read_callback(
        &self,
        account: &Account,
        order: OrderNumber,
        _: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("invoiceid", &order.to_string())?;
        form.must_match("terminalid", account.terminal())?;
        let code = form.number("respcode").unwrap_or_default();
        let class = class_of_text(codes::CALLBACK, &code);
        let reference = form
            .get("digitalreceipt")
            .filter(|receipt| (1..=100).contains(&receipt.len()) && receipt.bytes().all(|b| b.is_ascii_graphic()))
            .filter(|_| form.get("invoiceid").is_some())
            .map(|key| Reference { key: key.to_owned(), details: Default::default() });
        let hint = match Hint::of(class) {
            Hint::Paid if reference.is_none() => Hint::Unclear,
            hint => hint,
        };
        Ok(Callback { hint, class, code: code.chars().take(16).collect(), reference })
    }
}

fn receipt_ask(account: &Account, reference: &Reference) -> Value {
    json!({ "digitalreceipt": reference.key, "Tid": account.terminal() })
}

fn hear_token(operation: &Operation, answer: &Json) -> Outcome {
    match (answer.get("Status").code(), answer.get("Accesstoken").text()) {
        (Some(0), Some(token)) => Outcome::issued(token),
        (Some(0) | None, _) => Outcome::misshapen("neither a token nor an error"),
        (Some(code), _) => {
            Outcome::of_code(operation, class_of(codes::TOKEN, code), &code.to_string(), Receipt::default())
        }
    }
}

/// `ReturnId` is the amount beside "Ok", and an error's code beside "NOk".
fn hear_advice(operation: &Operation, answer: &Json) -> Outcome {
    let (Some(status), returned) = (answer.get("Status").text(), answer.get("ReturnId")) else {
        return Outcome::misshapen("not a result");
    };
    let receipt = |amount| Receipt { amount, ..Receipt::default() };
    match (status.to_ascii_lowercase().as_str(), returned.rial(), operation) {
        ("ok", Some(amount), _) => Outcome::of_code(operation, Class::Ok, "Ok", receipt(Some(amount))),
        // A rollback's answer need not repeat the amount.
        ("ok", None, Operation::Reverse(_)) => Outcome::of_code(operation, Class::Ok, "Ok", receipt(None)),
        // A negative number is an error's, whatever the word beside it says.
        ("duplicate", amount, Operation::Verify(_)) if amount.is_some() || returned.is_null() => {
            Outcome::of_code(operation, Class::Already, "Duplicate", receipt(amount))
        }
        ("nok", None, _) => match returned.code() {
            Some(code) if code < 0 => {
                Outcome::of_code(operation, class_of(codes::ADVICE, code), &code.to_string(), receipt(None))
            }
            _ => Outcome::misshapen("an error without its code"),
        },
        _ => Outcome::misshapen("success that does not say of what"),
    }
}
