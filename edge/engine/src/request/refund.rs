//! `POST /v1/payments/{id}/refunds`.

use super::{create::amount_of, object, shape};
use crate::{
    money::Rial,
    problem::{Code, Fault},
    seal::sha256_hex,
    text,
};
use dargah_wire::{CreateRefund, RefundTo};

/// A refund that may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefund {
    /// How much; all that is left where it is not said.
    pub amount: Option<Rial>,
    /// Where it goes, if that was said.
    pub to: Option<RefundTo>,
    /// Why.
    pub reason: String,
    /// SHA-256 of what was asked, white space aside.
    pub fingerprint: String,
}

/// Reads and checks the body.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_refund(body: &[u8]) -> Result<NewRefund, Fault> {
    let object = object(body)?;
    let amount = match object.get("amount") {
        None => None,
        said => Some(amount_of(said, 1)?),
    };
    let asked: CreateRefund = shape(body)?;
    let reason = text::line(&asked.reason, 200)
        .ok_or_else(|| Fault::of(Code::RefundReasonInvalid, "reason", Code::RefundReasonInvalid.title()))?;
    let fingerprint = sha256_hex(&serde_json::to_vec(&asked).unwrap_or_default());
    Ok(NewRefund { amount, to: asked.to, reason, fingerprint })
}
