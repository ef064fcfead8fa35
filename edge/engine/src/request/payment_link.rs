//! `POST /v1/payment_links`, and what is sent by the page of one.

use super::{create::amount_of, name_line, object, shape, split::read_split};
use crate::{
    facilitator::{Portion, Split},
    money::{AMOUNT_MIN, Rial},
    problem::{Code, Fault},
    time::Moment,
};
use dargah_wire::SplitPart;
use serde::Deserialize;
use serde_json::Value;

/// The most that a link may be paid.
const MOST_MAX: i64 = 1_000_000;

/// A link that may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// What the payer reads.
    pub title: String,
    /// How much; nothing where the payer says.
    pub amount: Option<Rial>,
    /// How often it may be paid; nothing for any number.
    pub most: Option<i64>,
    /// Until when; nothing for ever.
    pub expires_at: Option<Moment>,
    /// Who gets a part of each payment.
    pub split: Split,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    title: String,
    #[serde(default)]
    #[allow(dead_code, reason = "it is read before, with codes of its own")]
    amount: Value,
    #[serde(default)]
    most: Option<i64>,
    #[serde(default)]
    expires_at: Option<i64>,
    #[serde(default)]
    split: Vec<SplitPart>,
}

/// Reads and checks the body, as of `now`.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_new_link(body: &[u8], now: Moment) -> Result<NewLink, Fault> {
    let object = object(body)?;
    let amount = match object.get("amount") {
        None | Some(Value::Null) => None,
        said => Some(amount_of(said, AMOUNT_MIN)?),
    };
    let Asked { title, most, expires_at, split, .. } = shape(body)?;
    let split = read_split(split)?;
    if amount.is_none() && split.0.iter().any(|(_, portion)| matches!(portion, Portion::Fixed(_))) {
        let why = "a link on which the payer says how much is split by shares alone";
        return Err(Fault::of(Code::SplitInvalid, "split", why));
    }
    checked(&title, amount, most, expires_at.map(Moment), now).map(|link| NewLink { split, ..link })
}

/// A link's parts, checked as of `now`; the panel's form is held to the same.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn checked(
    title: &str,
    amount: Option<Rial>,
    most: Option<i64>,
    expires_at: Option<Moment>,
    now: Moment,
) -> Result<NewLink, Fault> {
    let invalid = |field, why: &str| Err(Fault::of(Code::LinkInvalid, field, why));
    let title = name_line(title, "title")?;
    if most.is_some_and(|most| !(1..=MOST_MAX).contains(&most)) {
        return invalid("most", "1 to 1,000,000; leave it out for any number");
    }
    if expires_at.is_some_and(|end| end <= now || end.0 >= 1 << 52) {
        return invalid("expires_at", "a time to come, in milliseconds; leave it out for ever");
    }
    Ok(NewLink { title, amount, most, expires_at, split: Split::default() })
}
