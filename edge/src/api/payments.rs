//! The shop's server: `POST /v1/payments` and `GET /v1/payments/{id}`, by secret key.

use super::{Call, internal};
use crate::{
    body,
    ledger::{Ledger, RemoteLedger},
    reply, world,
};
use dargah_engine::{
    config::Shop,
    id::PaymentId,
    payment::{Command, Created, Payment},
    problem::{Code, Fault},
    request::{BODY_MAX, idempotency_key, read_create},
    time::{Moment, Span},
};
use dargah_wire::{Currency, Mode, PaymentView};
use worker::{Request, Response};

/// Makes a payment, or finds the one that the same key made.
pub(super) async fn create(mut request: Request, call: &Call) -> Result<Response, Fault> {
    let world = &call.world;
    let (shop, mode) = authenticate(&request, call)?;
    body::must_be_json(&request)?;
    let header = request.headers().get("idempotency-key").map_err(internal)?;
    let key = idempotency_key(header.as_deref())?.to_owned();
    let body = body::read(&mut request, BODY_MAX).await?;
    let new = read_create(&body, shop, mode)?;
    let id = world.links.payment_id(&shop.id, &format!("{mode:?}/{key}"), shop.shards);
    let created = Created {
        id,
        shop: shop.id.clone(),
        mode,
        amount: new.amount,
        order_id: new.order_id,
        return_url: new.return_url,
        description: new.description,
        mobile: new.mobile,
        expires_at: world::now() + Span::seconds(shop.pay_within_s),
        fingerprint: new.fingerprint,
    };
    let ledger = RemoteLedger::new(&call.env, &shop.id);
    let step = ledger.tell(id, Some(Command::Create(Box::new(created)))).await?;
    // A repeated request gets the first answer again, whatever has happened since: the payment as it was made.
    let view = view(call, &step.payment.as_created(), step.payment.created_at);
    reply::json(&view, 201).map_err(internal)
}

/// Reads a payment of the key's shop and mode.
pub(super) async fn read(request: &Request, id: &str, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(request, call)?;
    let id = PaymentId::parse(id).ok_or_else(|| Fault::from(Code::PaymentUnknown))?;
    let payment = RemoteLedger::new(&call.env, &shop.id).tell(id, None).await?.payment;
    if payment.created.mode != mode {
        return Err(Code::PaymentUnknown.into());
    }
    reply::json(&view(call, &payment, world::now()), 200).map_err(internal)
}

fn authenticate<'a>(request: &Request, call: &'a Call) -> Result<(&'a Shop, Mode), Fault> {
    let header = request.headers().get("authorization").map_err(internal)?.unwrap_or_default();
    let key = header.strip_prefix("Bearer ").map(str::trim);
    key.and_then(|key| call.world.shops.by_key(key)).ok_or_else(|| Code::KeyInvalid.into())
}

fn view(call: &Call, payment: &Payment, now: Moment) -> PaymentView {
    let links = &call.world.links;
    let created = &payment.created;
    let client_token = links.checkout_token(&created.shop, created.id);
    let standing = payment.standing(now);
    PaymentView {
        id: created.id.to_string(),
        status: standing.status,
        reason: standing.reason,
        amount: created.amount.get(),
        currency: Currency::Irr,
        order_id: created.order_id.clone(),
        mode: created.mode,
        checkout_url: links.checkout_page(&client_token),
        client_token,
        created_at: payment.created_at.0,
        expires_at: created.expires_at.0,
        paid_at: payment.paid_at.map(|at| at.0),
        attempts: payment.attempt_views(),
    }
}
