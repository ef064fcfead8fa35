//! Parsian e-commerce: SOAP in the .NET manner, three services, a page entered by GET, confirm without settle, reversal.
//! Source: the services' data contracts, as six libraries agree on them.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Class, Desk, Exchange, Foreign, Hint, HttpRequest,
    Mark, Next, Operation, OrderKind, Outcome, Receipt, ReferenceFrom, Refunds, Reply, Reversal, SettleStep, Token,
    TokenAsk, Unit, Verb, Windows, callback,
    codes::{class_of, class_of_text, number},
    http::Unread,
    soap::{self, Parameters},
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{PayMethod, Redirect};

const PAGE: &str = "/NewIPG/";

/// The step in which "confirmed before" is asked for a second time.
const AGAIN: u8 = 1;

/// One of the three services.
struct Service {
    path: &'static str,
    /// With the capital S in the host: it is compared letter by letter.
    namespace: &'static str,
    method: &'static str,
    result: &'static str,
    action: &'static str,
}

const SALE: Service = Service {
    path: "/NewIPGServices/Sale/SaleService.asmx",
    namespace: "https://pec.Shaparak.ir/NewIPGServices/Sale/SaleService",
    method: "SalePaymentRequest",
    result: "SalePaymentRequestResult",
    action: "\"https://pec.Shaparak.ir/NewIPGServices/Sale/SaleService/SalePaymentRequest\"",
};

// The operation that binds order and amount, which the plain `ConfirmPayment` does not.
const CONFIRM: Service = Service {
    path: "/NewIPGServices/Confirm/ConfirmService.asmx",
    namespace: "https://pec.Shaparak.ir/NewIPGServices/Confirm/ConfirmService",
    method: "ConfirmPaymentWithAmount",
    result: "ConfirmPaymentWithAmountResult",
    action: "\"https://pec.Shaparak.ir/NewIPGServices/Confirm/ConfirmService/ConfirmPaymentWithAmount\"",
};

// Sources differ in the namespace (`Reverse` or `Reversal`): four against one for this.
const REVERSE: Service = Service {
    path: "/NewIPGServices/Reverse/ReversalService.asmx",
    namespace: "https://pec.Shaparak.ir/NewIPGServices/Reversal/ReversalService",
    method: "ReversalRequest",
    result: "ReversalRequestResult",
    action: "\"https://pec.Shaparak.ir/NewIPGServices/Reversal/ReversalService/ReversalRequest\"",
};

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Card,
    credentials: &["terminal", "pin"],
    optional_credentials: &[],
    // Confirm names token, order and amount: all of them ours.
    reference: ReferenceFrom::Token,
    verify_repeats: true, // -1533
    settle: SettleStep::WithVerify,
    inquiry: false,
    says_eligible: false,
    wants_basket: false,
    // How long is nowhere told (-1549 when it was too long): a guess on the safe side.
    reversal: Reversal::Within(30 * 60),
    refunds: Refunds::None,
    order: OrderKind::Integer,
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Not stated; a page of theirs speaks of an hour until the bank decides (one source).
    windows: Windows { page_s: 20 * 60, reversal_s: 60 * 60, margin_s: 60 },
    // The request binds it.
    verify_says_amount: false,
    verify_binds_order: true,
    callback_says_why: true,
};

/// The protocol.
pub(super) struct Parsian;

impl Adapter for Parsian {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        let account = desk.account;
        let service = service(operation)?;
        let mut parameters = vec![("LoginAccount", account.credential("pin").to_owned())];
        match operation {
            Operation::Token(ask) => parameters.extend([
                ("Amount", ask.amount.to_string()),
                ("OrderId", ask.order.to_string()),
                ("CallBackUrl", ask.callback_url.clone()),
                ("AdditionalData", String::new()),
                ("Originator", ask.mobile.clone().unwrap_or_default()),
            ]),
            _ => {
                let claim = operation.claim()?;
                parameters.push(("Token", claim.token.0.clone()));
                if matches!(operation, Operation::Verify(_)) {
                    parameters.extend([("OrderId", claim.order.to_string()), ("Amount", claim.amount.to_string())]);
                }
            }
        }
        let parameters: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(Exchange::first(HttpRequest {
            verb: Verb::Post,
            url: account.service(service.path),
            headers: vec![
                ("content-type", "text/xml; charset=utf-8".to_owned()),
                ("soapaction", service.action.to_owned()),
            ],
            body: soap::envelope(service.namespace, service.method, Parameters::Within("requestData"), &parameters),
        }))
    }

    fn hear(&self, operation: &Operation, desk: &Desk<'_>, mark: &Mark, answer: &Answer<'_>) -> Next {
        let outcome = hear(operation, answer).unwrap_or_else(Outcome::from);
        let bare = matches!(&outcome.reply, Reply::Done(receipt) if receipt.rrn.is_none());
        match self.ask(operation, desk) {
            // "Confirmed before" may come without the RRN that a confirmation names. One such answer is not enough.
            Some(again) if bare && matches!(operation, Operation::Verify(_)) && mark.stage != AGAIN => {
                Next::Ask(Exchange::later(AGAIN, String::new(), again.request))
            }
            _ => Next::Done(outcome),
        }
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
        form.must_match("Token", &token.0)?;
        form.must_match("OrderId", &order.to_string())?;
        let code = form.number("status").unwrap_or_default();
        let class = class_of_text(codes::CODES, &code);
        // Paid is a status of 0 with a positive RRN beside it.
        let has_rrn = form.number("RRN").is_some_and(|rrn| rrn.parse().is_ok_and(|n: u64| n > 0));
        let hint = match Hint::of(class) {
            Hint::Paid if !has_rrn => Hint::Unclear,
            hint => hint,
        };
        Ok(Callback::of_token(hint, class, &code, token))
    }
}

const fn service(operation: &Operation) -> Option<&'static Service> {
    match operation {
        Operation::Token(_) => Some(&SALE),
        Operation::Verify(_) => Some(&CONFIRM),
        Operation::Reverse(_) => Some(&REVERSE),
        Operation::Settle(_) | Operation::Inquire(_) | Operation::Refund(_) | Operation::Eligible(_) => None,
    }
}

fn hear(operation: &Operation, answer: &Answer<'_>) -> Result<Outcome, Unread> {
    let service = service(operation).ok_or(Unread::Shape("no such operation"))?;
    let text = answer.text(&[500])?;
    let fields = soap::fields(text, service.namespace, service.method, Some(service.result))?;
    let field = |name: &str| fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str());
    let positive = |name: &str| field(name).parse::<i64>().ok().filter(|n| *n > 0).map(|n| n.to_string());
    let code = number(field("Status")).ok_or(Unread::Shape("a status that is no number"))?;
    let class = meaning(operation, code);
    if let Operation::Token(_) = operation {
        return Ok(match positive("Token") {
            Some(token) if code == 0 => Outcome::token(token),
            _ if class.is_success() => Outcome::misshapen("success without a token"),
            _ => Outcome::of_code(operation, class, &code.to_string(), Receipt::default()),
        });
    }
    let receipt = Receipt { reference: positive("Token"), rrn: positive("RRN"), ..Receipt::default() };
    // A success that does not name the payment establishes nothing; neither does a first confirmation without an RRN.
    let confirms = matches!(operation, Operation::Verify(_)) && class == Class::Ok;
    if class.is_success() && (receipt.reference.is_none() || (confirms && receipt.rrn.is_none())) {
        return Err(Unread::Shape("success that does not say of what"));
    }
    Ok(Outcome::of_code(operation, class, &code.to_string(), receipt))
}

/// "Before" means the operation's own doing only where it names that: confirmed is no answer to a reversal, nor reversed a
/// success of confirming.
fn meaning(operation: &Operation, code: i32) -> Class {
    match (operation, class_of(codes::CODES, code)) {
        (Operation::Reverse(_), Class::Already) if code != -1551 => Class::State,
        (Operation::Verify(_), Class::Already) if code == -1551 => Class::Reversed,
        (_, class) => class,
    }
}
