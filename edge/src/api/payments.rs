//! The shop's server: `POST /v1/payments` and `GET /v1/payments/{id}`, by secret key.

use super::{Call, Caller, internal};
use crate::{
    body,
    ledger::{Ledger, RemoteLedger},
    payees::{self, Of},
    reply, run, world,
};
use dargah_engine::{
    config::Shop,
    facilitator::gained,
    id::PaymentId,
    payment::{Command, Created, Payment, due_at, read_events},
    problem::{Code, Fault},
    registry::Stage,
    request::{BODY_MAX, idempotency_key, read_create, split_fits},
    time::{Moment, Span},
};
use dargah_wire::{Currency, Mode, PartView, PaymentView};
use serde_json::{Value, json};
use worker::{Request, Response};

/// Makes a payment, or finds the one that the same key made.
pub(super) async fn create(mut request: Request, call: &Call) -> Result<Response, Fault> {
    let world = &call.world;
    let (shop, mode) = authenticate(call)?;
    if shop.stage == Stage::Suspended {
        return Err(Code::ShopSuspended.into());
    }
    body::must_be_json(&request)?;
    let header = request.headers().get("idempotency-key").map_err(internal)?;
    let key = idempotency_key(header.as_deref())?.to_owned();
    let body = body::read(&mut request, BODY_MAX).await?;
    let new = read_create(&body, shop, mode)?;
    let (now, expires_at) = (world::now(), world::now() + Span::seconds(shop.pay_within_s));
    let id = world.links.payment_id(&shop.id, &format!("{}/{key}", mode.as_str()), shop.shards);
    let ledger = RemoteLedger::new(&call.env, &shop.id);
    // What was taken once is taken, whatever has become of a payee or of the fees since.
    if !new.split.is_none() && ledger.tell(id, None).await.is_err() {
        let contracts = (&world.gateways, &world.terms);
        split_fits(&new.split, (shop, mode), contracts, Some(new.amount), (now, expires_at))?;
        payees::must_know(call, &Of { shop: &shop.id, mode }, &new.split).await?;
    }
    let created = Created {
        id,
        shop: shop.id.clone(),
        mode,
        amount: new.amount,
        order_id: new.order_id,
        return_url: new.return_url,
        description: new.description,
        lines: new.lines,
        mobile: new.mobile,
        metadata: new.metadata,
        split: new.split,
        top_up: None,
        expires_at,
        fingerprint: new.fingerprint,
    };
    let step = ledger.tell(id, Some(Command::Create(Box::new(created)))).await?;
    if step.fresh > 0 {
        call.tell_shop(&step.payment);
    }
    // A repeated request gets the first answer again, whatever has happened since: the payment as it was made.
    let view = view(call, &step.payment.as_created(), step.payment.created_at);
    reply::json(&view, 201).map_err(internal)
}

/// Reads a payment of the key's shop and mode.
pub(super) async fn read(id: &str, call: &Call) -> Result<Response, Fault> {
    let (_, payment) = find(id, call).await?;
    reply::json(&view(call, &payment, world::now()), 200).map_err(internal)
}

/// Withdraws a payment that is not paid. The same request again finds it withdrawn.
pub(super) async fn cancel(id: &str, call: &Call) -> Result<Response, Fault> {
    let (ledger, payment) = find(id, call).await?;
    let mut heard = Vec::new();
    let id = payment.created.id;
    let driven = run::drive(&call.world, &call.env, &ledger, id, Command::Cancel, &mut heard).await;
    call.report(heard);
    let payment = driven?;
    call.tell_shop(&payment);
    reply::json(&view(call, &payment, world::now()), 200).map_err(internal)
}

/// Says why a payment stands as it does: all that ever happened to it.
pub(super) async fn log(id: &str, call: &Call) -> Result<Response, Fault> {
    let (ledger, payment) = find(id, call).await?;
    reply::json(&account_of(call, &ledger, payment.created.id).await?, 200).map_err(internal)
}

/// A payment, why it stands as it does, when something is done for it next, and its events. Neither what leads into a bank's
/// page nor our own way back is in it.
pub(crate) async fn account_of(call: &Call, ledger: &RemoteLedger, id: PaymentId) -> Result<Value, Fault> {
    let text = ledger.stored(id).await?;
    let unreadable = |problem: serde_json::Error| internal(problem.into());
    let payment =
        Payment::replay(&read_events(&text).map_err(unreadable)?).ok_or_else(|| Fault::from(Code::Internal))?;
    let stored: Vec<Value> = serde_json::from_str(&text).map_err(unreadable)?;
    let log: Vec<Value> = stored.into_iter().map(told).collect();
    let now = world::now();
    let (view, due) = (view(call, &payment, now), due_at(&payment).map(|due| due.0));
    Ok(json!({ "payment": view, "why": payment.explain(now), "due_at": due, "events": log }))
}

/// `{"at", "event": {"<type>": {…}}}`, or the type alone, told as one flat object.
fn told(mut stored: Value) -> Value {
    let mut take = |name: &str| stored.get_mut(name).map(Value::take).unwrap_or_default();
    let (kind, mut event) = match take("event") {
        Value::Object(one) => match one.into_iter().next() {
            Some((kind, Value::Object(fields))) => (kind, fields),
            _ => Default::default(),
        },
        word => (word.as_str().unwrap_or_default().to_owned(), Default::default()),
    };
    event.insert("at".to_owned(), take("at"));
    event.insert("type".to_owned(), kind.into());
    for secret in ["token", "key", "fingerprint", "edition"] {
        event.remove(secret);
    }
    // Eighteen digits are more than the numbers of many a JSON reader hold.
    let as_text = |fields: &mut serde_json::Map<String, Value>| {
        if let Some(order) = fields.get_mut("order") {
            *order = Value::from(order.to_string());
        }
    };
    as_text(&mut event);
    if let Some(ask) = event.get_mut("ask").and_then(Value::as_object_mut) {
        ask.remove("callback_url");
        as_text(ask);
    }
    Value::Object(event)
}

/// A payment of the key's shop and mode, and where it lives.
pub(super) async fn find(id: &str, call: &Call) -> Result<(RemoteLedger, Payment), Fault> {
    let (shop, mode) = authenticate(call)?;
    let id = PaymentId::parse(id).ok_or_else(|| Fault::from(Code::PaymentUnknown))?;
    let ledger = RemoteLedger::new(&call.env, &shop.id);
    let payment = ledger.tell(id, None).await?.payment;
    if payment.created.mode == mode { Ok((ledger, payment)) } else { Err(Code::PaymentUnknown.into()) }
}

pub(super) fn authenticate(call: &Call) -> Result<(&Shop, Mode), Fault> {
    let Caller { key, shop } = &call.caller;
    let found = shop.as_ref().and_then(|(id, mode)| Some((call.world.shops.get(id)?, *mode)));
    found.ok_or_else(|| {
        // Nobody could say whether it is the key of a stored shop.
        let unsaid = call.world.version.is_none() && key.as_deref().is_some_and(|key| key.starts_with("sk_"));
        if unsaid { Code::Unavailable.into() } else { Code::KeyInvalid.into() }
    })
}

/// The key of a request.
pub(super) fn bearer(request: &Request) -> Result<Option<String>, Fault> {
    let header = request.headers().get("authorization").map_err(internal)?.unwrap_or_default();
    Ok(header.strip_prefix("Bearer ").map(|key| key.trim().to_owned()))
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
        metadata: created.metadata.clone(),
        mode: created.mode,
        checkout_url: links.checkout_page(&client_token),
        client_token,
        created_at: payment.created_at.0,
        expires_at: created.expires_at.0,
        paid_at: payment.paid_at.map(|at| at.0),
        by_wallet: Some(payment.by_wallet()).filter(|part| *part > 0),
        attempts: payment.attempt_views(),
        refunded: payment.refunded(),
        refunds: payment.refund_views(),
        split: created.split.clone().into(),
        parts: gained(payment, &call.world.gateways, &call.world.terms).iter().map(PartView::from).collect(),
    }
}
