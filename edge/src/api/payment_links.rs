//! Payment links: a shop's server makes and closes them by secret key; its pages make a payment by one, by publishable key.

use super::{Call, internal, payments};
use crate::{
    body, cors, db,
    ledger::{Ledger, RemoteLedger, unavailable},
    limit,
    payees::{self, Of},
    payment_links::{self, Link},
    reply, world,
};
use dargah_engine::{
    config::Shop,
    id::letters,
    payment::{Command, Payment},
    payment_link::LinkState,
    problem::{Code, Fault},
    registry::Stage,
    request::{BODY_MAX, read_new_link, read_page, split_fits},
    time::Span,
};
use dargah_wire::Mode;
use serde_json::{Value, json};
use worker::{D1Database, Request, Response, Result};

/// `POST /v1/payment_links`.
pub(super) async fn make(request: &mut Request, call: &Call) -> std::result::Result<Response, Fault> {
    let (shop, mode) = payments::authenticate(call)?;
    body::must_be_json(request)?;
    let now = world::now();
    let new = read_new_link(&body::read(request, BODY_MAX).await?, now)?;
    let contracts = (&call.world.gateways, &call.world.terms);
    split_fits(&new.split, (shop, mode), contracts, new.amount, (now, now))?;
    payees::must_know(call, &Of { shop: &shop.id, mode }, &new.split).await?;
    let link = payment_links::make(&open(call).await?, &shop.id, mode, &new).await?;
    reply::json(&view(&link, call), 201).map_err(internal)
}

/// `GET /v1/payment_links`: the newest first, a page before a time.
pub(super) async fn list(request: &Request, call: &Call) -> std::result::Result<Response, Fault> {
    let (shop, mode) = payments::authenticate(call)?;
    let url = request.url().map_err(internal)?;
    let (before, limit) = read_page(url.query().unwrap_or(""), "before")?;
    let db = open(call).await?;
    let links = payment_links::list(&db, &shop.id, mode, before, limit).await.map_err(internal)?;
    let full = i64::try_from(links.len()) == Ok(limit);
    let next = links.last().filter(|_| full).map(|link| link.stored.created_at);
    let data: Vec<Value> = links.iter().map(|link| view(link, call)).collect();
    reply::json(&json!({ "data": data, "next": next }), 200).map_err(internal)
}

/// `GET /v1/payment_links/{id}`, and `POST /v1/payment_links/{id}/close`.
pub(super) async fn one(id: &str, close: bool, call: &Call) -> std::result::Result<Response, Fault> {
    let (shop, mode) = payments::authenticate(call)?;
    let db = open(call).await?;
    let mut link = payment_links::of_shop(&db, &shop.id, mode, id).await?;
    if close {
        payment_links::close(&db, id).await.map_err(internal)?;
        link = payment_links::of_shop(&db, &shop.id, mode, id).await?;
    }
    reply::json(&view(&link, call), 200).map_err(internal)
}

/// `POST /v1/payment_links/{id}/payments`: a page of the shop's makes a payment, by publishable key.
pub(super) async fn pay(request: &mut Request, id: &str, call: &Call) -> Result<Response> {
    let shop = of_key(request, call).map(|(shop, _)| shop);
    let own = call.world.links.public_url();
    // That a key is nobody's may be read by every page: who set it up then sees why nothing happens.
    let origin = match shop {
        Some(shop) => cors::allowed_origin(request, shop, own),
        None => Some("*".to_owned()),
    };
    let answer = begin_by_key(request, id, call).await;
    cors::allow(call.or_problem(answer)?, origin.as_deref())
}

/// A browser that asks whether it may: the key is not in the question, so the link says whose pages may.
pub(super) async fn preflight(request: &Request, id: &str, call: &Call) -> Result<Response> {
    let link = match db::of(&call.env).await {
        Ok(db) => payment_links::find(&db, id).await.ok().flatten(),
        Err(_) => None,
    };
    let shop = link.and_then(|link| call.world.shops.get(&link.stored.shop));
    let origin = shop.and_then(|shop| cors::allowed_origin(request, shop, call.world.links.public_url()));
    let mut response = cors::preflight(origin.as_deref())?;
    if origin.is_some() {
        response.headers_mut().set("access-control-allow-headers", "authorization, content-type")?;
    }
    Ok(response)
}

async fn begin_by_key(request: &mut Request, id: &str, call: &Call) -> std::result::Result<Response, Fault> {
    let (shop, mode) = of_key(request, call).ok_or_else(|| Fault::from(Code::KeyInvalid))?;
    if cors::is_foreign(request, shop, call.world.links.public_url()) {
        return Err(Code::OriginForbidden.into());
    }
    let db = open(call).await?;
    let link = payment_links::of_shop(&db, &shop.id, mode, id).await?;
    body::must_be_json(request)?;
    let asked: Value = serde_json::from_slice(&body::read(request, BODY_MAX).await?)
        .map_err(|_| Fault::new(Code::BodyInvalid, "an object with `toman`, or an empty one"))?;
    let typed = match asked.get("toman") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let once = letters(world::entropy().map_err(internal)?);
    let payment = begin(&db, &link, &typed, &once, call).await?;
    let token = call.world.links.checkout_token(&shop.id, payment.created.id);
    let url = call.world.links.checkout_page(&token);
    let id = payment.created.id.to_string();
    reply::json(&json!({ "payment": id, "client_token": token, "checkout_url": url }), 201).map_err(internal)
}

fn of_key<'a>(request: &Request, call: &'a Call) -> Option<(&'a Shop, Mode)> {
    call.world.shops.by_publishable_key(&payments::bearer(request).ok()??)
}

/// Makes the payment of a payer who typed `typed`, if the link takes one more.
pub(crate) async fn begin(
    db: &D1Database,
    link: &Link,
    typed: &str,
    once: &str,
    call: &Call,
) -> std::result::Result<Payment, Fault> {
    let shop = call.world.shops.get(&link.stored.shop).ok_or_else(|| Fault::from(Code::LinkUnknown))?;
    if shop.stage == Stage::Suspended {
        return Err(Code::ShopSuspended.into());
    }
    let (links, within) = (&call.world.links, Span::seconds(shop.pay_within_s));
    let amount = link.stored.amount(typed)?;
    let mut created = link.stored.payment(amount, once, links, shop.shards, world::now(), within);
    if !created.split.is_none() {
        // Whoever was removed since takes no new part; it is the shop's then.
        let known = payees::open(call, &Of { shop: &shop.id, mode: link.stored.mode }).await?;
        created.split = created.split.among(|payee| known.contains(payee));
    }
    // The same page sent again finds its payment, whatever has become of the link since.
    let room = payment_links::take(db, &link.stored, &created).await.map_err(internal)?;
    let ended = matches!(link.state(), LinkState::Closed | LinkState::Over);
    if !room || ended {
        return Err(Code::LinkEnded.into());
    }
    let ledger = RemoteLedger::new(&call.env, &shop.id);
    let step = ledger.tell(created.id, Some(Command::Create(Box::new(created)))).await?;
    if step.fresh > 0 {
        call.tell_shop(&step.payment);
    }
    Ok(step.payment)
}

/// A link for the payer's page. Whoever asks too often is told to wait.
pub(crate) async fn for_payer(
    request: &Request,
    id: &str,
    call: &Call,
) -> std::result::Result<(D1Database, Link), Fault> {
    limit::stranger(request, call).await?;
    let db = open(call).await?;
    let found = payment_links::find(&db, id).await.map_err(internal)?;
    Ok((db, found.ok_or_else(|| Fault::from(Code::LinkUnknown))?))
}

async fn open(call: &Call) -> std::result::Result<D1Database, Fault> {
    db::of(&call.env).await.map_err(unavailable)
}

fn view(link: &Link, call: &Call) -> Value {
    let stored = &link.stored;
    json!({
        "id": stored.id,
        "url": call.world.links.payment_link(&stored.id),
        "title": stored.title,
        "amount": stored.amount,
        "most": stored.most,
        "paid": link.paid,
        "state": link.state().as_str(),
        "mode": stored.mode,
        "created_at": stored.created_at,
        "expires_at": stored.expires_at,
        "split": stored.split,
    })
}
