//! `POST /v1/payments/{id}/refunds`: the shop gives money back to the card.

use super::{Call, internal, payments::find};
use crate::{
    body, books,
    ledger::{RemoteLedger, unavailable},
    reply, run, world,
};
use dargah_engine::{
    payment::{Command, Payment, RefundWish},
    problem::{Code, Fault},
    request::{BODY_MAX, NewRefund, idempotency_key, read_refund},
    seal::sha256_hex,
};
use dargah_wire::RefundView;
use worker::{Request, Response};

/// Refunds a payment, or finds the refund that the same key made. The answer waits for the bank's; one that is lost leaves the
/// refund pending or unknown, and what became of it is told by webhook and by reading the payment.
pub(super) async fn create(mut request: Request, id: &str, call: &Call) -> Result<Response, Fault> {
    let (ledger, payment) = find(id, call).await?;
    body::must_be_json(&request)?;
    let header = request.headers().get("idempotency-key").map_err(internal)?;
    let key = sha256_hex(idempotency_key(header.as_deref())?.as_bytes());
    let asked = read_refund(&body::read(&mut request, BODY_MAX).await?)?;
    reply::json(&give_back(call, &ledger, &payment, asked, key).await?, 201).map_err(internal)
}

/// Refunds a payment as it was asked for, or finds the refund that the same key made. `key` is the hash of what tells one refund
/// from another.
pub(crate) async fn give_back(
    call: &Call,
    ledger: &RemoteLedger,
    payment: &Payment,
    asked: NewRefund,
    key: String,
) -> Result<RefundView, Fault> {
    let is_new = payment.refunds.iter().all(|refund| refund.key != key);
    if is_new && let Some(short) = books::short(call, payment, asked.amount, asked.to).await.map_err(unavailable)? {
        let detail = format!("{short} rial are missing from what the shop has at the operator");
        return Err(Fault::of(Code::BalanceShort, "amount", detail));
    }
    let wish = RefundWish {
        amount: asked.amount,
        to: asked.to,
        reason: asked.reason,
        key: key.clone(),
        fingerprint: asked.fingerprint,
        entropy: world::entropy().map_err(internal)?,
    };
    let mut heard = Vec::new();
    let driven =
        run::drive(&call.world, &call.env, ledger, payment.created.id, Command::Refund(wish), &mut heard).await;
    call.report(heard);
    let payment = driven?;
    call.tell_shop(&payment);
    let made = payment.refunds.iter().position(|refund| refund.key == key);
    let view = made.and_then(|index| payment.refund_views().into_iter().nth(index));
    view.ok_or_else(|| Code::Internal.into())
}
