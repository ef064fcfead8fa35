//! DigiPay's universal gateway: JSON behind OAuth, a page whose address it names, verify by the code that its callback brings, a
//! reversal while it lasts, and refunds that are asked about. Source: the official plug-in as told in `gateways.md` 4.8.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Class, Desk, Exchange, Foreign, Hint, HttpRequest,
    Mark, Next, Operation, OrderKind, Outcome, Receipt, Reference, ReferenceFrom, RefundAsk, Refunds, Reversal,
    SettleStep, Token, TokenAsk, Unit, Windows,
    codes::class_of,
    json::Json,
    oauth::{self, Heard, Login, Steps},
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use dargah_wire::{Method, PayMethod, Redirect};
use serde_json::{Value, json};

/// What every call names the kind of the ticket by: the universal gateway, where the shopper chooses between what DigiPay lends and
/// what it holds for them. It is our own ticket's kind; what a callback says of it went through a browser.
const KIND: &str = "type=11";

const TICKET: &str = "/digipay/api/tickets/business";
const VERIFY: &str = "/digipay/api/purchases/verify";
const REVERSE: &str = "/digipay/api/reverse";
const REFUND: &str = "/digipay/api/refunds";

/// The steps of an operation after the login.
const WORK: u8 = 1;
const ASKING: u8 = 2;

/// Errors come with these HTTP statuses too, and JSON inside.
const ERRORS: &[u16] = &[400, 404, 409, 422];

static LOGIN: Login = Login { path: "/digipay/api/oauth/token", scope: None, errors: ERRORS };

static CAPABILITIES: Capabilities = Capabilities {
    method: PayMethod::Credit,
    credentials: oauth::CREDENTIALS,
    optional_credentials: &[],
    reference: ReferenceFrom::Callback,
    // It is asked again after 9011; what it says of a payment that it has verified is not told.
    verify_repeats: false,
    settle: SettleStep::WithVerify,
    inquiry: false,
    says_eligible: false,
    wants_basket: true,
    reversal: Reversal::Within(25 * 60),
    refunds: Refunds::Partial,
    order: OrderKind::Text(64),
    unit: Unit::Rial,
    limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
        (Ok(min), Ok(max)) => (min, max),
        _ => unreachable!(),
    },
    // Not stated.
    windows: Windows { page_s: 20 * 60, reversal_s: 30 * 60, margin_s: 60 },
    verify_says_amount: true,
    verify_binds_order: true,
    callback_says_why: false,
};

/// The protocol.
pub(super) struct DigiPay;

impl Steps for DigiPay {
    fn login(&self) -> &Login {
        &LOGIN
    }

    fn request(&self, operation: &Operation, step: u8, desk: &Desk<'_>) -> Option<HttpRequest> {
        let account = desk.account;
        let post = |path: &str, body: &Value| HttpRequest::post(account.service(&format!("{path}?{KIND}")), body);
        let request = match operation {
            Operation::Token(ask) => post(TICKET, &ticket(ask)),
            Operation::Verify(claim) => post(VERIFY, &purchase(&claim.reference, claim.order)),
            Operation::Reverse(claim) => post(REVERSE, &purchase(&claim.reference, claim.order)),
            Operation::Refund(ask) if step == ASKING => {
                HttpRequest::get(account.service(&format!("{REFUND}/{}?{KIND}", ask.order)))
            }
            Operation::Refund(ask) => post(
                REFUND,
                &json!({
                    "providerId": ask.order.to_string(),
                    "amount": ask.amount.get(),
                    "saleTrackingCode": ask.claim.reference.key,
                }),
            ),
            Operation::Settle(_) | Operation::Inquire(_) | Operation::Eligible(_) => return None,
        };
        Some(request.with("agent", "WEB".to_owned()).with("digipay-version", "2022-02-02".to_owned()))
    }
}

fn ticket(ask: &TokenAsk) -> Value {
    let item = |(number, line): (usize, &dargah_wire::OrderLine)| {
        json!({
            "sellerId": "1",
            "supplierId": "1",
            "productCode": number.to_string(),
            "brand": line.title,
            "productType": 1,
            "count": line.quantity,
            "categoryId": "1",
        })
    };
    let items: Vec<Value> = (1..).zip(&ask.basket).map(item).collect();
    let mut body = json!({
        "amount": ask.amount.get(),
        "providerId": ask.order.to_string(),
        "callbackUrl": ask.callback_url,
        "basketDetailsDto": { "basketId": ask.order.to_string(), "items": items },
    });
    if let Some(mobile) = &ask.mobile {
        body["cellNumber"] = json!(mobile);
    }
    body
}

fn purchase(reference: &Reference, order: OrderNumber) -> Value {
    json!({ "trackingCode": reference.key, "providerId": order.to_string() })
}

impl Adapter for DigiPay {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn ask(&self, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
        oauth::begin(self, operation, desk)
    }

    fn hear(&self, operation: &Operation, desk: &Desk<'_>, mark: &Mark, answer: &Answer<'_>) -> Next {
        let (heard, renewed) = oauth::hear(self, operation, desk, mark, answer);
        let (step, is_ok, answer) = match heard {
            Heard::Answer { step, is_ok, json } => (step, is_ok, json),
            Heard::Next(next) => return next,
        };
        // By its number, never by its words: one of its own tests has "SUCCESS" beside a failure.
        let Some(code) = answer.get("result").get("status").code() else {
            return Next::Done(Outcome::misshapen("not a result"));
        };
        let class = class_of(codes::CODES, code);
        if class == Class::Ok && !is_ok {
            return Next::Done(Outcome::misshapen("a success among the errors"));
        }
        let coded = |receipt| Outcome::of_code(operation, class, &code.to_string(), receipt);
        Next::Done(match operation {
            Operation::Refund(ask) if step == ASKING => hear_refund(operation, ask, class, code, &answer),
            // It is under way, or was before: what became of it is asked.
            Operation::Refund(_) if matches!(class, Class::Ok | Class::Dup) && step == WORK => {
                return oauth::go_on(self, operation, desk, ASKING, renewed);
            }
            _ if class != Class::Ok => coded(Receipt::default()),
            Operation::Token(_) => match (answer.get("ticket").text(), answer.get("redirectUrl").text()) {
                (Some(ticket), Some(page)) => Outcome::issued_at(desk.account, ticket, page),
                _ => Outcome::misshapen("success without a page"),
            },
            Operation::Verify(_) => match receipt(&answer) {
                Some(receipt) => coded(receipt),
                None => Outcome::misshapen("success that does not say of what"),
            },
            _ => coded(Receipt::default()),
        })
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        Redirect { method: Method::Get, url: account.page(token.page()), fields: Vec::new() }
    }

    fn read_callback(
        &self,
        _: &Account,
        order: OrderNumber,
        _: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("providerId", &order.to_string())?;
        let word = form.get("result").unwrap_or_default().to_ascii_uppercase();
        let class = codes::class_of_callback(&word);
        // A reference is believed beside our own number alone, and where it is one word.
        let ours = form.get("providerId").is_some() && matches!(Hint::of(class), Hint::Paid | Hint::Unclear);
        let is_word = |code: &&str| code.len() <= 64 && code.bytes().all(|b| b.is_ascii_graphic());
        let code = form.get("trackingCode").filter(|code| ours && is_word(code));
        let reference = code.map(|key| Reference { key: key.to_owned(), details: Default::default() });
        let hint = match Hint::of(class) {
            // Paid, and by what nobody can be asked.
            Hint::Paid if reference.is_none() => Hint::Unclear,
            hint => hint,
        };
        Ok(Callback { hint, class, code: word.chars().take(16).collect(), reference })
    }
}

/// What a refund's own state says: given back, failed, or on its way.
fn hear_refund(operation: &Operation, ask: &RefundAsk, class: Class, code: i32, answer: &Json) -> Outcome {
    if class != Class::Ok {
        // Whether it was begun, this does not say.
        return Outcome {
            reply: super::Reply::Unknown,
            ..Outcome::of_code(operation, class, &code.to_string(), Receipt::default())
        };
    }
    match answer.get("status").code() {
        Some(0 | 2) => Outcome::done(Receipt { amount: Some(ask.amount), ..Receipt::default() }),
        Some(1) => Outcome::of_code(operation, Class::Declined, "1", Receipt::default()),
        _ => Outcome::misshapen("not the state of a refund"),
    }
}

fn receipt(answer: &Json) -> Option<Receipt> {
    Some(Receipt {
        amount: Some(answer.get("amount").rial()?),
        order: Some(answer.get("providerId").exactly()?),
        reference: Some(answer.get("trackingCode").exactly()?),
        rrn: answer.get("rrn").word(),
        ..Receipt::default()
    })
}
