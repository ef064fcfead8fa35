//! SnappPay, a lender: JSON behind OAuth, a page whose address it names, verify and then settle, a status to ask for, and the order
//! made smaller where a part goes back. TorobPay speaks the same protocol under another address; what differs is a [`Dialect`].
//!
//! Source: `gateways.md` 5.1 and 5.2, and what open integrations send and expect. A refusal has an error's number and words, which
//! nobody lists: of a payment that exists, its status is asked for and says how it stands.

mod codes;

use super::{
    Account, Adapter, Answer, Callback, CallbackForm, Capabilities, Claim, Class, Desk, Exchange, Foreign, Hint,
    HttpRequest, Mark, Next, Operation, OrderKind, Outcome, Receipt, ReferenceFrom, RefundAsk, Refunds, Reversal,
    SettleStep, Token, TokenAsk, Unit, Windows,
    json::Json,
    oauth::{self, Heard, Login, Steps},
};
use crate::{
    id::OrderNumber,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
};
use codes::{class_of_callback, class_of_status};
use dargah_wire::{Method, OrderLine, PayMethod, Redirect};
use serde_json::{Value, json};

const ELIGIBLE: &str = "/api/online/offer/v1/eligible";
const TOKEN: &str = "/api/online/payment/v1/token";
const VERIFY: &str = "/api/online/payment/v1/verify";
const SETTLE: &str = "/api/online/payment/v1/settle";
const REVERT: &str = "/api/online/payment/v1/revert";
const CANCEL: &str = "/api/online/payment/v1/cancel";
const UPDATE: &str = "/api/online/payment/v1/update";
const STATUS: &str = "/api/online/payment/v1/status";

/// The steps of an operation after the login.
const WORK: u8 = 1;
const STANDING: u8 = 2;

/// Where one lender's protocol is not the other's.
pub(super) struct Dialect {
    capabilities: Capabilities,
    login: Login,
    /// What the token call names the method by.
    method: &'static str,
    /// What a cart calls its tax.
    tax: &'static str,
    /// Whether a cart's number is text.
    cart_is_text: bool,
}

const fn capabilities(settle: SettleStep, reversal: Reversal) -> Capabilities {
    Capabilities {
        method: PayMethod::Credit,
        credentials: oauth::CREDENTIALS,
        optional_credentials: &[],
        reference: ReferenceFrom::Token,
        verify_repeats: true, // a refusal is followed by the status
        settle,
        inquiry: true,
        says_eligible: true,
        wants_basket: true,
        reversal,
        refunds: Refunds::Remainder,
        order: OrderKind::Text(64),
        unit: Unit::Rial,
        limits: match (Rial::new(AMOUNT_MIN), Rial::new(AMOUNT_MAX)) {
            (Ok(min), Ok(max)) => (min, max),
            _ => unreachable!(),
        },
        // Not stated.
        windows: Windows { page_s: 20 * 60, reversal_s: 60 * 60, margin_s: 60 },
        // The token binds it.
        verify_says_amount: false,
        verify_binds_order: true,
        callback_says_why: false,
    }
}

/// Errors come with these HTTP statuses too, and JSON inside.
const ERRORS: &[u16] = &[400, 404, 409, 422];

/// SnappPay's own.
pub(super) static SNAPPPAY: Dialect = Dialect {
    // How long after verify a payment can be reverted is not stated; settling ends it, and comes at once.
    capabilities: capabilities(SettleStep::Separate, Reversal::Within(60 * 60)),
    login: Login { path: "/api/online/v1/oauth/token", scope: Some("online-merchant"), errors: ERRORS },
    method: "INSTALLMENT",
    tax: "taxAmount",
    cart_is_text: false,
};

/// TorobPay's.
pub(super) static TOROBPAY: Dialect = Dialect {
    // What is verified is final, and goes back by being cancelled.
    capabilities: capabilities(SettleStep::WithVerify, Reversal::Unverified),
    login: Login { path: "/api/online/v1/oauth/token", scope: Some("online-merchant"), errors: ERRORS },
    method: "ONLINE_CREDIT",
    tax: "tax_amount",
    cart_is_text: true,
};

impl Dialect {
    fn verify_is_final(&self) -> bool {
        self.capabilities.settle == SettleStep::WithVerify
    }

    /// What is bought and for how much, as the token call and the update name it. Rial.
    fn order(&self, cart: u64, amount: i64, lines: &[OrderLine]) -> Value {
        let items: Vec<Value> = (1_u64..).zip(lines).map(|(id, line)| item(id, line)).collect();
        let cart = if self.cart_is_text { json!(cart.to_string()) } else { json!(cart) };
        let mut whole = json!({
            "cartId": cart,
            "cartItems": items,
            "totalAmount": amount,
            "shippingAmount": 0,
            // What a shop tells of postage and tax is a line among the others.
            "isShipmentIncluded": true,
            "isTaxIncluded": true,
        });
        whole[self.tax] = json!(0);
        json!({
            "amount": amount,
            "discountAmount": 0,
            "externalSourceAmount": 0,
            "paymentMethodTypeDto": self.method,
            "cartList": [whole],
        })
    }
}

/// A line as an item: the price of one, which is counted; where the line's amount cannot be had so, the line is one thing.
fn item(id: u64, line: &OrderLine) -> Value {
    let count = i64::from(line.quantity).max(1);
    let (amount, count) = if line.amount % count == 0 { (line.amount / count, count) } else { (line.amount, 1) };
    // Nothing is known of what sort of thing it is.
    json!({ "id": id, "name": line.title, "count": count, "amount": amount, "category": "عمومی", "commissionType": 100 })
}

/// The payment's number at the lender is its cart's number too: one payment has one cart.
fn cart(order: OrderNumber) -> u64 {
    order.to_string().parse().unwrap_or(1)
}

impl Steps for Dialect {
    fn login(&self) -> &Login {
        &self.login
    }

    fn request(&self, operation: &Operation, step: u8, desk: &Desk<'_>) -> Option<HttpRequest> {
        let account = desk.account;
        let post = |path: &str, body: &Value| HttpRequest::post(account.service(path), body);
        let named = |claim: &Claim| json!({ "paymentToken": claim.token.word() });
        let status = |claim: &Claim| {
            let token: String = form_urlencoded::byte_serialize(claim.token.word().as_bytes()).collect();
            HttpRequest::get(account.service(&format!("{STATUS}?paymentToken={token}")))
        };
        Some(match operation {
            Operation::Eligible(amount) => {
                HttpRequest::get(account.service(&format!("{ELIGIBLE}?amount={}", amount.get())))
            }
            Operation::Token(ask) => {
                let mut body = self.order(cart(ask.order), ask.amount.get(), &ask.basket);
                if let Some(mobile) = oauth::with_country(ask.mobile.as_deref()) {
                    body["mobile"] = json!(mobile);
                }
                body["transactionId"] = json!(ask.order.to_string());
                body["returnURL"] = json!(ask.callback_url);
                post(TOKEN, &body)
            }
            _ if step == STANDING => status(operation.claim()?),
            Operation::Inquire(claim) => status(claim),
            Operation::Verify(claim) => post(VERIFY, &named(claim)),
            Operation::Settle(claim) if !self.verify_is_final() => post(SETTLE, &named(claim)),
            Operation::Settle(_) => return None,
            Operation::Reverse(claim) => post(REVERT, &named(claim)),
            Operation::Refund(ask) => match rest(ask) {
                0 => post(CANCEL, &named(&ask.claim)),
                left => {
                    // What is left of the order, as one line: which of its things came back, nobody told.
                    let title = format!("باقی‌ماندهٔ سفارش {}", ask.claim.order);
                    let line = OrderLine { title, quantity: 1, amount: left };
                    let mut body = self.order(cart(ask.claim.order), left, &[line]);
                    body["paymentToken"] = json!(ask.claim.token.word());
                    post(UPDATE, &body)
                }
            },
        })
    }
}

/// What is left of the payment once a refund has gone back, rial.
fn rest(ask: &RefundAsk) -> i64 {
    ask.claim.amount.get().saturating_sub(ask.before).saturating_sub(ask.amount.get()).max(0)
}

impl Adapter for Dialect {
    fn capabilities(&self) -> &'static Capabilities {
        // A dialect is a static of this module.
        if self.verify_is_final() { &TOROBPAY.capabilities } else { &SNAPPPAY.capabilities }
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
        let response = answer.get("response");
        match *answer.get("successful") {
            Json::Bool(true) if is_ok => {}
            Json::Bool(false) => return self.hear_no(operation, desk, step, renewed, &answer),
            _ => return Next::Done(Outcome::misshapen("neither done nor refused")),
        }
        Next::Done(match operation {
            Operation::Eligible(_) => hear_eligible(response),
            Operation::Token(_) => match (response.get("paymentToken").text(), response.get("paymentPageUrl").text()) {
                (Some(token), Some(page)) => Outcome::issued_at(desk.account, token, page),
                _ => Outcome::misshapen("success without a page"),
            },
            _ if step == STANDING => self.hear_standing(operation, response),
            Operation::Inquire(_) => self.hear_standing(operation, response),
            Operation::Refund(ask) => match response.get("transactionId").exactly() {
                Some(order) if order == ask.claim.order.to_string() => {
                    Outcome::done(Receipt { amount: Some(ask.amount), ..Receipt::default() })
                }
                _ => Outcome::misshapen("success that does not say of what"),
            },
            Operation::Verify(_) | Operation::Settle(_) | Operation::Reverse(_) => {
                match response.get("transactionId").exactly() {
                    Some(order) => Outcome::done(Receipt { order: Some(order), ..Receipt::default() }),
                    None => Outcome::misshapen("success that does not say of what"),
                }
            }
        })
    }

    fn redirect(&self, account: &Account, _: &TokenAsk, token: &Token) -> Redirect {
        Redirect { method: Method::Get, url: account.page(token.page()), fields: Vec::new() }
    }

    fn read_callback(
        &self,
        _: &Account,
        order: OrderNumber,
        token: &Token,
        form: &CallbackForm,
    ) -> Result<Callback, Foreign> {
        form.must_match("transactionId", &order.to_string())?;
        form.must_match("paymentToken", token.word())?;
        let word = form.get("state").or(form.get("status")).unwrap_or_default().to_ascii_uppercase();
        let class = class_of_callback(&word);
        Ok(Callback::of_token(Hint::of(class), class, &word, token))
    }
}

impl Dialect {
    /// A refusal. Of a payment it may mean that this was done before, by a call whose answer was lost: its status says so.
    fn hear_no(&self, operation: &Operation, desk: &Desk<'_>, step: u8, renewed: bool, answer: &Json) -> Next {
        let asks = matches!(operation, Operation::Verify(_) | Operation::Settle(_) | Operation::Reverse(_));
        if asks && step == WORK {
            return oauth::go_on(self, operation, desk, STANDING, renewed);
        }
        let code = answer.get("errorData").get("errorCode").word().unwrap_or_else(|| "refused".to_owned());
        Next::Done(match operation {
            // It says why in words alone. What it does not take, it has not begun or carried out.
            Operation::Token(_) | Operation::Refund(_) => {
                Outcome::of_code(operation, Class::Declined, &code, Receipt::default())
            }
            _ => Outcome { code, ..Outcome::misshapen("refused") },
        })
    }

    /// How a payment stands, for an inquiry, or in answer to a call that was refused.
    fn hear_standing(&self, operation: &Operation, response: &Json) -> Outcome {
        let word = response
            .get("status")
            .text()
            .filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic()) && !word.is_empty());
        let (Some(word), Some(order)) = (word, response.get("transactionId").exactly()) else {
            return Outcome::misshapen("not the state of a payment");
        };
        // The amount beside it is nobody's word on what was taken: the token has bound that, and verify says none.
        let receipt = Receipt { order: Some(order), ..Receipt::default() };
        let class = class_of_status(word, self.verify_is_final());
        match (operation, word) {
            // Whoever finds the shopper's consent verifies, also where somebody has before: the verify answers for itself.
            (Operation::Inquire(_), "PENDING" | "VERIFY") if class == Class::Pending => Outcome::held(word),
            (Operation::Verify(_), "VERIFY" | "SETTLE") => Outcome::of_code(operation, Class::Already, word, receipt),
            // It stands, so it was not sent back.
            (Operation::Reverse(_), "VERIFY" | "SETTLE") => Outcome::of_code(operation, Class::State, word, receipt),
            _ => Outcome::of_code(operation, class, word, receipt),
        }
    }
}

fn hear_eligible(response: &Json) -> Outcome {
    let Json::Bool(eligible) = *response.get("eligible") else {
        return Outcome::misshapen("neither eligible nor not");
    };
    let title = response.get("title_message").text().or(response.get("title").text());
    Outcome::eligible(eligible, title)
}
