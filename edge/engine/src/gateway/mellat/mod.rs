//! Behpardakht Mellat: SOAP 1.1 with answers of comma-separated text, a page entered by a posted form, verify and then
//! settle. Source: Behpardakht manual 1.29.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Claim, Class, Desk, Exchange, Foreign, Hint,
    HttpRequest, Mark, Next, Operation, OrderKind, Outcome, Receipt, Reference, ReferenceFrom, Refunds, Reversal,
    SettleStep, Token, TokenAsk, Unit, Verb, Windows,
    codes::{class_of, class_of_text, number},
    http::Unread,
    soap::{self, Parameters},
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{Field, Method, PayMethod, Redirect};

const NAMESPACE: &str = "http://interfaces.core.sw.bps.com/";
const SERVICE: &str = "/pgwchannel/services/pgw";
const PAGE: &str = "/pgwchannel/startpay.mellat";

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["terminal", "user", "password"],
    optional_credentials: &[],
    // SaleReferenceId comes with the callback alone, and every later operation names it.
    reference: ReferenceFrom::Callback,
    verify_repeats: true, // 43
    settle: SettleStep::Separate,
    inquiry: true,
    says_eligible: false,
    wants_basket: false,
    reversal: Reversal::Within(3 * 60 * 60),
    refunds: Refunds::Partial,
    order: OrderKind::Integer,
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Page 15 min or more; verify within 20 min (15 in the oldest manual), then automatic reversal.
    windows: Windows { page_s: 20 * 60, reversal_s: 20 * 60, margin_s: 60 },
    verify_says_amount: false,
    verify_binds_order: true,
    callback_says_why: true,
};

/// The protocol.
pub(super) struct Mellat;

impl Adapter for Mellat {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        let method = method(operation)?;
        let mut parameters = vec![
            ("terminalId", account.terminal().to_owned()),
            ("userName", account.credential("user").to_owned()),
            ("userPassword", account.credential("password").to_owned()),
        ];
        match operation {
            Operation::Token(ask) => {
                let (date, time) = desk.now.tehran();
                parameters.extend([
                    ("orderId", ask.order.to_string()),
                    ("amount", ask.amount.to_string()),
                    ("localDate", date),
                    ("localTime", time),
                    ("additionalData", String::new()),
                    ("callBackUrl", ask.callback_url.clone()),
                    ("payerId", "0".to_owned()),
                ]);
            }
            // `orderId` may equal `saleOrderId`; a refund alone has a number of its own.
            Operation::Verify(claim)
            | Operation::Settle(claim)
            | Operation::Inquire(claim)
            | Operation::Reverse(claim) => parameters.extend(sale(claim, claim.order)),
            Operation::Refund(ask) => {
                parameters.extend(sale(&ask.claim, ask.order));
                parameters.push(("refundAmount", ask.amount.to_string()));
            }
            Operation::Eligible(_) => return None,
        }
        let parameters: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(Exchange::first(HttpRequest {
            verb: Verb::Post,
            url: account.service(SERVICE),
            headers: vec![("content-type", "text/xml; charset=utf-8".to_owned()), ("soapaction", "\"\"".to_owned())],
            body: soap::envelope(NAMESPACE, method, Parameters::Bare, &parameters),
        }))
    }

    fn hear(&self, operation: &Operation, _: &Desk<'_>, _: &Mark, answer: &Answer<'_>) -> Next {
        Next::Done(hear(operation, answer).unwrap_or_else(Outcome::from))
    }

    fn redirect(&self, account: &Account, ask: &TokenAsk, token: &Token) -> Redirect {
        let mut fields = vec![Field { name: "RefId".to_owned(), value: token.0.clone() }];
        if let Some(mobile) = ask.mobile.as_deref().and_then(|m| m.strip_prefix('0')) {
            fields.push(Field { name: "MobileNo".to_owned(), value: format!("98{mobile}") });
        }
        Redirect { method: Method::Post, url: account.page(PAGE), fields }
    }

    fn read_callback(
        &self,
        _: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        // The manual orders: both must equal the stored pair, else do not verify. RefId is case-sensitive.
        form.must_match("RefId", &token.0)?;
        form.must_match("SaleOrderId", &order.to_string())?;
        let code = form.number("ResCode").unwrap_or_default();
        let class = class_of_text(codes::CODES, &code);
        let complete = form.get("RefId").is_some() && form.get("SaleOrderId").is_some();
        let reference = form
            .number("SaleReferenceId")
            .filter(|id| {
                complete && (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()) && id != "0"
            })
            .map(|key| Reference { key, details: Default::default() });
        let hint = match Hint::of(class) {
            Hint::Paid if reference.is_none() => Hint::Unclear,
            hint => hint,
        };
        Ok(Callback { hint, class, code: code.chars().take(16).collect(), reference })
    }
}

const fn method(operation: &Operation) -> Option<&'static str> {
    Some(match operation {
        Operation::Token(_) => "bpPayRequest",
        Operation::Verify(_) => "bpVerifyRequest",
        Operation::Settle(_) => "bpSettleRequest",
        Operation::Inquire(_) => "bpInquiryRequest",
        Operation::Reverse(_) => "bpReversalRequest",
        Operation::Refund(_) => "bpRefundRequest",
        Operation::Eligible(_) => return None,
    })
}

/// What names a sale in every operation after the token.
fn sale(claim: &Claim, order: OrderNumber) -> [(&'static str, String); 3] {
    [
        ("orderId", order.to_string()),
        ("saleOrderId", claim.order.to_string()),
        ("saleReferenceId", claim.reference.key.clone()),
    ]
}

fn hear(operation: &Operation, answer: &Answer<'_>) -> Result<Outcome, Unread> {
    let text = answer.text(&[500])?;
    let fields = soap::fields(text, NAMESPACE, method(operation).ok_or(Unread::Shape("no such operation"))?, None)?;
    let [(name, returned)] = fields.as_slice() else {
        return Err(soap::Misread::Shape.into());
    };
    if name != "return" {
        return Err(soap::Misread::Shape.into());
    }
    let mut parts = returned.split(',').map(str::trim);
    let code = parts.next().and_then(number).ok_or(Unread::Shape("a code that is no number"))?;
    Ok(match (operation, code, parts.next(), parts.next()) {
        (Operation::Token(_), 0, Some(id), None) if id_is_fit(id) => Outcome::token(id.to_owned()),
        (Operation::Token(_), 0, ..) => Outcome::misshapen("success without a RefId"),
        // A code with something behind it is not how these operations answer: it is not taken for a success.
        (operation, _, Some(_), _) if operation.claim().is_some() => Outcome::misshapen("more than a code"),
        _ => Outcome::of_code(operation, meaning(operation, code), &code.to_string(), Receipt::default()),
    })
}

/// The same code can mean another thing to another operation: "settled" answers a settle call with its success, but to a
/// verify call it is a success only because verify comes before it, and to a reversal it is a refusal.
fn meaning(operation: &Operation, code: i32) -> Class {
    match (operation, class_of(codes::CODES, code)) {
        (Operation::Reverse(_), Class::Already) => Class::State,
        // 43 to a settle call says that verify is done, which was known; nothing about settling.
        (Operation::Settle(_), Class::Already) if code == 43 => Class::Unknown,
        (_, class) => class,
    }
}

fn id_is_fit(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric())
}
