//! `POST /v1/payments`.

use super::{lines, notes, object, shape, split::read_split};
use crate::{
    config::Shop,
    facilitator::Split,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
    problem::{Code, Fault},
    seal::sha256_hex,
    text,
};
use dargah_wire::{CreatePayment, Mode, OrderLine};
use dargah_words::mobile::mobile;
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

/// A payment that may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayment {
    /// How much.
    pub amount: Rial,
    /// The shop's own number.
    pub order_id: String,
    /// Where the shopper comes back to, on one of the shop's origins.
    pub return_url: String,
    /// What is bought.
    pub description: Option<String>,
    /// What is bought, line by line.
    pub lines: Vec<OrderLine>,
    /// The customer's mobile, `09…`.
    pub mobile: Option<String>,
    /// What the shop notes of it.
    pub metadata: BTreeMap<String, String>,
    /// Who gets a part of it.
    pub split: Split,
    /// SHA-256 of what was asked, white space aside.
    pub fingerprint: String,
}

/// Reads and checks the body of `POST /v1/payments`.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_create(body: &[u8], shop: &Shop, mode: Mode) -> Result<NewPayment, Fault> {
    let object = object(body)?;
    // Amount and currency come first, with codes of their own: a unit mistaken is the costliest slip a shop can make.
    let amount = amount_of(object.get("amount"), AMOUNT_MIN)?;
    if object.get("currency").is_some_and(|currency| currency.as_str() != Some("IRR")) {
        return Err(Fault::of(Code::CurrencyUnsupported, "currency", "send rial and say IRR; 1 toman is 10 rial"));
    }
    let asked: CreatePayment = shape(body)?;
    let fingerprint = fingerprint(&asked, mode);
    notes::check(&asked.metadata)?;
    let order_id = text::line(&asked.order_id, 64)
        .ok_or_else(|| Fault::of(Code::OrderIdInvalid, "order_id", Code::OrderIdInvalid.title()))?;
    let description =
        match asked.description.as_deref().map(str::trim).filter(|d| !d.is_empty()) {
            None => None,
            Some(description) => {
                let line = text::line(description, 200);
                Some(line.ok_or_else(|| {
                    Fault::of(Code::DescriptionInvalid, "description", Code::DescriptionInvalid.title())
                })?)
            }
        };
    let lines = lines::read(asked.lines)?;
    let mobile = match asked.customer.and_then(|customer| customer.mobile) {
        None => None,
        Some(number) => {
            let mobile = mobile(&number);
            Some(mobile.ok_or_else(|| Fault::of(Code::MobileInvalid, "customer.mobile", Code::MobileInvalid.title()))?)
        }
    };
    let return_url = return_url(&asked.return_url, shop, mode)?;
    let (metadata, split) = (asked.metadata, read_split(asked.split)?);
    Ok(NewPayment { amount, order_id, return_url, description, lines, mobile, metadata, split, fingerprint })
}

/// An amount of at least `min` rial, with a code of its own for each way to be none.
pub(super) fn amount_of(value: Option<&Value>, min: i64) -> Result<Rial, Fault> {
    let fault = |code: Code, detail: &str| Fault::of(code, "amount", detail);
    let number = match value {
        Some(Value::Number(number)) => number,
        Some(_) => {
            return Err(fault(Code::AmountInvalid, "the amount must be a JSON integer, not text"));
        }
        None => return Err(fault(Code::AmountInvalid, "the amount is missing")),
    };
    let Some(rial) = number.as_i64() else {
        // Above i64 there is still a whole number to be told apart from a fraction.
        let huge = number.as_u64().is_some();
        return Err(if huge {
            fault(Code::AmountTooLarge, "at most 100 billion rial")
        } else {
            fault(Code::AmountInvalid, "rial have no fraction")
        });
    };
    if rial <= 0 {
        return Err(fault(Code::AmountInvalid, "the amount must be above zero"));
    }
    if rial < min {
        return Err(fault(Code::AmountTooSmall, "at least 1,000 rial"));
    }
    if rial > AMOUNT_MAX {
        return Err(fault(Code::AmountTooLarge, "at most 100 billion rial"));
    }
    Rial::new(rial).map_err(|_| fault(Code::AmountInvalid, "the amount must be above zero"))
}

/// A return URL is a redirect target: only the shop's own, registered origins, and no user or password in it.
fn return_url(text: &str, shop: &Shop, mode: Mode) -> Result<String, Fault> {
    let fault = |detail: &str| Fault::of(Code::ReturnUrlInvalid, "return_url", detail);
    if text.len() > 1024 {
        return Err(fault("at most 1,024 characters"));
    }
    let url = Url::parse(text).map_err(|_| fault("not an absolute URL (a host outside ASCII is written as xn--…)"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(fault("no user or password may stand in it"));
    }
    if mode == Mode::Live && url.scheme() != "https" {
        return Err(fault("live payments return by https alone"));
    }
    if !shop.has_origin(&url.origin().ascii_serialization()) {
        return Err(fault("its origin is not registered for this shop"));
    }
    Ok(url.into())
}

/// What two requests must share to be the same one.
fn fingerprint(asked: &CreatePayment, mode: Mode) -> String {
    // Serialising a struct of text and numbers cannot fail; an empty fingerprint would equal no stored one.
    let mut bytes = serde_json::to_vec(asked).unwrap_or_default();
    bytes.push(if mode == Mode::Live { b'l' } else { b't' });
    sha256_hex(&bytes)
}
