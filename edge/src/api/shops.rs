//! Stored shops, for the operator's programs: made, changed, given keys and contracts.

use super::{Call, internal};
use crate::{
    body, db, identity,
    registry::{self, ContractWish},
    world,
};
use dargah_engine::{
    id::ShopId,
    problem::{Code, Fault},
    registry::{StoredContract, StoredShop},
    request::{BODY_MAX, read_contract, read_new_key, read_new_shop, read_shop_change},
    time::Span,
};
use serde_json::{Value, json};
use worker::{D1Database, Request};

/// Every shop.
pub(super) async fn list(call: &Call) -> Result<Value, Fault> {
    let db = open(call).await?;
    let shops = registry::shops(&db).await.map_err(internal)?;
    Ok(json!({ "data": shops.iter().map(view).collect::<Vec<_>>() }))
}

/// Makes a shop.
pub(super) async fn make(request: &mut Request, call: &Call) -> Result<Value, Fault> {
    let asked = read_new_shop(&json_body(request).await?)?;
    let db = open(call).await?;
    let id = registry::make_shop(&db, &asked.name.fa, &asked.name.en).await.map_err(internal)?;
    let shop = StoredShop { origins: list_of(&asked.origins)?, ..find(&db, id.as_str()).await? };
    registry::set_settings(&db, &shop).await.map_err(internal)?;
    Ok(view(&shop))
}

/// Changes what is said, and leaves the rest.
pub(super) async fn change(request: &mut Request, shop: &str, call: &Call) -> Result<Value, Fault> {
    let asked = read_shop_change(&json_body(request).await?)?;
    let db = open(call).await?;
    let mut shop = find(&db, shop).await?;
    if let Some(name) = asked.name {
        (shop.name_fa, shop.name_en) = (name.fa, name.en);
    }
    if let Some(origins) = &asked.origins {
        shop.origins = list_of(origins)?;
    }
    if let Some(gateways) = &asked.gateways {
        shop.granted = list_of(gateways)?;
    }
    // The registry is asked before anything is changed.
    let account = match asked.payout_account {
        Some(account) => Some(identity::confirm(&call.world, account).await?),
        None => None,
    };
    registry::set_settings(&db, &shop).await.map_err(internal)?;
    if let Some(account) = account {
        registry::set_payout(&db, &shop.id, &account).await.map_err(internal)?;
        shop = find(&db, shop.id.as_str()).await?;
    }
    if let Some(stage) = asked.stage {
        shop.stage = stage;
        registry::set_stage(&db, &shop.id, stage).await.map_err(internal)?;
    }
    Ok(view(&shop))
}

/// Makes a key. It is told this once.
pub(super) async fn make_key(request: &mut Request, shop: &str, call: &Call) -> Result<Value, Fault> {
    let asked = read_new_key(&json_body(request).await?)?;
    let db = open(call).await?;
    let shop = find(&db, shop).await?;
    let (id, key) = registry::make_key(&db, &shop, asked.kind, asked.mode, &asked.label).await?;
    Ok(json!({ "id": id, "key": key.text, "hint": key.hint, "kind": asked.kind.as_str(), "mode": asked.mode }))
}

/// Ends a key at once.
pub(super) async fn end_key(shop: &str, key: &str, call: &Call) -> Result<(), Fault> {
    let db = open(call).await?;
    let shop = find(&db, shop).await?;
    let ended = registry::end_key(&db, &shop.id, key, world::now()).await.map_err(internal)?;
    if ended { Ok(()) } else { Err(Code::KeyUnknown.into()) }
}

/// Keeps a contract. Of its credentials nothing is told again.
pub(super) async fn save_contract(request: &mut Request, shop: &str, call: &Call) -> Result<Value, Fault> {
    let asked = read_contract(&json_body(request).await?)?;
    let db = open(call).await?;
    let shop = find(&db, shop).await?;
    let (id, provider, mode, settings) = (asked.id, asked.provider, asked.mode, asked.settings);
    let (credentials, overlap) = (asked.credentials, Span::seconds(asked.overlap_s));
    let wish = ContractWish { shop: &shop, id, provider, mode, settings, credentials, overlap };
    let id = registry::save_contract(&db, &call.world, wish).await?;
    let kept = registry::contracts(&db, &shop.id).await.map_err(internal)?;
    kept.iter().find(|contract| contract.id == id).map(contract_view).ok_or_else(|| Code::Internal.into())
}

async fn open(call: &Call) -> Result<D1Database, Fault> {
    db::of(&call.env).await.map_err(crate::ledger::unavailable)
}

async fn json_body(request: &mut Request) -> Result<Vec<u8>, Fault> {
    body::must_be_json(request)?;
    body::read(request, BODY_MAX).await
}

async fn find(db: &D1Database, shop: &str) -> Result<StoredShop, Fault> {
    let unknown = || Fault::from(Code::ShopUnknown);
    let id = ShopId::new(shop).map_err(|_| unknown())?;
    registry::shop(db, &id).await.map_err(internal)?.ok_or_else(unknown)
}

fn list_of<T: serde::Serialize>(list: &[T]) -> Result<String, Fault> {
    serde_json::to_string(list).map_err(|problem| internal(problem.into()))
}

fn view(shop: &StoredShop) -> Value {
    let list = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let account = shop.payout_account().ok().flatten();
    // Who the owner is by a registry's number is told to nobody again.
    let account = account
        .map(|account| json!({ "iban": account.iban, "name": account.name(), "matched_at": account.matched_at }));
    json!({
        "id": shop.id,
        "name": { "fa": shop.name_fa, "en": shop.name_en },
        "stage": shop.stage.as_str(),
        "origins": list(&shop.origins),
        "gateways": list(&shop.granted),
        "payout_account": account,
        "created_at": shop.created_at,
    })
}

fn contract_view(contract: &StoredContract) -> Value {
    let settings = serde_json::from_str::<Value>(&contract.settings).unwrap_or_default();
    json!({
        "id": contract.id,
        "provider": contract.provider.as_str(),
        "mode": contract.mode,
        "settings": settings,
        "created_at": contract.created_at,
        "changed_at": contract.changed_at,
    })
}
