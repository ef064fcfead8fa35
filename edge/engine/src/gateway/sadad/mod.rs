//! Sadad, of Bank Melli: JSON signed with 3DES, a page entered by GET, verify without settle, no inquiry and no reversal.
//! Source: Sadad manual 1.10.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Class, Desk, Exchange, Foreign, Hint, HttpRequest,
    Mark, Next, Operation, OrderKind, Outcome, Receipt, ReferenceFrom, Refunds, Reversal, SettleStep, Token, TokenAsk,
    Unit, Windows, callback,
    codes::{SWITCH, class_of, class_of_text},
    crypt::triple_des,
    json::Json,
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{PayMethod, Redirect};
use serde_json::json;

// Sources differ in whether the paths begin with `/VPG`: newer code has it, and letter case does not matter.
const TOKEN: &str = "/VPG/api/v0/Request/PaymentRequest";
const PAGE: &str = "/VPG/Purchase";
const VERIFY: &str = "/VPG/api/v0/Advice/Verify";

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["terminal", "merchant", "key"],
    optional_credentials: &[],
    reference: ReferenceFrom::Token,
    verify_repeats: true, // 100
    settle: SettleStep::WithVerify,
    inquiry: false,
    says_eligible: false,
    wants_basket: false,
    reversal: Reversal::Never,
    refunds: Refunds::None,
    order: OrderKind::Integer,
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Verify within 15 minutes, then the money goes back. How long the page lives is not told: 15 minutes planned.
    windows: Windows { page_s: 15 * 60, reversal_s: 15 * 60, margin_s: 60 },
    verify_says_amount: true,
    verify_binds_order: true,
    callback_says_why: true,
};

/// The protocol.
pub(super) struct Sadad;

impl Adapter for Sadad {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        // `check` has seen that the key is there; one that is no key signs nothing, and Sadad answers 1025.
        let sign = |text: &str| triple_des(account.credential("key"), text).unwrap_or_default();
        let (path, body) = match operation {
            Operation::Token(ask) => {
                let mut body = json!({
                    "MerchantId": account.credential("merchant"),
                    "TerminalId": account.terminal(),
                    "Amount": ask.amount.get(),
                    "OrderId": ask.order.get(),
                    "LocalDateTime": local_time(desk),
                    "ReturnUrl": ask.callback_url,
                    "SignData": sign(&format!("{};{};{}", account.terminal(), ask.order, ask.amount)),
                });
                if let Some(mobile) = &ask.mobile {
                    body["UserId"] = json!(mobile);
                }
                (TOKEN, body)
            }
            Operation::Verify(claim) => (VERIFY, json!({ "Token": claim.token.0, "SignData": sign(&claim.token.0) })),
            Operation::Settle(_)
            | Operation::Inquire(_)
            | Operation::Reverse(_)
            | Operation::Refund(_)
            | Operation::Eligible(_) => return None,
        };
        Some(Exchange::first(HttpRequest::post(account.service(path), &body)))
    }

    fn hear(&self, operation: &Operation, _: &Desk<'_>, _: &Mark, answer: &Answer<'_>) -> Next {
        Next::Done(match (answer.json(&[]), operation) {
            (Err(unread), _) => unread.into(),
            (Ok(answer), Operation::Token(_)) => hear_token(operation, &answer),
            (Ok(answer), _) => hear_verify(operation, &answer),
        })
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        callback::by_get(account.page(PAGE), "Token", &token.0)
    }

    fn read_callback(
        &self,
        _: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("OrderId", &order.to_string())?;
        form.must_match("Token", &token.0)?;
        let code = form.number("ResCode").unwrap_or_default();
        // `ResCode` says no more than yes and no; the card switch's own code says why.
        let (class, code) = match (class_of_text(codes::VERIFY, &code), form.number("SwitchResCode")) {
            (Class::Declined, Some(switch))
                if !matches!(class_of_text(SWITCH, &switch), Class::Ok | Class::Unknown) =>
            {
                (class_of_text(SWITCH, &switch), switch)
            }
            (class, _) => (class, code),
        };
        Ok(Callback::of_token(Hint::of(class), class, &code, token))
    }
}

/// `MM/dd/yyyy h:mm:ss tt` in Tehran.
fn local_time(desk: &Desk<'_>) -> String {
    let (date, time) = desk.now.tehran();
    let hour: u8 = time[..2].parse().unwrap_or(0);
    let (half, hour) = if hour < 12 { ("AM", hour) } else { ("PM", hour - 12) };
    let hour = if hour == 0 { 12 } else { hour };
    format!("{}/{}/{} {hour}:{}:{} {half}", &date[4..6], &date[6..], &date[..4], &time[2..4], &time[4..])
}

fn hear_token(operation: &Operation, answer: &Json) -> Outcome {
    match (answer.get("ResCode").code(), answer.get("Token").word()) {
        (Some(0), Some(token)) => Outcome::issued(&token),
        (Some(0) | None, _) => Outcome::misshapen("neither a token nor an error"),
        (Some(code), _) => {
            Outcome::of_code(operation, class_of(codes::REQUEST, code), &code.to_string(), Receipt::default())
        }
    }
}

fn hear_verify(operation: &Operation, answer: &Json) -> Outcome {
    let Some(code) = answer.get("ResCode").code() else {
        return Outcome::misshapen("not a result");
    };
    let class = class_of(codes::VERIFY, code);
    if !class.is_success() {
        return Outcome::of_code(operation, class, &code.to_string(), Receipt::default());
    }
    let (Some(amount), Some(order)) = (answer.get("Amount").rial(), answer.get("OrderId").word()) else {
        return Outcome::misshapen("success that does not say of what");
    };
    let receipt = Receipt {
        amount: Some(amount),
        order: Some(order),
        // Spelt so by Sadad.
        rrn: answer.get("RetrivalRefNo").word(),
        ..Receipt::default()
    };
    Outcome::of_code(operation, class, &code.to_string(), receipt)
}
